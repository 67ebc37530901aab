"""What only a house's style changes: spelling, numerals, abbreviations, contractions, marks, and words for words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.document import Document
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import LOOSE, TermAlignment

_WORD_EDITS: Final = 0.65
"""Share of matched terms from which the words between matches were exchanged; below it the passage is simply other words."""

_SHORT: Final = 8
"""Terms up to which a gap is told as other words: more is another statement. Chosen by hand."""


def style(pairing: TermAlignment) -> Iterator[Finding]:
    """Terms that match and are written differently (style), and short gaps of other words (neutral)."""
    if pairing.closeness < LOOSE:
        return
    for j, i in enumerate(pairing.to):
        if i >= 0 and _text(pairing.source, pairing.a[i]) != _text(pairing.derivative, pairing.b[j]):
            yield _other_word(pairing.a[i], pairing.b[j], (i, i + 1), (j, j + 1))
    for gap in pairing.gaps if pairing.closeness >= _WORD_EDITS else ():
        ours, mine = pairing.free_a(gap), pairing.free_b(gap)
        if (ours or mine) and max(gap.a1 - gap.a0, gap.b1 - gap.b0) <= _SHORT:
            telling = any(not pairing.a[i].small for i in ours) or any(not pairing.b[j].small for j in mine)
            yield Finding(
                "style",
                "neutral" if telling else "style",
                (gap.a0, gap.a1),
                (gap.b0, gap.b1),
                "other words here" if telling else "small words only",
            )


def _other_word(one: Term, other: Term, a: tuple[int, int], b: tuple[int, int]) -> Finding:
    """The same thing written otherwise is style; another form of the word, or a word for much the same, is neutral."""
    if one.form == other.form:
        return Finding("style", "style", a, b)
    return Finding("style", "neutral", a, b, "another form of the word" if one.stem == other.stem else "a word for much the same")


def _text(article: Document, term: Term) -> str:
    return article.text_of(term.first, term.last).lower()


CHECKS: Final = (
    Check(
        "style",
        "style",
        style,
        Example(
            "The programme cost £3m in the first year.",
            "The program cost £3 million in the first year.",
        ),
        Example(
            "The program ended early.",
            "The program ended early.",
        ),
    ),
)
