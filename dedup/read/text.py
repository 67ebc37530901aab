"""What a reader should know of a text before its comparison is trusted: scripts and oddities, each as one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SENTENCE_END: Final = re.compile(r"[.!?…۔؟।][\"'”’»)\]*_]*(?=\s|$)|[。！？]")
_SHARE: Final = 0.2
"""A text is written in a script when a fifth of its characters are; a quoted phrase stays below."""


def remarks(text: str) -> tuple[str, ...]:
    """Notes on a text: NUL and lost characters, scripts that are read or split in their own way, no sentence end."""
    return tuple(_remarks(text))


def _remarks(text: str) -> Iterator[str]:
    if nuls := text.count("\0"):
        yield f"{nuls:,} NUL character{'s' * (nuls > 1)}, kept as part of the text and counted in offsets"
    if lost := text.count("\ufffd"):
        yield f"{lost:,} replacement character{'s' * (lost > 1)} (U+FFFD): letters were lost before or while it was read"
    if not text.isascii():
        if _share(_RIGHT_TO_LEFT, text) > _SHARE:
            yield "right-to-left text: offsets count characters in reading order"
        if _share(_UNSPACED, text) > _SHARE:
            yield "a script without spaces between words: each character counts as a word"
    if not _SENTENCE_END.search(text):
        yield "no sentence end was found: each line counts as one sentence"


def _share(script: re.Pattern[str], text: str) -> float:
    return len(script.findall(text)) / len(text)
