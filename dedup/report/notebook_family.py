"""Several compared articles in few words and in a notebook: what needs the result alone and none of the texts."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dedup.article import Article
from dedup.corpus_result import CorpusComparison
from dedup.kinds import Side
from dedup.report import family
from dedup.report.held import held_text
from dedup.report.wording import counted
from dedup.result import ArticleInfo


def render_family_summary(corpus: CorpusComparison) -> str:
    """The finding, then a line for each article that took from another, then how many pairs a third article explains."""
    return "\n".join(_lines(corpus))


def render_family_notebook(corpus: CorpusComparison) -> str:
    """The same as HTML without style sheets, scripts or links."""
    first, *rest = _lines(corpus)
    items = "".join(f"<li>{escape(line)}</li>" for line in rest)
    return f"<div><p>{escape(first)}</p><ul>{items}</ul></div>"


def _lines(corpus: CorpusComparison) -> Iterator[str]:
    texts = {place: text for place in range(len(corpus.articles)) if (text := _text(corpus, place)).strip()}
    kin = family.kindred(corpus, [_held(info) for info in corpus.articles], texts)
    yield family.finding(kin)
    yield from (f"{tie.said}." for tie in kin.ties)
    if kin.through:
        yield f"{counted(len(kin.through), 'pair')} alike only through a third article."


def _text(corpus: CorpusComparison, place: int) -> str:
    """The text of an article, as far as its pairs hold it: from there on where what they show of it begins."""
    sides: tuple[Side, Side] = ("a", "b")
    held = (
        held_text(pair.comparison, side)
        for pair in corpus.pairs
        for side, end in zip(sides, (pair.first, pair.second), strict=True)
        if end == place
    )
    return corpus.articles[place].text or max(held, key=len, default="")


def _held(info: ArticleInfo) -> Article:
    """The article as far as the result knows it: where it carries no text, of its names alone something is told."""
    return Article(info.text or "0", info.id, info.title, info.url, info.outlet, info.author, info.published)
