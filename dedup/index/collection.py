"""A store and its indexes kept in step: articles are kept with their rows and candidates, all or nothing."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Any, Final, Literal, get_args
from weakref import WeakSet
from zlib import crc32

import numpy as np

from dedup.article import Article
from dedup.errors import InputError
from dedup.index.base import Candidate, Numbers, WindowIndex
from dedup.index.store import STORE_VERSION, Entry, Position, Record, Store, StoreError, Writer, check_spec
from dedup.settings import Settings

IndexName = Literal["minhash", "embedding"]
SameId = Literal["replace", "version", "refuse"]
Indexes = tuple[WindowIndex[Any], ...]

INDEXES: Final[tuple[IndexName, ...]] = get_args(IndexName)
ARTICLES: Final = "articles"
REMOVED: Final = "removed"
CANDIDATES: Final = "candidates"
SAME_ID: Final = "same_id"

_MEASURES: Final = ("containment", "resemblance", "cosine", SAME_ID)
_KEPT: Final = np.dtype([("query", "<u4"), ("number", "<u4"), ("index", "u1"), ("measure", "u1"), ("score", "<f4")])
_NONE: Final = np.zeros(0, np.uint32)
_LOADED_BYTES: Final = 1 << 25
_BATCHES_SHARE: Final = 32
"""A log of more batches than one for so many articles is written anew: each costs some 0.1 ms on opening."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that was kept, and what the indexes propose for it among the articles before it."""

    record: Record
    candidates: tuple[Candidate, ...]


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


def make_indexes(names: Iterable[IndexName], settings: Settings) -> Indexes:
    """Empty indexes of those names. Raises InputError for a name that does not exist, MissingExtra, ModelError."""
    return tuple(_make_index(name, settings) for name in names)


def _make_index(name: IndexName, settings: Settings) -> WindowIndex[Any]:
    if name == "minhash":
        from dedup.index.minhash import MinHashIndex

        return MinHashIndex(settings)
    if name == "embedding":
        from dedup.index.embedding import EmbeddingIndex

        return EmbeddingIndex(settings)
    raise InputError(f"there is no index {name!r}; the indexes are {', '.join(INDEXES)}")


def spec_of(indexes: Indexes) -> dict[str, Any]:
    """What a store of these indexes is built with."""
    return {"store": STORE_VERSION, "indexes": {index.name: dict(index.spec()) for index in indexes}}


