"""What the renderings of several compared articles share: names, sentences, edges in order. Computes nothing about the texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dedup.article import Article
from dedup.report import wording
from dedup.report.figures import Figures, figures
from dedup.report.sides import Column, columns
from dedup.report.visible import clipped, visible
from dedup.result import ArticleInfo, CorpusComparison, Pair


@dataclass(frozen=True, slots=True)
class EdgeView:
    """One edge for a reader: its number from 1, source on the left, the names by which the two articles go in this family."""

    number: int
    pair: Pair
    left: Column
    right: Column
    shares: Figures
    names: tuple[str, str]
    said: str


def names_of(corpus: CorpusComparison) -> tuple[str, ...]:
    """What each article is called: the first of outlet, title and id that all have and that tells them apart, else its number."""
    for field in ("outlet", "title", "id"):
        found = [(getattr(info, field) or "").strip() for info in corpus.articles]
        if all(found) and len(set(found)) == len(found):
            return tuple(clipped(visible(name), 60) for name in found)
    return tuple(f"Article {number}" for number in range(1, len(corpus.articles) + 1))


def edge_views(corpus: CorpusComparison, articles: Sequence[Article]) -> list[EdgeView]:
    """The edges, those of the root first, then by their articles."""
    names = names_of(corpus)
    edges = sorted(corpus.edges, key=lambda pair: (pair.ends[0] != corpus.root, pair.ends))
    return [_view(number, pair, articles, names) for number, pair in enumerate(edges, 1)]


def _view(number: int, pair: Pair, articles: Sequence[Article], names: tuple[str, ...]) -> EdgeView:
    left, right = columns(pair.comparison, articles[pair.first], articles[pair.second])
    shares = figures(pair.comparison, left.info.words)
    source, derivative = (names[place] for place in pair.ends)
    return EdgeView(number, pair, left, right, shares, (source, derivative), _said(pair, source, derivative, shares))


def _said(pair: Pair, source: str, derivative: str, shares: Figures) -> str:
    taken = f"{wording.percent(shares.taken)} of the words of {derivative} have a counterpart in {source}"
    if pair.comparison.relation == "identical":
        return f"{source} and {derivative} have the same words"
    if pair.comparison.relation == "common_source":
        return f"{source} and {derivative} point to a source behind both; {taken}"
    how = "is nearly the same text as" if pair.comparison.relation == "near_duplicate" else "draws on"
    if pair.comparison.source is None:
        return f"{source} and {derivative}: one draws on the other, which came first is not known; {taken}"
    return f"{derivative} {how} {source}: {taken}"


def explained_pairs(corpus: CorpusComparison) -> Iterator[str]:
    """A sentence for each pair that a third article explains."""
    names = names_of(corpus)
    for pair in corpus.pairs:
        if pair.explained_by is not None:
            yield f"{names[pair.first]} and {names[pair.second]}: through {names[pair.explained_by]}"


def finding(corpus: CorpusComparison) -> str:
    """The finding in one sentence."""
    names, edges, count = names_of(corpus), corpus.edges, len(corpus.articles)
    if not edges:
        return f"No sign was found that any of the {count} articles draws on another."
    inside = {place for pair in edges for place in pair.ends}
    rest = count - len(inside)
    apart = f"; {rest} {'stands' if rest == 1 else 'stand'} apart" if rest else ""
    if corpus.root is None:
        return f"{len(inside)} of {count} articles are related; which one came first is not known for all{apart}."
    others = len(inside) - 1
    return f"{wording.counted(others, 'article')} {'goes' if others == 1 else 'go'} back to {names[corpus.root]}{apart}."


def moment(info: ArticleInfo) -> datetime | None:
    """When an article was published, in UTC where no zone is given; None where it is not known."""
    try:
        found = datetime.fromisoformat(info.published) if info.published else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found


def steps(corpus: CorpusComparison) -> dict[int, int]:
    """How far down from a source each article with an edge stands: 0 for those that took from none, along known directions."""
    down = {place: 0 for pair in corpus.edges for place in pair.ends}
    known = [pair.ends for pair in corpus.edges if pair.comparison.source is not None]
    for _ in down:  # as often as a path can be long; circles, which evidence may make, end there too
        for source, derivative in known:
            down[derivative] = min(len(down), max(down[derivative], down[source] + 1))
    return down
