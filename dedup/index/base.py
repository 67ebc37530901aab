"""What an index of windows is: rows of texts go in under the numbers of their articles, candidates come out.

An index proposes, `compare` decides: a candidate is no finding. Rows and postings are the truth and are kept by a store;
what an index holds in memory is derived from them.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar, final

import numpy as np
from numpy.typing import NDArray

from dedup.settings import Settings
from dedup.words import Span

Numbers = NDArray[np.uint32]
"""Numbers of articles: given by the store, rising in the order of arrival, never given twice."""

NO_NUMBERS: Final = np.zeros(0, np.uint32)

Rows = TypeVar("Rows")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that an index proposes. `score` goes from 0 to 1, by the named measure."""

    number: int
    index: str
    measure: str
    score: float


@dataclass(frozen=True, slots=True)
class WindowPair:
    """Two windows that an index holds to be alike: spans of code points of the text asked about and of the stored one."""

    query: Span
    stored: Span
    similarity: float


@dataclass(frozen=True, slots=True)
class Hits:
    """What a lookup found by one measure: arrays of equal length. `queries` are places in the rows that were asked about.

    `strengths` order the candidates of a query; they are the scores where nothing better is known.
    """

    measure: str
    queries: NDArray[np.int64]
    numbers: Numbers
    scores: NDArray[np.float32]
    strengths: NDArray[np.float32]


class Column:
    """A growing array of one value per article number, `empty` where none was set."""

    def __init__(self, dtype: Any, empty: int = 0) -> None:
        self._empty = empty
        self.values = np.full(1024, empty, dtype)

    def put(self, numbers: Numbers, values: Any) -> None:
        top = int(numbers.max(initial=0)) + 1
        if top > len(self.values):
            grown = np.full(max(top, 2 * len(self.values)), self._empty, self.values.dtype)
            grown[: len(self.values)] = self.values
            self.values = grown
        self.values[numbers] = values

    def copy(self) -> Column:
        """The values of now; what is put later is not in it."""
        copied = Column(self.values.dtype, self._empty)
        copied.values = self.values.copy()
        return copied

    def at(self, numbers: Numbers) -> NDArray[Any]:
        """Values of some articles; `empty` for numbers that were never put."""
        held = self.values
        inside = numbers < len(held)
        return held[numbers] if inside.all() else np.where(inside, held[np.where(inside, numbers, 0)], held.dtype.type(self._empty))


class WindowIndex(ABC, Generic[Rows]):
    """Windows of articles, to find those that share some with a new one. Safe from several threads.

    An index writes `rows`, `pack`, `unpack`, `windows`, `spec`, `_insert` and `_lookup`; everything else is here.
    """

    name: ClassVar[str]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()
        self._outlets = Column(np.uint32)
        self._held = Column(np.bool_)
        self._count = 0
        self._gone = 0

    @abstractmethod
    def spec(self) -> Mapping[str, Any]:
        """Everything that two rows must have in common to be compared."""

    @abstractmethod
    def rows(self, texts: Sequence[str]) -> Rows:
        """Rows of the texts, in their order: a pure function."""

    @abstractmethod
    def pack(self, rows: Rows) -> bytes:
        """The rows as a store keeps them."""

    @abstractmethod
    def unpack(self, packed: Sequence[bytes]) -> Rows:
        """The inverse of `pack`, over several batches in one. Raises ValueError for bytes that are no rows."""

    @abstractmethod
    def take(self, rows: Rows, places: NDArray[np.int64]) -> Rows:
        """The rows of some of the texts, by their places."""

    @abstractmethod
    def same(self, one: Rows, other: Rows) -> NDArray[np.bool_]:
        """Which texts have the same rows in both, made by the same model on machines that may differ in the last digit."""

    @abstractmethod
    def windows(self, query: str, stored: str) -> tuple[WindowPair, ...]:
        """The windows of two texts that are most alike, the best first; empty when no two are."""

    @abstractmethod
    def _insert(self, numbers: Numbers, rows: Rows) -> None: ...

    def _forget(self, numbers: Numbers) -> None:
        """Let go of what is counted for articles that were held until now; their rows may stay."""

    @abstractmethod
    def _lookup(self, rows: Rows, outlets: NDArray[np.uint32], before: NDArray[np.int64], without: Numbers) -> tuple[Hits, ...]:
        """What is found among the articles that are held at one moment, each measure once, as if those in `without` were not.

        An article that is being replaced is held under its new number before it is let go under the old one.
        """

    def expected(self) -> dict[str, float]:
        """What the settings lead one to expect, for people: recalls, by name."""
        return {}

    @final
    def __len__(self) -> int:
        return self._count

    @final
    def add(self, numbers: Numbers, rows: Rows, outlets: NDArray[np.uint32]) -> None:
        """Take in the rows of some articles. `outlets`: a number for the outlet of each, 0 where it is not known."""
        if not len(numbers):
            return
        with self._lock:
            self._outlets.put(numbers, outlets)
            self._held.put(numbers, True)
            self._count += len(numbers)
            self._insert(numbers, rows)

    @final
    def remove(self, numbers: Numbers) -> None:
        """Never propose these articles again; numbers that are not held are ignored."""
        with self._lock:
            held = np.unique(numbers[self._held.at(numbers)])
            if len(held):
                self._gone += len(held)
                self._held.put(held, False)
                self._forget(held)
            self._count -= len(held)

    @final
    def query(
        self,
        rows: Rows,
        outlets: NDArray[np.uint32],
        before: NDArray[np.int64] | None = None,
        without: Numbers = NO_NUMBERS,
    ) -> list[tuple[Candidate, ...]]:
        """Candidates of each text, by measure and falling score, `index_candidates` of a measure at most.

        `before[i]`: propose for text i only articles with a lower number, as a batch that is added whole must do. `without`: as if
        these articles were gone, as those are that are being replaced, and what is stored of the very article asked about.
        """
        limits = np.full(len(outlets), np.iinfo(np.int64).max) if before is None else before
        listed: list[list[Candidate]] = [[] for _ in range(len(outlets))]
        for hits in self._lookup(rows, outlets, limits, np.unique(without)):
            self._sort_in(hits, limits, listed)
        return [tuple(candidates) for candidates in listed]

    def _held_now(self) -> tuple[Column, int]:
        """Which articles are held, and how many are not any more."""
        with self._lock:
            return self._held.copy(), self._gone

    def _sort_in(self, hits: Hits, before: NDArray[np.int64], listed: list[list[Candidate]]) -> None:
        kept = hits.numbers < before[hits.queries]
        queries, numbers, scores = hits.queries[kept], hits.numbers[kept], hits.scores[kept]
        order = np.lexsort((numbers, -hits.strengths[kept], queries))
        ranks = np.arange(len(order)) - np.searchsorted(queries[order], queries[order])  # of a query's own candidates
        order = order[ranks < self.settings.index_candidates]
        for query, number, score in zip(*(part[order].tolist() for part in (queries, numbers, scores)), strict=True):
            listed[query].append(Candidate(number, self.name, hits.measure, min(1.0, score)))
