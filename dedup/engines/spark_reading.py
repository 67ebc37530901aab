"""JSON lines and Parquet on any paths that Spark reads -> sketches of their articles, made on the workers.

A record that states neither id nor url is named as the local engine names it: by its file and the number of its line or row. Spark
cuts a file into blocks and has no numbers of lines; but a task reads each of its blocks in order and to its end, so it numbers the
lines of a block, and tells beside the sketches how many there were. Where something has to be named, the driver adds those up, a
few rows for each file. A second reading that counts lines could be cut into other blocks, when workers have come or gone since.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, Final, cast
from urllib.parse import unquote

from dedup.article import Article, restored
from dedup.engines.reading import described, json_reader
from dedup.errors import InputError
from dedup.families.model import opening_of
from dedup.families.own_words import own_shingles, site_of
from dedup.families.pairs import band_keys
from dedup.families.stretches import is_marked
from dedup.read.records import RECORD_KEYS
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

Frame = Any
"""A Spark DataFrame: pyspark's types change with every release."""
Row = dict[str, Any]
Read = Callable[[Row], Any]
"""Makes of a row what its JSON would be. Raises InputError."""

_PLACE: Final = ("file", "block", "number")
"""Where a record stands: the URI of its file, the byte at which its block begins (0 in tables), its number in that, from 1."""
_PLACES: Final = "file string, block bigint, path string, before bigint"
_SKETCH: Final = (
    "id string, meta string, shingles binary, sampled array<bigint>, bands array<bigint>, article string, own binary, site string, "
    "marked boolean, file string, block bigint, number bigint, error string"
)


def sketches_in(spark: Any, paths: Sequence[str], settings: Settings, spec: SketchSpec, *, texts: bool) -> Frame:
    """Rows for articles (`meta` is not null), for records that are none (`error` is not null), and marks of how far a block goes.

    An article that states neither id nor url has no id here, but its place, see `named`. `article` is null unless `texts` are asked
    for, see `article_of`. Raises InputError where no path is given, or one twice.
    """

    def of(rows: Frame, read: Read, number: Callable[[Iterator[list[Row]]], Iterator[list[Row]]]) -> Frame:
        return streamed(rows, lambda some: (sketched(each, read, settings, spec, texts=texts) for each in number(some)), _SKETCH)

    _check_paths(paths)
    tables = [path for path in paths if path.rstrip("/").endswith(".parquet")]
    lines = [path for path in paths if path not in tables]
    sketches = [of(_lines(spark, lines), of_line, numbered)] if lines else []
    sketches += [of(_rows(spark, tables), of_table, iter)] if tables else []
    return sketches[0] if len(sketches) == 1 else sketches[0].unionByName(sketches[1])


def _check_paths(paths: Sequence[str]) -> None:
    """Lines of a file that one task reads twice in a row would be numbered on, and become copies of each other."""
    if not paths:
        raise InputError("no path was given")
    known: dict[PurePosixPath, str] = {}
    for path in sorted(paths):
        place = PurePosixPath(path if "://" in path else os.path.abspath(path))
        if again := next((known[above] for above in (place, *place.parents) if above in known), None):
            raise InputError(f"{path} is given twice, as {again} is given too; give every file once")
        known[place] = path


def streamed(frame: Frame, function: Callable[[Iterator[list[Row]]], Iterable[list[Row]]], schema: str) -> Frame:
    """The frame that a function makes of the rows of a task, which it gets and gives in batches, as Arrow carries them."""
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StructType

    wanted = to_arrow_schema(cast(StructType, StructType.fromDDL(schema)))  # here: workers have no session to parse it with

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as arrow

        for rows in function(batch.to_pylist() for batch in batches):
            yield arrow.RecordBatch.from_pylist(rows, wanted)

    return frame.mapInArrow(run, schema)


