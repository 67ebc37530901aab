"""Shares of words: taken, credited, quoted, added, left out, with boilerplate and quotations counted or not.

The page lets its reader count them in and out, so its script holds the same formula as `figures`; a browser test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.result import ADDED_KINDS, DERIVED_KINDS, Comparison, Passage
from dedup.words import words


@dataclass(frozen=True, slots=True)
class PassageWords:
    """Words of one passage, and how many of them stand in quotation marks."""

    words: int
    quoted: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0-1: `taken`, `added` of the `words`, `credited`, `quoted` of those taken, `left_out` of the source's."""

    words: int
    taken: float
    credited: float
    quoted: float
    added: float
    left_out: float


def count_words(comparison: Comparison, text: str) -> tuple[PassageWords, ...]:
    """Words of each passage of the derivative `text`, and of its quotations."""
    starts = words(text).starts
    return tuple(PassageWords(_inside(starts, item.start, item.end), _quoted(starts, item)) for item in comparison.passages)


def count_dropped(comparison: Comparison, text: str) -> tuple[int, ...]:
    """Words of each sentence of the source `text` that was left out."""
    starts = words(text).starts
    return tuple(_inside(starts, item.start, item.end) for item in comparison.dropped)


def _inside(starts: NDArray[np.int32], start: int, end: int) -> int:
    low, high = np.searchsorted(starts, (start, end))
    return max(0, int(high - low))


def _quoted(starts: NDArray[np.int32], passage: Passage) -> int:
    if not passage.quotes:
        whole = passage.kind in DERIVED_KINDS and passage.credit is not None and passage.credit.quoted
        return _inside(starts, passage.start, passage.end) if whole else 0
    count, done = 0, passage.start
    for quote in sorted(passage.quotes, key=lambda quote: quote.start):
        count += _inside(starts, max(quote.start, done), min(quote.end, passage.end))
        done = max(done, quote.end)
    return count


def figures(
    comparison: Comparison,
    counts: tuple[PassageWords, ...],
    dropped: tuple[int, ...],
    source_words: int,
    *,
    boilerplate: bool = True,
    quotations: bool = True,
) -> Figures:
    """The shares of a comparison. `boilerplate`, `quotations`: whether words of furniture, words in quotation marks count."""
    total = taken = credited = quoted = added = 0
    for passage, count in zip(comparison.passages, counts, strict=True):
        if passage.kind == "boilerplate" and not boilerplate:
            continue
        size = count.words if quotations else count.words - count.quoted
        total += size
        added += size * (passage.kind in ADDED_KINDS)
        if passage.kind in DERIVED_KINDS:
            taken += size
            quoted += count.quoted if quotations else 0
            credited += size * (passage.credit is not None and passage.credit.credited)
    left_out = _share(sum(dropped), source_words)
    return Figures(total, _share(taken, total), _share(credited, taken), _share(quoted, taken), _share(added, total), left_out)


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0
