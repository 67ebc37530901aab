"""Which pairs of a sentence of the derivative and one of the source are looked at: all of two articles, the likeliest of two books.

What is known of some pairs is placed among all that are looked at, so that nothing is as large as all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.words import distinct

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BEST: Final = 32
"""Source sentences that a sentence of a very long text is compared with: those that share the most with it. More: slower; a
sentence has seldom more than three sources, and a copy's is the first of them."""
_AROUND: Final = 4
"""Of these, how many bring the pairs around them along: a rewrite goes on where the sentence before it stopped."""


@dataclass(frozen=True)
class Grid:
    """n pairs of a row (a sentence of the derivative) and a column (a sentence of the source), in order.

    `keys`: row * width + column, int64 (n,). `whole`: all pairs are there.
    """

    keys: Ints
    rows: int
    width: int
    whole: bool

    @cached_property
    def first(self) -> Ints:
        """Index of the first pair of each row, and n at the end."""
        return np.searchsorted(self.keys, np.arange(self.rows + 1) * self.width)

    @cached_property
    def row(self) -> Ints:
        """The row of each pair."""
        return self.keys // max(1, self.width)

    @cached_property
    def column(self) -> Ints:
        """The column of each pair."""
        return self.keys % max(1, self.width)

    def at(self, keys: Ints) -> Ints:
        """Index of each of some pairs, -1 for those that are not looked at."""
        if self.whole:
            return keys
        places = np.searchsorted(self.keys, keys)
        places[places == len(self.keys)] = 0
        known = self.keys[places] == keys if len(self.keys) else np.zeros(len(keys), np.bool_)
        return np.where(known, places, -1)

    def placed(self, keys: Ints, values: NDArray[Any], fill: float) -> Floats:
        """Values of distinct pairs at their places, `fill` elsewhere."""
        at = self.at(keys)
        array = np.full(len(self.keys), fill, np.float32)
        array[at[at >= 0]] = values[at >= 0]
        return array

    def around(self, keys: Ints, values: Floats, fill: float) -> Floats:
        """The greatest value among the eight pairs around each: the sentence before or after, of either text or of both."""
        greatest = np.full(len(self.keys), fill, np.float32)
        for place, shifted in shifts(keys, self.rows, self.width):
            at = self.at(shifted)
            known = at >= 0
            greatest[at[known]] = np.maximum(greatest[at[known]], values[place][known])
        return greatest


def shifts(keys: Ints, rows: int, width: int) -> list[tuple[NDArray[np.bool_], Ints]]:
    """For each of the eight pairs around a pair: which of `keys` have it, and its keys."""
    row, column = keys // max(1, width), keys % max(1, width)
    shifted = []
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if down or right:
                inside = (row + down >= 0) & (row + down < rows) & (column + right >= 0) & (column + right < width)
                shifted.append((inside, keys[inside] + down * width + right))
    return shifted


def grid(keys: Ints, strength: Floats, rows: int, width: int, most: int) -> Grid:
    """All pairs where there are `most` at most; else for each row those of `keys` (in order) with the greatest `strength`.

    The pairs around the best ones are there too.
    """
    if rows * width <= most:
        return Grid(np.arange(rows * width), rows, width, whole=True)
    row = keys // width
    order = np.lexsort((-strength, row))
    nth = np.arange(len(keys)) - np.searchsorted(row, row)
    best, seeds = keys[order[nth < _BEST]], keys[order[nth < _AROUND]]
    near = [shifted for _, shifted in shifts(seeds, rows, width)]
    return Grid(distinct(np.concatenate([best, *near])), rows, width, whole=False)
