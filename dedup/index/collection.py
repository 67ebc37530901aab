"""A store and its indexes kept in step: articles are kept with their rows and candidates, all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np

from dedup.article import Article
from dedup.errors import InputError
from dedup.index.base import Candidate, Numbers
from dedup.index.batches import (
    CANDIDATES,
    SAME_ID,
    Batch,
    LogSize,
    candidates_of,
    drop,
    enter,
    full_batch,
    intact,
    outlet_number,
)
from dedup.index.forks import watch
from dedup.index.indexes import INDEXES, Indexes, make_indexes, spec_of
from dedup.index.store import Entry, Position, Record, Store, Writer, check_spec
from dedup.index.upkeep import compact
from dedup.settings import Settings

SameId = Literal["replace", "version", "refuse"]

MOST_ID_CHARACTERS: Final = 8000
"""Longer addresses are no addresses any more, and every store keeps what another does."""
_LOADED_BYTES: Final = 1 << 25
_BATCHES_SHARE: Final = 32
"""A log of more batches than one for so many articles is written anew: each costs some 0.1 ms on opening."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that was kept, and what the indexes propose for it among the articles before it."""

    record: Record
    candidates: tuple[Candidate, ...]


class Collection:
    """A store and its indexes. Safe from several threads and processes."""

    def __init__(self, store: Store, indexes: Indexes, settings: Settings) -> None:
        self.store = store
        self.indexes = indexes
        self._settings = settings
        self._read = Position(generation=store.position().generation)
        self._mine: set[int] = set()  # entries of the log whose rows are in the indexes already
        self._log = LogSize(full_batch(settings))
        self._unsure = False
        self._loading = threading.RLock()
        self._writing = threading.RLock()
        watch(self)
        self.refresh()

    def before_fork(self) -> None:
        """Nothing: what must not be there twice is the store's."""

    def after_fork(self) -> None:
        """In a process that has been forked off: other threads of the parent may have held locks, or half read a batch."""
        self._loading, self._writing = threading.RLock(), threading.RLock()
        self._read, self._unsure = Position(), False

    def refresh(self) -> None:
        """Take in what other threads and processes have written since. Raises StoreError for a damaged batch."""
        with self._loading, self.store.snapshot():
            now = self.store.position()
            if now.generation != self._read.generation:
                return self._reload()
            if now.sequence > self._read.sequence:
                self._load(self.indexes)
        return None

    def keep(self, articles: Sequence[Article], same_id: SameId) -> list[Kept]:
        """Keep articles with distinct ids, and return them in their order. Raises InputError, StoreError; then none was kept.

        One whose last version has the same text stays what it was, with its candidates; only what else is known of it is kept anew.
        """
        if same_id not in get_args(SameId):
            raise InputError(f"same_id is {same_id!r}; it can be {', '.join(get_args(SameId))}")
        articles = [identified(article, self._settings) for article in articles]
        rows = [index.rows([article.text for article in articles]) for index in self.indexes]
        with self._writing, self._undone_on_error():
            with self.store.writing() as writer:
                self.refresh()
                kept, replaced = self._kept(writer, articles, rows, same_id)
                self._tidy(writer)
            # Until now readers have found the older ones in the store, which are gone with the end of the transaction.
            with self._loading:
                for index in self.indexes:
                    index.remove(replaced)
        return kept

    def remove(self, identity: str) -> bool:
        """Remove an article in all its versions, and its words from the search; False when it is not there."""
        with self._writing, self.store.writing() as writer:
            self.refresh()
            numbers = np.array([number for number, _ in self.store.versions(identity)], np.uint32)
            if len(numbers):
                drop(writer, numbers)
                self._tidy(writer)
        self.refresh()
        if len(numbers):
            self.store.forget_words()
        return bool(len(numbers))

    def propose(self, article: Article, without: Sequence[int] = ()) -> tuple[Candidate, ...]:
        """What the indexes propose for an article that need not be kept, as if those of certain numbers were not there."""
        self.refresh()
        outlets, hidden = np.array([outlet_number(article)], np.uint32), np.array(without, np.uint32)
        return tuple(
            candidate for index in self.indexes for candidate in index.query(index.rows([article.text]), outlets, without=hidden)[0]
        )

    def kept(self, record: Record) -> tuple[Candidate, ...]:
        """The candidates that were kept with an article."""
        kept_with = self.store.candidates(record.number)
        return candidates_of(record.number, intact(self.store, kept_with).payload) if kept_with else ()

    def _kept(
        self, writer: Writer, articles: Sequence[Article], rows: Sequence[Any], same_id: SameId
    ) -> tuple[list[Kept], Numbers]:
        """What is kept of the articles, and the numbers of those that they take the place of."""
        versions = self.store.versions_of([article.id for article in articles])
        unchanged = [self._unchanged(writer, article, versions[article.id], same_id) for article in articles]
        new = [place for place, one in enumerate(unchanged) if one is None]
        records = _numbered(writer, [articles[place] for place in new], versions, same_id)
        older = [number for record in records for number, _ in versions[record.article.id]] if same_id == "replace" else []
        replaced = np.array(older, np.uint32)
        put = iter(self._put(writer, records, self._taken(rows, new, len(articles)), replaced, same_id))
        return [one or next(put) for one in unchanged], replaced

    def _unchanged(self, writer: Writer, article: Article, versions: Sequence[tuple[int, int]], same_id: SameId) -> Kept | None:
        """What is kept of an article that is there with the same text and outlet; None when it has to be kept anew."""
        if not versions or same_id == "refuse" or (same_id == "replace" and len(versions) > 1):
            return None
        number, version = versions[-1]
        stored = self.store.record(number)
        if stored is None or stored.article.text != article.text or outlet_number(stored.article) != outlet_number(article):
            return None
        record = Record(number, version, article)
        if stored.article != article:
            writer.describe(record)
        return Kept(record, self.kept(record))

    def _taken(self, rows: Sequence[Any], places: Sequence[int], count: int) -> Sequence[Any]:
        """The rows of some of so many articles."""
        if len(places) == count:
            return rows
        return [index.take(of, np.array(places, np.int64)) for index, of in zip(self.indexes, rows, strict=True)]

    def _put(
        self, writer: Writer, records: Sequence[Record], rows: Sequence[Any], replaced: Numbers, same_id: SameId
    ) -> list[Kept]:
        """Keep new articles; rows go into indexes and log, and other threads see them as soon as they are complete here."""
        if not records:
            return []
        batch = Batch(records, rows)
        writer.put(records)
        with self._loading:
            self._unsure = True
            candidates = batch.enter(self.indexes, replaced)
            if same_id == "version":
                candidates = [(*_older(self.store, one), *proposed) for one, proposed in zip(records, candidates, strict=True)]
            self._mine.update(batch.write(writer, self.indexes, candidates))
            if len(replaced):
                self._mine.add(drop(writer, replaced))
        return [Kept(record, proposed) for record, proposed in zip(records, candidates, strict=True)]

    def _tidy(self, writer: Writer) -> None:
        """Write the log anew when most of its rows are dead, or its end when it is in small pieces: in the writer's transaction."""
        log, least = self._log, self._settings.index_tidy_batches
        live = len(self.indexes[0]) if log.articles > least else log.articles
        if log.articles > max(2 * live, least):
            compact(self.store, writer, self.indexes, self._settings)
        elif log.batches > max(least, live // _BATCHES_SHARE):
            compact(self.store, writer, self.indexes, self._settings, log.settled)

    @contextmanager
    def _undone_on_error(self) -> Iterator[None]:
        """What a batch that was not kept has put into the indexes goes out of them again, by reading the log anew."""
        try:
            yield
        except BaseException:
            with self._loading:  # another thread may be reading on
                if self._unsure:
                    self._read = Position()
            raise
        finally:
            self._unsure = False

    def _reload(self) -> None:
        """Read the whole log anew. Raises SpecError where another process has rebuilt the index under another spec."""
        check_spec(self.store.place, self.store.spec(), spec_of(self.indexes))
        indexes = make_indexes([index.name for index in self.indexes], self._settings)  # type: ignore[misc]
        self._read = Position(generation=self.store.position().generation)
        self._mine.clear()
        self._log = LogSize(full_batch(self._settings))
        self._load(indexes)
        self.indexes = indexes

    def _load(self, indexes: Indexes) -> None:
        """Read on from where the last reading ended; one that breaks off is forgotten, and the next begins anew."""
        try:
            self._take_in(indexes)
        except BaseException:
            self._read = Position()  # what was read is not all in the indexes
            raise

    def _take_in(self, indexes: Indexes) -> None:
        batch: list[Entry] = []
        size, entered = 0, None
        with ThreadPoolExecutor(1) as beside:  # a long log is read while what was read before goes into the indexes
            for entry in self.store.entries(self._read):
                self._read = replace(self._read, sequence=intact(self.store, entry).sequence)
                self._log.count(entry)
                if entry.sequence in self._mine:
                    self._mine.discard(entry.sequence)
                    continue
                batch.append(entry)
                size += len(entry.payload)
                if size > _LOADED_BYTES and entry.kind == CANDIDATES:  # the last batch of a transaction
                    if entered:
                        entered.result()
                    entered = beside.submit(enter, indexes, batch)
                    batch, size = [], 0
            if entered:
                entered.result()
        enter(indexes, batch)


def identity_of(article: Article) -> str:
    """The id that an article is kept under: its own, else its address as pages are compared. Raises InputError for neither."""
    if identity := article.name:
        return identity
    raise InputError("the article has no id and no url; give it one, it could not be found or removed again")


def check_article(article: Article, settings: Settings) -> None:
    """Raises InputError for what is no article, and for one over `article_max_characters`."""
    if not isinstance(article, Article):
        raise InputError(f"expected an Article, got {type(article).__name__}")
    if len(article.text) > settings.article_max_characters:
        raise InputError(
            f"article {article.id!r} has {len(article.text):,} characters, the limit is {settings.article_max_characters:,}; "
            "set article_max_characters to raise it"
        )


def identified(article: Article, settings: Settings) -> Article:
    """The article under the id that it is kept under. Raises InputError for one that cannot be kept."""
    check_article(article, settings)
    identity = identity_of(article)
    if len(identity) > MOST_ID_CHARACTERS:
        problem = f"the id {identity[:60]!r}… has {len(identity):,} characters, the limit is {MOST_ID_CHARACTERS:,}"
        raise InputError(f"{problem}; give it a shorter one")
    return article if article.id == identity else replace(article, id=identity)


def batches_of(articles: Iterable[Article], settings: Settings) -> Iterator[list[Article]]:
    """Batches without a repeated id: where one comes again, the batch ends, so that the later article meets the earlier one.

    What was read before an error is a batch, too; then the error is raised.
    """
    batch: dict[str, Article] = {}
    try:
        for article in articles:
            known = identified(article, settings)
            if len(batch) == settings.index_batch or known.id in batch:
                yield list(batch.values())
                batch = {}
            batch[known.id] = known
    except Exception:
        if batch:
            yield list(batch.values())
        raise
    if batch:
        yield list(batch.values())


def _numbered(
    writer: Writer, articles: Sequence[Article], versions: Mapping[str, Sequence[tuple[int, int]]], same_id: SameId
) -> list[Record]:
    """Records with new numbers and versions, beside the (number, version) of what is stored under their ids."""
    refused = next((article.id for article in articles if same_id == "refuse" and versions[article.id]), None)
    if refused is not None:
        raise InputError(f"article {refused!r} is in the index already; give same_id='replace' or 'version' to add it again")
    last = [versions[article.id][-1][1] if versions[article.id] else 0 for article in articles]
    numbers = range(writer.next_number(), writer.next_number() + len(articles))
    return [Record(number, version + 1, article) for number, version, article in zip(numbers, last, articles, strict=True)]


def _older(store: Store, record: Record) -> list[Candidate]:
    """The version before this one, as a candidate whatever its words."""
    before = [number for number, version in store.versions(record.article.id) if version < record.version]
    return [Candidate(before[-1], INDEXES[0], SAME_ID, 1.0)] if before else []
