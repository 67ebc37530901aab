"""A corpus -> families on a Spark cluster: the same pure functions as `local`, with Spark's joins between them.

The corpus never comes to the driver; edges and what is known of their articles do, for the families are put together there.
Strings order by code points here as there, so the numbers that `local` gives to articles are simply their ids.

    sketches    id, meta, shingles, sampled hashes, band keys          one pass over the texts, on the workers
    pairs       a, b                                                   joins on hashes; hot hashes are broadcast, never grouped
    edges       a, b, shared, a_size, b_size                           shingles of both joined to each pair
    families    on the driver

Where edges are explained, the workers keep the texts beside the sketches and compare (`spark_explaining`). They need this package
and its extra `spark`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

import dedup
from dedup.engines.local import Reject, Run
from dedup.engines.spark_examining import examined
from dedup.engines.spark_explaining import comparer
from dedup.engines.spark_reading import Frame, Row, Shelf, mapped, named, sketches_in
from dedup.errors import InputError, MissingExtra
from dedup.families import graph
from dedup.families.model import Edge, Member
from dedup.families.pairs import Common, Measured, Open, ShingleSets, doublings_of, edges_among, settled
from dedup.read.corpus import Found
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec

_EDGE: Final = "a string, b string, shared bigint, a_size bigint, b_size bigint"
_JUDGED: Final = f"{_EDGE}, hashes array<bigint>"
_PAIR: Final = "a string, b string"
_EdgeRow = tuple[str, str, int, int, int]


def find_families(
    paths: Sequence[str],
    settings: Settings | None = None,
    *,
    master: str | None = None,
    session: Any = None,
    edges_to: str | None = None,
    reject: Reject | None = None,
    explain: IO[str] | None = None,
    quotations: bool = False,
) -> Run:
    """The families of JSON lines or Parquet on any paths that Spark reads, the same as those of `local.find_families`.

    What states neither id nor url has its file and the number of its line or row as id; the file as its path was given, or as
    Spark's URI where that is not a plain path on this machine. `session`: an existing SparkSession; else one is made, on `master`
    where that is given, and stopped. `edges_to`: a path on which Spark writes the edges as Parquet besides. `reject` is told of
    each record that is no article. `explain`: the articles of every edge are compared, on the workers, what the comparison refutes
    is dropped, and the comparisons are written there, as `explaining.explainer` does it. Raises InputError for an id that occurs
    twice, MissingExtra without pyspark.
    """
    settings = settings or Settings()
    spark = session or _session(master)
    try:
        return _found(spark, paths, settings, SketchSpec.of(settings), edges_to, reject, explain, quotations)
    finally:
        if session is None:
            spark.stop()


_PARTITIONS: Final = 4
"""Of a shuffle on one machine: 200, the default, is mostly waiting on a few cores; what does not fit into memory is spilled."""


def _session(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise MissingExtra("the Spark engine needs pyspark; install it with: pip install 'dedup-news[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("dedup families").config("spark.ui.showConsoleProgress", "false")
    if (master or "").startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", str(_PARTITIONS))
    builder = builder.config("spark.sql.session.timeZone", "UTC")  # times in tables, as without Spark
    builder = builder.config("spark.sql.maxPlanStringLength", "10000")  # else the driver keeps megabytes about every step
    builder = builder.config("spark.executorEnv.PYTHONPATH", str(Path(dedup.__file__).resolve().parent.parent))
    return (builder.master(master) if master else builder).getOrCreate()


def _found(
    spark: Any,
    paths: Sequence[str],
    settings: Settings,
    spec: SketchSpec,
    edges_to: str | None,
    reject: Reject | None,
    explain: IO[str] | None,
    quotations: bool,
) -> Run:
    shelf = Shelf()
    try:
        read = shelf.keep(sketches_in(spark, paths, settings, spec, texts=explain is not None))
        run = Run()
        good = _articles(read, paths, run, reject, shelf)
        postings = _postings(good, settings)
        counts = shelf.keep(_counts(postings))
        pairs = shelf.keep(_pairs(postings, counts, settings))
        edges = shelf.keep(_edges(good, pairs, counts, settings, spec, shelf))
        told = shelf.keep(examined(good, edges, spec.ceiling, settings))
        run.quotations, run.furniture = (told.where(f"share = '{share}'").count() for share in ("quotations", "furniture"))
        measured = told.where("share in ('reuse', 'quotations')" if quotations else "share = 'reuse'").drop("share")
        quoted = _ends(told.where("share = 'quotations'")) if quotations else set()
        run.candidates, every = pairs.count(), measured.count()
        joined = _joined(good, measured, comparer(good, settings, explain) if explain else None, settings, edges_to)
    finally:
        shelf.close()
    run.edges, run.explained = len(joined.edges), every - joined.refuted - len(joined.edges)
    run.families = graph.families(graph.with_kinds(joined.edges, quoted, settings), joined.members)
    return run


def _ends(edges: Frame) -> set[tuple[str, str]]:
    return {(row.a, row.b) for row in edges.select("a", "b").toLocalIterator()}


# -- articles


def _articles(found: Frame, paths: Sequence[str], run: Run, reject: Reject | None, shelf: Shelf) -> Frame:
    """The sketches of the articles, each with its id; `run` counts what was read. Raises InputError for an id that occurs twice."""
    counted = found.selectExpr("count(meta) articles", "count(error) refused", "count_if(meta is not null and id is null) unnamed")
    counts = counted.head()
    run.articles, run.refused = counts.articles, counts.refused
    told = named(found, paths) if counts.unnamed or (reject and counts.refused) else found
    if reject and counts.refused:
        for row in told.where("error is not null").select("path", "at", "error").orderBy("path", "at").toLocalIterator():
            reject(Found(f"{row.path}:{row.at}", error=row.error))
    good = found.where("meta is not null")
    if counts.unnamed:  # kept, and the others not: every step after this one would join the names anew
        good = shelf.keep(told.where("meta is not null"))
    _check_ids(good)
    if counts.unnamed:
        shelf.drop(found)
    return good


def _check_ids(sketches: Frame) -> None:
    twice = sketches.groupBy("id").count().where("count > 1").head()
    if twice:
        raise InputError(f"the id {twice.id!r} occurs twice in the corpus; ids must be unique, or left out")


# -- candidate pairs


def _postings(sketches: Frame, settings: Settings) -> Frame:
    """Columns id, key, enough: sampled hashes, and below zero bands, with whether one that two articles share makes a candidate."""
    keys = "explode(concat(sampled, transform(bands, band -> -1 - band))) key"
    found = sketches.selectExpr("id", f"size(sampled) < {settings.families_few_hashes} as few", keys)
    return found.selectExpr("id", "key", "few or key < 0 as enough")


def _counts(postings: Frame) -> Frame:
    """Columns key, n, first: of every key that several articles hold how many do, and the first of them."""
    from pyspark.sql import functions as f

    held = f.count("*").alias("n"), f.min(f.struct("id", "enough")).alias("first")
    return postings.groupBy("key").agg(*held).where("n > 1")


def _pairs(postings: Frame, counts: Frame, settings: Settings) -> Frame:
    """Columns a < b: two shared sampled hashes, one where an article has few of them, or one shared band."""
    from pyspark.sql import functions as f

    found = _sharing(postings, counts, settings).groupBy("a", "b").agg(f.count("*").alias("n"), f.max("enough").alias("enough"))
    return found.where("n > 1 or enough").select("a", "b")


_EACH_WITH_EACH: Final = """inline(flatten(transform(held, (one, place) -> transform(
    slice(held, place + 2, size(held)), other -> struct(one.id as a, other.id as b, one.enough or other.enough as enough)))))"""


def _sharing(postings: Frame, counts: Frame, settings: Settings) -> Frame:
    """A pair for every key that two articles share; for a key of very many the first of them with each of the others.

    The few hot keys are broadcast and their articles stay where they are: no task ever holds all articles of a key.
    """
    from pyspark.sql import functions as f

    most = settings.families_pair_articles
    cold = postings.join(counts.where(f.col("n") <= most).select("key"), "key")
    held = cold.groupBy("key").agg(f.sort_array(f.collect_list(f.struct("id", "enough"))).alias("held"))
    hot = postings.join(f.broadcast(counts.where(f.col("n") > most).select("key", "first")), "key").where("id > first.id")
    star = hot.selectExpr("first.id as a", "id as b", "first.enough or enough as enough")
    return held.selectExpr(_EACH_WITH_EACH).unionByName(star)


# -- edges


def _edges(sketches: Frame, pairs: Frame, counts: Frame, settings: Settings, spec: SketchSpec, shelf: Shelf) -> Frame:
    from pyspark.sql import functions as f

    often = counts.where(f.col("n") > settings.families_common_articles).where("key >= 0").select("key", "n")
    postings = sketches.selectExpr("id as a", "explode(sampled) key")
    common = postings.join(often, "key").groupBy("a").agg(f.collect_list("key").alias("keys"), f.collect_list("n").alias("counts"))
    shingles = sketches.select("id", "shingles")
    both = pairs.join(shingles.selectExpr("id as a", "shingles as a_shingles"), "a").join(common, "a", "left")
    both = both.join(shingles.selectExpr("id as b", "shingles as b_shingles"), "b")

    judged = shelf.keep(mapped(both, lambda rows: _measured(rows, settings, spec.ceiling), _JUDGED))
    sure, doubtful = judged.where("hashes is null").drop("hashes"), judged.where("hashes is not null")
    return sure if doubtful.isEmpty() else sure.unionByName(_settled(sketches, sure, doubtful, settings))


def _settled(sketches: Frame, sure: Frame, doubtful: Frame, settings: Settings) -> Frame:
    """Those open pairs that are edges: how many articles hold what they share is counted, of no other hashes.

    The copies of one story count once: those that sure edges join, put together on the driver.
    """
    from pyspark.sql import functions as f

    asked = doubtful.select("a", "b", f.explode("hashes").alias("key"))
    groups = sketches.sparkSession.createDataFrame(_groups(sure), "id string, story string")
    told = sketches.select("id", "shingles").join(groups, "id", "left").selectExpr("coalesce(story, id) story", "shingles")
    held = mapped(told, _distinct, "story string, key bigint")
    counts = held.join(asked.select("key").distinct(), "key", "left_semi").groupBy("key").agg(f.countDistinct("story").alias("n"))
    holders = asked.join(counts, "key").groupBy("a", "b").agg(f.sort_array(f.collect_list(f.struct("key", "n"))).alias("counted"))
    known = doubtful.join(holders.selectExpr("a", "b", "counted.n as holders"), ["a", "b"])

    return mapped(known, lambda rows: _kept(rows, settings), _EDGE)


def _groups(sure: Frame) -> list[tuple[str, str]]:
    """The articles that edges join, each with the first of those that it is joined with."""
    ends = [(row.a, row.b) for row in sure.select("a", "b").toLocalIterator()]
    names = sorted({name for pair in ends for name in pair})
    place = {name: number for number, name in enumerate(names)}
    lower, higher = (np.array([place[pair[end]] for pair in ends], np.int64) for end in (0, 1))
    none = np.zeros(len(ends), np.int64)
    return [
        (name, names[at])
        for name, at in zip(names, graph.joined(len(names), Measured(lower, higher, none, none, none)), strict=True)
    ]


def _distinct(rows: list[Row]) -> list[Row]:
    found = ((row["story"], np.unique(np.frombuffer(row["shingles"], np.uint32)).tolist()) for row in rows)
    return [{"story": story, "key": key} for story, keys in found for key in keys]


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
    found = edges_among(lower, higher, _sets([known[name] for name in names]), _common(rows, settings), ceiling, settings)
    edges, doubtful = found.edges, found.doubtful
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


def _unexplained(sketches: Frame, edges: Frame, settings: Settings) -> Frame:
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

    explained = mapped(triangles, lambda rows: _explained(rows, settings), _PAIR)
    return edges.join(explained.distinct(), ["a", "b"], "left_anti")


def _explained(rows: list[Row], settings: Settings) -> list[Row]:
    ends = np.arange(3 * len(rows), dtype=np.int64)
    sets = _sets([row[f"{end}_shingles"] for row in rows for end in ("a", "b", "third")])
    shared, none = np.array([row["shared"] for row in rows], np.int64), np.zeros(len(rows), np.int64)
    edges = Measured(ends[::3].copy(), ends[1::3].copy(), shared, none, none)
    found = graph.explained_by(edges, [[third] for third in ends[2::3].tolist()], sets, settings)
    return [{"a": row["a"], "b": row["b"]} for row, is_explained in zip(rows, found.tolist(), strict=True) if is_explained]


# -- families


@dataclass(frozen=True, slots=True)
class _Joined:
    """The `edges` that join the articles, with what the judge says of them, their `members`, and how many edges it `refuted`."""

    edges: list[Edge]
    members: dict[str, Member]
    refuted: int


def _joined(sketches: Frame, measured: Frame, judge: graph.Judge | None, settings: Settings, edges_to: str | None) -> _Joined:
    """The edges that no third article explains and the judge does not refute, as `local` finds them; written to `edges_to`.

    A refuted edge joins nothing and explains nothing: what it had explained is judged in its turn, until nothing more is refuted.
    """
    told: dict[tuple[str, str], Edge] = {}
    refuted: list[tuple[str, str]] = []
    members: dict[str, Member] = {}
    while True:
        kept = _unexplained(sketches, _without(measured, refuted), settings)
        if edges_to:
            kept.write.mode("overwrite").parquet(edges_to)
            kept = kept.sparkSession.read.parquet(edges_to)
        rows = sorted((row.a, row.b, row.shared, row.a_size, row.b_size) for row in kept.toLocalIterator())
        new = [row for row in rows if row[:2] not in told]
        members |= _members(sketches, new)
        asked = _built(new, members)
        told.update(((edge.a, edge.b), edge) for edge in (judge(asked) if judge and asked else asked))
        gone = [(edge.a, edge.b) for edge in asked if (edge.a, edge.b) not in told]
        if not gone:
            return _Joined([told[row[:2]] for row in rows], members, len(refuted))
        refuted += gone


def _without(edges: Frame, refuted: Sequence[tuple[str, str]]) -> Frame:
    if not refuted:
        return edges
    from pyspark.sql import functions as f

    return edges.join(f.broadcast(edges.sparkSession.createDataFrame(refuted, _PAIR)), ["a", "b"], "left_anti")


def _members(sketches: Frame, edges: Sequence[_EdgeRow]) -> dict[str, Member]:
    ends = [(name,) for name in sorted({end for edge in edges for end in edge[:2]})]
    wanted = sketches.sparkSession.createDataFrame(ends, "id string")
    rows = sketches.select("id", "meta").join(wanted, "id").toLocalIterator()
    return {row.id: Member(id=row.id, **json.loads(row.meta)) for row in rows}


def _built(rows: list[_EdgeRow], members: dict[str, Member]) -> list[Edge]:
    names = sorted(members)
    place = {name: number for number, name in enumerate(names)}
    columns = [[place[row[0]] for row in rows], [place[row[1]] for row in rows], *([row[i] for row in rows] for i in (2, 3, 4))]
    measured = Measured(*(np.array(column, np.int64) for column in columns))
    return graph.edges_of(measured, {number: members[name] for number, name in enumerate(names)})
