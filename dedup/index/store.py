"""What a store is: articles, and an append-only log of batches from which the indexes are rebuilt on opening.

    articles   number, id, version, text, what is known about it
    log        sequence, kind ("articles", the name of an index, "candidates", "removed"), numbers of articles, payload

An article and its rows appear together or not at all, and stay once `writing` has ended without an error.
"""

from __future__ import annotations

import json
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from dedup.article import Article, restored
from dedup.errors import InputError, SpecError, StoreError
from dedup.index.base import Numbers
from dedup.settings import Settings

STORE_VERSION: Final = "2"
"""Part of the spec: another layout of the tables must not be read as this one. Since "2" a text may be deflated."""
READ_VERSIONS: Final = ("1", STORE_VERSION)


@dataclass(frozen=True, slots=True)
class Record:
    """An article as it is stored. `version` counts from 1; the same id may be there in several versions."""

    number: int
    version: int
    article: Article


@dataclass(frozen=True, slots=True)
class Entry:
    """One batch of the log: `payload` is what `kind` makes of it for the articles `numbers`.

    `intact`: the bytes are those that were written.
    """

    sequence: int
    kind: str
    numbers: Numbers
    payload: bytes
    intact: bool = True


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader has read: the log was written anew when `generation` differs."""

    generation: int = -1
    sequence: int = 0


class Writer(ABC):
    """What may be done while a store is held for writing."""

    @abstractmethod
    def next_number(self) -> int:
        """The lowest number that no article has had."""

    @abstractmethod
    def put(self, records: Sequence[Record]) -> None:
        """Keep articles under their numbers, which are new."""

    @abstractmethod
    def describe(self, record: Record) -> None:
        """Keep what else is known of an article now; its text, id and version are the same."""

    @abstractmethod
    def append(self, kind: str, numbers: Numbers, payload: bytes) -> int:
        """Add a batch to the log; its sequence."""

    @abstractmethod
    def drop(self, numbers: Numbers) -> None:
        """Delete articles; the log keeps their rows until it is written anew."""

    @abstractmethod
    def restart(self, spec: Mapping[str, Any], after: int, through: int) -> None:
        """Drop the log after one sequence and through another, under a new generation; its spec is this one from now on."""


class Store(ABC):
    """Articles and the log. Safe from several threads and processes: one writer waits for another, readers wait for nobody."""

    place: str
    """Where it is, for messages."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[None]:
        """What is read inside belongs together, whatever others write meanwhile."""

    @abstractmethod
    def spec(self) -> dict[str, Any]:
        """The spec that the rows were made under."""

    @abstractmethod
    def position(self) -> Position:
        """The end of the log. Cheap: asked before every query."""

    @abstractmethod
    def entries(self, after: Position) -> Iterator[Entry]:
        """The log after a position, in order."""

    @abstractmethod
    def record(self, number: int) -> Record | None:
        """The article of that number, None when it is not (or no more) there."""

    def versions(self, identity: str) -> tuple[tuple[int, int], ...]:
        """(number, version) of the articles with that id, the oldest first."""
        return self.versions_of([identity])[identity]

    @abstractmethod
    def versions_of(self, identities: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
        """The same for many ids, each of them a key."""

    @abstractmethod
    def identities(self, numbers: Sequence[int]) -> dict[int, str]:
        """The ids of those articles that are there, by their numbers."""

    @abstractmethod
    def records(self, damaged: Callable[[str], None] | None = None) -> Iterator[Record]:
        """The articles that are there now, by rising number; what is written meanwhile is not among them.

        One that cannot be read is told to `damaged` and passed over; without it, StoreError is raised.
        """

    @abstractmethod
    def numbers(self) -> Numbers:
        """The numbers of all articles, rising."""

    @abstractmethod
    def candidates(self, number: int) -> Entry | None:
        """The batch of kept candidates that the article belongs to."""

    @abstractmethod
    def count(self) -> int:
        """How many articles are there."""

    @abstractmethod
    def search(self, words: str) -> list[int]:
        """Numbers of the articles that hold all of the words, and what stands in double quotes as it stands, the best first.

        Raises InputError where there is no word.
        """

    @abstractmethod
    def forget_words(self) -> None:
        """Leave no word of removed articles in what `search` keeps. Raises StoreError; the articles are removed then, too."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Writer]:
        """Hold the store for writing, all or nothing. Raises StoreError; then nothing has changed."""

    @abstractmethod
    def problems(self) -> Iterator[str]:
        """What is wrong with the files or tables themselves, one line each."""

    @abstractmethod
    def sizes(self) -> dict[str, int]:
        """Bytes of each kind of the log, and of everything together: "file"."""

    @abstractmethod
    def backup(self, target: Path) -> None:
        """Write a copy of what is there now to a folder, which is made; others go on writing. Raises StoreError."""

    @abstractmethod
    def close(self) -> None: ...


def check_version(place: str, stored: Mapping[str, Any]) -> None:
    """Raises SpecError for tables of another layout, which must not even be rebuilt."""
    if stored.get("store") not in READ_VERSIONS:
        raise SpecError(
            f"index at {place} has tables of version {stored.get('store')!r}, this program knows {' and '.join(READ_VERSIONS)}; "
            "use the version of dedup that wrote it, or add the articles to a new index"
        )


def check_spec(place: str, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Raises SpecError that names the first difference between the stored spec and the one asked for."""
    check_version(place, stored)
    for path, built, asked in _differences("", {**stored, "store": wanted.get("store")}, wanted):
        setting = next((name for kind in ("sketch", "index") if (name := f"{kind}_{path.rpartition('.')[2]}") in _SETTINGS), None)
        advice = f"open it with {setting} = {built!r}, or run" if setting else "run"
        raise SpecError(
            f"index at {place} was built with {path} = {built!r}, settings ask {path} = {asked!r}; "
            f"{advice} `dedup index rebuild {place}`"
        )


_SETTINGS: Final = frozenset(field.name for field in fields(Settings))


def _differences(path: str, stored: Any, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(stored, Mapping) and isinstance(wanted, Mapping):
        for key in [*stored, *(key for key in wanted if key not in stored)]:
            yield from _differences(f"{path}.{key}".lstrip("."), stored.get(key), wanted.get(key))
    elif stored != wanted:
        yield path, stored, wanted


def known_of(record: Record) -> str:
    """Everything but the text and the id, as JSON without what is not known, behind a checksum of all of the article."""
    known = record.article.known()
    plain = json.dumps(known, ensure_ascii=False) if known else "{}"
    return f"{_sum_of(record.article.id, record.version, record.article.text, plain):08x}{plain}"


def _sum_of(identity: str | None, version: int, text: str, known: str) -> int:
    """CRC-32 of an article as the tables keep it: tells damage, not tampering."""
    return zlib.crc32("\0".join((identity or "", str(version), known, text)).encode("utf-8", "surrogateescape"))


def record_of(number: int, identity: str, version: int, text: str, known: str) -> Record:
    """The inverse of taking an article apart for the table. Raises StoreError for what no article was taken apart into."""
    try:
        if not known.startswith("{"):  # articles that were kept by the first version have no checksum
            noted, known = int(known[:8], 16), known[8:]
            if noted != _sum_of(identity, version, text, known):
                raise ValueError("its text or what is known of it is not what was kept")
        return Record(number, version, restored(text, identity, json.loads(known)))
    except (InputError, AttributeError, TypeError, ValueError) as error:
        raise StoreError(
            f"article {identity!r} (number {number}) is damaged: {error}; remove it by `dedup index remove`, and add it again"
        ) from error


def read_text(kept: bytes) -> str:
    """A text as the tables keep it, in UTF-8. Damaged bytes become what no article may hold."""
    return kept.decode("utf-8", "surrogateescape")


def next_of(noted: str | None, after_last: int | None) -> int:
    """The lowest number that no article has had: as noted, or after the last one that is there, should the note be damaged."""
    return max(int(noted) if noted and noted.isdecimal() else 0, after_last or 0)


def packed_numbers(numbers: Numbers) -> bytes:
    """Numbers as the log keeps them: uint32, little-endian."""
    return numbers.astype("<u4").tobytes()


def unpacked_numbers(packed: bytes) -> Numbers:
    """The inverse of `packed_numbers`."""
    return np.frombuffer(packed, "<u4").astype(np.uint32, copy=False)


def checksum(numbers: bytes, payload: bytes) -> int:
    """CRC-32 of a batch: tells damage, not tampering."""
    return zlib.crc32(payload, zlib.crc32(numbers))


def entry_of(sequence: int, kind: str, numbers: bytes, payload: bytes, check: int) -> Entry:
    """A batch as it was read."""
    if not isinstance(numbers, bytes) or not isinstance(payload, bytes) or len(numbers) % 4:
        return Entry(sequence, str(kind), unpacked_numbers(b""), b"", False)
    return Entry(sequence, kind, unpacked_numbers(numbers), payload, checksum(numbers, payload) == check)
