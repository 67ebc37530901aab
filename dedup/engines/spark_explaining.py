"""Edges -> edges that the whole comparison of their articles confirms: compared on Spark's workers, written by the driver."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from dedup.engines.explaining import judged
from dedup.engines.spark_reading import Frame, Row, article_of, streamed
from dedup.families.graph import Judge
from dedup.families.model import Edge
from dedup.pair.attempt import Failure, attempt
from dedup.result import Comparison
from dedup.settings import Settings

PAIRS_A_TASK: Final = 1000
"""Comparisons that a task makes at most: a minute of work or a few, which is what is lost with a worker."""
_PAIR: Final = "a string, b string"


def comparer(sketches: Frame, settings: Settings, output: IO[str]) -> Judge:
    """The judge that `explaining.explainer` is, on the workers: the same verdicts, and the same lines in the same order.

    `sketches`: of all articles, with their texts. No text comes to the driver but what the comparisons quote, one at a time.
    """
    from pyspark import StorageLevel

    def judge(edges: Sequence[Edge]) -> list[Edge]:
        compared = _compared(sketches, edges, settings).persist(StorageLevel.DISK_ONLY)  # else sorting makes them all twice
        found = compared.orderBy("a", "b").toLocalIterator()
        kept = judged(edges, (_of_json(row.comparison) for row in found), output)
        compared.unpersist()
        return kept

    return judge


def _compared(sketches: Frame, edges: Sequence[Edge], settings: Settings) -> Frame:
    spark = sketches.sparkSession
    pairs = spark.createDataFrame([(edge.a, edge.b) for edge in edges], _PAIR)
    both = pairs.join(sketches.selectExpr("id as a", "article as a_article"), "a")
    both = both.join(sketches.selectExpr("id as b", "article as b_article"), "b")
    # Spark goes by bytes and would give a few thousand pairs to one task: they are few bytes, but hours of work.
    tasks = max(spark.sparkContext.defaultParallelism, -(-len(edges) // PAIRS_A_TASK))
    return streamed(both.repartition(tasks), lambda batches: _comparisons(batches, settings), f"{_PAIR}, comparison string")


def _comparisons(batches: Iterable[list[Row]], settings: Settings) -> Iterator[list[Row]]:
    """One by one: a comparison is much larger than its texts."""
    for row in (row for rows in batches for row in rows):
        a, b = (article_of(row[f"{end}_article"], row[end]) for end in ("a", "b"))
        comparison = attempt(a, b, settings)
        yield [{"a": row["a"], "b": row["b"], "comparison": json.dumps(comparison.to_dict(), ensure_ascii=False)}]


def _of_json(told: str) -> Comparison | Failure:
    plain = json.loads(told)
    return Failure(**plain) if plain.keys() == {"error"} else Comparison.from_dict(plain)
