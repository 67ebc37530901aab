"""Features of who credits whom: the strongest credit, what stands about it, agencies, and third texts that both name.

Whether a link or a credit is for the other article's news, or in passing, its own sentence tells: a whole sentence of the other's
rare words retells it, three quoted words in a clause do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.kinds import Side
from dedup.pair.relate.shared import shared
from dedup.pair.relate.ties import CREDIT, LINK, Tie, agencies, both_name, credit_places, is_agency_page, ties
from dedup.pair.relate.two import two
from dedup.words import Span, joint_ids


def credit_features(a: Document, b: Document) -> dict[str, float]:
    found = ties(a, b)
    of_a, of_b = (max((tie.strength for tie in side), default=0.0) for side in (found.of_a, found.of_b))
    kinds = [kind for kind, *_ in found.thirds]
    one, other = agencies(a), agencies(b)
    copies = [{name for name, agency in side.items() if agency.copy} for side in (one, other)]
    return {
        **two("credit", of_a, of_b),
        "links_other": float(any(tie.strength >= LINK for side in (found.of_a, found.of_b) for tie in side)),
        "thirds": math.log1p(sum(kind in ("outlet", "agency") for kind in kinds)),
        "third_pages": math.log1p(kinds.count("page")),
        "tweets": math.log1p(kinds.count("tweet")),
        "agency_both": float(bool(copies[0] & copies[1])),
        "agency_third": float(any(kind == "agency" for kind in kinds)),
        "agency_one": float(bool(copies[0]) != bool(copies[1])),
        "agency_some": float(any(not is_agency_page(name, a) and not is_agency_page(name, b) for name in {*one, *other})),
        "agency_own": float(any(is_agency_page(name, article) for name in copies[0] | copies[1] for article in (a, b))),
        **two("credits_many", *(math.log1p(len(credit_places(ours, theirs))) for ours, theirs in ((a, b), (b, a)))),
        "credit_beside": math.log1p(max(_beside(a, b, "a"), _beside(b, a, "b"))),
        "both_name": both_name(a, b),
        **_sentence(a, b, found.of_a, found.of_b),
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
class _Told:
    """A crediting sentence: its words, and the share of their rarity that the other has anywhere, and in its lead, 0-1."""

    words: int
    known: float
    lead: float


_UNTOLD: Final = _Told(0, 0.0, 0.0)


def _sentence(a: Document, b: Document, of_a: tuple[Tie, ...], of_b: tuple[Tie, ...]) -> dict[str, float]:
    """Of the sentences that credit or link the other, and those after them, the one that tells most of it."""
    told = [*_tellings(a, b, of_a), *_tellings(b, a, of_b)] or [(_UNTOLD, _UNTOLD)]
    first, second = max(told, key=lambda pair: pair[0].known * math.log1p(pair[0].words))
    return {
        "credit_sentence": math.log1p(first.words),
        "credit_sentence_known": first.known,
        "credit_sentence_lead": first.lead,
        "credit_next_known": second.known,
    }


def _tellings(ours: Document, theirs: Document, found: tuple[Tie, ...]) -> list[tuple[_Told, _Told]]:
    linked = [tie.span for tie in found if tie.strength >= LINK and tie.span[1]]
    places = linked or [*credit_places(ours, theirs)] or [tie.span for tie in found if tie.strength >= CREDIT and tie.span[1]]
    numbers = sorted({number for span in places if (number := _sentence_at(ours, span)) is not None})
    return [(_told(ours, theirs, number), _told(ours, theirs, number + 1)) for number in numbers]


def _sentence_at(article: Document, span: Span) -> int | None:
    """The number of the sentence in which a span begins."""
    return next((number for number, (start, end) in enumerate(article.sentences) if start <= span[0] < end), None)


def _told(ours: Document, theirs: Document, number: int) -> _Told:
    if number >= len(ours.sentences):
        return _UNTOLD
    inside = ours.words.inside(ours.sentences[number])
    mine, other, size = joint_ids(ours.words.stem_vocabulary, theirs.words.stem_vocabulary)
    words = np.unique(mine[inside.start : inside.stop])
    rarity = np.zeros(size)
    rarity[mine] = ours.rarity
    weights = np.maximum(rarity[words] - _COMMON, 0.0)
    total = max(1e-6, float(weights.sum()))
    known, lead = (float(weights[np.isin(words, part)].sum()) / total for part in (other, other[:_LEAD_WORDS]))
    return _Told(len(inside), known, lead)
