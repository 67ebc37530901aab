"""Edges -> families: what a third article explains goes, dates direct what is left, and who is nobody's derivative is the root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dedup.families.agencies import is_agency_page
from dedup.families.model import Edge, EdgeKind, Family, Member, Reason, Side
from dedup.families.pairs import KERNEL, Measured, ShingleSets
from dedup.moments import moment_in_utc
from dedup.pair.relate.roots import root_of
from dedup.settings import Settings

DATE_WEIGHT = 1.5
"""Log-odds that the article published first is the source, as in `pair.direction`."""
AGENCY_WEIGHT = 2.7
"""Log-odds that the article on an agency's page is the source: of 15 labelled pairs with one such page that are derived it is the
source in all, in two of them against the dates; 2.7 is 15 in 16."""


def unexplained(edges: Measured, sets: ShingleSets, settings: Settings) -> NDArray[np.bool_]:
    """Which edges no third article explains. `lower` and `higher` are places in `sets`.

    The third explains an edge when it has stronger edges to both and holds nearly all that the two share: a copy of a copy, or two
    derivatives of one source. Only stronger edges explain, so a family never falls apart.
    """
    order = np.lexsort((edges.higher, edges.lower, edges.shared))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    near: dict[int, dict[int, int]] = defaultdict(dict)
    ends = list(zip(edges.lower.tolist(), edges.higher.tolist(), rank.tolist(), strict=True))
    for a, b, place in ends:
        near[a][b] = near[b][a] = place
    thirds = [_stronger(near[a], near[b], place) for a, b, place in ends]
    return ~explained_by(edges, thirds, sets, settings)


def explained_by(edges: Measured, thirds: Sequence[Sequence[int]], sets: ShingleSets, settings: Settings) -> NDArray[np.bool_]:
    """Which edges have a third article, of those listed for each, that holds nearly all of what the two share."""
    offsets = np.cumsum([0, *map(len, thirds)]).astype(np.int64)
    flat = np.array([third for some in thirds for third in some], np.int64)
    explained = np.zeros(len(edges), np.uint8)
    least = settings.families_explained_share * edges.shared
    tables = (sets.table(), sets.table(), sets.table())
    KERNEL.explain(edges.lower, edges.higher, offsets, flat, least, sets.offsets, sets.hashes, *tables, explained)
    return explained.view(np.bool_)


def _stronger(one: Mapping[int, int], other: Mapping[int, int], rank: int) -> list[int]:
    """Articles with edges to both of two that are stronger than theirs, the strongest first: mostly the first one explains."""
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    thirds = [(least, third) for third in fewer if third in more and (least := min(fewer[third], more[third])) > rank]
    return [third for _, third in sorted(thirds, reverse=True)]


def edges_of(measured: Measured, members: Mapping[int, Member]) -> list[Edge]:
    """Measured pairs as edges between known articles, directed by their dates."""
    return [_edge(members[a], members[b], *figures) for a, b, *figures in measured.rows()]


def _edge(a: Member, b: Member, shared: int, a_size: int, b_size: int) -> Edge:
    return directed(
        Edge(
            a=a.id,
            b=b.id,
            source=None,
            resemblance=round(shared / max(1, a_size + b_size - shared), 6),
            a_containment=round(shared / max(1, a_size), 6),
            b_containment=round(shared / max(1, b_size), 6),
            shared=shared,
        ),
        a,
        b,
    )


def directed(edge: Edge, a: Member, b: Member) -> Edge:
    """The edge, directed from the agency's page where one of the two is one, whatever the dates, for an agency updates its copy;
    else by the dates."""
    one, other = is_agency_page(a), is_agency_page(b)
    if one == other:
        return dated(edge, a, b)
    side: Side = "a" if one else "b"
    first = a if one else b
    return replace(edge, source=side, evidence=(Reason("agency_page", first.outlet or first.url or "", side, AGENCY_WEIGHT),))


def dated(edge: Edge, a: Member, b: Member) -> Edge:
    """The edge, directed from the article that was published first where both dates are known and differ."""
    one, other = moment_in_utc(a.published), moment_in_utc(b.published)
    if one is None or other is None or one == other or not _comparable(a.published, b.published, one, other):
        return edge
    first = a if one < other else b
    reason = Reason("published_first", first.published or "", "a" if first is a else "b", DATE_WEIGHT)
    return replace(edge, source=reason.article, evidence=(reason,))


def with_kinds(edges: Iterable[Edge], quoted: Collection[tuple[str, str]], settings: Settings) -> list[Edge]:
    """The edges with their kinds; `quoted`: the ids of pairs that share next to nothing but quotations."""
    return [replace(edge, kind=_kind(edge, (edge.a, edge.b) in quoted, settings)) for edge in edges]


def _kind(edge: Edge, quoted: bool, settings: Settings) -> EdgeKind:
    """The comparison has the last word where there was one."""
    if edge.relation == "common_source":
        return "common_source"
    if quoted:
        return "quotations"
    is_copy = (
        edge.relation in ("identical", "near_duplicate")
        if edge.relation
        else edge.resemblance >= settings.families_copy_resemblance
    )
    return "copy" if is_copy else "reuse"


def _comparable(a: str | None, b: str | None, one: datetime, other: datetime) -> bool:
    """A date says nothing of the order inside its day."""
    return one.date() != other.date() or ("T" in (a or "") and "T" in (b or ""))


def joined(articles: int, edges: Measured) -> NDArray[np.int64]:
    """For each of so many articles the lowest one that edges join it with, itself where none do."""
    above = list(range(articles))
    for a, b in zip(edges.lower.tolist(), edges.higher.tolist(), strict=True):
        one, other = _highest(above, a), _highest(above, b)
        above[max(one, other)] = min(one, other)
    return np.array([_highest(above, article) for article in range(articles)], np.int64)


def _highest(above: list[int], article: int) -> int:
    while above[article] != article:
        above[article] = article = above[above[article]]
    return article


def families(edges: Iterable[Edge], members: Mapping[str, Member]) -> list[Family]:
    """Families of all edges, by their ids: the same whatever the order of the edges."""
    parent: dict[str, str] = {}
    listed = sorted(edges, key=lambda edge: (edge.a, edge.b))
    for edge in listed:
        one, other = _top(parent, edge.a), _top(parent, edge.b)
        parent[max(one, other)] = min(one, other)
    inside: dict[str, list[Edge]] = defaultdict(list)
    for edge in listed:
        inside[_top(parent, edge.a)].append(edge)
    return [_family(name, inside[name], members) for name in sorted(inside)]


def _top(parent: dict[str, str], name: str) -> str:
    while (above := parent.setdefault(name, name)) != name:
        parent[name] = parent[above]
        name = parent[name]
    return name


def _family(name: str, edges: Sequence[Edge], members: Mapping[str, Member]) -> Family:
    ids = sorted({end for edge in edges for end in (edge.a, edge.b)})
    return Family(name, _root(edges), tuple(members[one] for one in ids), tuple(edges))


def _root(edges: Sequence[Edge]) -> str | None:
    """The article that all others of the family go back to along directed edges; None when there is none, or it is not known."""
    taken = [(edge.a, edge.b) if edge.source == "a" else (edge.b, edge.a) for edge in edges if edge.source]
    return root_of({end for edge in edges for end in (edge.a, edge.b)}, taken)


Judge = Callable[[Sequence[Edge]], list[Edge]]
"""Compares the articles of all edges: the edges with what the comparisons say of them, without those that they refute."""
