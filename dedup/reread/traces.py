"""What a text holds beyond ASCII, to see within microseconds that there is nothing to read again."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_ASCII: Final = bytes(range(128))


@lru_cache(maxsize=1)
def traces(text: str) -> bytes:
    """The bytes of the UTF-8 of a text that are not ASCII: those of a character are neighbours, and most texts hold few.

    The last one is kept, for each step of reading again asks.
    """
    return b"" if text.isascii() else text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
