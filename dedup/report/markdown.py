"""The report as Markdown: for issues, wikis and mail. Words of the articles are escaped, so none of them marks up anything."""

from __future__ import annotations

from collections.abc import Iterator

from dedup.article import Article
from dedup.report import wording
from dedup.report.brief import Brief, brief
from dedup.report.certainty import clarity
from dedup.report.dropped import dropped_sentences
from dedup.report.escape import escaped, shown
from dedup.report.figures import figures
from dedup.report.markdown_brief import bold, brief_lines
from dedup.report.sentences import Marked
from dedup.report.sides import Column, columns, origin
from dedup.report.visible import visible
from dedup.result import Comparison, Evidence, Passage, TextSpan


def render_markdown(comparison: Comparison, a: Article, b: Article) -> str:
    """CommonMark: the finding, the figures, each passage under its counterparts, what was left out.

    A passage is a block quotation of one line after "Derivative:"; characters that act are named, line ends shown as ↵.
    """
    left, right = columns(comparison, a, b)
    return "".join(
        (
            markdown_head(comparison, left, right, brief(comparison, a, b)),
            *_passages(comparison, left, right),
            *_differences(comparison),
            *_left_out(comparison),
        )
    )


def _passages(comparison: Comparison, left: Column, right: Column) -> Iterator[str]:
    for number, item in enumerate(comparison.passages, 1):
        yield f"\n### p{number}: {wording.KIND_WORDS[item.kind].name}\n"
        yield from (_quoted(left, span.text) for span in item.source)
        yield _quoted(right, item.text)
        details = list(_details(item, origin(comparison)))
        yield "\n" if details else ""
        yield from (f"- {detail}\n" for detail in details)


def _quoted(column: Column, text: str) -> str:
    return f"\n{column.role.capitalize()}:\n\n> {shown(text)}\n"


def _differences(comparison: Comparison) -> Iterator[str]:
    """All that A and B tell otherwise, the doubtful last, each by its key."""
    yield "\n## All differences of A and B\n\n" if comparison.differences else ""
    keyed = list(enumerate(comparison.differences, 1))
    for number, item in sorted(keyed, key=lambda pair: clarity(pair[1].confidence) == "doubtful"):
        note = f" ({shown(item.note)})" if item.note else ""
        said = escaped(f"{wording.plain(item.kind)}, {clarity(item.confidence)}")
        yield f"- x{number} {said}: A says {_words(item.a)}, B says {_words(item.b)}{note}\n"


def _left_out(comparison: Comparison) -> Iterator[str]:
    yield f"\n## {wording.left_out_words(comparison)}\n\n" if dropped_sentences(comparison) else ""
    for item in dropped_sentences(comparison):
        speaker = f"{shown(item.speaker)}: " if item.speaker else ""
        yield f"- {escaped(wording.plain(item.group))}: {speaker}{shown(item.text)}\n"


def markdown_head(comparison: Comparison, left: Column, right: Column, made: Brief) -> str:
    """What stands above the passages: the brief, the two articles, the figures and what speaks for the direction."""
    shares = figures(comparison, left.info.words)
    rows = wording.shown_figures(comparison, left, right, shares)
    lines = [f"# {escaped(made.finding)}", ""]
    lines += [f"- {column.role}: {_named(title, column)}" for title, column in zip(made.titles(), (left, right), strict=True)]
    lines += [f"  - {made.strong.replace('marked', 'bold')}"] if made.strong else []
    lines += brief_lines(made)
    lines += ["", "| share | |", "| ---: | --- |", *(f"| {escaped(wording.percent(value))} | {what} |" for _, value, what in rows)]
    if comparison.direction.evidence:
        lines += ["", "## What speaks for the direction", ""]
        lines += [f"- {item.weight:+.1f} {_evidence(item)}" for item in comparison.direction.evidence]
    return "\n".join([*lines, "", "## Passages", ""])


def _evidence(item: Evidence) -> str:
    return f"{escaped(wording.plain(item.kind))}: {shown(item.text)}"


def _named(title: Marked, column: Column) -> str:
    known = (wording.byline(column.info), visible(column.info.url or ""))
    return " · ".join((bold(title), *(escaped(item) for item in known if item)))


def _details(item: Passage, there: str) -> Iterator[str]:
    if item.credit is not None:
        yield escaped(wording.credit_words(item.credit))
    for change in wording.gravest_first(item):
        note = f" ({shown(change.note)})" if change.note else ""
        yield f"{escaped(wording.change_words(change))}: {_words(change.source)} → {_words(change.derivative)}{note}"
    for quote in item.quotes:
        text = item.text[quote.start - item.start : quote.end - item.start]
        yield f"quotation “{shown(text)}”: {escaped(wording.quote_words(quote, there))}"
    for cue in item.cues:
        yield f"{escaped(wording.plain(cue.kind))}: “{shown(cue.text)}”"


def _words(span: TextSpan) -> str:
    return f"“{shown(span.text)}”" if span.text else "nothing"
