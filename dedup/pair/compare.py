"""Two articles -> Comparison: the stages, in the order in which the data meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from dedup.article import Article, as_article
from dedup.document import Document, analyse
from dedup.errors import InputError
from dedup.kinds import Side, certainty
from dedup.pair.align.agreed import agreed
from dedup.pair.align.boilerplate import boilerplate
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.align.linking import Linking, linking
from dedup.pair.align.links import Encode, Scores, choose
from dedup.pair.align.passage_kinds import Furniture
from dedup.pair.align.passages import drafts, whole_copy, without_source
from dedup.pair.align.restated import restated
from dedup.pair.align.score import score_passages
from dedup.pair.align.spelling import spelled_alike
from dedup.pair.align.stretches import align, alignment
from dedup.pair.explain.changes.headline import linked_to_headline
from dedup.pair.explain.explain import differences, explain, is_too_long, left_out, name_added
from dedup.pair.explain.new_quotes import without_new_quotes
from dedup.pair.relate.direction import direct
from dedup.pair.relate.features import features
from dedup.pair.relate.languages import language_note, script_notes
from dedup.pair.relate.link_features import Linked
from dedup.pair.relate.measures import overlap, shared_grams, shared_order, words_by_kind
from dedup.pair.relate.model import same_by_meaning
from dedup.pair.relate.relation import Verdict, relate, rests_on_a_third, same_words
from dedup.pair.relate.third_party import copied_party, third_party
from dedup.result import Alignment, ArticleInfo, Comparison, Direction, Measures, Passage, Quote, ThirdParty
from dedup.settings import MODEL_NAME, Settings


def compare(
    a: Article | str,
    b: Article | str,
    *,
    source: Literal["a", "b"] | None = None,
    settings: Settings | None = None,
    with_text: bool = False,
) -> Comparison:
    """What one of two articles took from the other, changed, added and left out; an article may be given as its text.

    `source` fixes which one is the source; without it the evidence decides, and the result's `source` is None when there is
    nothing to go on. The sentence model is loaded only where words leave a doubt (never with `settings.model == ""`). Pure: no
    printing, no files, safe from several threads, the same result every time. Raises InputError for an article over
    `article_max_characters` and ModelError when the model is needed and missing.
    """
    settings = settings or Settings()
    return explained(look(as_article(a), as_article(b), source, settings), source, settings, with_text)


def explained(looked: Looked, source: Side | None, settings: Settings, with_text: bool = False) -> Comparison:
    """The comparison of two articles that were looked at."""
    judged = _judged(looked, settings)
    return _whole(replace(judged, finding=_by_meaning(judged, settings)), source, settings, with_text)


@dataclass(frozen=True, slots=True)
class _Judged:
    """Two articles with their relation, not explained yet; `evident`: the source by the evidence, `side`: the one assumed."""

    one: Document
    other: Document
    direction: Direction
    evident: Side | None
    side: Side
    pair: _Pair
    finding: Verdict


@dataclass(frozen=True, slots=True)
class Looked:
    """Two articles with what their relation is told by, but for passages."""

    one: Document
    other: Document
    direction: Direction
    evident: Side | None
    side: Side
    links: Linking
    row: Mapping[str, float]


def look(a: Article, b: Article, source: Side | None, settings: Settings) -> Looked:
    """What the relation of two articles is told by. Raises InputError for one over `article_max_characters`, ModelError."""
    for article in (a, b):
        _check_length(article, settings)
    one, other = spelled_alike(analyse(a), analyse(b))
    direction, evident = direct(one, other, settings)
    side: Side = source or evident or "a"
    first, second = (one, other) if side == "a" else (other, one)
    links = _links(first, second, settings)
    row = features(one, other, Linked(links.source, links.derivative, links.scores), settings.measures_order_words)
    return Looked(one, other, direction, evident, side, links, row)


def _links(source: Document, derivative: Document, settings: Settings) -> Linking:
    """The links. What has the same words is a copy, whatever the model would say of it, so it is not asked."""
    encode = None if same_words(source, derivative) else _encode(settings, source, derivative)
    return linking(source, derivative, encode, settings)


def _judged(looked: Looked, settings: Settings) -> _Judged:
    pair = _paired(looked.links, settings)
    finding = relate(pair, looked.row, pair.passages, settings)
    return _Judged(looked.one, looked.other, looked.direction, looked.evident, looked.side, pair, finding)


_LIKELIER: Final = 0.5
"""Chance from which on a thing is likelier than not."""
SHORT_WORDS: Final = 250
"""Words of both articles up to which they are held against each other whole, as one passage: the model reads no further."""


def _by_meaning(judged: _Judged, settings: Settings) -> Verdict:
    """The finding, with the chance that two short texts tell the same where words alone do not show it.

    A paragraph in all other words shares no run and hardly a clause with its source; who took it from whom stays open.
    """
    one, other, finding = judged.one, judged.other, judged.finding
    encode = _encode(settings, one, other)
    sizes = len(one.words), len(other.words)
    if encode is None or finding.is_settled or finding.same_story >= _LIKELIER or not min(sizes) or max(sizes) > SHORT_WORDS:
        return finding
    chance = same_by_meaning(score_passages(one, other, encode))
    return replace(finding, same_story=max(finding.same_story, chance))


def _whole(judged: _Judged, source: Side | None, settings: Settings, with_text: bool) -> Comparison:
    """The comparison of two articles whose relation is known."""
    one, other, evident, pair, finding = judged.one, judged.other, judged.evident, judged.pair, judged.finding
    if judged.side == "b" and side_of_source(finding, source, evident) is None:
        pair = _paired(_links(one, other, settings), settings)  # without a source the passages describe b
    first, second = pair.source, pair.derivative
    passages, cues = name_added(second, _settled(pair, finding, source), _encode(settings, second) if pair.consulted else None)
    known = side_of_source(finding, source, evident)
    explained = explain(first, second, passages, cues, settings)
    side: Side | None = None if known else "a" if first is one else "b"
    explained, differ = differences(first, second, explained, side, finding.relation)
    unread = language_note(one.language, other.language, asked=_knows(settings, one, other))
    return Comparison(
        settings=settings.signature(),
        a=_info(one, with_text),
        b=_info(other, with_text),
        relation=finding.relation,
        degree=finding.degree,
        summarises=finding.summarises,
        source=known,
        direction=Direction(1.0) if source else judged.direction,
        measures=_measures(one, other, words_by_kind(second, passages), settings),
        confidence=round(finding.confidence, 4),
        passages=explained,
        alignments=agreed(pair.regions, explained),
        dropped=left_out(first, second, passages),
        differences=differ,
        notes=(
            *_page_notes(one.article, other.article),
            *_FORM_NOTE[: finding.is_form],
            *script_notes(one.article.text, other.article.text),
            *((unread,) if unread else ()),
            *_notes(pair, passages, settings),
        ),
        unread=unread,
        probabilities={name: round(chance, 4) for name, chance in finding.chances.items()},
        same_story=round(finding.same_story, 4),
        third_party=_third(one, other, finding, explained),
        certainty=certainty(finding.confidence),
        given=source,
        articles=(one.article, other.article),
    )


def _third(a: Document, b: Document, finding: Verdict, passages: Sequence[Passage]) -> ThirdParty | None:
    """What both rest on; of a derivative only whose copy it is, or its source."""
    if rests_on_a_third(finding):
        return third_party(a, b, _quotes(passages))
    return copied_party(a, b) if finding.relation == "derivative" else None


def _quotes(passages: Sequence[Passage]) -> tuple[Quote, ...]:
    return tuple(quote for passage in passages for quote in passage.quotes)


def _measures(a: Document, b: Document, words: dict[str, int], settings: Settings) -> Measures:
    shared = overlap(a, b)
    order = shared_order(a, b, settings.measures_order_words)
    return Measures(shared.resemblance, shared.a_in_b, shared.b_in_a, words, *shared_grams(a, b), *order)


_PAGE: Final = re.compile(r"\ufeff?\s*(?:<\?xml[^>]{0,400}>\s*)?(?:<!--.{0,400}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S)


def _page_notes(*articles: Article) -> Iterator[str]:
    for letter, article in zip("AB", articles, strict=True):
        if _PAGE.match(article.text):
            yield f"the text of {letter} is a page with its markup, compared as it stands; dedup.read_html finds the article on it"


def _notes(pair: _Pair, passages: tuple[PassageDraft, ...], settings: Settings) -> tuple[str, ...]:
    """What a bound of the settings has left out."""
    notes = []
    long = sum(is_too_long(pair.source, pair.derivative, draft, settings) for draft in passages)
    if long:
        notes.append(
            f"{long} passages with over {settings.changes_max_words} words were not searched for changes (changes_max_words)"
        )
    if not pair.whole:
        sizes = f"{len(pair.derivative.sentences):,} by {len(pair.source.sentences):,} sentences"
        notes.append(
            f"of {sizes}, only pairs that share the most words were compared, without the sentence model (link_most_pairs)"
        )
    return tuple(notes)


def alignments(source: Article, derivative: Article, settings: Settings | None = None) -> tuple[Alignment, ...]:
    """The stretches of the source that the derivative reuses, in the order of the derivative: the first half of `compare`.

    By words alone, in a few milliseconds a pair; only what reaches `align_confidence` is there, whole: a stretch may hold a clause
    that was added. `Comparison.alignments` are these stretches as the passages leave them. Raises InputError for an article
    over `article_max_characters`.
    """
    settings = settings or Settings()
    for article in (source, derivative):
        _check_length(article, settings)
    return _alignments(*spelled_alike(analyse(source), analyse(derivative)), settings)


def _alignments(source: Document, derivative: Document, settings: Settings) -> tuple[Alignment, ...]:
    regions = align(source, derivative, settings)
    return tuple(alignment(source, derivative, region) for region in regions if region.confidence >= settings.align_confidence)


def passage_score(first: str, second: str, settings: Settings | None = None) -> float:
    """How likely two passages say the same, 0-1, by words and, unless `settings.model` is "", by the sentence model."""
    settings = settings or Settings()
    one, other = analyse(Article(first)), analyse(Article(second))
    return score_passages(one, other, _encode(settings, one, other))


def _check_length(article: Article, settings: Settings) -> None:
    if len(article.text) > settings.article_max_characters:
        raise InputError(
            f"article {article.id!r} has {len(article.text):,} characters, the limit is {settings.article_max_characters:,}; "
            "set article_max_characters to raise it"
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two articles in one direction: regions, passages, and the scores of the links."""

    source: Document
    derivative: Document
    regions: tuple[Alignment, ...]
    passages: tuple[PassageDraft, ...]
    scores: Scores

    @property
    def consulted(self) -> bool:
        """Whether the model was asked."""
        return self.scores.consulted

    @property
    def whole(self) -> bool:
        """Whether every pair of sentences was looked at."""
        return self.scores.whole


