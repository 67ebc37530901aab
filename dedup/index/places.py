"""An index by the place where it is kept: opened, verified, rebuilt and copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from dedup.errors import InputError, SpecError
from dedup.index.indexes import INDEXES, IndexName, make_indexes, spec_of
from dedup.index.store import Store, check_spec, check_version
from dedup.index.upkeep import problems, rebuild
from dedup.settings import Settings

_ADDRESS: Final = re.compile(r"\s*[A-Za-z][\w+.-]+:/")
"""What looks like the address of something else; a drive of Windows has one letter."""


def open_store(place: str | Path, settings: Settings, indexes: Sequence[IndexName] | None = None) -> Store:
    """The store at a folder or a `postgresql://…` address, made when it is not there for `indexes` (None: both; none: not made).

    Raises StoreError, MissingExtra.
    """
    make = None if indexes is not None and not indexes else lambda: spec_of(make_indexes(indexes or INDEXES, settings))
    if not str(place).strip() or "\0" in str(place):
        raise InputError(f"an index has no place at {str(place)!r}; give a folder, or the address of a database")
    if str(place).startswith(("postgresql://", "postgres://")):
        from dedup.index.postgres import PostgresStore

        return PostgresStore.opened(str(place), make, settings.index_wait_seconds)
    if _ADDRESS.match(str(place)):  # not told: it may hold a password, and a folder of that name would keep it
        raise InputError("the place of an index is a folder, or an address that begins with postgresql://, in small letters")
    from dedup.index.sqlite import SqliteStore

    return SqliteStore.opened(Path(place), make, settings.index_wait_seconds)


def verify(place: str | Path, *, settings: Settings | None = None) -> Iterator[str]:
    """What is wrong with an index, one line each: damage, articles without rows, rows that are not those of their text.

    Raises StoreError when there is no index, SpecError when it was built under other settings.
    """
    settings = settings or Settings()
    store = open_store(place, settings, ())
    try:
        made = make_indexes(names_of(store, None), settings)
        check_spec(store.place, store.spec(), spec_of(made))
        yield from problems(store, made)
    finally:
        store.close()


def rebuild_index(
    place: str | Path,
    *,
    indexes: Sequence[IndexName] | None = None,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] | None = None,
    damaged: Callable[[str], None] | None = None,
) -> int:
    """Make all rows anew from the stored texts, under these settings and with these indexes (None: those it has).

    Drops what removed articles left behind; candidates kept with articles are found anew. All or nothing, and other processes
    read the old rows until it is done. `progress` is told (done, all). An article that is not what was kept is told to
    `damaged` and gets no rows, so that it can be removed; without that it is an error. Returns how many articles there are. Raises
    StoreError.
    """
    settings = settings or Settings()
    store = open_store(place, settings, ())
    try:
        rebuild(store, make_indexes(indexes or names_of(store, None), settings), settings, progress, damaged)
        return store.count()
    finally:
        store.close()


def backup_index(place: str | Path, target: str | Path, *, settings: Settings | None = None) -> None:
    """Copy an index as it is now to another folder, which is made; others go on reading and writing it. Raises StoreError."""
    store = open_store(place, settings or Settings(), ())
    try:
        store.backup(Path(target))
    finally:
        store.close()


def names_of(store: Store, wanted: Sequence[IndexName] | None) -> tuple[IndexName, ...]:
    """The indexes that a store was made with. Raises SpecError when others are wanted, or when it is not ours."""
    check_version(store.place, store.spec())
    stored = store.spec().get("indexes")
    if not isinstance(stored, dict) or not set(stored) <= set(INDEXES):
        raise SpecError(f"index at {store.place} was built with indexes {stored!r}, this program knows {', '.join(INDEXES)}")
    if wanted is not None and set(wanted) != set(stored):
        raise SpecError(
            f"index at {store.place} was built with {' and '.join(stored)}, asked for {' and '.join(wanted)}; "
            "run `dedup index rebuild`"
        )
    return tuple(name for name in INDEXES if name in stored)
