"""Batches of articles on their way into the log and out of it: outlets, rows, candidates, removals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

import numpy as np

from dedup.article import Article
from dedup.errors import StoreError
from dedup.index.base import NO_NUMBERS, Candidate, Numbers, WindowIndex
from dedup.index.indexes import INDEXES, Indexes
from dedup.index.store import Entry, Record, Store, Writer
from dedup.settings import Settings

ARTICLES: Final = "articles"
REMOVED: Final = "removed"
CANDIDATES: Final = "candidates"
SAME_ID: Final = "same_id"
KEPT: Final = np.dtype([("query", "<u4"), ("number", "<u4"), ("index", "u1"), ("measure", "u1"), ("score", "<f4")])
"""A candidate as the log keeps it."""

_MEASURES: Final = ("containment", "resemblance", "cosine", SAME_ID)


def full_batch(settings: Settings) -> int:
    """Articles from which on a batch of the log is no small one."""
    return max(2, settings.index_batch // 2)


@dataclass(slots=True)
class LogSize:
    """How many articles the log has rows of, those that are gone included.

    `settled`: the sequence up to which its batches have at least `full` articles; `batches`: how many there are after that.
    """

    full: int
    articles: int = 0
    batches: int = 0
    settled: int = 0

    def count(self, entry: Entry) -> None:
        """Take in one more entry."""
        if entry.kind == ARTICLES:
            self.articles += len(entry.numbers)
            self.batches += bool(self.batches) or len(entry.numbers) < self.full
        if entry.kind == CANDIDATES and not self.batches:
            self.settled = entry.sequence


class Batch:
    """Articles of one transaction on their way into indexes and log."""

    def __init__(self, records: Sequence[Record], rows: Sequence[Any]) -> None:
        self.records = records
        self.rows = rows
        self.numbers = np.array([record.number for record in records], np.uint32)
        self.outlets = np.array([outlet_number(record.article) for record in records], np.uint32)

    def enter(self, indexes: Indexes, replaced: Numbers = NO_NUMBERS) -> list[tuple[Candidate, ...]]:
        """Put the rows into the indexes; the candidates of each article among those before it, without those being replaced."""
        proposed: list[tuple[Candidate, ...]] = [()] * len(self.records)
        for index, rows in zip(indexes, self.rows, strict=True):
            index.add(self.numbers, rows, self.outlets)
            candidates = index.query(rows, self.outlets, self.numbers.astype(np.int64), replaced)
            proposed = [(*before, *more) for before, more in zip(proposed, candidates, strict=True)]
        return proposed

    def write(self, writer: Writer, indexes: Indexes, candidates: Sequence[tuple[Candidate, ...]]) -> list[int]:
        """Append outlets, rows and candidates to the log; the sequences of its new entries."""
        written = [writer.append(ARTICLES, self.numbers, self.outlets.astype("<u4").tobytes())]
        written += [
            writer.append(index.name, self.numbers, index.pack(rows)) for index, rows in zip(indexes, self.rows, strict=True)
        ]
        return [*written, writer.append(CANDIDATES, self.numbers, packed_candidates(self.numbers, candidates))]


def intact(store: Store, entry: Entry) -> Entry:
    """The entry. Raises StoreError when its bytes are not those that were written."""
    if not entry.intact:
        raise StoreError(
            f"index at {store.place}: batch {entry.sequence} ({entry.kind}) is damaged; run `dedup index rebuild {store.place}`"
        )
    return entry


def enter(indexes: Indexes, entries: Sequence[Entry]) -> None:
    """Take rows from the log into the indexes, then take out what was removed."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    articles = by_kind.get(ARTICLES, [])
    numbers = np.concatenate([NO_NUMBERS, *(entry.numbers for entry in articles)])
    outlets = np.frombuffer(b"".join(entry.payload for entry in articles), "<u4").astype(np.uint32)
    for index in indexes:
        if rows := by_kind.get(index.name):  # one batch for each of the articles, in the same order
            index.add(numbers, _unpacked(index, rows, len(numbers)), outlets)
    removed = np.concatenate([NO_NUMBERS, *(entry.numbers for entry in by_kind.get(REMOVED, []))])
    for index in indexes:
        index.remove(removed)


def _unpacked(index: WindowIndex[Any], entries: Sequence[Entry], count: int) -> Any:
    """The rows of `count` articles. Raises StoreError for bytes that are not such rows."""
    try:
        rows = index.unpack([entry.payload for entry in entries])
    except ValueError as error:
        raise StoreError(f"rows of the {index.name} index cannot be read: {error}; run `dedup index rebuild`") from error
    if len(rows) != count:
        raise StoreError(f"the {index.name} index has rows of {len(rows)} articles where {count} stand; run `dedup index rebuild`")
    return rows


def drop(writer: Writer, numbers: Numbers) -> int:
    """Delete articles, and append to the log that their rows count no more; the sequence of that entry."""
    writer.drop(numbers)
    return writer.append(REMOVED, numbers, b"")


def packed_candidates(numbers: Numbers, candidates: Sequence[tuple[Candidate, ...]]) -> bytes:
    """The candidates of each article, as the log keeps them."""
    listed = [
        (number, one.number, INDEXES.index(one.index), _MEASURES.index(one.measure), one.score)
        for number, proposed in zip(numbers.tolist(), candidates, strict=True)
        for one in proposed
    ]
    return np.array(listed, KEPT).tobytes()


def candidates_of(query: int, payload: bytes) -> tuple[Candidate, ...]:
    """The candidates of one article in a batch of the log."""
    rows = np.frombuffer(payload, KEPT)
    listed = rows[rows["query"] == query].tolist()
    return tuple(Candidate(number, INDEXES[index], _MEASURES[measure], score) for _, number, index, measure, score in listed)


def outlet_number(article: Article) -> int:
    """A number for the article's outlet, by its name, else by the host of its url; 0 when neither is known."""
    name = article.outlet or article.host
    return crc32(name.lower().encode()) or 1 if name else 0
