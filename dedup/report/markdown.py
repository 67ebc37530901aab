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


def render_markdown(comparison: Comparison, a: Article, b: Article) -> str:
    """CommonMark: the finding, the figures, each passage under its counterparts, what was left out.

    A passage is a block quotation of one line after "Derivative:"; characters that act are named, line ends shown as ↵.
    """
    left, right = columns(comparison, a, b)
    return "".join((markdown_head(comparison, left, right), *_passages(comparison, left, right), *_left_out(comparison)))


def _passages(comparison: Comparison, left: Column, right: Column) -> Iterator[str]:
    for number, item in enumerate(comparison.passages, 1):
        yield f"\n### p{number}: {wording.KIND_WORDS[item.kind].name}\n"
        yield from (_quoted(left, span.text) for span in item.source)
        yield _quoted(right, item.text)
        details = list(_details(item))
        yield "\n" if details else ""
        yield from (f"- {detail}\n" for detail in details)


def _quoted(column: Column, text: str) -> str:
    return f"\n{column.role.capitalize()}:\n\n> {_shown(text)}\n"


def _left_out(comparison: Comparison) -> Iterator[str]:
    yield "\n## Left out\n\n" if comparison.dropped else ""
    for item in comparison.dropped:
        speaker = f"{_shown(item.speaker)}: " if item.speaker else ""
        yield f"- {escaped(wording.plain(item.group))}: {speaker}{_shown(item.text)}\n"


def markdown_head(comparison: Comparison, left: Column, right: Column) -> str:
    """What stands above the passages: the finding, the two articles, the figures and what speaks for the direction."""
    shares = figures(comparison, left.info.words)
    said = " ".join(wording.finding(comparison, left, right, shares)).strip()
    rows = wording.shown_figures(comparison, left, right, shares)
    lines = [f"# {escaped(said)}", ""]
    lines += [f"- {column.role}: {_named(column)}" for column in (left, right)]
    lines += ["", "| share | |", "| ---: | --- |", *(f"| {escaped(wording.percent(value))} | {what} |" for _, value, what in rows)]
    if comparison.direction.evidence:
        lines += ["", "## What speaks for the direction", ""]
        lines += [f"- {item.weight:+.1f} {_evidence(item)}" for item in comparison.direction.evidence]
    return "\n".join([*lines, "", "## Passages", ""])


def _evidence(item: Evidence) -> str:
    return f"{escaped(wording.plain(item.kind))}: {_shown(item.text)}"


def _named(column: Column) -> str:
    title = visible(column.info.title or column.info.id or f"Article {column.side.upper()}")
    return escaped(" · ".join(item for item in (title, wording.byline(column.info), visible(column.info.url or "")) if item))


def escaped(text: str) -> str:
    """`text` with a backslash before every character that could mark up."""
    return _MARKUP.sub(lambda match: f"{match.group()[:-1]}\\{match.group()[-1]}", text.strip())


def _shown(text: str) -> str:
    return escaped(visible(text))


def _details(item: Passage) -> Iterator[str]:
    if item.credit is not None:
        yield escaped(wording.credit_words(item.credit))
    for change in wording.gravest_first(item):
        said = escaped(f"{wording.plain(change.kind)}, {wording.SEVERITY[change.severity]}")
        note = f" ({_shown(change.note)})" if change.note else ""
        yield f"{said}: {_words(change.source)} → {_words(change.derivative)}{note}"
    for quote in item.quotes:
        text = item.text[quote.start - item.start : quote.end - item.start]
        yield f"quotation “{_shown(text)}”: {escaped(wording.quote_words(quote))}"
    for cue in item.cues:
        yield f"{escaped(wording.plain(cue.kind))}: “{_shown(cue.text)}”"


def _words(span: TextSpan) -> str:
    return f"“{_shown(span.text)}”" if span.text else "nothing"
