"""Which article of a family stays where one is enough, and why each other one goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from dedup.families.graph import families
from dedup.families.model import Edge, EdgeKind, Family, Member
from dedup.moments import moment_in_utc

Keep = Literal["one", "root", "longest", "earliest"]

KEEPS: Final[tuple[Keep, ...]] = get_args(Keep)


@dataclass(frozen=True, slots=True)
class Removal:
    """An article that goes: its family, the article that stays for it, and the edge that says why.

    The edge is the one between the two, else its strongest; `shared`: the greater share of either article in the other, 0-1.
    """

    id: str
    family: str
    kept: str
    kind: EdgeKind
    edge_with: str
    shared: float


def removals(every: Iterable[Family], keep: Keep, *, copies: bool = False) -> dict[str, Removal]:
    """What goes, by id; one article of each family stays.

    `keep`: the root, of a family without one all stay; the longest; the earliest by date, of a family without dates all stay; or
    `one`, the root, else the earliest, else the longest. Of equals the one with the smaller id. `copies`: only articles joined by
    copies are of one family, so what shares a part alone stays.
    """
    return {one.id: one for family in every for one in _removed(family, keep, copies)}


def _removed(family: Family, keep: Keep, copies: bool) -> Iterator[Removal]:
    for part in _copied(family) if copies else [family]:
        stays = _CHOICES[keep](part)
        if stays is None:
            continue
        for member in part.members:
            if member.id != stays:
                edge = _edge(part.edges, member.id, stays)
                other = edge.b if edge.a == member.id else edge.a
                yield Removal(member.id, family.family, stays, edge.kind, other, max(edge.a_containment, edge.b_containment))


def _copied(family: Family) -> list[Family]:
    """What copies alone join."""
    members: Mapping[str, Member] = {member.id: member for member in family.members}
    return families([edge for edge in family.edges if edge.kind == "copy"], members)


def _edge(edges: Sequence[Edge], name: str, stays: str) -> Edge:
    own = [edge for edge in edges if name in (edge.a, edge.b)]
    return max(own, key=lambda edge: (stays in (edge.a, edge.b), edge.shared))


def _root(family: Family) -> str | None:
    return family.root


def _longest(family: Family) -> str:
    return min(family.members, key=lambda member: (-member.words, member.id)).id


def _earliest(family: Family) -> str | None:
    dated = [(when, member.id) for member in family.members if (when := moment_in_utc(member.published))]
    return min(dated)[1] if dated else None


_CHOICES: Final[dict[Keep, Callable[[Family], str | None]]] = {
    "one": lambda family: _root(family) or _earliest(family) or _longest(family),
    "root": _root,
    "longest": _longest,
    "earliest": _earliest,
}
