"""The index of sentence vectors: windows of a few sentences, for rewriting that shares no word runs.

A window proposes the article of its nearest stored window, if that one stands out from the windows that follow it: what is on
the same subject is near to much, what was rewritten is nearer to its source than to all else. Text that stands in many articles
stands out from none. Vectors are kept in 8 bits a dimension; the nearest are found by the signs alone (Hamming distance), then
ranked by cosine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from dedup.errors import MissingExtra
from dedup.index.base import Column, Found, Numbers, WindowIndex, WindowPair
from dedup.index.postings import ranges
from dedup.index.windows import windows
from dedup.settings import Settings
from dedup.sketch.encoder import Encoder, Vectors, load_encoder
from dedup.sketch.static import static_encoder

COSINE: Final = "cosine"
STATIC: Final = "static"

_NEAREST: Final = 64
"""Windows that are fetched by their signs and ranked by cosine."""
_BACKGROUND: Final = slice(10, 30)
"""Ranks of the windows that say how near an unrelated text on the same subject is."""
_COSINES_AT_ONCE: Final = 256
"""Windows whose nearest are ranked together: 16 MB of vectors."""
_WINDOW_PAIRS: Final = 5
_ROUNDING: Final = 2
"""Units of 127 by which the rows of one text may differ between machines."""


@dataclass(frozen=True, slots=True)
class WindowRows:
    """Window vectors of n texts, m in all: those of text i are [offsets[i], offsets[i + 1]). int64 (n + 1,), int8 (m, dimension).

    A vector's longest component is 127 or -127; a window without a known word is all 0.
    """

    offsets: NDArray[np.int64]
    vectors: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.offsets) - 1


class EmbeddingIndex(WindowIndex[WindowRows]):
    """Finds articles that say what a new one says, in other words."""

    name: ClassVar[str] = "embedding"

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._encoder: Encoder = static_encoder() if settings.index_model == STATIC else load_encoder(settings.index_model)
        self._vectors = np.zeros((1024, self._encoder.dimension), np.int8)
        self._owners = Column(np.uint32)
        self._used = 0
        self._signs = _sign_index(self._encoder.dimension)

    def spec(self) -> Mapping[str, Any]:
        return {
            "model": self._encoder.name,
            "digest": self._encoder.digest,
            "dimension": self._encoder.dimension,
            "window_words": self.settings.index_window_words,
        }

    def rows(self, texts: Sequence[str]) -> WindowRows:
        spans = [self._windows(text) for text in texts]
        pieces = [text[start:end] for text, listed in zip(texts, spans, strict=True) for start, end in listed]
        offsets = np.concatenate(([0], np.cumsum([len(listed) for listed in spans], dtype=np.int64)))
        return WindowRows(offsets, _in_bytes(self._encoder.encode(pieces)))

    def pack(self, rows: WindowRows) -> bytes:
        head = np.concatenate(([len(rows)], np.diff(rows.offsets)))
        return head.astype("<u4").tobytes() + rows.vectors.tobytes()

    def unpack(self, packed: Sequence[bytes]) -> WindowRows:
        split = [_split(batch, self._encoder.dimension) for batch in packed]
        sizes, vectors = (np.concatenate(parts) for parts in zip(*split, strict=True))
        return WindowRows(np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))), vectors)

    def take(self, rows: WindowRows, places: NDArray[np.int64]) -> WindowRows:
        sizes = np.diff(rows.offsets)[places]
        offsets = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        return WindowRows(offsets, rows.vectors[ranges(rows.offsets[places], sizes)])

    def same(self, one: WindowRows, other: WindowRows) -> NDArray[np.bool_]:
        equal = np.diff(one.offsets) == np.diff(other.offsets)
        for place in np.flatnonzero(equal).tolist():
            mine, theirs = (rows.vectors[slice(*rows.offsets[place : place + 2])].astype(np.int16) for rows in (one, other))
            equal[place] = not len(mine) or int(np.abs(mine - theirs).max()) <= _ROUNDING
        return np.asarray(equal)

    def windows(self, query: str, stored: str) -> tuple[WindowPair, ...]:
        """The pairs of windows that are nearest to each other, by cosine, from `index_window_cosine` on."""
        mine, theirs = self._windows(query), self._windows(stored)
        if not mine or not theirs:
            return ()
        encoded = self._encoder.encode([*(query[slice(*span)] for span in mine), *(stored[slice(*span)] for span in theirs)])
        cosines = encoded[: len(mine)] @ encoded[len(mine) :].T
        nearest = cosines.argmax(axis=1)
        pairs = [
            WindowPair(span, theirs[place], round(min(1.0, float(row[place])), 4))
            for span, place, row in zip(mine, nearest.tolist(), cosines, strict=True)
        ]
        near = [pair for pair in pairs if pair.similarity >= self.settings.index_window_cosine]
        return tuple(sorted(near, key=lambda pair: (-pair.similarity, pair.query))[:_WINDOW_PAIRS])

    def _windows(self, text: str) -> tuple[tuple[int, int], ...]:
        return windows(text, self.settings.index_window_words)

    def _insert(self, numbers: Numbers, rows: WindowRows) -> None:
        used, top = self._used, self._used + len(rows.vectors)
        if top > len(self._vectors):
            # Grown by half: at a hundred thousand articles the vectors are the greater part of all memory.
            room = np.zeros((max(top, len(self._vectors) * 3 // 2) - len(self._vectors), self._vectors.shape[1]), np.int8)
            self._vectors = np.concatenate((self._vectors, room))
        self._vectors[used:top] = rows.vectors
        self._owners.put(np.arange(used, top, dtype=np.uint32), np.repeat(numbers, np.diff(rows.offsets)))
        self._signs.add(_signs(rows.vectors))
        self._used = top

    def _lookup(self, rows: WindowRows, outlets: NDArray[np.uint32], before: NDArray[np.int64]) -> tuple[Found, ...]:
        del outlets
        asked = np.repeat(np.arange(len(rows)), np.diff(rows.offsets))
        if not len(asked) or not self._used:
            return ()
        places = self._nearest(_signs(rows.vectors))
        owners = self._owners.values[places]
        cosines = self._cosines(rows.vectors, places)
        cosines[(places < 0) | ~self._held.at(owners) | (owners >= before[asked][:, None])] = -1
        order = np.argsort(-cosines, axis=1, kind="stable")
        cosines, owners = np.take_along_axis(cosines, order, 1), np.take_along_axis(owners, order, 1)
        return (self._standing_out(asked, cosines, owners),)

    def _standing_out(self, asked: NDArray[np.int64], cosines: Vectors, owners: NDArray[np.uint32]) -> Found:
        """The nearest article of each window whose nearest window stands out; the score is the best cosine of the article."""
        background = np.clip(cosines[:, _BACKGROUND], 0, None)
        there = (cosines[:, _BACKGROUND] >= 0).sum(axis=1)
        margins = cosines[:, 0] - background.sum(axis=1) / np.maximum(there, 1)
        out = (cosines[:, 0] >= self.settings.index_window_cosine) & (margins >= self.settings.index_window_margin)
        pairs, group = np.unique(asked[out].astype(np.uint64) << np.uint64(32) | owners[out, 0], return_inverse=True)
        best, margin = np.zeros(len(pairs), np.float32), np.zeros(len(pairs), np.float32)
        np.maximum.at(best, group, cosines[out, 0])
        np.add.at(margin, group, margins[out] ** 2)
        return Found(COSINE, (pairs >> np.uint64(32)).astype(np.int64), pairs.astype(np.uint32), best, margin)

    def _nearest(self, signs: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Places of the windows nearest by their signs, int64 (windows, _NEAREST), -1 where there are no more."""
        workers = min(len(signs), len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
        with self._lock, ThreadPoolExecutor(workers) as pool:  # faiss must not be searched while it grows
            return np.concatenate(list(pool.map(self._search, np.array_split(signs, workers))))

    def _search(self, signs: NDArray[np.uint8]) -> NDArray[np.int64]:
        import faiss

        faiss.omp_set_num_threads(1)  # of this thread; OpenMP's own threads wait by spinning, which costs more than they bring
        places: NDArray[np.int64] = self._signs.search(signs, min(_NEAREST, self._used))[1]
        return places

    def _cosines(self, vectors: NDArray[np.int8], places: NDArray[np.int64]) -> Vectors:
        """Cosine of each window with those at its places, float32 (windows, places)."""
        cosines = np.empty(places.shape, np.float32)
        for first in range(0, len(places), _COSINES_AT_ONCE):
            part = slice(first, first + _COSINES_AT_ONCE)
            found = self._vectors[np.maximum(places[part], 0)].astype(np.float32)
            asked = vectors[part].astype(np.float32)
            lengths = np.linalg.norm(found, axis=2) * np.linalg.norm(asked, axis=1)[:, None]
            cosines[part] = np.einsum("wd,wkd->wk", asked, found) / np.maximum(lengths, 1)
        return cosines


def _sign_index(dimension: int) -> Any:
    try:
        import faiss
    except ImportError as error:
        raise MissingExtra("the index of sentence vectors needs faiss; run `pip install 'dedup[index]'`") from error
    return faiss.IndexBinaryFlat(-(-dimension // 8) * 8)


def _signs(vectors: NDArray[np.int8]) -> NDArray[np.uint8]:
    return np.packbits(vectors > 0, axis=1)


def _in_bytes(vectors: Vectors) -> NDArray[np.int8]:
    longest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.asarray(np.rint(vectors * (127 / np.maximum(longest, 1e-12))), np.int8)


def _split(batch: bytes, dimension: int) -> tuple[NDArray[np.uint32], NDArray[np.int8]]:
    count = int(np.frombuffer(batch, "<u4", 1)[0]) if len(batch) >= 4 else 0
    sizes = np.frombuffer(batch, "<u4", count, 4) if len(batch) >= 4 * (count + 1) else np.zeros(0, np.uint32)
    if not len(batch) == 4 * (count + 1) + int(sizes.sum()) * dimension:
        raise ValueError(f"a batch of {len(batch)} bytes holds no windows of {count} texts in {dimension} dimensions")
    return sizes, np.frombuffer(batch, np.int8, offset=4 * (count + 1)).reshape(-1, dimension)
