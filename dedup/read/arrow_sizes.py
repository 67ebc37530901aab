"""How much the batches of an Arrow file unpack to, read from their heads alone.

A batch says of each of its packed buffers how long it is when unpacked (8 bytes before it); pyarrow makes them all at once, however
long they are. The layout is that of Arrow's "Encapsulated message format", in flatbuffers.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END
from typing import IO, Final

_GOES_ON: Final = 0xFFFFFFFF
_KIND, _HEADER, _BODY_LENGTH = 1, 2, 3
_BUFFERS, _COMPRESSION = 2, 3
_ID, _DATA, _IS_MORE = 0, 1, 2
_DICTIONARIES, _BATCHES = 2, 3
"""Places of fields: of a message, of a batch in it, of a dictionary in it, of the footer of a file."""
_DICTIONARY: Final = 2
"""The kind of a message that holds a dictionary."""
_MOST_HEAD: Final = 1 << 26
"""Bytes of a head, or of a footer; a schema of a million columns is smaller."""
_MAGIC: Final = b"ARROW1"


@contextmanager
def _pyarrow_errors() -> Iterator[None]:
    try:
        yield
    except (struct.error, ValueError, OverflowError) as error:
        raise OSError(f"a head that cannot be read ({error})") from error


class Sizes:
    """Bytes that messages unpack to. Dictionaries are kept while the batches are read, so each counts what is kept beside it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept: dict[int, int] = {}

    def of_stream(self) -> Iterator[tuple[int, int]]:
        """Of each message from where the stream stands, and where the next one begins. Raises OSError at a head that is none."""
        with _pyarrow_errors():
            while head := self._head():
                start, message = self._stream.tell(), _Table.root(head)
                length = _length(message)
                yield self._unpacked(start, message, length), start + length
                self._stream.seek(start + length)

    def of_file(self) -> Iterator[int]:
        """Of each message that the footer of a file names; others are not read. Raises OSError where one has no head."""
        with _pyarrow_errors():
            footer = self._footer()
            blocks = [*footer.structs(_DICTIONARIES, "<qi4xq"), *footer.structs(_BATCHES, "<qi4xq")]
            for place, size, length in blocks:
                self._stream.seek(place)
                message = _Table.root(self._head())
                start = self._stream.tell()
                if start != place + size or length != _length(message):
                    raise ValueError("the footer gives it another length")
                yield self._unpacked(start, message, length)

    def _head(self) -> bytes:
        """The head of a message, empty where the messages end."""
        mark = self._stream.read(4)
        if not mark:
            return b""
        (size,) = struct.unpack("<I", mark)
        if size == _GOES_ON:  # files of before 2019 have no such mark
            (size,) = struct.unpack("<I", self._stream.read(4))
        return self._read(size)

    def _footer(self) -> _Table:
        end = self._stream.seek(0, SEEK_END)
        self._stream.seek(end - 10)
        size, magic = struct.unpack("<I6s", self._stream.read(10))
        if magic != _MAGIC:
            raise ValueError("the file has no footer")
        self._stream.seek(end - 10 - size)
        return _Table.root(self._read(size))

    def _read(self, size: int) -> bytes:
        if size > _MOST_HEAD:
            raise ValueError(f"{size:,} bytes")
        head = self._stream.read(size)
        if len(head) < size:
            raise ValueError("the file ends in it")
        return head

    def _unpacked(self, start: int, message: _Table, length: int) -> int:
        batch = message.table(_HEADER)
        if message.number(_KIND, "<B") != _DICTIONARY:
            return self._size(start, batch, length) + sum(self._kept.values())
        one = batch.number(_ID, "<q")
        before = self._kept.get(one, 0) if batch.number(_IS_MORE, "<B") else 0
        self._kept[one] = before + self._size(start, batch.table(_DATA), length)
        return sum(self._kept.values())

    def _size(self, start: int, batch: _Table, length: int) -> int:
        if not batch.has(_COMPRESSION):
            return length
        total = 0
        for offset, size in batch.structs(_BUFFERS, "<qq"):
            if size:
                self._stream.seek(start + offset)
                (stated,) = struct.unpack("<q", self._stream.read(8))
                total += size if stated < 0 else stated
        return total


def is_arrow_file(stream: IO[bytes]) -> bool:
    """Whether a stream, which stands at its beginning, is a file with a footer; it stands at the first message then."""
    is_file = stream.read(len(_MAGIC)) == _MAGIC
    stream.seek(8 if is_file else 0)
    return is_file


def _length(message: _Table) -> int:
    """Bytes of a message's body."""
    length = message.number(_BODY_LENGTH, "<q")
    if length < 0:
        raise ValueError("it leads back to a message that was read")
    return length


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

    def table(self, field: int) -> _Table:
        """A table in a field. Raises ValueError where it is not there."""
        place = self._field(field)
        if not place:
            raise ValueError(f"its field {field} is missing")
        return _Table(self._data, place + self._at("<I", place))

    def structs(self, field: int, kind: str) -> Iterator[tuple[int, ...]]:
        """What a field holds that is a list of structures, each of some numbers."""
        place = self._field(field)
        if not place:
            return iter(())
        place += self._at("<I", place)
        first, size = place + 4, struct.calcsize(kind)
        return struct.iter_unpack(kind, self._data[first : first + self._at("<I", place) * size])

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