def _paired(linked: Linking, settings: Settings) -> _Pair:
    """Clauses linked, regions aligned, and the passages that follow."""
    source, derivative, scores, encode = linked.source, linked.derivative, linked.scores, linked.encode
    if same_words(source, derivative):  # whatever else the passages might be: a third of the time of a long copy
        return _Pair(source, derivative, _alignments(source, derivative, settings), whole_copy(source, derivative), scores)
    links = choose(scores, source, derivative, settings)
    again = restated(source, derivative, scores, links, encode, settings)
    passages = drafts(source, derivative, again.scores, again.links, Furniture(boilerplate(derivative), linked.inserts), settings)
    return _Pair(source, derivative, _alignments(source, derivative, settings), passages, scores)


_FORM_NOTE: Final = ("the two are one form filled in twice: nearly all names and numbers of what they share differ",)


def _settled(pair: _Pair, finding: Verdict, fixed: Side | None) -> tuple[PassageDraft, ...]:
    """The passages as the finding leaves them: what stands in both, but no paraphrase, where nothing was taken and nobody said
    that something was (`fixed`)."""
    if finding.relation == "independent" and not fixed:
        return without_source(pair.passages, form=finding.is_form)
    linked = linked_to_headline(pair.source, pair.derivative, pair.passages)
    return without_new_quotes(pair.source, pair.derivative, linked)


