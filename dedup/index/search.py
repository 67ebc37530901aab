"""Words -> stored articles: the full text of an index in SQLite's FTS5, in a file of its own beside it.

It is derived from the articles, brought up to date with every question, and may be thrown away: who never searches pays nothing.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dedup.article import Article
from dedup.errors import InputError, StoreError

if TYPE_CHECKING:
    from dedup.index.store import Store

FILE: Final = "search.sqlite"

_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, id TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2')",
)
_TITLE_WEIGHT: Final = 4.0
"""How many times a word of a title counts."""


def searched(words: str) -> str:
    """A question of FTS5 for all of the words, and for what stands in double quotes as it stands. Raises InputError for none."""
    asked = [one.replace('"', " ").strip() for one in re.findall(r'"[^"]*"|[^\s"]+', words)]
    told = [f'"{one}"' for one in asked if any(map(str.isalnum, one))]
    if not told:
        raise InputError(f"nothing to search for in {words!r}; give a word")
    return " ".join(told)


def search(store: Store, folder: Path, words: str, wait: float) -> list[int]:
    """Numbers of the articles that hold all of the words, the best first (BM25). Raises InputError, StoreError."""
    asked = searched(words)
    try:
        with _opened(folder, wait) as connection:
            _follow(store, connection)
            query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, ?, 1.0), rowid"
            return [number for (number,) in connection.execute(query, (asked, _TITLE_WEIGHT))]
    except sqlite3.Error as error:
        raise StoreError(f"{folder / FILE} cannot be searched: {error}; delete it, it is made anew") from error


@contextmanager
def _opened(folder: Path, wait: float) -> Iterator[sqlite3.Connection]:
    """The file, or where none can be written a table in memory, which is made for this question."""
    place = folder / FILE if os.access(folder, os.W_OK) else ":memory:"
    with closing(sqlite3.connect(place, wait, isolation_level=None)) as connection:
        yield connection


def _follow(store: Store, connection: sqlite3.Connection) -> None:
    """Take in what was added since the last question. One process at a time.

    What is gone cannot be taken out of such a table one by one (SQLite before 3.43): then all of it is made anew, so that no word
    of a removed article stays.
    """
    connection.execute("BEGIN IMMEDIATE")
    for statement in _SCHEMA:
        connection.execute(statement)
    kept = dict(connection.execute("SELECT number, id FROM kept").fetchall())
    there = set(store.numbers().tolist())
    if store.identities(list(kept)) != kept:
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        connection.execute("DELETE FROM kept")
        kept = {}
    for number in sorted(there - kept.keys()):
        if record := store.record(number):
            title, text = record.article.title or "", record.article.text
            connection.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, title, text))
            connection.execute("INSERT INTO kept VALUES (?, ?)", (number, record.article.id))
    connection.execute("COMMIT")


def is_among(article: Article, outlet: str | None, since: str | None, until: str | None) -> bool:
    """Whether an article is of an outlet and a time; of any where None is given."""
    names = {(article.outlet or "").casefold(), (article.host or "").removeprefix("www.")}
    day = article.published or ""
    return (
        (outlet is None or outlet.casefold().removeprefix("www.") in names)
        and (since is None or day >= since)
        and (until is None or (day != "" and day[: len(until)] <= until))
    )
