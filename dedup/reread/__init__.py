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
from dedup.reread.wraps import unwrapped

__all__ = ["Repaired", "repaired"]

_STEPS: Final[tuple[Callable[[str], Repaired | None], ...]] = (unjoined, unbroken, rejoined, unwrapped, one_script)


def repaired(text: str) -> Repaired | None:
    """The text read again until nothing is left to be; None where nothing is, or where nothing but spaces and marks would be left.

    Takes some microseconds for a text with nothing to read again.
    """
    found: Repaired | None = None
    again = True
    while again:  # what was broken twice; each time it gets shorter, or has fewer words of two scripts
        again = False
        for step in _STEPS:
            if new := step(found.text if found else text):
                found = Repaired(new.text, found.places[new.places]) if found else new
                again = True
    return found if found and any(map(str.isalnum, found.text)) else None
