"""A result as text: the format, and for the terminal its width and colours."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

from dedup.cli.shared import PAGE_WIDTH

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.corpus_result import CorpusComparison
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
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
