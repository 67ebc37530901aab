"""What stores behind a database driver share: connections, and the questions that both dialects of SQL understand."""

from __future__ import annotations

import json
import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Final

import numpy as np

from dedup.errors import InputError, StoreError
from dedup.index.base import Numbers
from dedup.index.forks import watch
from dedup.index.store import Entry, Position, Record, Store, Writer, entry_of, known_of, next_of

_ASKED_AT_ONCE: Final = 500
"""SQLite before 3.32 takes 999 values in a statement."""
_MOST_IDLE: Final = 8
_OF_THE_PARENT: Final[list[Any]] = []
"""Connections that a forked process must not even close."""
_PAGE: Final = 500


class ConnectedStore(Store):
    """A store whose tables are `meta`, `articles` and `log`.

    A driver writes `_connect`, `_rows` and `_errors`, `entries`, a `ConnectedWriter`, and what only it knows.
    """

    record_columns = "number, id, version, text, known"
    is_id = "id IN ({})"
    an_id = "?"

    def __init__(self, place: str, wait_seconds: float) -> None:
        self.place = place
        self._wait = wait_seconds
        self._closed = False
        self._idle: list[Any] = []
        self._forks = 0
        self._make_locks()
        watch(self)

    def _make_locks(self) -> None:
        self._here = threading.local()
        self._pool = threading.Lock()
        self._writing = threading.RLock()

    def before_fork(self) -> None:
        """Close what no thread is using: SQLite's locks and a server's sessions must not be there twice."""
        with self._pool:
            idle, self._idle = self._idle, []
        for connection in idle:
            _end(connection)

    def after_fork(self) -> None:
        """In the new process, which has none of the other threads: what they were using is the parent's."""
        self._forks += 1
        _OF_THE_PARENT.extend(self._idle)
        self._idle = []
        self._make_locks()

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
    def _of_text(self, kept: Any) -> str:
        """The inverse of `_as_text`."""

    @abstractmethod
    def _as_record(self, row: Any) -> Record: ...

    def spec(self) -> dict[str, Any]:
        row = self._row("SELECT value FROM meta WHERE key = 'spec'")
        try:
            spec = json.loads(row[0]) if row else None
        except ValueError:
            spec = None
        if not isinstance(spec, dict):
            raise StoreError(f"index at {self.place} has no spec; it is damaged, or no index of this program")
        return spec

    def position(self) -> Position:
        row = self._row("SELECT (SELECT value FROM meta WHERE key = 'generation'), (SELECT max(sequence) FROM log)")
        try:
            return Position(int(row[0]), row[1] or 0)
        except (TypeError, ValueError) as error:
            raise StoreError(
                f"index at {self.place} is damaged: no generation; put back a copy, or add the articles again"
            ) from error

    def record(self, number: int) -> Record | None:
        row = self._row(f"SELECT {self.record_columns} FROM articles WHERE number = ?", (number,))
        return self._as_record(row) if row else None

    def versions_of(self, identities: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
        possible = [identity for identity in identities if _is_storable(identity)]
        by_text: dict[Any, list[tuple[int, int]]] = {self._as_text(identity): [] for identity in possible}
        query = f"SELECT id, number, version FROM articles WHERE {self.is_id} ORDER BY version"
        for text, number, version in self._rows_in(query, list(by_text), self.an_id):
            by_text[text].append((number, version))
        return dict.fromkeys(identities, ()) | {one: tuple(by_text[self._as_text(one)]) for one in possible}

    def identities(self, numbers: Sequence[int]) -> dict[int, str]:
        query = "SELECT number, id FROM articles WHERE number IN ({})"
        return {number: self._of_text(identity) for number, identity in self._rows_in(query, numbers)}

    def _rows_in(self, query: str, values: Sequence[Any], one: str = "?") -> Iterator[Any]:
        """The rows of a query for any number of values, which go to the place marked {}."""
        for first in range(0, len(values), _ASKED_AT_ONCE):
            part = tuple(values[first : first + _ASKED_AT_ONCE])
            yield from self._rows(query.format(", ".join([one] * len(part))), part)

    def records(self, damaged: Callable[[str], None] | None = None) -> Iterator[Record]:
        after, (top,) = -1, self._row("SELECT max(number) FROM articles")
        query = f"SELECT {self.record_columns} FROM articles WHERE number > ? AND number <= ? ORDER BY number LIMIT ?"
        while top is not None and (rows := self._rows(query, (after, top, _PAGE))):
            for row in rows:
                try:
                    record = self._as_record(row)
                except StoreError as error:
                    if damaged is None:
                        raise
                    damaged(str(error))
                else:
                    yield record
            after = rows[-1][0]

    def numbers(self) -> Numbers:
        return np.array([number for (number,) in self._rows("SELECT number FROM articles ORDER BY number")], np.uint32)

    def candidates(self, number: int) -> Entry | None:
        query = (
            "SELECT sequence, kind, numbers, payload, checksum FROM log WHERE kind = 'candidates' AND first <= ? "
            "ORDER BY first DESC LIMIT 1"
        )
        row = self._row(query, (number,))
        return entry_of(*row) if row else None

    def count(self) -> int:
        return int(self._row("SELECT count(*) FROM articles")[0])

    def close(self) -> None:
        """What other threads are about ends first, and with it their connections."""
        with self._pool:
            self._closed, idle, self._idle = True, self._idle, []
        for connection in idle:
            _end(connection)

    @abstractmethod
    def _is_usable(self, connection: Any) -> bool:
        """Whether the connection is open and in no transaction."""

    def _check_place(self, connection: Any) -> None:
        """Raises StoreError when what is open is not what stands at the place any more: it would be written to nowhere."""

    def _row(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        return next(iter(self._rows(query, values)), None)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """A connection that no other thread has meanwhile; inside such a block, the one that this thread has."""
        held = getattr(self._here, "connection", None)
        if held is not None:
            yield held
            return
        forks, connection = self._forks, self._taken()
        self._here.connection = connection
        try:
            yield connection
        finally:
            if forks == self._forks:
                self._here.connection = None
                self._put_back(connection)
            else:
                _OF_THE_PARENT.append(connection)

    def _taken(self) -> Any:
        with self._pool:
            if self._closed:
                raise StoreError(f"index at {self.place} is closed")
            while self._idle:
                connection = self._idle.pop()
                if self._is_usable(connection):
                    return connection
                _end(connection)
        return self._connect()

    def _put_back(self, connection: Any) -> None:
        with self._pool:
            if not self._closed and len(self._idle) < _MOST_IDLE and self._is_usable(connection):
                self._idle.append(connection)
                return
        _end(connection)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Any]:
        """All or nothing."""
        with self._connected() as connection:
            connection.execute(begin)
            try:
                yield connection
                self._check_place(connection)
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already; whatever happens here, the transaction is not committed.
                with suppress(Exception):
                    connection.execute("ROLLBACK")
                raise


class ConnectedWriter(Writer):
    """What both dialects write alike. A driver writes `_run`, `put`, `append` and `drop`."""

    @abstractmethod
    def _run(self, query: str, *values: Any) -> Any:
        """The cursor of a statement; places for values are `?`."""

    @abstractmethod
    def _as_text(self, text: str) -> Any:
        """A text as the tables keep it."""

    def next_number(self) -> int:
        query = "SELECT (SELECT value FROM meta WHERE key = 'next'), (SELECT max(number) + 1 FROM articles)"
        return next_of(*self._run(query).fetchone())

    def describe(self, record: Record) -> None:
        self._run("UPDATE articles SET known = ? WHERE number = ?", self._as_text(known_of(record)), record.number)

    def restart(self, spec: Mapping[str, Any], after: int, through: int) -> None:
        self._run("DELETE FROM log WHERE sequence > ? AND sequence <= ?", after, through)
        self._note("spec", json.dumps(spec))
        generation = int(self._run("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])
        self._note("generation", str(generation + 1))

    def _note(self, key: str, value: str) -> None:
        self._run("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)


def _is_storable(text: str) -> bool:
    """False for lone surrogates, which no id that was kept has. Raises InputError for an id that is no string."""
    if not isinstance(text, str):
        raise InputError(f"an id is a str, got {type(text).__name__}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _end(connection: Any) -> None:
    with suppress(Exception):  # a connection that is broken already needs no closing
        connection.close()
