"""Edges -> edges that the whole comparison of their articles confirms, directed by its evidence; the comparisons go to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from dedup.engines.reading import articles_of
from dedup.families.graph import Judge
from dedup.families.model import Edge, Family, Reason
from dedup.pair.attempt import Failure
from dedup.result import Comparison
from dedup.settings import Settings

NOT_COMPARED: Final = "not_compared"
"""Kind of the reason, of no weight, on an edge whose comparison failed; its text is the error."""


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
            output.write(json.dumps({"a": edge.a, "b": edge.b, **_line(comparison)}, ensure_ascii=False) + "\n")
        if isinstance(comparison, Failure):
            kept.append(replace(edge, evidence=(*edge.evidence, Reason(NOT_COMPARED, comparison.error, "a", 0.0))))
        elif comparison.relation != "independent":
            kept.append(_told(edge, comparison))
    return kept


def _line(comparison: Comparison | Failure) -> dict[str, Any]:
    return comparison.to_dict() if isinstance(comparison, Failure) else {"comparison": comparison.to_dict()}


def not_compared(families: Iterable[Family]) -> int:
    """How many edges of the families stand there without the comparison that was asked for."""
    return sum(reason.kind == NOT_COMPARED for family in families for edge in family.edges for reason in edge.evidence)


def _told(edge: Edge, comparison: Comparison) -> Edge:
    reasons = tuple(Reason(item.kind, item.text, item.article, item.weight) for item in comparison.direction.evidence)
    return replace(edge, source=comparison.source, evidence=reasons, relation=comparison.relation)
