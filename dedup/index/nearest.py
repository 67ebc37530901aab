"""Which stored windows are nearest to a new one: two ways to choose those that are worth a cosine.

`BySigns` compares the signs of all vectors (Hamming distance, faiss): for vectors of any model; its cost grows with the index.
`ByTerms` takes the windows that share the rarest words with the one asked about: for static vectors, which are sums over words, so
that a near window shares some. Its cost does not grow, as a fixed number of postings is read for a window; what it loses
against all windows is the figure `index_both_nearest_recall` of `python -m benchmarks speed_index`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.errors import MissingExtra
from dedup.index.base import Column
from dedup.index.parts import in_parts
from dedup.sketch.compiled import Kernels

NEAREST: Final = 64
"""Windows that are chosen for each one asked about, and ranked by cosine."""
_STRONGEST: Final = 256
"""Blocks with the highest scores: a window near the top holds one of these."""
_NONE_GONE: Final = np.zeros(0, np.uint8)
_FEW_WINDOWS: Final = 32

_KERNEL: Final = Kernels("dedup.index.plain")


@dataclass(frozen=True, slots=True)
class WindowRows:
    """Windows of n texts, m in all: those of text i are [offsets[i], offsets[i + 1]). int64 (n + 1,), int8 (m, dimension).

    A window is a block of sentences and the next one, so the last block of a text begins no window and has a vector of zeros,
    unless it is the only one. A vector's longest component is 127 or -127. The terms of the block at slot s, rising, are
    terms[term_bounds[s]:term_bounds[s + 1]], int64 (m + 1,) and uint32; there are none for models other than the static one.
    `is_level`: the vectors come from the log, so that each component is at one of its levels already.
    """

    offsets: NDArray[np.int64]
    vectors: NDArray[np.int8]
    term_bounds: NDArray[np.int64]
    terms: NDArray[np.uint32]
    is_level: bool = False

    def __len__(self) -> int:
        return len(self.offsets) - 1


class Nearest(ABC):
    """Chooses windows by their slots. Not safe from several threads: the index holds its lock."""

    @abstractmethod
    def insert(self, rows: WindowRows, first: int) -> None:
        """Take in rows whose windows have the slots first, first + 1, …"""

    @abstractmethod
    def remove(self, slots: NDArray[np.int64]) -> None:
        """Do not choose the windows at these slots, nor count them, until they are restored; they were inserted."""

    @abstractmethod
    def restore(self, slots: NDArray[np.int64]) -> None:
        """Take `remove` back."""

    @abstractmethod
    def choose(self, asked: Asked) -> NDArray[np.int64]:
        """Slots of stored windows worth a cosine, int64 (windows, NEAREST), -1 where there are no more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Windows to find the nearest of: their slots in `rows`, and for each the first stored slot that need not be looked at."""

    rows: WindowRows
    slots: NDArray[np.int64]
    limits: NDArray[np.int64]


class BySigns(Nearest):
    """All windows, by the signs of their vectors."""

    def __init__(self, dimension: int) -> None:
        try:
            import faiss
        except ImportError as error:
            raise MissingExtra("an index of a model's vectors needs faiss; run `pip install 'dedup-news[index]'`") from error
        self._faiss = faiss
        self._signs = faiss.IndexBinaryFlat(-(-dimension // 8) * 8)
        self._gone = Column(np.bool_)
        self._gone_count = 0

    def insert(self, rows: WindowRows, first: int) -> None:
        if first != self._signs.ntotal:
            raise ValueError(f"windows from {first} on do not follow the {self._signs.ntotal} that are there")
        self._signs.add(_signs(rows.vectors))

    def remove(self, slots: NDArray[np.int64]) -> None:
        self._gone.put(slots.astype(np.uint32), True)
        self._gone_count += len(slots)

    def restore(self, slots: NDArray[np.int64]) -> None:
        self._gone.put(slots.astype(np.uint32), False)
        self._gone_count -= len(slots)

    def choose(self, asked: Asked) -> NDArray[np.int64]:
        signs = _signs(asked.rows.vectors[asked.slots])
        return np.concatenate(in_parts(lambda part: self._search(signs[part], asked.limits[part]), len(signs), _FEW_WINDOWS))

    def _search(self, signs: NDArray[np.uint8], limits: NDArray[np.int64]) -> NDArray[np.int64]:
        # Of this thread: OpenMP's own threads wait by spinning, which costs more than they bring.
        self._faiss.omp_set_num_threads(1)
        places, short = np.full((len(signs), NEAREST), -1, np.int64), np.arange(len(signs))
        depth, deepest = NEAREST, NEAREST + self._gone_count + self._signs.ntotal - int(limits.min())
        while len(short):
            nearest = self._signs.search(signs[short], depth)[1]
            gone = (nearest >= 0) & (self._gone.at(nearest.astype(np.uint32)) | (nearest >= limits[short, None]))
            order = np.argsort(gone, axis=1, kind="stable")[:, :NEAREST]
            places[short] = np.take_along_axis(np.where(gone, -1, nearest), order, 1)
            short = short[(~gone).sum(axis=1) < NEAREST]
            depth = min(2 * depth, deepest)  # at the deepest there are always enough
        return places


class ByTerms(Nearest):
    """Windows that share terms. 8 bytes a posting; insertion costs a merge, amortised over log2(n) runs.

    What is inserted waits for the next search: an index that is opened sorts its postings once, not with every batch it reads.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._postings = np.zeros(1 << 16, np.uint64)
        self._runs = [0]
        self._waiting: list[tuple[int, NDArray[np.int64], NDArray[np.uint32]]] = []
        self._used = 0
        self._ends = Column(np.uint8)
        self._gone = Column(np.uint8)
        self._gone_count = 0
        self._scratch: list[_Scratch] = []

    def insert(self, rows: WindowRows, first: int) -> None:
        self._used = first + len(rows.vectors)
        slots = np.arange(first, self._used, dtype=np.uint32)
        self._ends.put(slots, _ends(rows))
        self._gone.put(slots, 0)
        self._waiting.append((first, rows.term_bounds, rows.terms))

    def remove(self, slots: NDArray[np.int64]) -> None:
        self._gone.put(slots.astype(np.uint32), 1)
        self._gone_count += len(slots)

    def restore(self, slots: NDArray[np.int64]) -> None:
        self._gone.put(slots.astype(np.uint32), 0)
        self._gone_count -= len(slots)

    def choose(self, asked: Asked) -> NDArray[np.int64]:
        rows, places = asked.rows, np.full((len(asked.slots), NEAREST), -1, np.int64)
        distinct, terms = np.unique(rows.terms, return_inverse=True)
        self._sort_in()
        lows, sizes = self._ranges(distinct)
        gone = self._gone.values if self._gone_count else _NONE_GONE
        counts = sizes.sum(axis=1)
        if self._gone_count:
            _KERNEL.count_live(lows.ravel(), sizes.ravel(), self._postings, gone, self._gone_count, self._budget, counts)
        paired, longest = (~_ends(rows)).view(np.uint8), int(np.diff(rows.term_bounds).max(initial=0))

        def work(part: slice) -> None:
            scratch = self._free_scratch()
            _KERNEL.sharing(
                asked.slots[part], asked.limits[part], paired, rows.term_bounds, terms, lows.ravel(), sizes.ravel(), counts,
                self._postings, self._ends.values, gone, self._used, self._budget,
                scratch.scores, np.empty(2 * longest, np.uint64), *scratch.others, places[part].reshape(-1),
            )  # fmt: skip
            self._scratch.append(scratch)

        in_parts(work, len(asked.slots), _FEW_WINDOWS)
        return places

    def _sort_in(self) -> None:
        """Put the postings of what waits into a run."""
        start = end = self._runs[-1]
        self._postings = _roomy(self._postings, start + sum(len(terms) for *_, terms in self._waiting), start)
        for first, bounds, terms in self._waiting:
            end += _KERNEL.pack_postings(terms, bounds, first, self._postings[end:])
        self._waiting.clear()
        if end == start:
            return
        self._postings[start:end].sort()
        self._runs.append(end)
        while len(self._runs) > 2 and self._runs[-2] - self._runs[-3] <= 2 * (self._runs[-1] - self._runs[-2]):
            del self._runs[-2]
            self._postings[self._runs[-2] : self._runs[-1]].sort(kind="stable")  # two sorted runs: a merge

    def _free_scratch(self) -> _Scratch:
        """Scratch with room for all blocks: what lies about, else made."""
        try:
            scratch = self._scratch.pop()
        except IndexError:  # asked first, another thread could take the last one in between
            return _scratch(2 * self._used + 1, self._budget)
        return scratch if len(scratch.scores) > self._used else _scratch(2 * self._used + 1, self._budget)

    def _ranges(self, terms: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the postings of rising terms begin in each run, and how many there are, int64 (terms, runs)."""
        keys = terms.astype(np.uint64) << np.uint64(32)
        lows, sizes = (np.zeros((len(terms), len(self._runs) - 1), np.int64) for _ in range(2))
        for place, (first, last) in enumerate(pairwise(self._runs)):
            run = self._postings[first:last]
            lows[:, place] = first + np.searchsorted(run, keys)
            sizes[:, place] = first + np.searchsorted(run, keys | np.uint64(0xFFFFFFFF), side="right") - lows[:, place]
        return lows, sizes


@dataclass(frozen=True, slots=True)
class _Scratch:
    """What one thread's search works in: a score for each block, zero before and after, and what it need not find as it left it."""

    scores: NDArray[np.uint16]
    others: tuple[NDArray[Any], ...]


def _scratch(blocks: int, budget: int) -> _Scratch:
    touched, strongest = np.empty(budget + 1, np.uint64), np.empty(_STRONGEST, np.uint64)
    windows, values = np.empty(2 * _STRONGEST + 1, np.uint64), np.empty(max(budget, 2 * _STRONGEST) + 1, np.uint16)
    tally = np.empty(1 << 16, np.int32)
    return _Scratch(np.zeros(blocks, np.uint16), (touched, strongest, windows, values, tally))


def cosines_at(asked: NDArray[np.int8], places: NDArray[np.int64], vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    """Cosine of each asked vector with the stored ones at its places, float32 (asked, places), 0 where the place is -1.

    A row of `asked` and of `vectors` is a vector; both are contiguous.
    """
    cosines, stored = np.zeros(places.shape, np.float32), vectors.reshape(-1)

    def work(part: slice) -> None:
        flat = asked[part].reshape(-1), places[part].reshape(-1)
        _KERNEL.fill_cosines(*flat, stored, vectors.shape[1], cosines[part].reshape(-1))

    in_parts(work, len(places), _FEW_WINDOWS)
    return cosines


def _ends(rows: WindowRows) -> NDArray[np.bool_]:
    """Which windows are the last of their text."""
    ends = np.zeros(len(rows.vectors), np.bool_)
    ends[rows.offsets[1:][np.diff(rows.offsets) > 0] - 1] = True
    return ends


def _signs(vectors: NDArray[np.int8]) -> NDArray[np.uint8]:
    return np.packbits(vectors > 0, axis=1)


def _roomy(array: NDArray[np.uint64], size: int, used: int) -> NDArray[np.uint64]:
    if size <= len(array):
        return array
    grown = np.empty(max(size, len(array) * 3 // 2), np.uint64)
    grown[:used] = array[:used]
    return grown
