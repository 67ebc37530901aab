"""Edges on a Spark cluster -> families, each made on a worker, and files that the workers write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dedup.engines.explaining import Verdict
from dedup.engines.spark_components import components
from dedup.engines.spark_reading import Frame, Row, Shelf, mapped, streamed
from dedup.errors import InputError
from dedup.families import graph
from dedup.families.model import LARGEST, Family, Member, Tally
from dedup.families.pairs import Measured
from dedup.families.write import edge_table, jsonl, member_table
from dedup.settings import Settings

_MADE: Final = "family string, line string, members bigint, rooted boolean, failed bigint"
_TEXTS: Final = ("id", "title", "url", "outlet", "published", "opening")
_FIGURES: Final = ("resemblance", "a_containment", "b_containment")


def made_families(sketches: Frame, edges: Frame, settings: Settings, shelf: Shelf) -> Frame:
    """A row for each family: its name, its line of JSON, and what is counted of it.

    `edges`: with their figures, `verdict` (text, or null) and `quoted`. A family is made where its row is, by the function that
    makes it without Spark: the largest one has to fit into a task, as it has to fit into a line.
    """
    from pyspark.sql import functions as f

    places = shelf.keep(components(edges, shelf))
    members = places.join(sketches.select("id", "meta"), "id").groupBy("family")
    inside = edges.join(places.withColumnRenamed("id", "a"), "a").groupBy("family")
    columns = ("a", "b", "shared", "a_size", "b_size", "verdict", "quoted")
    both = members.agg(f.collect_list(f.struct("id", "meta")).alias("known")).join(
        inside.agg(f.sort_array(f.collect_list(f.struct(*columns))).alias("edges")), "family"
    )
    return shelf.keep(mapped(both, lambda rows: [_row(_family(row, settings)) for row in rows], _MADE))


def _family(row: Row, settings: Settings) -> Family:
    members = {known["id"]: Member(id=known["id"], **json.loads(known["meta"])) for known in row["known"]}
    names = sorted(members)
    place = {name: number for number, name in enumerate(names)}
    figures = [(place[edge["a"]], place[edge["b"]], edge["shared"], edge["a_size"], edge["b_size"]) for edge in row["edges"]]
    measured = Measured(*(np.array(column, np.int64) for column in zip(*figures, strict=True)))
    edges = graph.edges_of(measured, {number: members[name] for number, name in enumerate(names)})
    verdicts = [Verdict.from_json(edge["verdict"]) if edge["verdict"] else None for edge in row["edges"]]
    judged = [verdict.on(edge) if verdict else edge for edge, verdict in zip(edges, verdicts, strict=True)]
    quoted = {(edge["a"], edge["b"]) for edge in row["edges"] if edge["quoted"]}
    (family,) = graph.families(graph.with_kinds(judged, quoted, settings), members)
    return family


def _row(family: Family) -> Row:
    (line,) = jsonl([family])
    figures = {"members": len(family.members), "rooted": family.root is not None, "failed": family.not_compared}
    return {"family": family.family, "line": line.rstrip("\n"), **figures}


def tally_of(made: Frame) -> Tally:
    """The counts of the families."""
    sums = made.selectExpr(
        "count(*) n", "coalesce(sum(members), 0) members", "count_if(rooted) rooted", "coalesce(sum(failed), 0) failed"
    ).head()
    largest = made.selectExpr("family", "members").orderBy("members", "family", ascending=[False, True]).limit(LARGEST)
    return Tally(sums.n, sums.members, sums.rooted, sums.failed, tuple((row.family, row.members) for row in largest.collect()))


def families_in(made: Frame) -> Iterator[Family]:
    """The families one by one, by their names, on the driver."""
    return (Family.from_dict(json.loads(row.line)) for row in made.orderBy("family").select("line").toLocalIterator())


# -- files


@dataclass(frozen=True, slots=True)
class Outputs:
    """Paths that Spark writes, each a folder of part files: `families` by their endings (see SUFFIXES); `members`, a table of CSV;
    `edges`, Parquet of the edges alone; `comparisons`, lines of JSON."""

    families: Sequence[str] = ()
    members: str | None = None
    edges: str | None = None
    comparisons: str | None = None


def write(made: Frame, outputs: Outputs) -> None:
    """Write the families, by their names, over what is there. Raises InputError for an ending that is none of SUFFIXES."""
    ordered = made.orderBy("family")
    for path in outputs.families:
        writer_for(path)(ordered, path)
    if outputs.members is not None:
        _table(ordered, outputs.members, member_table)


def writer_for(path: str) -> Callable[[Frame, str], None]:
    """What writes such a file. Raises InputError."""
    ending = next((ending for ending in _WRITERS if path.rstrip("/").lower().endswith(ending)), None)
    if ending is None:
        raise InputError(f"Spark's workers cannot write families to {path}: the name must end in one of {', '.join(_WRITERS)}")
    return _WRITERS[ending]


def _lines(made: Frame, path: str) -> None:
    made.select("line").write.mode("overwrite").text(path)


def _parquet(made: Frame, path: str) -> None:
    from pyspark.sql import functions as f

    families = made.select(f.from_json("line", _schema()).alias("one")).select("one.*")
    families.write.mode("overwrite").parquet(path)


def _schema() -> str:
    """Of a family's JSON, in Spark's words."""
    texts = ", ".join(f"{name}: string" for name in _TEXTS)
    figures = ", ".join(f"{name}: double" for name in _FIGURES)
    reason = "struct<kind: string, text: string, article: string, weight: double>"
    edge = f"a: string, b: string, source: string, {figures}, shared: bigint, relation: string, kind: string"
    member = f"struct<{texts}, words: bigint>"
    return f"family string, root string, members array<{member}>, edges array<struct<{edge}, evidence: array<{reason}>>>"


def _table(made: Frame, path: str, table: Callable[[Sequence[Family]], str]) -> None:
    """A table of CSV; every part file has the line with the names of the columns, as Spark's own tables do."""
    streamed(made.select("line"), lambda batches: _rows(batches, table), "row string").write.mode("overwrite").text(path)


def _rows(batches: Iterable[list[Row]], table: Callable[[Sequence[Family]], str]) -> Iterator[list[Row]]:
    for place, rows in enumerate(batches):
        lines = table([Family.from_dict(json.loads(row["line"])) for row in rows]).removesuffix("\n")
        head, _, body = lines.partition("\n")  # no name of a column has a line end
        yield [{"row": text} for text in ((head, body) if place == 0 else (body,)) if text]


_WRITERS: Final[dict[str, Callable[[Frame, str], None]]] = {
    ".jsonl": _lines,
    ".parquet": _parquet,
    ".csv": lambda made, path: _table(made, path, edge_table),
}

SUFFIXES: Final = tuple(_WRITERS)
"""Endings of what Spark's workers write."""
