"""A store on PostgreSQL, which many machines share: the tables of the SQLite one, under a name of its own.

Texts and ids are kept as bytes: PostgreSQL's text type refuses the NUL character.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dedup.errors import MissingExtra, StoreError
from dedup.index.base import Numbers
from dedup.index.connected import ConnectedStore, ConnectedWriter
from dedup.index.search import searched
from dedup.index.store import Entry, Position, Record, Writer, checksum, entry_of, known_of, packed_numbers, read_text, record_of

_SCHEMA: Final = """
CREATE SCHEMA IF NOT EXISTS dedup;
CREATE TABLE dedup.meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE dedup.articles (
    number BIGINT PRIMARY KEY, id BYTEA NOT NULL, version INTEGER NOT NULL, known BYTEA NOT NULL, text BYTEA NOT NULL
);
CREATE UNIQUE INDEX articles_by_id ON dedup.articles (sha256(id), version);
CREATE TABLE dedup.log (
    sequence BIGSERIAL PRIMARY KEY, kind TEXT NOT NULL, first BIGINT NOT NULL,
    numbers BYTEA NOT NULL, payload BYTEA NOT NULL, checksum BIGINT NOT NULL
);
CREATE INDEX log_by_article ON dedup.log (first) WHERE kind = 'candidates';
"""
_PAGE: Final = 500
_PAGE_BYTES: Final = 1 << 24
_SEARCHED: Final = 100_000
"""Characters of an article that are searched: at four bytes each, and each word told twice (parts of addresses), under 1 MB."""
_LOCK: Final = 0x6465647570
"""The advisory lock that a writer holds until its transaction ends ("dedup" in ASCII)."""


class PostgresStore(ConnectedStore):
    """The store in the schema `dedup` of a database. A commit is durable before it returns."""

    is_id = "sha256(id) IN ({})"  # an index takes no id of 3 KB
    an_id = "sha256(?)"

    def __init__(self, address: str, wait_seconds: float) -> None:
        self._driver = _driver()
        super().__init__(_without_password(self._driver, address), wait_seconds)
        self._address = address

    @classmethod
    def opened(cls, address: str, make: Callable[[], Mapping[str, Any]] | None, wait_seconds: float) -> PostgresStore:
        """The store of a database; when it is not there, it is made with the spec that `make` gives. Raises StoreError."""
        store = cls(address, wait_seconds)
        if not store._is_there():
            if make is None:
                raise StoreError(f"there is no index at {store.place}; `dedup index add` makes one")
            store._create(make())
        return store

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        if getattr(self._here, "connection", None) is not None:  # inside another one, or while writing
            yield
            return
        self._rows("SELECT 1")  # a connection that has ended meanwhile is found here, where it can be replaced
        with self._errors(), self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    def entries(self, after: Position) -> Iterator[Entry]:
        # By bytes and not by rows: a batch has some MB when many articles are added at once, and some KB when they come singly.
        query = (
            "SELECT sequence, kind, numbers, payload, checksum FROM (SELECT *, sum(octet_length(payload)) OVER (ORDER BY sequence) "
            "AS size FROM (SELECT * FROM log WHERE sequence > ? ORDER BY sequence LIMIT ?) AS few) AS sized "
            f"WHERE size - octet_length(payload) < {_PAGE_BYTES} ORDER BY sequence"
        )
        yield from (entry_of(*row) for row in self._pages(query, after.sequence))

    def search(self, words: str) -> list[int]:
        """By the server's own full text search, which reads every article: 'simple' words, of titles too.

        Of an article the first 100,000 characters count: the words of one document may take 1 MB (`tsvector`), and one article
        past that would fail every search.
        """
        title = "coalesce(substr(convert_from(known, 'UTF8'), 9)::json ->> 'title', '')"  # behind the checksum
        opening = f"left({title} || ' ' || convert_from(text, 'UTF8'), {_SEARCHED})"
        query = (
            f"SELECT number FROM (SELECT number, to_tsvector('simple', {opening}) AS held FROM articles) AS read "
            "WHERE held @@ websearch_to_tsquery('simple', ?) ORDER BY ts_rank(held, websearch_to_tsquery('simple', ?)) DESC, number"
        )
        return [number for (number,) in self._rows(query, (searched(words), searched(words)))]

    def forget_words(self) -> None:
        """Nothing: the search reads the articles that are there."""

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._writing, self._errors(), self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED") as connection:
            connection.execute(f"SET LOCAL lock_timeout = {max(1, round(self._wait * 1000))}")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            yield _PostgresWriter(connection)

    def problems(self) -> Iterator[str]:
        """Nothing: the pages of the database are the server's to check (`pg_amcheck`)."""
        yield from ()

    def backup(self, target: Path) -> None:
        """Raises StoreError: the server has its own."""
        raise StoreError(f"index at {self.place} is a database: copy it with `pg_dump --schema=dedup`, not to {target}")

    def sizes(self) -> dict[str, int]:
        kinds = self._rows("SELECT kind, sum(octet_length(payload) + octet_length(numbers)) FROM log GROUP BY kind")
        row = self._row("SELECT pg_total_relation_size('dedup.log') + pg_total_relation_size('dedup.articles')")
        return {**{kind: int(size) for kind, size in kinds}, "file": int(row[0]) if row else 0}

    def _is_there(self) -> bool:
        row = self._row("SELECT to_regclass('dedup.meta') IS NOT NULL")
        return bool(row and row[0])

    def _create(self, spec: Mapping[str, Any]) -> None:
        """Make the tables; of two processes at once, one makes them."""
        with self.writing(), self._connected() as connection:
            if not self._is_there():
                connection.execute(_SCHEMA)
                for key, value in {"spec": json.dumps(spec), "generation": "0", "next": "0"}.items():
                    connection.execute("INSERT INTO dedup.meta VALUES (%s, %s)", (key, value))

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._errors():
            try:
                return self._asked(query, values)
            except self._driver.OperationalError:
                if getattr(self._here, "connection", None) is not None:  # in a transaction: what was read before is gone, too
                    raise
            self.before_fork()  # a server that was started anew has ended every connection that waits
            return self._asked(query, values)

    def _asked(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        with self._connected() as connection:
            rows: list[Any] = connection.execute(query.replace("?", "%s"), values).fetchall()
        return rows

    def _pages(self, query: str, after: int) -> Iterator[Any]:
        """Rows of a query by its first column, some at a time."""
        while rows := self._rows(query, (after, _PAGE)):
            yield from rows
            after = rows[-1][0]

    def _connect(self) -> Any:
        connection = self._driver.connect(self._address, autocommit=True, connect_timeout=max(2, round(self._wait)))
        connection.execute("SET search_path TO dedup")
        return connection

    def _is_usable(self, connection: Any) -> bool:
        return not connection.closed and connection.info.transaction_status == self._driver.pq.TransactionStatus.IDLE

    def _as_text(self, text: str) -> bytes:
        return _bytes(text)

    def _of_text(self, kept: bytes) -> str:
        return read_text(kept)

    def _as_record(self, row: Any) -> Record:
        number, identity, version, text, known = row
        return record_of(number, read_text(identity), version, read_text(text), read_text(known))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except self._driver.errors.LockNotAvailable as error:
            raise StoreError(
                f"index at {self.place}: another process has held it for writing for {self._wait:g} s; "
                "wait for it, or raise index_wait_seconds"
            ) from error
        except self._driver.Error as error:
            problem = self._without_secret(str(error)).strip().split("\n")[0] or type(error).__name__
            raise StoreError(f"index at {self.place}: {problem}") from error

    def _without_secret(self, message: str) -> str:
        secret = self._driver.conninfo.conninfo_to_dict(self._address).get("password")
        return message.replace(str(secret), "…") if secret else message


class _PostgresWriter(ConnectedWriter):
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def _run(self, query: str, *values: Any) -> Any:
        return self._connection.execute(query.replace("?", "%s"), values)

    def _as_text(self, text: str) -> bytes:
        return _bytes(text)

    def put(self, records: Sequence[Record]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy("COPY dedup.articles (number, id, version, known, text) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types(["int8", "bytea", "int4", "bytea", "bytea"])
            for one in records:
                copy.write_row((one.number, _bytes(one.article.id), one.version, _bytes(known_of(one)), _bytes(one.article.text)))
        self._note("next", str(records[-1].number + 1))

    def append(self, kind: str, numbers: Numbers, payload: bytes) -> int:
        packed = packed_numbers(numbers)
        row = self._connection.execute(
            "INSERT INTO dedup.log (kind, first, numbers, payload, checksum) VALUES (%s, %s, %s, %s, %s) RETURNING sequence",
            (kind, int(numbers[0]), packed, payload, checksum(packed, payload)),
        ).fetchone()
        return int(row[0])

    def drop(self, numbers: Numbers) -> None:
        self._connection.execute("DELETE FROM dedup.articles WHERE number = ANY(%s)", (numbers.tolist(),))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8")


def _driver() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise MissingExtra("an index on PostgreSQL needs psycopg; run `pip install 'dedup-news[postgres]'`") from error
    return psycopg


def _without_password(driver: Any, address: str) -> str:
    """The address for messages."""
    try:
        known = driver.conninfo.conninfo_to_dict(address)
    except driver.Error:  # its message may quote the address, with the password
        raise StoreError("this is no address of a database; expected postgresql://user@host/name?option=value") from None
    return f"postgresql://{known.get('user', '')}@{known.get('host', 'localhost')}/{known.get('dbname', '')}"
