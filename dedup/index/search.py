"""Words -> stored articles: the full text of an index in SQLite's FTS5, in a file of its own beside it.

It is derived from the articles, brought up to date with every question, and may be thrown away: who never searches pays nothing.
"""

from __future__ import annotations

import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dedup.article import Article
from dedup.errors import InputError, StoreError

if TYPE_CHECKING:
    from dedup.index.store import Store

FILE: Final = "search.sqlite"

_LAYOUT: Final = 2
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, mark INTEGER NOT NULL, words INTEGER NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2')",
)
_TITLE_WEIGHT: Final = 4.0
"""How many times a word of a title counts."""


def searched(words: str) -> str:
    """A question of FTS5 for all of the words, and for what stands in double quotes as it stands. Raises InputError for none."""
    asked = [one.replace('"', " ").strip() for one in re.findall(r'"[^"]*"|[^\s"]+', words)]
    terms = [f'"{one}"' for one in asked if any(map(str.isalnum, one))]
    if not terms:
        raise InputError(f"nothing to search for in {words!r}; give a word")
    return " ".join(terms)


Marks = Callable[[], Mapping[int, int]]
"""Of each article by its number a checksum of all that is known of it."""


def search(store: Store, marks: Marks, folder: Path, words: str, wait: float) -> list[int]:
    """Numbers of the articles that hold all of the words, the best first (BM25). Raises InputError, StoreError."""
    asked = searched(words)
    try:
        with _opened(folder, wait) as connection:
            _follow(store, marks, connection)
            query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, ?, 1.0), rowid"
            return [number for (number,) in connection.execute(query, (asked, _TITLE_WEIGHT))]
    except sqlite3.Error as error:
        raise StoreError(f"{folder / FILE} cannot be searched: {error}; delete it, it is made anew") from error


def forget(folder: Path, wait: float) -> None:
    """Overwrite all words that are kept; the next question takes them in anew. Raises StoreError."""
    if not (folder / FILE).exists():
        return
    try:
        with _opened(folder, wait) as connection:
            connection.execute("BEGIN IMMEDIATE")
            _drop(connection)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        problem = f"{folder / FILE} may keep words of removed articles, which are out of the index: {error}; delete it"
        raise StoreError(f"{problem}, it is made anew") from error


@contextmanager
def _opened(folder: Path, wait: float) -> Iterator[sqlite3.Connection]:
    """The file, or where none can be written a table in memory, which is made for this question."""
    place = folder / FILE if os.access(folder, os.W_OK) else ":memory:"
    with closing(sqlite3.connect(place, wait, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection


def _follow(store: Store, marks: Marks, connection: sqlite3.Connection) -> None:
    """Take in what was added since the last question. One process at a time.

    What is gone or has another title cannot be taken out of such a table one by one (SQLite before 3.43): then all of it is made
    anew, so that no word of a removed article stays.
    """
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() != (_LAYOUT,):
        _drop(connection)
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    there = marks()
    kept = {number: (mark, held) for number, mark, held in connection.execute("SELECT number, mark, words FROM kept")}
    changed = [number for number, (mark, _) in kept.items() if there.get(number) != mark]
    if all(number in there and _sum_of(store, number) == kept[number][1] for number in changed):
        connection.executemany("UPDATE kept SET mark = ? WHERE number = ?", [(there[number], number) for number in changed])
    else:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        connection.execute("DELETE FROM kept")
        kept = {}
    for number in sorted(there.keys() - kept.keys()):
        if words := _words_of(store, number):
            connection.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, *words))
            connection.execute("INSERT INTO kept VALUES (?, ?, ?)", (number, there[number], _sum(words)))
    connection.execute("COMMIT")


def _drop(connection: sqlite3.Connection) -> None:
    for table in ("kept", "words"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def _words_of(store: Store, number: int) -> tuple[str, str] | None:
    """Title and text of an article, None when it is gone."""
    record = store.record(number)
    return (record.article.title or "", record.article.text) if record else None


def _sum_of(store: Store, number: int) -> int | None:
    words = _words_of(store, number)
    return _sum(words) if words else None


def _sum(words: tuple[str, str]) -> int:
    return zlib.crc32("\0".join(words).encode("utf-8", "surrogateescape"))


def is_among(article: Article, outlet: str | None, since: str | None, until: str | None) -> bool:
    """Whether an article is of an outlet and a time; of any where None is given."""
    names = {(article.outlet or "").casefold(), (article.host or "").removeprefix("www.")}
    day = article.published or ""
    return (
        (outlet is None or outlet.casefold().removeprefix("www.") in names)
        and (since is None or day >= since)
        and (until is None or (day != "" and day[: len(until)] <= until))
    )
