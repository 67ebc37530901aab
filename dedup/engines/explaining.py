"""Edges -> edges that the whole comparison of their articles confirms, directed by its evidence; the comparisons go to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from dedup.engines.reading import articles_of
from dedup.families.graph import Judge
from dedup.families.model import Edge, Reason
from dedup.result import Comparison
from dedup.settings import Settings


def explainer(
    paths: Sequence[str | Path], settings: Settings, output: IO[str] | None, progress: Callable[[str, int, int], None]
) -> Judge:
    """A judge that compares the articles of every edge and writes {"a", "b", "comparison"} as a line of JSON for each to `output`.

    Each time it is asked it reads the corpus once more and holds the articles that stand in an edge. Edges between articles that
    the comparison calls independent are dropped.
    """

    def compared(edges: Sequence[Edge]) -> Iterator[Comparison]:
        from dedup.pair.compare import compare

        known = articles_of(paths, settings, {end for edge in edges for end in (edge.a, edge.b)})
        for done, edge in enumerate(edges):
            progress("comparing", done, len(edges))
            yield compare(known[edge.a], known[edge.b], settings=settings)

    return lambda edges: judged(edges, compared(edges), output)


def judged(edges: Sequence[Edge], comparisons: Iterable[Comparison], output: IO[str] | None) -> list[Edge]:
    """The edges with what their comparisons, in the same order, say of them; without those between independent articles.

    Every comparison becomes a line of `output`, that of a dropped edge too.
    """
    kept = []
    for edge, comparison in zip(edges, comparisons, strict=True):
        if output:
            told = {"a": edge.a, "b": edge.b, "comparison": comparison.to_dict()}
            output.write(json.dumps(told, ensure_ascii=False) + "\n")
        if comparison.relation != "independent":
            kept.append(_told(edge, comparison))
    return kept


def _told(edge: Edge, comparison: Comparison) -> Edge:
    reasons = tuple(Reason(item.kind, item.text, item.article, item.weight) for item in comparison.direction.evidence)
    return replace(edge, source=comparison.source, evidence=reasons, relation=comparison.relation)
