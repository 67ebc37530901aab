"""A store in one folder: SQLite in WAL mode."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from dedup.errors import StoreError
from dedup.index.base import Numbers
from dedup.index.connected import ConnectedStore, ConnectedWriter
from dedup.index.store import Entry, Position, Record, Writer, checksum, entry_of, known_of, packed_numbers, read_text, record_of

FILE: Final = "index.sqlite"

_SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, known TEXT NOT NULL, text TEXT NOT NULL
);
CREATE UNIQUE INDEX articles_by_id ON articles (id, version);
CREATE TABLE log (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, first INTEGER NOT NULL,
    numbers BLOB NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL
);
CREATE INDEX log_by_article ON log (first) WHERE kind = 'candidates';
"""
_MADE: Final = "SELECT 1 FROM sqlite_master WHERE name = 'meta'"
_AGAIN_SECONDS: Final = 0.01
_PAGE_BYTES: Final = 16_384  # an article of 600 words fills four to a page; in pages of 4 KB a third of the file is air


class SqliteStore(ConnectedStore):
    """The store in `folder`. A commit is on the disk before it returns (synchronous = FULL)."""

    def __init__(self, folder: Path, wait_seconds: float) -> None:
        super().__init__(str(folder), wait_seconds)
        self._file = folder / FILE

    @classmethod
    def opened(cls, folder: Path, make: Callable[[], Mapping[str, Any]] | None, wait_seconds: float) -> SqliteStore:
        """The store in `folder`; when it is not there, it is made with the spec that `make` gives. Raises StoreError."""
        store = cls(folder, wait_seconds)
        if store._is_there():
            return store
        if make is None:
            raise StoreError(f"there is no index at {folder}; `dedup index add {folder} FILES...` makes one")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot make an index at {folder}: {error.strerror}") from error
        store._create(make())
        return store

    def _is_there(self) -> bool:
        """Whether there is a file with our tables: a process that was killed while it made them leaves one without."""
        return self._file.is_file() and self._file.stat().st_size > 0 and bool(self._rows(_MADE))

    def _create(self, spec: Mapping[str, Any]) -> None:
        """Make the tables; of two processes at once, one makes them."""
        with self._errors():
            self._write_ahead()
            with self._transaction("BEGIN IMMEDIATE") as connection:
                if connection.execute(_MADE).fetchone():
                    return
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                meta = {"spec": json.dumps(spec), "generation": "0", "next": "0"}
                connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def _write_ahead(self) -> None:
        """Set WAL mode; this alone does not wait by itself for another process that is about to do the same."""
        ends = time.monotonic() + self._wait
        with self._connected() as connection:
            while True:
                try:
                    connection.execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > ends:
                        raise
                    time.sleep(_AGAIN_SECONDS)
                else:
                    return

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

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._writing, self._errors(), self._transaction("BEGIN IMMEDIATE") as connection:
            yield _SqliteWriter(connection)

    def problems(self) -> Iterator[str]:
        yield from (f"{FILE}: {line}" for (line,) in self._rows("PRAGMA integrity_check") if line != "ok")

    def sizes(self) -> dict[str, int]:
        kinds = self._rows("SELECT kind, sum(length(payload) + length(numbers)) FROM log GROUP BY kind")
        pages = self._row("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return {**dict(kinds), "file": int(pages[0])}

    def _connect(self) -> sqlite3.Connection:
        # Transactions are ours; `close` may come from another thread than the one that opened.
        connection = sqlite3.connect(self._file, self._wait, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.text_factory = read_text
        connection.execute("PRAGMA journal_size_limit = 67108864")
        return connection

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._errors(), self._connected() as connection:
            found: list[Any] = connection.execute(query, values).fetchall()
        return found

    def _is_usable(self, connection: Any) -> bool:
        return not connection.in_transaction

    def _as_text(self, text: str) -> str:
        return text

    def _of_text(self, kept: str) -> str:
        return kept

    def _as_record(self, row: Any) -> Record:
        return record_of(*row)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"index at {self.place}: {_told(error, self._wait)}") from error


class _SqliteWriter(ConnectedWriter):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _run(self, query: str, *values: Any) -> sqlite3.Cursor:
        return self._connection.execute(query, values)

    def _as_text(self, text: str) -> str:
        return text

    def put(self, records: Sequence[Record]) -> None:
        rows = [(one.number, one.article.id, one.version, known_of(one.article), one.article.text) for one in records]
        self._connection.executemany("INSERT INTO articles (number, id, version, known, text) VALUES (?, ?, ?, ?, ?)", rows)
        self._note("next", str(records[-1].number + 1))

    def append(self, kind: str, numbers: Numbers, payload: bytes) -> int:
        packed = packed_numbers(numbers)
        cursor = self._connection.execute(
            "INSERT INTO log (kind, first, numbers, payload, checksum) VALUES (?, ?, ?, ?, ?)",
            (kind, int(numbers[0]), packed, payload, checksum(packed, payload)),
        )
        return int(cursor.lastrowid or 0)

    def drop(self, numbers: Numbers) -> None:
        self._connection.executemany("DELETE FROM articles WHERE number = ?", [(number,) for number in np.unique(numbers).tolist()])


def _told(error: sqlite3.Error, wait: float) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_BUSY"):
        return f"another process has held it for writing for {wait:g} s; wait for it, or raise index_wait_seconds"
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE")):
        return f"the disk is full or cannot be written ({error}); nothing of this batch was kept, everything before it is"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return f"it cannot be opened for writing ({error}); check the folder and its permissions"
    if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return f"{FILE} is damaged or no index ({error}); put back a copy, or add the articles again"
    return str(error)
