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
from dedup.engines.spark_edges import PAIR, counts_of, edges_of, pairs_of, postings_of, unexplained
from dedup.engines.spark_examining import examined
from dedup.engines.spark_explaining import comparer
from dedup.engines.spark_reading import Frame, Shelf, named, sketches_in
from dedup.errors import InputError, MissingExtra
from dedup.families import graph
from dedup.families.model import Edge, Member
from dedup.families.pairs import Measured
from dedup.read.corpus import Found
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec

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
        postings = postings_of(good, settings)
        counts = shelf.keep(counts_of(postings))
        pairs = shelf.keep(pairs_of(postings, counts, settings))
        edges = shelf.keep(edges_of(good, pairs, counts, settings, spec, shelf))
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
        kept = unexplained(sketches, _without(measured, refuted), settings)
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

    return edges.join(f.broadcast(edges.sparkSession.createDataFrame(refuted, PAIR)), ["a", "b"], "left_anti")


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
