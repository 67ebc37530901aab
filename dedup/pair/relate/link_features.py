"""Features of the links of clauses: what they carry, how much of it in other words, and whether its names are carried too."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document
from dedup.pair.align.links import Scores
from dedup.pair.relate.shared import furniture, shared
from dedup.pair.relate.two import two
from dedup.pair.relate.word_features import name_words

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Linked:
    """The links of clauses as they were scored: which article was taken for the source, and the scores."""

    source: Document
    derivative: Document
    scores: Scores


_REWORDED: Final = 0.4
"""Share of a clause's words in runs up to which what it takes is taken in other words."""
_CLAUSE: Final = 3
"""Words of a clause from which on its link counts."""
_LINKED: Final = 0.5
"""Probability of a link from which on it is more likely than not."""
_NOT_ZERO: Final = 1e-6
"""Of these numbers the model was fitted on features with them: another one asks for another fit."""
_UNLINKED: Final = {
    **two("linked", 0.0, 0.0),
    **two("likely", 0.0, 0.0),
    "paraphrased": 0.0,
    "paraphrased_words": 0.0,
    "marks": 0.0,
    "marks_carried": 0.5,
    "link_best": 0.0,
}
"""Of two articles no clause of which was compared with a sentence."""


def _best(scores: Scores) -> tuple[Floats, Ints]:
    """For each clause the probability of its best link, 0 without one, and its sentence."""
    best, place = np.zeros(len(scores.units.spans)), np.zeros(len(scores.units.spans), np.int64)
    sizes = np.diff(scores.first)
    some = np.flatnonzero(sizes)
    best[some] = np.maximum.reduceat(scores.by_words, scores.first[some])
    unit = np.repeat(some, sizes[some])
    at = np.flatnonzero(scores.by_words == best[unit])
    place[unit[at]] = scores.sentence[at]  # of equals the last one
    return best, place


def _carried(scores: Scores, sentences: int) -> Floats:
    """For each sentence the probability of its best link, 0 without one."""
    if scores.whole:
        return np.asarray(scores.by_words.reshape(-1, sentences).max(axis=0, initial=0.0), np.float64)
    carried = np.zeros(sentences)
    np.maximum.at(carried, scores.sentence, scores.by_words)
    return carried


def link_features(linked: Linked, a: Document, b: Document) -> dict[str, float]:
    """What the links of clauses carry, and how much of that is not word for word."""
    scores, source, derivative = linked.scores, linked.source, linked.derivative
    if not len(scores.sentence):
        return _UNLINKED
    best, place = _best(scores)
    carried = _carried(scores, len(source.sentences))
    runs = shared(a, b)
    same = (runs.prose_b | runs.speech_b) if derivative is b else (runs.prose_a | runs.speech_a)
    sums = np.concatenate(([0], np.cumsum(same)))
    first, stop = derivative.words.inside_each(scores.units.spans)
    words = (stop - first).astype(np.float64)
    loose = sums[stop] - sums[first] <= _REWORDED * words
    boxed = np.concatenate(([0], np.cumsum(furniture(derivative))))
    kept = (boxed[stop] == boxed[first]) & (words >= _CLAUSE)
    weights = words * kept
    lengths = np.array([len(inside) for inside in source.sentence_words], np.float64)
    here, there = (float(weights[best >= _LINKED].sum()), float(lengths[carried >= _LINKED].sum()))
    total, sum_source = max(1.0, float(weights.sum())), max(1.0, float(lengths.sum()))
    told = float(weights[loose & (best >= _LINKED)].sum())
    marks, carried_marks = _carried_marks(linked, np.flatnonzero(best >= _LINKED), place, (first, stop))
    return {
        **two("linked", here / total, there / sum_source),
        **two("likely", float((weights * best).sum()) / total, float((lengths * carried).sum()) / sum_source),
        "paraphrased": told / total,
        "paraphrased_words": math.log1p(told),
        "marks": math.log1p(marks),
        "marks_carried": (carried_marks + 1) / (marks + 2),
        "link_best": float((weights * best**2).sum()) / max(_NOT_ZERO, float((weights * best).sum())),
    }


def _carried_marks(linked: Linked, chosen: Ints, place: Ints, spans: tuple[Ints, Ints]) -> tuple[int, int]:
    """Names and numbers of the linked clauses, and how many of them stand in the sentence that each is linked to.

    Two forms filled in for two people are linked throughout, and carry none.
    """
    source, derivative = linked.source, linked.derivative
    mine = np.flatnonzero(name_words(derivative) | derivative.has_digit)
    marks = [derivative.words.stems[word] for word in mine.tolist()]
    firsts, lasts = (np.searchsorted(mine, edge[chosen]).tolist() for edge in spans)
    every = carried = 0
    for sentence, first, last in zip(place[chosen].tolist(), firsts, lasts, strict=True):
        every += last - first
        carried += sum(map(source.sentence_stems[sentence].__contains__, marks[first:last]))
    return every, carried
