"""Sketches -> candidate pairs -> measured edges on a Spark cluster: joins on hashes, then shingles of both joined to each pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from dedup.engines.spark_components import components
from dedup.engines.spark_reading import Frame, Row, Shelf, mapped
from dedup.families import graph, pairs
from dedup.families.pairs import Common, Measured, Open, ShingleSets, doublings_of, edges_among, settled
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec

EDGE: Final = "a string, b string, shared bigint, a_size bigint, b_size bigint"
_JUDGED: Final = f"{EDGE}, hashes array<bigint>"
PAIR: Final = "a string, b string"
"""Columns of a pair, in Spark's own words."""


# -- candidate pairs


def postings_of(sketches: Frame, settings: Settings) -> Frame:
    """Columns id, key, enough: sampled hashes, and below zero bands, with whether one that two articles share makes a candidate."""
    keys = "explode(concat(sampled, transform(bands, band -> -1 - band))) key"
    keyed = sketches.selectExpr("id", f"size(sampled) < {settings.families_few_hashes} as few", keys)
    return keyed.selectExpr("id", "key", "few or key < 0 as enough")


def counts_of(postings: Frame) -> Frame:
    """Columns key, n, first: of every key that several articles hold how many do, and the first of them."""
    from pyspark.sql import functions as f

    held = f.count("*").alias("n"), f.min(f.struct("id", "enough")).alias("first")
    return postings.groupBy("key").agg(*held).where("n > 1")


def pairs_of(postings: Frame, counts: Frame, settings: Settings) -> Frame:
    """Columns a < b: two shared sampled hashes, one where an article has few of them, or one shared band."""
    from pyspark.sql import functions as f

    sharing = _sharing(postings, counts, settings).groupBy("a", "b").agg(f.count("*").alias("n"), f.max("enough").alias("enough"))
    return sharing.where("n > 1 or enough").select("a", "b")


_HOT_PARTS: Final = 16
"""Tasks, at most, that share the articles of one hot key."""
_EACH_WITH_EACH: Final = """inline(flatten(transform(held, (one, place) -> transform(
    slice(held, place + 2, size(held)), other -> struct(one.id as a, other.id as b, one.enough or other.enough as enough)))))"""


def _sharing(postings: Frame, counts: Frame, settings: Settings) -> Frame:
    """A pair for every key that two articles share; for a key of very many the first of them with each of the others.

    The articles of a hot key are dealt out to many tasks: no task ever holds all of them, and the list of hot keys, which grows
    with the corpus, never comes to the driver.
    """
    from pyspark.sql import functions as f

    most = settings.families_pair_articles
    cold = postings.join(counts.where(f.col("n") <= most).select("key"), "key")
    held = cold.groupBy("key").agg(f.sort_array(f.collect_list(f.struct("id", "enough"))).alias("held"))
    parts = f"explode(sequence(0, {_HOT_PARTS - 1})) as part"
    firsts = counts.where(f.col("n") > most).selectExpr("key", "first", parts)
    dealt = postings.withColumn("part", f.expr(f"cast(pmod(xxhash64(id), {_HOT_PARTS}) as int)"))
    hot = dealt.join(firsts, ["key", "part"]).where("id > first.id")
    star = hot.selectExpr("first.id as a", "id as b", "first.enough or enough as enough")
    return held.selectExpr(_EACH_WITH_EACH).unionByName(star)


# -- edges


def edges_of(sketches: Frame, candidates: Frame, counts: Frame, settings: Settings, spec: SketchSpec, shelf: Shelf) -> Frame:
    from pyspark.sql import functions as f

    often = counts.where(f.col("n") > settings.families_common_articles).where("key >= 0").select("key", "n")
    postings = sketches.selectExpr("id as a", "explode(sampled) key")
    common = postings.join(often, "key").groupBy("a").agg(f.collect_list("key").alias("keys"), f.collect_list("n").alias("counts"))
    shingles = sketches.select("id", "shingles")
    both = candidates.join(shingles.selectExpr("id as a", "shingles as a_shingles"), "a").join(common, "a", "left")
    both = both.join(shingles.selectExpr("id as b", "shingles as b_shingles"), "b")

    judged = shelf.keep(mapped(both, lambda rows: _measured(rows, settings, spec.ceiling), _JUDGED))
    sure, doubtful = judged.where("hashes is null").drop("hashes"), judged.where("hashes is not null")
    return sure if doubtful.isEmpty() else sure.unionByName(_settled(sketches, sure, doubtful, settings, shelf))


def _settled(sketches: Frame, sure: Frame, doubtful: Frame, settings: Settings, shelf: Shelf) -> Frame:
    """Those open pairs that are edges: how many articles hold what they share is counted, of no other hashes.

    The copies of one story count once: those that sure edges join.
    """
    from pyspark.sql import functions as f

    asked = doubtful.select("a", "b", f.explode("hashes").alias("key"))
    groups = components(sure, shelf).selectExpr("id", "family as story")
    labelled = sketches.select("id", "shingles").join(groups, "id", "left").selectExpr("coalesce(story, id) story", "shingles")
    held = mapped(labelled, _distinct, "story string, key bigint")
    counts = held.join(asked.select("key").distinct(), "key", "left_semi").groupBy("key").agg(f.countDistinct("story").alias("n"))
    holders = asked.join(counts, "key").groupBy("a", "b").agg(f.sort_array(f.collect_list(f.struct("key", "n"))).alias("counted"))
    known = doubtful.join(holders.selectExpr("a", "b", "counted.n as holders"), ["a", "b"])

    return mapped(known, lambda rows: _kept(rows, settings), EDGE)