def mapped(frame: Frame, function: Callable[[list[Row]], list[Row]], schema: str) -> Frame:
    """The frame that a function of rows makes, a batch of Arrow at a time."""
    return streamed(frame, lambda batches: map(function, batches), schema)


class Shelf:
    """Frames whose rows are kept on the workers' disks, each under a plan that is one leaf, until `close`.

    Spark copies the plan of what is kept into that of every step that reads it, and describes and sends the whole with each step:
    four such levels came to 10 MB, which cost more than the work on thousands of articles.
    """

    def __init__(self) -> None:
        self._kept: list[tuple[Frame, Frame]] = []

    def keep(self, frame: Frame) -> Frame:
        """The same rows, made once. What a lost worker kept is made again; a machine alone has none to lose."""
        from pyspark import StorageLevel

        if _alone(frame.sparkSession):
            return frame.localCheckpoint(eager=True, storageLevel=StorageLevel.DISK_ONLY)  # Spark lets go of it by itself
        kept = _leaf(frame.persist(StorageLevel.DISK_ONLY))
        self._kept.append((kept, frame))
        return kept

    def drop(self, kept: Frame) -> None:
        """Let go of a frame that `keep` gave."""
        for leaf, frame in self._kept:
            if leaf is kept:
                frame.unpersist()

    def close(self) -> None:
        """Let go of everything."""
        for _, frame in self._kept:
            frame.unpersist()


def _alone(spark: Any) -> bool:
    """Whether driver and workers are one process."""
    master = spark.conf.get("spark.master", "")
    return master.startswith("local") and not master.startswith("local-cluster")


def _leaf(frame: Frame) -> Frame:
    """A frame of the rows of another one, whose plan does not hold that of the other; where it came from, the rows know."""
    if not hasattr(frame, "_jdf"):  # of Spark Connect: the plans are not here
        return frame
    spark, plan = frame.sparkSession, frame._jdf
    made = spark._jsparkSession.internalCreateDataFrame(plan.queryExecution().toRdd(), plan.schema(), False)
    return type(frame)(made, spark)


# -- records


def _lines(spark: Any, paths: Sequence[str]) -> Frame:
    """Lines as bytes: the reader parses them on the workers, for Spark would make strings of all that is none.

    Folders are read to the bottom, as without Spark.
    """
    from pyspark.sql import functions as f

    rows = spark.read.text(paths, lineSep="\n", recursiveFileLookup=True)
    known = rows.metadataColumn("_metadata")
    return rows.select(
        known["file_path"].alias("file"), known["file_block_start"].alias("block"), f.col("value").cast("binary").alias("value")
    )


def _rows(spark: Any, paths: Sequence[str]) -> Frame:
    from pyspark.sql import functions as f

    rows = spark.read.parquet(*paths)
    known = rows.metadataColumn("_metadata")
    place = known["file_path"].alias("file"), f.lit(0).cast("bigint").alias("block"), (known["row_index"] + 1).alias("number")
    return rows.select(*place, *(rows[f"`{name}`"] for name in RECORD_KEYS if name in rows.columns))


