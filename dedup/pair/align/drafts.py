"""A passage in the making: what the stages after the alignment pass on to each other."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.kinds import Kind
from dedup.result import Edit
from dedup.words import Span


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage of the derivative with its place, its kind and the source spans that carry it.

    `span` lies in sentence number `sentence` of the derivative; `sources` are spans of the source, the closest first, each
    inside one sentence. `similarity` and `confidence` go from 0 to 1. `edits` turn `sources[0]` into `span`.
    """

    span: Span
    sentence: int
    kind: Kind
    sources: tuple[Span, ...] = ()
    similarity: float = 0.0
    confidence: float = 0.0
    edits: tuple[Edit, ...] = ()
