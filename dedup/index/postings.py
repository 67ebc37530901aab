"""An inverted table in memory: key -> articles, in sorted runs of packed integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.index.base import Column

_SHIFT: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of some keys: `places` (indices into the keys asked for, rising) and `numbers` (of articles), int64 and uint32.

    `counts` says how many held articles have each key, int64, also where its postings were cut short.
    """

    places: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    counts: NDArray[np.int64]


class PostingTable:
    """Keys (uint32) and the articles that hold them. 8 bytes a posting; insertion costs a merge, amortised over log2(n) runs.

    One thread inserts at a time; lookups need no lock, they work on the runs that were there when they began.
    """

    def __init__(self) -> None:
        self._runs: tuple[NDArray[np.uint64], ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def insert(self, keys: NDArray[np.uint32], numbers: NDArray[np.uint32]) -> None:
        """Add postings: `keys[i]` occurs in the article `numbers[i]`."""
        if not len(keys):
            return
        runs = list(self._runs)
        run = np.sort(keys.astype(np.uint64) << _SHIFT | numbers)
        while runs and len(runs[-1]) <= 2 * len(run):
            run = np.concatenate((runs.pop(), run))
            run.sort(kind="stable")  # two sorted runs: a merge
        self._runs = (*runs, run)

    def lookup(self, keys: NDArray[np.uint32], most: int, held: Column, gone: int) -> Postings:
        """Postings of `keys`, in any order and with repeats; for each key the `most` oldest articles that are `held`.

        `gone`: how many articles were inserted and are held no more; a key has at most so many postings that do not count.
        """
        distinct, key_of = np.unique(keys, return_inverse=True)
        found, numbers, counts = self._of_distinct(distinct, most + gone)
        if gone:
            alive = held.at(numbers)
            counts -= np.bincount(found[~alive], minlength=len(distinct))
            found, numbers = found[alive], numbers[alive]
        order = np.argsort(found, kind="stable")
        taken = np.bincount(found, minlength=len(distinct))
        starts = np.cumsum(taken) - taken
        taken = np.minimum(taken, most)
        places = np.repeat(np.arange(len(keys)), taken[key_of])
        return Postings(places, numbers[order[ranges(starts[key_of], taken[key_of])]], counts[key_of])

    def _of_distinct(self, keys: NDArray[np.uint32], most: int) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]:
        """The same for sorted keys without repeats, the postings in the order of the runs."""
        low, counts = keys.astype(np.uint64) << _SHIFT, np.zeros(len(keys), np.int64)
        places, numbers = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)]
        for run in self._runs:
            starts = np.searchsorted(run, low)
            hit = np.flatnonzero(starts < len(run))
            hit = hit[run[starts[hit]] >> _SHIFT == keys[hit]]
            # Most keys are held once in a run: only where the next posting has the same key is its end looked for.
            sizes = np.ones(len(hit), np.int64)
            last = np.minimum(starts[hit] + 1, len(run) - 1)
            more = (starts[hit] < last) & (run[last] >> _SHIFT == keys[hit])
            sizes[more] = np.searchsorted(run, low[hit[more]] | _LOW, side="right") - starts[hit[more]]
            taken = np.clip(most - counts[hit], 0, sizes)
            places.append(np.repeat(hit, taken))
            numbers.append((run[ranges(starts[hit], taken)] & _LOW).astype(np.uint32))
            counts[hit] += sizes
        return np.concatenate(places), np.concatenate(numbers), counts


def ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The indices start, start + 1, … of every range, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - sizes), sizes), np.int64)
