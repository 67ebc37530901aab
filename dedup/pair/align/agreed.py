"""The alignments of a result: the regions of reuse, made of its passages.

Regions are found by counting words, passages by links of clauses to sentences. One feeds the other here: the passages, the finer
of the two, say what of a region is reuse. Not the other way round: whether a clause lies in a region tells nothing about its links
that their own features do not (tried by hand on data/: nothing gained); of the clauses in a region without a link about half are
added, and most of those linked outside every region are derived.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from dedup.kinds import ADDED_KINDS, DERIVED_KINDS
from dedup.result import Alignment, Passage
from dedup.words import Span


def agreed(alignments: Sequence[Alignment], passages: Sequence[Passage]) -> tuple[Alignment, ...]:
    """The alignments, cut where a passage is told as added, and one for each derived passage that lies in none of them.

    So no added passage meets an alignment, and every derived one lies inside one; in the order of the derivative.
    """
    kept = [part for alignment in alignments for part in _parts(alignment, passages)]
    kept += [_alone(passage) for passage in _outside(kept, passages)]
    return tuple(sorted(kept, key=lambda one: (one.derivative, one.source)))


def _outside(kept: Sequence[Alignment], passages: Sequence[Passage]) -> list[Passage]:
    """The derived passages that no alignment holds whole."""
    spans = sorted(one.derivative for one in kept)
    starts, ends = [start for start, _ in spans], [0, *accumulate((end for _, end in spans), max)]
    return [passage for passage in passages if _derived(passage) and ends[bisect_right(starts, passage.start)] < passage.end]


def _alone(passage: Passage) -> Alignment:
    """A passage with the closest of its sources."""
    closest = passage.source[0]
    return Alignment((closest.start, closest.end), (passage.start, passage.end), passage.confidence)


def _parts(alignment: Alignment, passages: Sequence[Passage]) -> Iterator[Alignment]:
    """What added passages leave of an alignment: stretches with a derived passage, each widened to its passages."""
    start, end = alignment.derivative
    first = bisect_right(passages, start, key=lambda passage: passage.end)
    inside = passages[first : bisect_left(passages, end, lo=first, key=lambda passage: passage.start)]
    runs = [list(run) for added, run in groupby(inside, key=lambda passage: passage.kind in ADDED_KINDS) if not added]
    for run in runs:
        derived = [passage for passage in run if _derived(passage)]
        if derived:
            whole = len(run) == len(inside)
            source = alignment.source if whole else _within(alignment.source, derived)
            reach = min(derived[0].start, max(start, run[0].start)), max(derived[-1].end, min(end, run[-1].end))
            yield Alignment(source, reach, alignment.confidence, alignment.summarises)


def _within(source: Span, derived: Sequence[Passage]) -> Span:
    """The part of an alignment's source that its passages draw on; all that they draw on where that lies elsewhere."""
    spans = [(span.start, span.end) for passage in derived for span in passage.source]
    near = [span for span in spans if span[0] < source[1] and source[0] < span[1]] or spans
    return min(start for start, _ in near), max(end for _, end in near)


def _derived(passage: Passage) -> bool:
    return passage.kind in DERIVED_KINDS and bool(passage.source)
