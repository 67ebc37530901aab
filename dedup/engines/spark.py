"""A corpus -> families on a Spark cluster: the same pure functions as `local`, with Spark's joins between them.

The corpus never comes to the driver; edges and what is known of their articles do, for the families are put together there.
Strings order by code points here as there, so the numbers that `local` gives to articles are simply their ids.

    sketches    id, meta, shingles, sampled hashes, band keys          one pass over the texts, on the workers
    pairs       a, b                                                   joins on hashes; hot hashes are broadcast, never grouped
    edges       a, b, shared, a_size, b_size                           shingles of both joined to each pair
    families    on the driver

The workers need this package and its extra `spark`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

import dedup
from dedup.article import Article
from dedup.engines.local import Reject, Run
from dedup.engines.reading import described
from dedup.errors import InputError, MissingExtra
from dedup.families import graph
from dedup.families.model import Member
from dedup.families.pairs import Common, Measured, Open, ShingleSets, band_keys, doublings_of, edges_among, settled
from dedup.read.corpus import Found
from dedup.read.records import RECORD_KEYS
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

Frame = Any
"""A Spark DataFrame: pyspark's types change with every release."""

_FILE: Final = "file"
"""The column beside those of the records: the file that a record comes from."""
_SKETCH: Final = "id string, meta string, shingles binary, sampled array<bigint>, bands array<bigint>, place string, error string"
_EDGE: Final = "a string, b string, shared bigint, a_size bigint, b_size bigint"
_JUDGED: Final = f"{_EDGE}, hashes array<bigint>"
_PAIR: Final = "a string, b string"

Row = dict[str, Any]


def find_families(
    paths: Sequence[str],
    settings: Settings | None = None,
    *,
    master: str | None = None,
    session: Any = None,
    edges_to: str | None = None,
    reject: Reject | None = None,
) -> Run:
    """The families of JSON lines or Parquet on any paths that Spark reads, the same as those of `local.find_families`.

    But for records that state neither id nor url: Spark has no numbers of lines to name them by, so they are refused. `session`: an
    existing SparkSession; else one is made, on `master` where that is given, and stopped. `edges_to`: a path on which Spark writes
    the edges as Parquet besides. `reject` is told of each record that is no article: its file, and its id where it states one.
    Raises InputError for an id that occurs twice, MissingExtra without pyspark.
    """
    settings = settings or Settings()
    spark = session or _session(master)
    try:
        return _found(spark, paths, settings, SketchSpec.of(settings), edges_to, reject)
    finally:
        if session is None:
            spark.stop()


