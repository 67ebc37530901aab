"""UTF-8 that was read as Latin-1 or Windows-1252 ("itâ€™s"), and ligatures: read again for the comparison, with the way back.

Only what can hardly be meant is read again: punctuation, signs of money and Latin letters; "está…”" stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WINDOWS: Final = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
"""What Windows-1252 shows for a byte that Latin-1 shows as a control character; "" for the five that it does not know."""
_BYTES: Final = {**{chr(byte): byte for byte in range(0x80, 0x100)}, **{mark: byte for mark, byte in _WINDOWS.items() if mark}}
_TRAIL: Final = "\u0080-\u00bf" + "".join(map(re.escape, filter(None, _WINDOWS)))
_LETTER: Final = "\u0080-\u00bf€‚ƒ„†‡ˆ‰ŠŒŽšœžŸ"
"""What may follow "Ã": quotation marks, dashes and dots after a word that ends in it are just that."""
_BROKEN: Final = re.compile(
    rf"â(?:[\u0080€][{_TRAIL}]|[\u0082‚][\u00a0-\u00bf]|[\u0084„]¢|(?P<bare>[\u0080€])(?=[\s.,;:!?)\]]|$))"
    rf"|(?<![A-ZÀ-Þ])(?:Ã[{_LETTER}]|Â[\u0080-\u00bf])"
    rf"|(?<=[A-ZÀ-Þ])Ã[{_LETTER}](?=[a-z])"  # behind a capital only inside a word: "NÃO…" can be meant, "ZÃ¼rich" cannot
    rf"|(?<=¬)[ÅÆË][{_TRAIL}]"  # the third byte of a quotation mark or dash that was broken twice
)


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """A text read again, n code points, and where each of them, and the end, stands in the raw text: int64 (n + 1,), rising; the
    letters of one ligature stand at one place."""

    text: str
    places: NDArray[np.int64]


def repaired(text: str) -> Repaired | None:
    """The text with broken characters read again, those broken twice too; None where nothing is broken, or nothing but spaces and
    marks would be left.

    Takes a microsecond for a text without them.
    """
    if text.isascii():
        return None
    odd = any(map(text.__contains__, _LIGATURES)) or (any(map(text.__contains__, _MARKS)) and _IN_NUMBER.search(text))
    found = _unjoined(text) if odd else None
    if not ("â" in text or "Ã" in text or "Â" in text):
        return found
    again = _once(found.text if found else text)
    found = Repaired(again.text, found.places[again.places]) if found and again else again or found
    while found and (again := _once(found.text)):  # each time it gets shorter
        found = Repaired(again.text, found.places[again.places])
    return found if found and any(map(str.isalnum, found.text)) else None


_LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


_MARKS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_IN_NUMBER: Final = re.compile(rf"(?<=\d)[{_MARKS}]+(?=[.,]\d)|(?<=\d[.,])[{_MARKS}]+(?=\d)")
"""Marks without a glyph beside the point of a number, which they would cut in two."""


def _unjoined(text: str) -> Repaired:
    """The text with ligatures, which a PDF leaves, as letters, each of which stands where the ligature does, and whole numbers."""
    letters = [_LIGATURES.get(character, character) for character in text]
    for match in _IN_NUMBER.finditer(text):
        letters[slice(*match.span())] = [""] * len(match.group())
    lengths = np.fromiter(map(len, letters), np.int64, len(text))
    return Repaired("".join(letters), np.append(np.repeat(np.arange(len(text)), lengths), len(text)))


def _once(text: str) -> Repaired | None:
    pieces, places, end = list[str](), list[int](), 0
    for match in _BROKEN.finditer(text):
        pieces += text[end : match.start()], _read_again(match)
        places += range(end, match.start() + 1)
        end = match.end()
    if not pieces:
        return None
    return Repaired("".join((*pieces, text[end:])), np.array([*places, *range(end, len(text) + 1)], np.int64))


def _read_again(match: re.Match[str]) -> str:
    if match["bare"]:
        return "”"  # its last byte has no sign in Windows-1252, and gets lost
    return bytes(_BYTES[mark] for mark in match.group()).decode("utf-8", "replace")
