"""How much the batches of an Arrow file unpack to, read from their heads alone.

A batch says of each of its packed buffers how long it is when unpacked (8 bytes before it); pyarrow makes them all at once, however
long they are. The layout is that of Arrow's "Encapsulated message format", in flatbuffers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, Final

_GOES_ON: Final = 0xFFFFFFFF
_HEADER, _BODY_LENGTH, _BUFFERS, _COMPRESSION = 2, 3, 2, 3
"""Places of fields: of a message its header and the length of its body, of a batch its buffers and how they are packed."""
_MOST_HEAD: Final = 1 << 26
"""Bytes of a head; a schema of a million columns is smaller."""


def unpacked_sizes(stream: IO[bytes]) -> Iterator[int]:
    """Bytes that the body of each message unpacks to, from where the stream stands; it ends at the first head that is none.

    What is broken is left to pyarrow, which says so.
    """
    try:
        while head := _head(stream):
            start, table = stream.tell(), _Table.root(head)
            length = table.number(_BODY_LENGTH, "<q")
            if length < 0:  # would lead back to a message that was read
                return
            yield _unpacked(stream, start, table, length)
            stream.seek(start + length)
    except (struct.error, ValueError, OverflowError, OSError):
        return


def _head(stream: IO[bytes]) -> bytes:
    (size,) = struct.unpack("<I", stream.read(4))
    if size == _GOES_ON:  # files of before 2019 have no such mark
        (size,) = struct.unpack("<I", stream.read(4))
    return stream.read(size) if size <= _MOST_HEAD else b""


def _unpacked(stream: IO[bytes], start: int, message: _Table, length: int) -> int:
    batch = message.table(_HEADER)
    if batch is None or not batch.has(_COMPRESSION):
        return max(0, length)
    total = 0
    for offset, size in batch.pairs(_BUFFERS):
        if size:
            stream.seek(start + offset)
            (stated,) = struct.unpack("<q", stream.read(8))
            total += size if stated < 0 else stated
    return total


class _Table:
    """A table of a flatbuffer: its fields by their place."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data, self._place = data, place
        self._fields = place - self._at("<i", place)

    @classmethod
    def root(cls, data: bytes) -> _Table:
        """The table that a buffer holds."""
        return cls(data, struct.unpack_from("<I", data)[0])

    def has(self, field: int) -> bool:
        """Whether a field is there."""
        return self._field(field) > 0

    def number(self, field: int, kind: str) -> int:
        """A number, 0 where it is not there."""
        place = self._field(field)
        return self._at(kind, place) if place else 0

    def table(self, field: int) -> _Table | None:
        """A table in a field."""
        place = self._field(field)
        return _Table(self._data, place + self._at("<I", place)) if place else None

    def pairs(self, field: int) -> list[tuple[int, int]]:
        """The pairs of numbers in a field that holds a list of them."""
        place = self._field(field)
        if not place:
            return []
        place += self._at("<I", place)
        count = self._at("<I", place)
        return [struct.unpack_from("<qq", self._data, place + 4 + 16 * at) for at in range(min(count, len(self._data) // 16))]

    def _field(self, field: int) -> int:
        size = self._at("<H", self._fields)
        entry = 4 + 2 * field
        offset = self._at("<H", self._fields + entry) if entry < size else 0
        return self._place + offset if offset else 0

    def _at(self, kind: str, place: int) -> int:
        if place < 0:
            raise ValueError("a place before the buffer")
        number: int = struct.unpack_from(kind, self._data, place)[0]
        return number
