"""Pairs of articles by sentence vectors on a Spark cluster: the same as `vectors.near_pairs` proposes.

Vectors are made on all workers. What stands out depends on all that there is, so each of the tasks that ask holds the vectors of
the whole corpus, some 5 KB an article, and asks for its share of the articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np

from dedup.engines.spark_edges import PAIR
from dedup.engines.spark_reading import Frame, Row, Shelf, streamed
from dedup.settings import Settings

_BATCH: Final = 1000
"""Articles asked for at a time."""
_ARTICLES_A_TASK: Final = 20_000
"""Articles for which another task is worth another copy of all vectors."""


def near_pairs(sketches: Frame, articles: int, settings: Settings, shelf: Shelf) -> Frame:
    """Columns a, b: pairs that the embedding index proposes. `sketches`: of so many articles, with their texts."""
    from pyspark.sql import functions as f

    texts = sketches.where("article is not null").select("id", "article")
    tasks = tasks_for(articles, sketches.sparkSession.sparkContext.defaultParallelism)
    rows = shelf.keep(streamed(texts, lambda batches: _vectors(batches, settings), "id string, vectors binary"))
    every = rows.withColumn("part", f.explode(f.sequence(f.lit(0), f.lit(tasks - 1))))
    # Each part in one task, whole: several parts in one task come one after the other.
    dealt = every.repartition(tasks, "part").sortWithinPartitions("part", "id")
    return shelf.keep(streamed(dealt, lambda batches: _near(batches, tasks, settings), PAIR).distinct())


def tasks_for(articles: int, most: int) -> int:
    """How many tasks ask for so many articles, `most` at most: one where there is no article, as Spark has no frame of no part."""
    return max(1, min(most, -(-articles // _ARTICLES_A_TASK)))


def _vectors(batches: Iterable[list[Row]], settings: Settings) -> Iterator[list[Row]]:
    from dedup.index.embedding import EmbeddingIndex

    index = EmbeddingIndex(settings)
    for rows in batches:
        texts = [json.loads(row["article"])["text"] for row in rows]
        yield [{"id": row["id"], "vectors": index.pack(index.rows([text]))} for row, text in zip(rows, texts, strict=True)]


def _near(batches: Iterable[list[Row]], parts: int, settings: Settings) -> Iterator[list[Row]]:
    """Of every part that comes here the pairs of its share of the articles, which come by their ids."""
    part, names, packed = -1, list[str](), list[bytes]()
    for row in (row for rows in batches for row in rows):
        if row["part"] != part:
            yield from _asked(names, packed, part, parts, settings)
            part, names, packed = row["part"], [], []
        names.append(row["id"])
        packed.append(row["vectors"])
    yield from _asked(names, packed, part, parts, settings)


def _asked(names: list[str], packed: list[bytes], part: int, parts: int, settings: Settings) -> Iterator[list[Row]]:
    """Each article is asked with those before it in the index, as `vectors.near_pairs` does it."""
    from dedup.index.embedding import EmbeddingIndex

    if not names:
        return
    index: Any = EmbeddingIndex(settings)
    rows = index.unpack(packed)
    index.add(np.arange(len(names), dtype=np.uint32), rows, np.zeros(len(names), np.uint32))
    mine = np.arange(part, len(names), parts)
    for start in range(0, len(mine), _BATCH):
        asked = mine[start : start + _BATCH]
        hits = index.query(index.take(rows, asked), np.zeros(len(asked), np.uint32), before=asked)
        listed = zip(asked.tolist(), hits, strict=True)
        yield [{"a": names[hit.number], "b": names[article]} for article, some in listed for hit in some]
