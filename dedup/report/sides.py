"""Who stands where: the source on the left, the derivative on the right, whichever of `a` and `b` they are."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.article import Article
from dedup.kinds import Side
from dedup.result import ArticleInfo, Comparison


@dataclass(frozen=True, slots=True)
class Column:
    """One article of the pair: its text and what is known of it."""

    side: Side
    role: str
    text: str
    info: ArticleInfo


def is_directed(comparison: Comparison) -> bool:
    """Whether one article is told to be the source of the other: neither independent ones nor two of an unknown order have one."""
    return comparison.source is not None and comparison.relation in ("derivative", "near_duplicate", "identical")


def origin(comparison: Comparison) -> str:
    """What the passages are compared with, in a sentence: the source, or the letter of an article that is none."""
    if is_directed(comparison):
        return "the source"
    return "B" if comparison.derivative_side == "a" else "A"


def bare_columns(comparison: Comparison) -> tuple[Column, Column]:
    """(left, right) as in `columns`, without their texts: for what tells of the articles and shows nothing of them."""
    return columns_of(comparison, "", "")


def columns(comparison: Comparison, a: Article, b: Article) -> tuple[Column, Column]:
    """(left, right): source and derivative; `a` and `b` as they came where no direction is known."""
    return columns_of(comparison, a.text, b.text)


def columns_of(comparison: Comparison, a: str, b: str) -> tuple[Column, Column]:
    """(left, right) as in `columns`, by the two texts."""
    known = comparison.source is not None
    first: Side = "b" if comparison.derivative_side == "a" else "a"
    left = _column(comparison, first, a, b, "source" if known else "first article")
    right = _column(comparison, comparison.derivative_side, a, b, "derivative" if known else "second article")
    return left, right


def _column(comparison: Comparison, side: Side, a: str, b: str, role: str) -> Column:
    if side == "a":
        return Column("a", role, a, comparison.a)
    return Column("b", role, b, comparison.b)
