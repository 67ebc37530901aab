"""The result of several articles, each compared with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dedup.plain import to_plain
from dedup.result import SCHEMA_VERSION, ArticleInfo, Comparison, rendered


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of several articles: `first` < `second` are their places, `a` of the comparison is the first one.

    `explained_by`: the place of a third article that holds what the two share, None where there is none.
    """

    first: int
    second: int
    comparison: Comparison
    explained_by: int | None = None

    @property
    def is_edge(self) -> bool:
        """Whether the two are related, and not only through a third."""
        return self.comparison.relation != "independent" and self.explained_by is None

    @property
    def ends(self) -> tuple[int, int]:
        """Places of the source and of the derivative; as they came where it is not known which is which."""
        return (self.second, self.first) if self.comparison.source == "b" else (self.first, self.second)


@dataclass(frozen=True, slots=True)
class CorpusComparison:
    """Several articles, each compared with each. `root`: the place of the one that all related ones go back to, if it is known."""

    settings: str
    articles: tuple[ArticleInfo, ...]
    pairs: tuple[Pair, ...]
    root: int | None
    schema_version: str = SCHEMA_VERSION

    @property
    def edges(self) -> tuple[Pair, ...]:
        """The pairs that are related, and not only through a third article."""
        return tuple(pair for pair in self.pairs if pair.is_edge)

    def __repr__(self) -> str:
        counts = f"{len(self.articles)} articles, {len(self.pairs)} pairs, {len(self.edges)} related"
        return f"<CorpusComparison {counts}, root={self.root!r}>"

    def __rich__(self) -> str:
        return self.summary().replace("[", r"\[")

    def _repr_html_(self) -> str:
        """What a notebook shows: the finding, then who took from whom."""
        return str(rendered("dedup.report.notebook_family:render_family_notebook", self))

    def summary(self) -> str:
        """The finding and who took from whom, a line each, in plain words."""
        return str(rendered("dedup.report.notebook_family:render_family_summary", self))

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists, strings and numbers; each comparison in the JSON contract."""
        plain: dict[str, Any] = to_plain(self)
        return {"schema_version": plain.pop("schema_version"), **plain}
