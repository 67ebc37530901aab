"""What speaks for a clause of the derivative coming from a sentence of the source: the features of the scorer of links.

A cell is a clause and a source sentence. The cells of a few clauses at a time are held, each feature as one array.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document
from dedup.pair.align.grid import Floats, Grid, Ints, grid
from dedup.pair.align.likelihood import joinable, lexical_rows, likelihood, owners_of
from dedup.words import Span, distinct, first_places, joint_ids, numbered

WORD_FEATURES: Final = (
    "llr", "cover", "back", "run", "weight", "sentence_llr", "siblings", "near", "words", "numbers", "names", "best", "short",
    "full", "anchor",
)  # fmt: skip
MODEL_FEATURES: Final = (*WORD_FEATURES, "cosine", "cosine_lift", "cosine_best")

_BLOCK_CELLS: Final = 65_536
"""Cells scored at once: bounds the memory of long articles, and stays in the processor's cache."""


@dataclass(frozen=True)
class Units:
    """The clauses of the derivative: spans, the sentence of each, and how many words each has."""

    spans: tuple[Span, ...]
    owner: Ints
    words: Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """Features that are known of the same cells, sorted by clause: `first`, where each clause starts, length units + 1; `at`, the
    pair of sentences in the grid; `values` of each feature, and what all other cells have of it, its `fill`."""

    first: Ints
    at: Ints
    values: tuple[Floats, ...]
    fill: tuple[float, ...]

    def dense(self, cells: Cells, pairs: Grid) -> list[Floats]:
        """Each feature of each cell."""
        low, count = self.first[cells.which], self.first[cells.which + 1] - self.first[cells.which]
        local = np.repeat(np.arange(len(cells.which)), count)
        rows = np.arange(len(local)) + np.repeat(low - (np.cumsum(count) - count), count)
        at = cells.first[local] + self.at[rows] - pairs.first[cells.owner[local]]
        by_cell = []
        for values, fill in zip(self.values, self.fill, strict=True):
            array = np.full(len(cells.pair), fill, np.float32)
            array[at] = values[rows]
            by_cell.append(array)
        return by_cell


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of some clauses, in order: the clauses (`which`), their sentences, where the cells of each start, and for each
    cell the place of its clause in `which` and its pair of sentences in the grid."""

    which: Ints
    owner: Ints
    first: Ints
    unit: Ints
    pair: Ints

    def greatest(self, values: Floats, least: float) -> Floats:
        """For each cell the greatest value of its clause's cells, `least` at least."""
        return np.asarray(self.of_units(values, least)[self.unit], np.float32)

    def of_units(self, values: Floats, least: float) -> Floats:
        """The greatest value of each clause's cells, `least` for none."""
        greatest, some = np.full(len(self.which), least, np.float32), np.diff(self.first) > 0
        if some.any():
            greatest[some] = np.maximum(np.maximum.reduceat(values, self.first[:-1][some]), np.float32(least))
        return greatest


# Bounds of the features. The weights of the group `link` were fitted on features cut like this: another bound wants another fit.
_CLAUSE_LLR: Final = (-6.0, 15.0)
"""Of the log-likelihood ratio of a clause; one without a shared word has the lower."""
_SENTENCE_LLR, _UNTOLD = (-15.0, 20.0), -12.0
"""Of that of a whole sentence, and what one without a shared word has."""
_NEAR_LLR: Final = (-6.0, 8.0)
"""Of that of the clauses beside and the pairs around."""
_MOST_WORDS, _FEW_WORDS, _NEARLY_ALL = 20, 4, 0.8
"""Words of a clause that count at most; up to which it is short; share of its words that covers it."""
_SAME: Final = 1e-6
"""Rounding within which two numbers are equal."""
_SMOOTHING: Final = 0.5
"""Sentences that are added to those with a shared word, for its weight to be finite."""


_CLAUSES: Final = 8
"""Clauses of a sentence, on average, up to which `link_most_pairs` counts its pairs as they are; of one with more each pair takes
as much memory as several."""


