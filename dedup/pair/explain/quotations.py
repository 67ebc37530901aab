"""How each quotation of the derivative stands to the source: its words, and who says them.

Statuses: identical; style (spelling, numerals, marks); truncated (words of the quoted sentence left out, at an end or
inside); changed; spliced (pieces of different sentences put together as one); reattributed (true words, another speaker);
paraphrased (speech that one text quotes and the other reports in its own words); not_in_source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import Final

from dedup.document import Document
from dedup.kinds import QuoteStatus
from dedup.lang.terms import terms
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.quoted_page import BLOCK, Page, offsets_of, page_of, span_of
from dedup.pair.explain.quoted_words import Status, status_of
from dedup.pair.explain.speakers import Speaker, other_person, shown, speaker_of, speaks_in
from dedup.quotations import Quotation
from dedup.result import Quote, TextSpan
from dedup.words import Span

_TRUE: Final[frozenset[QuoteStatus]] = frozenset({"identical", "style", "truncated"})
"""Statuses of words that somebody said as they stand."""
_AS_A_WHOLE: Final[frozenset[QuoteStatus]] = frozenset({"identical", "style", "not_in_source"})
"""Statuses that every word of a quotation shares."""
_SCARE = 3
"""Words up to which marks that nobody speaks are a label, not a quotation."""
_PARAPHRASE_SHARE, _PARAPHRASE_WORDS = 0.8, 5
"""Share and least number of a quotation's telling words that the source of its passage must carry for it to be a paraphrase."""


_IN_COMMON: Final = 12
"""Words of a quotation below which what it shares with one of another person is what two people have in common."""
_MOST: Final = 0.5
"""Share of words in quotation marks above which a stretch is somebody's speech."""
_RETOLD_WORDS, _RETOLD_HALF, _RETOLD_STEMS = 4, 0.5, 3
"""Words of a quotation, least and share, that a passage must have to retell it, and the least of telling ones in both."""
_RETOLD_SHARE, _RETOLD_MOST = 0.6, 0.5
"""Shares of the telling words of a passage and of a quotation that both have where the one retells the other: of those of the one
that has fewer, and of the one that has more. With the first alone none of four such passages was right: they told of the matter."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """A quotation, or a part of one, in code points of the derivative's text, and what a `Quote` says of it."""

    span: Span
    status: QuoteStatus
    speaker: str | None
    source_speaker: str | None
    source: TextSpan | None


def check_quotes(source: Document, derivative: Document, drafts: tuple[PassageDraft, ...]) -> tuple[tuple[Quote, ...], ...]:
    """Quotations of each passage, in the order of `drafts`; one that runs over several passages is reported in each, clipped.

    Quoted text of the source is searched first, then all of it. A passage that retells a quotation of the source without
    marks gets one entry over the whole passage, with status "paraphrased".
    """
    if not source.quotations and not derivative.quotations:
        return ((),) * len(drafts)
    page = page_of(source)
    quotations = [q for q in derivative.quotations if len(derivative.words.inside(q.inner))]
    marked = ((q, _checked(page, derivative, q, _over(drafts, q.span))) for q in quotations)
    checked = {q: quote for q, quote in marked if not _is_label(page, derivative, q, quote)}
    listed = []
    for draft in drafts:
        mine = [_clipped(page, derivative, q, checked[q], draft) for q in derivative.quotations_over(draft.span) if q in checked]
        listed.append(tuple(_quote(derivative, one) for one in mine or _retold(page, derivative, draft)))
    return tuple(listed)


def _over(drafts: tuple[PassageDraft, ...], span: Span) -> tuple[PassageDraft, ...]:
    """The passages that share a code point with a span."""
    first = bisect_right(drafts, span[0], key=lambda draft: draft.span[1])
    return drafts[first : bisect_left(drafts, span[1], lo=first, key=lambda draft: draft.span[0])]


