"""Windows of a text: runs of whole sentences, each overlapping the one before by half."""

from __future__ import annotations

from itertools import accumulate

from dedup.words import Span, sentences


def windows(text: str, least_words: int) -> tuple[Span, ...]:
    """Spans of code points. A window ends with the sentence that brings it to `least_words` words.

    A stretch of less than half of that at the end of the text is no window, unless it is the only one.

    The next window starts at the first sentence in the second half of the one before. Words are counted by white space here
    (a script without it by two characters a word): a window needs no exact length.
    """
    spans = _pieces(text, sentences(text), 4 * least_words)
    ends = list(accumulate((_words(text[slice(*span)]) for span in spans), initial=0))
    found: list[Span] = []
    first = 0
    while first < len(spans):
        last = next((at for at in range(first, len(spans)) if ends[at + 1] - ends[first] >= least_words), len(spans) - 1)
        found.append((spans[first][0], spans[last][1]))
        if last == len(spans) - 1:
            break
        half = (ends[first] + ends[last + 1]) / 2
        first = next(at for at in range(first + 1, last + 2) if ends[at] >= half or at == last + 1)
    long = [span for span in found if 2 * _words(text[slice(*span)]) >= least_words]
    return tuple(long or found[:1])


def _pieces(text: str, spans: tuple[Span, ...], most_words: int) -> list[Span]:
    """The sentences, those that are far too long (lists, broken extraction) cut at white space into pieces."""
    pieces: list[Span] = []
    for start, end in spans:
        while _words(text[start:end]) > most_words:
            cut = _cut(text, start, end, 6 * most_words)
            pieces.append((start, cut))
            start = cut
        pieces.append((start, end))
    return pieces


def _cut(text: str, start: int, end: int, characters: int) -> int:
    target = min(start + characters, end - 1)
    space = text.rfind(" ", start + 1, target)
    return space if space > start else target


def _words(piece: str) -> int:
    words = piece.count(" ") + 1
    return max(words, len(piece) // 2) if len(piece) > 60 * words else words
