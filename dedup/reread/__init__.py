"""Texts as they were meant, for the comparison: broken encodings, ligatures, words and lines, and swapped letters.

The raw text stays what it is: whatever is said of a place in the text read again is said in the raw one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dedup.reread.line_ends import rejoined
from dedup.reread.marks import unjoined
from dedup.reread.mojibake import unbroken
from dedup.reread.repaired import Repaired
from dedup.reread.scripts import one_script
from dedup.reread.twice import unbroken_twice
from dedup.reread.wide import plain_width
from dedup.reread.wraps import unwrapped

__all__ = ["Repaired", "read_again", "repaired"]

_STEPS: Final[tuple[Callable[[str], Repaired | None], ...]] = (unjoined, unbroken, rejoined, unwrapped, one_script)
_OF_DOCUMENTS: Final = (unbroken_twice, plain_width, *_STEPS)


def repaired(text: str) -> Repaired | None:
    """The text read again until nothing is left to be; None where nothing is, or where nothing but spaces and marks would be left.

    Takes some microseconds for a text with nothing to read again. It is part of what a word is (`dedup.words.WORDS_VERSION`): with
    another step, stored rows would be those of other words.
    """
    return _until_done(text, _STEPS)


def read_again(text: str) -> Repaired | None:
    """The text of an article that is to be compared: `repaired`, and what moves hardly a row of the indexes, which go without."""
    return _until_done(text, _OF_DOCUMENTS)


def _until_done(text: str, steps: tuple[Callable[[str], Repaired | None], ...]) -> Repaired | None:
    mended: Repaired | None = None
    again = True
    while again:  # what was broken twice; each time it gets shorter, or has fewer words of two scripts
        again = False
        for step in steps:
            if new := step(mended.text if mended else text):
                mended = Repaired(new.text, mended.places[new.places]) if mended else new
                again = True
    return mended if mended and any(map(str.isalnum, mended.text)) else None
