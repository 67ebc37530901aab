"""Whether two articles are related, told before anything is explained: what a crawler asks of every candidate of a page.

The row of features decides. Passages, their changes, quotations and speakers, most of the work of a comparison, are for who asks
for the comparison afterwards; what both need is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dedup.article import Article
from dedup.kinds import Certainty, Relation, Side, certainty
from dedup.pair.compare import Looked, explained, look, side_of_source
from dedup.pair.relate.measures import overlap
from dedup.pair.relate.relation import relate_unread
from dedup.result import Comparison
from dedup.settings import Settings


@dataclass(frozen=True, slots=True)
class Related:
    """What `compare` says of two related articles, without passages.

    `confidence` is the probability of the relation, 0-1, `probabilities` those of all; `direction_confidence` that of the source;
    `a_containment`, `b_containment` the shares of the one's word runs that stand in the other. `is_open`: passages had to decide,
    so that the sentence model may still refute it.
    """

    relation: Relation
    source: Side | None
    confidence: float
    certainty: Certainty | None
    direction_confidence: float
    a_containment: float
    b_containment: float
    probabilities: Mapping[str, float]
    same_story: float
    is_open: bool = False

    @classmethod
    def of(cls, comparison: Comparison, is_open: bool = False) -> Related:
        """What a comparison says, without passages."""
        shares = comparison.measures.a_containment, comparison.measures.b_containment
        sure = comparison.confidence, comparison.certainty, comparison.direction.confidence
        return cls(
            comparison.relation, comparison.source, *sure, *shares, comparison.probabilities, comparison.same_story or 0.0, is_open
        )


def related(a: Article, b: Article, *, settings: Settings) -> Related | None:
    """What `compare` says of two articles, None where it calls them independent. The same verdict, always.

    To refuse costs a third of a comparison by words, to confirm hardly more. Raises as `compare` does.
    """
    looked = _lately(a, b, settings)
    source, derivative = looked.links.source, looked.links.derivative
    verdict = relate_unread(source, derivative, looked.row, settings)
    if verdict is None:
        compared = explained(looked, None, settings)
        return None if compared.relation == "independent" else Related.of(compared, is_open=True)
    if verdict.relation == "independent":
        return None
    shares = overlap(looked.one, looked.other)
    return Related(
        relation=verdict.relation,
        source=side_of_source(verdict, None, looked.evident),
        confidence=round(verdict.confidence, 4),
        certainty=certainty(verdict.confidence),
        direction_confidence=looked.direction.confidence,
        a_containment=shares.a_in_b,
        b_containment=shares.b_in_a,
        probabilities={name: round(chance, 4) for name, chance in verdict.chances.items()},
        same_story=round(verdict.same_story, 4),
    )


def compare_again(a: Article, b: Article, *, settings: Settings) -> Comparison:
    """What `compare` says of two articles; for who has just asked `related` of them by the same settings in half the time."""
    return explained(_lately(a, b, settings), None, settings)


_KEPT: Final = 8
"""Pairs that are kept as they were looked at: as many candidates of one page as a crawler may ask to have explained."""
_KEPT_CHARACTERS: Final = 200_000
"""Longer articles are looked at anew, see `dedup.document`."""


def _lately(a: Article, b: Article, settings: Settings) -> Looked:
    if max(len(a.text), len(b.text)) > _KEPT_CHARACTERS:
        return look(a, b, None, settings)
    return _looked(a, b, settings)


@lru_cache(maxsize=_KEPT)
def _looked(a: Article, b: Article, settings: Settings) -> Looked:
    return look(a, b, None, settings)
