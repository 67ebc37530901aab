"""`dedup index search` and `furniture`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from dedup.cli.index_parts import index_config, index_place, print_line
from dedup.cli.index_show import json_line
from dedup.cli.out import TERMINAL, note, out, speaks
from dedup.cli.shared import BAD_INPUT, FOUND, settings_of
from dedup.terminal import escaped, say

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.detect import Detector
    from dedup.read.corpus import CorpusRecord

_SHOWN: Final = 110


@click.command()
@index_place
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option("--outlet", metavar="NAME", help="Articles of this outlet alone, by its name or its host.")
@click.option("--since", metavar="DATE", help="Published on that day or after it: 2024, 2024-03 or 2024-03-01.")
@click.option("--until", metavar="DATE", help="Published on that day or before it.")
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="How many are printed.")
@index_config
@speaks("jsonl", TERMINAL)
def search(
    place: str, words: tuple[str, ...], outlet: str | None, since: str | None, until: str | None, most: int, config: str | None
) -> int:
    """Print the articles that hold all of WORDS, the best first.

    What stands in double quotes must stand so in the article. The first search of an index
    reads all of it; later ones read what is new.

    \b
    Examples:
      dedup index search articles.index bridge council
      dedup index search articles.index '"cracks in two of its arches"' --since 2024-03

    One JSON line an article, {"id", "title", "url", "outlet", "published", "text"}, the
    text cut to its beginning; on a terminal lines to read.

    Exit codes: 0 found, 1 nothing found, 2 bad input, or there is no such index.
    """
    from dedup.detect import Detector

    with Detector.open(place, settings=settings_of(config), create=False) as detector:
        articles = detector.search(" ".join(words), outlet=outlet, since=since, until=until, most=most)
    for article in articles:
        print_line(_line(article) if out().is_to_read else json.dumps(_plain(article), ensure_ascii=False))
    return 0 if articles else FOUND


def _plain(article: Article) -> dict[str, str | None]:
    names = ("id", "title", "url", "outlet", "published")
    return {**{name: getattr(article, name) for name in names}, "text": article.text[:_SHOWN]}


def _line(article: Article) -> str:
    known = [part for part in (article.published, article.outlet, article.title) if part]
    return escaped(f"{article.id}  {' · '.join(known) or ' '.join(article.text[:_SHOWN].split())}")


@click.command()
@index_place
@click.argument("outlet", required=False)
@index_config
@speaks()
def furniture(place: str, outlet: str | None, config: str | None) -> int:
    """Print what the index has learnt to be furniture, of OUTLET or of each.

    Captions, newsletter forms, author boxes, lists of headlines: stretches that at least
    four pages of one outlet hold, which share nothing else. They make no two articles of
    that outlet a match. A story that an outlet runs again and again is none.

    \b
    Example:
      dedup index furniture articles.index example.org

    One JSON line a stretch, {"outlet", "pages", "text", "id"}: how many pages hold it, and
    the text and id of the first.

    Exit codes: 0 done, 2 there is no such index.
    """
    from dedup.detect import Detector

    with Detector.open(place, settings=settings_of(config), create=False) as detector:
        for stretch in detector.furniture(outlet):
            print_line(json.dumps(asdict(stretch), ensure_ascii=False))
    return 0


def show_new(detector: Detector, records: Iterator[CorpusRecord]) -> int:
    """Print the articles that the index does not hold; counts and refused records go to standard error."""
    from dedup.report.wording import counted

    refused = new = held = 0

    def articles() -> Iterator[Article]:
        nonlocal refused
        for record in records:
            if record.article is None:
                refused += 1
                say(f"{record.where}: {record.error}")
            else:
                yield record.article

    for article, holder in detector.held(articles()):
        if holder is None:
            new += 1
            print_line(json_line(article))
        else:
            held += 1
    note(f"{counted(new + held + refused, 'record')} read, {new:,} new, {held:,} in the index already, {refused:,} refused")
    return BAD_INPUT if refused else 0
