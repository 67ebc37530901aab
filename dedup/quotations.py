"""Quotations of a text: straight, curly and single marks, guillemets, and paragraphs that reopen the mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dedup.words import Span

_CLOSER: Final = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"', "‘": "’", "'": "'"}
_TURNED: Final = {"»": "«»", "›": "‹›", "”": "”"}
"""Marks that close in one language and open in another, »so« in German, ”så” in Swedish, and what closes them there."""
_SPACED: Final = {"«": "»", "‹": "›"}
"""Marks inside which French sets a space."""
_SINGLE: Final = frozenset("‘'")
_MARK: Final = re.compile("[“”„«»‹›「」『』\"‘’']")
_DECADE: Final = re.compile(r"\d\ds\b")
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
    are left alone. A double mark that is never closed reaches to the end of its line.
    """
    found: list[Quotation] = []
    pending = False
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        inside, pending = _in_line(text, line.start(), line.end(), pending)
        found.extend(inside)
    return tuple(found)


def _in_line(text: str, start: int, end: int, pending: bool) -> tuple[list[Quotation], bool]:
    found: list[Quotation] = []
    position, opened, never_closed = start, False, set[str]()
    while True:
        opening = _next_opening(text, position, end)
        if opening is None:
            return found, opened
        closing = None if text[opening] in never_closed else _closing(text, opening, end)
        if closing is None and text[opening] in _SINGLE:
            never_closed.add(text[opening])  # nor is any later one of this line
            position = opening + 1
            continue
        opened = closing is None
        stop = end if closing is None else closing
        first = position == start and not text[start:opening].strip()
        span = (opening, stop if closing is None else stop + 1)
        if stop > opening + 1:
            found.append(Quotation(span, (opening + 1, stop), continues=first and pending))
        position = span[1]


def _next_opening(text: str, position: int, end: int) -> int | None:
    for mark in _MARK.finditer(text, position, end):
        at, character = mark.start(), mark.group()
        after = text[at + 1] if at + 1 < end else " "
        before = text[at - 1] if at > 0 else " "
        if character not in _CLOSER and not _is_turned(text, at, end, before, after):
            continue
        if after.isspace() and not _is_spaced(text, at, end, before):
            continue
        if character in _SINGLE and (before.isalnum() or before in "’'" or not (after.isalnum() or after in '[($“"')):
            continue
        if (character == '"' and before.isalnum()) or (character in _SINGLE and _DECADE.match(text, at + 1)):
            continue
        return at
    return None


def _is_turned(text: str, at: int, end: int, before: str, after: str) -> bool:
    """Whether a closing mark opens: it stands before a word, after a space, and another one closes it in the line."""
    closers = _TURNED.get(text[at], "")
    return (before.isspace() or before in "(") and after.isalnum() and any(mark in text[at + 1 : end] for mark in closers)


def _is_spaced(text: str, at: int, end: int, before: str) -> bool:
    """Whether a mark with a space behind it opens: French spaces it on both sides, and the mark that closes it comes first."""
    closer = text.find(_SPACED.get(text[at], "\0"), at, end)
    again = text.find(text[at], at + 1, end)
    return (before.isspace() or before in "(") and closer > 0 and not 0 <= again < closer


def _closing(text: str, opening: int, end: int) -> int | None:
    closers, opened = _CLOSER.get(text[opening]) or _TURNED[text[opening]], False
    for at in range(opening + 1, end):
        opened |= text[at] == "“"
        # A straight mark closed by a curly one: an editor's keyboard mixed them, unless a curly one was opened inside.
        mixed = text[opening] == '"' and text[at] == "”" and not opened
        if (text[at] in closers or mixed) and _can_close(text, at, end, single=text[opening] in _SINGLE):
            return at
    return None


def _can_close(text: str, at: int, end: int, *, single: bool) -> bool:
    before, after = text[at - 1], text[at + 1] if at + 1 < end else " "
    if after.isalnum() and (single or text[at] == '"'):
        return False
    return not before.isspace() or text[at] not in "'\"’"
