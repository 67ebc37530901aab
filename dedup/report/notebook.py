"""A comparison in few words, in a notebook, and as a table of pandas: what needs the result alone and neither text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Literal

from dedup.errors import InputError, MissingExtra
from dedup.report import wording
from dedup.report.brief import brief_finding
from dedup.report.finding import how_sure
from dedup.report.sentences import origin
from dedup.report.sides import Column, bare_columns
from dedup.report.visible import clipped, visible
from dedup.result import Comparison, Passage

_STYLE = "text-align:left;vertical-align:top;padding:4px 8px;max-width:40em"


def render_summary(comparison: Comparison) -> str:
    """The finding, how sure it is, what there is to look at, and the notes, a line each."""
    left, right = bare_columns(comparison)
    return "\n".join([*_finding(comparison, left, right), *(visible(note) for note in comparison.notes)])


def _finding(comparison: Comparison, left: Column, right: Column) -> Iterator[str]:
    yield from (line for line in (brief_finding(comparison, left, right), how_sure(comparison)) if line)
    changes = sum(len(item.changes) for item in comparison.passages)
    numbers = {"passage": len(comparison.passages), "change": changes, "difference": len(comparison.differences)}
    counted = (wording.counted(number, noun) for noun, number in numbers.items() if number or noun != "difference")
    yield f"{', '.join(counted)}, {wording.counted(len(comparison.dropped), 'sentence')}{wording.alone(comparison)}."
    if comparison.differences:
        yield 'Which took from which is not known, so nothing is called a change; source="a" or "b" names the source.'


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


Rows = Literal["passages", "changes", "differences"]


def frame_of(comparison: Comparison, rows: Rows) -> Any:
    """A pandas DataFrame of the passages, changes or differences. Raises InputError for other rows, MissingExtra without pandas."""
    tables = {"passages": (_passages, _PASSAGE), "changes": (_changes, _CHANGE), "differences": (_differences, _DIFFERENCE)}
    if rows not in tables:
        raise InputError(f"there is no table of {rows!r}; it can be {', '.join(tables)}")
    made, columns = tables[rows]
    try:
        from pandas import DataFrame
    except ModuleNotFoundError as error:
        raise MissingExtra("a table needs pandas; run `pip install pandas`") from error
    return DataFrame(list(made(comparison)), columns=list(columns))


_PASSAGE = ("number", "kind", "start", "end", "text", "words", "similarity", "confidence", "source", "credited", "changes")
_DIFFERENCE = ("kind", "a", "b", "a_sentence", "b_sentence", "confidence", "note")
_CHANGE = (
    *("passage", "kind", "severity", "source", "derivative", "source_sentence", "derivative_sentence"),
    *("confidence", "note", "start", "end"),
)


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
            sentences = (origin(item, one).text, item.text)
            words = (one.source.text, one.derivative.text)
            yield (number, one.kind, one.severity, *words, *sentences, one.confidence, one.note, *place)


def _differences(comparison: Comparison) -> Iterator[tuple[Any, ...]]:
    for item in comparison.differences:
        yield (item.kind, item.a.text, item.b.text, item.a_sentence.text, item.b_sentence.text, item.confidence, item.note)
