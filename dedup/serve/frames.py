"""How the server and its processes talk: JSON values, each after its length in four bytes."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, Final

LENGTH: Final = 4
MOST: Final = 1 << 30
"""Bytes of a value; beyond, it is no frame but a stray line on the pipe."""


def packed(value: Any) -> bytes:
    """A value as one frame."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return len(body).to_bytes(LENGTH, "big") + body


def unpacked(body: bytes) -> Any:
    """The value of a frame, without its length."""
    return json.loads(body.decode("utf-8", "surrogatepass"))


def size(head: bytes) -> int:
    """The length that a frame begins with. Raises ValueError for what is no frame."""
    size = int.from_bytes(head, "big")
    if size > MOST:
        raise ValueError(f"a frame of {size:,} bytes, over {MOST:,}")
    return size


def read(stream: BinaryIO) -> Any:
    """The next value of a stream; None at its end. Raises ValueError for what is no frame."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    return unpacked(stream.read(size(head)))
