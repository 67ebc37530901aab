"""The texts of a result, as far as it holds them: whole where it was made `with_text`, else what its sentences carry."""

from __future__ import annotations

from collections.abc import Iterator

from dedup.kinds import Side
from dedup.report.sides import Column, columns_of
from dedup.result import Comparison, TextSpan


def held_columns(comparison: Comparison) -> tuple[Column, Column]:
    """(left, right) as in `columns`; a text that the result does not carry is blank but for the stretches that it quotes.

    Offsets stay true; white space between two stretches is spaces, so line breaks of such a text are lost.
    """
    return columns_of(comparison, held_text(comparison, "a"), held_text(comparison, "b"))


def held_text(comparison: Comparison, side: Side) -> str:
    """What a result has of the text of `side`, at its offsets."""
    info = comparison.a if side == "a" else comparison.b
    if info.text is not None:
        return info.text
    spans = list(_spans(comparison, side))
    held = [" "] * max((span.end for span in spans), default=0)
    for span in spans:
        held[span.start : span.end] = span.text
    return "".join(held)


def _spans(comparison: Comparison, side: Side) -> Iterator[TextSpan]:
    if side == comparison.derivative_side:
        yield from (TextSpan(item.start, item.end, item.text) for item in comparison.passages)
    else:
        yield from (span for item in comparison.passages for span in item.source)
        yield from (TextSpan(item.start, item.end, item.text) for item in comparison.dropped)
    for item in comparison.differences:
        yield item.a_sentence if side == "a" else item.b_sentence