class Collection:
    """A store and its indexes. Safe from several threads and processes."""

    def __init__(self, store: Store, indexes: Indexes, settings: Settings) -> None:
        self.store = store
        self.indexes = indexes
        self._settings = settings
        self._read = Position(generation=store.position().generation)
        self._mine: set[int] = set()  # entries of the log whose rows are in the indexes already
        self._log = LogSize(_full(settings))
        self._unsure = False
        self._loading = threading.RLock()
        self._writing = threading.RLock()
        _OPEN.add(self)
        self.refresh()

    def after_fork(self) -> None:
        """In a process that has been forked off: other threads of the parent may have held locks, or half read a batch."""
        self.store.after_fork()
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
                versions = self.store.versions_of([article.id for article in articles])
                unchanged = [self._unchanged(writer, article, versions[article.id], same_id) for article in articles]
                new = [place for place, one in enumerate(unchanged) if one is None]
                records = _numbered(writer, [articles[place] for place in new], versions, same_id)
                older = [number for record in records for number, _ in versions[record.article.id]] if same_id == "replace" else []
                kept = iter(self._put(writer, records, self._taken(rows, new, len(articles)), np.array(older, np.uint32), same_id))
                self._tidy(writer)
            # Until now readers have found the older ones in the store, which are gone with the end of the transaction.
            with self._loading:
                for index in self.indexes:
                    index.remove(np.array(older, np.uint32))
        return [one or next(kept) for one in unchanged]

    def remove(self, identity: str) -> bool:
        """Remove an article in all its versions; False when it is not there."""
        with self._writing, self.store.writing() as writer:
            self.refresh()
            numbers = np.array([number for number, _ in self.store.versions(identity)], np.uint32)
            if len(numbers):
                _drop(writer, numbers)
                self._tidy(writer)
        self.refresh()
        return bool(len(numbers))

    def propose(self, article: Article) -> tuple[Candidate, ...]:
        """What the indexes propose for an article that need not be kept."""
        self.refresh()
        outlets = np.array([outlet_number(article)], np.uint32)
        return tuple(found for index in self.indexes for found in index.query(index.rows([article.text]), outlets)[0])

    def kept(self, record: Record) -> tuple[Candidate, ...]:
        """The candidates that were kept with an article."""
        found = self.store.candidates(record.number)
        rows = np.frombuffer(found[1] if found else b"", _KEPT)
        listed = rows[rows["query"] == record.number].tolist()
        return tuple(Candidate(number, INDEXES[index], _MEASURES[measure], score) for _, number, index, measure, score in listed)

    def _unchanged(self, writer: Writer, article: Article, versions: Sequence[tuple[int, int]], same_id: SameId) -> Kept | None:
        """What is kept of an article that is there with the same text and outlet; None when it has to be kept anew."""
        if not versions or same_id == "refuse" or (same_id == "replace" and len(versions) > 1):
            return None
        number, version = versions[-1]
        stored = self.store.record(number)
        if stored is None or stored.article.text != article.text or outlet_number(stored.article) != outlet_number(article):
            return None
        if stored.article != article:
            writer.describe(number, article)
        record = Record(number, version, article)
        return Kept(record, self.kept(record))

    def _taken(self, rows: Sequence[Any], places: Sequence[int], count: int) -> Sequence[Any]:
        """The rows of some of so many articles."""
        if len(places) == count:
            return rows
        return [index.take(of, np.array(places, np.int64)) for index, of in zip(self.indexes, rows, strict=True)]

    def _put(
        self, writer: Writer, records: Sequence[Record], rows: Sequence[Any], replaced: Numbers, same_id: SameId
    ) -> Iterator[Kept]:
        """Keep new articles; rows go into indexes and log, and other threads see them as soon as they are complete here."""
        if not records:
            return iter(())
        batch = Batch(records, rows)
        writer.put(records)
        with self._loading:
            self._unsure = True
            candidates = [_without(found, replaced) for found in batch.enter(self.indexes)]
            if same_id == "version":
                candidates = [(*_older(self.store, one), *found) for one, found in zip(records, candidates, strict=True)]
            self._mine.update(batch.write(writer, self.indexes, candidates))
            if len(replaced):
                self._mine.add(_drop(writer, replaced))
        return (Kept(record, found) for record, found in zip(records, candidates, strict=True))

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
        self._log = LogSize(_full(self._settings))
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
                self._read = replace(self._read, sequence=_intact(self.store, entry).sequence)
                self._log.count(entry)
                if entry.sequence in self._mine:
                    self._mine.discard(entry.sequence)
                    continue
                batch.append(entry)
                size += len(entry.payload)
                if size > _LOADED_BYTES and entry.kind == CANDIDATES:  # the last batch of a transaction
                    if entered:
                        entered.result()
                    entered = beside.submit(_enter, indexes, batch)
                    batch, size = [], 0
            if entered:
                entered.result()
        _enter(indexes, batch)


def _after_fork() -> None:
    for collection in tuple(_OPEN):
        collection.after_fork()


_OPEN: Final[WeakSet[Collection]] = WeakSet()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class Batch:
    """Articles of one transaction on their way into indexes and log."""

    def __init__(self, records: Sequence[Record], rows: Sequence[Any]) -> None:
        self.records = records
        self.rows = rows
        self.numbers = np.array([record.number for record in records], np.uint32)
        self.outlets = np.array([outlet_number(record.article) for record in records], np.uint32)

    def enter(self, indexes: Indexes) -> list[tuple[Candidate, ...]]:
        """Put the rows into the indexes; the candidates of each article among those before it."""
        proposed: list[tuple[Candidate, ...]] = [()] * len(self.records)
        for index, rows in zip(indexes, self.rows, strict=True):
            index.add(self.numbers, rows, self.outlets)
            found = index.query(rows, self.outlets, self.numbers.astype(np.int64))
            proposed = [(*before, *more) for before, more in zip(proposed, found, strict=True)]
        return proposed

    def write(self, writer: Writer, indexes: Indexes, candidates: Sequence[tuple[Candidate, ...]]) -> list[int]:
        """Append outlets, rows and candidates to the log; the sequences of its new entries."""
        written = [writer.append(ARTICLES, self.numbers, self.outlets.astype("<u4").tobytes())]
        written += [
            writer.append(index.name, self.numbers, index.pack(rows)) for index, rows in zip(indexes, self.rows, strict=True)
        ]
        return [*written, writer.append(CANDIDATES, self.numbers, _packed(self.numbers, candidates))]


