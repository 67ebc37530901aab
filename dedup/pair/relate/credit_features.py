"""Features of who credits whom: the strongest credit, what stands about it, agencies, and third texts that both name.

Whether a link or a credit is for the other article's news, or in passing, its own sentence tells: a whole sentence of the other's
rare words retells it, three quoted words in a clause do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document
from dedup.kinds import Side
from dedup.pair.relate.shared import shared
from dedup.pair.relate.ties import CREDIT, LINK, Tie, agencies, both_name, credit_places, cross_references, is_agency_page
from dedup.pair.relate.two import two
from dedup.words import first_places, joint_ids

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


def credit_features(a: Document, b: Document) -> dict[str, float]:
    references = cross_references(a, b)
    of_a, of_b = (max((tie.strength for tie in side), default=0.0) for side in (references.of_a, references.of_b))
    kinds = [kind for kind, *_ in references.thirds]
    one, other = agencies(a), agencies(b)
    copies = [{name for name, agency in side.items() if agency.copy} for side in (one, other)]
    return {
        **two("credit", of_a, of_b),
        "links_other": float(any(tie.strength >= LINK for side in (references.of_a, references.of_b) for tie in side)),
        "thirds": math.log1p(sum(kind in ("outlet", "agency") for kind in kinds)),
        "third_pages": math.log1p(kinds.count("page")),
        "tweets": math.log1p(kinds.count("tweet")),
        "agency_both": float(bool(copies[0] & copies[1])),
        "agency_third": float(any(kind == "agency" for kind in kinds)),
        "agency_one": float(bool(copies[0]) != bool(copies[1])),
        "agency_some": float(any(not is_agency_page(name, a) and not is_agency_page(name, b) for name in {*one, *other})),
        "agency_own": float(any(is_agency_page(name, article) for name in copies[0] | copies[1] for article in (a, b))),
        "credits_many": math.log1p(max(len(credit_places(a, b)), len(credit_places(b, a)))),
        "credit_beside": math.log1p(max(_beside(a, b, "a"), _beside(b, a, "b"))),
        "both_name": both_name(a, b),
        **_sentence(a, b, references.of_a, references.of_b),
    }


_BESIDE_WORDS: Final = 60
"""Words before and after a credit within which it may be for what stands there."""


def _beside(ours: Document, theirs: Document, side: Side) -> int:
    """Shared words of `ours` that stand near a place where it credits the outlet of `theirs`."""
    runs = shared(ours, theirs) if side == "a" else shared(theirs, ours)
    marks = runs.prose_a | runs.speech_a if side == "a" else runs.prose_b | runs.speech_b
    near = np.zeros(len(marks), np.bool_)
    for span in credit_places(ours, theirs):
        first = ours.words.first_at(span[0])
        near[max(0, first - _BESIDE_WORDS) : first + _BESIDE_WORDS] = True
    return int((near & marks).sum())


_LEAD_WORDS: Final = 70
_COMMON: Final = 2.0
"""Rarity of a word that every second page has: it tells nothing."""


@dataclass(frozen=True, slots=True)
class _Retelling:
    """A crediting sentence: its words, and the share of their rarity that the other has anywhere, and in its lead, 0-1."""

    words: int
    known: float
    lead: float


_NO_RETELLING: Final = _Retelling(0, 0.0, 0.0)


def _sentence(a: Document, b: Document, of_a: tuple[Tie, ...], of_b: tuple[Tie, ...]) -> dict[str, float]:
    """Of the sentences that credit or link the other, and those after them, the one that tells most of it."""
    tellings = [*_tellings(a, b, of_a), *_tellings(b, a, of_b)] or [(_NO_RETELLING, _NO_RETELLING)]
    first, second = max(tellings, key=lambda pair: pair[0].known * math.log1p(pair[0].words))
    return {
        "credit_sentence": math.log1p(first.words),
        "credit_sentence_known": first.known,
        "credit_sentence_lead": first.lead,
        "credit_next_known": second.known,
    }


def _tellings(ours: Document, theirs: Document, references: tuple[Tie, ...]) -> list[tuple[_Retelling, _Retelling]]:
    """Each crediting sentence of `ours` with the one after it."""
    linked = [tie.span for tie in references if tie.strength >= LINK and tie.span[1]]
    places = linked or [*credit_places(ours, theirs)] or [tie.span for tie in references if tie.strength >= CREDIT and tie.span[1]]
    numbers = sorted({number for span in places if (number := ours.sentence_at(span[0])) >= 0})
    if not numbers:
        return []
    mine, other, _ = joint_ids(ours.words.stem_vocabulary, theirs.words.stem_vocabulary)
    known = tuple(np.isin(mine, part) for part in (other, other[:_LEAD_WORDS]))
    weights = np.maximum(ours.rarity.astype(np.float64) - _COMMON, 0.0)
    return [
        (_retelling(ours, number, mine, weights, known), _retelling(ours, number + 1, mine, weights, known)) for number in numbers
    ]


def _retelling(ours: Document, number: int, ids: Ints, weights: Floats, known: tuple[Marks, ...]) -> _Retelling:
    """What a sentence tells; `weights`: of each word of the article its rarity, `known`: whether the other, its lead, has it."""
    if number >= len(ours.sentences):
        return _NO_RETELLING
    inside = ours.sentence_words[number]
    part = slice(inside.start, inside.stop)
    _, first = first_places(ids[part])
    once = weights[part][first]
    total = max(1e-6, float(once.sum()))
    anywhere, lead = (float(once[marks[part][first]].sum()) / total for marks in known)
    return _Retelling(len(inside), anywhere, lead)
