"""The log of a store written anew, whole or in part, and what is wrong with a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile
from typing import Any

import numpy as np

from dedup.errors import StoreError
from dedup.index.base import NO_NUMBERS, Numbers, WindowIndex
from dedup.index.batches import ARTICLES, CANDIDATES, KEPT, REMOVED, Batch, intact
from dedup.index.indexes import Indexes, spec_of
from dedup.index.store import Entry, Position, Record, Store, Writer
from dedup.settings import Settings


def rebuild(
    store: Store,
    indexes: Indexes,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    damaged: Callable[[str], None] | None = None,
) -> None:
    """Write the log anew from the stored texts, with the rows of these empty indexes. All or nothing. Raises StoreError.

    An article that is not what was kept gets no rows and is told to `damaged`; without it, StoreError is raised.
    """
    done, every = 0, store.count()
    with store.writing() as writer:
        writer.restart(spec_of(indexes), 0, store.position().sequence)
        records = store.records(damaged)
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
    removed = [NO_NUMBERS]
    for entry in takewhile(lambda entry: entry.sequence <= end, store.entries(Position(sequence=after))):
        part.append(intact(store, entry))
        if entry.kind == REMOVED:
            removed.append(entry.numbers)
        if entry.kind == CANDIDATES and sum(len(one.numbers) for one in part if one.kind == ARTICLES) >= settings.index_batch:
            _write_live(writer, indexes, part, held)
            part = []
    _write_live(writer, indexes, part, held)
    if after and len(gone := np.concatenate(removed)):
        writer.append(REMOVED, gone, b"")  # their rows may stand before `after`
    writer.restart(store.spec(), after, end)


def _write_live(writer: Writer, indexes: Indexes, entries: Sequence[Entry], held: Numbers) -> None:
    """One batch of what is left of several."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    numbers = np.concatenate([NO_NUMBERS, *(entry.numbers for entry in by_kind.get(ARTICLES, []))])
    places = np.flatnonzero(np.isin(numbers, held))
    if not len(places):
        return
    live = numbers[places]
    payloads = {kind: [entry.payload for entry in listed] for kind, listed in by_kind.items()}
    writer.append(ARTICLES, live, np.frombuffer(b"".join(payloads[ARTICLES]), "<u4")[places].tobytes())
    for index in indexes:
        writer.append(index.name, live, index.pack(index.take(index.unpack(payloads[index.name]), places)))
    candidates = np.frombuffer(b"".join(payloads[CANDIDATES]), KEPT)
    writer.append(CANDIDATES, live, candidates[np.isin(candidates["query"], live)].tobytes())


def problems(store: Store, indexes: Indexes) -> Iterator[str]:
    """What is wrong with a store, one line each: damage, articles without rows, rows without articles or of other text."""
    yield from store.problems()
    try:
        store.position()
    except StoreError as error:
        yield str(error)
        return
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
            else:
                yield f"batch {entry.sequence} is of a kind that there is not, {entry.kind!r}"
        for record in store.records(damaged.append):
            lacking = [f"rows in the index {name}" for name in by_name if record.number not in seen[name]]
            if not lacking and record.number not in seen[CANDIDATES]:
                lacking.append("kept candidates")
            if not lacking and record.number not in seen[ARTICLES]:
                lacking.append("outlet in the log")
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
