"""Pairs of articles by sentence vectors: rewriting that shares no shingle. Slower than all the rest, and only proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.engines.reading import batches
from dedup.families.pairs import Pairs
from dedup.settings import Settings

_BATCH: Final = 1000
"""Articles whose vectors are made, or looked up, at a time."""


def near_pairs(
    paths: Sequence[str | Path], numbers: Mapping[str, int], settings: Settings, tell: Callable[[str, int, int], None]
) -> Pairs:
    """Pairs, lower << 32 | higher, that the embedding index proposes; `numbers` are those of the articles by their ids.

    All vectors are in memory, some 5 KB an article. Each article is asked with those of lower numbers in the index, so neither the
    order of the input nor the batches show. Raises ModelError, MissingExtra.
    """
    from dedup.index.embedding import EmbeddingIndex

    index = EmbeddingIndex(settings)
    packed, read = [], list[int]()
    for batch in batches(paths, settings, _BATCH):
        parsed = batch.parse(settings)
        packed.append(index.pack(index.rows(parsed.texts)))
        read += [numbers[name] for name in parsed.ids]
        tell("vectors", len(read), len(numbers))
    if not read:
        return np.empty(0, np.uint64)
    rows = index.unpack(packed)
    order = np.argsort(np.array(read, np.int64))
    outlets = np.zeros(len(order), np.uint32)
    index.add(np.arange(len(order), dtype=np.uint32), index.take(rows, order), outlets)
    pairs = [_asked(index, rows, order, first, tell) for first in range(0, len(order), _BATCH)]
    return np.unique(np.concatenate(pairs))


def _asked(index: Any, rows: Any, order: NDArray[np.int64], first: int, tell: Callable[[str, int, int], None]) -> Pairs:
    """Pairs of a batch of articles with those before each of them."""
    asked = np.arange(first, min(first + _BATCH, len(order)), dtype=np.int64)
    hits = index.query(index.take(rows, order[asked]), np.zeros(len(asked), np.uint32), before=asked)
    tell("near vectors", int(asked[-1]) + 1, len(order))
    listed = zip(asked.tolist(), hits, strict=True)
    return np.array([hit.number << 32 | article for article, some in listed for hit in some], np.uint64)
