"""What `minhash` and `native/texts.c` tell each other."""

from __future__ import annotations

from typing import Final

KIND_SHIFT: Final = 24
MAY_COMPOSE: Final = 1 << 29
ODD: Final = 1 << 30
IN_WORD: Final = 1 << 31
UNKNOWN: Final = 0xFFFFFFFF
"""An entry of the character table: `UNKNOWN` for a code point that is not described yet; else the folded code point in the lowest
24 bits, the class above it, and three marks: characters that may not be composed (NFC); those that are words of their own or no
part of the word around them; letters and digits. Bit 28 is zero."""

ASCII, GIVEN, COMPOSED = 1, 2, 3
"""Modes of texts: all ASCII; words are given; known to be composed. 0 is any other text."""

PADDING: Final = 144
"""Bytes beyond the end of a text that the pass may touch."""
