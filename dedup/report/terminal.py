"""The report for a terminal: readable at 80 columns, without colour, and safe whatever the articles hold.

Text of articles goes through `visible` into rich `Text` objects and is never read as markup, so neither rich nor the terminal
can take it for a command. Nothing is cut: a long pair gives a long report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import groupby
from typing import Final

from rich.color import ColorSystem
from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dedup.article import Article
from dedup.kinds import Kind
from dedup.report.brief import brief_finding
from dedup.report.dropped import dropped_sentences
from dedup.report.figures import Figures, figures
from dedup.report.finding import how_sure
from dedup.report.fold import Styled, beside, fold, hanging
from dedup.report.names import named
from dedup.report.sides import Column, columns, is_directed, origin
from dedup.report.terminal_parts import LISTS, rows
from dedup.report.typeset import has_marked_edits
from dedup.report.visible import visible
from dedup.report.wording import (
    DROPPED_GROUPS,
    KIND_WORDS,
    byline,
    change_words,
    counted,
    credit_words,
    decimal,
    gravest_first,
    kind_words,
    left_out_words,
    percent,
    plain,
    quote_words,
)
from dedup.result import Change, Comparison, Dropped, Evidence, Passage, TextSpan

_STYLES: Final[Mapping[Kind, str]] = {
    "verbatim": "bold blue",
    "edited": "blue",
    "quote": "cyan",
    "paraphrase": "bright_blue",
    "added_framing": "yellow",
    "added_commentary": "red",
    "added_background": "bright_yellow",
    "boilerplate": "bright_black",
    "attribution": "magenta",
}
_SEVERITY_STYLES: Final = {"fact": "bold red", "loaded": "yellow", "neutral": "", "style": "bright_black"}
_SEVERITY_SIGNS: Final = {"fact": "!! ", "loaded": "!  ", "neutral": "·  ", "style": "·  "}
_INDENT: Final = 3
_REMOVED, _ADDED, _QUIET, _HEAD = "red strike", "green underline", "bright_black", "bold"


def render_terminal(
    comparison: Comparison, a: Article, b: Article, *, width: int = 80, color: bool = True, show: Sequence[str] = ()
) -> str:
    """The whole report as text of at most `width` columns; `color` adds ANSI styles, the words are the same without.

    `show`: parts of it, of `parts.PARTS` and "why", in the order that is asked for, under the finding; none: the whole report.
    Word edits stand as [-removed-] in the source and {+added+} in the derivative. Characters that act on a terminal are named.
    """
    file = StringIO()
    console = _console(file, width, color)
    left, right = columns(comparison, a, b)
    shares = figures(comparison, left.info.words)
    system = ColorSystem.STANDARD if color else None
    for part in (
        _chosen(show, comparison, left, right, width, system) if show else _parts(comparison, left, right, shares, width, system)
    ):
        if isinstance(part, str):
            file.write(f"{part}\n")
        else:
            console.print(part)
    return "".join(line.rstrip() + "\n" for line in file.getvalue().rstrip("\n").split("\n"))


def _console(file: StringIO, width: int, color: bool) -> Console:
    return Console(
        file=file,
        width=width,
        force_terminal=color,
        force_jupyter=False,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )


Part = Text | Table | Rule | str
"""What is printed next: something of rich's, or a line that is ready, ANSI styles included."""


def _parts(
    comparison: Comparison, left: Column, right: Column, shares: Figures, width: int, color: ColorSystem | None
) -> Iterator[Part]:
    yield Text(f"{brief_finding(comparison, left, right)} {how_sure(comparison)}".strip(), style=_HEAD)
    yield ""
    yield _article_lines(left, right)
    yield from _evidence(comparison)
    yield from _measures(comparison, left, right, shares)
    yield from _bar(comparison, right, width)
    yield from _passages(comparison, left, right, width, color)
    yield from _left_out(comparison, width, color)
    yield from _notes(comparison)


def _chosen(
    show: Sequence[str], comparison: Comparison, left: Column, right: Column, width: int, color: ColorSystem | None
) -> Iterator[Part]:
    yield Text(brief_finding(comparison, left, right), style=_HEAD)
    for name in show:
        if name == "left-out":
            yield from _left_out(comparison, width, color)
        elif name == "text":
            yield from _passages(comparison, left, right, width, color)
        elif name == "why":
            yield from _why(comparison, left, right)
        else:
            yield from _list(name, comparison, width, color)


def _why(comparison: Comparison, left: Column, right: Column) -> Iterator[Part]:
    yield how_sure(comparison)
    yield from _evidence(comparison)
    yield from _measures(comparison, left, right, figures(comparison, left.info.words))
    yield from _notes(comparison)


