"""What a reader is told to be left out: no furniture of the page, which the result lists as what it is."""

from __future__ import annotations

from dedup.result import Comparison, Dropped


def dropped_sentences(comparison: Comparison) -> tuple[Dropped, ...]:
    """The sentences of the source that the derivative leaves out, in order, page furniture aside."""
    return tuple(item for item in comparison.dropped if item.group != "boilerplate")
