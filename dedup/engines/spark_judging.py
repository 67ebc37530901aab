"""Measured edges -> the edges that join the articles, on a Spark cluster: neither explained by a third article nor refuted."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.engines.spark_components import components
from dedup.engines.spark_edges import figures_of, unexplained
from dedup.engines.spark_explaining import Comparer
from dedup.engines.spark_reading import Frame, Shelf
from dedup.settings import Settings


@dataclass(frozen=True, slots=True)
class Joined:
    """The edges that join the articles, with their `verdict` (null where none was asked for), the pairs `refuted`, None where none
    was asked for, and how many these are."""

    edges: Frame
    refuted: Frame | None
    gone: int


def joined(sketches: Frame, measured: Frame, comparer: Comparer | None, settings: Settings, shelf: Shelf) -> Joined:
    """The edges that no third article explains and the comparer does not refute, as `local` finds them.

    A refuted edge joins nothing and explains nothing: what it had explained is judged in its turn, until nothing more is refuted.
    """
    from pyspark.sql import functions as f

    if comparer is None:
        kept = unexplained(sketches, measured, settings).withColumn("verdict", f.lit(None).cast("string"))
        return Joined(shelf.keep(kept), None, 0)
    judged = comparer.verdicts(kept := shelf.keep(unexplained(sketches, measured, settings)))
    gone = 0
    while (now := judged.where("verdict is null").count()) > gone:
        gone = now
        left = measured.join(judged.where("verdict is null").select("a", "b"), ["a", "b"], "left_anti")
        kept = shelf.keep(unexplained(sketches, left, settings))
        new = shelf.keep(kept.select("a", "b").join(judged.select("a", "b"), ["a", "b"], "left_anti"))
        if not new.isEmpty():
            judged = shelf.keep(judged.unionByName(comparer.verdicts(new)))
    return Joined(shelf.keep(kept.join(judged, ["a", "b"])), judged.where("verdict is null").select("a", "b"), gone)


def confirmed(sketches: Frame, near: Frame, already: Joined, comparer: Comparer, ceiling: int, shelf: Shelf) -> tuple[Frame, int]:
    """Edges of those pairs a, b that join what nothing joined yet and that the comparison confirms; how many were asked about.

    `near`: pairs that something else than shared shingles proposes.
    """
    places = components(already.edges, shelf)
    judged = near if already.refuted is None else near.join(already.refuted, ["a", "b"], "left_anti")
    for end in ("a", "b"):
        judged = judged.join(places.selectExpr(f"id as {end}", f"family as {end}_family"), end, "left")
    apart = judged.where("coalesce(a_family, a) != coalesce(b_family, b)").select("a", "b")
    asked = shelf.keep(figures_of(sketches, apart, ceiling))
    verdicts = comparer.verdicts(asked)
    return asked.join(verdicts.where("verdict is not null"), ["a", "b"]), asked.count()