def _distinct(rows: list[Row]) -> list[Row]:
    stories = ((row["story"], np.unique(np.frombuffer(row["shingles"], np.uint32)).tolist()) for row in rows)
    return [{"story": story, "key": key} for story, keys in stories for key in keys]


def _kept(rows: list[Row], settings: Settings) -> list[Row]:
    if not rows:
        return []
    places = np.arange(len(rows), dtype=np.int64)
    figures = (np.array([row[name] for row in rows], np.int64) for name in ("shared", "a_size", "b_size"))
    hashes = np.array([key for row in rows for key in sorted(row["hashes"])], np.uint32)
    counts = np.array([count for row in rows for count in row["holders"]], np.int32)
    kept = settled(Open(Measured(places, places, *figures), hashes), counts, settings)
    return [{name: rows[place][name] for name in ("a", "b", "shared", "a_size", "b_size")} for place in kept.lower.tolist()]


def _measured(rows: list[Row], settings: Settings, ceiling: int) -> list[Row]:
    known = {row[end]: row[f"{end}_shingles"] for row in rows for end in ("a", "b")}
    names = sorted(known)
    place = {name: number for number, name in enumerate(names)}
    lower, higher = (np.array([place[row[end]] for row in rows], np.int64) for end in ("a", "b"))
    judged = edges_among(lower, higher, _sets([known[name] for name in names]), _common(rows, settings), ceiling, settings)
    edges, doubtful = judged.edges, judged.doubtful
    firsts = np.cumsum(doubtful.pairs.shared)[:-1]
    shares = [part.tolist() for part in np.split(doubtful.hashes, firsts)] if len(doubtful.pairs) else []
    return [
        {"a": names[a], "b": names[b], "shared": shared, "a_size": a_size, "b_size": b_size, "hashes": hashes}
        for (a, b, shared, a_size, b_size), hashes in [
            *((row, None) for row in edges.rows()),
            *zip(doubtful.pairs.rows(), shares, strict=True),
        ]
    ]


def _sets(packed: Sequence[bytes]) -> ShingleSets:
    return ShingleSets(
        np.cumsum([0, *(len(item) // 4 for item in packed)]).astype(np.int64), np.frombuffer(b"".join(packed), np.uint32)
    )


def _common(rows: list[Row], settings: Settings) -> Common:
    counts: dict[int, int] = {}
    for row in rows:
        counts.update(zip(row["keys"] or (), row["counts"] or (), strict=True))
    hashes = sorted(counts)
    return Common(np.array(hashes, np.uint32), doublings_of(np.array([counts[key] for key in hashes], np.int32), settings))


def figures_of(sketches: Frame, asked: Frame, ceiling: int) -> Frame:
    """Any pairs a < b with their figures."""
    shingles = sketches.select("id", "shingles")
    both = asked.join(shingles.selectExpr("id as a", "shingles as a_shingles"), "a")
    both = both.join(shingles.selectExpr("id as b", "shingles as b_shingles"), "b")
    return mapped(both, lambda rows: _figures(rows, ceiling), EDGE)


def _figures(rows: list[Row], ceiling: int) -> list[Row]:
    if not rows:
        return []
    ends = np.arange(2 * len(rows), dtype=np.int64)
    sets = _sets([row[f"{end}_shingles"] for row in rows for end in ("a", "b")])
    figures = pairs.figures_of(ends[::2].copy(), ends[1::2].copy(), sets, ceiling)
    return [
        {"a": row["a"], "b": row["b"], "shared": shared, "a_size": a_size, "b_size": b_size}
        for row, (_, _, shared, a_size, b_size) in zip(rows, figures.rows(), strict=True)
    ]


def unexplained(sketches: Frame, edges: Frame, settings: Settings) -> Frame:
    """The edges without those that a third article with stronger edges to both explains, see `graph.unexplained`."""
    ways = edges.selectExpr("a as x", "b as third", "struct(shared, a, b) as strength").unionByName(
        edges.selectExpr("b as x", "a as third", "struct(shared, a, b) as strength")
    )
    one = ways.selectExpr("x as a", "third", "strength as one")
    other = ways.selectExpr("x as b", "third", "strength as other")
    triangles = edges.join(one, "a").join(other, ["b", "third"])
    triangles = triangles.where("one > struct(shared, a, b) and other > struct(shared, a, b)").select("a", "b", "third", "shared")
    for end in ("a", "b", "third"):
        triangles = triangles.join(sketches.selectExpr(f"id as {end}", f"shingles as {end}_shingles"), end)

    explained = mapped(triangles, lambda rows: _explained(rows, settings), PAIR)
    return edges.join(explained.distinct(), ["a", "b"], "left_anti")


def _explained(rows: list[Row], settings: Settings) -> list[Row]:
    ends = np.arange(3 * len(rows), dtype=np.int64)
    sets = _sets([row[f"{end}_shingles"] for row in rows for end in ("a", "b", "third")])
    shared, none = np.array([row["shared"] for row in rows], np.int64), np.zeros(len(rows), np.int64)
    edges = Measured(ends[::3].copy(), ends[1::3].copy(), shared, none, none)
    explained = graph.explained_by(edges, [[third] for third in ends[2::3].tolist()], sets, settings)
    return [{"a": row["a"], "b": row["b"]} for row, is_explained in zip(rows, explained.tolist(), strict=True) if is_explained]
