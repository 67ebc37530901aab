"""How two articles are related: the fitted model's probabilities, and what they are called.

Overlap alone does not tell a derivative from two users of one source. What does is who credits whom, whether what both have is
somebody's speech, and what else both have; the features hold that, and the model weighs it.
"""

from __future__ import annotations

import math
from collections import Counter
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
    verdict = _verdict_by(pair.source, pair.derivative, row, shares_furniture_alone(row, shares), settings)
    if verdict.relation not in ("near_duplicate", "derivative"):
        return verdict
    degree: Degree = "wholly" if shares.derived >= settings.relation_wholly_share else "partially"
    return replace(verdict, degree=degree, summarises=verdict.relation == "derivative" and _summarises(pair, shares))


def relate_unread(source: Document, derivative: Document, row: Mapping[str, float], settings: Settings) -> Verdict | None:
    """What `relate` says of two articles whatever their passages are, but for degree and summary; None where these decide."""
    verdict = _verdict_by(source, derivative, row, False, settings)
    # Passages make a pair more of a stranger, never less of one.
    return None if verdict.relation not in ("identical", "independent") and _may_share_furniture_alone(row) else verdict


def _verdict_by(source: Document, derivative: Document, row: Mapping[str, float], furniture: bool, settings: Settings) -> Verdict:
    """The relation by a row of features, and by whether it is known that the two share furniture alone."""
    model = relation_model()
    same = model.same_story(row)
    copied = max(same, _SAME_WORDS["copy"])
    if same_words(source, derivative):
        return Verdict("identical", "wholly", False, _SAME_WORDS["copy"], _SAME_WORDS, copied)
    if same_sentences(source, derivative):
        return Verdict("near_duplicate", "wholly", False, _SAME_WORDS["copy"], _SAME_WORDS, copied)
    languages = source.language, derivative.language
    form = bool(_tells_names(source) and _tells_names(derivative) and is_form(row))
    if form or furniture:
        chances = held_back(_OF_STRANGERS, "independent", *languages)
        return Verdict("independent", "none", False, chances["independent"], chances, _STRANGERS_SAME, form, is_settled=True)
    chances = untaken(model.chances(row), source, derivative, quoted_alone=shares_quotations_alone(row))
    relation = _decided(chances, settings)
    chances = held_back(chances, relation, *languages)
    linked = 1 - chances["independent"]
    return Verdict(relation, "none", False, _sure(relation, chances), chances, max(same, linked))


def same_words(a: Document, b: Document) -> bool:
    """Whether two articles have the same words, one for one, and the same marks about their numbers."""
    if a.words.norms != b.words.norms:
        return False
    return number_marks(a, range(len(a.words))) == number_marks(b, range(len(b.words)))


def same_sentences(a: Document, b: Document) -> bool:
    """Whether two articles have the same sentences, each as often, in whatever order."""
    if len(a.words) != len(b.words) or len(a.sentences) != len(b.sentences):
        return False
    return _sentence_counts(a) == _sentence_counts(b)


def _sentence_counts(article: Document) -> Counter[tuple[str, ...]]:
    """How often each sentence stands in an article, by its words and the marks about its numbers."""
    norms = article.words.norms
    return Counter((*norms[inside.start : inside.stop], *number_marks(article, inside)) for inside in article.sentence_words)


_SAME_WORDS: Final = {"copy": 0.99, "derivative": 0.01, "common_source": 0.0, "independent": 0.0}
"""What is told where the words or sentences are the same: one in a hundred is left for what a reader knows beside the texts."""
_FORM_LINKED, _FORM_CARRIED, _FORM_SAME = 0.6, 0.5, 0.35
"""Of a form: share of linked words at least; shares of carried names and numbers in them, and of names and numbers that are the
same throughout, at most. Set by hand on forms that were made up (tests/test_forms.py): hardly one was met among read pairs."""
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
        and row["linked_least"] >= _FORM_LINKED
        and row["marks_carried"] <= _FORM_CARRIED
        and max(row["numbers_most"], row["names_most"]) <= _FORM_SAME
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


_CLAUSE: Final = math.log1p(8)
"""Words told alike beside a quotation, as the features have it, that are no more than who said it. This and the next are
set by hand on the pairs that `python -m benchmarks.fit_relation` measures, whose tables are of the model without this rule: of
5,371 rows 25 are such, 18 of them independent and 7 derivatives, all of these paraphrased or altered by order."""
_HARDLY_RETOLD: Final = 0.2
"""Share of a sentence, by rarity, that is of the other's lead: up to here nothing of it is retold."""


def shares_quotations_alone(row: Mapping[str, float]) -> bool:
    """Whether two texts share somebody's words and nothing else that could be taken: no prose, no credit, no cut quotation.

    So do 32 of the 5,851 rows that the model is fitted on, with which the limits were chosen: 25 are independent, 5 are paragraphs
    that somebody rewrote and 2 news with altered facts; of these seven the model had called three derivatives.
    """
    silent = ("prose_words", "requoted", "credit_most", "links_other", "quotes_one_longer")
    untouched = row["paraphrased_words"] < _CLAUSE and row["retold_share"] < _HARDLY_RETOLD
    return row["speech_words"] > 0 and untouched and not any(row[name] for name in silent)


def _decided(chances: Mapping[str, float], settings: Settings) -> Relation:
    """The likeliest relation. That one took from the other is said only where that is likely enough, whichever of the two it is."""
    derived = chances["copy"] + chances["derivative"]
    if derived >= settings.relation_derived_probability:
        return "near_duplicate" if chances["copy"] >= chances["derivative"] else "derivative"
    return "common_source" if chances["common_source"] >= chances["independent"] else "independent"


def _sure(relation: Relation, chances: Mapping[str, float]) -> float:
    return chances["copy" if relation == "near_duplicate" else relation]


_SUMMARY_LENGTH, _SUMMARY_DERIVED, _SUMMARY_TAKEN, _SUMMARY_SPANS = 0.6, 0.75, 0.4, 0.75
"""Of a summary: its words as a share of the source's at most; shares at least of its own words that are derived, of the source's
sentences that it uses, and of the source that one condensing alignment draws on. Set by hand on summaries of data/."""


def _summarises(pair: Paired, shares: Shares) -> bool:
    """Whether the derivative is much shorter, nearly all derived, and draws on the source from one end to the other."""
    if any(region.summarises and _spans(pair.source, region) for region in pair.regions):
        return True
    shorter = len(pair.derivative.words) <= _SUMMARY_LENGTH * len(pair.source.words)
    return shorter and shares.derived >= _SUMMARY_DERIVED and shares.taken >= _SUMMARY_TAKEN


def _spans(source: Document, region: Alignment) -> bool:
    """Whether an alignment draws on the source from one end to the other, three quarters of it at least."""
    return len(source.words_at(*region.source)) >= _SUMMARY_SPANS * len(source.words)


def rests_on_a_third(finding: Verdict) -> bool:
    """Whether a third text is worth naming: both surely or possibly rest on one, or are copies of one another."""
    return finding.relation in ("common_source", "near_duplicate", "identical") or finding.chances["common_source"] >= _POSSIBLE


_POSSIBLE: Final = 0.2
"""Chance of a common source from which on the third text is named. Chosen by hand: it costs a line where there is none."""


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
