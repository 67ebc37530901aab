"""Clauses of a sentence: the pieces that a rewrite takes or adds one by one."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import Final

from dedup.document import Document
from dedup.lang.base import pack_of
from dedup.sentences import trimmed
from dedup.words import Span

_BREAK: Final = re.compile(
    r"(?<=[,;:،؛，；：])(?=\s)|(?<=[，；：、])|(?<=[,;][”\"’])(?=\s)"
    r"|(?=\s[—–-]{1,2}\s)|(?=—)|(?=\s\()|(?<=\))(?=[\s,.])|\.\.\.(?=\s)"
)
_ASIDE: Final = re.compile(r"\([^()]{1,200}\)")
"""What stands in brackets: one clause, whatever commas it holds."""
_LONG_QUOTATION: Final = 4
"""Words from which on a quotation is a clause of its own; shorter ones belong to the clause around them."""
_SHORTEST: Final = 3
"""Words below which a piece is joined to its neighbour."""


def clauses(article: Document, sentence: Span, inserts: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """Clauses of one sentence as trimmed spans, in order; together they hold every character that is not white space.

    Long quotations stand alone, whole; elsewhere a clause ends at punctuation, at a bracket, and before the words that open a
    subordinate clause. Pieces under three words are joined to a neighbour. `inserts` (furniture inside running
    text) stand alone too.
    """
    inside = [insert for insert in inserts if sentence[0] <= insert[0] and insert[1] <= sentence[1]]
    cuts = {sentence[0], sentence[1]}
    protected = [quotation.span for quotation in article.quotations_over(sentence)]
    protected += [match.span() for match in _ASIDE.finditer(article.text, *sentence)]
    openers = pack_of(article.language).pattern("clause.opener")
    for match in chain(_BREAK.finditer(article.text, *sentence), openers.finditer(article.text, *sentence)):
        if not protected or not any(start < match.start() < end for start, end in protected):
            cuts.add(match.start())
    for start, end in protected:
        if len(article.words.inside((start, end))) >= _LONG_QUOTATION:
            cuts.update(cut for cut in (start, end) if sentence[0] < cut < sentence[1])
    if inside:
        cuts = {cut for cut in cuts if not any(start < cut < end for start, end in inside)}
        cuts.update(chain.from_iterable(inside))
    if len(cuts) == 2:
        whole = trimmed(article.text, sentence)
        return (whole,) if whole[0] < whole[1] else ()
    pieces = [trimmed(article.text, piece) for piece in pairwise(sorted(cuts))]
    return tuple(_joined(article, [piece for piece in pieces if piece[0] < piece[1]], frozenset(inside)))


def _joined(article: Document, pieces: list[Span], apart: frozenset[Span]) -> list[Span]:
    """Join pieces that are too short to stand alone to the one before, the first to the one after."""
    joined: list[Span] = []
    for piece in pieces:
        if piece in apart or (joined and joined[-1] in apart):
            joined.append(piece)
            continue
        if joined and _belongs(article, piece, joined[-1]):
            joined[-1] = (joined[-1][0], piece[1])
        else:
            joined.append(piece)
    return joined


def _belongs(article: Document, piece: Span, before: Span) -> bool:
    """Whether a piece is no clause of its own: without a word, or too short beside what is not its frame."""
    words = len(article.words.inside(piece))
    short = words < _SHORTEST or len(article.words.inside(before)) < _SHORTEST
    return not words or (short and not _is_frame(article, piece, before))


def _is_frame(article: Document, piece: Span, before: Span) -> bool:
    """Whether one of the two is a long quotation and the other its lead-in ("he said")."""
    return _quoted(article, piece) != _quoted(article, before) and len(article.words.inside(piece)) > 0


def _quoted(article: Document, piece: Span) -> bool:
    inside = article.words.inside(piece)
    return len(inside) >= _LONG_QUOTATION and bool(article.quoted[inside.start : inside.stop].all())
