"""Edges on Spark -> edges by what their articles share: the same as `examining` says, with Spark's joins between its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from dedup.engines.spark_reading import Frame, Row, mapped
from dedup.families.own_words import BREAK, FURNITURE_PAGES, Own, is_part, own_overlap, share_of
from dedup.settings import Settings

_COLUMNS: Final = ("a", "b", "shared", "a_size", "b_size")
_EDGE: Final = "a string, b string, shared bigint, a_size bigint, b_size bigint"


def examined(sketches: Frame, edges: Frame, ceiling: int, settings: Settings) -> Frame:
    """The edges with a column `share`: reuse, quotations or furniture."""
    own = sketches.selectExpr("id", "own", "site", "marked or site != '' as may")
    both = edges.join(own.selectExpr("id as a", "own as a_own", "site as a_site", "may as a_may"), "a")
    both = both.join(own.selectExpr("id as b", "own as b_own", "site as b_site", "may as b_may"), "b")
    furniture = _furniture(sketches, both, ceiling, settings)
    for end in ("a", "b"):
        both = both.join(furniture.selectExpr(f"site as {end}_site", f"keys as {end}_keys"), f"{end}_site", "left")
    return mapped(both, lambda rows: _shares(rows, ceiling, settings), f"{_EDGE}, share string")


def _is_asked(row: Row, settings: Settings) -> bool:
    """Whether an edge is of a part or inside of one site, and between articles of which one may hold quotations or has a site."""
    inside = bool(row["a_site"]) and row["a_site"] == row["b_site"]
    return (row["a_may"] or row["b_may"]) and (inside or is_part(row["shared"], row["a_size"], row["b_size"], settings))


def _furniture(sketches: Frame, both: Frame, ceiling: int, settings: Settings) -> Frame:
    """Columns site, keys: the sampled hashes that are furniture of a site, of those that both articles of some edge hold."""
    from pyspark.sql import functions as f

    asked = mapped(both, lambda rows: list(_shared(rows, ceiling, settings)), "key bigint").distinct()
    held = sketches.where("site != ''").selectExpr("site", "explode(sampled) key").join(asked, "key", "left_semi")
    common = held.groupBy("site", "key").count().where(f.col("count") >= FURNITURE_PAGES)
    return common.groupBy("site").agg(f.collect_list("key").alias("keys"))


def _shared(rows: list[Row], ceiling: int, settings: Settings) -> Iterator[Row]:
    for row in rows:
        if _is_asked(row, settings):
            one, other = _hashes(row["a_own"]), _hashes(row["b_own"])
            shared = one[np.isin(one, other) & (one < ceiling) & (one != BREAK)]
            yield from ({"key": key} for key in np.unique(shared).tolist())


def _shares(rows: list[Row], ceiling: int, settings: Settings) -> list[Row]:
    return [{name: row[name] for name in _COLUMNS} | {"share": _share(row, ceiling, settings)} for row in rows]


def _share(row: Row, ceiling: int, settings: Settings) -> str:
    if not _is_asked(row, settings):
        return "reuse"
    one, other = (Own(_hashes(row[f"{end}_own"]), np.sort(np.array(row[f"{end}_keys"] or (), np.uint32))) for end in ("a", "b"))
    return share_of(own_overlap(one, other, ceiling), row["shared"], settings)


def _hashes(packed: Any) -> Any:
    return np.frombuffer(packed, np.uint32)
