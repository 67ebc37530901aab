"""Texts cut into lines, runs and pieces, ready for a template: what belongs to which kind of passage, what an edit touches.

Nothing of a text is lost: the pieces and the line ends, put together again, are the text. A template escapes what it prints;
here characters that act only get the label that will be shown in their place. `assets/texts.js` marks the report page's texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from dedup.kinds import KINDS
from dedup.report.sides import Column
from dedup.report.visible import acting, label
from dedup.result import Comparison, Edit, Passage

Mark = tuple[int, int, str]
"""A stretch and its flag: `e` edited words, `f` a change of fact, `l` a loaded swap, `c` a cue, `x` a character that acts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that look the same. `flags`: CSS classes, in a fixed order; `shown` differs from the text only for `x`."""

    shown: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of one kind; `css` names it, "" for none."""

    pieces: tuple[Piece, ...]
    css: str = ""


Line = tuple[Run, ...]
"""A line of the text, as a paragraph."""
_Stretch = tuple[int, int, str]


def derivative_lines(comparison: Comparison, column: Column, *, bare: bool = False) -> list[Line]:
    """The derivative, each passage a run with its kind; `bare`: nothing but the text."""
    stretches = [(item.start, item.end, f"p k{KINDS.index(item.kind)}") for item in comparison.passages]
    return list(_lines(column.text, [] if bare else sorted(stretches)))


def source_lines(comparison: Comparison, column: Column, *, bare: bool = False) -> list[Line]:
    """The source, each stretch with counterparts a run with the kind of the closest; `bare`: nothing but the text."""
    return list(_lines(column.text, [] if bare else list(_source_stretches(comparison))))


def derivative_pieces(passage: Passage, text: str) -> tuple[Piece, ...]:
    """A passage by itself, marked as in its article."""
    return tuple(_pieces(text, passage.start, passage.end, _derivative_marks(passage)))


def source_pieces(passage: Passage, text: str) -> list[tuple[Piece, ...]]:
    """The counterparts of a passage by themselves, the closest first, marked as in their article."""
    return [tuple(_pieces(text, span.start, span.end, _source_marks(passage))) for span in passage.source]


def has_marked_edits(passage: Passage) -> bool:
    """Whether marking edited words tells anything: not where hardly a word stayed, nor where only a quotation mark was reopened."""
    if passage.kind == "verbatim" or not passage.edits or _stands_elsewhere(passage):
        return False
    kept = [edit for edit in passage.edits if edit.op == "equal"]
    spans = ((passage.start, passage.end), (passage.source[0].start, passage.source[0].end))
    stayed = (sum(edit.derivative[1] - edit.derivative[0] for edit in kept), sum(edit.source[1] - edit.source[0] for edit in kept))
    return all(part >= _LEAST_KEPT * (end - start) for part, (start, end) in zip(stayed, spans, strict=True))


def _stands_elsewhere(passage: Passage) -> bool:
    """Whether a second source has the passage as it stands: what the first one lacks is not added then."""
    own = _spaced(passage.text)
    return any(_spaced(span.text) == own for span in passage.source[1:])


def _spaced(text: str) -> str:
    """The text with every run of white space as one space: no-break spaces are no edits."""
    return " ".join(text.split())


def _marked_edits(passage: Passage) -> Iterator[Edit]:
    """The edits that change a word, not only the white space between two."""
    if has_marked_edits(passage):
        yield from (edit for edit in passage.edits if edit.op != "equal" and not is_white_space(passage, edit))


def is_white_space(passage: Passage, edit: Edit) -> bool:
    """Whether an edit leaves the words as they are."""
    there = passage.source[0]
    before = there.text[edit.source[0] - there.start : edit.source[1] - there.start]
    after = passage.text[edit.derivative[0] - passage.start : edit.derivative[1] - passage.start]
    return before.split() == after.split()


_LEAST_KEPT: Final = 0.4
"""Share of a passage and of its source, in characters, that must be the same before the other words are marked: where fewer stayed,
a reader sees it faster unmarked."""


def _derivative_marks(passage: Passage) -> Iterator[Mark]:
    yield from ((*edit.derivative, "e") for edit in _marked_edits(passage))
    yield from (
        (item.derivative.start, item.derivative.end, item.severity[0]) for item in passage.changes if item.severity in _FLAGGED
    )
    yield from ((cue.start, cue.end, "c") for cue in passage.cues)


_FLAGGED: Final = ("fact", "loaded")


def _source_marks(passage: Passage) -> Iterator[Mark]:
    yield from ((*edit.source, "e") for edit in _marked_edits(passage))
    yield from ((item.source.start, item.source.end, item.severity[0]) for item in passage.changes if item.severity in _FLAGGED)


def _source_stretches(comparison: Comparison) -> Iterator[_Stretch]:
    used = [(span.start, span.end, item) for item in comparison.passages for span in item.source]
    for start, end in pairwise(sorted({edge for low, high, _ in used for edge in (low, high)})):
        over = [item for low, high, item in used if low <= start and high >= end]
        if over:
            yield start, end, f"s k{KINDS.index(max(over, key=lambda item: item.similarity).kind)}"


_LINE_END: Final = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029][\n\r\x0b\x0c\x85\u2028\u2029\t \xa0\u3000]*")


def _lines(text: str, stretches: list[_Stretch]) -> Iterator[Line]:
    first = 0
    for start, end, _ in line_spans(text):
        while first < len(stretches) and stretches[first][1] <= start:
            first += 1
        yield tuple(_runs(text, start, end, stretches, first))


def line_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, start of the next) of each line; line ends before the first line follow a line with nothing in it."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start(), match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text), len(text)


def _runs(text: str, start: int, end: int, stretches: list[_Stretch], first: int) -> Iterator[Run]:
    done = start
    for low, high, css in islice(stretches, first, None):
        if low >= end:
            break
        low, high = max(low, done), min(high, end)
        if low > done:
            yield Run(tuple(_pieces(text, done, low, ())))
        if high > low:
            yield Run(tuple(_pieces(text, low, high, ())), css)
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
