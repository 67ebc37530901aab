"""What each character is to the tokenizer: the class and the folded form of every code point, worked out when it is first met."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

SEPARATOR, LETTER, DIGIT, SINGLE, IGNORED, APOSTROPHE, POINT, COMMA = range(8)
"""Classes of code points; `character_tables` maps each code point to one of them."""

_CODE_POINTS: Final = 0x110000
_SINGLE_SCRIPTS: Final = (
    "CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA", "KATAKANA", "THAI ", "LAO ", "MYANMAR ", "KHMER ",
)  # fmt: skip
_APOSTROPHES: Final = frozenset("'’ʼ＇‘`´")
_IGNORED: Final = frozenset("\u00ad\u034f\u061c\u0640\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_NO_GLYPH: Final = (
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFFA0, 0xFFA0), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""First and last code points that are ignored wherever they stand: the property Default_Ignorable_Code_Point of Unicode."""
_FOLDED: Final = {
    "ς": "σ", "ı": "i", "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω",
    "ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ہ", "ه": "ہ", "ة": "ہ", "أ": "ا", "إ": "ا", "ٱ": "ا",
}  # fmt: skip
"""What is written in two ways by keyboard, capitals or place in the word."""


class _CharacterTables:
    """Class and folded form of every code point, worked out when it is first met."""

    def __init__(self) -> None:
        self.kind = np.zeros(_CODE_POINTS, np.uint8)
        self.folded = np.arange(_CODE_POINTS, dtype=np.uint32)
        self._known = np.zeros(_CODE_POINTS, np.bool_)
        self._lock = threading.Lock()

    def cover(self, codes: NDArray[np.uint32]) -> None:
        """Make sure that the tables are filled for every code point in `codes`."""
        known = self._known[codes]
        if not known.all():
            with self._lock:
                for code in set(codes[~known].tolist()):
                    self.kind[code], self.folded[code] = _describe(chr(code))
                    self._known[code] = True


def _describe(character: str) -> tuple[int, int]:
    is_selector = unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    has_no_glyph = any(first <= ord(character) <= last for first, last in _NO_GLYPH)
    if character in _IGNORED or has_no_glyph or is_selector or _is_arabic_sign(character):
        return IGNORED, ord(character)
    if character in _APOSTROPHES:
        return APOSTROPHE, ord("'")
    if character in ".,":
        return (POINT if character == "." else COMMA), ord(character)
    kind = _class_by_category(character)
    return kind, ord(_fold(character)) if kind != SEPARATOR else ord(character)


def _class_by_category(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Nd":
        return DIGIT
    if category[0] not in "LMN":
        return SEPARATOR
    return SINGLE if unicodedata.name(character, "").startswith(_SINGLE_SCRIPTS) else LETTER


def _fold(character: str) -> str:
    """Lower case, compatibility form and European digits, where that is one character; the character itself elsewhere."""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    compatible = unicodedata.normalize("NFKC", character)
    lower = (compatible if len(compatible) == 1 else character).lower()
    folded = lower if len(lower) == 1 else lower[0]
    return _FOLDED.get(folded, folded)


def _is_arabic_sign(character: str) -> bool:
    marks = "\u064b" <= character <= "\u065f" or "\u06d6" <= character <= "\u06ed" or character == "\u0670"
    return marks and unicodedata.category(character) == "Mn"


@cache
def character_tables() -> _CharacterTables:
    """The one pair of tables of this process; `cover` before use."""
    return _CharacterTables()
