"""JSON lines, packed or not, from a file or standard input."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any

from dedup.article import Article
from dedup.errors import InputError
from dedup.read import STANDARD_INPUT, most_bytes
from dedup.read.corpus_record import CorpusRecord, Reached, attempt, reason, shortened, shown
from dedup.read.packed import numbered_lines
from dedup.read.records import article_from_record, parsed
from dedup.settings import Settings


def read_lines(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """One record a line. A packed file that breaks off is read up to there, and the rest is one refused record."""
    name, number = "stdin" if path == STANDARD_INPUT else shown(path), 0
    most = most_bytes(settings.article_max_characters)
    try:
        with _streams(path) as (stream, disk):
            for number, line in numbered_lines(stream, most, settings.read_packed_ratio):
                reached.bytes = disk.tell() if disk else 0
                if len(line) == most:
                    yield CorpusRecord(
                        f"{name}:{number}", error=f"the line has {most:,} bytes or more", record=shortened(_raw(line))
                    )
                else:
                    yield attempt(f"{name}:{number}", article_from_line, line, record=partial(_raw, line))
    except (OSError, EOFError, zlib.error) as error:
        yield CorpusRecord(f"{name}:{number + 1}", error=f"cannot be read from here on: {reason(error)}")


def article_from_line(line: bytes) -> Article:
    """The article in a line of JSON, under its own id if it has one. Raises InputError."""
    try:
        return article_from_value(parsed(line.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte 0x{line[error.start]:02X} at {error.start}") from None


def article_from_value(value: Any) -> Article:
    """The article in a value of JSON, under its own id if it has one. Raises InputError."""
    if not isinstance(value, dict):
        raise InputError(f"the record is {type(value).__name__}, expected an object with a key 'text'")
    return article_from_record(value)[0]


def _raw(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").rstrip("\r\n")


@contextmanager
def _streams(path: str) -> Iterator[tuple[IO[bytes], IO[bytes] | None]]:
    """The lines, and the file on the disk, whose position tells how far the reading is; None for standard input.

    A pipe that was given by its name has no position either.
    """
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer, None
        return
    with open(path, "rb") as disk:
        stream = gzip.GzipFile(fileobj=disk) if path.lower().endswith(".gz") else disk
        yield stream, disk if disk.seekable() else None  # type: ignore[misc]
