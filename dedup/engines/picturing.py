"""The families of a corpus as one page: who took what from whom, over time, with the comparisons where there are some."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from dedup.article import Article
from dedup.corpus_result import Pair
from dedup.engines.reading import articles_of
from dedup.families.model import Edge, Family, Member
from dedup.report import family as view
from dedup.report.family_names import Called, names_of
from dedup.report.family_page import render_families_page
from dedup.report.wording import counted
from dedup.result import ArticleInfo, Comparison
from dedup.settings import Settings

MOST_FAMILIES: Final = 500
"""Families drawn, the largest first."""
MOST_MEMBERS: Final = 200
"""Articles drawn of one family, those nearest to its root."""
MOST_COMPARISONS: Final = 100
"""Comparisons on the page: each brings the texts of two articles with it."""

Ends = tuple[str, str]
Compared = Mapping[Ends, Comparison]


def families_page(
    families: Sequence[Family], corpus: Sequence[str | Path] = (), explained: Path | None = None, settings: Settings | None = None
) -> str:
    """The page as HTML text; it says how many families, articles and comparisons it leaves out.

    `explained`: what `explainer` wrote of these families; `corpus` is then read once more for the texts of the articles compared.
    """
    settings = settings or Settings()
    order = sorted(families, key=lambda family: (-len(family.members), family.family))[:MOST_FAMILIES]
    drawn = [_nearest(family) for family in order]
    edges = [_edges(family, members) for family, members in zip(order, drawn, strict=True)]
    compared = _compared(edges, explained) if explained else {}
    articles = articles_of(corpus, settings, {end for ends in compared for end in ends})
    number, shown = 0, []
    for family, members, mine in zip(order, drawn, edges, strict=True):
        shown.append(_kindred(family, members, mine, compared, articles, number))
        number += sum(tie.view is not None for tie in shown[-1].ties)
    notes = _notes(len(families) - len(order), sum(map(len, edges)), len(compared), explained)
    return render_families_page(shown, _title(families), notes, settings.signature("families", "sketch"))


def _title(families: Sequence[Family]) -> str:
    if not families:
        return "No families were found."
    articles = sum(len(family.members) for family in families)
    return f"{counted(len(families), 'family', 'families')} with {counted(articles, 'article')}."


def _notes(left_out: int, edges: int, compared: int, explained: Path | None) -> list[str]:
    notes = [f"Not on this page: {counted(left_out, 'smaller family', 'smaller families')}."] if left_out else []
    if explained and edges > compared:
        notes.append(f"{compared:,} of {edges:,} comparisons are on this page; {explained.name} holds all.")
    return notes


def _nearest(family: Family) -> list[Member]:
    """The members to draw, by their ids."""
    near: dict[str, list[str]] = {}
    for edge in family.edges:
        near.setdefault(edge.a, []).append(edge.b)
        near.setdefault(edge.b, []).append(edge.a)
    reached = dict.fromkeys([family.root or family.family])
    for name in (waiting := list(reached)):
        new = [other for other in sorted(near.get(name, ())) if other not in reached]
        reached.update(dict.fromkeys(new))
        waiting.extend(new)
    kept = set(islice(reached, MOST_MEMBERS))
    return [member for member in family.members if member.id in kept]


def _edges(family: Family, members: Sequence[Member]) -> list[Edge]:
    """The edges between members that are drawn, those of the root first."""
    ids = {member.id for member in members}
    inside = [edge for edge in family.edges if edge.a in ids and edge.b in ids]
    return sorted(inside, key=lambda edge: ((edge.source_id or edge.a) != family.root, edge.a, edge.b))


def _compared(drawn: Sequence[Sequence[Edge]], explained: Path) -> dict[Ends, Comparison]:
    """Comparisons of the families drawn, those of the largest first, as many as the page takes."""
    order = {ends: place for place, ends in enumerate((edge.a, edge.b) for edges in drawn for edge in edges)}
    by_ends: dict[Ends, Comparison] = {}
    for line in _lines(explained):
        row = json.loads(line)
        if "comparison" in row and order.get((row["a"], row["b"]), MOST_COMPARISONS) < MOST_COMPARISONS:
            by_ends[row["a"], row["b"]] = Comparison.from_dict(row["comparison"])
    return by_ends


def _lines(explained: Path) -> Iterator[str]:
    """The lines of a file, or of the parts in a folder, as Spark writes it."""
    for part in sorted(explained.glob("part-*")) if explained.is_dir() else [explained]:
        with part.open(encoding="utf-8") as lines:
            yield from lines


def _kindred(
    family: Family,
    members: Sequence[Member],
    edges: Sequence[Edge],
    compared: Compared,
    articles: Mapping[str, Article],
    number: int,
) -> view.Kindred:
    """`number`: of the last comparison on the page so far."""
    infos = tuple(ArticleInfo(item.id, item.title, item.url, item.outlet, item.published, item.words) for item in members)
    places = {item.id: place for place, item in enumerate(members)}
    texts = {places[name]: article for name, article in articles.items() if name in places}
    names = names_of(infos, {place: article.text for place, article in texts.items()})
    ties = []
    for edge in edges:
        ends = places[edge.a], places[edge.b]
        comparison = compared.get((edge.a, edge.b))
        if comparison:
            number += 1
            ties.append(view.compared(view.edge_view(number, Pair(*ends, comparison), texts, names)))
        else:
            ties.append(_measured(edge, ends, names))
    root = places.get(family.root) if family.root else None
    return view.Kindred(infos, names, root, tuple(ties), (), len(family.members) - len(members))


def _measured(edge: Edge, ends: tuple[int, int], names: Sequence[Called]) -> view.Tie:
    containment = edge.a_containment if edge.source == "b" else edge.b_containment
    reason = edge.evidence[0].kind.replace("_", " ") if edge.evidence else ""
    turned = (ends[1], ends[0]) if edge.source == "b" else ends
    return view.measured(names, turned, edge.source is not None, containment, edge.resemblance, edge.shared, reason)
