"""What somebody does about a thing, turned round: for it and against it, done and undone, told and kept back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import LOOSE, TermAlignment

_NEAR: Final = 8
"""Terms about a stance in which the two sentences must share a telling word: whose stance it is, or what it is about."""
_LONGEST: Final = 4
"""Words of the longest phrase that is looked up as a stance. Chosen by hand."""
_DENIED: Final = 3
"""Terms before a stance among which it is denied. Chosen by hand: a denial further off is another clause's."""

Place = tuple[int, int]


def turned(pairing: TermAlignment) -> Iterator[Finding]:
    """A stance or an outcome of the source for which the passage has the other side of its axis: "pushes back against", "backs".

    Silent where a passage has both sides, or either is denied.
    """
    mine = _stances(pairing.derivative, pairing.b, pairing.pack)
    theirs = _stances(pairing.source, pairing.a[: pairing.primary], pairing.pack)
    for axis in mine.keys() & theirs.keys():
        (side, b), (other, a) = mine[axis], theirs[axis]
        if side != other and side and other and _is_about_one(pairing, a, b):
            yield Finding("action", "fact", a, b)


def _stances(article: Document, row: tuple[Term, ...], pack: Pack) -> dict[str, tuple[int, Place]]:
    """The side of each axis that a row takes, 1 or 2, 0 where it takes both or denies one, and the words that take it."""
    stances: dict[str, tuple[int, Place]] = {}
    words = [(n, word) for n, term in enumerate(row) for word in article.words.norms[term.first : term.last]]
    axes, openings, at = _axes(pack), _openings(pack), 0
    while at < len(words):
        most = min(_LONGEST, len(words) - at) if words[at][1] in openings else 0  # hardly a word opens a stance
        size = next((k for k in range(most, 0, -1) if _phrase(words, at, k) in axes), 0)
        if size:
            axis, side = axes[_phrase(words, at, size)]
            place = words[at][0], words[at + size - 1][0] + 1
            denied = any(term.form in term.pack.words("negator") for term in row[max(0, place[0] - _DENIED) : place[0]])
            other = stances.get(axis, (side, place))
            stances[axis] = (0 if denied or other[0] != side else side, other[1])
        at += size or 1
    return stances


def _phrase(words: list[tuple[int, str]], at: int, size: int) -> str:
    return " ".join(word for _, word in words[at : at + size])


@cache
def _axes(pack: Pack) -> dict[str, tuple[str, int]]:
    """Each phrase of the language's stances with its axis and its side."""
    lines = [line.partition("\t") for line in pack.lines("stances")]
    return {
        phrase.strip(): (axis, side)
        for axis, _, listed in lines
        for side, phrases in enumerate(listed.split("/"), 1)
        for phrase in phrases.split("|")
    }


@cache
def _openings(pack: Pack) -> frozenset[str]:
    """The first words of the language's stances."""
    return frozenset(phrase.partition(" ")[0] for phrase in _axes(pack))


def _is_about_one(pairing: TermAlignment, a: Place, b: Place) -> bool:
    """Whether telling words on both sides of, or next to, the two stances correspond."""
    near_a, near_b = range(max(0, a[0] - _NEAR), a[1] + _NEAR), range(max(0, b[0] - _NEAR), min(len(pairing.b), b[1] + _NEAR))
    shared = [j for j in near_b if not pairing.b[j].small and pairing.to[j] in near_a and not b[0] <= j < b[1]]
    return len(shared) >= 2 or (len(shared) == 1 and pairing.closeness >= LOOSE)


CHECKS: Final = (
    Check(
        "turned",
        "action",
        turned,
        Example(
            "Ferry crews are pushing back against the new harbour levy.",
            "Ferry crews are working with the council on the new harbour levy.",
        ),
        Example(
            "Ferry crews oppose the new harbour levy.",
            "Ferry crews are pushing back against the new harbour levy.",
        ),
        least=0.3,
    ),
)
