"""Features of shared sentences: how many whole ones two articles share, in whose voice, in what blocks, and how early.

A statement, speech or ruling that both rest on gives several whole sentences, close together and near the top; a phrase that
everybody quotes gives one, somewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document
from dedup.pair.relate.shared import shared
from dedup.pair.relate.two import two

Marks = NDArray[np.bool_]
Ints = NDArray[np.int64]

_MOST: Final = 0.6
"""Share of a sentence's words that stand in shared runs from which on the sentence is shared."""
_LEAST_WORDS: Final = 5
"""Words of the shortest sentence that tells anything."""
_TOP: Final = 0.25
"""The part of an article in which its main news stands."""


def speech_features(a: Document, b: Document) -> dict[str, float]:
    """Of shared speech and shared prose: whole sentences, the longest block of them, words near the top, where it begins."""
    runs = shared(a, b)
    row: dict[str, float] = {}
    for voice, marks in (("speech", (runs.speech_a, runs.speech_b)), ("prose", (runs.prose_a, runs.prose_b))):
        whole = [_whole(article, mark) for article, mark in zip((a, b), marks, strict=True)]
        row |= _logs(f"{voice}_sentences", whole, lambda sentences: int(sentences.sum()))
        row |= _logs(f"{voice}_block", whole, _longest)
        row |= two(f"{voice}_top", *(_top(mark) for mark in marks))
        row |= two(f"{voice}_begins", *(_begins(mark) for mark in marks))
    return row


def _logs(name: str, whole: list[Marks], count: Callable[[Marks], int]) -> dict[str, float]:
    return two(name, *(math.log1p(count(sentences)) for sentences in whole))


def _whole(article: Document, marks: Marks) -> Marks:
    """Which sentences are shared."""
    sums = np.concatenate(([0], np.cumsum(marks)))
    first, stop = article.words.inside_each(article.sentences)
    lengths = stop - first
    return np.asarray((lengths >= _LEAST_WORDS) & (sums[stop] - sums[first] >= _MOST * lengths))


def _longest(sentences: Marks) -> int:
    """The most shared sentences that follow each other with at most one other between: "he went on"."""
    at = np.flatnonzero(sentences)
    if not len(at):
        return 0
    return int(np.bincount(np.cumsum(np.diff(at, prepend=at[0]) > 2)).max())


def _top(marks: Marks) -> float:
    """Share of the words near the top that are marked."""
    top = marks[: max(1, int(len(marks) * _TOP))]
    return float(top.mean()) if len(top) else 0.0


def _begins(marks: Marks) -> float:
    """Where the first marked word stands, 0-1; 1 without one."""
    at = np.flatnonzero(marks)
    return float(at[0]) / len(marks) if len(at) else 1.0
