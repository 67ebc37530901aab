"""How two articles are related: the fitted model's probabilities, and what they are called.

Overlap alone does not tell a derivative from two users of one source. What does is who credits whom, whether what both have is
somebody's speech, and what else both have; the features hold that, and the model weighs it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from dedup.document import Document
from dedup.kinds import DERIVED_KINDS, Degree, Relation
from dedup.lang.base import pack_of
from dedup.lang.numbers import number_marks
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.relate.languages import held_back
from dedup.pair.relate.model import relation_model
from dedup.pair.relate.wire import untaken
from dedup.result import Alignment
from dedup.settings import Settings
from dedup.words import Span


class Paired(Protocol):
    """Two articles in one direction and the stretches that they share."""

    @property
    def source(self) -> Document: ...
    @property
    def derivative(self) -> Document: ...
    @property
    def regions(self) -> tuple[Alignment, ...]: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """The relation of a pair with METER's degree; `confidence` is the probability of the relation, `chances` those of all.

    `is_settled`: by a rule, a form or shared furniture alone; nothing is asked after it.
    """

    relation: Relation
    degree: Degree
    summarises: bool
    confidence: float
    chances: Mapping[str, float]
    same_story: float
    is_form: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of words, 0-1: of the derivative's body in derived passages, and of the source's sentences used."""

    derived: float
    taken: float


def relate(pair: Paired, row: Mapping[str, float], drafts: tuple[PassageDraft, ...], settings: Settings) -> Verdict:
    """The relation of a pair from its row of features; degree and summary from its passages (`drafts`)."""
    shares = Shares(derived_share(pair.derivative, drafts), source_share(pair.source, drafts))
    found = _told_by(pair.source, pair.derivative, row, shares_furniture_alone(row, shares), settings)
    if found.relation not in ("near_duplicate", "derivative"):
        return found
    degree: Degree = "wholly" if shares.derived >= settings.relation_wholly_share else "partially"
    return replace(found, degree=degree, summarises=found.relation == "derivative" and _summarises(pair, shares))


def relate_unread(source: Document, derivative: Document, row: Mapping[str, float], settings: Settings) -> Verdict | None:
    """What `relate` says of two articles whatever their passages are, but for degree and summary; None where these decide."""
    found = _told_by(source, derivative, row, False, settings)
    # Passages make a pair more of a stranger, never less of one.
    return None if found.relation not in ("identical", "independent") and _may_share_furniture_alone(row) else found


def _told_by(source: Document, derivative: Document, row: Mapping[str, float], furniture: bool, settings: Settings) -> Verdict:
    """The relation by a row of features, and by whether it is known that the two share furniture alone."""
    model = relation_model()
    same = model.same_story(row)
    if same_words(source, derivative):
        return Verdict("identical", "wholly", False, 0.99, {"copy": 0.99, "derivative": 0.01} | _NOTHING, max(same, 0.99))
    languages = source.language, derivative.language
    form = bool(_tells_names(source) and _tells_names(derivative) and is_form(row))
    if form or furniture:
        chances = held_back(_OF_STRANGERS, "independent", *languages)
        return Verdict("independent", "none", False, chances["independent"], chances, _STRANGERS_SAME, form, is_settled=True)
    chances = untaken(model.chances(row), source, derivative)
    relation = _told(chances, settings)
    chances = held_back(chances, relation, *languages)
    linked = 1 - chances["independent"]
    return Verdict(relation, "none", False, _sure(relation, chances), chances, max(same, linked))


def same_words(a: Document, b: Document) -> bool:
    """Whether two articles have the same words, one for one, and the same marks about their numbers."""
    if a.words.norms != b.words.norms:
        return False
    return number_marks(a, range(len(a.words))) == number_marks(b, range(len(b.words)))


_FORM_MARKS: Final = 6
"""Names and numbers in linked clauses from which on it can be told whether two texts are one form filled in twice."""
_OF_STRANGERS: Final = {"copy": 0.01, "derivative": 0.05, "common_source": 0.04, "independent": 0.9}
_STRANGERS_SAME: Final = 0.05
"""What is told of two forms, and of two texts that share furniture alone; set by hand: neither was met among read pairs."""


