"""The corpus of a batch run: like `read.corpus`, with a short cut for plain JSON lines, and how far the reading has come."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.corpus import Found, read_corpus
from dedup.settings import Settings

_LINES: Final = (".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz")
_PLAIN_KEYS: Final = frozenset({"id", "text"})


def read_fast(paths: Sequence[str | Path], settings: Settings) -> Iterator[tuple[Found, int]]:
    """The records of a corpus as `read_corpus` gives them, each with the bytes read of it so far, about.

    Lines of JSON go through orjson: a tenth of the time, which is a third of the whole run otherwise.
    """
    read = 0
    for path in map(str, paths):
        if path.lower().endswith(_LINES) and os.path.isfile(path):
            for found, size in _lines(path, settings):
                read += size
                yield found, read
        else:
            for found in read_corpus([path], settings):
                read += len(found.article.text) if found.article else 0
                yield found, read


def _lines(path: str, settings: Settings) -> Iterator[tuple[Found, int]]:
    from orjson import JSONDecodeError, loads

    packed = path.lower().endswith(".gz")
    try:
        with gzip.open(path) if packed else open(path, "rb", buffering=1 << 20) as stream:
            for number, line in enumerate(stream, 1):
                if line.isspace():
                    continue
                where = f"{path}:{number}"
                try:
                    yield Found(where, _article(loads(line), where, settings)), len(line)
                except (InputError, JSONDecodeError) as error:
                    yield Found(where, error=str(error)), len(line)
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _article(value: Any, where: str, settings: Settings) -> Article:
    if not isinstance(value, dict):
        raise InputError(f"the record is {type(value).__name__}, expected an object with a key 'text'")
    article = _plain(value, where) if value.keys() == _PLAIN_KEYS else _described(value, where)
    if len(article.text) > settings.article_max_characters:
        most = f"article_max_characters = {settings.article_max_characters:,}"
        raise InputError(f"the text has {len(article.text):,} characters, over {most}")
    return article


def _plain(value: dict[str, Any], where: str) -> Article:
    name = value["id"]
    return Article(value["text"], name or where) if type(name) is str else _described(value, where)


def _described(value: dict[str, Any], where: str) -> Article:
    from dataclasses import replace

    from dedup.read.records import article_from_record

    article, _ = article_from_record(value)
    return article if article.id else replace(article, id=article.url or where)
