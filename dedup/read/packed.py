"""Lines of a stream, packed or not, read in parts: not read on where they unpack to more than any text does."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from typing import IO, Final

_FREE: Final = 64 << 20
"""Bytes that a packed file may unpack to whatever its size."""
_PART: Final = 1 << 17


def numbered_lines(stream: IO[bytes], most: int, ratio: int = 0) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1; of one of `most` bytes or more the first `most`.

    Raises OSError for a gzip file past `ratio` times its size and 64 MB: half a megabyte may hold half a billion blank lines.
    """
    limit, problem = _limit(stream, ratio)
    number, rest, size = 1, b"", 0
    for part in _parts(stream):
        size += len(part)
        if size > limit:
            raise OSError(problem)
        if not rest and not part.strip():
            number += part.count(b"\n")
            continue
        *whole, last = part.split(b"\n")
        for line in whole:
            line, rest = rest + line if rest else line, b""
            if line.strip():
                yield number, line[:most]
            number += 1
        rest = (rest + last)[:most] if last else rest
    if rest.strip():
        yield number, rest


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read1(_PART):  # type: ignore[attr-defined]
        yield part


def _limit(stream: IO[bytes], ratio: int) -> tuple[float, str]:
    if not isinstance(stream, gzip.GzipFile):
        return float("inf"), ""
    most = _FREE + ratio * os.fstat(stream.fileno()).st_size
    return most, f"it unpacks to over {most:,} bytes, {ratio} times its size (read_packed_ratio)"
