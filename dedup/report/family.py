"""What the renderings of several compared articles share: names, sentences, edges in order. Computes nothing about the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dedup.article import Article
from dedup.corpus_result import CorpusComparison, Pair
from dedup.report import wording
from dedup.report.family_names import Called, names_of
from dedup.report.figures import Figures, counts, figures
from dedup.report.finding import finding as finding_of_two
from dedup.report.sides import Column, columns
from dedup.report.visible import visible
from dedup.result import ArticleInfo


@dataclass(frozen=True, slots=True)
class EdgeView:
    """One edge for a reader: its number from 1, source on the left, the names by which the two articles go in this family."""

    number: int
    pair: Pair
    left: Column
    right: Column
    shares: Figures
    names: tuple[Called, Called]
    said: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Two related articles of a family by their places, the source first where `known`; as they came where not.

    `share`: 0-1, of the derivative found in the source. `said`: a sentence. `view`: their comparison; where there is none,
    `figures` are what was measured of the two, as texts: containment, resemblance, runs of words in both, what tells the direction.
    """

    ends: tuple[int, int]
    known: bool
    share: float
    said: str
    view: EdgeView | None = None
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kindred:
    """A family for the page: its articles and their names, the place of the root where there is one, who took from whom.

    `through`: a sentence for each pair that only a third article joins. `left_out`: how many more articles the family has.
    """

    articles: tuple[ArticleInfo, ...]
    names: tuple[Called, ...]
    root: int | None
    ties: tuple[Tie, ...]
    through: tuple[str, ...] = ()
    left_out: int = 0


def kindred(corpus: CorpusComparison, articles: Sequence[Article], texts: Mapping[int, str] | None = None) -> Kindred:
    """Several compared articles as a family; `texts`: those that are known, by place, where these are not all."""
    names = names_of(corpus.articles, [article.text for article in articles] if texts is None else texts)
    ties = tuple(compared(view) for view in edge_views(corpus, articles, names))
    return Kindred(corpus.articles, names, corpus.root, ties, tuple(explained_pairs(corpus, names)))


def compared(view: EdgeView) -> Tie:
    """A tie with its comparison."""
    return Tie(view.pair.ends, view.pair.comparison.source is not None, view.shares.taken, view.said, view)


def measured(
    names: Sequence[Called], ends: tuple[int, int], known: bool, containment: float, resemblance: float, shared: int, reason: str
) -> Tie:
    """A tie of which shingles alone are known: `containment` of the derivative in the source, runs of four words in both."""
    source, derivative = (names[end].said for end in ends)
    first = f"{derivative} draws on {source}" if known else f"{source} and {derivative}: which came first is not known"
    said = f"{first}; {wording.percent(containment)} of the runs of four words of {derivative} are in {source}"
    figures = (wording.percent(containment), wording.decimal(resemblance), f"{shared:,}", visible(reason) or "not known")
    return Tie(ends, known, containment, said, None, figures)


def edge_views(corpus: CorpusComparison, articles: Sequence[Article], names: Sequence[Called]) -> list[EdgeView]:
    """The edges, those of the root first, then by their articles."""
    edges = sorted(corpus.edges, key=lambda pair: (pair.ends[0] != corpus.root, pair.ends))
    return [edge_view(number, pair, articles, names) for number, pair in enumerate(edges, 1)]


def edge_view(number: int, pair: Pair, articles: Sequence[Article] | Mapping[int, Article], names: Sequence[Called]) -> EdgeView:
    """One compared pair; its places count in `articles` and in `names`."""
    left, right = columns(pair.comparison, articles[pair.first], articles[pair.second])
    shares = figures(pair.comparison, left.info.words)
    source, derivative = (names[place] for place in pair.ends)
    return EdgeView(number, pair, left, right, shares, (source, derivative), _said(pair, source.said, derivative.said))


def _said(pair: Pair, source: str, derivative: str) -> str:
    """The finding as the brief has it, with the names of this family; each of the two stands in it once."""
    words = counts(pair.comparison, invented=False)
    said = finding_of_two(pair.comparison, source, derivative, (words.taken, words.words))[0].removesuffix(".")
    if pair.comparison.source is not None or not words.taken or pair.comparison.relation == "identical":
        return said
    return f"{said}; {wording.percent(words.taken / words.words)} of the words of the second have a counterpart in the first"


def explained_pairs(corpus: CorpusComparison, names: Sequence[Called]) -> Iterator[str]:
    """A sentence for each pair that a third article explains."""
    for pair in corpus.pairs:
        if pair.explained_by is not None:
            one, two, third = (names[place].said for place in (pair.first, pair.second, pair.explained_by))
            yield f"{one} and {two}: through {third}"


def finding(family: Kindred) -> str:
    """The finding in one sentence."""
    names, count = [one.said for one in family.names], len(family.articles) + family.left_out
    inside = {place for tie in family.ties for place in tie.ends}
    if not inside:
        return f"Nothing found shows that any of the {count} articles draws on another."
    rest = len(family.articles) - len(inside)
    apart = f"; {rest} {'stands' if rest == 1 else 'stand'} apart" if rest else ""
    if family.root is None:
        related = f"{len(inside) + family.left_out} of {count}" if apart else f"All {count}"
        return f"{related} articles are related; {_rootless(family, names)}{apart}."
    others = len(inside) + family.left_out - 1
    return f"{wording.counted(others, 'article')} {'goes' if others == 1 else 'go'} back to {names[family.root]}{apart}."


def _rootless(family: Kindred, names: Sequence[str]) -> str:
    """Why no root is named, as far as all of the family is drawn."""
    if family.left_out:
        return "no root is named"
    unknown = [tie for tie in family.ties if not tie.known]
    if len(unknown) == 1:
        one, two = (names[place] for place in unknown[0].ends)
        if unknown[0].view and unknown[0].view.pair.comparison.relation == "common_source":
            return f"{one} and {two} point to a source behind both, so no root is named"
        return f"which of {one} and {two} came first is not known, so no root is named"
    if unknown:
        return f"for {len(unknown)} pairs it is not known which came first, so no root is named"
    derivatives = {tie.ends[1] for tie in family.ties}
    tops = sorted({place for tie in family.ties for place in tie.ends} - derivatives)
    if not tops:
        return "none of them is without a source among the others, so no root is named"
    if len(tops) == 1:  # beside it stands a circle, or a family of its own
        return "no root is named"
    shown = [names[place] for place in tops]
    listed = f", {', '.join(shown[:-1])} and {shown[-1]}" if len(tops) < 5 else ""
    return f"they go back to {len(tops)} sources{listed}, so no root is named"


def steps(family: Kindred) -> dict[int, int]:
    """How far down from a source each article with a tie stands: 0 for those that took from none, along known directions."""
    down = {place: 0 for tie in family.ties for place in tie.ends}
    known = [tie.ends for tie in family.ties if tie.known]
    for _ in down:  # as often as a path can be long; circles, which evidence may make, end there too
        for source, derivative in known:
            down[derivative] = min(len(down), max(down[derivative], down[source] + 1))
    return down
