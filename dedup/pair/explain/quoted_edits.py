"""Quotations as an editor prints them: with brackets, without a hesitation, with letters of a word left out."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest
from typing import Final

from rapidfuzz.distance import Indel

from dedup.document import Document
from dedup.lang.terms import terms
from dedup.pair.explain.quoted_page import BLOCK, Page, spoken, starts_of
from dedup.words import Span

_BRACKET_WORDS = 8
"""Words of the source that an editor's bracket can stand for."""
_MASK_WORDS = 2
"""Words that a mask is read as: "d—n" is two, "[expletive deleted]" too."""
ELLIPSIS: Final = re.compile(r"…|\.\s?\.\s?\.")
BRACKETS: Final = re.compile(r"\[[^\[\]\n]{0,60}\]")
MASKED: Final = re.compile(
    r"(?<![^\W_])([^\W\d_]+)"
    r"(?:[*•]+(?=[^\W\d_])|[*•]{3,}|(?<![^\W_][^\W_])(?:(?:[*_•]+|[-–—]{2,})(?=[^\W\d_]{0,3}(?![^\W_]))|[–—](?=[^\W\d_]?(?![^\W_]))))"
    r"([^\W\d_]*)(?![^\W_])"
)
"""A word of which letters are not printed: with stars anywhere, "sh*t", "f***ing", "bulls***"; with lines only behind the first
letter, and a few more at the end: "d—", "d--n"."""


def bracketed(page: Page, derivative: Document, inner: Span) -> Span | None:
    """Where a quotation stands but for an editor's brackets: "[the mayor]" for "he", "[sic]"."""
    text = derivative.text[slice(*inner)]
    brackets = [(inner[0] + match.start(), inner[0] + match.end()) for match in BRACKETS.finditer(text)]
    if not brackets:
        return None
    edges = [inner[0], *(edge for bracket in brackets for edge in bracket), inner[1]]
    pieces = [tuple(term.form for term in terms(derivative, span)) for span in zip(edges[::2], edges[1::2], strict=True)]
    return _in_steps(page, [piece for piece in pieces if piece])


def masked(page: Page, derivative: Document, inner: Span) -> Span | None:
    """Where a quotation stands but for letters of a word that are not printed; a word with those that are stands there."""
    masks = list(MASKED.finditer(derivative.text, *inner))
    if not masks:
        return None
    edges = [inner[0], *(edge for mask in masks for edge in mask.span()), inner[1]]
    pieces = [tuple(term.form for term in terms(derivative, span)) for span in zip(edges[::2], edges[1::2], strict=True)]
    size = sum(map(len, pieces)) + len(masks)
    longest = max(range(len(pieces)), key=lambda n: len(pieces[n]))
    if size < BLOCK or not pieces[longest]:
        return None
    before = sum(len(piece) + 1 for piece in pieces[:longest])
    for at in starts_of(page, pieces[longest]):
        start = at - before
        if start >= 0 and _fills(page.forms[start : start + size], pieces, masks):
            return start, start + size
    return None


def _fills(forms: tuple[str, ...], pieces: list[tuple[str, ...]], masks: list[re.Match[str]]) -> bool:
    """Whether words are the pieces with one word for each mask between, which begins and ends as the mask does."""
    at = 0
    for piece, mask in zip_longest(pieces, masks):
        if forms[at : at + len(piece)] != piece:
            return False
        at += len(piece)
        if mask is None:
            return at == len(forms)
        whole = forms[at] if at < len(forms) else ""
        if not (whole.startswith(mask[1].lower()) and whole.endswith(mask[2].lower())):
            return False
        at += 1
    return False


def _in_steps(page: Page, pieces: list[tuple[str, ...]]) -> Span | None:
    """Where all pieces stand one behind the other, few words between them; together they have as many as a block quotation."""
    if sum(map(len, pieces)) < BLOCK:
        return None
    longest = max(range(len(pieces)), key=lambda n: len(pieces[n]))
    for at in starts_of(page, pieces[longest]):
        first = _stepped(page, pieces[:longest][::-1], at, back=True)
        last = _stepped(page, pieces[longest + 1 :], at + len(pieces[longest]), back=False)
        if first is not None and last is not None:
            return first, last
    return None


def _stepped(page: Page, pieces: list[tuple[str, ...]], at: int, *, back: bool) -> int | None:
    """Where pieces end that stand one behind the other from a place on, or `back` from it, few words between; else None."""
    for piece in pieces:
        near = range(at - len(piece), at - len(piece) - _BRACKET_WORDS - 1, -1) if back else range(at, at + _BRACKET_WORDS + 1)
        start = next((place for place in near if place >= 0 and page.forms[place : place + len(piece)] == piece), None)
        if start is None:
            return None
        at = start if back else start + len(piece)
    return at


def smoothed(page: Page, forms: tuple[str, ...]) -> Span | None:
    """Where a quotation stands but for what an ear passes over: "well", "uh", a word said twice."""
    mine = tuple(forms[at] for at in spoken(forms, page.pack))
    if len(mine) < BLOCK:
        return None
    wanted = " ".join(mine)
    at = f" {page.smooth.text} ".find(f" {wanted} ")
    if at < 0:
        return None
    first = page.smooth.text[:at].count(" ") if at else 0
    return page.smooth.places[first], page.smooth.places[first + len(mine) - 1] + 1


def printed_out(page: Page, forms: tuple[str, ...], place: Span) -> bool:
    """Whether words differ from those at a place of the source only where the source prints less than was said.

    Letters that it masks ("d—n"), words that it leaves out ("…") or puts in brackets ("[expletive]"). A "not" is never such a
    word, in neither of the two: "[not]" is no mask.
    """
    equal = [op for op in Indel.opcodes(page.forms[slice(*place)], forms) if op.tag == "equal"]
    if not equal or equal[0].dest_start or equal[-1].dest_end < len(forms):
        return False
    parted = [
        ((place[0] + one.src_end, place[0] + two.src_start), forms[one.dest_end : two.dest_start])
        for one, two in pairwise(equal)
        if two.src_start > one.src_end or two.dest_start > one.dest_end
    ]
    negators = page.pack.words("negator")
    return bool(parted) and all(
        _prints_less(page, gap) and len(words) <= _BRACKET_WORDS and negators.isdisjoint((*words, *page.forms[slice(*gap)]))
        for gap, words in parted
    )


def _prints_less(page: Page, gap: Span) -> bool:
    """Whether a mark for what is not printed stands between two terms of the source, with few words or letters of its own."""
    words = page.article.words
    span = words.end(page.terms[gap[0] - 1].last - 1), words.start(page.terms[gap[1]].first)
    marked = any(mark.search(page.article.text, *span) for mark in (ELLIPSIS, BRACKETS, MASKED))
    return marked and gap[1] - gap[0] <= _MASK_WORDS
