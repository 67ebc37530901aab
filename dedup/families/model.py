"""What a family is: articles that belong together, who took from whom as far as that is known, and the root."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Final, Literal

Side = Literal["a", "b"]
EdgeKind = Literal["copy", "reuse", "common_source", "quotations"]

NOT_COMPARED: Final = "not_compared"
"""Kind of the reason, of no weight, on an edge whose comparison failed; its text is the error."""


def _fields(item: Any) -> dict[str, Any]:
    """The fields of a dataclass as they are; `asdict` copies them all, which took most of the time of writing families."""
    return {name: getattr(item, name) for name in item.__slots__}


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a family, without its text; `opening`: its first words, where it has no title."""

    id: str
    words: int
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    opening: str | None = None


_READ, _OPENING = 400, 80
"""Characters of a text that are read for its first words, and that these have at most."""


def opening_of(text: str) -> str | None:
    """The first words of a text in one line, up to 80 characters; None where it has none."""
    return " ".join(text[:_READ].split())[:_OPENING].rstrip() or None


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence that `article` is the source: its kind, and the words or the date that show it."""

    kind: str
    text: str
    article: Side
    weight: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two articles of which one took from the other, or both from a third; `a` is the smaller id.

    `shared`: distinct 4-word shingles in both; `a_containment`: share of a's shingles that b holds. `source` is None where
    nothing tells. `kind`: "copy" where most of either stands in the other, "reuse" of a part, "common_source" where the comparison
    says so, "quotations" where they share next to nothing but what both quote. `relation` is that of the comparison, None where
    only shingles were looked at.
    """

    a: str
    b: str
    source: Side | None
    resemblance: float
    a_containment: float
    b_containment: float
    shared: int
    evidence: tuple[Reason, ...] = ()
    relation: str | None = None
    kind: EdgeKind = "reuse"

    @property
    def source_id(self) -> str | None:
        """The id of the source, where it is known."""
        return None if self.source is None else self.a if self.source == "a" else self.b

    @property
    def derivative_id(self) -> str | None:
        """The id of the derivative, where it is known."""
        return None if self.source is None else self.b if self.source == "a" else self.a


@dataclass(frozen=True, slots=True)
class Family:
    """Articles joined by edges. `family` is the smallest id of its members, `root` the one that all others go back to, or None.

    `members` by id, `edges` by their ids.
    """

    family: str
    root: str | None
    members: tuple[Member, ...]
    edges: tuple[Edge, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers."""
        members = [{name: value for name, value in _fields(member).items() if value is not None} for member in self.members]
        edges = [_fields(edge) | {"evidence": [_fields(reason) for reason in edge.evidence]} for edge in self.edges]
        return {"family": self.family, "root": self.root, "members": members, "edges": edges}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Family:
        """The family that `to_dict` told."""
        members = tuple(Member(**item) for item in plain["members"])
        edges = (item | {"evidence": tuple(Reason(**reason) for reason in item["evidence"])} for item in plain["edges"])
        return cls(plain["family"], plain["root"], members, tuple(Edge(**item) for item in edges))

    @property
    def not_compared(self) -> int:
        """How many edges stand there without the comparison that was asked for."""
        return sum(reason.kind == NOT_COMPARED for edge in self.edges for reason in edge.evidence)


LARGEST: Final = 5
"""Families that a tally names."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of families: how many, their members, those with a root, edges that could not be compared; the `largest`, by size."""

    families: int
    members: int
    rooted: int
    not_compared: int
    largest: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, families: Iterable[Family]) -> Tally:
        """The counts of some families."""
        listed = list(families)
        sizes = [(family.family, len(family.members)) for family in listed]
        return cls(
            len(listed),
            sum(size for _, size in sizes),
            sum(family.root is not None for family in listed),
            sum(family.not_compared for family in listed),
            tuple(nsmallest(LARGEST, sizes, key=lambda one: (-one[1], one[0]))),
        )