def _list(name: str, comparison: Comparison, width: int, color: ColorSystem | None) -> Iterator[Part]:
    title, items_of = LISTS[name]
    lines = list(rows(items_of(comparison), width, color))
    yield from _heading(title)
    yield from lines or ["none"]


def _passages(comparison: Comparison, left: Column, right: Column, width: int, color: ColorSystem | None) -> Iterator[Part]:
    yield from _heading("Passages")
    there = origin(comparison)
    for number, passage in enumerate(comparison.passages, 1):
        yield from _passage(number, passage, left, right, width, color)
        for sign, parts in _details(passage, there):
            yield from hanging(sign, parts, _INDENT, width, color)


def _heading(title: str) -> Iterator[Part]:
    yield ""
    yield Rule(Text(title, style=_HEAD), align="left", style=_QUIET, characters="─")


def _article_lines(left: Column, right: Column) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for column in (left, right):
        grid.add_row(Text(column.role, style=_QUIET), Text(named(column).shown))
        grid.add_row(Text(""), Text(byline(column.info), style=_QUIET))
        if column.info.url:
            grid.add_row(Text(""), Text(visible(column.info.url), style=_QUIET))
    return grid


def _evidence(comparison: Comparison) -> Iterator[Part]:
    if not comparison.direction.evidence:
        return
    yield from _heading("What speaks for the direction")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for item in comparison.direction.evidence:
        grid.add_row(Text(f"{item.weight:+.1f}"), _evidence_text(item))
    yield grid


def _evidence_text(item: Evidence) -> Text:
    place = f" ({item.article.upper()}, {item.start}-{item.end})" if item.end > item.start else ""
    return Text.assemble(f"{plain(item.kind)}: ", visible(item.text), (place, _QUIET))


