"""The indexes of windows by their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal, get_args

from dedup.errors import InputError
from dedup.index.base import WindowIndex
from dedup.index.store import STORE_VERSION
from dedup.settings import Settings

IndexName = Literal["minhash", "embedding"]
Indexes = tuple[WindowIndex[Any], ...]

INDEXES: Final[tuple[IndexName, ...]] = get_args(IndexName)


def make_indexes(names: Iterable[IndexName], settings: Settings) -> Indexes:
    """Empty indexes of those names. Raises InputError for a name that does not exist, MissingExtra, ModelError."""
    return tuple(_make_index(name, settings) for name in names)


def _make_index(name: IndexName, settings: Settings) -> WindowIndex[Any]:
    if name == "minhash":
        from dedup.index.minhash import MinHashIndex

        return MinHashIndex(settings)
    if name == "embedding":
        from dedup.index.embedding import EmbeddingIndex

        return EmbeddingIndex(settings)
    raise InputError(f"there is no index {name!r}; the indexes are {', '.join(INDEXES)}")


def spec_of(indexes: Indexes) -> dict[str, Any]:
    """What a store of these indexes is built with."""
    return {"store": STORE_VERSION, "indexes": {index.name: dict(index.spec()) for index in indexes}}
