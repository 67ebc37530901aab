"""The corpus of a batch run in batches of records: like `read.corpus`, but lines of JSON are left to the workers to parse."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from dedup.article import Article
from dedup.errors import InputError, MissingExtra
from dedup.read import most_bytes
from dedup.read.corpus import CorpusRecord, read_corpus
from dedup.read.packed import numbered_lines
from dedup.settings import Settings

_LINES: Final = (".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz")
_AT_ONCE: Final = 1000
"""Records held at a time where nobody says how many."""
_NAMED: Final = 5
"""Missing ids that an error names."""
_PLAIN_KEYS: Final = frozenset({"id", "text"})


@dataclass(slots=True)
class Parsed:
    """The articles of a batch as columns, in order; those of which more is known whole, by place; and the records that are none."""

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    known: dict[int, Article] = field(default_factory=dict)
    refused: list[CorpusRecord] = field(default_factory=list)

    def add(self, article: Article) -> None:
        """Append an article that has an id."""
        self.known[len(self.ids)] = article
        self.ids.append(article.id)
        self.texts.append(article.text)

    def articles(self, ids: set[str]) -> Iterator[Article]:
        """Those of the articles that have these ids."""
        for place, name in enumerate(self.ids):
            if name in ids:
                yield self.known.get(place) or Article(self.texts[place], name)


class Batch(Protocol):
    """Some consecutive records of a corpus, at most as many as were asked for."""

    @property
    def size(self) -> int:
        """Their bytes, about."""
        ...

    def parse(self, settings: Settings) -> Parsed:
        """Read the records. Pure, so that any worker may."""
        ...


def batches(paths: Sequence[str | Path], settings: Settings, records: int) -> Iterator[Batch]:
    """The corpus in batches of so many records, the last one of each file smaller. Raises InputError for what cannot be read."""
    for path in map(str, paths):
        if path.lower().endswith(_LINES) and os.path.isfile(path):
            yield from _lines(path, records, settings)
        else:
            records_in = read_corpus([path], settings)
            while some := list(islice(records_in, records)):
                yield _Records(some, sum(len(one.article.text) for one in some if one.article))


def check_apart(paths: Sequence[str | Path], written: Iterable[Path]) -> None:
    """Raise InputError for a file or folder to write that is a file of the corpus, or stands in a folder of it.

    It would be written over what is still to be read, or be read as articles; and a folder that changes is no longer the corpus of
    the run that was killed.
    """
    corpus = [(path, Path(path).resolve()) for path in paths]
    for target in written:
        place = target.resolve()
        for path, source in corpus:
            if place == source or (source.is_dir() and source in place.parents):
                raise InputError(f"cannot write to {target}: it belongs to the corpus {path}, and would be read as a part of it")


def articles_of(paths: Sequence[str | Path], settings: Settings, ids: set[str]) -> dict[str, Article]:
    """The articles of a corpus that have these ids, by their ids. Raises InputError when some are not there."""
    parsed = (batch.parse(settings) for batch in batches(paths, settings, _AT_ONCE)) if ids else iter(())
    by_id = {article.id: article for some in parsed for article in some.articles(ids)}
    if missing := sorted(ids - by_id.keys()):
        listed = f"{', '.join(map(repr, missing[:_NAMED]))}{', …' if len(missing) > _NAMED else ''}"
        raise InputError(f"{len(missing):,} of {len(ids):,} articles compared are not in the corpus: {listed}")
    return by_id


def _lines(path: str, records: int, settings: Settings) -> Iterator[Batch]:
    packed, most = path.lower().endswith(".gz"), most_bytes(settings.article_max_characters)
    json_reader()  # raises here, before a worker does
    try:
        with gzip.open(path) if packed else open(path, "rb", buffering=1 << 20) as stream:
            numbered = numbered_lines(stream, most, settings.read_packed_ratio)  # type: ignore[arg-type]
            while lines := list(islice(numbered, records)):
                yield _Lines(path, lines, most, sum(len(line) for _, line in lines))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


@dataclass(frozen=True, slots=True)
class _Records:
    records: Sequence[CorpusRecord]
    size: int

    def parse(self, settings: Settings) -> Parsed:
        del settings  # `read_corpus` had them
        parsed = Parsed(refused=[one for one in self.records if one.article is None])
        for one in self.records:
            if one.article is not None:
                parsed.add(one.article)
        return parsed


@dataclass(frozen=True, slots=True)
class _Lines:
    path: str
    lines: Sequence[tuple[int, bytes]]
    most: int
    size: int

    def parse(self, settings: Settings) -> Parsed:
        orjson = json_reader()
        loads, broken = orjson.loads, (InputError, orjson.JSONDecodeError)
        parsed, most = Parsed(), settings.article_max_characters
        for number, line in self.lines:
            if len(line) == self.most:
                parsed.refused.append(CorpusRecord(f"{self.path}:{number}", error=f"the line has {self.most:,} bytes or more"))
                continue
            try:
                value = loads(line)
                if _is_plain(value, most):
                    parsed.ids.append(value["id"])
                    parsed.texts.append(value["text"])
                else:
                    parsed.add(described(value, f"{self.path}:{number}", most))
            except broken as error:
                parsed.refused.append(CorpusRecord(f"{self.path}:{number}", error=str(error)))
        return parsed


def json_reader() -> Any:
    """The module that reads lines of JSON. Raises MissingExtra without it."""
    try:
        import orjson
    except ImportError as error:
        raise MissingExtra("reading lines of JSON needs orjson; run `pip install 'dedup-news[families]'`") from error
    return orjson


def _is_plain(value: Any, most: int) -> bool:
    """Whether a record is an id and a text that begins with a letter or digit: it needs no further look."""
    if type(value) is not dict or value.keys() != _PLAIN_KEYS:
        return False
    name, text = value["id"], value["text"]
    return type(name) is str and type(text) is str and bool(name) and text[:1].isalnum() and len(text) <= most


def described(value: Any, where: str, most: int) -> Article:
    """The article in a value of JSON; `where` is its id where it states neither id nor url. Raises InputError for others."""
    from dedup.read.records import article_from_record

    if not isinstance(value, dict):
        raise InputError(f"the record is {type(value).__name__}, expected an object with a key 'text'")
    article, _ = article_from_record(value)
    if len(article.text) > most:
        raise InputError(f"the text has {len(article.text):,} characters, over article_max_characters = {most:,}")
    return article if article.id else replace(article, id=article.url or where)
