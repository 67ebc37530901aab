"""A store in one folder: SQLite in WAL mode."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from dedup.errors import StoreError
from dedup.index.base import Numbers
from dedup.index.connected import ConnectedStore, ConnectedWriter
from dedup.index.search import forget, search
from dedup.index.store import (
    STORE_VERSION,
    Entry,
    Position,
    Record,
    Writer,
    checksum,
    entry_of,
    known_of,
    packed_numbers,
    read_text,
    record_of,
)

FILE: Final = "index.sqlite"

_SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, known TEXT NOT NULL, text BLOB NOT NULL
);
CREATE UNIQUE INDEX articles_by_id ON articles (id, version);
CREATE TABLE log (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, first INTEGER NOT NULL,
    numbers BLOB NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL
);
CREATE INDEX log_by_article ON log (first) WHERE kind = 'candidates';
"""
_INDEXES: Final = frozenset({"articles_by_id", "log_by_article"})
_MADE: Final = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
_DRAFT: Final = ".making-"
_AFTER_DAMAGE: Final = "put back a copy (`dedup index backup` makes them), or add the articles again in another folder"
_PAGE_BYTES: Final = 16_384  # an article of 600 words fills four to a page; in pages of 4 KB a third of the file is air


class SqliteStore(ConnectedStore):
    """The store in `folder`. A commit is on the disk before it returns (synchronous = FULL)."""

    def __init__(self, folder: Path, wait_seconds: float) -> None:
        super().__init__(str(folder), wait_seconds)
        self._file = folder / FILE
        self._opened: dict[int, tuple[int, int]] = {}  # which file each connection has open: device and number

    @classmethod
    def opened(cls, folder: Path, make: Callable[[], Mapping[str, Any]] | None, wait_seconds: float) -> SqliteStore:
        """The store in `folder`; when it is not there, it is made with the spec that `make` gives. Raises StoreError."""
        store = cls(folder, wait_seconds)
        if not store._file.exists():
            remains = [path.name for path in (Path(f"{store._file}{end}") for end in ("-wal", "-shm")) if path.exists()]
            if remains:
                raise StoreError(f"index at {folder} has lost {FILE}, {remains[0]} is there; {_AFTER_DAMAGE}")
            if make is None:
                raise StoreError(f"there is no index at {folder}; `dedup index add {folder} FILES...` makes one")
            store._create(make())
        store._check_whole()
        return store

    def _check_whole(self) -> None:
        """Raises StoreError for a file that has lost its tables: nothing is begun anew over what is left of an index."""
        if not self._file.is_file() or self._file.stat().st_size == 0 or not self._rows(_MADE):
            raise StoreError(f"index at {self.place}: {FILE} is there and holds no index; {_AFTER_DAMAGE}")

    def _create(self, spec: Mapping[str, Any]) -> None:
        """Make the tables in a file beside, which then gets its name: a process that is killed or slower leaves nothing of its own.

        What stands in the place is always whole, so an empty file there is damage and no beginning.
        """
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=self._file.parent) as folder:
                draft = Path(folder) / FILE
                with self._errors():
                    _make(draft, {"spec": json.dumps(spec), "generation": "0", "next": "0"})
                _put_in_place(draft, self._file)
        except OSError as error:
            raise StoreError(f"cannot make an index at {self.place}: {error.strerror}") from error

    def backup(self, target: Path) -> None:
        if target.exists() and any(target.iterdir() if target.is_dir() else [target]):
            raise StoreError(f"{target} is there already; name a folder that is new or empty")
        try:
            target.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=target) as folder:  # a copy that breaks off leaves nothing
                draft = Path(folder) / FILE
                with self._connected() as connection, closing(sqlite3.connect(draft)) as copy:
                    connection.backup(copy)
                _put_in_place(draft, target / FILE)
        except OSError as error:
            raise StoreError(f"cannot write a copy to {target}: {error.strerror}") from error
        except sqlite3.Error as error:
            raise StoreError(f"cannot copy the index at {self.place} to {target}: {error}; there is no copy") from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._errors(), self._connected() as connection:
            if connection.in_transaction:
                yield
                return
            connection.execute("BEGIN")
            try:
                yield
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")

    def entries(self, after: Position) -> Iterator[Entry]:
        with self._errors(), self._connected() as connection:
            query = "SELECT sequence, kind, numbers, payload, checksum FROM log WHERE sequence > ? ORDER BY sequence"
            for row in connection.execute(query, (after.sequence,)):
                yield entry_of(*row)

    def search(self, words: str) -> list[int]:
        return search(self, self._marks, self._file.parent, words, self._wait)

    def forget_words(self) -> None:
        forget(self._file.parent, self._wait)

    def _marks(self) -> dict[int, int]:
        """Checksums of what is known of the articles: of their own checksums, where they have one, which is of the text too."""
        known = "CASE WHEN substr(known, 1, 1) = '{' THEN known ELSE substr(known, 1, 8) END"
        rows = self._rows(f"SELECT number, id, {known} FROM articles")
        return {number: zlib.crc32(f"{one}\0{mark}".encode("utf-8", "surrogateescape")) for number, one, mark in rows}

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._writing, self._errors(), self._transaction("BEGIN IMMEDIATE") as connection:
            yield _SqliteWriter(connection)

    def problems(self) -> Iterator[str]:
        yield from (f"{FILE}: {line}" for (line,) in self._rows("PRAGMA integrity_check") if line != "ok")
        there = {name for (name,) in self._rows("SELECT name FROM sqlite_master WHERE type = 'index'")}
        yield from (f"{FILE}: its index {name} is gone" for name in sorted(_INDEXES - there))

    def sizes(self) -> dict[str, int]:
        kinds = self._rows("SELECT kind, sum(length(payload) + length(numbers)) FROM log GROUP BY kind")
        pages = self._row("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return {**dict(kinds), "file": int(pages[0])}

    def _connect(self) -> sqlite3.Connection:
        # Transactions are ours; `close` may come from another thread than the one that opened.
        address = f"{self._file.absolute().as_uri()}?{self._mode()}"
        connection = sqlite3.connect(address, self._wait, isolation_level=None, check_same_thread=False, uri=True)
        connection.execute("PRAGMA synchronous = FULL")
        self._opened[id(connection)] = _identity(self._file)
        connection.text_factory = read_text
        connection.execute("PRAGMA journal_size_limit = 67108864")
        return connection

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._errors(), self._connected() as connection:
            rows: list[Any] = connection.execute(query, values).fetchall()
        return rows

    def _mode(self) -> str:
        """How to open: never to make, and without a lock file where none can be made, as on a medium that is read only."""
        if os.access(self._file, os.W_OK) and os.access(self._file.parent, os.W_OK):
            return "mode=rw"
        pending = Path(f"{self._file}-wal")
        return "mode=ro" if pending.exists() and pending.stat().st_size else "mode=ro&immutable=1"

    def _is_usable(self, connection: Any) -> bool:
        return not connection.in_transaction and self._opened.get(id(connection)) == _identity(self._file)

    def _check_place(self, connection: Any) -> None:
        if self._opened.get(id(connection)) != _identity(self._file):
            raise StoreError(
                f"index at {self.place} was removed or replaced while it was open; nothing of this was kept, open it anew"
            )

    def _as_text(self, text: str) -> str:
        return text

    def _of_text(self, kept: str) -> str:
        return kept

    def _as_record(self, row: Any) -> Record:
        number, identity, version, text, known = row
        return record_of(number, identity, version, _inflated(identity, text), known)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"index at {self.place}: {_reason(error, self._wait)}") from error


