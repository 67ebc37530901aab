"""What a passage says was called off, or denies, of a thing of which the source says nothing of the kind, in any words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from dedup.document import Document, kept_with_document
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import describes, head_of
from dedup.pair.explain.changes.modality import leaves_open
from dedup.pair.explain.changes.negation import denies
from dedup.pair.explain.changes.term_alignment import TermAlignment

_BEFORE: Final = 8
_AFTER: Final = 7
"""Terms about a word within which the two sentences must share what it is said of."""
_HELD: Final = 4
"""Terms before a word among which it is denied or only may be. Chosen by hand."""
_SHARED: Final = 3
"""Telling words that they must share there."""
_LEAST: Final = 0.35
"""Share of matched terms below which two sentences may tell of two things."""


def undoings(pairing: TermAlignment) -> Iterator[Finding]:
    """ "canceled", "withdrawn", "broken down" in a passage where no sentence of the source undoes or denies anything near it."""
    undoing = pairing.pack.words("undoing")
    if pairing.closeness < _LEAST or undoing & _words(pairing.source):
        return
    for j, term in enumerate(pairing.b):
        if undoing.isdisjoint((term.form, term.norm)) or pairing.to[j] >= 0 or _is_held(pairing.b, j):
            continue
        about = _about(pairing, j, j + 1)
        if len(about) >= _SHARED and not denies(pairing.a[: pairing.primary]):
            yield Finding("action", "fact", _place(pairing, about), (j, _end(pairing, j)))
            return


def denied_anew(pairing: TermAlignment) -> Iterator[Finding]:
    """A verb that is denied, of things of which the source's sentence says something, and denies nothing."""
    if pairing.closeness < _LEAST or denies(pairing.a) or any(map(leaves_open, pairing.a)):
        return
    for j, term in enumerate(pairing.b):
        if term.form not in pairing.pack.words("verb_negator") or pairing.to[j] >= 0:
            continue
        head = head_of(pairing.b, j)
        if head is None or pairing.to[head] >= 0 or pairing.b[head].kind != "word" or pairing.derivative.quoted[term.first]:
            continue
        about = _about(pairing, j, head + 1)
        if len(about) >= _SHARED and _replaces(pairing, about):
            yield Finding("negation", "fact", _place(pairing, about), (j, head + 1))
            return


def _about(pairing: TermAlignment, first: int, last: int) -> list[int]:
    """Telling terms near [first, last) of the passage that the closest source sentence has."""
    near = range(max(0, first - _BEFORE), min(len(pairing.b), last + _AFTER))
    return [j for j in near if not pairing.b[j].small and 0 <= pairing.to[j] < pairing.primary]


def _replaces(pairing: TermAlignment, about: list[int]) -> bool:
    """Whether the source has words among those shared that the passage has not: what is told of them is told in their place."""
    at = [pairing.to[j] for j in about]
    return any(pairing.back[i] < 0 and not pairing.a[i].small for i in range(min(at), max(at)))


def _place(pairing: TermAlignment, about: list[int]) -> tuple[int, int]:
    """What the source says of them there: from what it has in place of the word to the nearest of them."""
    at = sorted(pairing.to[j] for j in about)
    free = [i for i in range(at[0], at[-1]) if pairing.back[i] < 0 and not pairing.a[i].small]
    return (free[0], free[-1] + 1) if free else (at[0], at[0] + 1)


def _end(pairing: TermAlignment, j: int) -> int:
    """The word with the next telling one, where that follows at once or after one small word."""
    return next((k + 1 for k in (j + 1, j + 2) if k < len(pairing.b) and not pairing.b[k].small), j + 1)


def _is_held(row: tuple[Term, ...], j: int) -> bool:
    """Whether the word is denied, only may be, or describes a thing: "not canceled", "may withdraw", "an abandoned mill"."""
    before = row[max(0, j - _HELD) : j]
    return denies(before) or any(map(leaves_open, before)) or describes(row, j)


@kept_with_document
def _words(article: Document) -> frozenset[str]:
    """Words of an article, and its runs of two."""
    norms = article.words.norms
    return frozenset(norms) | {f"{one} {two}" for one, two in pairwise(norms)}


CHECKS: Final = (
    Check(
        "undoings",
        "action",
        undoings,
        Example(
            "The brewery leads the field with nine entries for the Ostra medal this spring.",
            "The brewery withdrew its nine entries for the Ostra medal this spring.",
        ),
        Example(
            "The brewery withdrew its nine entries for the Ostra medal this spring.",
            "This spring the brewery withdrew nine entries for the Ostra medal.",
        ),
    ),
    Check(
        "denied_anew",
        "negation",
        denied_anew,
        Example(
            "Skippers said that poaching is “widespread” among those who fish for herring and for cod.",
            "Poaching is not particularly common among those who fish for herring and cod, skippers said.",
        ),
        Example(
            "The skipper kept silent about the new ferry and the harbour levy in an interview on Friday.",
            "The skipper did not share secrets of the new ferry and the harbour levy in an interview on Friday.",
        ),
    ),
)
