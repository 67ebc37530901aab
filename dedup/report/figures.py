"""Shares of words: taken, credited, quoted, added, left out, with boilerplate and quotations counted or not.

The page lets its reader count them in and out, so its script holds the same formula as `figures`; a browser test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from dedup.kinds import ADDED_KINDS, DERIVED_KINDS
from dedup.result import Comparison


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0-1: `taken`, `added` of the `words`, `credited`, `quoted` of those taken, `left_out` of the source's."""

    words: int
    taken: float
    credited: float
    quoted: float
    added: float
    left_out: float


def figures(comparison: Comparison, source_words: int, *, boilerplate: bool = True, quotations: bool = True) -> Figures:
    """The shares of a comparison. `boilerplate`, `quotations`: whether words of furniture, words that are quoted count."""
    total = taken = credited = quoted = added = 0
    for passage in comparison.passages:
        if passage.kind == "boilerplate" and not boilerplate:
            continue
        size = passage.words if quotations else passage.words - passage.quoted_words
        total += size
        added += size * (passage.kind in ADDED_KINDS)
        if passage.kind in DERIVED_KINDS:
            taken += size
            quoted += passage.quoted_words if quotations else 0
            credited += size * (passage.credit is not None and passage.credit.credited)
    left_out = _share(sum(item.words for item in comparison.dropped), source_words)
    return Figures(total, _share(taken, total), _share(credited, taken), _share(quoted, taken), _share(added, total), left_out)


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0
