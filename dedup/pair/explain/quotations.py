"""How each quotation of the derivative stands to the source: its words, and who says them.

Statuses: identical; style (spelling, numerals, marks); truncated (words of the quoted sentence left out, at an end or
inside); changed; spliced (pieces of different sentences put together as one); reattributed (true words, another speaker);
paraphrased (speech that one text quotes and the other reports in its own words); not_in_source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from rapidfuzz.distance import Indel

from dedup.document import KEPT, Document
from dedup.lang.terms import Term, terms
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.speakers import Speaker, other_person, shown, speaker_of
from dedup.quotations import Quotation
from dedup.result import DERIVED_KINDS, Quote, QuoteStatus, TextSpan
from dedup.words import Span

_CHANGED_SHARE = 0.6
"""Share of a quotation's words that must stand in one place of the source for it to count as that quotation, changed."""
_NEAR, _LONG = 14, 4
"""Words between two pieces of one quotation that was cut; words of a piece that belongs to it from wherever it stands."""
_BLOCK = 5
"""Words from which on unmarked words of the source can be a block quotation that lost its marks."""
_MOST_PLACES = 50
"""Places of a quotation's rarest word that are looked at for the whole of it. Higher: slower where one phrase is said for ever."""
_PARAPHRASE_SHARE = 0.5
"""Share of the telling words of a quotation that the source of its passage must carry for it to be a paraphrase."""


@dataclass(frozen=True)
class _Page:
    """The source as one row of terms, with the words inside quotation marks and the sentences marked."""

    article: Document
    terms: tuple[Term, ...]
    forms: tuple[str, ...]
    quoted: tuple[bool, ...]
    sentence: tuple[int, ...]
    places: dict[str, list[int]]


_Status = QuoteStatus | Literal[""]
"""How words stand in the source; "" where they do not."""


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
    page = _page(source)
    quotations = [q for q in derivative.quotations if len(derivative.words.inside(q.inner))]
    checked = {q: _checked(page, derivative, q, _over(drafts, q.span)) for q in quotations}
    found = []
    for draft in drafts:
        mine = [_clipped(page, derivative, q, checked[q], draft) for q in derivative.quotations_over(draft.span) if q in checked]
        found.append(tuple(_quote(derivative, one) for one in mine or _retold(page, derivative, draft)))
    return tuple(found)


def _over(drafts: tuple[PassageDraft, ...], span: Span) -> tuple[PassageDraft, ...]:
    """The passages that share a code point with a span."""
    first = bisect_right(drafts, span[0], key=lambda draft: draft.span[1])
    return drafts[first : bisect_left(drafts, span[1], lo=first, key=lambda draft: draft.span[0])]


def _quote(derivative: Document, checked: _Checked) -> Quote:
    return Quote(*derivative.place(checked.span), checked.status, checked.speaker, checked.source_speaker, checked.source)


@lru_cache(maxsize=KEPT)
def _page(source: Document) -> _Page:
    row = terms(source, (0, len(source.text)))
    marked = source.quoted.tolist()
    ends = np.array([span[0] for span in source.sentences[1:]], np.int64)
    places: dict[str, list[int]] = {}
    for at, term in enumerate(row):
        places.setdefault(term.form, []).append(at)
    numbers = tuple(np.searchsorted(ends, source.words.starts[[term.first for term in row]], side="right").tolist())
    return _Page(source, row, tuple([t.form for t in row]), tuple([marked[t.first] for t in row]), numbers, places)


def _checked(page: _Page, derivative: Document, quotation: Quotation, drafts: tuple[PassageDraft, ...]) -> _Checked:
    speaker = speaker_of(derivative, quotation)
    status, place = _status(page, derivative, quotation.inner)
    if place is None:
        status, place = _reported(page, derivative, quotation, drafts)
    theirs = _speaker_at(page, place) if place else None
    if status in ("identical", "style", "truncated") and other_person(speaker, theirs) and not _is_framed_alike(quotation, drafts):
        status = "reattributed"
    place_of = _span(page, place) if place else None
    return _Checked(quotation.span, status or "not_in_source", _name(derivative, speaker), _name(page.article, theirs), place_of)


def _is_framed_alike(quotation: Quotation, drafts: tuple[PassageDraft, ...]) -> bool:
    """Whether a quotation stands in a sentence that is the source's to the letter: then so is whoever says it there."""
    return any(draft.kind == "verbatim" and draft.span[0] <= quotation.span[0] < draft.span[1] for draft in drafts)


def _status(page: _Page, derivative: Document, inner: Span) -> tuple[_Status, Span | None]:
    """How the words of a quotation stand in the source and where (a range of its terms); ("", None) when they do not."""
    mine = terms(derivative, inner)
    forms = tuple(term.form for term in mine)
    exact = _exact(page, forms)
    if exact is not None:
        if not page.quoted[exact[0]] and len(forms) < _BLOCK:
            return "paraphrased", exact
        cut = _is_cut(page, exact)
        return ("truncated" if cut else _letters(page, derivative, mine, exact)), exact
    return _near(page, forms) if len(forms) >= 3 else ("", None)


def _exact(page: _Page, forms: tuple[str, ...]) -> Span | None:
    """The place where the forms stand in one run, inside quotation marks if there is one."""
    if not forms:
        return None
    rarest = min(range(len(forms)), key=lambda n: len(page.places.get(forms[n], ())))
    starts = [at - rarest for at in page.places.get(forms[rarest], ())[:_MOST_PLACES]]
    runs = [(at, at + len(forms)) for at in starts if at >= 0 and page.forms[at : at + len(forms)] == forms]
    return next((run for run in runs if all(page.quoted[slice(*run)])), runs[0] if runs else None)


def _is_cut(page: _Page, run: Span) -> bool:
    """Whether quoted words of the same sentence stand right before or after the run: the quotation is part of a longer one."""
    first, last = run
    if not page.quoted[first]:
        return False
    before = (
        first > 0
        and page.quoted[first - 1]
        and page.sentence[first - 1] == page.sentence[first]
        and not _mark_between(page, first - 1)
    )
    after = (
        last < len(page.terms)
        and page.quoted[last]
        and page.sentence[last] == page.sentence[last - 1]
        and not _mark_between(page, last - 1)
    )
    return before or after


def _mark_between(page: _Page, at: int) -> bool:
    gap = page.article.between(page.terms[at].last - 1, page.terms[at + 1].first)
    return any(mark in gap for mark in '“”"«»') or any(stop in gap for stop in ".!?")


def _letters(page: _Page, derivative: Document, mine: tuple[Term, ...], run: Span) -> QuoteStatus:
    """ "identical" when the words are the same to the letter, else "style"."""
    theirs = page.terms[slice(*run)]
    ours = [_text(derivative, term) for term in mine]
    first, *rest = [_text(page.article, term) for term in theirs]
    same = rest == ours[1:] and first.lower() == ours[0].lower()
    return "identical" if same else "style"


def _text(article: Document, term: Term) -> str:
    return article.text_of(term.first, term.last)


def _near(page: _Page, forms: tuple[str, ...]) -> tuple[_Status, Span | None]:
    """The closest place for a quotation that stands nowhere in one run."""
    window = _best_window(page, forms)
    if window is None:
        return "", None
    blocks = _blocks(page, forms, window)
    matched = sum(end - start for start, end in blocks)
    # A word of the quotation may stand a sentence earlier too: where one sentence has all of it, nothing was put together.
    alone = _blocks(page, forms, _sentence_of(page, max(blocks, key=lambda block: block[1] - block[0]))) if blocks else []
    if blocks and sum(end - start for start, end in alone) >= matched:
        blocks = alone
    if not blocks or matched < _CHANGED_SHARE * len(forms):
        return "", None
    place = (blocks[0][0], blocks[-1][1])
    if matched < len(forms):
        return "changed", place
    return _gapped(page, blocks), place


def _blocks(page: _Page, forms: tuple[str, ...], window: Span) -> list[Span]:
    """Runs of terms in a window of the source that make up the quotation, in order."""
    operations = Indel.opcodes(page.forms[slice(*window)], forms)
    return _together([(op.src_start + window[0], op.src_end + window[0]) for op in operations if op.tag == "equal"])


def _sentence_of(page: _Page, block: Span) -> Span:
    number = page.sentence[block[0]]
    return bisect_left(page.sentence, number), bisect_right(page.sentence, number)


def _together(blocks: list[Span]) -> list[Span]:
    """The longest block and those that go with it: near the next one kept, or long enough to stand for themselves."""
    if not blocks:
        return []
    best = max(range(len(blocks)), key=lambda n: blocks[n][1] - blocks[n][0])
    kept = [blocks[best]]
    for block in blocks[best + 1 :]:
        if block[0] - kept[-1][1] <= _NEAR or block[1] - block[0] >= _LONG:
            kept.append(block)
    for block in reversed(blocks[:best]):
        if kept[0][0] - block[1] <= _NEAR or block[1] - block[0] >= _LONG:
            kept.insert(0, block)
    return kept


def _gapped(page: _Page, blocks: list[Span]) -> QuoteStatus:
    """Status of words that all stand in the source in order, with other words between."""
    left_out = [at for (_, a), (b, _) in pairwise(blocks) for at in range(a, b) if page.quoted[at]]
    if not left_out:
        return "truncated" if _is_cut(page, (blocks[0][0], blocks[-1][1])) else "identical"
    if any(
        page.forms[at] in page.terms[at].pack.words("negator")
        for at in left_out
        if page.sentence[at] == page.sentence[blocks[0][0]]
    ):
        return "changed"
    return "truncated" if len({page.sentence[at] for block in blocks for at in range(*block)}) == 1 else "spliced"


def _best_window(page: _Page, forms: tuple[str, ...]) -> Span | None:
    """The stretch of the source, a few times the quotation's length, that shares the most of its words, each counted once."""
    reach = max(3 * len(forms), 40)
    rare = sorted({form for form in forms if form in page.places}, key=lambda form: len(page.places[form]))[:12]
    votes: dict[int, float] = {}
    for form in rare:
        for at in page.places[form][:50]:
            block = at // reach
            votes[block] = votes.get(block, 0.0) + 1 / len(page.places[form])
    if not votes:
        return None
    best = max(votes, key=lambda block: (votes[block], -block))
    return max(0, (best - 1) * reach), min(len(page.terms), (best + 2) * reach)


def _reported(
    page: _Page, derivative: Document, quotation: Quotation, drafts: tuple[PassageDraft, ...]
) -> tuple[_Status, Span | None]:
    """For words that do not stand in the source: "paraphrased" when the passage's source carries their substance."""
    mine = {t.stem for t in terms(derivative, quotation.inner) if not t.small}
    for draft in drafts:
        for span in draft.sources:
            theirs = {t.stem for t in terms(page.article, span) if not t.small}
            if len(mine) >= 3 and len(mine & theirs) >= _PARAPHRASE_SHARE * len(mine):
                return "paraphrased", _terms_of(page, span)
    return "not_in_source", None


def _terms_of(page: _Page, span: Span) -> Span | None:
    inside = page.article.words.inside(span)
    first, last = (bisect_left(page.terms, word, key=lambda term: term.first) for word in (inside.start, inside.stop))
    return (first, last) if first < last else None


def _clipped(page: _Page, derivative: Document, quotation: Quotation, whole: _Checked, draft: PassageDraft) -> _Checked:
    """The part of a quotation that lies in one passage, with its own place in the source; a splice stays a splice."""
    start, end = max(whole.span[0], draft.span[0]), min(whole.span[1], draft.span[1])
    if (start, end) == whole.span:
        return whole
    inner = (max(start, quotation.inner[0]), min(end, quotation.inner[1]))
    if whole.status in ("reattributed", "spliced", "paraphrased") or not len(derivative.words.inside(inner)):
        return replace(whole, span=(start, end))
    status, place = _status(page, derivative, inner)
    span = _span(page, place) if place else None
    return replace(whole, span=(start, end), status=status or "not_in_source", source=span)


def _retold(page: _Page, derivative: Document, draft: PassageDraft) -> tuple[_Checked, ...]:
    """A passage without marks whose closest source is mostly inside marks: speech turned into the derivative's own words."""
    if not draft.sources or draft.kind not in DERIVED_KINDS:
        return ()
    span, own = page.article.words.inside(draft.sources[0]), derivative.words.inside(draft.span)
    if not len(span) or derivative.quoted[own.start : own.stop].any():
        return ()
    for quotation in page.article.quotations_over(draft.sources[0]):
        inside = page.article.words.inside(quotation.inner)
        shared = min(inside.stop, span.stop) - max(inside.start, span.start)
        if shared >= max(4, 0.5 * len(span)):
            speaker = _name(page.article, speaker_of(page.article, quotation))
            return (_Checked(draft.span, "paraphrased", None, speaker, page.article.text_span(quotation.span)),)
    return ()


def _speaker_at(page: _Page, place: Span) -> Speaker | None:
    """Who says the words at a place of the source: None where no quotation marks stand around them."""
    span = _offsets(page, place)
    quotation = next((q for q in page.article.quotations_over(span) if _overlap(q.inner, span)), None)
    return speaker_of(page.article, quotation) if quotation else None


def _name(article: Document, speaker: Speaker | None) -> str | None:
    return shown(article, speaker) if speaker else None


def _span(page: _Page, place: Span) -> TextSpan:
    return page.article.text_span(_offsets(page, place))


def _offsets(page: _Page, place: Span) -> Span:
    return page.article.words.span(page.terms[place[0]].first, page.terms[place[1] - 1].last)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
