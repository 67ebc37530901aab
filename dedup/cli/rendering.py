"""A result as text: the format, and for the terminal its width and colours."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from dedup.cli.shared import PAGE_WIDTH
from dedup.terminal import escaped

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.corpus_result import CorpusComparison, Pair
    from dedup.result import Comparison

_WIDEST: Final = 160
_SUFFIXES: Final = {
    "": "terminal", ".txt": "terminal", ".json": "json", ".html": "html", ".htm": "html", ".csv": "csv", ".md": "markdown",
    ".xml": "pan",
}  # fmt: skip
EXPORTS: Final = {
    "json": "json.render_json",
    "html": "page.render_page",
    "csv": "csv.render_csv",
    "markdown": "markdown.render_markdown",
    "annotations": "annotations.render_annotations",
    "pan": "pan.render_pan",
    "schema-org": "schema_org.render_schema_org",
}
"""Formats besides the terminal's: a module of `dedup.report` and the function in it, imported when it is asked for."""


def rendered(result: Comparison, a: Article, b: Article, form: str, to_stdout: bool, parts: tuple[str, ...] | None) -> str:
    if form != "terminal":
        return export(form)(result, a, b)
    width, color = shown_width() if to_stdout else PAGE_WIDTH, to_stdout and wants_color()
    if parts is None:
        from dedup.report.terminal_brief import render_brief

        return render_brief(result, a, b, width=width, color=color)
    from dedup.report.terminal import render_terminal

    return render_terminal(result, a, b, width=width, color=color, show=parts)


def rendered_family(result: CorpusComparison, articles: list[Article], form: str, to_stdout: bool) -> str:
    if form == "json":
        from dedup.report.json import json_text

        return json_text(result.to_dict())
    if form == "html":
        from dedup.report.family_page import render_family_page

        return render_family_page(result, articles)
    from dedup.report.terminal_family import render_family_terminal

    width, color = (shown_width(), wants_color()) if to_stdout else (PAGE_WIDTH, False)
    return render_family_terminal(result, articles, width=width, color=color)


def ranked_pairs(result: CorpusComparison, names: Sequence[str]) -> str:
    """A line a pair, the likeliest to be taken one from the other first; of the independent pairs their number."""
    ranked = sorted(result.pairs, key=lambda pair: (-pair.comparison.score, pair.ends))
    related = [pair for pair in ranked if pair.comparison.relation != "independent"]
    lines = [f"{pair.comparison.score:.2f}  {pair.comparison.relation:<14} {_who(pair, names)}" for pair in related]
    rest = len(ranked) - len(related)
    return "\n".join([*lines, f"{rest:,} of {len(ranked):,} pairs are independent"]) + "\n"


def _who(pair: Pair, names: Sequence[str]) -> str:
    """Source and derivative with an arrow, or the two where that is not known; and through whom they are related."""
    first, second = (escaped(names[place]) for place in pair.ends)
    through = "" if pair.explained_by is None else f"  (through {escaped(names[pair.explained_by])})"
    return f"{first} {'→' if pair.comparison.source else '·'} {second}{through}"


def export(form: str) -> Callable[[Comparison, Article, Article], str]:
    from importlib import import_module

    module, function = EXPORTS[form].split(".")
    render: Callable[[Comparison, Article, Article], str] = getattr(import_module(f"dedup.report.{module}"), function)
    return render


def format_for(output: str | None) -> str:
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix not in _SUFFIXES:
        raise click.UsageError(f"Nothing is written as {suffix}: name it {', '.join(filter(None, _SUFFIXES))}, or give --format.")
    return _SUFFIXES[suffix]


def shown_width() -> int:
    import shutil

    return min(shutil.get_terminal_size((PAGE_WIDTH, 24)).columns, _WIDEST)


def wants_color() -> bool:
    """NO_COLOR and FORCE_COLOR decide, as elsewhere (no-color.org, force-color.org); else whether there is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
