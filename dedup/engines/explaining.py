"""Edges -> edges that the whole comparison of their articles confirms, directed by its evidence; the comparisons go to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from dedup.engines.reading import articles_of
from dedup.families.graph import Judge
from dedup.families.model import NOT_COMPARED, Edge, Reason, Side
from dedup.pair.attempt import Failure
from dedup.result import Comparison
from dedup.settings import Settings


def explainer(
    paths: Sequence[str | Path], settings: Settings, output: IO[str] | None, progress: Callable[[str, int, int], None]
) -> Judge:
    """A judge that compares the articles of every edge and writes {"a", "b", "comparison"} as a line of JSON for each to `output`.

    Each time it is asked it reads the corpus once more and holds the articles that stand in an edge. Edges between articles that
    the comparison calls independent are dropped; where it fails the edge stays as it was, and its line says {"error"} instead.
    """

    def compared(edges: Sequence[Edge]) -> Iterator[Comparison | Failure]:
        from dedup.pair.attempt import attempt

        known = articles_of(paths, settings, {end for edge in edges for end in (edge.a, edge.b)})
        for done, edge in enumerate(edges):
            progress("comparing", done, len(edges))
            yield attempt(known[edge.a], known[edge.b], settings)

    return lambda edges: judged(edges, compared(edges), output)


def judged(edges: Sequence[Edge], comparisons: Iterable[Comparison | Failure], output: IO[str] | None) -> list[Edge]:
    """The edges with what their comparisons, in the same order, say of them; without those between independent articles.

    Every comparison becomes a line of `output`, that of a dropped edge too. An edge that could not be compared stays, and says why.
    """
    kept = []
    for edge, comparison in zip(edges, comparisons, strict=True):
        if output:
            output.write(line_of(edge.a, edge.b, comparison) + "\n")
        if verdict := verdict_of(comparison):
            kept.append(verdict.on(edge))
    return kept


def line_of(a: str, b: str, comparison: Comparison | Failure) -> str:
    """The line of JSON of a comparison."""
    outcome = comparison.to_dict() if isinstance(comparison, Failure) else {"comparison": comparison.to_dict()}
    return json.dumps({"a": a, "b": b, **outcome}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison that does not refute an edge says of it; `relation` is None where the comparison failed."""

    relation: str | None
    source: Side | None
    evidence: tuple[Reason, ...]

    def on(self, edge: Edge) -> Edge:
        """The edge with what the comparison says of it; as it was, with the failure beside its reasons, where there is none."""
        if self.relation is None:
            return replace(edge, evidence=(*edge.evidence, *self.evidence))
        return replace(edge, source=self.source, evidence=self.evidence, relation=self.relation)

    def to_json(self) -> str:
        """As text, see `from_json`."""
        reasons = [(item.kind, item.text, item.article, item.weight) for item in self.evidence]
        return json.dumps([self.relation, self.source, reasons], ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Verdict:
        """The verdict that `to_json` wrote."""
        relation, source, reasons = json.loads(line)
        return cls(relation, source, tuple(Reason(*item) for item in reasons))


def verdict_of(comparison: Comparison | Failure) -> Verdict | None:
    """What a comparison says of an edge between its articles; None where it calls them independent."""
    if isinstance(comparison, Failure):
        return Verdict(None, None, (Reason(NOT_COMPARED, comparison.error, "a", 0.0),))
    if comparison.relation == "independent":
        return None
    reasons = tuple(Reason(item.kind, item.text, item.article, item.weight) for item in comparison.direction.evidence)
    return Verdict(comparison.relation, comparison.source, reasons)
