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
"""Share of the breaks that may stand neither at a full line nor behind the end of a sentence, one always: a byline, an item of a
list."""
_GOING_ON: Final = 0.3
"""Share of the breaks inside sentences behind which a letter that is no capital stands, at least: rows of a table, headlines, verse
and addresses begin with capitals and figures, quoted mail with a mark. Set by hand, low enough for
German nouns."""
_SPACED: Final = 0.06
"""Share of blanks from which on a script parts its words by them, so that a break can stand for one."""
_MARKED, _MORE_MARKED = 0.4, 2.5
"""Share of the lines that end with a mark from which on they are verse, where that is so many times the share of other words: in
prose a line ends where the room does."""
_BREAK: Final = re.compile(r"(?<=\S) ?\r?\n(?=\S)")
"""A break between two lines of text; mail of format=flowed (RFC 3676) leaves a blank before one inside a paragraph."""
_MARK: Final = re.compile(r"[,.;:!?…—–][\"'”’»)\]]*\Z")
_ENDS: Final = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_SENTENCE_END: Final = re.compile(r"[.!?…۔।؟][\"'”’»)\]]*(?:\s|\Z)")
_WORD: Final = re.compile(r"\S+")


class _Inner(NamedTuple):
    """A line break between two lines of text: where it stands, whether the line before it is full, whether a sentence ends there.

    `goes_on`: the next line begins with a letter that is no capital, as the middle of a sentence does; `is_marked`: a comma or
    another mark stands before it.
    """

    start: int
    end: int
    full: bool
    ends: bool
    goes_on: bool
    is_marked: bool


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
    if stray > max(1, _STRAY * len(inner)) or text.count(" ") < _SPACED * len(text) or _is_verse(text, inner):
        return None
    joined = _without_heads(text, [one for one in inner if one.full])
    return with_replaced(text, [(one.start, one.end, " " * (one.end - one.start)) for one in joined])


def _is_verse(text: str, inner: list[_Inner]) -> bool:
    """Whether no sentence ends, or lines end with marks far more often than words do.

    A poet breaks lines at pauses, or leaves all marks out; a program breaks them where they are full.
    """
    if not _SENTENCE_END.search(text):
        return True
    share = sum(one.is_marked for one in inner) / len(inner)
    words = text.split()
    return share >= _MARKED and share >= _MORE_MARKED * sum(map(bool, map(_MARK.search, words))) / len(words)


def _without_heads(text: str, full: list[_Inner]) -> Iterator[_Inner]:
    """The breaks at full lines, without those of headlines and bylines: lines that come to no end of a sentence and whose next
    begins with a capital or a figure."""
    ends, after, kept = False, -1, list[_Inner]()
    for one in reversed(full):
        stop = text.find("\n", one.end) % (len(text) + 1)
        if stop + 1 != after:  # the last line of what would be one paragraph
            ends = _ENDS.search(text[one.end : stop].rstrip()) is not None
        if ends or one.goes_on:
            kept.append(one)
        after = one.end
    return reversed(kept)


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
        goes_on = text[end].isalpha() and not text[end].isupper()
        is_marked, ends = (pattern.search(text, first, start) is not None for pattern in (_MARK, _ENDS))
        yield _Inner(start, end, full, ends, goes_on, is_marked)
