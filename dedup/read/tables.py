"""Parquet tables: a row is a record; what cannot be read of a table is a refused one, and the rest is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from dedup.article import Article
from dedup.errors import InputError, MissingExtra
from dedup.read import most_bytes
from dedup.read.corpus_record import CorpusRecord, Reached, attempt, reason, shown, until_broken
from dedup.read.lines import article_from_value
from dedup.read.records import RECORD_KEYS, TEXT_KEYS
from dedup.settings import Settings

_ROWS, _AT_ONCE = 100, 1 << 30
"""Rows that are unpacked at a time, and bytes of them if one value of the group stood in all: values in lists do."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in a row for a value that cannot be read."""

    why: str


def read_table(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """The rows of a Parquet file. A broken group of rows is one refused record, and the next group is read."""
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingExtra("reading Parquet needs pyarrow; run `pip install 'dedup-news[crawl]'`") from error
    name, size = shown(path), os.path.getsize(path)
    try:
        with ParquetFile(path) as opened:
            columns, texts = opened.schema_arrow.names, _texts(opened)
        table = ParquetFile(path, read_dictionary=texts, pre_buffer=False)  # one value of a dictionary may stand in all rows
    except Exception as error:  # pyarrow's errors have no base of their own
        yield CorpusRecord(name, error=f"broken Parquet: {reason(error)}")
        return
    with table:
        if not set(columns) & set(TEXT_KEYS):
            yield CorpusRecord(name, error=f"no column {_named(TEXT_KEYS)}; the columns are {_named(columns)}")
            return
        for record, row in _rows(table, name, [column for column in columns if column in RECORD_KEYS], settings):
            reached.bytes = size * row // max(1, table.metadata.num_rows)
            yield record


def _named(names: Any) -> str:
    return ", ".join(map(repr, names))


def _rows(table: Any, name: str, columns: list[str], settings: Settings) -> Iterator[tuple[CorpusRecord, int]]:
    """What is found, and the number of its row, from 1."""
    end, most = 0, most_bytes(settings.article_max_characters)
    for group in range(table.num_row_groups):
        try:
            row, end = end, end + table.metadata.row_group(group).num_rows
        except Exception as error:  # a broken head of a group: how many rows it has, and where the next ones stand, is not known
            yield CorpusRecord(f"{name}:{end + 1}", error=f"broken Parquet, rows from here on are not read: {reason(error)}"), end
            return
        for batch in until_broken(_batches(table, group, columns, settings)):
            if isinstance(batch, Exception):
                yield (
                    CorpusRecord(f"{name}:{row + 1}", error=f"broken Parquet, rows up to {end:,} are not read: {reason(batch)}"),
                    end,
                )
                break
            for values in values_of(batch, most):
                row += 1
                yield attempt(f"{name}:{row}", article_from_row, values, record=partial(raw_row, values)), row


def _batches(table: Any, group: int, columns: list[str], settings: Settings) -> Iterator[Any]:
    """The rows of a group. Raises InputError where they are too large, and what pyarrow raises for broken ones."""
    head, texts = table.metadata.row_group(group), _texts(table)
    size = head.total_byte_size  # not asked column by column: the broken head of one ends the process inside of pyarrow
    if size > settings.read_table_bytes:
        raise InputError(f"they unpack to {size:,} bytes, over read_table_bytes = {settings.read_table_bytes:,}")
    nested = any(column not in texts for column in columns)
    rows = max(1, min(_ROWS, _AT_ONCE // max(1, size))) if nested else _ROWS
    yield from table.iter_batches(rows, row_groups=[group], columns=columns)


def _texts(table: Any) -> list[str]:
    """The columns of texts that are looked at; those inside of lists cannot be kept as dictionaries."""
    chunks = (table.schema.column(place) for place in range(len(table.schema)))
    return [one.path for one in chunks if one.path in RECORD_KEYS and one.physical_type == "BYTE_ARRAY"]


def values_of(batch: Any, most: int) -> Iterator[dict[str, Any]]:
    """The rows, each made when it is asked for: one value of a dictionary may stand in all of them."""
    columns = dict(zip(batch.schema.names, map(_sound, batch.columns), strict=True))
    for row in range(batch.num_rows):
        yield {name: _value(column, row, most) for name, column in columns.items()}


def raw_row(values: dict[str, Any]) -> str:
    """A row as a refused record shows it."""
    return json.dumps(values, ensure_ascii=False, default=str)


def article_from_row(values: dict[str, Any]) -> Article:
    """A row as JSON would hold it: dates as ISO 8601."""
    for name, value in values.items():
        if isinstance(value, Unreadable):
            raise InputError(f"column {name!r} cannot be read: {value.why}")
    return article_from_value({key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()})


def _sound(column: Any) -> Any:
    """The column, Unreadable where its values lie outside of it, which would end the process inside pyarrow."""
    from pyarrow import ArrowException

    try:
        _check_bounds(column)
    except ArrowException as error:
        return Unreadable(reason(error))
    return column


def _check_bounds(column: Any) -> None:
    """Of texts the bounds alone: bytes that are no UTF-8 spoil their row."""
    from pyarrow import DictionaryArray, binary, large_binary, nulls, types

    if types.is_dictionary(column.type):
        DictionaryArray.from_arrays(column.indices, nulls(len(column.dictionary)))
        column = column.dictionary
    bare = binary() if types.is_string(column.type) else large_binary() if types.is_large_string(column.type) else None
    (column.view(bare) if bare else column).validate(full=True)


def _value(column: Any, row: int, most: int) -> Any:
    """The value in a row; one that cannot be read, or has more bytes than any article, spoils no other."""
    from pyarrow import timestamp, types

    if isinstance(column, Unreadable):
        return column
    try:
        scalar = column[row]
        if types.is_dictionary(scalar.type):
            scalar = scalar.value
        if (size := _bytes(scalar)) > most:
            return Unreadable(f"it has {size:,} bytes, over {most:,}")
        if types.is_timestamp(scalar.type):  # what has a time zone counts from 1970 in UTC, whatever the zone is called
            scalar = scalar.cast(timestamp("us", "UTC" if scalar.type.tz else None), safe=False)
        return scalar.as_py()
    except Exception as error:  # broken bytes, unknown time zones and nanoseconds raise errors of different kinds
        return Unreadable(reason(error))


def _bytes(scalar: Any) -> int:
    """Bytes of a text or a list in a table, 0 of anything else."""
    if hasattr(scalar, "as_buffer"):
        buffer = scalar.as_buffer()
        return buffer.size if buffer else 0
    values: Any = getattr(scalar, "values", None)
    return values.nbytes if hasattr(values, "nbytes") else 0
