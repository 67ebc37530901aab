"""A comparison in few words, in a notebook, and as a table of pandas: what needs the result alone and neither text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Literal

from dedup.errors import InputError, MissingExtra
from dedup.report import wording
from dedup.report.figures import figures
from dedup.report.sides import Column, bare_columns
from dedup.report.visible import clipped, visible
from dedup.result import Comparison, Passage

_STYLE = "text-align:left;vertical-align:top;padding:4px 8px;max-width:40em"


def render_summary(comparison: Comparison) -> str:
    """The finding, what there is to look at, and the notes, a line each."""
    left, right = bare_columns(comparison)
    return "\n".join([*_finding(comparison, left, right), *(visible(note) for note in comparison.notes)])


def _finding(comparison: Comparison, left: Column, right: Column) -> Iterator[str]:
    shares = figures(comparison, left.info.words)
    yield from (visible(line) for line in wording.finding(comparison, left, right, shares) if line)
    changes = sum(len(item.changes) for item in comparison.passages)
    counted = (wording.counted(number, noun) for number, noun in ((len(comparison.passages), "passage"), (changes, "change")))
    yield f"{', '.join(counted)}, {wording.counted(len(comparison.dropped), 'sentence')} left out."


def render_notebook(comparison: Comparison) -> str:
    """HTML without style sheets, scripts or links: the finding, then a row for each passage."""
    left, right = bare_columns(comparison)
    said = "".join(f"<p>{escape(line)}</p>" for line in _finding(comparison, left, right))
    heads = "".join(f'<th style="{_STYLE}">{escape(name)}</th>' for name in ("", left.role, right.role, "changes"))
    rows = "".join(f"<tr>{''.join(_cells(item))}</tr>" for item in comparison.passages)
    return f"<div>{said}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"


def _cells(item: Passage) -> Iterator[str]:
    cells = (
        wording.KIND_WORDS[item.kind].name,
        " […] ".join(span.text for span in item.source),
        item.text,
        "; ".join(f"{change.kind}: {change.source.text} → {change.derivative.text}" for change in item.changes),
    )
    return (f'<td style="{_STYLE}">{escape(visible(clipped(cell, 600)))}</td>' for cell in cells)


def frame_of(comparison: Comparison, rows: Literal["passages", "changes"]) -> Any:
    """A pandas DataFrame of the passages or of the changes. Raises InputError for other rows, MissingExtra without pandas."""
    if rows not in ("passages", "changes"):
        raise InputError(f"there is no table of {rows!r}; it can be passages, changes")
    try:
        from pandas import DataFrame
    except ModuleNotFoundError as error:
        raise MissingExtra("a table needs pandas; run `pip install pandas`") from error
    made = _passages(comparison) if rows == "passages" else _changes(comparison)
    return DataFrame(list(made), columns=list(_PASSAGE if rows == "passages" else _CHANGE))


_PASSAGE = ("number", "kind", "start", "end", "text", "words", "similarity", "confidence", "source", "credited", "changes")
_CHANGE = ("passage", "kind", "severity", "source", "derivative", "note", "start", "end")


def _passages(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    for number, item in enumerate(comparison.passages, 1):
        source = " […] ".join(span.text for span in item.source)
        credited = item.credit.credited if item.credit else None
        what = (item.kind, item.start, item.end, item.text, item.words, item.similarity, item.confidence)
        yield (number, *what, source, credited, len(item.changes))


def _changes(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    for number, item in enumerate(comparison.passages, 1):
        for one in item.changes:
            place = (one.derivative.start, one.derivative.end)
            yield (number, one.kind, one.severity, one.source.text, one.derivative.text, one.note, *place)
