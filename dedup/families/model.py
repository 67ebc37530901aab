"""What a family is: articles that belong together, who took from whom as far as that is known, and the root."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Side = Literal["a", "b"]
EdgeKind = Literal["copy", "reuse", "common_source", "quotations"]


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a family, without its text."""

    id: str
    words: int
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: str | None = None


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
        plain = asdict(self)
        plain["members"] = [{name: value for name, value in item.items() if value is not None} for item in plain["members"]]
        return plain
