"""What the edits of a passage do to the meaning: each change with its kind, its severity and the words at fault on both sides.

A change is bound to its place: a number to the noun that it counts and the clause it stands in, a modal to its verb. What
only the style of a house changes is said to be style. Severity: style < neutral < loaded < fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.document import Document
from dedup.kinds import DERIVED_KINDS
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes import (
    action,
    certainty,
    circumstance,
    detail_added,
    dropped_attribution,
    dropped_context,
    loaded_word,
    lost_hedge,
    name_and_role,
    negation,
    number,
    polarity,
    quantity,
    stance,
    style,
    undone,
)
from dedup.pair.explain.changes.check import Check
from dedup.pair.explain.changes.findings import GRAVE, Finding, arranged
from dedup.pair.explain.changes.term_alignment import TermAlignment, match
from dedup.pair.explain.changes.trust import is_trusted
from dedup.result import Change

CHECKS: Final = {
    check.name: check
    for module in (
        number,
        polarity,
        name_and_role,
        negation,
        quantity,
        certainty,
        lost_hedge,
        circumstance,
        action,
        detail_added,
        stance,
        undone,
        loaded_word,
        dropped_context,
        dropped_attribution,
        style,
    )
    for check in module.CHECKS
}
"""Every check by its name, in the order in which of two equal findings the first stays."""


def changes(
    source: Document, derivative: Document, draft: PassageDraft, without: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """Changes between a passage and the source sentences that carry it, in order of their place; () for an added passage.

    By the checks that the language's pack registers, but for those named in `without`.
    """
    if not draft.sources or draft.kind not in DERIVED_KINDS or not len(derivative.words.inside(draft.span)):
        return ()
    pairing = match(source, derivative, draft)
    return arranged(pairing, tuple(_findings(pairing, without))) if pairing.b and pairing.a else ()


def _findings(pairing: TermAlignment, without: frozenset[str]) -> Iterator[Finding]:
    for name in pairing.pack.checks:
        if name not in without:
            yield from _said(pairing, CHECKS[name])


def _said(pairing: TermAlignment, check: Check) -> Iterator[Finding]:
    """What a check finds: nothing grave where the link is looser than it needs, or what either article says elsewhere."""
    if not all(map(pairing.pack.words, check.needs)):
        return
    for finding in check.find(pairing):
        if finding.severity not in GRAVE or (pairing.similarity >= check.least and is_trusted(pairing, finding)):
            yield finding