def _tells_names(article: Document) -> bool:
    """Whether capitals tell names in an article: not in a script without them, nor where every noun has one, as in German."""
    return bool(article.capitals.any()) and not pack_of(article.language).nouns_in_capitals


def is_form(row: Mapping[str, float]) -> bool:
    """Whether two texts share a mould and no matter: most is linked, and hardly a name or number of it is the same.

    Obituaries, police items, share reports, weather. What stands in both is the form's.
    """
    return (
        math.expm1(row["marks"]) >= _FORM_MARKS
        and row["linked_least"] >= 0.6
        and row["marks_carried"] <= 0.5
        and max(row["numbers_most"], row["names_least"]) <= 0.35
    )


_FURNITURE: Final = math.log1p(20)
"""Words of page furniture in common, as the features have it, that make two strangers look alike."""


_TITLE: Final = 0.06
"""Share of words that the heading of a banner takes, which nothing tells from a sentence of the article's."""


def shares_furniture_alone(row: Mapping[str, float], shares: Shares) -> bool:
    """Whether two texts share a consent banner or a form of their pages, and no sentence of their own."""
    return _may_share_furniture_alone(row) and max(shares.derived, shares.taken) <= _TITLE


def _may_share_furniture_alone(row: Mapping[str, float]) -> bool:
    """Whether it is for the passages to say that two texts share a consent banner or a form of their pages alone."""
    return row["furniture_words"] >= _FURNITURE and row["shared_most"] <= _TITLE


_NOTHING: Final = {"common_source": 0.0, "independent": 0.0}


def _told(chances: Mapping[str, float], settings: Settings) -> Relation:
    """The likeliest relation. That one took from the other is said only where that is likely enough, whichever of the two it is."""
    derived = chances["copy"] + chances["derivative"]
    if derived >= settings.relation_derived_probability:
        return "near_duplicate" if chances["copy"] >= chances["derivative"] else "derivative"
    return "common_source" if chances["common_source"] >= chances["independent"] else "independent"


def _sure(relation: Relation, chances: Mapping[str, float]) -> float:
    return chances["copy" if relation == "near_duplicate" else relation]


def _summarises(pair: Paired, shares: Shares) -> bool:
    """Whether the derivative is much shorter, nearly all derived, and draws on the source from one end to the other."""
    if any(region.summarises and _spans(pair.source, region) for region in pair.regions):
        return True
    shorter = len(pair.derivative.words) <= 0.6 * len(pair.source.words)
    return shorter and shares.derived >= 0.75 and shares.taken >= 0.4


def _spans(source: Document, region: Alignment) -> bool:
    """Whether an alignment draws on the source from one end to the other, three quarters of it at least."""
    return 4 * len(source.words_at(*region.source)) >= 3 * len(source.words)


def rests_on_a_third(finding: Verdict) -> bool:
    """Whether a third text is worth naming: both surely or possibly rest on one, or are copies of one another."""
    return finding.relation in ("common_source", "near_duplicate", "identical") or finding.chances["common_source"] >= _POSSIBLE


_POSSIBLE: Final = 0.2


def derived_share(derivative: Document, drafts: tuple[PassageDraft, ...]) -> float:
    """Share of the derivative's words, boilerplate and lead-ins apart, in derived passages, 0-1."""
    body = [draft for draft in drafts if draft.kind not in ("boilerplate", "attribution")]
    sizes = _sizes(derivative, [draft.span for draft in body])
    total = sum(sizes)
    derived = sum(size for draft, size in zip(body, sizes, strict=True) if draft.kind in DERIVED_KINDS)
    return derived / total if total else 0.0


def source_share(source: Document, drafts: tuple[PassageDraft, ...]) -> float:
    """Share of the source's words in sentences that some passage comes from, 0-1."""
    used = {span for draft in drafts for span in draft.sources}
    return sum(_sizes(source, list(used))) / max(1, len(source.words))


def _sizes(article: Document, spans: Sequence[Span]) -> list[int]:
    """Words of each span."""
    first, stop = article.words.inside_each(spans)
    sizes: list[int] = (stop - first).tolist()
    return sizes
