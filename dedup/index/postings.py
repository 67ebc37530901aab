"""An inverted table in memory: key -> articles, in sorted runs of packed integers."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.index.base import Column
from dedup.index.parts import in_parts
from dedup.sketch.compiled import Kernels

_SHIFT: Final = np.uint64(32)
_SPREAD: Final = np.uint32(0x9E3779B1)
"""Odd, so no two keys become one: sampled hashes are all small, and buckets are by a key's upper bits."""
_LOW: Final = np.uint64(0xFFFFFFFF)
_ALL_HELD: Final = np.zeros(0, np.uint8)
_FEW_KEYS: Final = 16_384
_MANY_POSTINGS: Final = 100_000
_KERNEL: Final = Kernels("dedup.index.plain")


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of some keys: `places` (indices into the keys asked for, rising) and `numbers` (of articles), int64 and uint32.

    `counts` says how many held articles have each key, int64, also where its postings were cut short.
    """

    places: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Run:
    """Sorted postings (spread key << 32 | number), uint64 (n,); those of bucket b are [bounds[b], bounds[b + 1]), some 4 to 8."""

    postings: NDArray[np.uint64]
    bounds: NDArray[np.int64]
    shift: int

    @classmethod
    def of(cls, postings: NDArray[np.uint64]) -> _Run:
        bits = max(1, len(postings).bit_length() - 3)
        bounds = np.empty((1 << bits) + 1, np.int64)
        _KERNEL.find_bounds(postings, 64 - bits, bounds)
        return cls(postings, bounds, 64 - bits)

    def find(self, asked: NDArray[np.uint64], starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        """Where the postings of each sorted key << 32 | place begin and how many there are, written to its place."""
        in_parts(
            lambda part: _KERNEL.find(self.postings, self.bounds, self.shift, asked[part], starts, sizes), len(asked), _FEW_KEYS
        )

    def merged(self, other: NDArray[np.uint64]) -> NDArray[np.uint64]:
        together = np.empty(len(self.postings) + len(other), np.uint64)

        def before(place: int) -> int:
            """How many of the other ones stand before the posting at a place."""
            if place in (0, len(self.postings)):
                return len(other) if place else 0
            return int(np.searchsorted(other, self.postings[place]))

        def work(part: slice) -> None:
            first, last = before(part.start), before(part.stop)
            _KERNEL.merge(self.postings[part], other[first:last], together[part.start + first : part.stop + last])

        in_parts(work, len(self.postings), _MANY_POSTINGS)
        return together


class PostingTable:
    """Keys (uint32) and the articles that hold them. 9 bytes a posting; insertion costs a merge, amortised over log2(n) runs.

    Safe from several threads. What is inserted waits for the next lookup: an index that is opened sorts its postings once, not
    with every batch it reads.
    """

    def __init__(self) -> None:
        self._runs: tuple[_Run, ...] = ()
        self._waiting: list[NDArray[np.uint64]] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return sum(len(run.postings) for run in self._sorted())

    def insert(self, keys: NDArray[np.uint32], numbers: NDArray[np.uint32]) -> None:
        """Add postings: `keys[i]` occurs in the article `numbers[i]`."""
        if len(keys):
            with self._lock:
                self._waiting.append(_packed(keys, numbers))

    def _sorted(self) -> tuple[_Run, ...]:
        """All postings, the oldest articles first."""
        with self._lock:
            if self._waiting:
                postings = np.concatenate(self._waiting)
                postings.sort()
                runs = list(self._runs)
                while runs and len(runs[-1].postings) <= 2 * len(postings):
                    postings = runs.pop().merged(postings)
                self._runs = (*runs, _Run.of(postings))
                self._waiting.clear()
            return self._runs

    def lookup(self, keys: NDArray[np.uint32], most: int, held: Column | None = None) -> Postings:
        """Postings of `keys`, in any order and with repeats; of each key the `most` oldest articles that are `held` (None: all)."""
        distinct, key_of = _distinct(keys)
        asked, runs = np.sort(_packed(distinct, np.arange(len(distinct), dtype=np.uint32))), self._sorted()
        starts, sizes = (np.empty((len(runs), len(distinct)), np.int64) for _ in range(2))
        for place, run in enumerate(runs):
            run.find(asked, starts[place], sizes[place])
        counts = sizes.sum(axis=0)
        ends = np.cumsum(np.minimum(counts, most))
        firsts = ends - np.minimum(counts, most)
        cursors, numbers = firsts.copy(), np.empty(ends[-1] if len(ends) else 0, np.uint32)
        alive = held.values.view(np.uint8) if held else _ALL_HELD
        for place, run in enumerate(runs):
            _KERNEL.take_numbers(run.postings, starts[place], sizes[place], alive, cursors, ends, numbers, counts)
        taken = (cursors - firsts)[key_of]
        return Postings(np.repeat(np.arange(len(keys)), taken), numbers[ranges(firsts[key_of], taken)], counts[key_of])


def _distinct(keys: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The keys without repeats, rising, and for each key its place among them."""
    ordered = np.sort(keys.astype(np.uint64) << _SHIFT | np.arange(len(keys), dtype=np.uint32))
    sorted_keys = (ordered >> _SHIFT).astype(np.uint32)
    is_first = np.concatenate((np.ones(min(1, len(keys)), np.bool_), sorted_keys[1:] != sorted_keys[:-1]))
    key_of = np.empty(len(keys), np.int64)
    key_of[(ordered & _LOW).astype(np.int64)] = np.cumsum(is_first) - 1
    return sorted_keys[is_first], key_of


def _packed(keys: NDArray[np.uint32], numbers: NDArray[np.uint32]) -> NDArray[np.uint64]:
    return np.asarray((keys * _SPREAD).astype(np.uint64) << _SHIFT | numbers)


def ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The indices start, start + 1, … of every range, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - sizes), sizes), np.int64)
