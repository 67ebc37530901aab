"""Both texts cut into lines, runs and pieces, ready for a template: what belongs to which passage, what an edit touches.

Nothing of a text is lost: the pieces and the line ends, put together again, are the text. A template escapes what it prints;
here characters that act only get the label that will be shown in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from dedup.report.sides import Column
from dedup.report.visible import acting, label
from dedup.result import KINDS, Comparison, Passage

Mark = tuple[int, int, str]
"""A stretch and its flag: `e` edited words, `f` a change of fact, `l` a loaded swap, `c` a cue, `x` a character that acts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that look the same. `flags`: CSS classes, in a fixed order; `shown` differs from the text only for `x`."""

    shown: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of the same passages. `anchor`: the id that a link can name; `refs`: numbers of the passages that draw on it."""

    pieces: tuple[Piece, ...]
    css: str = ""
    anchor: str = ""
    refs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text as a paragraph; `end` is the white space up to the next one."""

    start: int
    size: int
    end: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    css: str
    anchor: str = ""
    refs: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()


def derivative_lines(comparison: Comparison, column: Column) -> tuple[Line, ...]:
    """The derivative: each passage is a run with the anchor `p<number>`, numbered from 1."""
    stretches = [
        _Stretch(item.start, item.end, f"p k{KINDS.index(item.kind)}", f"p{number}", (), tuple(_derivative_marks(item)))
        for number, item in enumerate(comparison.passages, 1)
    ]
    return tuple(_lines(column.text, sorted(stretches, key=lambda item: item.start)))


def source_lines(comparison: Comparison, column: Column) -> tuple[Line, ...]:
    """The source, cut wherever a passage's counterpart or a sentence left out (anchor `d<number>`) begins or ends."""
    return tuple(_lines(column.text, list(_source_stretches(comparison, len(column.text)))))


def derivative_pieces(passage: Passage, text: str) -> tuple[Piece, ...]:
    """A passage by itself, marked as in its article."""
    return tuple(_pieces(text, passage.start, passage.end, _derivative_marks(passage)))


def source_pieces(passage: Passage, text: str) -> list[tuple[Piece, ...]]:
    """The counterparts of a passage by themselves, the closest first, marked as in their article."""
    return [tuple(_pieces(text, span.start, span.end, _source_marks(passage))) for span in passage.source]


def has_marked_edits(passage: Passage) -> bool:
    """Whether marking edited words tells anything: not where hardly a word stayed, nor where only a quotation mark was reopened."""
    kept = sum(edit.derivative[1] - edit.derivative[0] for edit in passage.edits if edit.op == "equal")
    return passage.kind != "verbatim" and bool(passage.edits) and kept >= _LEAST_KEPT * (passage.end - passage.start)


_LEAST_KEPT: Final = 0.25
"""Share of a passage, in characters, that must stand in the source in the same words before the other words are marked."""


def _derivative_marks(passage: Passage) -> Iterator[Mark]:
    if has_marked_edits(passage):
        yield from ((*edit.derivative, "e") for edit in passage.edits if edit.op != "equal")
    yield from (
        (item.derivative.start, item.derivative.end, item.severity[0]) for item in passage.changes if item.severity in _FLAGGED
    )
    yield from ((cue.start, cue.end, "c") for cue in passage.cues)


_FLAGGED: Final = ("fact", "loaded")


def _source_marks(passage: Passage) -> Iterator[Mark]:
    if has_marked_edits(passage):
        yield from ((*edit.source, "e") for edit in passage.edits if edit.op != "equal")
    yield from ((item.source.start, item.source.end, item.severity[0]) for item in passage.changes if item.severity in _FLAGGED)


def _source_stretches(comparison: Comparison, size: int) -> Iterator[_Stretch]:
    opened: dict[int, list[int]] = {}
    closed: dict[int, list[int]] = {}
    for number, passage in enumerate(comparison.passages, 1):
        for span in passage.source:
            opened.setdefault(span.start, []).append(number)
            closed.setdefault(span.end, []).append(number)
    for number, item in enumerate(comparison.dropped, 1):
        opened.setdefault(item.start, []).append(-number)
        closed.setdefault(item.end, []).append(-number)
    marks = {number: tuple(_source_marks(passage)) for number, passage in enumerate(comparison.passages, 1)}
    active: list[int] = []
    named: set[int] = set()
    for start, end in pairwise(sorted({0, size, *opened, *closed})):
        for number in closed.get(start, ()):
            active.remove(number)
        active += opened.get(start, ())
        yield _source_stretch(comparison, (start, end), active, named, marks)


def _source_stretch(
    comparison: Comparison, span: tuple[int, int], active: list[int], named: set[int], marks: dict[int, tuple[Mark, ...]]
) -> _Stretch:
    refs = tuple(sorted({number for number in active if number > 0}))
    left_out = sorted({-number for number in active if number < 0} - named)
    named.update(left_out)
    anchor = f"d{left_out[0]}" if left_out else ""
    if not refs:
        return _Stretch(*span, "d" if any(number < 0 for number in active) else "", anchor)
    first = max(refs, key=lambda number: (comparison.passages[number - 1].similarity, -number))
    return _Stretch(*span, f"s k{KINDS.index(comparison.passages[first - 1].kind)}", anchor, refs, marks[first])


_LINE_END: Final = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029][\n\r\x0b\x0c\x85\u2028\u2029\t \xa0\u3000]*")


def _lines(text: str, stretches: list[_Stretch]) -> Iterator[Line]:
    first = 0
    for start, end, next_start in _line_spans(text):
        while first < len(stretches) and stretches[first].end <= start:
            first += 1
        runs = tuple(_runs(text, start, end, stretches, first))
        yield Line(start, end - start, text[end:next_start], runs)


def _line_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, start of the next) of each line; line ends before the first line follow a line with nothing in it."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start(), match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text), len(text)


def _runs(text: str, start: int, end: int, stretches: list[_Stretch], first: int) -> Iterator[Run]:
    done = start
    for stretch in islice(stretches, first, None):
        if stretch.start >= end:
            break
        low, high = max(stretch.start, done), min(stretch.end, end)
        if low > done:
            yield Run(tuple(_pieces(text, done, low, ())))
        if high > low:
            anchor = stretch.anchor if low == stretch.start else ""
            yield Run(tuple(_pieces(text, low, high, stretch.marks)), stretch.css, anchor, stretch.refs)
            done = high
    if done < end:
        yield Run(tuple(_pieces(text, done, end, ())))


def _pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[Piece]:
    inside = [(max(low, start), min(high, end), flag) for low, high, flag in marks if low < end and high > start and low < high]
    inside += [(place, place + 1, "x") for place in acting(text, start, end)]
    cuts = sorted({start, end, *(low for low, _, _ in inside), *(high for _, high, _ in inside)})
    inside.sort()
    waiting: list[Mark] = []
    position = 0
    for low, high in pairwise(cuts):
        while position < len(inside) and inside[position][0] <= low:
            waiting.append(inside[position])
            position += 1
        waiting = [mark for mark in waiting if mark[1] > low]
        flags = " ".join(sorted({flag for _, _, flag in waiting}))
        yield Piece(label(text[low]) if "x" in flags else text[low:high], flags)
