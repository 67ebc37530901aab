"""Parquet tables: a row is a record; what cannot be read of a table is a refused one, and the rest is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError, MissingExtra
from dedup.read.found import Found, Reached, attempt, reason, shown, until_broken
from dedup.read.lines import article_from_value
from dedup.read.records import RECORD_KEYS, TEXT_KEYS
from dedup.settings import Settings

_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in a row for a value that cannot be read."""

    why: str


def read_table(path: str, settings: Settings, reached: Reached) -> Iterator[Found]:
    """The rows of a Parquet file. A broken group of rows is one refused record, and the next group is read."""
    del settings
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise MissingExtra("reading Parquet needs pyarrow; run `pip install 'dedup-news[crawl]'`") from error
    name, size = shown(path), os.path.getsize(path)
    try:
        table = ParquetFile(path)
    except Exception as error:  # pyarrow's errors have no base of their own
        yield Found(name, error=f"broken Parquet: {reason(error)}")
        return
    with table:
        columns = table.schema_arrow.names
        if not set(columns) & set(TEXT_KEYS):
            yield Found(name, error=f"no column {_named(TEXT_KEYS)}; the columns are {_named(columns)}")
            return
        for found, row in _rows(table, name, [column for column in columns if column in RECORD_KEYS]):
            reached.bytes = size * row // max(1, table.metadata.num_rows)
            yield found


def _named(names: Any) -> str:
    return ", ".join(map(repr, names))


def _rows(table: Any, name: str, columns: list[str]) -> Iterator[tuple[Found, int]]:
    """What is found, and the number of its row, from 1."""
    end = 0
    for group in range(table.num_row_groups):
        row, end = end, end + table.metadata.row_group(group).num_rows
        for batch in until_broken(table.iter_batches(_ROWS, row_groups=[group], columns=columns)):
            if isinstance(batch, Exception):
                yield Found(f"{name}:{row + 1}", error=f"broken Parquet, rows up to {end:,} are not read: {reason(batch)}"), end
                break
            for values in _records(batch):
                row += 1
                yield attempt(f"{name}:{row}", _article, values, record=partial(_raw, values)), row


def _records(batch: Any) -> Iterator[dict[str, Any]]:
    columns = [_values(column) for column in batch.columns]
    return (dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True))


def _raw(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)


def _article(values: dict[str, Any]) -> Article:
    """A row as JSON would hold it: dates as ISO 8601."""
    for name, value in values.items():
        if isinstance(value, Unreadable):
            raise InputError(f"column {name!r} cannot be read: {value.why}")
    return article_from_value({key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()})


def _values(column: Any) -> list[Any]:
    """The values of a column; one that cannot be read spoils no other."""
    try:
        values: list[Any] = column.to_pylist()
    except Exception:  # broken bytes, unknown time zones and nanoseconds raise errors of different kinds
        values = [_value(scalar) for scalar in column]
    return values


def _value(scalar: Any) -> Any:
    from pyarrow import timestamp, types

    try:
        if types.is_timestamp(scalar.type):  # what has a time zone counts from 1970 in UTC, whatever the zone is called
            scalar = scalar.cast(timestamp("us", "UTC" if scalar.type.tz else None), safe=False)
        return scalar.as_py()
    except Exception as error:
        return Unreadable(reason(error))
