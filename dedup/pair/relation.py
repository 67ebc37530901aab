"""How two articles are related, from what they share outside their furniture and from who names whom.

Overlap alone does not tell a derivative from two users of one source, so the middle ground is decided by credit: an article
that names the other is a derivative; two that share words, and name a third, have a common source.
"""

from __future__ import annotations

from dataclasses import dataclass

from dedup.pair.direction import Ties
from dedup.pair.drafts import Draft
from dedup.pair.measures import Overlap
from dedup.pair.prepare import Prepared
from dedup.result import DERIVED_KINDS, Alignment, Degree, Relation
from dedup.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
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
    source: Prepared,
    derivative: Prepared,
    shared: Overlap,
    regions: tuple[Alignment, ...],
    drafts: tuple[Draft, ...],
    ties: Ties,
    settings: Settings,
) -> Finding:
    """The relation of the pair; `shared` is the overlap outside furniture."""
    if source.words.norms == derivative.words.norms:
        return Finding("identical", "wholly", summarises=False, confidence=1.0)
    shares = Shares(derived_share(derivative, drafts), source_share(source, drafts))
    relation = _relation(shared, shares, ties, settings)
    degree: Degree = "none"
    if relation in ("near_duplicate", "derivative"):
        degree = "wholly" if shares.derived >= settings.relation_wholly_share else "partially"
    summarises = relation == "derivative" and _summarises(source, derivative, regions, shares)
    return Finding(relation, degree, summarises, _confidence(relation, shared, ties, settings))


def _relation(shared: Overlap, shares: Shares, ties: Ties, settings: Settings) -> Relation:
    containment = max(shared.a_in_b, shared.b_in_a)
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
    told = containment >= settings.relation_lone_containment or ties.evidence >= settings.relation_lone_evidence
    return "derivative" if told else "common_source"


def _summarises(source: Prepared, derivative: Prepared, regions: tuple[Alignment, ...], shares: Shares) -> bool:
    """Whether the derivative is much shorter, nearly all derived, and draws on the source from one end to the other."""
    if any(region.summarises and _spans(source, region) for region in regions):
        return True
    shorter = len(derivative.words) <= 0.6 * len(source.words)
    return shorter and shares.derived >= 0.75 and shares.taken >= 0.4


def _spans(source: Prepared, region: Alignment) -> bool:
    """Whether an alignment draws on the source from one end to the other, three quarters of it at least."""
    return 4 * len(source.words.inside(region.source)) >= 3 * len(source.words)


def _confidence(relation: Relation, shared: Overlap, ties: Ties, settings: Settings) -> float:
    """Distance of the containment from the threshold that decided, as a chance: fitted on no gold, see the reliability table."""
    containment = max(shared.a_in_b, shared.b_in_a)
    if relation == "independent":
        return 1 - 0.4 * containment / settings.relation_chance_containment
    if relation == "near_duplicate":
        return 0.95
    if relation == "common_source":
        return 0.7 if ties.third_party else 0.55
    return min(0.98, (0.8 if ties.named else 0.6) + 0.4 * containment)


def derived_share(derivative: Prepared, drafts: tuple[Draft, ...]) -> float:
    """Share of the derivative's words, boilerplate and lead-ins apart, in derived passages, 0-1."""
    body = [draft for draft in drafts if draft.kind not in ("boilerplate", "attribution")]
    total = sum(len(derivative.words.inside(draft.span)) for draft in body)
    derived = sum(len(derivative.words.inside(draft.span)) for draft in body if draft.kind in DERIVED_KINDS)
    return derived / total if total else 0.0


def source_share(source: Prepared, drafts: tuple[Draft, ...]) -> float:
    """Share of the source's words in sentences that some passage comes from, 0-1."""
    used = {span for draft in drafts for span in draft.sources}
    return sum(len(source.words.inside(span)) for span in used) / max(1, len(source.words))
