"""Two articles in one direction, as far as their relation is told by: furniture set apart, and the scores of all links."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.document import Document
from dedup.pair.align.boilerplate import furniture_spans
from dedup.pair.align.links import Encode, Scores, score_links, units
from dedup.settings import Settings
from dedup.words import Span


@dataclass(frozen=True, slots=True)
class Linking:
    """The links of two articles, scored. `inserts`: furniture inside running text; `encode`: the model, None for words alone."""

    source: Document
    derivative: Document
    inserts: tuple[Span, ...]
    encode: Encode | None
    scores: Scores


def linking(source: Document, derivative: Document, encode: Encode | None, settings: Settings) -> Linking:
    """The links of the clauses of `derivative` to the sentences of `source`, scored."""
    inserts = furniture_spans(derivative)
    scores = score_links(source, derivative, units(derivative, inserts), encode, settings)
    return Linking(source, derivative, inserts, encode, scores)
