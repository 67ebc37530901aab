"""Of what kind a derived passage is, by how its words and those of a source sentence agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from dedup.document import Document
from dedup.kinds import Kind
from dedup.lang.numbers import number_marks
from dedup.settings import Settings
from dedup.words import Span

_QUOTATION_WORDS = 4
"""Quoted words from which on they are a quotation: fewer are a name or a scare quote."""
_QUOTED_SHARE = 0.8
"""Share of quoted words beyond which a clause is a quotation."""
_SAME_WORDS = 0.9
"""Likeness from which on a passage without marks is what a quotation said, its marks lost."""
_SAME_FRAME = 0.4
"""Likeness of two frames from which on the one is the other lightly changed."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """Furniture of the derivative: the chance of each sentence to be boilerplate, and stretches inside running sentences."""

    sentences: tuple[float, ...]
    inserts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What every step here needs."""

    source: Document
    derivative: Document
    furniture: Furniture
    settings: Settings


def close_kind(pair: Pair, source: Span, span: Span) -> Kind:
    """Verbatim for the same words; quote where a whole quotation has won, lost or swapped its frame ("he said"); else edited."""
    if likeness(pair, source, span) == 1.0:
        return "verbatim"
    ours, theirs = pair.source.words.inside(source), pair.derivative.words.inside(span)
    quoted, theirs_quoted = pair.source.quoted[ours.start : ours.stop], pair.derivative.quoted[theirs.start : theirs.stop]
    if quoted.sum() < _QUOTATION_WORDS:
        return "edited"
    # A block quotation loses its marks on extraction: then all of the passage is taken for what was said.
    marked = bool(theirs_quoted.any())
    their_marks = theirs_quoted if marked else np.ones(len(theirs), np.bool_)
    least = pair.settings.passage_quote_share if marked else _SAME_WORDS
    left, right = pair.source.words.norms[ours.start : ours.stop], pair.derivative.words.norms[theirs.start : theirs.stop]
    if Indel.normalized_similarity(_where(left, quoted), _where(right, their_marks)) < least:
        return "edited"
    frame, now_frame = _where(left, ~quoted), _where(right, ~their_marks)
    moved = bool(len(frame) and len(now_frame)) and bool(quoted[0]) != bool(their_marks[0])
    return "quote" if moved or Indel.normalized_similarity(frame, now_frame) < _SAME_FRAME else "edited"


def _where(norms: tuple[str, ...], chosen: NDArray[np.bool_]) -> list[str]:
    return [norm for norm, keep in zip(norms, chosen.tolist(), strict=True) if keep]


def likeness(pair: Pair, span: Span, passage: Span) -> float:
    """Word similarity in order: 2 x words in common / words of both, 0-1."""
    ours, theirs = pair.source.words.inside(span), pair.derivative.words.inside(passage)
    left, right = pair.source.words.norms[ours.start : ours.stop], pair.derivative.words.norms[theirs.start : theirs.stop]
    return 1.0 if left == right else float(Indel.normalized_similarity(left, right))


def is_long_quotation(pair: Pair, span: Span) -> bool:
    inside = pair.derivative.words.inside(span)
    return len(inside) >= _QUOTATION_WORDS and bool(pair.derivative.quoted[inside.start : inside.stop].mean() > _QUOTED_SHARE)


def derived_kind(pair: Pair, sources: list[Span], span: Span) -> Kind:
    if sources and likeness(pair, sources[0], span) == 1.0:
        return "verbatim"
    if is_long_quotation(pair, span) and sources and _carried(pair, sources[0], span) >= pair.settings.passage_quote_share:
        return "quote"
    if sources and likeness(pair, sources[0], span) >= pair.settings.passage_edited_similarity:
        return "edited"
    return "paraphrase"


def _carried(pair: Pair, source: Span, span: Span) -> float:
    """Share of the passage's words that stand in the source span in the same order, 0-1."""
    ours, theirs = pair.source.words.inside(source), pair.derivative.words.inside(span)
    left = pair.source.words.norms[ours.start : ours.stop]
    right = pair.derivative.words.norms[theirs.start : theirs.stop]
    return Indel.similarity(left, right) / 2 / max(1, len(right))


def same_marks(pair: Pair, source: Span, span: Span) -> bool:
    """Whether signs, currencies and percent signs of the numbers are the same on both sides."""
    theirs, mine = pair.source.words.inside(source), pair.derivative.words.inside(span)
    return number_marks(pair.source, theirs) == number_marks(pair.derivative, mine)