def rebuild(store: Store, indexes: Indexes, settings: Settings, progress: Callable[[int, int], None] | None = None) -> None:
    """Write the log anew from the stored texts, with the rows of these empty indexes. All or nothing. Raises StoreError."""
    done, every = 0, store.count()
    with store.writing() as writer:
        writer.restart(spec_of(indexes), 0, store.position().sequence)
        records = store.records()
        while part := list(islice(records, settings.index_batch)):
            batch = Batch(part, [index.rows([record.article.text for record in part]) for index in indexes])
            batch.write(writer, indexes, batch.enter(indexes))
            done += len(part)
            if progress:
                progress(done, every)


def compact(store: Store, writer: Writer, indexes: Indexes, settings: Settings, after: int = 0) -> None:
    """Write the log after a sequence anew, in full batches, without the rows of articles that are gone.

    Nothing is worked out again. In the transaction of the writer: a kill leaves the log as it was, and readers go on with it
    until it is done. Raises StoreError for a damaged batch.
    """
    end, held = store.position().sequence, store.numbers()
    part: list[Entry] = []
    removed = [_NONE]
    for entry in takewhile(lambda entry: entry.sequence <= end, store.entries(Position(sequence=after))):
        part.append(_intact(store, entry))
        if entry.kind == REMOVED:
            removed.append(entry.numbers)
        if entry.kind == CANDIDATES and sum(len(one.numbers) for one in part if one.kind == ARTICLES) >= settings.index_batch:
            _write_live(writer, indexes, part, held)
            part = []
    _write_live(writer, indexes, part, held)
    if after and len(gone := np.concatenate(removed)):
        writer.append(REMOVED, gone, b"")  # their rows may stand before `after`
    writer.restart(store.spec(), after, end)


def _intact(store: Store, entry: Entry) -> Entry:
    if not entry.intact:
        raise StoreError(
            f"index at {store.place}: batch {entry.sequence} ({entry.kind}) is damaged; run `dedup index rebuild {store.place}`"
        )
    return entry


