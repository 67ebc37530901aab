"""What stores behind a database driver share: one connection a thread, and the questions that both dialects of SQL understand."""

from __future__ import annotations

import json
import threading
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final

import numpy as np

from dedup.index.base import Numbers
from dedup.index.store import Position, Record, Store, StoreError, unpacked_numbers

_ASKED_AT_ONCE: Final = 500
"""SQLite before 3.32 takes 999 values in a statement."""


class ConnectedStore(Store):
    """A store whose tables are `meta`, `articles` and `log`.

    A driver writes `_connect`, `_rows` and `_errors`, what streams (`entries`, `records`), what writes, and what only it knows.
    """

    record_columns = "number, id, version, text, known"

    def __init__(self, place: str, wait_seconds: float) -> None:
        self.place = place
        self._wait = wait_seconds
        self._here = threading.local()
        self._opened: list[Any] = []
        self._writing = threading.RLock()
        self._closed = False

    @abstractmethod
    def _connect(self) -> Any:
        """A new connection that leaves transactions to us."""

    @abstractmethod
    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """The rows that answer a query; places for values are `?`."""

    @abstractmethod
    def _errors(self) -> AbstractContextManager[None]:
        """The driver's errors become StoreError."""

    @abstractmethod
    def _as_text(self, text: str) -> Any:
        """A text as the tables keep it."""

    @abstractmethod
    def _as_record(self, row: Any) -> Record: ...

    def spec(self) -> dict[str, Any]:
        found = self._row("SELECT value FROM meta WHERE key = 'spec'")
        if found is None:
            raise StoreError(f"index at {self.place} has no spec; it is damaged, or no index of this program")
        spec: dict[str, Any] = json.loads(found[0])
        return spec

    def position(self) -> Position:
        row = self._row("SELECT (SELECT value FROM meta WHERE key = 'generation'), (SELECT max(sequence) FROM log)")
        return Position(int(row[0]), row[1] or 0)

    def record(self, number: int) -> Record | None:
        row = self._row(f"SELECT {self.record_columns} FROM articles WHERE number = ?", (number,))
        return self._as_record(row) if row else None

    def versions_of(self, identities: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
        found: dict[Any, list[tuple[int, int]]] = {self._as_text(identity): [] for identity in identities}
        asked = list(found)
        for first in range(0, len(asked), _ASKED_AT_ONCE):
            part = tuple(asked[first : first + _ASKED_AT_ONCE])
            places = ", ".join("?" * len(part))
            for text, *version in self._rows(
                f"SELECT id, number, version FROM articles WHERE id IN ({places}) ORDER BY version", part
            ):
                found[text].append((version[0], version[1]))
        return {identity: tuple(found[self._as_text(identity)]) for identity in identities}

    def numbers(self) -> Numbers:
        return np.array([number for (number,) in self._rows("SELECT number FROM articles ORDER BY number")], np.uint32)

    def candidates(self, number: int) -> tuple[Numbers, bytes] | None:
        query = "SELECT numbers, payload FROM log WHERE kind = 'candidates' AND first <= ? ORDER BY first DESC LIMIT 1"
        row = self._row(query, (number,))
        return (unpacked_numbers(row[0]), row[1]) if row else None

    def count(self) -> int:
        return int(self._row("SELECT count(*) FROM articles")[0])

    def close(self) -> None:
        self._closed = True
        for connection in self._opened:
            with suppress(Exception):  # a connection that is broken already needs no closing
                connection.close()
        self._opened.clear()

    def _is_usable(self, connection: Any) -> bool:
        """Whether there is a connection, and its server has not left it."""
        return connection is not None

    def _row(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        return next(iter(self._rows(query, values)), None)

    def _connection(self) -> Any:
        """The connection of this thread."""
        if self._closed:
            raise StoreError(f"index at {self.place} is closed")
        connection = getattr(self._here, "connection", None)
        if not self._is_usable(connection):
            connection = self._here.connection = self._connect()
            self._opened.append(connection)
        return connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Any]:
        """All or nothing, on the connection of this thread."""
        connection = self._connection()
        connection.execute(begin)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already; whatever happens here, the transaction is not committed.
            with suppress(Exception):
                connection.execute("ROLLBACK")
            raise