def _is_label(page: Page, derivative: Document, quotation: Quotation, quote: _Checked) -> bool:
    """Whether marks only hold a word or two at arm's length: nobody says them, and the source does not have them in marks.

    Nor does the source report them as speech of the same person: the narrator's "a friend" is nobody's words.
    """
    if quote.speaker is None and _wraps(derivative, quotation):
        return True
    if quote.status == "truncated" and len(derivative.words.inside(quotation.inner)) < _SCARE:
        return True
    if quote.status == "paraphrased" and len(derivative.words.inside(quotation.inner)) < BLOCK:
        return not _is_reported(page, derivative, quotation, quote)
    known = quote.status in ("identical", "style", "truncated", "reattributed")
    return not known and quote.speaker is None and len(derivative.words.inside(quotation.inner)) <= _SCARE


def _is_reported(page: Page, derivative: Document, quotation: Quotation, quote: _Checked) -> bool:
    """Whether the sentence of the source that has the words says that the same person said them."""
    speaker = speaker_of(derivative, quotation)
    if quote.source is None or speaker is None:
        return False
    sentence = page.article.sentence_at(page.article.within(quote.source.start, quote.source.end)[0])
    theirs = speaks_in(page.article, page.article.sentences[sentence]) if sentence >= 0 else None
    return theirs is not None and not other_person(speaker, theirs, page.article, derivative)


def _wraps(article: Document, quotation: Quotation) -> bool:
    """Whether marks stand about a great part of an article: an export put them there, nobody speaks."""
    return len(article.words.inside(quotation.inner)) >= max(_LEAST_WRAPPED, _WRAPPED * len(article.words))


_WRAPPED, _LEAST_WRAPPED = 0.4, 40
"""Share and least number of an article's words from which on marks about them, and no speaker, are no quotation."""


def _quote(derivative: Document, checked: _Checked) -> Quote:
    return Quote(*derivative.place(checked.span), checked.status, checked.speaker, checked.source_speaker, checked.source)


def _checked(page: Page, derivative: Document, quotation: Quotation, drafts: tuple[PassageDraft, ...]) -> _Checked:
    speaker = speaker_of(derivative, quotation)
    status, place = status_of(page, derivative, quotation.inner)
    if place is None:
        status, place = _reported(page, derivative, quotation, drafts)
    theirs = _speaker_at(page, place) if place else None
    if _are_two(page, derivative, quotation, speaker, theirs) and not _is_framed_alike(quotation, drafts):
        words = len(derivative.words.inside(quotation.inner))
        if status in _TRUE and words >= BLOCK:
            status = "reattributed"
        elif status in _TRUE or (status == "changed" and words < _IN_COMMON):
            status, place, theirs = "not_in_source", None, None
    place_of = span_of(page, place) if place else None
    return _Checked(quotation.span, status or "not_in_source", _name(derivative, speaker), _name(page.article, theirs), place_of)


def _are_two(page: Page, derivative: Document, quotation: Quotation, speaker: Speaker | None, theirs: Speaker | None) -> bool:
    """Whether another person says the words in the source: for sure, but of what anybody says ("no") by any other name."""
    if speaker and theirs and all(term.small for term in terms(derivative, quotation.inner)):
        speaker, theirs = replace(speaker, sure=not speaker.pronoun), replace(theirs, sure=not theirs.pronoun)
    return other_person(speaker, theirs, page.article, derivative)


def _is_framed_alike(quotation: Quotation, drafts: tuple[PassageDraft, ...]) -> bool:
    """Whether a quotation stands in a sentence that is the source's to the letter: then so is whoever says it there."""
    return any(draft.kind == "verbatim" and draft.span[0] <= quotation.span[0] < draft.span[1] for draft in drafts)


def _reported(
    page: Page, derivative: Document, quotation: Quotation, drafts: tuple[PassageDraft, ...]
) -> tuple[Status, Span | None]:
    """For words that do not stand in the source: "paraphrased" when the passage's source carries their substance."""
    mine = {t.stem for t in terms(derivative, quotation.inner) if not t.small}
    for draft in drafts:
        for span in draft.sources:
            theirs = {t.stem for t in terms(page.article, span) if not t.small}
            if len(mine & theirs) >= max(_PARAPHRASE_WORDS, _PARAPHRASE_SHARE * len(mine)) and not _is_speech(page, span):
                return "paraphrased", _terms_in(page, span)
    return "not_in_source", None


