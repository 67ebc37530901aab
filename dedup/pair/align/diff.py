"""Word edits between a source span and a passage."""

from __future__ import annotations

from rapidfuzz.distance import Indel

from dedup.document import Document
from dedup.kinds import Operation
from dedup.result import Edit
from dedup.words import Span

_Piece = tuple[bool, Span, Span]
"""Whether the two are the same to the letter; a span of the source, and one of the derivative."""


def edits(source: Document, from_span: Span, derivative: Document, to_span: Span) -> tuple[Edit, ...]:
    """Opcodes over words that turn `from_span` of the source into `to_span` of the derivative, in code points of the raw texts.

    They tile both spans, the gaps between words included; a gap belongs to the word before it. An equal stretch is the same
    text on both sides to the letter, so replaying the edits rebuilds the derivative exactly; words that differ in case or
    marks alone are a replacement. Insertions that touch deletions become one replacement, as a person would read them.
    """
    if source.raw(from_span) == derivative.raw(to_span):
        return (Edit("equal", source.place(from_span), derivative.place(to_span)),)
    ours, theirs = source.words.inside(from_span), derivative.words.inside(to_span)
    operations = Indel.opcodes(source.words.norms[ours.start : ours.stop], derivative.words.norms[theirs.start : theirs.stop])
    left, right = _edges(source, from_span, ours), _edges(derivative, to_span, theirs)
    pieces: list[_Piece] = []
    for operation in operations:
        a, b, c, d = operation.src_start, operation.src_end, operation.dest_start, operation.dest_end
        whole = (left[a], left[b]), (right[c], right[d])
        if operation.tag != "equal" or source.raw(whole[0]) == derivative.raw(whole[1]):
            pieces.append((operation.tag == "equal", *whole))
            continue
        for x, y in zip(range(a, b), range(c, d), strict=True):
            one, other = (left[x], left[x + 1]), (right[y], right[y + 1])
            pieces.append((source.raw(one) == derivative.raw(other), one, other))
    joined = _joined(pieces, from_span, to_span)
    return tuple(Edit(_operation(*piece), source.place(piece[1]), derivative.place(piece[2])) for piece in joined)


def _joined(pieces: list[_Piece], from_span: Span, to_span: Span) -> list[_Piece]:
    """Neighbouring pieces of one sort as one edit; two spans without any word are one edit."""
    if not pieces:
        pieces = [(False, from_span, to_span)]
    joined: list[_Piece] = []
    for same, one, other in pieces:
        if joined and joined[-1][0] == same:
            _, (one_start, _), (other_start, _) = joined.pop()
            one, other = (one_start, one[1]), (other_start, other[1])
        joined.append((same, one, other))
    return joined


def _operation(same: bool, one: Span, other: Span) -> Operation:
    if same:
        return "equal"
    if one[0] == one[1]:
        return "insert"
    return "delete" if other[0] == other[1] else "replace"


def _edges(article: Document, span: Span, inside: range) -> list[int]:
    """Where each word of the span starts, the first one drawn back to the start of the span, and the end of the span."""
    starts = article.words.starts[inside.start : inside.stop].tolist()
    return [span[0], *starts[1:], span[1]] if starts else [span[1]]
