"""A comparison in few words, in a notebook, and as a table of pandas: what needs the result alone and neither text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final, Literal

from dedup.errors import InputError, MissingExtra
from dedup.report import wording
from dedup.report.brief import SHOWN, brief_finding, claims, doubtful_kinds, unchanged
from dedup.report.dropped import dropped_sentences
from dedup.report.finding import how_sure
from dedup.report.held import held_columns
from dedup.report.sentences import Marked, origin, window
from dedup.report.sides import Column, bare_columns, is_directed
from dedup.report.visible import clipped, visible
from dedup.result import Comparison, Passage

_STYLE = "text-align:left;vertical-align:top;padding:4px 8px;max-width:40em"
_MOST: Final = 600
"""Characters of a cell; a longer sentence is shown around its first change."""


def render_summary(comparison: Comparison) -> str:
    """The finding, how sure it is, what there is to look at, and the notes, a line each."""
    left, right = bare_columns(comparison)
    return "\n".join([*_finding(comparison, left, right), *(visible(note) for note in comparison.notes)])


def _finding(comparison: Comparison, left: Column, right: Column) -> Iterator[str]:
    yield from (line for line in (brief_finding(comparison, left, right), how_sure(comparison)) if line)
    changes = sum(len(item.changes) for item in comparison.passages)
    numbers = {"passage": len(comparison.passages), "change": changes, "difference": len(comparison.differences)}
    counted = (wording.counted(number, noun) for noun, number in numbers.items() if number or noun != "difference")
    yield f"{', '.join(counted)}, {wording.counted(len(dropped_sentences(comparison)), 'sentence')}{wording.alone(comparison)}."
    if comparison.differences:
        yield 'Which took from which is not known, so nothing is called a change; source="a" or "b" names the source.'


def render_notebook(comparison: Comparison) -> str:
    """HTML without style sheets, scripts or links: the finding, the brief's changes, then a row for each passage."""
    left, right = held_columns(comparison)
    said = "".join(f"<p>{escape(line)}</p>" for line in _finding(comparison, *bare_columns(comparison)))
    passages = _table(("", left.role, right.role, "changes"), map(_cells, comparison.passages))
    return f"<div>{said}{_gravest(comparison, left, right)}{passages}</div>"


def _gravest(comparison: Comparison, left: Column, right: Column) -> str:
    """The gravest pairs of sentences, the words at fault in bold; what was looked for where no change is sure enough to be told."""
    listed, doubts = claims(comparison, left, right)
    if not listed:
        return f"<p>{escape(said)}</p>" if (said := unchanged(comparison, doubts, is_directed(comparison))) else ""
    more = f", {wording.counted(len(doubts), 'doubtful one')} ({doubtful_kinds(doubts)}) not shown here" if doubts else ""
    shown = f"The {min(SHOWN, len(listed))} gravest of {wording.counted(len(listed), 'sentence')} that differ{more}:"
    names = (left.role, right.role) if is_directed(comparison) else ("A says", "B says")
    rows = ((_plain(f"{one.sort} ({one.certainty})"), *map(_marked, (one.left, one.right))) for one in listed[:SHOWN])
    return f"<p>{escape(shown)}</p>{_table(('', *names), rows)}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; `rows` hold the insides of cells, as HTML."""
    head = "".join(f'<th style="{_STYLE}">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td style={chr(34)}{_STYLE}{chr(34)}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _plain(words: str) -> str:
    return escape(visible(clipped(words, _MOST)))


def _marked(sentence: Marked) -> str:
    """A sentence as HTML."""
    shown, parts, done = window(sentence, _MOST), [], 0
    for start, end in shown.marks:
        parts += [escape(visible(shown.text[done:start])), f"<b>{escape(visible(shown.text[start:end]))}</b>"]
        done = end
    return "".join([*parts, escape(visible(shown.text[done:]))])


def _cells(item: Passage) -> Iterator[str]:
    cells = (
        wording.KIND_WORDS[item.kind].name,
        " […] ".join(span.text for span in item.source),
        item.text,
        "; ".join(f"{change.kind}: {change.source.text} → {change.derivative.text}" for change in item.changes),
    )
    return map(_plain, cells)


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
