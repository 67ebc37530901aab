"""A corpus -> families on a Spark cluster: the same pure functions as `local`, with Spark's joins between them.

Neither the corpus nor what is found in it comes to the driver: it plans the steps, and counts. Strings order by code points here as
there, so the numbers that `local` gives to articles are simply their ids.

    sketches    id, meta, shingles, sampled hashes, band keys          one pass over the texts, on the workers
    pairs       a, b                                                   joins on hashes; hot hashes are dealt out, never grouped
    edges       a, b, shared, a_size, b_size                           shingles of both joined to each pair
    families    family, line of JSON                                   components by joins, each family made on a worker
    files       JSON lines, Parquet, CSV                               written by the workers, a folder each

Where edges are explained, the workers keep the texts beside the sketches and compare (`spark_explaining`). They need this package
and its extra `spark`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, Final

from dedup.engines.local import Progress as Tell
from dedup.engines.local import Reject, Run
from dedup.engines.spark_edges import counts_of, edges_of, pairs_of, postings_of
from dedup.engines.spark_examining import examined
from dedup.engines.spark_explaining import Comparer
from dedup.engines.spark_families import Outputs, families_in, made_families, tally_of, write, writer_for
from dedup.engines.spark_judging import Joined, confirmed, joined
from dedup.engines.spark_progress import Progress
from dedup.engines.spark_reading import Frame, Shelf, named, sketches_in
from dedup.engines.spark_vectors import near_pairs
from dedup.errors import InputError, MissingExtra
from dedup.processes import ROOT, SAFE_PATH
from dedup.read.corpus import CorpusRecord
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked for: to join by `quotations`, to propose by `embeddings`, to `explain` every edge; the files to write,
    and whether the families are wanted in `Run.families`, in the memory of the driver."""

    quotations: bool = False
    embeddings: bool = False
    explain: bool = False
    outputs: Outputs = field(default_factory=Outputs)
    collect: bool = True


def find_families(
    paths: Sequence[str],
    settings: Settings | None = None,
    *,
    master: str | None = None,
    session: Any = None,
    asked: Asked | None = None,
    reject: Reject | None = None,
    progress: Tell | None = None,
) -> Run:
    """The families of JSON lines or Parquet on any paths that Spark reads, the same as those of `local.find_families`.

    What states neither id nor url has its file and the number of its line or row as id; the file as its path was given, or as
    Spark's URI where that is not a plain path on this machine. `session`: an existing SparkSession; else one is made, on `master`
    where that is given, and stopped. `asked`: see `Asked`; what the comparison of an explained edge refutes is dropped. `reject` is
    told of each record that is no article, `progress` of the tasks done. Raises InputError for an id that occurs twice, and for a
    file that Spark's workers do not write; MissingExtra without pyspark and what it needs.
    """
    _check_extra()
    settings, asked = settings or Settings(), asked or Asked()
    for path in asked.outputs.families:
        writer_for(path)
    spark = session or _session(master)
    shelf, at = Shelf(), Progress()
    try:
        with at.told(spark, progress):
            return _Families(spark, settings, asked, shelf, at).run(paths, reject)
    finally:
        shelf.close()
        if session is None:
            spark.stop()


_PARTITIONS: Final = 4
"""Of a shuffle on one machine: 200, the default, is mostly waiting on a few cores; what does not fit into memory is spilled."""


def _check_extra() -> None:
    """Raises MissingExtra for what would be missing in the middle of the run."""
    for name in ("pyspark", "orjson", "pandas", "pyarrow"):
        try:
            import_module(name)
        except ImportError as error:
            raise MissingExtra(f"the Spark engine needs {name}; install it with: pip install 'dedup-news[spark]'") from error


def _session(master: str | None) -> Any:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("dedup families").config("spark.ui.showConsoleProgress", "false")
    if (master or "").startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", str(_PARTITIONS))
    builder = builder.config("spark.sql.session.timeZone", "UTC")  # times in tables, as without Spark
    builder = builder.config("spark.sql.maxPlanStringLength", "10000")  # else the driver keeps megabytes about every step
    for name, value in {"PYTHONPATH": ROOT, **SAFE_PATH}.items():
        builder = builder.config(f"spark.executorEnv.{name}", value)
    return (builder.master(master) if master else builder).getOrCreate()