def _is_speech(page: Page, span: Span) -> bool:
    """Whether most words of a stretch of the source stand in marks: another quotation is no report of this one."""
    inside = page.article.words.inside(span)
    return len(inside) > 0 and float(page.article.quoted[inside.start : inside.stop].mean()) > _MOST


def _terms_in(page: Page, span: Span) -> Span | None:
    inside = page.article.words.inside(span)
    first, last = (bisect_left(page.terms, word, key=lambda term: term.first) for word in (inside.start, inside.stop))
    return (first, last) if first < last else None


def _clipped(page: Page, derivative: Document, quotation: Quotation, whole: _Checked, draft: PassageDraft) -> _Checked:
    """The part of a quotation that lies in one passage, with its own place and status in the source.

    A part of a splice is one only where it joins pieces itself; what is reattributed or paraphrased is so in every part, and so
    is a word or two ("No.") of what stands in the source, or does not. Each part is said by whom the source has there: marks may
    join what two people said.
    """
    start, end = max(whole.span[0], draft.span[0]), min(whole.span[1], draft.span[1])
    if (start, end) == whole.span:
        return whole
    inner = (max(start, quotation.inner[0]), min(end, quotation.inner[1]))
    words = len(derivative.words.inside(inner))
    if whole.status in ("reattributed", "paraphrased") or not words or (words < BLOCK and whole.status in _AS_A_WHOLE):
        return replace(whole, span=(start, end))
    status, place = status_of(page, derivative, inner, quotation.inner)
    if place is None:
        return replace(whole, span=(start, end), status=status or "not_in_source", source=None)
    theirs = _speaker_at(page, place)
    if status in _TRUE and draft.kind != "verbatim" and len(derivative.words.inside(inner)) >= BLOCK:
        is_other = other_person(speaker_of(derivative, quotation), theirs, page.article, derivative)
        status = "reattributed" if is_other else status
    return _Checked((start, end), status or "not_in_source", whole.speaker, _name(page.article, theirs), span_of(page, place))


def _retold(page: Page, derivative: Document, draft: PassageDraft) -> tuple[_Checked, ...]:
    """A passage without marks whose closest source is mostly inside marks: speech turned into the derivative's own words."""
    if not draft.sources or draft.kind != "paraphrase":
        return ()
    span, own = page.article.words.inside(draft.sources[0]), derivative.words.inside(draft.span)
    if not len(span) or derivative.quoted[own.start : own.stop].any():
        return ()
    for quotation in page.article.quotations_over(draft.sources[0]):
        if _wraps(page.article, quotation):
            continue
        inside = page.article.words.inside(quotation.inner)
        shared = min(inside.stop, span.stop) - max(inside.start, span.start)
        speaker = _name(page.article, speaker_of(page.article, quotation))
        if speaker and shared >= max(_RETOLD_WORDS, _RETOLD_HALF * len(span)) and _retells(page, derivative, draft.span, quotation):
            return (_Checked(draft.span, "paraphrased", None, speaker, page.article.text_span(quotation.span)),)
    return ()


def _retells(page: Page, derivative: Document, span: Span, quotation: Quotation) -> bool:
    mine = {term.stem for term in terms(derivative, span) if not term.small}
    theirs = {term.stem for term in terms(page.article, quotation.inner) if not term.small}
    fewer, more = sorted((len(mine), len(theirs)))
    return len(mine & theirs) >= max(_RETOLD_STEMS, _RETOLD_SHARE * fewer, _RETOLD_MOST * more)


def _speaker_at(page: Page, place: Span) -> Speaker | None:
    """Who says the words at a place of the source: None where no quotation marks stand around them, and where two people do."""
    span = offsets_of(page, place)
    said = (speaker_of(page.article, q) for q in page.article.quotations_over(span) if _overlap(q.inner, span))
    first = next(said, None)
    return None if any(other_person(first, other, page.article) for other in said) else first


def _name(article: Document, speaker: Speaker | None) -> str | None:
    return shown(article, speaker) if speaker else None


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
