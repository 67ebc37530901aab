"""The index of sentence vectors: windows of a few sentences, for rewriting that shares no word runs.

A window proposes the article of its nearest stored window, if that one stands out from the windows that follow it: what is on
the same subject is near to much, what was rewritten is nearer to its source than to all else. Text that stands in many articles
stands out from none. Stored vectors are rounded to four bits a dimension; `nearest` chooses windows that are worth a cosine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from dedup.index.base import NO_NUMBERS, Column, Hits, Numbers, WindowIndex, WindowPair
from dedup.index.nearest import Asked, BySigns, ByTerms, Nearest, WindowRows, cosines_at
from dedup.index.packing import LEVELS, levels, pack_arrays, pack_vectors, rounded, unpack_arrays, unpack_vectors
from dedup.index.parts import in_parts
from dedup.index.postings import ranges
from dedup.settings import Settings
from dedup.sketch.blocks import BLOCKS_VERSION, Blocks, find_blocks
from dedup.sketch.encoder import Encoder, Vectors, load_encoder
from dedup.sketch.static import StaticEncoder, static_encoder
from dedup.words import WORDS_VERSION, Span

COSINE: Final = "cosine"
STATIC: Final = "static"

_BACKGROUND: Final = slice(10, 30)
"""Ranks of the windows that say how near an unrelated text on the same subject is."""
_WINDOW_PAIRS: Final = 5
_NEAR_COSINE: Final = 0.5
_READ: Final = (0.003, 0.01, 0.02, 0.05, 1.0)
_RECALL: Final = (0.84, 0.94, 0.97, 0.99, 1.0)
"""Postings that are read for a window, as a share of all windows, and how many of the nearest windows that stand out they hold."""
_FEW_BATCHES: Final = 2
"""Batches of a log up to which one thread unpacks them: zlib lets others go on."""
_ROUNDING: Final = 1
"""Levels by which the rows of one text may differ between machines."""


class EmbeddingIndex(WindowIndex[WindowRows]):
    """Finds articles that say what a new one says, in other words."""

    name: ClassVar[str] = "embedding"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._encoder: Encoder = static_encoder() if settings.index_model == STATIC else load_encoder(settings.index_model)
        dimension = self._encoder.dimension
        self._vectors = _Vectors(dimension)
        self._owners = Column(np.uint32)
        self._used = 0
        self._last: tuple[str, WindowRows] | None = None
        self.is_static = isinstance(self._encoder, StaticEncoder)
        self._nearest: Nearest = ByTerms(settings.index_postings) if self.is_static else BySigns(dimension)

    def spec(self) -> Mapping[str, Any]:
        return {
            "model": self._encoder.name,
            "digest": self._encoder.digest,
            "dimension": self._encoder.dimension,
            "window_words": self.settings.index_window_words,
            "words": WORDS_VERSION,
            "blocks": BLOCKS_VERSION,
            "levels": LEVELS,
        }

    def expected(self) -> dict[str, float]:
        """The share of near windows that are found at the present size, 0-1, as measured on PAN 2013; nothing for other models."""
        if not isinstance(self._nearest, ByTerms):
            return {}
        read = self.settings.index_postings / max(1, self._used)
        return {"recall_near_windows": round(float(np.interp(np.log(read), np.log(_READ), _RECALL)), 3)}

    def rows(self, texts: Sequence[str]) -> WindowRows:
        if len(texts) != 1:
            return self._rows_of(texts)
        last = self._last  # what is asked about is kept, and looked at again among what is proposed for it
        if last is None or last[0] != texts[0]:
            self._last = last = texts[0], self._rows_of(texts)
        return last[1]

    def _rows_of(self, texts: Sequence[str]) -> WindowRows:
        if isinstance(self._encoder, StaticEncoder):
            summed = self._encoder.blocks(texts, self._block_words)
            return WindowRows(
                summed.blocks.bounds, _in_bytes(_neighbours(summed.sums, summed.blocks.bounds)), summed.term_bounds, summed.terms
            )
        blocks = find_blocks(texts, self._block_words)
        spans = _window_spans(blocks)
        slots = [slot for slot, span in enumerate(spans) if span]
        owners = np.searchsorted(blocks.bounds, slots, side="right") - 1
        pieces = [texts[i][slice(*spans[slot])] for i, slot in zip(owners.tolist(), slots, strict=True)]  # type: ignore[misc]
        vectors = np.zeros((len(spans), self._encoder.dimension), np.float32)
        vectors[slots] = self._encoder.encode(pieces)
        return WindowRows(blocks.bounds, _in_bytes(vectors), np.zeros(len(spans) + 1, np.int64), np.zeros(0, np.uint32))

    def pack(self, rows: WindowRows) -> bytes:
        known, places = np.unique(rows.terms, return_inverse=True)  # the articles of a batch share half of their terms
        terms = known.astype("<u4"), places.astype("<u4")
        sizes = np.diff(rows.offsets).astype("<u4"), np.diff(rows.term_bounds).astype("<u4")
        return pack_arrays((*sizes, *terms, pack_vectors(rows.vectors)))

    def unpack(self, packed: Sequence[bytes]) -> WindowRows:
        dimension = self._encoder.dimension
        parts = in_parts(lambda part: [_split(batch, dimension) for batch in packed[part]], len(packed), _FEW_BATCHES)
        split = [one for part in parts for one in part]
        sizes, counts, terms, vectors = (np.concatenate(parts) for parts in zip(*split, strict=True))
        return WindowRows(_bounds(sizes), vectors, _bounds(counts), terms, is_level=True)

    def take(self, rows: WindowRows, places: NDArray[np.int64]) -> WindowRows:
        sizes = np.diff(rows.offsets)[places]
        slots = ranges(rows.offsets[places], sizes)
        counts = np.diff(rows.term_bounds)[slots]
        terms = rows.terms[ranges(rows.term_bounds[slots], counts)]
        return WindowRows(_bounds(sizes), rows.vectors[slots], _bounds(counts), terms, rows.is_level)

    def same(self, one: WindowRows, other: WindowRows) -> NDArray[np.bool_]:
        equal = np.diff(one.offsets) == np.diff(other.offsets)
        for place in np.flatnonzero(equal).tolist():
            mine, theirs = (self.take(rows, np.array([place])) for rows in (one, other))
            apart = np.abs(levels(mine.vectors) - levels(theirs.vectors)).max(initial=0)
            equal[place] = apart <= _ROUNDING and np.array_equal(mine.terms, theirs.terms)
        return np.asarray(equal)

    def windows(self, query: str, stored: str) -> tuple[WindowPair, ...]:
        """The pairs of windows that are nearest to each other, by cosine: those that are near, else the nearest alone."""
        rows, spans = self.rows([query, stored]), _window_spans(find_blocks([query, stored], self._block_words))
        cut = int(rows.offsets[1])
        if not cut or cut == len(spans):
            return ()
        vectors = rows.vectors.astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)
        cosines = vectors[:cut] @ vectors[cut:].T
        nearest = cosines.argmax(axis=1).tolist()
        pairs = [
            WindowPair(mine, theirs, round(min(1.0, float(cosines[slot, nearest[slot]])), 4))
            for slot, mine in enumerate(spans[:cut])
            if mine and (theirs := spans[cut + nearest[slot]])
        ]
        pairs.sort(key=lambda pair: (-pair.similarity, pair.query))
        near = [pair for pair in pairs[:_WINDOW_PAIRS] if pair.similarity >= _NEAR_COSINE]
        return tuple(near or [pair for pair in pairs[:1] if pair.similarity >= self.settings.index_window_cosine])

    @property
    def _block_words(self) -> int:
        return max(1, self.settings.index_window_words // 2)

    def _insert(self, numbers: Numbers, rows: WindowRows) -> None:
        used, top = self._used, self._used + len(rows.vectors)
        rows = rows if rows.is_level else replace(rows, vectors=rounded(rows.vectors))
        self._vectors.put(rows.vectors)
        self._owners.put(np.arange(used, top, dtype=np.uint32), np.repeat(numbers, np.diff(rows.offsets)))
        self._nearest.insert(rows, used)
        self._used = top

    def _forget(self, numbers: Numbers) -> None:
        self._nearest.remove(self._slots_of(numbers))

    def _slots_of(self, numbers: Numbers) -> NDArray[np.int64]:
        owners = self._owners.values[: self._used]  # rising
        first, end = (np.searchsorted(owners, numbers, side) for side in ("left", "right"))
        return ranges(first, end - first)

    def _lookup(
        self, rows: WindowRows, outlets: NDArray[np.uint32], before: NDArray[np.int64], without: Numbers
    ) -> tuple[Hits, ...]:
        del outlets
        if not self._used or not rows.vectors.any():
            return ()
        return (self._standing_out(*self.nearest(rows, before, without)),)

    def nearest(
        self, rows: WindowRows, before: NDArray[np.int64], without: Numbers = NO_NUMBERS
    ) -> tuple[NDArray[np.int64], Vectors, Numbers]:
        """For each window that begins in the texts: its text, the cosines of the nearest stored windows, and their articles.

        Places int64 (windows,), float32 and uint32 (windows, 64), falling; -1 where there are no more. Only articles with a
        lower number than `before` of the text count, and none of those in `without`.
        """
        slots = np.flatnonzero(rows.vectors.any(axis=1))
        asked = (np.searchsorted(rows.offsets, slots, side="right") - 1).astype(np.int64)
        with self._lock:  # what is searched must not grow meanwhile
            # Numbers rise with the slots, so articles that do not count stand at the end.
            limits = np.searchsorted(self._owners.values[: self._used], before[asked])
            held, _ = self._held_now()
            hidden = self._slots_of(without[held.at(without)])
            self._nearest.remove(hidden)
            try:
                places = self._nearest.choose(Asked(rows, slots, limits))
            finally:
                self._nearest.restore(hidden)
            owners = self._owners.values[places]
            cosines = self._cosines(rows.vectors[slots], places)
        cosines[(places < 0) | ~held.at(owners) | (owners >= before[asked][:, None])] = -1
        order = np.argsort(-cosines, axis=1, kind="stable")
        return asked, np.take_along_axis(cosines, order, 1), np.take_along_axis(owners, order, 1)

    def near_windows(self, text: str, numbers: Sequence[int], cosine: float) -> NDArray[np.int64]:
        """Of each stored article, how many windows of the text have one of its windows as near as that, int64 (numbers,)."""
        asked, near = self.rows([text]).vectors, np.zeros(len(numbers), np.int64)
        with self._lock:
            slots = [self._slots_of(np.array([number], np.uint32)) for number in numbers]
            places = np.concatenate([np.zeros(0, np.int64), *slots])
            cosines = self._cosines(asked, np.ascontiguousarray(np.broadcast_to(places, (len(asked), len(places)))))
        sizes = np.array([len(mine) for mine in slots])
        there = sizes > 0
        if there.any() and len(asked):
            starts = np.concatenate(([0], np.cumsum(sizes[there])[:-1]))
            near[there] = (np.maximum.reduceat(cosines, starts, axis=1) >= cosine).sum(axis=0)
        return near

    def every_vector(self) -> tuple[NDArray[np.int8], Numbers]:
        """The vectors of all windows, int8 (windows, dimension), and their articles: to check `nearest` by."""
        with self._lock:
            return self._vectors.joined(), self._owners.values[: self._used]

    def _standing_out(self, asked: NDArray[np.int64], cosines: Vectors, owners: Numbers) -> Hits:
        """The nearest article of each window whose nearest window stands out, if its windows do together.

        The score is the best cosine of the article, the strength the sum of the squares of its windows' margins.
        """
        background = np.clip(cosines[:, _BACKGROUND], 0, None)
        there = (cosines[:, _BACKGROUND] >= 0).sum(axis=1)
        margins = cosines[:, 0] - background.sum(axis=1) / np.maximum(there, 1)
        out = (cosines[:, 0] >= self.settings.index_window_cosine) & (margins >= self.settings.index_window_margin)
        pairs, group = np.unique(asked[out].astype(np.uint64) << np.uint64(32) | owners[out, 0], return_inverse=True)
        best, strength = np.zeros(len(pairs), np.float32), np.bincount(group, margins[out] ** 2, len(pairs)).astype(np.float32)
        np.maximum.at(best, group, cosines[out, 0])
        queries = (pairs >> np.uint64(32)).astype(np.int64)
        kept = strength >= self._least_strength(np.bincount(asked))[queries]
        return Hits(COSINE, queries[kept], pairs[kept].astype(np.uint32), best[kept], strength[kept])

    def _least_strength(self, windows: NDArray[np.int64]) -> NDArray[np.float64]:
        """The strength that articles of so many windows ask for."""
        growth = 1 + self.settings.index_window_growth * np.log(np.maximum(windows, 1))
        return np.asarray((self.settings.index_window_margin * growth) ** 2)

    def _cosines(self, vectors: NDArray[np.int8], places: NDArray[np.int64]) -> Vectors:
        """Cosine of each window with those at its places, float32 (windows, places)."""
        return cosines_at(vectors, places, self._vectors.joined())


class _Vectors:
    """Vectors, one put after the other, in one array. They wait until it is asked for: an index that is opened copies each once."""

    def __init__(self, dimension: int) -> None:
        self._array = np.zeros((0, dimension), np.int8)
        self._used = 0
        self._waiting: deque[NDArray[np.int8]] = deque()

    def put(self, vectors: NDArray[np.int8]) -> None:
        self._waiting.append(vectors)

    def joined(self) -> NDArray[np.int8]:
        """All of them, int8 (vectors, dimension)."""
        top = self._used + sum(map(len, self._waiting))
        if top > len(self._array):
            # Grown by half, and what waits let go of one by one: the vectors are the greater part of all memory.
            grown = np.empty((max(top, len(self._array) * 3 // 2), self._array.shape[1]), np.int8)
            grown[: self._used] = self._array[: self._used]
            self._array = grown
        while self._waiting:
            part = self._waiting.popleft()
            self._array[self._used : self._used + len(part)] = part
            self._used += len(part)
        return self._array[: self._used]


def _neighbours(sums: Vectors, bounds: NDArray[np.int64]) -> Vectors:
    """Sums of each block and the next one; zeros at the last block of a text, unless it is the only one."""
    windows = np.zeros_like(sums)
    windows[:-1] = sums[:-1] + sums[1:]
    sizes = np.diff(bounds)
    last = bounds[1:][sizes > 0] - 1
    windows[last] = np.where((sizes[sizes > 0] == 1)[:, None], sums[last], 0)
    return windows


def _window_spans(blocks: Blocks) -> list[Span | None]:
    """Code points of the window at each block, None where none begins."""
    spans, windows = blocks.spans(), list[Span | None]()
    for first, last in zip(blocks.bounds[:-1].tolist(), blocks.bounds[1:].tolist(), strict=True):
        if last - first == 1:
            windows.append(spans[first])
        elif last > first:
            windows += [(spans[slot][0], spans[slot + 1][1]) for slot in range(first, last - 1)]
            windows.append(None)
    return windows


def _in_bytes(vectors: Vectors) -> NDArray[np.int8]:
    longest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.asarray(np.rint(vectors * (127 / np.maximum(longest, 1e-12))), np.int8)


def _bounds(sizes: NDArray[Any]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def _split(batch: bytes, dimension: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int8]]:
    """Windows of each text, terms of each window, terms, vectors."""
    sizes, counts, known, places, pairs = unpack_arrays(batch, ("<u4", "<u4", "<u4", "<u4", "u1"))
    vectors = unpack_vectors(pairs, dimension)
    whole = sizes.size and (int(sizes.sum()), int(counts.sum())) == (len(vectors), len(places)) and len(counts) == len(vectors)
    if not whole or (places >= len(known)).any():
        raise ValueError(f"a batch of {len(batch)} bytes holds no windows of {len(sizes)} texts in {dimension} dimensions")
    return sizes, counts, known[places], vectors