def _session(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise MissingExtra("the Spark engine needs pyspark; install it with: pip install 'dedup[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("dedup families").config("spark.ui.showConsoleProgress", "false")
    if (master or "").startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.sql.shuffle.partitions", "8")  # 200, the default, is mostly waiting on a few cores
    builder = builder.config("spark.sql.session.timeZone", "UTC")  # times in tables, as without Spark
    builder = builder.config("spark.executorEnv.PYTHONPATH", str(Path(dedup.__file__).resolve().parent.parent))
    return (builder.master(master) if master else builder).getOrCreate()


def _found(
    spark: Any, paths: Sequence[str], settings: Settings, spec: SketchSpec, edges_to: str | None, reject: Reject | None
) -> Run:
    from pyspark import StorageLevel

    sketches = _sketches(spark, paths, settings, spec).persist(StorageLevel.DISK_ONLY)
    good = sketches.where("error is null")
    run = Run(articles=good.count())
    for row in sketches.where("error is not null").select("place", "error").toLocalIterator():
        run.refused += 1
        if reject:
            reject(Found(row.place, error=row.error))
    _check_ids(good)
    pairs = _pairs(good, settings).persist(StorageLevel.DISK_ONLY)
    measured = _edges(good, pairs, settings, spec).persist(StorageLevel.DISK_ONLY)
    kept = _unexplained(good, measured, settings)
    run.candidates, every = pairs.count(), measured.count()
    if edges_to:
        kept.write.mode("overwrite").parquet(edges_to)
        kept = spark.read.parquet(edges_to)
    rows = sorted((row.a, row.b, row.shared, row.a_size, row.b_size) for row in kept.toLocalIterator())
    run.edges, run.explained = len(rows), every - len(rows)
    members = _members(good, kept)
    run.families = graph.families(_built(rows, members), members)
    for frame in (sketches, pairs, measured):
        frame.unpersist()
    return run


# -- sketches


def _sketches(spark: Any, paths: Sequence[str], settings: Settings, spec: SketchSpec) -> Frame:
    from pyspark.sql import functions as f

    tables = [path for path in paths if path.rstrip("/").endswith(".parquet")]
    lines = [path for path in paths if path not in tables]
    frames = []
    if lines:  # as bytes: the reader parses them on the workers, for Spark would make strings of all that is none
        read = spark.read.text(lines, lineSep="\n").select(f.input_file_name().alias(_FILE), f.col("value").cast("binary"))
        frames.append(_mapped(read, lambda rows: _sketched(rows, _of_line, settings, spec), _SKETCH))
    if tables:
        found = spark.read.parquet(*tables)
        columns = [found[f"`{name}`"] for name in RECORD_KEYS if name in found.columns]
        read = found.select(f.input_file_name().alias(_FILE), *columns)
        frames.append(_mapped(read, lambda rows: _sketched(rows, _of_table, settings, spec), _SKETCH))
    if not frames:
        raise InputError("no path was given")
    return frames[0] if len(frames) == 1 else frames[0].unionByName(frames[1])


def _of_line(row: Row) -> Any:
    from orjson import JSONDecodeError, loads

    try:
        return loads(row["value"])
    except JSONDecodeError as error:
        raise InputError(str(error)) from error


def _of_table(row: Row) -> Any:
    """A row as JSON would hold it: dates as ISO 8601."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items() if name != _FILE}


def _mapped(frame: Frame, function: Callable[[list[Row]], list[Row]], schema: str) -> Frame:
    """The frame that a function of rows makes, a batch of Arrow at a time."""
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StructType

    wanted = to_arrow_schema(cast(StructType, StructType.fromDDL(schema)))  # here: workers have no session to parse it with

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as arrow

        for batch in batches:
            yield arrow.RecordBatch.from_pylist(function(batch.to_pylist()), wanted)

    return frame.mapInArrow(run, schema)


def _sketched(records: list[Row], read: Callable[[Row], Any], settings: Settings, spec: SketchSpec) -> list[Row]:
    """`read` makes of a row what its JSON would be."""
    rows: list[Row] = []
    articles = []
    for record in records:
        if read is _of_line and not record["value"].strip():
            continue
        value = None
        try:
            articles.append(_article(value := read(record), settings))
        except InputError as error:
            rows.append({"place": _place(record, value), "error": str(error)})
    found = sketch([article.text for article in articles], spec, shingles=True)
    keys = band_keys(found.signatures)
    for i, article in enumerate(articles):
        known = {"title": article.title, "url": article.url, "outlet": article.outlet, "published": article.published}
        words = int(found.words[i])
        meta = json.dumps({"id": article.id, "words": words, **{key: value for key, value in known.items() if value}})
        bands = [place << 32 | key for place, key in enumerate(keys[i].tolist())] if words < settings.families_band_words else []
        shingles = found.shingles.of(i).tobytes()
        sampled = found.postings.of(i).tolist()
        rows.append({"id": article.id, "meta": meta, "shingles": shingles, "sampled": sampled, "bands": bands})
    return rows


def _article(value: Any, settings: Settings) -> Article:
    article = described(value, "", settings.article_max_characters)
    if not article.id:
        raise InputError("the record has neither id nor url")
    return article


def _place(record: Row, value: Any) -> str:
    """The file, and the id where the record states one."""
    name = value.get("id") if isinstance(value, dict) else None
    return f"{record[_FILE]}#{name}" if isinstance(name, (str, int)) else str(record[_FILE])


def _check_ids(sketches: Frame) -> None:
    twice = sketches.groupBy("id").count().where("count > 1").head()
    if twice:
        raise InputError(f"the id {twice.id!r} occurs twice in the corpus; ids must be unique, or left out")


# -- candidate pairs


def _pairs(sketches: Frame, settings: Settings) -> Frame:
    """Columns a < b: two shared sampled hashes, one where an article has few of them, or one shared band."""
    few = f"size(sampled) < {settings.families_few_hashes} as few"
    near = _sharing(sketches.selectExpr("id", few, "explode(sampled) key"), settings)
    twice = near.groupBy("a", "b").agg({"*": "count", "few": "max"}).where("`count(1)` >= 2 or `max(few)`").select("a", "b")
    banded = _sharing(sketches.selectExpr("id", "true as few", "explode(bands) key"), settings)
    return twice.unionByName(banded.select("a", "b")).distinct()


def _sharing(postings: Frame, settings: Settings) -> Frame:
    """A pair for every key that two articles share; for a key of very many the first of them with each of the others.

    The few hot keys are broadcast and their articles stay where they are: no task ever holds all articles of a key.
    """
    from pyspark.sql import functions as f

    first = f.min(f.struct("id", "few"))
    counts = postings.groupBy("key").agg(f.count("*").alias("n"), first.alias("first")).where("n > 1")
    cold = postings.join(counts.where(f.col("n") <= settings.families_pair_articles).select("key"), "key")
    other = cold.selectExpr("key", "id as b", "few as b_few")
    pairs = cold.selectExpr("key", "id as a", "few as a_few").join(other, "key").where("a < b")
    hot = f.broadcast(counts.where(f.col("n") > settings.families_pair_articles).select("key", "first"))
    star = postings.join(hot, "key").where("id > first.id").selectExpr("first.id as a", "id as b", "first.few or few as few")
    return pairs.selectExpr("a", "b", "a_few or b_few as few").unionByName(star)


# -- edges


def _edges(sketches: Frame, pairs: Frame, settings: Settings, spec: SketchSpec) -> Frame:
    from pyspark import StorageLevel
    from pyspark.sql import functions as f

    postings = sketches.selectExpr("id", "explode(sampled) key")
    counts = postings.groupBy("key").count().where(f.col("count") > settings.families_common_articles)
    common = (
        postings.join(counts, "key").groupBy("id").agg(f.collect_list("key").alias("keys"), f.collect_list("count").alias("counts"))
    )
    shingles = sketches.select("id", "shingles")
    both = pairs.join(shingles.selectExpr("id as a", "shingles as a_shingles"), "a")
    both = both.join(shingles.selectExpr("id as b", "shingles as b_shingles"), "b")
    both = both.join(common.withColumnRenamed("id", "a"), "a", "left")

    judged = _mapped(both, lambda rows: _measured(rows, settings, spec.ceiling), _JUDGED).persist(StorageLevel.DISK_ONLY)
    sure = judged.where("hashes is null").drop("hashes")
    return sure.unionByName(_settled(sketches, sure, judged.where("hashes is not null"), settings))


def _settled(sketches: Frame, sure: Frame, doubtful: Frame, settings: Settings) -> Frame:
    """Those open pairs that are edges: how many articles hold what they share is counted, of no other hashes.

    The copies of one story count once: those that sure edges join, put together on the driver.
    """
    from pyspark.sql import functions as f

    asked = doubtful.select("a", "b", f.explode("hashes").alias("key"))
    groups = sketches.sparkSession.createDataFrame(_groups(sure), "id string, story string")
    told = sketches.select("id", "shingles").join(groups, "id", "left").selectExpr("coalesce(story, id) story", "shingles")
    held = _mapped(told, _distinct, "story string, key bigint")
    counts = held.join(asked.select("key").distinct(), "key", "left_semi").groupBy("key").agg(f.countDistinct("story").alias("n"))
    holders = asked.join(counts, "key").groupBy("a", "b").agg(f.sort_array(f.collect_list(f.struct("key", "n"))).alias("counted"))
    known = doubtful.join(holders.selectExpr("a", "b", "counted.n as holders"), ["a", "b"])

    return _mapped(known, lambda rows: _kept(rows, settings), _EDGE)


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

    explained = _mapped(triangles, lambda rows: _explained(rows, settings), _PAIR)
    return edges.join(explained.distinct(), ["a", "b"], "left_anti")


def _explained(rows: list[Row], settings: Settings) -> list[Row]:
    ends = np.arange(3 * len(rows), dtype=np.int64)
    sets = _sets([row[f"{end}_shingles"] for row in rows for end in ("a", "b", "third")])
    shared, none = np.array([row["shared"] for row in rows], np.int64), np.zeros(len(rows), np.int64)
    edges = Measured(ends[::3].copy(), ends[1::3].copy(), shared, none, none)
    found = graph.explained_by(edges, [[third] for third in ends[2::3].tolist()], sets, settings)
    return [{"a": row["a"], "b": row["b"]} for row, is_explained in zip(rows, found.tolist(), strict=True) if is_explained]


# -- families


def _members(sketches: Frame, edges: Frame) -> dict[str, Member]:
    ids = edges.selectExpr("a as id").unionByName(edges.selectExpr("b as id")).distinct()
    rows = sketches.select("id", "meta").join(ids, "id").toLocalIterator()
    return {row.id: Member(**json.loads(row.meta)) for row in rows}


def _built(rows: list[tuple[str, str, int, int, int]], members: dict[str, Member]) -> list[Any]:
    names = sorted(members)
    place = {name: number for number, name in enumerate(names)}
    columns = [[place[row[0]] for row in rows], [place[row[1]] for row in rows], *([row[i] for row in rows] for i in (2, 3, 4))]
    measured = Measured(*(np.array(column, np.int64) for column in columns))
    return graph.edges_of(measured, {number: members[name] for number, name in enumerate(names)})
