"""Styled text folded into lines of a terminal. rich folds too, but a hundred times slower on an article without a line end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

Styled = tuple[str, str]
"""Text without line ends, and the name of a rich style ("" for none)."""

Lines = list[list[Styled]]

_WORD: Final = re.compile(r" *([^ ]+)")


def fold(parts: Sequence[Styled], width: int) -> Lines:
    """`parts`, one after the other, as lines of at most `width` columns, broken at spaces; longer words are cut at the edge."""
    text = "".join(part for part, _ in parts)
    lines: Lines = []
    pending = iter(parts)
    part, style = next(pending, ("", ""))
    start = 0
    for low, high in _line_spans(text, width):
        line: list[Styled] = []
        while low < high:
            while start + len(part) <= low:
                start += len(part)
                part, style = next(pending)
            end = min(high, start + len(part))
            line.append((text[low:end], style))
            low = end
        lines.append(line)
    return lines


def _line_spans(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = end = used = 0
    for match in _WORD.finditer(text):
        first, word = match.start(1), match.group(1)
        size = _columns(word)
        used += first - end
        if end == start:
            start, used = first, 0
        elif used + size > width:
            yield start, end
            start, used = first, 0
        if size > width:
            full, start, used = _cut(word, first, start, used, width)
            yield from full
        else:
            used += size
        end = match.end()
    if end > start:
        yield start, end


def _columns(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def _cut(word: str, offset: int, start: int, used: int, width: int) -> tuple[list[tuple[int, int]], int, int]:
    """The full lines that a word wider than a line makes; where the line after them starts, and how many columns it has."""
    full = []
    for place, character in enumerate(word, offset):
        size = cell_len(character)
        if used + size > width and place > start:
            full.append((start, place))
            start, used = place, 0
        used += size
    return full, start, used


def paint(line: Sequence[Styled], color: ColorSystem | None) -> str:
    """A line with ANSI styles; its bare words where `color` is None."""
    if color is None:
        return "".join(text for text, _ in line)
    return "".join(Style.parse(style).render(text, color_system=color) if style else text for text, style in line)


def hanging(sign: Styled, parts: Sequence[Styled], indent: int, width: int, color: ColorSystem | None) -> Iterator[str]:
    """`parts` folded behind `sign`, which stands at `indent` on the first line only."""
    room = indent + _columns(sign[0])
    first = " " * indent + paint([sign], color)
    for line in fold(parts, width - room):
        yield first + paint(line, color)
        first = " " * room


def beside(
    left: list[list[Styled]], right: list[list[Styled]], width: int, rule: Styled, color: ColorSystem | None
) -> Iterator[str]:
    """Rows of two columns, the left one filled up to `width` columns, `rule` between them."""
    between = f" {paint([rule], color)} "
    for one, two in zip_longest(left, right, fillvalue=()):
        gap = " " * (width - sum(_columns(text) for text, _ in one))
        yield f"{paint(one, color)}{gap}{between}{paint(two, color)}"