def _write_live(writer: Writer, indexes: Indexes, entries: Sequence[Entry], held: Numbers) -> None:
    """One batch of what is left of several."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    numbers = np.concatenate([_NONE, *(entry.numbers for entry in by_kind.get(ARTICLES, []))])
    places = np.flatnonzero(np.isin(numbers, held))
    if not len(places):
        return
    live = numbers[places]
    payloads = {kind: [entry.payload for entry in listed] for kind, listed in by_kind.items()}
    writer.append(ARTICLES, live, np.frombuffer(b"".join(payloads[ARTICLES]), "<u4")[places].tobytes())
    for index in indexes:
        writer.append(index.name, live, index.pack(index.take(index.unpack(payloads[index.name]), places)))
    candidates = np.frombuffer(b"".join(payloads[CANDIDATES]), _KEPT)
    writer.append(CANDIDATES, live, candidates[np.isin(candidates["query"], live)].tobytes())


def problems(store: Store, indexes: Indexes) -> Iterator[str]:
    """What is wrong with a store, one line each: damage, articles without rows, rows without articles or of other text."""
    yield from store.problems()
    by_name = {index.name: index for index in indexes}
    seen: dict[str, set[int]] = {kind: set() for kind in (*by_name, ARTICLES, CANDIDATES)}
    damaged: list[str] = []
    with store.snapshot():
        for entry in store.entries(Position()):
            if not entry.intact:
                yield f"batch {entry.sequence} ({entry.kind}, {len(entry.numbers)} articles) is damaged"
            elif entry.kind == REMOVED:
                seen[ARTICLES].difference_update(entry.numbers.tolist())
            elif entry.kind in seen:
                seen[entry.kind].update(entry.numbers.tolist())
                if entry.kind in by_name:
                    yield from _unlike(store, by_name[entry.kind], entry)
        for record in store.records(damaged.append):
            lacking = [f"rows in the index {name}" for name in by_name if record.number not in seen[name]]
            if not lacking and record.number not in seen[CANDIDATES]:
                lacking.append("kept candidates")
            yield from (f"article {record.article.id!r} has no {what}" for what in lacking)
        for number in sorted(seen[ARTICLES].difference(store.numbers().tolist())):
            yield f"article number {number} is lost: its rows are there, its text is not, and nobody has removed it"
    yield from damaged


def _unlike(store: Store, index: WindowIndex[Any], entry: Entry) -> Iterator[str]:
    """The articles of a batch whose stored rows are not those of their text."""
    records = [_whole(store, number) for number in entry.numbers.tolist()]
    there = [place for place, record in enumerate(records) if record]
    texts = [record.article.text for record in records if record]
    stored, made = index.take(index.unpack([entry.payload]), np.array(there, np.int64)), index.rows(texts)
    for place in np.flatnonzero(~index.same(stored, made)).tolist():
        yield f"article {records[there[place]].article.id!r} has rows in the index {index.name} that are not those of its text"  # type: ignore[union-attr]


def _whole(store: Store, number: int) -> Record | None:
    """The article, None when it is gone or damaged, which the reading of all tells."""
    try:
        return store.record(number)
    except StoreError:
        return None


def identity_of(article: Article) -> str:
    """The id that an article is kept under: its own, else its url. Raises InputError when it has neither."""
    if identity := article.id or article.url:
        return identity
    raise InputError("the article has no id and no url; give it one, it could not be found or removed again")


def outlet_number(article: Article) -> int:
    """A number for the article's outlet, by its name, else by the host of its url; 0 when neither is known."""
    name = article.outlet or article.host
    return crc32(name.lower().encode()) or 1 if name else 0


def identified(article: Article, settings: Settings) -> Article:
    """The article under the id that it is kept under. Raises InputError for one that cannot be kept."""
    if not isinstance(article, Article):
        raise InputError(f"expected an Article, got {type(article).__name__}")
    if len(article.text) > settings.article_max_characters:
        raise InputError(
            f"article {article.id!r} has {len(article.text):,} characters, the limit is {settings.article_max_characters:,}; "
            "set article_max_characters to raise it"
        )
    identity = identity_of(article)
    return article if article.id == identity else replace(article, id=identity)


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


def _without(candidates: Sequence[Candidate], replaced: Numbers) -> tuple[Candidate, ...]:
    gone = set(replaced.tolist())
    return tuple(one for one in candidates if one.number not in gone)


def _older(store: Store, record: Record) -> list[Candidate]:
    """The version before this one, as a candidate whatever its words."""
    before = [number for number, version in store.versions(record.article.id) if version < record.version]
    return [Candidate(before[-1], INDEXES[0], SAME_ID, 1.0)] if before else []


def _drop(writer: Writer, numbers: Numbers) -> int:
    writer.drop(numbers)
    return writer.append(REMOVED, numbers, b"")


def _enter(indexes: Indexes, entries: Sequence[Entry]) -> None:
    """Take rows from the log into the indexes, then take out what was removed."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    articles = by_kind.get(ARTICLES, [])
    numbers = np.concatenate([_NONE, *(entry.numbers for entry in articles)])
    outlets = np.frombuffer(b"".join(entry.payload for entry in articles), "<u4").astype(np.uint32)
    for index in indexes:
        if rows := by_kind.get(index.name):  # one batch for each of the articles, in the same order
            index.add(numbers, _unpacked(index, rows, len(numbers)), outlets)
    removed = np.concatenate([_NONE, *(entry.numbers for entry in by_kind.get(REMOVED, []))])
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


def _full(settings: Settings) -> int:
    """Articles from which on a batch of the log is no small one."""
    return max(2, settings.index_batch // 2)


def _packed(numbers: Numbers, candidates: Sequence[tuple[Candidate, ...]]) -> bytes:
    listed = [
        (number, one.number, INDEXES.index(one.index), _MEASURES.index(one.measure), one.score)
        for number, found in zip(numbers.tolist(), candidates, strict=True)
        for one in found
    ]
    return np.array(listed, _KEPT).tobytes()
