"""What only a house's style changes: spelling, numerals, abbreviations, contractions, marks, and words for words."""

from __future__ import annotations

from collections.abc import Iterator

from dedup.pair.findings import Finding
from dedup.pair.match import Match
from dedup.pair.prepare import Prepared
from dedup.pair.terms import Term

_CLOSE = 0.5


def style(pairing: Match) -> Iterator[Finding]:
    """Terms that match and are written differently (style), and short gaps of other words (neutral)."""
    if pairing.closeness < _CLOSE:
        return
    for j, i in enumerate(pairing.to):
        if i >= 0 and _text(pairing.source, pairing.a[i]) != _text(pairing.derivative, pairing.b[j]):
            yield Finding("style", "style", (i, i + 1), (j, j + 1))
    for gap in pairing.gaps:
        ours, mine = pairing.free_a(gap), pairing.free_b(gap)
        if (ours or mine) and gap.a1 - gap.a0 <= 8 and gap.b1 - gap.b0 <= 8:
            telling = any(not pairing.a[i].small for i in ours) or any(not pairing.b[j].small for j in mine)
            yield Finding(
                "style",
                "neutral" if telling else "style",
                (gap.a0, gap.a1),
                (gap.b0, gap.b1),
                "other words here" if telling else "",
            )


def _text(article: Prepared, term: Term) -> str:
    return article.text[int(article.words.starts[term.first]) : int(article.words.ends[term.last - 1])].lower()
