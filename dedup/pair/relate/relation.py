"""How two articles are related, from what they share outside their furniture and from who names whom.

Overlap alone does not tell a derivative from two users of one source, so the middle ground is decided by credit: an article
that names the other is a derivative; two that share words, and name a third, have a common source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dedup.document import Document
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.align.regions import logistic
from dedup.pair.relate.direction import CrossReferences
from dedup.pair.relate.measures import Overlap
from dedup.result import DERIVED_KINDS, Alignment, Degree, Relation
from dedup.settings import Settings


@dataclass(frozen=True, slots=True)
class Verdict:
    """The relation of a pair with METER's degree; `confidence` 0-1."""

    relation: Relation
    degree: Degree
    summarises: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of words, 0-1: of the derivative's body in derived passages, and of the source's sentences used."""

    derived: float
    taken: float


def relate(
    source: Document,
    derivative: Document,
    overlaps: tuple[Overlap, Overlap],
    regions: tuple[Alignment, ...],
    drafts: tuple[PassageDraft, ...],
    ties: CrossReferences,
    settings: Settings,
) -> Verdict:
    """The relation of the pair; `overlaps`: outside furniture, and outside quotations and shared ends too."""
    if source.words.norms == derivative.words.norms:
        return Verdict("identical", "wholly", summarises=False, confidence=1.0)
    shares = Shares(derived_share(derivative, drafts), source_share(source, drafts))
    shared, told = overlaps
    relation = _relation(shared, told, shares, ties, settings)
    degree: Degree = "none"
    if relation in ("near_duplicate", "derivative"):
        degree = "wholly" if shares.derived >= settings.relation_wholly_share else "partially"
    summarises = relation == "derivative" and _summarises(source, derivative, regions, shares)
    sure = logistic(confidence_features(relation, shared, ties), settings.relation_confidence_weights)
    return Verdict(relation, degree, summarises, round(sure, 4))


def is_undirected(a: Document, b: Document, overlaps: tuple[Overlap, Overlap], ties: CrossReferences, settings: Settings) -> bool:
    """Whether neither of two articles is the other's source whatever passages there are; `overlaps` as for `relate`."""
    if a.words.norms == b.words.norms or overlaps[0].resemblance >= settings.relation_copy_resemblance:
        return False  # a copy, or it is for the passages to say
    return _relation(*overlaps, Shares(0.0, 0.0), ties, settings) in ("independent", "common_source")


def _relation(shared: Overlap, told: Overlap, shares: Shares, ties: CrossReferences, settings: Settings) -> Relation:
    containment = _containment(shared)
    if (
        shared.resemblance >= settings.relation_copy_resemblance
        and min(shares.derived, shares.taken) >= settings.relation_copy_share
    ):
        return "near_duplicate"
    if containment < settings.relation_chance_containment:
        return "independent"
    if ties.named:
        return "derivative"
    if ties.third_party:
        return "common_source"
    if containment >= settings.relation_lone_containment or ties.evidence >= settings.relation_lone_evidence:
        return "derivative"
    return "common_source" if _containment(told) >= settings.relation_chance_containment else "independent"


def _containment(shared: Overlap) -> float:
    return max(shared.a_in_b, shared.b_in_a)


def _summarises(source: Document, derivative: Document, regions: tuple[Alignment, ...], shares: Shares) -> bool:
    """Whether the derivative is much shorter, nearly all derived, and draws on the source from one end to the other."""
    if any(region.summarises and _spans(source, region) for region in regions):
        return True
    shorter = len(derivative.words) <= 0.6 * len(source.words)
    return shorter and shares.derived >= 0.75 and shares.taken >= 0.4


def _spans(source: Document, region: Alignment) -> bool:
    """Whether an alignment draws on the source from one end to the other, three quarters of it at least."""
    return 4 * len(source.words_at(*region.source)) >= 3 * len(source.words)


CONFIDENCE_FEATURES: Final = (
    "independent",
    "near duplicate",
    "common source",
    "derivative",
    "derivative, and one names the other",
    "containment of a derivative, .5 at most",
)
"""Of `relation_confidence_weights`, the intercept last."""


def confidence_features(relation: Relation, shared: Overlap, ties: CrossReferences) -> tuple[float, ...]:
    """What tells how sure a relation is, in the order of CONFIDENCE_FEATURES; yes is 1, no is 0."""
    derived = relation == "derivative"
    return (
        float(relation == "independent"),
        float(relation == "near_duplicate"),
        float(relation == "common_source"),
        float(derived),
        float(derived and ties.named),
        min(_containment(shared), 0.5) * derived,
    )


def derived_share(derivative: Document, drafts: tuple[PassageDraft, ...]) -> float:
    """Share of the derivative's words, boilerplate and lead-ins apart, in derived passages, 0-1."""
    body = [draft for draft in drafts if draft.kind not in ("boilerplate", "attribution")]
    total = sum(len(derivative.words.inside(draft.span)) for draft in body)
    derived = sum(len(derivative.words.inside(draft.span)) for draft in body if draft.kind in DERIVED_KINDS)
    return derived / total if total else 0.0


def source_share(source: Document, drafts: tuple[PassageDraft, ...]) -> float:
    """Share of the source's words in sentences that some passage comes from, 0-1."""
    used = {span for draft in drafts for span in draft.sources}
    return sum(len(source.words.inside(span)) for span in used) / max(1, len(source.words))
