"""Tables of text, CSV and TSV, and the Arrow files of `datasets` folders: a row is a record."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from dedup.article import Article
from dedup.errors import InputError, MissingExtra
from dedup.read import most_bytes
from dedup.read.arrow_sizes import unpacked_sizes
from dedup.read.found import Found, Reached, attempt, reason, shown, until_broken
from dedup.read.lines import article_from_value
from dedup.read.records import RECORD_KEYS, TEXT_KEYS
from dedup.read.tables import article_from_row, raw_row, values_of
from dedup.settings import Settings


def read_sheet(path: str, settings: Settings, reached: Reached) -> Iterator[Found]:
    """The rows of a CSV or TSV file in UTF-8 whose first row names the columns; parted by semicolons where that has no comma."""
    name = shown(path)
    csv.field_size_limit(max(csv.field_size_limit(), settings.article_max_characters + 1))  # of this process: 131,072 else
    size = os.path.getsize(path)
    with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        most = most_bytes(settings.article_max_characters)
        rows = csv.reader(_lines(stream, most), delimiter=_delimiter(path, stream, most), strict=True)
        first: list[str] | Exception = next(until_broken(rows), [])
        if isinstance(first, Exception):
            yield Found(name, error=f"cannot be read: {reason(first)}")
            return
        columns = [column.strip() for column in first]
        if not set(columns) & set(TEXT_KEYS):
            yield Found(name, error=f"no column {_named(TEXT_KEYS)}; the first row names {_named(columns)}")
            return
        for row in until_broken(rows):
            if isinstance(row, Exception):
                yield Found(f"{name}:{rows.line_num}", error=f"cannot be read from here on: {reason(row)}")
                return
            reached.bytes = min(size, reached.bytes + sum(map(len, row)) + len(row))  # a stream that is iterated tells no place
            if row:
                yield attempt(f"{name}:{rows.line_num}", _article, columns, row, record=partial(json.dumps, row, ensure_ascii=True))


def _lines(stream: IO[str], most: int) -> Iterator[str]:
    """The lines of a file. Raises OSError for one of more than `most` characters: a file of zeros is a single line."""
    while line := stream.readline(most):
        if len(line) >= most and not line.endswith("\n"):
            raise OSError(f"a line of over {most:,} characters, more than any article has")
        yield line


def _delimiter(path: str, stream: IO[str], most: int) -> str:
    first = stream.readline(most)
    stream.seek(0)
    if path.lower().endswith(".tsv"):
        return "\t"
    return ";" if ";" in first and "," not in first else ","


def _article(columns: list[str], row: list[str]) -> Article:
    if len(row) != len(columns):
        raise InputError(f"the row has {len(row)} values, the first row names {len(columns)} columns")
    return article_from_value({key: value for key, value in zip(columns, row, strict=True) if value and key in RECORD_KEYS})


def read_arrow(path: str, settings: Settings, reached: Reached) -> Iterator[Found]:
    """The rows of an Arrow file, as `datasets` saves them (a stream) or as an Arrow file proper."""
    try:
        from pyarrow import ipc
    except ImportError as error:
        raise MissingExtra("reading Arrow files needs pyarrow; run `pip install 'dedup-news[crawl]'`") from error
    name, number, most = shown(path), 0, most_bytes(settings.article_max_characters)
    with open(path, "rb") as stream:
        for batch in until_broken(_batches(ipc, stream, settings.read_table_bytes)):
            if isinstance(batch, Exception):
                yield Found(f"{name}:{number + 1}", error=f"broken Arrow file, cannot be read from here on: {reason(batch)}")
                return
            if not set(batch.schema.names) & set(TEXT_KEYS):
                yield Found(name, error=f"no column {_named(TEXT_KEYS)}; the columns are {_named(batch.schema.names)}")
                return
            reached.bytes = min(os.path.getsize(path), stream.tell())
            for values in values_of(batch.select([one for one in batch.schema.names if one in RECORD_KEYS]), most):
                number += 1
                yield attempt(f"{name}:{number}", article_from_row, values, record=partial(raw_row, values))


def _batches(ipc: Any, stream: IO[bytes], most: int) -> Iterator[Any]:
    """The batches. Raises OSError, before any is read, where one unpacks to more than `most` bytes."""
    is_file = stream.read(6) == b"ARROW1"
    stream.seek(8 if is_file else 0)
    if (size := max(unpacked_sizes(stream), default=0)) > most:
        raise OSError(f"a batch unpacks to {size:,} bytes, over read_table_bytes = {most:,}")
    stream.seek(0)
    if is_file:
        opened = ipc.open_file(stream)
        yield from (opened.get_batch(place) for place in range(opened.num_record_batches))
    else:
        yield from ipc.open_stream(stream)


def _named(names: Any) -> str:
    return ", ".join(map(repr, names))