_DEFAULT_MODEL_KNOWS = frozenset({"en", "de", "fr", "es", "it", "pt", "nl"})
"""Languages in which the default model, trained on English, still tells sentences apart; in Urdu its cosines are noise."""


def _knows(settings: Settings, *articles: Document) -> bool:
    """Whether the model can tell sentences of these articles apart: the default one only where all are in one language it knows."""
    languages = {article.language for article in articles}
    return settings.model != MODEL_NAME or (len(languages) == 1 and languages <= _DEFAULT_MODEL_KNOWS)


def _encode(settings: Settings, *articles: Document) -> Encode | None:
    """The model's encode function, loaded when it is first called; None for words alone or a language it does not know."""
    if not settings.model or not _knows(settings, *articles):
        return None

    def encode(texts: Sequence[str]) -> object:
        from dedup.sketch.encoder import load_encoder

        return load_encoder(settings.model).encode(texts)

    return encode  # type: ignore[return-value]


def side_of_source(finding: Verdict, fixed: Side | None, evident: Side | None) -> Side | None:
    """The side of the source: the one that was fixed whatever the relation, else the one that is told of a copy or derivative."""
    if fixed or finding.relation in ("independent", "common_source"):
        return fixed
    return evident


def _info(article: Document, with_text: bool) -> ArticleInfo:
    known = article.article
    return ArticleInfo(
        known.id,
        known.title,
        known.url,
        known.outlet,
        known.published,
        len(article.words),
        known.author,
        known.text if with_text else None,
    )
