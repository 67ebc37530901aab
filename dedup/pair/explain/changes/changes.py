"""What the edits of a passage do to the meaning: each change with its kind, its severity and the words at fault on both sides.

A change is bound to its place: a number to the noun that it counts and the clause it stands in, a modal to its verb. What
only the style of a house changes is said to be style. Severity: style < neutral < loaded < fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from dedup.document import Document
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes import (
    action,
    certainty,
    circumstance,
    detail_added,
    dropped_context,
    loaded_word,
    name_and_role,
    negation,
    number,
    quantity,
    stance,
)
from dedup.pair.explain.changes.findings import Finding, arranged
from dedup.pair.explain.changes.style import style
from dedup.pair.explain.changes.term_alignment import TermAlignment, match
from dedup.result import DERIVED_KINDS, Change

_DETECTORS = (
    number.numbers,
    number.ranges,
    number.magnitudes,
    name_and_role.names,
    name_and_role.speakers,
    name_and_role.relabelled,
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
    action.actions,
    action.reversals,
    detail_added.additions,
    detail_added.inventions,
    stance.frames,
    stance.intents,
    stance.motives,
    stance.refusals,
    loaded_word.loaded_words,
    dropped_context.attributions,
    dropped_context.qualifications,
    dropped_context.clipped_quotations,
    dropped_context.halved_quotations,
    style,
)


def changes(source: Document, derivative: Document, draft: PassageDraft) -> tuple[Change, ...]:
    """Changes between a passage and the source sentences that carry it, in order of their place; () for an added passage."""
    if not draft.sources or draft.kind not in DERIVED_KINDS or not len(derivative.words.inside(draft.span)):
        return ()
    pairing = match(source, derivative, draft)
    return arranged(pairing, tuple(_found(pairing))) if pairing.b and pairing.a else ()


def _found(pairing: TermAlignment) -> Iterator[Finding]:
    for detector in _DETECTORS:
        yield from detector(pairing)