class Evidence:
    """Features of the cells of two articles. `pairs`: the pairs of sentences that are looked at, `most_pairs` or all that tell."""

    def __init__(self, source: Document, derivative: Document, parts: Units, most_pairs: int) -> None:
        self.units, self.width = parts, len(source.sentences)
        rows = lexical_rows(derivative, parts.spans, source)
        owner = parts.owner[rows.unit]
        keys, best, second = _two_best(owner * self.width + rows.sentence, np.clip(rows.llr, *_CLAUSE_LLR))
        whole = (rows.unit, rows.sentence, rows.llr)
        if parts.spans != derivative.sentences:
            whole = likelihood(derivative, derivative.sentences, source)
        told = whole[0] * np.int64(self.width) + whole[1]
        most = most_pairs * min(1.0, _CLAUSES * len(derivative.sentences) / max(1, len(parts.spans)))
        self.pairs = grid(told, whole[2], len(derivative.sentences), self.width, int(most))
        self.sentence_llr = self.pairs.placed(told, np.clip(whole[2], *_SENTENCE_LLR), _UNTOLD)
        self.best_llr, self.second_llr = (self.pairs.placed(keys, values, _CLAUSE_LLR[0]) for values in (best, second))
        self.near = np.clip(self.pairs.around(keys, best, _CLAUSE_LLR[0]), *_NEAR_LLR)
        self.anchor = _anchors(self.pairs, self.best_llr)
        cells = rows.unit.astype(np.int64) * self.width + rows.sentence
        weight = np.log1p(np.maximum(rows.weight, 0))
        known = np.clip(rows.llr, *_CLAUSE_LLR), rows.cover, rows.back, rows.run, weight
        self.words = self._rows(cells, known, (_CLAUSE_LLR[0], 0.0, 0.0, 0.0, 0.0))
        self.marks = [self._rows(places, (values,), (0.0,)) for places, values in _shared_marks(source, derivative, parts)]

    def _rows(self, cells: Ints, values: tuple[Floats, ...], fill: tuple[float, ...]) -> Rows:
        unit = cells // max(1, self.width)
        at = self.pairs.at(self.units.owner[unit] * self.width + cells % max(1, self.width))
        kept = at >= 0
        first = np.searchsorted(unit[kept], np.arange(len(self.units.spans) + 1))
        return Rows(first, at[kept], tuple(value[kept] for value in values), fill)

    def cells(self, which: Ints) -> Cells:
        """All cells of some clauses."""
        owner = self.units.owner[which]
        count = self.pairs.first[owner + 1] - self.pairs.first[owner]
        first = np.concatenate(([0], np.cumsum(count)))
        unit = np.repeat(np.arange(len(which)), count)
        return Cells(which, owner, first, unit, np.arange(first[-1]) + np.repeat(self.pairs.first[owner] - first[:-1], count))

    def blocks(self, which: Ints) -> list[Cells]:
        """The cells of some clauses a few clauses at a time, so that what is worked out of them stays in the processor's cache."""
        owner = self.units.owner[which]
        total = np.cumsum(self.pairs.first[owner + 1] - self.pairs.first[owner])
        cuts = np.flatnonzero(np.diff(total // _BLOCK_CELLS)) + 1
        return [self.cells(part) for part in np.split(which, cuts)] if len(which) else []

    def features(self, which: Ints, cosine: Floats | None) -> Floats:
        """Feature array of shape (len(which), sentences, features), in the order of WORD_FEATURES or MODEL_FEATURES.

        For articles all of whose pairs are looked at; `cosine`: of each clause and sentence, shape (len(which), sentences).
        """
        columns = self.columns(self.cells(which), cosine)
        return np.stack([np.asarray(column, np.float32).reshape(len(which), self.width) for column in columns], axis=-1)

    def columns(self, cells: Cells, cosine: Floats | None) -> list[NDArray[Any]]:
        """Each feature of every cell: arrays of one length. `cosine` has a row for each clause, and wants all pairs."""
        words = np.minimum(self.units.words[cells.which], _MOST_WORDS)[cells.unit]
        llr, cover, back, run, weight = self.words.dense(cells, self.pairs)
        ((numbers,), (names,)) = (one.dense(cells, self.pairs) for one in self.marks)
        best = self.best_llr[cells.pair]
        siblings = np.where(llr >= best, self.second_llr[cells.pair], best)
        columns = [
            llr,
            cover,
            back,
            run,
            weight,
            self.sentence_llr[cells.pair],
            np.clip(siblings, *_NEAR_LLR),
            self.near[cells.pair],
            words,
            numbers,
            names,
            llr >= cells.greatest(llr, _CLAUSE_LLR[0]) - _SAME,
            words <= _FEW_WORDS,
            cover > _NEARLY_ALL,
            self.anchor[cells.pair],
        ]
        return columns if cosine is None else [*columns, *map(np.ravel, _cosines(cosine))]


def _cosines(cosine: Floats) -> tuple[NDArray[Any], ...]:
    """The cosines, how much each stands out from its clause's middle one, and whether it is its clause's best."""
    best = cosine >= cosine.max(axis=1, keepdims=True, initial=-np.inf) - _SAME
    return cosine, cosine - np.median(cosine, axis=1, keepdims=True), best


def _two_best(keys: Ints, llr: Floats) -> tuple[Ints, Floats, Floats]:
    """The distinct pairs in order, with the best and the second best evidence of the clauses for each."""
    order = np.lexsort((llr, keys))
    ordered, values = keys[order], llr[order]
    last = np.flatnonzero(np.concatenate((ordered[1:] != ordered[:-1], [True]))) if len(keys) else np.zeros(0, np.int64)
    alone = np.diff(last, prepend=-1) == 1
    return ordered[last], values[last], np.where(alone, np.float32(_CLAUSE_LLR[0]), values[np.maximum(last - 1, 0)])


_SURE_LLR: Final = 7.0
"""Log-likelihood ratio from which on a sentence clearly comes from its best source sentence."""
_REACH: Final = 1.5
"""Sentences at which the pull of an anchor has fallen to 1/e."""


def _anchors(pairs: Grid, best: Floats) -> Floats:
    """How close each source sentence is to those that the neighbours of a derivative sentence clearly come from."""
    clear = _clear(pairs, best)
    close = np.exp(-np.abs(np.arange(1 - pairs.width, pairs.width)) / _REACH)  # by distance, 0 in the middle
    anchors = np.zeros(len(pairs.keys), np.float32)
    for step in (-1, 1):
        place = _neighbour(clear, step)[pairs.row]
        known = place >= 0
        anchors[known] += close[pairs.width - 1 + pairs.column[known] - place[known]]
    return anchors


def _clear(pairs: Grid, best: Floats) -> Ints:
    """The source sentence that each sentence clearly comes from, the first one of the best; -1 for none."""
    clear = np.full(pairs.rows, -1, np.int64)
    sure = np.flatnonzero(best > _SURE_LLR)
    for_row = pairs.row[sure]
    order = np.lexsort((sure, -best[sure], for_row))
    rows, first = first_places(for_row[order])
    clear[rows] = pairs.column[sure[order[first]]]
    return clear


def _neighbour(clear: Ints, step: int) -> Ints:
    """What the next sentence in a direction clearly comes from, or else the one after that; -1 for neither."""
    padded = np.concatenate(([-1, -1], clear, [-1, -1]))
    near, far = (padded[2 + n * step : len(padded) - 2 + n * step] for n in (1, 2))
    return np.where(near >= 0, near, far)


_COMMON_NAME: Final = 3.3
"""Rarity below which a capital is a sentence's first word rather than a name."""


Marks = tuple[Ints, Floats]
"""Cells (clause * sentences + sentence), in order, and a value of each."""


def _shared_marks(source: Document, derivative: Document, parts: Units) -> tuple[Marks, Marks]:
    """Numbers and names that a clause shares with each sentence, each counted by how few sentences hold it."""
    shape = (len(parts.spans), len(source.sentences))
    owners = owners_of(derivative, parts.spans), owners_of(source, source.sentences)
    names = derivative.capitals & ~derivative.has_digit & (derivative.rarity > _COMMON_NAME)
    norms = joint_ids(derivative.words.norm_vocabulary, source.words.norm_vocabulary)
    stems = joint_ids(derivative.words.stem_vocabulary, source.words.stem_vocabulary)
    return (
        _marks(norms, (derivative.has_digit, source.has_digit), owners, shape),
        _marks(stems, (names, source.capitals & ~source.has_digit), owners, shape),
    )


def _marks(
    joint: tuple[Ints, Ints, int],
    chosen: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    owners: tuple[Ints, Ints],
    shape: tuple[int, int],
) -> Marks:
    """Summed weights of the chosen words that each clause shares with each sentence; a word in few sentences weighs more, 0-1."""
    (mine, theirs, size), (units_of, sentences_of) = joint, owners
    ours, kept = chosen[0] & (units_of >= 0), chosen[1] & (sentences_of >= 0)
    held = distinct(theirs[kept] * shape[1] + sentences_of[kept])
    form, sentence = held // max(1, shape[1]), held % max(1, shape[1])
    count = np.bincount(form, minlength=size)
    ours &= joinable(count * np.bincount(mine[ours], minlength=size), sum(shape))[mine]
    first, times = (np.cumsum(count) - count)[mine[ours]], count[mine[ours]]
    at = np.repeat(first - (np.cumsum(times) - times), times) + np.arange(int(times.sum()))
    weight = np.log((shape[1] + 1) / (times + _SMOOTHING)) / np.log(shape[1] + 1)
    cells, where = numbered(np.repeat(units_of[ours] * shape[1], times) + sentence[at])
    weights = np.zeros(len(cells), np.float32)
    np.add.at(weights, where, np.repeat(weight, times).astype(np.float32))
    return cells, weights