class _SqliteWriter(ConnectedWriter):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _run(self, query: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(query, values)

    def _as_text(self, text: str) -> str:
        return text

    def put(self, records: Sequence[Record]) -> None:
        rows = [(one.number, one.article.id, one.version, known_of(one), _deflated(one.article.text)) for one in records]
        self._connection.executemany("INSERT INTO articles (number, id, version, known, text) VALUES (?, ?, ?, ?, ?)", rows)
        self._note("next", str(records[-1].number + 1))
        self._note_version()

    def _note_version(self) -> None:
        """Tables that hold deflated texts are of this version: an earlier program refuses them, and calls no article damaged."""
        spec = json.loads(self._run("SELECT value FROM meta WHERE key = 'spec'").fetchone()[0])
        if spec.get("store") != STORE_VERSION:
            self._note("spec", json.dumps({**spec, "store": STORE_VERSION}))

    def append(self, kind: str, numbers: Numbers, payload: bytes) -> int:
        packed = packed_numbers(numbers)
        cursor = self._connection.execute(
            "INSERT INTO log (kind, first, numbers, payload, checksum) VALUES (?, ?, ?, ?, ?)",
            (kind, int(numbers[0]), packed, payload, checksum(packed, payload)),
        )
        return int(cursor.lastrowid or 0)

    def drop(self, numbers: Numbers) -> None:
        self._connection.executemany("DELETE FROM articles WHERE number = ?", [(number,) for number in np.unique(numbers).tolist()])


def _deflated(text: str) -> bytes:
    """A text in 45 % of its bytes, .2 ms for 6 KB."""
    return zlib.compress(text.encode("utf-8"))


def _inflated(identity: str, kept: bytes | str) -> str:
    """The inverse; earlier versions kept texts as they are. Raises StoreError for damaged bytes."""
    if isinstance(kept, str):
        return kept
    try:
        return read_text(zlib.decompress(kept))
    except zlib.error as error:
        raise StoreError(
            f"article {identity!r} is damaged: {error}; remove it by `dedup index remove`, and add it again"
        ) from error


def _make(file: Path, meta: Mapping[str, str]) -> None:
    """A file with our tables and nothing else beside it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _put_in_place(draft: Path, file: Path) -> None:
    """Give a file its name unless another process was faster: its index is as good."""
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not file.exists():
            draft.rename(file)


def _identity(file: Path) -> tuple[int, int]:
    """Which file stands at a path, (0, 0) for none."""
    try:
        known = file.stat()
    except OSError:
        return 0, 0
    return known.st_dev, known.st_ino


def _reason(error: sqlite3.Error, wait: float) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_BUSY"):
        return f"another process has held it for writing for {wait:g} s; wait for it, or raise index_wait_seconds"
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
        return f"the disk is full or cannot be written ({error}); nothing of this batch was kept, everything before it is"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"it cannot be opened, or not for writing ({error}); check the folder and its permissions"
    if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return f"{FILE} is damaged or no index ({error}); put back a copy, or add the articles again"
    return str(error)