@dataclass(frozen=True, slots=True)
class _Families:
    """A run: what it works with."""

    spark: Any
    settings: Settings
    asked: Asked
    shelf: Shelf
    at: Progress

    def run(self, paths: Sequence[str], reject: Reject | None) -> Run:
        spec, keep, run = SketchSpec.of(self.settings), self.shelf.keep, Run()
        compares = self.asked.explain or self.asked.embeddings
        read = keep(sketches_in(self.spark, paths, self.settings, spec, texts=compares))
        good = _articles(read, paths, run, reject, self.shelf)
        edges = self._measured(good, spec, run)
        every = keep(self._examined(good, edges, spec, run))
        self.at.stage = "comparing" if self.asked.explain else "joining"
        comparer = partial(Comparer, good, self.settings, self.shelf)
        judge = comparer(self.asked.outputs.comparisons) if self.asked.explain else None
        outcome = joined(good, every, judge, self.settings, self.shelf)
        final = outcome.edges
        if self.asked.embeddings:
            more, proposed = self._near(good, outcome, judge or comparer(None), spec, run)
            final, run.candidates = keep(final.unionByName(more)), run.candidates + proposed
        run.edges = final.count()
        run.explained = every.count() - outcome.gone - outcome.edges.count()
        self._finish(good, final, run)
        return run

    def _measured(self, good: Frame, spec: SketchSpec, run: Run) -> Frame:
        self.at.stage = "pairing"
        postings = postings_of(good, self.settings)
        counts = self.shelf.keep(counts_of(postings))
        pairs = self.shelf.keep(pairs_of(postings, counts, self.settings))
        run.candidates = pairs.count()
        self.at.stage = "verifying"
        return self.shelf.keep(edges_of(good, pairs, counts, self.settings, spec, self.shelf))

    def _examined(self, good: Frame, edges: Frame, spec: SketchSpec, run: Run) -> Frame:
        """The edges that join, `quoted` where they share next to nothing but quotations."""
        self.at.stage = "examining"
        looked_at = self.shelf.keep(examined(good, edges, spec.ceiling, self.settings))
        run.quotations, run.furniture = (looked_at.where(f"share = '{share}'").count() for share in ("quotations", "furniture"))
        joins = "share in ('reuse', 'quotations')" if self.asked.quotations else "share = 'reuse'"
        return looked_at.where(joins).selectExpr("a", "b", "shared", "a_size", "b_size", "share = 'quotations' as quoted")

    def _near(self, good: Frame, judged: Joined, judge: Comparer, spec: SketchSpec, run: Run) -> tuple[Frame, int]:
        from pyspark.sql import functions as f

        self.at.stage = "vectors"
        near = near_pairs(good, run.articles, self.settings, self.shelf)
        self.at.stage = "comparing"
        more, proposed = confirmed(good, near, judged, judge, spec.ceiling, self.shelf)
        return more.withColumn("quoted", f.lit(False)), proposed

    def _finish(self, good: Frame, edges: Frame, run: Run) -> None:
        self.at.stage = "writing"
        made = made_families(good, edges, self.settings, self.shelf)
        run.tally = tally_of(made)
        write(made, self.asked.outputs)
        if self.asked.outputs.edges is not None:
            figures = edges.select("a", "b", "shared", "a_size", "b_size")
            figures.write.mode("overwrite").parquet(self.asked.outputs.edges)
        if self.asked.collect:
            run.families = list(families_in(made))


# -- articles


def _articles(records: Frame, paths: Sequence[str], run: Run, reject: Reject | None, shelf: Shelf) -> Frame:
    """The sketches of the articles, each with its id; `run` counts what was read. Raises InputError for an id that occurs twice."""
    counted = records.selectExpr(
        "count(meta) articles", "count(error) refused", "count_if(meta is not null and id is null) unnamed"
    )
    counts = counted.head()
    run.articles, run.refused = counts.articles, counts.refused
    rows = named(records, paths) if counts.unnamed or (reject and counts.refused) else records
    if reject and counts.refused:
        for row in rows.where("error is not null").select("path", "at", "error").orderBy("path", "at").toLocalIterator():
            reject(CorpusRecord(f"{row.path}:{row.at}", error=row.error))
    good = records.where("meta is not null")
    if counts.unnamed:  # kept, and the others not: every step after this one would join the names anew
        good = shelf.keep(rows.where("meta is not null"))
    _check_ids(good)
    if counts.unnamed:
        shelf.drop(records)
    return good


def _check_ids(sketches: Frame) -> None:
    twice = sketches.groupBy("id").count().where("count > 1").head()
    if twice:
        raise InputError(f"the id {twice.id!r} occurs twice in the corpus; ids must be unique, or left out")
