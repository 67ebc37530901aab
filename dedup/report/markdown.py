"""The report as Markdown: for issues, wikis and mail. Words of the articles are escaped, so none of them marks up anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dedup.article import Article
from dedup.report import wording
from dedup.report.figures import figures
from dedup.report.sides import Column, columns
from dedup.report.visible import visible
from dedup.result import Comparison, Evidence, Passage, TextSpan

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|&~$@]|:(?=//)|(?<=www)\.|^[-+=]|^(?:\d{1,9})?[.)]", re.I)
"""What could mark up: anywhere, in a bare address, or as the first thing of a line."""


Slice = tuple[str, int, int]
"""Words of an article: "source" or "derivative", start, end."""


def render_markdown(comparison: Comparison, a: Article, b: Article) -> str:
    """CommonMark: the finding, the figures, each passage under its counterparts, what was left out.

    A passage is a block quotation of one line after "Derivative:"; characters that act are named, line ends shown as ↵.
    """
    left, right = columns(comparison, a, b)
    texts = {"source": left.text, "derivative": right.text}
    parts = markdown_parts(comparison, left, right)
    return "".join(part if isinstance(part, str) else escaped(visible(texts[part[0]][part[1] : part[2]])) for part in parts)


def markdown_parts(comparison: Comparison, left: Column, right: Column) -> Iterator[str | Slice]:
    """The report in order: what is ready, and slices of the articles still to be shown and escaped."""
    yield _head(comparison, left, right)
    for number, item in enumerate(comparison.passages, 1):
        yield f"\n### p{number}: {wording.KIND_WORDS[item.kind].name}\n"
        yield from _passage(item, left, right)
    yield "\n## Left out\n\n" if comparison.dropped else ""
    for dropped in comparison.dropped:
        speaker = f"{escaped(visible(dropped.speaker))}: " if dropped.speaker else ""
        yield f"- {escaped(wording.plain(dropped.group))}: {speaker}"
        yield "source", dropped.start, dropped.end
        yield "\n"


def _head(comparison: Comparison, left: Column, right: Column) -> str:
    shares = figures(comparison, left.info.words)
    said = " ".join(wording.finding(comparison, left, right, shares)).strip()
    rows = (
        (shares.taken, f"of the {right.role}’s words have a counterpart in the {left.role}"),
        (shares.credited, "of those are credited"),
        (shares.quoted, "of those stand in quotation marks"),
        (shares.added, f"of the {right.role}’s words were added"),
        (shares.left_out, f"of the {left.role}’s words were left out"),
    )
    lines = [f"# {escaped(said)}", ""]
    lines += [f"- {column.role}: {_named(column)}" for column in (left, right)]
    lines += ["", "| share | |", "| ---: | --- |", *(f"| {escaped(wording.percent(value))} | {what} |" for value, what in rows)]
    if comparison.direction.evidence:
        lines += ["", "## What speaks for the direction", ""]
        lines += [f"- {item.weight:+.1f} {_evidence(item)}" for item in comparison.direction.evidence]
    return "\n".join([*lines, "", "## Passages", ""])


def _evidence(item: Evidence) -> str:
    return f"{escaped(wording.plain(item.kind))}: {escaped(visible(item.text))}"


def _named(column: Column) -> str:
    title = visible(column.info.title or column.info.id or f"Article {column.side.upper()}")
    return escaped(" · ".join(item for item in (title, wording.byline(column), visible(column.info.url or "")) if item))


def escaped(text: str) -> str:
    """`text` with a backslash before every character that could mark up."""
    return _MARKUP.sub(lambda match: f"{match.group()[:-1]}\\{match.group()[-1]}", text.strip())


def _passage(item: Passage, left: Column, right: Column) -> Iterator[str | Slice]:
    for span in item.source:
        yield f"\n{left.role.capitalize()}:\n\n> "
        yield "source", span.start, span.end
        yield "\n"
    yield f"\n{right.role.capitalize()}:\n\n> "
    yield "derivative", item.start, item.end
    yield "\n"
    details = list(_details(item))
    if details:
        yield "\n"
    for detail in details:
        yield from ("- ", *detail, "\n")


def _details(item: Passage) -> Iterator[tuple[str | Slice, ...]]:
    if item.credit is not None:
        yield (escaped(wording.credit_words(item.credit)),)
    for change in wording.gravest_first(item):
        said = f"{wording.plain(change.kind)}, {wording.SEVERITY[change.severity]}"
        note = f" ({escaped(visible(change.note))})" if change.note else ""
        yield escaped(said), ": ", *_words("source", change.source), " → ", *_words("derivative", change.derivative), note
    for quote in item.quotes:
        yield "quotation “", ("derivative", quote.start, quote.end), f"”: {escaped(wording.quote_words(quote))}"
    for cue in item.cues:
        yield escaped(wording.plain(cue.kind)), ": “", ("derivative", cue.start, cue.end), "”"


def _words(side: str, span: TextSpan) -> tuple[str | Slice, ...]:
    return ("“", (side, span.start, span.end), "”") if span.text else ("nothing",)
