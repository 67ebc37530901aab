"""UTF-8 that was read as Latin-1 or Windows-1252 twice and more ("ZÃƒÂ¼rich"), read again.

What is UTF-8 once can be meant, and `mojibake` asks what stands about it. What is UTF-8 twice over cannot: four signs at least
would have to follow each other by chance, each out of a few dozen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dedup.reread.mojibake import BYTES, TRAIL
from dedup.reread.repaired import Repaired, with_replaced

_CHARACTER: Final = re.compile(rf"[\u00c2-\u00df][{TRAIL}]|[\u00e0-\u00ef][{TRAIL}]{{2}}|[\u00f0-\u00f4][{TRAIL}]{{3}}")
"""The bytes of one character beyond ASCII, each as the sign that it was taken for."""
_RUN: Final = re.compile(rf"(?:[\u00c2-\u00f4]|[{TRAIL}]){{4,}}")
"""What a character that was broken twice may stand in: it is four signs at least."""
_LEFT: Final = {"ÃƒÂ": "à", "Ã‚Â": "", "Ã¢â‚¬Â": "”"}
"""What is left of a character whose last byte has no sign, or one that looks like a blank and became one, and what it was."""
_INCOMPLETE: Final = re.compile(rf"(?:{'|'.join(_LEFT)})(?=[ \t\r\n.,;:!?)\]]|$)")


class _Sign(NamedTuple):
    """A character, the span [start, end) of the text that it was read from, and how many times it was read again."""

    sign: str
    start: int
    end: int
    times: int


def unbroken_twice(text: str) -> Repaired | None:
    """The text with the characters that were broken twice or more as what they were; None where there are none."""
    if "Ã" not in text:  # what Latin letters and marks begin with when they are broken a second time
        return None
    return with_replaced(text, sorted(_replaced(text)))


def _replaced(text: str) -> Iterator[tuple[int, int, str]]:
    for run in _RUN.finditer(text):
        signs = [_Sign(sign, place, place + 1, 0) for place, sign in enumerate(run[0], run.start())]
        while (again := _read_once(signs)) is not None:
            signs = again
        yield from ((one.start, one.end, one.sign) for one in signs if one.times > 1)
    yield from ((*left.span(), _LEFT[left[0]]) for left in _INCOMPLETE.finditer(text))


def _read_once(signs: list[_Sign]) -> list[_Sign] | None:
    """The signs with each run of them that is a character as that character; None where no run is."""
    text, read, last = "".join(one.sign for one in signs), list[_Sign](), 0
    for run in _CHARACTER.finditer(text):
        parts, character = signs[run.start() : run.end()], _character(run[0])
        if character is not None and len({one.times for one in parts}) == 1:  # the next sign may be whole: "cafÃ©”…"
            read += (*signs[last : run.start()], _Sign(character, parts[0].start, parts[-1].end, 1 + parts[0].times))
            last = run.end()
    return [*read, *signs[last:]] if read else None


def _character(signs: str) -> str | None:
    try:
        return bytes(BYTES[sign] for sign in signs).decode("utf-8")
    except UnicodeDecodeError:  # no character has such bytes
        return None
