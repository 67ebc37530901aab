"""Sentences of a text, as spans of it: blingfire's breaks and a few of our own."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from dedup.words import Span, words

_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_FORCED_END: Final = re.compile(
    r"(?P<brackets>\([^()]*\))(?=\s+[“\"‘]?[^\W\d_])"  # a caption's credit ends the caption
    r"|D\.C\.(?<=\bD\.C\.)(?=\s+[A-Z])"  # not \bD: with a plain character first in every branch the search skips to those
    r"|[。！？۔؟।](?:[”’\"»」』）)]*)"
    r"|[.!?…][”’](?=\s+[“‘])"  # one quotation closed, the next opened
    r"|[.!?…][”’\"]*(?=\s*\*{3})"
    r"|[?!][”’\")]*(?=[ \u00a0]{2,}\w)"  # an extracted page sets what was a paragraph of its own behind two blanks
)


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences of `text` as trimmed spans, in order; none crosses a line.

    The breaks are blingfire's and a few of our own (captions, "D.C.", full stops of scripts that it does not know). A stretch of
    over 200 words without a break, which nobody reads as a sentence, is cut where its words say (see `_cut`).
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for span in _breaks(line.group(), line.start()):
            start, end = trimmed(text, span)
            spans.extend(_cut(text, (start, end)) if _may_be_long(text, start, end) else [(start, end)])
    return tuple(span for span in spans if span[0] < span[1])


_LONGEST_SENTENCE: Final = 200
"""Words of a sentence at most."""
_SHORTEST_CUT, _CUT_EVERY = 30, 40
"""Words between two cuts at least, and about how many more there are on average."""


def _may_be_long(text: str, start: int, end: int) -> bool:
    """Whether the words need counting: each takes two characters, but one in the scripts that do not part their words."""
    if end - start >= 2 * _LONGEST_SENTENCE:
        return True
    return end - start > _LONGEST_SENTENCE and not text[start:end].translate(_PLAIN).isascii()


_PLAIN: Final = str.maketrans("’‘“”–—…\u00a0", "''\"\"--. ")
"""The marks of set type, without which most English is ASCII."""


def _cut(text: str, span: Span) -> list[Span]:
    """A stretch without a break in pieces of at most 200 words, cut between pairs of words that their own hash selects.

    So the same words are cut at the same places in every text that holds them, and a copy still matches piece by piece. Source:
    content-defined chunking, Muthitacharoen et al. 2001.
    """
    inside = words(text[slice(*span)])
    if len(inside) <= _LONGEST_SENTENCE:
        return [span]
    cuts, last = [span[0]], 0
    for index in range(1, len(inside)):
        length = index - last
        if length >= _LONGEST_SENTENCE or (length >= _SHORTEST_CUT and _is_cut(*inside.norms[index - 1 : index + 1])):
            cuts.append(span[0] + inside.start(index))
            last = index
    return [trimmed(text, piece) for piece in pairwise([*cuts, span[1]])]


def _is_cut(before: str, after: str) -> bool:
    return zlib.crc32(f"{before} {after}".encode()) % _CUT_EVERY == 0


_MAY_END: Final = re.compile(r"[^\w\s,;:'’“‘(\[-]")
_SPACE: Final = re.compile(r"\s")


def _forced_ends(line: str) -> Iterator[int]:
    """Where a sentence ends whatever blingfire says."""
    for match in _FORCED_END.finditer(line):
        if match["brackets"] is None or _PHOTO.search(line, *match.span("brackets")):
            yield match.end()


_PHOTO: Final = re.compile(r"\bPhotos?\b")


def _may_break(line: str) -> bool:
    """Whether white space follows a mark that may end a sentence, anywhere behind it."""
    mark = _MAY_END.search(line)
    return mark is not None and _SPACE.search(line, mark.end()) is not None


def _breaks(line: str, offset: int) -> list[Span]:
    starts = _blingfire_starts(line) if _may_break(line) else []
    cuts = {*starts, *_forced_ends(line)}
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(line)), len(line)]
    return [(offset + start, offset + end) for start, end in _without_bare_marks(line, list(pairwise(edges)))]


def _blingfire_starts(line: str) -> list[int]:
    """Where blingfire starts a sentence, in code points; it would stop at a NUL."""
    from livekit.blingfire import text_to_sentences_with_offsets

    return [start for start, _ in text_to_sentences_with_offsets(line.replace("\0", " "))[1]]


def _without_bare_marks(line: str, spans: list[Span]) -> list[Span]:
    """Join a stretch without a letter or digit to the one before it (to the next one at the start of the line)."""
    joined: list[Span] = []
    before_is_bare = False
    for start, end in spans:
        is_bare = not any(map(str.isalnum, line[start:end]))
        if joined and (before_is_bare or is_bare):
            joined[-1] = (joined[-1][0], end)
            before_is_bare = before_is_bare and is_bare
        else:
            joined.append((start, end))
            before_is_bare = is_bare
    return joined


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at either end; empty where there is nothing else."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
