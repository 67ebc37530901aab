"""Lines of one width, as mail, terminals and old archives set them: a break inside a paragraph is read as the space it replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dedup.reread.repaired import Repaired, with_replaced

_NARROWEST, _WIDEST = 50, 120
"""Characters of the widest line inside paragraphs: below, it is verse or a list; above, a line is a paragraph."""
_FEWEST: Final = 4
"""Breaks inside sentences from which on lines are known to be filled."""
_SLACK: Final = 0.93
"""Share of the width that a line and the word after it take at least: programs that balance lines leave some room."""
_STRAY: Final = 0.1
"""Share of the breaks that may stand neither at a full line nor behind the end of a sentence: a byline, an item of a list."""
_GOING_ON: Final = 0.3
"""Share of the breaks inside sentences behind which a letter that is no capital stands, at least: rows of a table, headlines, verse
and addresses begin with capitals and figures, quoted mail with a mark. Set by hand, low enough for
German nouns."""
_SPACED: Final = 0.06
"""Share of blanks from which on a script parts its words by them, so that a break can stand for one."""
_BREAK: Final = re.compile(r"(?<=[^\s])\r?\n(?=[^\s])")
_ENDS: Final = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_WORD: Final = re.compile(r"\S+")


class _Inner(NamedTuple):
    """A line break between two lines of text: where it stands, whether the line before it is full, whether a sentence ends there.

    `goes_on`: the next line begins with a letter that is no capital, as the middle of a sentence does.
    """

    start: int
    end: int
    full: bool
    ends: bool
    goes_on: bool


def unwrapped(text: str) -> Repaired | None:
    """The text with the breaks of its full lines as spaces; None where its lines are paragraphs, items or verse.

    A line is full where the next line's first word would not have fitted on it. A text is set in lines where nearly every break
    stands at a full line or behind the end of a sentence, and several inside sentences, of which enough are seen to go on.
    """
    if not _may_be_wrapped(text):
        return None
    inner = list(_inner(text))
    inside = [one.goes_on for one in inner if one.full and not one.ends]
    stray = sum(not one.full and not one.ends for one in inner)
    if len(inside) < _FEWEST or sum(inside) < _GOING_ON * len(inside):
        return None
    if stray > _STRAY * len(inner) or text.count(" ") < _SPACED * len(text):
        return None
    return with_replaced(text, [(one.start, one.end, " " * (one.end - one.start)) for one in inner if one.full])


def _may_be_wrapped(text: str) -> bool:
    """Whether there are enough breaks, and some with no blank line; most texts are refused by the first count."""
    breaks = text.count("\n")
    if breaks <= _FEWEST or len(text) > _WIDEST * (breaks + 1):
        return False
    return 2 * (text.count("\n\n") + text.count("\r\n\r\n")) < breaks


def _inner(text: str) -> Iterator[_Inner]:
    """The breaks between two lines of text, if the widest of these lines is as wide as set lines are."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    starts = [text.rfind("\n", 0, start) + 1 for start, _ in breaks]
    width = max((start - first for first, (start, _) in zip(starts, breaks, strict=True)), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return
    for first, (start, end) in zip(starts, breaks, strict=True):
        word = _WORD.match(text, end)
        follows = len(word[0]) if word else 0
        full = start - first + 1 + follows > _SLACK * width
        yield _Inner(
            start, end, full, _ENDS.search(text, first, start) is not None, text[end].isalpha() and not text[end].isupper()
        )
