"""Words that print, OCR or mail has broken at the ends of lines ("harbour-\\nmaster"), read as one, and so are its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Final

from dedup.reread.repaired import Repaired, with_replaced
from dedup.reread.traces import traces

_HYPHENS: Final = ("-", "\u00ad", "\u2010", "\u00ac")
"""Hyphen, soft hyphen, the one that is nothing else, and the sign that OCR takes it for."""
_SIGNS: Final = tuple(hyphen.encode() for hyphen in _HYPHENS[1:])
_ENDS: Final = "".join(map(re.escape, _HYPHENS))
_BREAK: Final = re.compile(rf"(?<=[^\W\d_])[{_ENDS}][ \t]{{0,2}}\r?\n[ \t]{{0,16}}(?=[^\W\d_])(?!(?:und|oder|bzw|sowie|and|or)\b)")
"""Between two letters, but for blanks at the line's end and before the next one. German and English leave a hyphen before "and"
where two words share their end."""
_FEWEST: Final = 3
"""Broken words from which on a text is set in lines, so that a line's end ends nothing."""
_SHORT: Final = 0.7
"""Share of the usual length of a line below which a line is the last one of a paragraph."""
_BEFORE: Final = re.compile(r"[^\W\d_]+(?=\Z)")
_AFTER: Final = re.compile(r"[^\W\d_]+")
_LONGEST: Final = 40
"""Letters of a part of a word at most; longer runs are none."""


def rejoined(text: str) -> Repaired | None:
    """The text with words whole that were broken at line ends, the break as nothing; None where there is none.

    A hyphen that the same word has elsewhere in the text is its own and stays. Of a text with three and more of such words the line
    breaks inside paragraphs are read as spaces: those of full lines that a line with a letter or a digit follows.
    """
    if not _may_break(text):
        return None
    broken = [match for match in _BREAK.finditer(text) if text[match.end()].islower()]
    if not broken:
        return None
    replaced = [(match.start() + _keeps_hyphen(text, match), match.end(), "") for match in broken]
    if len(broken) >= _FEWEST:
        replaced = sorted([*replaced, *_inside(text, {text.index("\n", match.start()) + 1 for match in broken})])
    return with_replaced(text, replaced)


def _may_break(text: str) -> bool:
    if "-\n" in text or "- \n" in text or ("\r" in text and ("-\r\n" in text or "- \r\n" in text)):
        return True
    return any(sign in left for sign in _SIGNS) if (left := traces(text)) else False


def _keeps_hyphen(text: str, match: re.Match[str]) -> bool:
    if match[0][0] != "-":
        return False
    before = _BEFORE.search(text, max(0, match.start() - _LONGEST), match.start())
    after = _AFTER.match(text, match.end(), match.end() + _LONGEST)
    return bool(before and after) and f"{before[0]}-{after[0]}" in text  # type: ignore[index]


_LINE_END: Final = re.compile(r"\r?\n")
_GOES_ON: Final = re.compile(r"[\w“‘\"'(«„]")


def _inside(text: str, broken: set[int]) -> Iterator[tuple[int, int, str]]:
    """The line breaks inside paragraphs but those in words, which end at `broken`."""
    ends = [match.span() for match in _LINE_END.finditer(text)]
    lines = list(zip([0, *(end for _, end in ends)], ends, strict=False))
    usual = median(end - start for start, (end, after) in lines if after in broken)
    for start, (end, after) in lines:
        is_full = end - start >= _SHORT * usual
        if after not in broken and is_full and not text[end - 1].isspace() and _GOES_ON.match(text, after):
            yield end, after, " " * (after - end)
