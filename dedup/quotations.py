"""Quotations of a text: straight, curly and single marks, guillemets and brackets, and paragraphs that reopen the mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dedup.words import Span

_CLOSER: Final = {
    "“": "”", "„": "“”", "”": "”", "«": "»", "»": "«»", "‹": "›", "›": "‹›", "「": "」", "『": "』", '"': '"',
    "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
"""Each mark that opens a quotation, and those that close it: English, German (both ways), French, Swedish, Chinese, Japanese."""
_SINGLE: Final = frozenset("‘‚'")
_EITHER: Final = frozenset("”»›")
"""Marks that close in most countries and open in some: they open only right before a word and behind a space."""
_SPACED: Final = {"«": "»", "‹": "›"}
"""Marks inside which French sets a space."""
_MARK: Final = re.compile("[“”„«»‹›「」『』\"‘‚’']")
_SINGLE_REACH: Final = 1_000
"""Characters in which a single mark has to be closed: most are apostrophes, and each would look through the whole line."""
_DECADE: Final = re.compile(r"\d\ds\b")
_OWNING: Final = re.compile(r"(?<=[a-z]\.)['‘]s\b")
"""The mark of a genitive behind an abbreviation: "Jr.'s"."""
_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation inside one line. `span` takes in the marks, `inner` does not.

    `continues` says that it goes on from the line before, which ended without closing its mark.
    """

    span: Span
    inner: Span
    continues: bool = False


def quotations(text: str) -> tuple[Quotation, ...]:
    """Quotations of `text`, outermost only, in order.

    A single mark opens only before a word and after a space, and closes only before a space or a stop, so that apostrophes
    are left alone. A double mark that is never closed reaches to the end of its line, unless it may be one that closes.
    """
    quoted: list[Quotation] = []
    pending = False
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        inside, pending = _in_line(text, line.start(), line.end(), pending)
        quoted.extend(inside)
    return tuple(quoted)


def _in_line(text: str, start: int, end: int, pending: bool) -> tuple[list[Quotation], bool]:
    quoted: list[Quotation] = []
    position, opened, never_closed = start, False, set[str]()
    while True:
        opening = _next_opening(text, position, end)
        if opening is None:
            return quoted, opened
        closing = None if text[opening] in never_closed else _closing(text, opening, end)
        if closing is None and text[opening] in _SINGLE | _EITHER:
            never_closed |= _EITHER & {text[opening]}  # nor is any later one of this line
            position = opening + 1
            continue
        opened = closing is None
        stop = end if closing is None else closing
        first = position == start and not text[start:opening].strip()
        span = (opening, stop if closing is None else stop + 1)
        if stop > opening + 1:
            quoted.append(Quotation(span, (opening + 1, stop), continues=first and pending))
        position = span[1]


def _next_opening(text: str, position: int, end: int) -> int | None:
    return next((mark.start() for mark in _MARK.finditer(text, position, end) if _can_open(text, mark.start(), end)), None)


def _can_open(text: str, at: int, end: int) -> bool:
    character, before = text[at], text[at - 1] if at > 0 else " "
    after = text[at + 1] if at + 1 < end else ""
    if character not in _CLOSER or not after:
        return False
    if character in _SPACED and after.isspace():
        return (before.isspace() or before in "([’'") and _is_closed_next(text, at, end)
    if after.isspace():
        return False
    if character in _EITHER:
        return (before.isspace() or before in "([—–-") and after.isalnum()
    if character in _SINGLE:
        open_to = after.isalnum() or after in '[($“"'
        owns = _DECADE.match(text, at + 1) or _OWNING.match(text, at)
        return open_to and not (before.isalnum() or before in "’'" or owns)
    return not (character == '"' and before.isalnum())


def _is_closed_next(text: str, at: int, end: int) -> bool:
    """Whether the mark that closes comes before the next one that opens."""
    closer, again = text.find(_SPACED[text[at]], at, end), text.find(text[at], at + 1, end)
    return closer > 0 and not 0 <= again < closer


def _closing(text: str, opening: int, end: int) -> int | None:
    if text[opening] in _SINGLE:
        return _single_closing(text, opening, min(end, opening + _SINGLE_REACH))
    closers, opened = _CLOSER[text[opening]], False
    for at in range(opening + 1, end):
        opened |= text[at] == "“"
        # A straight mark closed by a curly one: an editor's keyboard mixed them, unless a curly one was opened inside.
        mixed = text[opening] == '"' and text[at] == "”" and not opened
        if (text[at] in closers or mixed) and _can_close(text, at, end, single=False) and not _is_inch(text, at, end):
            return at
    return None


def _single_closing(text: str, opening: int, end: int) -> int | None:
    """The first mark behind a stop, else the first that can close: “the boys' dog,'” has an apostrophe inside.

    A lone letter is no quotation: "rock 'n' roll".
    """
    closers, first = _CLOSER[text[opening]], None
    for at in range(opening + 1, end):
        if text[at] == text[opening] and _can_open(text, at, end):
            break
        if text[at] in closers and _can_close(text, at, end, single=True):
            if text[at - 1] in _STOPS:
                return at
            first = at if first is None else first
    return None if first == opening + 2 else first


_STOPS: Final = ",.!?…;:"


def _is_inch(text: str, at: int, end: int) -> bool:
    """Whether a straight mark behind a number is its unit: a word follows, and the rest of the line has a mark too many."""
    if text[at] != '"' or not text[at - 1].isdigit():
        return False
    follows = re.match(r"\s[a-z]", text[at + 1 : at + 3]) is not None
    return follows and text.count('"', at + 1, end) % 2 == 1


def _can_close(text: str, at: int, end: int, *, single: bool) -> bool:
    before, after = text[at - 1], text[at + 1] if at + 1 < end else " "
    if after.isalnum() and (single or text[at] == '"'):
        return False
    return not before.isspace() or text[at] not in "'\"’‘"
