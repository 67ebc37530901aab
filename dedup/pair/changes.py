"""What the edits of a passage do to the meaning: each change with its kind, its severity and the words at fault on both sides.

A change is bound to its place: a number to the noun that it counts and the clause it stands in, a modal to its verb. What
only the style of a house changes is said to be style. Severity: style < neutral < loaded < fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from dedup.pair import actions, certainty, circumstance, counted, frames, inventions, loaded, naming, negation, omitted, quantity
from dedup.pair.drafts import Draft
from dedup.pair.findings import Finding, arranged
from dedup.pair.match import Match, match
from dedup.pair.prepare import Prepared
from dedup.pair.style import style
from dedup.result import DERIVED_KINDS, Change

_DETECTORS = (
    counted.numbers,
    counted.ranges,
    counted.magnitudes,
    naming.names,
    naming.speakers,
    naming.relabelled,
    negation.negations,
    quantity.quantities,
    quantity.superlatives,
    quantity.universals,
    quantity.exchanged,
    quantity.shares,
    certainty.certainty,
    certainty.lost_hedges,
    certainty.conditions,
    circumstance.times,
    circumstance.reasons,
    actions.actions,
    actions.reversals,
    inventions.additions,
    inventions.inventions,
    frames.frames,
    frames.intents,
    frames.motives,
    frames.refusals,
    loaded.loaded_words,
    omitted.attributions,
    omitted.qualifications,
    omitted.clipped_quotations,
    omitted.halved_quotations,
    style,
)


def changes(source: Prepared, derivative: Prepared, draft: Draft) -> tuple[Change, ...]:
    """Changes between a passage and the source sentences that carry it, in order of their place; () for an added passage."""
    if not draft.sources or draft.kind not in DERIVED_KINDS or not len(derivative.words.inside(draft.span)):
        return ()
    pairing = match(source, derivative, draft)
    return arranged(pairing, tuple(_found(pairing))) if pairing.b and pairing.a else ()


def _found(pairing: Match) -> Iterator[Finding]:
    for detector in _DETECTORS:
        yield from detector(pairing)