def numbered(batches: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """The lines that a task reads, each with its number in its block, from 1; batches end anywhere."""
    last, number = None, 0
    for rows in batches:
        for row in rows:
            block = row["file"], row["block"]
            number = number + 1 if block == last else 1
            row["number"], last = number, block
        yield rows


def of_line(row: Row) -> Any:
    """The value in a line of JSON. Raises InputError for a line that is none."""
    orjson = json_reader()
    try:
        return orjson.loads(row["value"])
    except orjson.JSONDecodeError as error:
        raise InputError(str(error)) from error


def of_table(row: Row) -> Any:
    """A row as JSON would hold it: dates as ISO 8601."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items() if name not in _PLACE}


# -- sketches


def sketched(records: list[Row], read: Read, settings: Settings, spec: SketchSpec, *, texts: bool = False) -> list[Row]:
    """The rows of `sketches_in` for some records that know their places."""
    rows: list[Row] = []
    articles: list[tuple[Article, Row]] = []
    for record in records:
        if read is of_line and not record["value"].strip():
            continue
        try:
            articles.append((described(read(record), "", settings.article_max_characters), record))
        except InputError as error:
            rows.append({**_place(record), "error": str(error)})
    sketches = sketch([article.text for article, _ in articles], spec, shingles=True)
    keys = band_keys(sketches.signatures)
    own = own_shingles([article.text for article, _ in articles], spec)
    for i, (article, record) in enumerate(articles):
        words = int(sketches.words[i])
        bands = [place << 32 | key for place, key in enumerate(keys[i].tolist())] if words < settings.families_band_words else []
        row = {
            "meta": _meta(article, words),
            "shingles": sketches.shingles.of(i).tobytes(),
            "sampled": sketches.postings.of(i).tolist(),
        }
        row |= {"bands": bands, "article": _kept(article) if texts else None}
        row |= {"own": own[i].tobytes(), "site": site_of(article.url, article.outlet), "marked": is_marked(article.text)}
        rows.append(row | ({"id": article.id} if article.id else _place(record)))
    return rows + list({(record["file"], record["block"]): _place(record) for record in records}.values())


def _place(record: Row) -> Row:
    return {name: record[name] for name in _PLACE}


def _meta(article: Article, words: int) -> str:
    known = {"title": article.title, "url": article.url, "outlet": article.outlet, "published": article.published}
    known["opening"] = None if article.title else opening_of(article.text)
    return json.dumps({"words": words, **{key: value for key, value in known.items() if value}})


def _kept(article: Article) -> str:
    return json.dumps({"text": article.text, **article.known()}, ensure_ascii=False)


def article_of(kept: str, name: str) -> Article:
    """The article that the column `article` holds, under its id."""
    known = json.loads(kept)
    return restored(known.pop("text"), name, known)


# -- names


def named(records: Frame, paths: Sequence[str]) -> Frame:
    """The rows of `sketches_in` with `path` and `at`, their file as the local engine names it and their line or row in it.

    Both are null for what has a name of its own. Those that have none have "path:at" as their `id`; marks of blocks are left out.
    """
    from pyspark.sql import functions as f

    ends = records.where("file is not null").groupBy("file", "block").agg(f.max("number").alias("records"))
    counts = [(row.file, row.block, row.records) for row in ends.toLocalIterator()]
    places = f.broadcast(records.sparkSession.createDataFrame(list(placed(counts, paths)), _PLACES))
    placed_rows = records.where("meta is not null or error is not null").join(places, ["file", "block"], "left")
    placed_rows = placed_rows.withColumn("at", f.expr("before + number"))
    return placed_rows.withColumn("id", f.expr("coalesce(id, concat(path, ':', at))"))


def placed(counts: Iterable[tuple[str, int, int]], paths: Sequence[str]) -> Iterator[tuple[str, int, str, int]]:
    """For the records in each block of each file (file, block, records): file, block, path, records that stand before the block."""
    given = {os.path.abspath(path): path for path in paths}
    for file, blocks in groupby(sorted(counts), key=lambda count: count[0]):
        path, before = _given(file, given), 0
        for _, block, records in blocks:
            yield file, block, path, before
            before += records


def _given(uri: str, paths: Mapping[str, str]) -> str:
    """The path of a file as it was given, or inside of the folder that was; the URI of what is not on this machine.

    `paths`: those that were given, by their absolute paths.
    """
    scheme, _, rest = uri.partition(":")
    if scheme != "file":
        return uri
    file = PurePosixPath("/" + unquote(rest).lstrip("/"))
    above = next((place for place in (file, *file.parents) if str(place) in paths), None)
    if above is None:
        return f"file:///{rest.lstrip('/')}"
    return paths[str(above)] if above == file else os.path.join(paths[str(above)], file.relative_to(above))
