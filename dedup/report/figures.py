"""Shares of words: taken, credited, quoted, added, left out, with boilerplate and quotations counted or not.

The page lets its reader count them in and out, so its script holds the same formula as `figures`; a browser test compares the two.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dedup.kinds import ADDED_KINDS, DERIVED_KINDS
from dedup.report.dropped import dropped_sentences
from dedup.result import Comparison, Passage


@dataclass(frozen=True, slots=True)
class Counts:
    """Words of the derivative, in passages: of all `words` the `taken` ones, the `added` ones and those told `apart`.

    Taken: with a counterpart in the source; they fall into `credited_quoted`, `credited`, `quoted` and `neither`. Apart: page
    `furniture`, and lead-ins that only name a source.
    """

    words: int = 0
    added: int = 0
    furniture: int = 0
    apart: int = 0
    credited_quoted: int = 0
    credited: int = 0
    quoted: int = 0
    neither: int = 0

    @property
    def taken(self) -> int:
        return self.credited_quoted + self.credited + self.quoted + self.neither

    @property
    def marked(self) -> int:
        """Taken words that count as quoted."""
        return self.credited_quoted + self.quoted


def counts(comparison: Comparison, *, boilerplate: bool = True, quotations: bool = True, invented: bool = True) -> Counts:
    """The words of a comparison's passages by what became of them; `boilerplate`, `quotations`: whether words of these count.

    `invented`: whether words in marks that the source does not have count as quoted; else they count with those outside of marks.
    """
    totals: Counter[str] = Counter()
    for passage in comparison.passages:
        quoted = passage.quoted_words if quotations else 0
        bare = passage.words - passage.quoted_words
        if passage.kind in DERIVED_KINDS:
            is_credited = passage.credit is not None and passage.credit.credited
            from_source = quoted if invented or not _is_invented(passage) else 0
            totals["credited_quoted" if is_credited else "quoted"] += from_source
            totals["credited" if is_credited else "neither"] += quoted - from_source + bare
        elif passage.kind in ADDED_KINDS:
            totals["added"] += quoted + bare
        elif boilerplate or passage.kind != "boilerplate":
            totals["apart"] += quoted + bare
            totals["furniture"] += (quoted + bare) * (passage.kind == "boilerplate")
    return Counts(words=totals.total() - totals["furniture"], **totals)


def unmarked_quotes(comparison: Comparison) -> int:
    """Words that count as quoted though they stand in no marks: a block quotation under a line that says where it is from."""
    return sum(
        item.quoted_words for item in comparison.passages if item.kind in DERIVED_KINDS and item.quoted_words and not item.quotes
    )


def _is_invented(passage: Passage) -> bool:
    """Whether the source has none of what a passage quotes; a block quotation, which has lost its marks, is the source's."""
    return bool(passage.quotes) and all(quote.status == "not_in_source" for quote in passage.quotes)


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
    counted = counts(comparison, boilerplate=boilerplate, quotations=quotations)
    return Figures(
        words=counted.words,
        taken=_share(counted.taken, counted.words),
        credited=_share(counted.credited_quoted + counted.credited, counted.taken),
        quoted=_share(counted.credited_quoted + counted.quoted, counted.taken),
        added=_share(counted.added, counted.words),
        left_out=_share(sum(item.words for item in dropped_sentences(comparison)), source_words),
    )


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0
