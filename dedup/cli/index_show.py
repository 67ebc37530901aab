"""`dedup index show`: stored articles, as they were kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from dedup.cli.index_parts import index_config, index_place, print_line, shown_place
from dedup.cli.out import TERMINAL, out, speaks
from dedup.cli.shared import BAD_INPUT, settings_of
from dedup.terminal import escaped, say

if TYPE_CHECKING:
    from dedup.article import Article


@click.command()
@index_place
@click.argument("ids", metavar="IDS...", nargs=-1, required=True)
@index_config
@speaks("jsonl", TERMINAL)
def show(place: str, ids: tuple[str, ...], config: str | None) -> int:
    """Print the stored articles with these ids, whole.

    \b
    Example:
      dedup index show articles.index story-028 | dedup compare - new.html
      dedup index show articles.index story-028 > stored.json

    One JSON line an article, which `dedup compare` reads; on a terminal lines to read.

    Exit codes: 0 done, 2 an id was not there, or there is no such index.
    """
    from dedup.detect import Detector

    missing = False
    with Detector.open(place, settings=settings_of(config), create=False) as detector:
        for identity in ids:
            article = detector.get(identity)
            if article is None:
                say(f"there is no article {identity!r} in {shown_place(place)}; `dedup index search` finds one by its words")
                missing = True
            else:
                print_line(_read(article) if out().is_to_read else json_line(article))
    return BAD_INPUT if missing else 0


def json_line(article: Article) -> str:
    """The article with all that is known of it, as a line that every reader of ours takes."""
    return json.dumps({"id": article.id, **article.known(), "text": article.text}, ensure_ascii=False)


def _read(article: Article) -> str:
    known = [f"{name}: {value}" for name, value in article.known().items() if isinstance(value, str)]
    lines = [escaped(line) for line in (f"id: {article.id}", *known, "", *article.text.splitlines())]
    return "\n".join(lines) + "\n"
