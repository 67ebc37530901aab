"""Edges -> the components that they join, on a Spark cluster: no edge and no article comes to the driver.

Large-star and small-star in turn (Kiveris et al. 2014, "Connected Components in MapReduce and Beyond"): each hangs the neighbours
of an article on the smallest of them, so that every component ends as a star, in a number of rounds that grows with the square of
the logarithm of its size at most. Before each check every task joins what it holds by itself, which for most corpora is all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dedup.engines.spark_reading import Frame, Row, Shelf, streamed

_LINK: Final = "id string, above string"
_MOST_HELD: Final = 1_000_000
"""Articles that a task joins at a time: some 200 MB of ids."""
_ROWS: Final = 10_000


def components(edges: Frame, shelf: Shelf) -> Frame:
    """Columns id, family: each article of an edge (columns a, b), with the smallest id of those that edges join it with."""
    links = shelf.keep(_joined(edges.selectExpr("greatest(a, b) as id", "least(a, b) as above")))
    while not _are_stars(links):
        last, links = links, shelf.keep(_joined(small_star(large_star(links))))
        shelf.drop(last)
    tops = links.selectExpr("above as id", "above as family")
    return links.selectExpr("id", "above as family").unionByName(tops).distinct()


def large_star(links: Frame) -> Frame:
    """Links (`above` < `id`) by which the greater neighbours of every article hang on the smallest of its neighbours and itself."""
    from pyspark.sql import functions as f

    both = links.selectExpr("id as x", "above as near").unionByName(links.selectExpr("above as x", "id as near"))
    least = both.groupBy("x").agg(f.min("near").alias("least")).selectExpr("x", "least(x, least) as above")
    return both.join(least, "x").where("near > x").selectExpr("near as id", "above").distinct()


def small_star(links: Frame) -> Frame:
    """Links by which every article and its smaller neighbours hang on the smallest of these."""
    from pyspark.sql import functions as f

    least = links.groupBy("id").agg(f.min("above").alias("least"))
    hung = links.join(least, "id").where("above > least").selectExpr("above as id", "least as above")
    return hung.unionByName(least.selectExpr("id", "least as above")).distinct()


def _are_stars(links: Frame) -> bool:
    """Whether every article hangs on one other, on which nothing is hung that hangs itself."""
    from pyspark.sql import functions as f

    ends = links.selectExpr("id", "above", "false as top").unionByName(
        links.selectExpr("above as id", "cast(null as string) as above", "true as top")
    )
    lowest = ends.groupBy("id").agg(f.min("above").alias("one"), f.max("above").alias("other"), f.max("top").alias("top"))
    return bool(lowest.where("one < other or (top and one is not null)").isEmpty())


def _joined(links: Frame) -> Frame:
    """Fewer links that join the same articles: each task makes stars of those that it holds."""
    return streamed(links.repartition("above"), stars, _LINK)


def stars(batches: Iterable[list[Row]], most: int = _MOST_HELD) -> Iterator[list[Row]]:
    """Rows id, above (the smaller one) -> rows that join the same articles, each hung on the smallest of its component.

    Where there are more than `most` articles, those met so far are let go, and components go on in other stars.
    """
    tops: dict[str, str] = {}
    for rows in batches:
        for row in rows:
            one, other = _top(tops, row["id"]), _top(tops, row["above"])
            tops[max(one, other)] = min(one, other)
        if len(tops) > most:
            yield from _rows(tops)
            tops = {}
    yield from _rows(tops)


def _rows(tops: dict[str, str]) -> Iterator[list[Row]]:
    hung = [name for name in tops if _top(tops, name) != name]
    for start in range(0, len(hung), _ROWS):
        yield [{"id": name, "above": _top(tops, name)} for name in hung[start : start + _ROWS]]


def _top(tops: dict[str, str], name: str) -> str:
    while (above := tops.setdefault(name, name)) != name:
        tops[name] = tops[above]
        name = tops[name]
    return name
