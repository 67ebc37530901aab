"""Edges -> what the whole comparison of their articles says of them, on Spark's workers, which write the comparisons, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dedup.engines.explaining import line_of, verdict_of
from dedup.engines.spark_reading import Frame, Row, Shelf, article_of, streamed
from dedup.pair.attempt import attempt
from dedup.settings import Settings

PAIRS_A_TASK: Final = 200
"""Comparisons that a task makes at most: what is lost with a worker, and the steps in which progress is told."""

_COMPARED: Final = "a string, b string, line string, verdict string"


class Comparer:
    """Compares the articles of edges; the lines of the comparisons go to a folder of text files, where one is given."""

    def __init__(self, sketches: Frame, settings: Settings, shelf: Shelf, output: str | None) -> None:
        """`sketches`: of all articles, with their texts."""
        self._sketches, self._settings, self._shelf, self._output = sketches, settings, shelf, output
        self._mode = "overwrite"

    def verdicts(self, pairs: Frame) -> Frame:
        """Columns a, b, verdict of pairs a, b: a `Verdict` as text, null where the comparison refutes the edge."""
        compared = self._shelf.keep(self._compared(pairs))  # else writing and asking would make them all twice
        if self._output is not None:
            compared.select("line").write.mode(self._mode).text(self._output)
            self._mode = "append"
        return self._shelf.keep(compared.select("a", "b", "verdict"))

    def _compared(self, pairs: Frame) -> Frame:
        articles = self._sketches.where("article is not null")
        both = pairs.select("a", "b").join(articles.selectExpr("id as a", "article as a_article"), "a")
        both = both.join(articles.selectExpr("id as b", "article as b_article"), "b")
        # Spark goes by bytes and would give a few thousand pairs to one task: they are few bytes, but hours of work.
        tasks = max(pairs.sparkSession.sparkContext.defaultParallelism, -(-pairs.count() // PAIRS_A_TASK))
        settings = self._settings
        return streamed(both.repartition(tasks), lambda batches: _lines(batches, settings), _COMPARED)


def _lines(batches: Iterable[list[Row]], settings: Settings) -> Iterator[list[Row]]:
    """One by one: a comparison is much larger than its texts."""
    for row in (row for rows in batches for row in rows):
        a, b = (article_of(row[f"{end}_article"], row[end]) for end in ("a", "b"))
        comparison = attempt(a, b, settings)
        verdict = verdict_of(comparison)
        line = line_of(row["a"], row["b"], comparison)
        yield [{"a": row["a"], "b": row["b"], "line": line, "verdict": verdict.to_json() if verdict else None}]
