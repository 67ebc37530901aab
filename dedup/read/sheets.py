"""Tables of text, CSV and TSV, and the Arrow files of `datasets` folders: a row is a record."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from functools import partial
from typing import IO, Any

from dedup.article import Article
from dedup.errors import InputError, MissingExtra
from dedup.read import most_bytes
from dedup.read.arrow_sizes import Sizes, is_arrow_file
from dedup.read.corpus_record import CorpusRecord, Reached, attempt, reason, shortened, shown, until_broken
from dedup.read.lines import article_from_value
from dedup.read.records import RECORD_KEYS, TEXT_KEYS
from dedup.read.tables import article_from_row, raw_row, values_of
from dedup.settings import Settings


def read_sheet(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """The rows of a CSV or TSV file in UTF-8 whose first row names the columns; parted by semicolons where that has no comma."""
    name = shown(path)
    csv.field_size_limit(max(csv.field_size_limit(), settings.article_max_characters + 1))  # of this process: 131,072 else
    size = os.path.getsize(path)
    with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        most = most_bytes(settings.article_max_characters)
        rows = _Rows(stream, _delimiter(path, stream, most), most)
        first: list[str] | Exception = next(until_broken(rows), [])
        if isinstance(first, Exception):
            yield CorpusRecord(name, error=f"cannot be read: {reason(first)}")
            return
        columns = [column.strip() for column in first]
        if not set(columns) & set(TEXT_KEYS):
            yield CorpusRecord(name, error=f"no column {_named(TEXT_KEYS)}; the first row names {shortened(_named(columns))}")
            return
        for row in until_broken(rows):
            if isinstance(row, Exception):
                yield CorpusRecord(f"{name}:{rows.line_num}", error=f"cannot be read from here on: {reason(row)}")
                return
            reached.bytes = min(size, reached.bytes + sum(map(len, row)) + len(row))  # a stream that is iterated tells no place
            if row:
                yield attempt(f"{name}:{rows.line_num}", _article, columns, row, record=partial(json.dumps, row, ensure_ascii=True))


def raw_rows(path: str, settings: Settings) -> Iterator[list[str]]:
    """The rows of a sheet as `read_sheet` meets them, the first one included, without empty ones.

    Bytes that are no UTF-8 are kept (`surrogateescape`). Raises what reading the file raises.
    """
    csv.field_size_limit(max(csv.field_size_limit(), settings.article_max_characters + 1))
    with open(path, encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        most = most_bytes(settings.article_max_characters)
        yield from filter(None, _Rows(stream, _delimiter(path, stream, most), most))


class _Rows:
    """The rows of a sheet, `line_num` lines so far. Raises OSError for one of more than `most` characters.

    A file of zeros is a single line, and quotation marks make one row of any number of lines.
    """

    def __init__(self, stream: IO[str], delimiter: str, most: int) -> None:
        self._stream, self._most, self._left = stream, most, most
        self._rows = csv.reader(self._lines(), delimiter=delimiter, strict=True)

    @property
    def line_num(self) -> int:
        return self._rows.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        self._left = self._most
        return next(self._rows)

    def _lines(self) -> Iterator[str]:
        while line := self._stream.readline(self._left + 1):
            self._left -= len(line)
            if self._left < 0:
                raise OSError(f"a row of over {self._most:,} characters, more than any article has")
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


def read_arrow(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """The rows of an Arrow file, as `datasets` saves them (a stream) or as an Arrow file proper."""
    try:
        from pyarrow import ipc
    except ImportError as error:
        raise MissingExtra("reading Arrow files needs pyarrow; run `pip install 'dedup-news[crawl]'`") from error
    name, number, most = shown(path), 0, most_bytes(settings.article_max_characters)
    with open(path, "rb") as stream:
        for batch in until_broken(_batches(ipc, stream, settings.read_table_bytes)):
            if isinstance(batch, Exception):
                yield CorpusRecord(f"{name}:{number + 1}", error=f"broken Arrow file, cannot be read from here on: {reason(batch)}")
                return
            names = _column_names(batch.schema)
            if not set(names) & set(TEXT_KEYS):
                yield CorpusRecord(name, error=f"no column {_named(TEXT_KEYS)}; the columns are {shortened(_named(names))}")
                return
            reached.bytes = min(os.path.getsize(path), stream.tell())
            for values in values_of(batch.select([at for at, one in enumerate(names) if one in RECORD_KEYS]), most):
                number += 1
                yield attempt(f"{name}:{number}", article_from_row, values, record=partial(raw_row, values))


def _batches(ipc: Any, stream: IO[bytes], most: int) -> Iterator[Any]:
    """The batches of which it is known what they unpack to. Raises OSError, before any is read, for one of over `most` bytes."""
    if is_arrow_file(stream):
        for size in Sizes(stream).of_file():
            _check_size(size, most)
        stream.seek(0)
        opened = ipc.open_file(stream)
        yield from (opened.get_batch(place) for place in range(opened.num_record_batches))
        return
    end, broken = 0, None
    for bounds in until_broken(Sizes(stream).of_stream()):
        if isinstance(bounds, Exception):
            broken = bounds
            break
        size, end = bounds
        _check_size(size, most)
    stream.seek(0)
    yield from ipc.open_stream(_UpTo(stream, end))
    if broken:
        raise broken


def _column_names(schema: Any) -> list[str]:
    """The names of the columns; one that is no UTF-8 is none that is looked for."""
    return [_column_name(schema, place) for place in range(len(schema))]


def _column_name(schema: Any, place: int) -> str:
    try:
        return str(schema.field(place).name)
    except UnicodeDecodeError:
        return "\ufffd"


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise OSError(f"a batch unpacks to {size:,} bytes, over read_table_bytes = {most:,}")


class _UpTo(io.RawIOBase):
    """A stream that ends where its measured messages do, so that pyarrow reads no other."""

    def __init__(self, stream: IO[bytes], end: int) -> None:
        self._stream, self._end = stream, end

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        rest = max(0, self._end - self._stream.tell())
        return self._stream.read(rest if size < 0 else min(size, rest))


def _named(names: Any) -> str:
    return ", ".join(map(repr, names))