def _measures(comparison: Comparison, left: Column, right: Column, shares: Figures) -> Iterator[Part]:
    yield from _heading("Measures")
    measures = comparison.measures
    added, left_out = ("were added", "were left out") if is_directed(comparison) else ("stand in it alone",) * 2
    inside = {"a": measures.a_containment, "b": measures.b_containment}
    rows = (
        (percent(shares.taken), f"of the {right.role}'s words have a counterpart in the {left.role}"),
        (percent(shares.credited), "of those are credited"),
        (percent(shares.quoted), "of those stand in quotation marks"),
        (percent(shares.added), f"of the {right.role}'s words {added}"),
        (percent(shares.left_out), f"of the {left.role}'s words {left_out}"),
        (decimal(measures.resemblance), "resemblance: runs of words in both, of all runs"),
        (decimal(inside[right.side]), f"containment of the {right.role} in the {left.role}"),
        (decimal(inside[left.side]), f"containment of the {left.role} in the {right.role}"),
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for value, meaning in rows:
        grid.add_row(Text(value), Text(meaning))
    yield grid


def _bar(comparison: Comparison, right: Column, width: int) -> Iterator[Part]:
    counts = {kind: comparison.measures.words.get(kind, 0) for kind in KIND_WORDS}
    total = sum(counts.values())
    if not total:
        return
    yield from _heading(f"What the words of the {right.role} are")
    named = kind_words(comparison)
    cells = _cells(counts, width)
    yield Text.assemble(*((KIND_WORDS[kind].letter * size, f"{_STYLES[kind]} reverse") for kind, size in cells.items()))
    grid = Table.grid(padding=(0, 2))
    for kind, count in counts.items():
        if count:
            words = named[kind]
            style, size, share = _STYLES[kind], counted(count, "word"), percent(count / total)
            numbers = Text(size, justify="right"), Text(share, justify="right")
            grid.add_row(
                Text(words.letter, style=style), Text(words.name, style=style), *numbers, Text(words.meaning, style=_QUIET)
            )
    yield grid


def _cells(counts: Mapping[Kind, int], width: int) -> dict[Kind, int]:
    """Columns of the bar for each kind: in proportion, at least one for a kind that occurs, `width` in all (largest remainders)."""
    total = sum(counts.values())
    present = {kind: count for kind, count in counts.items() if count}
    exact = {kind: count * width / total for kind, count in present.items()}
    cells = {kind: max(1, int(share)) for kind, share in exact.items()}
    while (rest := width - sum(cells.values())) != 0:
        kind = max(
            exact, key=lambda kind: (exact[kind] - cells[kind]) * (1 if rest > 0 else -1) - (rest < 0 and cells[kind] == 1) * width
        )
        cells[kind] += 1 if rest > 0 else -1
    return cells


def _passage(number: int, passage: Passage, left: Column, right: Column, width: int, color: ColorSystem | None) -> Iterator[Part]:
    words = KIND_WORDS[passage.kind]
    facts = [f"similarity {decimal(passage.similarity)}"] if passage.source else []
    facts.append(f"confidence {decimal(passage.confidence)}")
    if passage.credit is not None:
        facts.append(credit_words(passage.credit))
    kind = (f"{words.letter} {words.name}", _STYLES[passage.kind])
    yield ""
    yield from hanging((f"p{number} ", _HEAD), [kind, (" · " + " · ".join(facts), _QUIET)], 0, width, color)
    yield from _side_by_side(passage, left, right, width, color)


def _side_by_side(passage: Passage, left: Column, right: Column, width: int, color: ColorSystem | None) -> Iterator[str]:
    room = width - _INDENT - len(" │ ")
    derivative = _marked(right.text, (passage.start, passage.end), _changed(passage, "derivative"), ("{+", "+}"), _ADDED)
    source = [line for parts in _source(passage, left) for line in fold(parts, room // 2)]
    for row in beside(source, fold(derivative, room - room // 2), room // 2, ("│", _QUIET), color):
        yield " " * _INDENT + row


def _source(passage: Passage, left: Column) -> Iterator[list[Styled]]:
    """The stretches of the source that a passage draws on, the edited words marked in the first one."""
    if not passage.source:
        yield [(f"(nothing in the {left.role} carries it)", _QUIET)]
        return
    first, *others = passage.source
    yield _marked(left.text, (first.start, first.end), _changed(passage, "source"), ("[-", "-]"), _REMOVED)
    for other in others:
        yield [("and: ", _QUIET), (visible(left.text[other.start : other.end]), "")]


def _changed(passage: Passage, side: str) -> list[tuple[int, int]]:
    if not has_marked_edits(passage):
        return []
    spans = [edit.source if side == "source" else edit.derivative for edit in passage.edits if edit.op != "equal"]
    return [span for span in spans if span[0] < span[1]]


def _marked(text: str, span: tuple[int, int], changed: list[tuple[int, int]], signs: tuple[str, str], style: str) -> list[Styled]:
    parts: list[Styled] = []
    done = span[0]
    for start, end in changed:
        words = text[start:end]
        inner = words.strip() or words
        first = start + words.index(inner)
        parts += [(visible(text[done:first]), ""), (signs[0] + visible(inner) + signs[1], style)]
        done = first + len(inner)
    return [*parts, (visible(text[done : span[1]]), "")]


def _details(passage: Passage, there: str) -> Iterator[tuple[Styled, list[Styled]]]:
    for change in gravest_first(passage):
        style = _SEVERITY_STYLES[change.severity]
        yield (_SEVERITY_SIGNS[change.severity], style), [(change_words(change), style), (_change(change), "")]
    for quote in passage.quotes:
        yield ("“” ", ""), [(f"quotation {quote_words(quote, there)}", "")]
    for cue in passage.cues:
        yield ("~  ", ""), [(f"{plain(cue.kind)}: “{visible(cue.text)}”", "")]


def _change(change: Change) -> str:
    note = f" ({visible(change.note)})" if change.note else ""
    return f": {_words(change.source)} → {_words(change.derivative)}{note}"


def _words(span: TextSpan) -> str:
    return f"“{visible(span.text)}”" if span.text else "nothing"


def _left_out(comparison: Comparison, width: int, color: ColorSystem | None) -> Iterator[Part]:
    if not dropped_sentences(comparison):
        return
    of_source = " of the source" if is_directed(comparison) else ""
    yield from _heading(f"{left_out_words(comparison)}: {counted(len(dropped_sentences(comparison)), 'sentence')}{of_source}")
    order = {group: place for place, group in enumerate(DROPPED_GROUPS)}
    rows = sorted(dropped_sentences(comparison), key=lambda item: (order.get(item.group, len(order)), item.group, item.start))
    for group, items in groupby(rows, key=lambda item: item.group):
        yield Text(DROPPED_GROUPS.get(group, plain(group)), style=_HEAD)
        for item in items:
            yield from _dropped(item, width, color)


def _dropped(item: Dropped, width: int, color: ColorSystem | None) -> Iterator[str]:
    speaker = [(f"{visible(item.speaker)}: ", _QUIET)] if item.speaker else []
    yield from hanging(("- ", ""), [*speaker, (visible(item.text), "")], 2, width, color)


def _notes(comparison: Comparison) -> Iterator[Part]:
    yield ""
    for note in comparison.notes:
        yield Text(f"note: {visible(note)}")
    yield Text(f"settings: {visible(comparison.settings)}", style=_QUIET)
