"""A corpus into the index: what is there already is passed over, bad records are written down, every article is told of."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

from dedup.article import Article
from dedup.crawl.rejects import Rejects
from dedup.detect import Added, Detector
from dedup.errors import InputError
from dedup.index.collection import SameId
from dedup.read.corpus_record import CorpusRecord, shortened
from dedup.settings import Settings

_STATED: Final = ("text", "title", "outlet", "author", "published")
"""What the name of an article that states none is made of: more would give the same record another name tomorrow."""

_MOST_CHARACTERS: Final = 50_000_000
"""Characters of a batch from which on it is kept, however few articles it has: a table of 5 KB may hold thousands of long ones."""


@dataclass(slots=True)
class Intake:
    """Counts of a run so far: records read, articles kept, those that were there already with the same text, refused records.

    `replaced`: how many of those kept took the place of another text with the same id; `new_refused`: how many of those refused
    were not in the rejects file before.
    """

    read: int = 0
    kept: int = 0
    replaced: int = 0
    known: int = 0
    refused: int = 0
    new_refused: int = 0


def take_in(
    detector: Detector,
    records: Iterable[CorpusRecord],
    *,
    rejects: Rejects,
    same_id: SameId = "replace",
    batch: int = Settings().index_batch,
    report: Callable[[Added, str], None] | None = None,
    progress: Callable[[Intake], None] | None = None,
    counts: Intake | None = None,
) -> Intake:
    """Add the articles of a corpus, `batch` at a time; a run that was cut short goes on where it stopped when it is started again.

    An article whose id is there with the same text is passed over. `report` is told of each article, in their order: what was
    found when it was kept, be it in this run or in one before, and where it was read now (`CorpusRecord.where`). Where `same_id` is
    "refuse", another text under an id that is there is a refused record. `progress` is told of each record. What was read is kept
    whatever ends the reading, an interrupt too; a batch is kept and reported before an interrupt is heard; `counts`, which are
    returned, are right then, too. Raises StoreError, and what `records` raises.
    """
    taking = _Taking(detector, rejects, same_id, batch, report, counts or Intake())
    try:
        for record in records:
            taking.take(record)
            if progress:
                progress(taking.counts)
    finally:
        taking.keep()
    return taking.counts


def named(record: CorpusRecord) -> Article:
    """The article of a record under the id that it states, its address, or else a name that nothing else has.

    A file has its path. The name of a line or a row comes from what it holds: its number names another record tomorrow.
    """
    article = record.article
    if article is None:
        raise InputError(record.error or "no article")
    if record.stated:
        return replace(article, id=record.stated)
    return replace(article, id=os.path.normpath(record.where) if record.whole else _content_name(article))


def _content_name(article: Article) -> str:
    held = json.dumps([getattr(article, name) for name in _STATED])
    return f"text:{blake2b(held.encode(), digest_size=16).hexdigest()}"


class _Taking:
    """A run: the batch that is being filled, and what became of the records so far."""

    def __init__(
        self,
        detector: Detector,
        rejects: Rejects,
        same_id: SameId,
        size: int,
        report: Callable[[Added, str], None] | None,
        counts: Intake,
    ) -> None:
        self.counts = counts
        self._detector = detector
        self._rejects = rejects
        self._same_id = same_id
        self._size = size
        self._report = report
        self._open: dict[str, CorpusRecord] = {}
        """By id, what is to be kept; one that is there already is without its article."""
        self._characters = 0
        self._older: set[str] = set()
        """Ids under which another text is in the index."""

    def take(self, record: CorpusRecord) -> None:
        """Put a record into the batch, which is kept when it is full."""
        self.counts.read += 1
        if record.article is None:
            return self._refuse(record)
        article = named(record)
        is_full = len(self._open) >= self._size or self._characters >= _MOST_CHARACTERS
        if article.id in self._open or is_full:  # the same id again meets what was before it in the index
            self.keep()
        stored = self._stored(article.id)
        if any(one.text == article.text for one in stored):
            self.counts.known += 1
            self._open[article.id] = replace(record, article=None)
        elif stored and self._same_id == "refuse":
            self._refuse(replace(record, article=article), "another text is in the index under this id")
        else:
            self._open[article.id] = replace(record, article=article)
            self._characters += len(article.text)
            self._older.update([article.id] if stored else [])
        return None

    def keep(self) -> None:
        """Keep the batch, and report its articles."""
        batch, self._open, self._characters = self._open, {}, 0
        with _heard_afterwards():
            kept = self._kept([record for record in batch.values() if record.article])
            self.counts.kept += len(kept)
            self.counts.replaced += len(kept.keys() & self._older) if self._same_id == "replace" else 0
            self._older.clear()
            if self._report:
                self._tell(self._report, batch, kept)

    def _tell(self, report: Callable[[Added, str], None], batch: Mapping[str, CorpusRecord], kept: Mapping[str, Added]) -> None:
        for identity, record in batch.items():
            added = kept.get(identity) if record.article else self._detector.added(identity)
            if added:
                report(added, record.where)

    def _stored(self, identity: str) -> Sequence[Article]:
        if self._same_id == "replace":
            last = self._detector.get(identity)
            return (last,) if last else ()
        return self._detector.versions(identity)

    def _kept(self, batch: Sequence[CorpusRecord]) -> dict[str, Added]:
        """What became of the articles of a batch, by id. Where one is refused, the others are kept one by one."""
        kept: dict[str, Added] = {}

        def count(added: Added) -> None:
            kept[added.id] = added

        articles = [record.article for record in batch if record.article]
        try:
            self._detector.add_many(articles, same_id=self._same_id, report=count)
        except InputError as error:
            if len(batch) == 1:
                self._refuse(batch[0], str(error))
            else:
                for record in batch:
                    if record.article and record.article.id not in kept:
                        kept |= self._kept([record])
        return kept

    def _refuse(self, refused: CorpusRecord, error: str | None = None) -> None:
        if error and refused.article:
            held = {"id": refused.article.id, **{name: getattr(refused.article, name) for name in _STATED}}
            refused = CorpusRecord(refused.where, error=error, record=shortened(json.dumps(held, ensure_ascii=False)))
        self.counts.refused += 1
        self.counts.new_refused += self._rejects.add(refused)


@contextmanager
def _heard_afterwards() -> Iterator[None]:
    """An interrupt during the block is heard at its end; the second one at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before, heard = signal.getsignal(signal.SIGINT), False

    def later(*_: object) -> None:
        nonlocal heard
        heard = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, later)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt
