"""How the words of a quotation stand in the source: as they are, cut, changed, put together out of pieces, or not at all."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import eq
from typing import Final, Literal

import numpy as np
from rapidfuzz.distance import Indel

from dedup.document import KEPT, Document
from dedup.kinds import QuoteStatus
from dedup.lang.base import Pack, pack_of
from dedup.lang.terms import Term, terms
from dedup.result import TextSpan
from dedup.words import Span

_CHANGED_SHARE, _CHANGED_TELLING = 0.6, 0.6
"""Shares of a quotation's words, and of its telling ones, that must stand in one place for it to be that quotation, changed."""
_CHANGED_WORDS, _CHANGED_QUOTED = 5, 0.6
"""Least words of a quotation that was changed, and the share of its words in the source that stand in marks there."""
_LOST_WORDS, _LOST_TELLING = 8, 0.85
"""Words of a quotation, and shares of all and of its telling ones, from which on a block without marks is that one, changed."""
_MOST_PLACES = 50
"""Places of a quotation's rarest word that are looked at for the whole of it: of one said more often, the last are not seen."""
_BRACKET_WORDS = 8
"""Words of the source that an editor's bracket can stand for."""
_NEAR, _LONG = 14, 4
"""Words between two pieces of one quotation that was cut; words of a piece that belongs to it from wherever it stands."""
_WINDOW, _LEAST_WINDOW, _RAREST = 3, 40, 12
"""A changed quotation is sought by so many rare words, in windows a few times as long, and of so many words at least."""
_BLOCK = 4
"""Words from which on unmarked words of the source can be a block quotation that lost its marks."""


@dataclass(frozen=True)
class Page:
    """The source as one row of terms, with the words inside quotation marks and the sentences marked."""

    article: Document
    terms: tuple[Term, ...]
    forms: tuple[str, ...]
    quoted: tuple[bool, ...]
    sentence: tuple[int, ...]
    places: dict[str, list[int]]
    smooth: _Smooth
    pack: Pack


@dataclass(frozen=True, slots=True)
class _Smooth:
    """The terms of a page without hesitations, parted by spaces, and which terms they are."""

    text: str
    places: tuple[int, ...]


_BRACKETS: Final = re.compile(r"\[[^\[\]\n]{0,60}\]")
Status = QuoteStatus | Literal[""]
"""How words stand in the source; "" where they do not."""


@lru_cache(maxsize=KEPT)
def page_of(source: Document) -> Page:
    row = terms(source, (0, len(source.text)))
    marked = source.quoted.tolist()
    ends = np.array([span[0] for span in source.sentences[1:]], np.int64)
    places: dict[str, list[int]] = {}
    for at, term in enumerate(row):
        places.setdefault(term.form, []).append(at)
    numbers = tuple(np.searchsorted(ends, source.words.starts[[term.first for term in row]], side="right").tolist())
    forms = tuple([term.form for term in row])
    spoken = _spoken(forms, pack_of(source.language))
    smooth = _Smooth(" ".join(forms[at] for at in spoken), tuple(spoken))
    return Page(source, row, forms, tuple([marked[t.first] for t in row]), numbers, places, smooth, pack_of(source.language))


def status_of(page: Page, derivative: Document, inner: Span, whole: Span | None = None) -> tuple[Status, Span | None]:
    """How the words of a quotation stand in the source and where (a range of its terms); ("", None) when they do not.

    `whole`: the quotation that `inner` is a part of; what stands on both sides of the cut is not cut off.
    """
    mine = terms(derivative, inner)
    beside = _beside(derivative, inner, whole or inner)
    forms = tuple(term.form for term in mine)
    exact = _exact(page, forms)
    if exact is not None:
        if not page.quoted[exact[0]] and len(forms) < _BLOCK:
            return "paraphrased", exact
        cut = _is_cut(page, exact, beside)
        return ("truncated" if cut else _letters(page, derivative, mine, exact)), exact
    edited = _bracketed(page, derivative, inner) or _smoothed(page, forms)
    if edited is not None:
        return "style", edited
    return _near(page, mine, beside) if len(forms) >= _CHANGED_WORDS else ("", None)


def _beside(derivative: Document, inner: Span, whole: Span) -> tuple[str, str]:
    """The words of a quotation right before and right after a part of it, "" where the part begins or ends it."""
    before, after = terms(derivative, (whole[0], inner[0])), terms(derivative, (inner[1], whole[1]))
    return before[-1].form if before else "", after[0].form if after else ""


def _bracketed(page: Page, derivative: Document, inner: Span) -> Span | None:
    """Where a quotation stands but for an editor's brackets: "[the mayor]" for "he", "[sic]"."""
    text = derivative.text[slice(*inner)]
    brackets = [(inner[0] + match.start(), inner[0] + match.end()) for match in _BRACKETS.finditer(text)]
    if not brackets:
        return None
    edges = [inner[0], *(edge for bracket in brackets for edge in bracket), inner[1]]
    pieces = [tuple(term.form for term in terms(derivative, span)) for span in zip(edges[::2], edges[1::2], strict=True)]
    return _in_steps(page, [piece for piece in pieces if piece])


def _in_steps(page: Page, pieces: list[tuple[str, ...]]) -> Span | None:
    """Where all pieces stand one behind the other, few words between them; together they have as many as a block quotation."""
    if sum(map(len, pieces)) < _BLOCK:
        return None
    for start in page.places.get(pieces[0][0], ())[:_MOST_PLACES]:
        at = start
        for piece in pieces:
            ahead = range(at, min(len(page.forms), at + (_BRACKET_WORDS if at > start else 0) + 1))
            found = next((place for place in ahead if page.forms[place : place + len(piece)] == piece), None)
            if found is None:
                break
            at = found + len(piece)
        else:
            return start, at
    return None


def _smoothed(page: Page, forms: tuple[str, ...]) -> Span | None:
    """Where a quotation stands but for what an ear passes over: "well", "uh", a word said twice."""
    mine = tuple(forms[at] for at in _spoken(forms, page.pack))
    if len(mine) < _BLOCK:
        return None
    wanted = " ".join(mine)
    at = f" {page.smooth.text} ".find(f" {wanted} ")
    if at < 0:
        return None
    first = page.smooth.text[:at].count(" ") if at else 0
    return page.smooth.places[first], page.smooth.places[first + len(mine) - 1] + 1


def _spoken(forms: tuple[str, ...], pack: Pack) -> list[int]:
    """The words of speech without hesitations, and of what is said twice in a row the second."""
    hesitations = pack.words("hesitation")
    kept = [at for at, form in enumerate(forms) if form not in hesitations]
    for size in (3, 2, 1):
        said = [forms[at] for at in kept]
        if b"\1" * size not in bytes(map(eq, said, said[size:])):
            continue  # hardly a text says a word twice in a row
        at = 0
        while at + 2 * size <= len(kept):
            if all(forms[kept[at + n]] == forms[kept[at + size + n]] for n in range(size)):
                del kept[at : at + size]
            else:
                at += 1
    return kept


def _exact(page: Page, forms: tuple[str, ...]) -> Span | None:
    """The place where the forms stand in one run, inside quotation marks if there is one."""
    if not forms:
        return None
    rarest = min(range(len(forms)), key=lambda n: len(page.places.get(forms[n], ())))
    starts = [at - rarest for at in page.places.get(forms[rarest], ())[:_MOST_PLACES]]
    runs = [(at, at + len(forms)) for at in starts if at >= 0 and page.forms[at : at + len(forms)] == forms]
    quoted = [run for run in runs if all(page.quoted[slice(*run)])] or runs[:1]
    return next((run for run in quoted if not _is_cut(page, run, ("", ""))), quoted[0]) if quoted else None


def _is_cut(page: Page, run: Span, beside: tuple[str, str]) -> bool:
    """Whether quoted words of the same sentence stand right before or after the run: the quotation is part of a longer one.

    But for the words `beside` it, which the derivative's quotation has there, too.
    """
    first, last = run
    before = first > 0 and _is_joined(page, first - 1) and not _goes_on(page, range(first - 1, first - 3, -1), beside[0])
    after = last < len(page.terms) and _is_joined(page, last - 1) and not _goes_on(page, range(last, last + 2), beside[1])
    return page.quoted[first] and (before or after)


def _is_joined(page: Page, at: int) -> bool:
    """Whether a term and the next one stand in one quoted sentence."""
    quoted = page.quoted[at] and page.quoted[at + 1]
    return quoted and page.sentence[at] == page.sentence[at + 1] and not _mark_between(page, at)


def _goes_on(page: Page, places: range, form: str) -> bool:
    """Whether the derivative's quotation goes on as the source's does, but for an "and" that a full stop stands for."""
    near = [page.forms[at] for at in places if 0 <= at < len(page.forms)]
    return bool(form and near) and (near[0] == form or (near[0] in page.pack.words("opens_speech") and form in near))


def _mark_between(page: Page, at: int) -> bool:
    gap = page.article.between(page.terms[at].last - 1, page.terms[at + 1].first)
    return any(mark in gap for mark in '“”"«»') or any(stop in gap for stop in ".!?")


def _letters(page: Page, derivative: Document, mine: tuple[Term, ...], run: Span) -> QuoteStatus:
    """ "identical" when the words are the same to the letter, else "style"."""
    ours = [_text(derivative, term) for term in mine]
    first, *rest = [_text(page.article, term) for term in page.terms[slice(*run)]]
    same = rest == ours[1:] and first.lower() == ours[0].lower()
    return "identical" if same else "style"


def _text(article: Document, term: Term) -> str:
    return article.text_of(term.first, term.last)


def _near(page: Page, mine: tuple[Term, ...], beside: tuple[str, str]) -> tuple[Status, Span | None]:
    """The closest place for a quotation that stands nowhere in one run."""
    forms = tuple(term.form for term in mine)
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
        if not _is_the_same_speech(page, mine, blocks):
            return "", None
        longer = _longer(page, forms, place)
        return ("changed" if longer is None else "style", place) if longer is None or longer <= _MORE else ("", None)
    return _gapped(page, blocks, beside), place


_MORE: Final = 3
"""Words more of one speech that a quotation may have at its ends, where the source's own quotation ends, and still be that one."""


def _longer(page: Page, forms: tuple[str, ...], place: Span) -> int | None:
    """How many more words a quotation has than the source's, before or behind its words alone; None where it differs within.

    Who quotes more of a speech has not changed it. A word that only opens a sentence ("And", "But") counts for nothing.
    """
    operations = Indel.opcodes(page.forms[slice(*place)], forms)
    changed = [op for op in operations if op.tag != "equal"]
    ends = {0: place[0] - 1, len(forms): place[1] - 1}
    more = 0
    for op in changed:
        edge = op.dest_start if op.dest_start == 0 else op.dest_end
        if op.tag != "insert" or edge not in ends:
            return None
        words = forms[op.dest_start : op.dest_end]
        if edge == 0 and all(word in page.pack.words("opens_speech") for word in words):
            continue
        if not _ends_there(page, ends[edge]):
            return None
        more += len(words)
    return more


def _ends_there(page: Page, at: int) -> bool:
    """Whether a quotation of the source begins or ends between a term and the next one."""
    if at < 0 or at + 1 >= len(page.terms):
        return True
    gap = page.article.between(page.terms[at].last - 1, page.terms[at + 1].first)
    return page.quoted[at] != page.quoted[at + 1] or any(mark in gap for mark in '“”"«»')


def _is_the_same_speech(page: Page, mine: tuple[Term, ...], blocks: list[Span]) -> bool:
    """Whether what differs is a change in one quotation: most telling words are the same, and stand in marks in the source."""
    theirs = {at for block in blocks for at in range(*block)}
    quoted = sum(page.quoted[at] for at in theirs)
    held = {page.terms[at].stem for at in theirs}
    telling = [term.stem for term in mine if not term.small]
    shared = sum(stem in held for stem in telling)
    marked = quoted >= _CHANGED_QUOTED * len(theirs)
    lost = len(mine) >= _LOST_WORDS and len(theirs) >= _LOST_TELLING * len(mine) and shared >= _LOST_TELLING * len(telling)
    return shared >= max(2, _CHANGED_TELLING * len(telling)) and (marked or lost)


def _blocks(page: Page, forms: tuple[str, ...], window: Span) -> list[Span]:
    """Runs of terms in a window of the source that make up the quotation, in order."""
    operations = Indel.opcodes(page.forms[slice(*window)], forms)
    return _together([(op.src_start + window[0], op.src_end + window[0]) for op in operations if op.tag == "equal"])


def _sentence_of(page: Page, block: Span) -> Span:
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


def _gapped(page: Page, blocks: list[Span], beside: tuple[str, str]) -> QuoteStatus:
    """Status of words that all stand in the source in order, with other words between."""
    left_out = [at for (_, a), (b, _) in pairwise(blocks) for at in range(a, b) if page.quoted[at]]
    if not left_out:
        return "truncated" if _is_cut(page, (blocks[0][0], blocks[-1][1]), beside) else "identical"
    if any(
        page.forms[at] in page.terms[at].pack.words("negator")
        for at in left_out
        if page.sentence[at] == page.sentence[blocks[0][0]]
    ):
        return "changed"
    return "truncated" if len({page.sentence[at] for block in blocks for at in range(*block)}) == 1 else "spliced"


def _best_window(page: Page, forms: tuple[str, ...]) -> Span | None:
    """The stretch of the source, a few times the quotation's length, that shares the most of its words, each counted once."""
    reach = max(_WINDOW * len(forms), _LEAST_WINDOW)
    rare = sorted({form for form in forms if form in page.places}, key=lambda form: len(page.places[form]))[:_RAREST]
    votes: dict[int, float] = {}
    for form in rare:
        for at in page.places[form][:_MOST_PLACES]:
            block = at // reach
            votes[block] = votes.get(block, 0.0) + 1 / len(page.places[form])
    if not votes:
        return None
    best = max(votes, key=lambda block: (votes[block], -block))
    return max(0, (best - 1) * reach), min(len(page.terms), (best + 2) * reach)


def span_of(page: Page, place: Span) -> TextSpan:
    return page.article.text_span(offsets_of(page, place))


def offsets_of(page: Page, place: Span) -> Span:
    return page.article.words.span(page.terms[place[0]].first, page.terms[place[1] - 1].last)
