"""Which source sentences each clause of the derivative comes from.

Every pair of a clause and a source sentence gets a probability from a small logistic scorer over lexical evidence, position
and, where words leave a doubt, sentence vectors. The numbers of the scorer live in the settings; `python -m
benchmarks.fit_link` fitted them on `data/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import KEPT, Document
from dedup.pair.align.clauses import clauses
from dedup.pair.align.likelihood import Places, lexical_rows, likelihood, owners_of
from dedup.settings import Settings
from dedup.words import Span, distinct, joint_ids

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Encode = Callable[[Sequence[str]], Floats]
"""Sentence vectors of texts: shape (n, d), rows of length 1."""

WORD_FEATURES: Final = (
    "llr", "cover", "back", "run", "weight", "sentence_llr", "siblings", "near", "words", "numbers", "names", "best", "short",
    "full", "anchor",
)  # fmt: skip
MODEL_FEATURES: Final = (*WORD_FEATURES, "cosine", "cosine_lift", "cosine_best")

_BLOCK_CELLS: Final = 65_536
"""Cells (clause, sentence) scored at once: bounds the memory of long articles, and stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Link:
    """A source sentence (its index) that a clause comes from, with its probability 0-1."""

    sentence: int
    score: float


@dataclass(frozen=True)
class Units:
    """The clauses of the derivative: spans, the sentence of each, and how many words each has."""

    spans: tuple[Span, ...]
    owner: Ints
    words: Ints

    @cached_property
    def first_of(self) -> Ints:
        """Index of the first clause of each sentence, and the count of clauses at the end."""
        return np.searchsorted(self.owner, np.arange(int(self.owner.max(initial=-1)) + 2))


@lru_cache(maxsize=KEPT)
def units(derivative: Document, inserts: tuple[Span, ...] = ()) -> Units:
    """The clauses of every sentence, in order; `inserts`, furniture inside running text, are clauses of their own."""
    spans: list[Span] = []
    owner: list[int] = []
    for index, sentence in enumerate(derivative.sentences):
        found = clauses(derivative, sentence, inserts)
        spans.extend(found)
        owner.extend([index] * len(found))
    lengths = [len(derivative.words.inside(span)) for span in spans]
    return Units(tuple(spans), np.asarray(owner, np.int64), np.asarray(lengths, np.int64))


@dataclass(frozen=True)
class Scores:
    """Probabilities: `clause` (units x source sentences), from words alone or with the model where `consulted`."""

    units: Units
    clause: Floats
    consulted: bool


def score_links(source: Document, derivative: Document, parts: Units, encode: Encode | None, settings: Settings) -> Scores:
    """Probability that each clause (`parts`) comes from each sentence of the source: float32, shape (units, sentences).

    `encode` is called only when some clause is neither clearly carried by a sentence nor clearly without any relation.
    """
    evidence = _Evidence(source, derivative, parts)
    by_words = evidence.probabilities(np.asarray(settings.link_word_weights, np.float32), None)
    doubt = _doubtful(by_words, evidence, settings)
    if encode is None or not doubt.any():
        return Scores(parts, by_words, consulted=False)
    vectors = encode([derivative.text[slice(*parts.spans[unit])] for unit in np.flatnonzero(doubt).tolist()])
    cosine = vectors @ encode([source.text[slice(*span)] for span in source.sentences]).T
    with_model = evidence.probabilities(np.asarray(settings.link_model_weights, np.float32), cosine, np.flatnonzero(doubt))
    scores = by_words.copy()
    scores[doubt] = with_model
    return Scores(parts, scores, consulted=True)


def _doubtful(scores: Floats, evidence: _Evidence, settings: Settings) -> NDArray[np.bool_]:
    """Clauses that words alone do not settle; none at all where the two texts share next to nothing."""
    if not scores.size:
        return np.zeros(len(scores), np.bool_)
    best = scores.max(axis=1)
    sure = (best >= settings.link_sure_probability) | (evidence.units.words < 3)
    related = float(best.max(initial=0.0)) >= settings.link_related_probability
    return np.asarray(~sure & related)


class _Evidence:
    """Features of all (clause, sentence) pairs of two articles, made block by block of the derivative's sentences."""

    def __init__(self, source: Document, derivative: Document, parts: Units) -> None:
        self.units = parts
        self.sentences = len(source.sentences)
        self.rows = lexical_rows(derivative, parts.spans, source)
        self.first_row = np.searchsorted(self.rows.unit, np.arange(len(parts.spans) + 1))
        self.llr, self.weight = np.clip(self.rows.llr, -6, 15), np.log1p(np.maximum(self.rows.weight, 0))
        shape = (len(derivative.sentences), self.sentences)
        whole = (self.rows.unit, self.rows.sentence, self.rows.llr)
        if parts.spans != derivative.sentences:
            whole = likelihood(derivative, derivative.sentences, source)
        self.sentence_llr = _placed(np.clip(whole[2], -15, 20), whole[:2], shape, -12.0)
        self.best_llr, self.second_llr = self._best_by_sentence(shape)
        self.near = np.clip(_near(self.best_llr), -6, 8)
        self.anchor = _anchors(self.best_llr)
        self.numbers, self.names = _shared_marks(source, derivative, parts)

    def _best_by_sentence(self, shape: tuple[int, int]) -> tuple[Floats, Floats]:
        """The best and the second best evidence of the clauses of each sentence for each source sentence."""
        best, second = np.full(shape, -6.0, np.float32), np.full(shape, -6.0, np.float32)
        nth = np.arange(len(self.units.spans)) - self.units.first_of[self.units.owner]
        for turn in range(int(nth.max(initial=-1)) + 1):  # the clauses of a sentence one by one: no sentence is met twice in a turn
            for which in self._blocks(np.flatnonzero(nth == turn)):
                owner, (llr,) = self.units.owner[which], self._dense(which, (self.llr, -6.0))
                before = best[owner]
                best[owner] = np.maximum(before, llr)
                second[owner] = np.maximum(second[owner], np.minimum(before, llr))
        return best, second

    def _blocks(self, which: Ints) -> list[Ints]:
        """Clauses a few at a time, so that what is worked out of them stays in the processor's cache."""
        block = max(1, _BLOCK_CELLS // max(1, self.sentences))
        return [which[at : at + block] for at in range(0, len(which), block)]

    def _dense(self, which: Ints, *features: tuple[Floats, float]) -> list[Floats]:
        """Features of the rows of chosen clauses, each with what fills the other cells: arrays of shape (len(which), sentences)."""
        low, count = self.first_row[which], np.diff(self.first_row)[which]
        at = np.arange(int(count.sum())) + np.repeat(low - (np.cumsum(count) - count), count)
        cells = np.repeat(np.arange(len(which)), count), self.rows.sentence[at]
        return [_placed(values[at], cells, (len(which), self.sentences), fill) for values, fill in features]

    def probabilities(self, weights: Floats, cosine: Floats | None, chosen: Ints | None = None) -> Floats:
        """Logistic scores of the chosen clauses (all without `chosen`); `cosine` has one row for each of them."""
        which = np.arange(len(self.units.spans)) if chosen is None else chosen
        parts, done = list[Floats](), 0
        for block in self._blocks(which):
            rows = None if cosine is None else cosine[done : done + len(block)]
            parts.append(_logistic(self._columns(block, rows), weights))
            done += len(block)
        return np.concatenate(parts) if parts else np.zeros((0, self.sentences), np.float32)

    def features(self, which: Ints, cosine: Floats | None) -> Floats:
        """Feature array of shape (len(which), sentences, features), in the order of WORD_FEATURES or MODEL_FEATURES."""
        return np.stack([np.asarray(column, np.float32) for column in self._columns(which, cosine)], axis=-1)

    def _columns(self, which: Ints, cosine: Floats | None) -> list[NDArray[Any]]:
        """Each feature of every (clause, sentence): arrays of shape (len(which), sentences)."""
        shape = (len(which), self.sentences)
        owner, words = self.units.owner[which], np.minimum(self.units.words[which], 20)[:, None]
        llr, cover, back, run, weight = self._dense(
            which, (self.llr, -6.0), (self.rows.cover, 0.0), (self.rows.back, 0.0), (self.rows.run, 0.0), (self.weight, 0.0)
        )
        columns = [
            llr,
            cover,
            back,
            run,
            weight,
            self.sentence_llr[owner],
            np.clip(self._siblings(which, llr), -6, 8),
            self.near[owner],
            np.broadcast_to(words, shape),
            self.numbers[which],
            self.names[which],
            _is_best(llr),
            np.broadcast_to(words <= 4, shape),
            cover > 0.8,
            self.anchor[owner],
        ]
        if cosine is not None:
            columns += [cosine, cosine - np.median(cosine, axis=1, keepdims=True), _is_best(cosine)]
        return columns

    def _siblings(self, which: Ints, llr: Floats) -> Floats:
        """For each clause the best evidence that another clause of its sentence has for each source sentence."""
        owner = self.units.owner[which]
        return np.where(llr >= self.best_llr[owner], self.second_llr[owner], self.best_llr[owner])


def _placed(values: Floats, at: tuple[Ints | Places, Ints | Places], shape: tuple[int, int], fill: float = 0.0) -> Floats:
    array = np.full(shape, fill, np.float32)
    array[at] = values
    return array


def _is_best(values: Floats) -> NDArray[np.bool_]:
    return np.asarray(values >= values.max(axis=1, keepdims=True, initial=-np.inf) - 1e-6)


def _near(best: Floats) -> Floats:
    """Evidence for the neighbouring pairs: sentence before or after, with the source sentence before, at or after."""
    padded = np.pad(np.clip(best, -6, 15), 1, constant_values=-6)
    rows, columns = best.shape
    shifted = [
        padded[1 + i : 1 + i + rows, 1 + j : 1 + j + columns] for i in (-1, 0, 1) for j in (-1, 0, 1) if not (i == 0 and j == 0)
    ]
    return np.asarray(np.maximum.reduce(shifted), np.float32)


_SURE_LLR: Final = 7.0


def _anchors(best: Floats) -> Floats:
    """How close each source sentence is to those that the neighbours of a derivative sentence clearly come from."""
    rows, columns = best.shape
    anchors = np.zeros((rows, columns), np.float32)
    if not columns:
        return anchors
    clear = np.where(best.max(axis=1) > _SURE_LLR, best.argmax(axis=1), -1)
    close = np.exp(-np.abs(np.arange(1 - columns, columns)) / 1.5)  # by distance, 0 in the middle
    for row in range(rows):
        before = [clear[at] for at in (row - 1, row - 2) if at >= 0 and clear[at] >= 0][:1]
        after = [clear[at] for at in (row + 1, row + 2) if at < rows and clear[at] >= 0][:1]
        for place in before + after:
            anchors[row] += close[columns - 1 - place : 2 * columns - 1 - place]
    return anchors


_COMMON_NAME: Final = 3.3
"""Rarity below which a capital is a sentence's first word rather than a name."""


def _shared_marks(source: Document, derivative: Document, parts: Units) -> tuple[Floats, Floats]:
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
) -> Floats:
    """Summed weights of the chosen words that each clause shares with each sentence; a word in few sentences weighs more, 0-1."""
    (mine, theirs, size), (units_of, sentences_of) = joint, owners
    ours, kept = chosen[0] & (units_of >= 0), chosen[1] & (sentences_of >= 0)
    held = distinct(theirs[kept] * shape[1] + sentences_of[kept])
    form, sentence = held // max(1, shape[1]), held % max(1, shape[1])
    count = np.bincount(form, minlength=size)
    first, times = (np.cumsum(count) - count)[mine[ours]], count[mine[ours]]
    at = np.repeat(first - (np.cumsum(times) - times), times) + np.arange(int(times.sum()))
    weight = np.log((shape[1] + 1) / (times + 0.5)) / np.log(shape[1] + 1)
    found = np.zeros(shape, np.float32)
    np.add.at(found, (np.repeat(units_of[ours], times), sentence[at]), np.repeat(weight, times).astype(np.float32))
    return found


def _logistic(columns: Sequence[NDArray[Any]], weights: Floats) -> Floats:
    """1 / (1 + exp(-(w . x + b))) with the intercept as the last weight; column by column, to hold no array of all features."""
    total = np.full(columns[0].shape, weights[-1], np.float32)
    for weight, column in zip(weights[:-1], columns, strict=True):
        total += weight * column
    return np.asarray(1.0 / (1.0 + np.exp(-total)), np.float32)


def choose(scores: Scores, source: Document, derivative: Document, settings: Settings) -> tuple[tuple[Link, ...], ...]:
    """For every clause the source sentences it comes from, the surest first; none where nothing reaches the threshold.

    A further sentence must carry telling words of the clause that the surer ones do not: a quotation's second sentence is no
    second source of its first.
    """
    chosen: list[tuple[Link, ...]] = []
    for unit, span in enumerate(scores.units.spans):
        row = scores.clause[unit]
        likely = np.flatnonzero(row >= settings.link_probability)
        order = likely[np.argsort(-row[likely], kind="stable")]
        alone = tuple(Link(sentence, float(row[sentence])) for sentence in order.tolist())
        chosen.append(alone if len(alone) < 2 else _explained(alone, span, source, derivative, settings))
    return tuple(chosen)


def _explained(
    likely: tuple[Link, ...], span: Span, source: Document, derivative: Document, settings: Settings
) -> tuple[Link, ...]:
    open_words = {derivative.words.stems[word]: float(derivative.rarity[word]) for word in derivative.words.inside(span)}
    links: list[Link] = []
    for link in likely:
        carried = open_words.keys() & source.sentence_stems[link.sentence]
        news = sum(max(0.0, open_words[stem] - TELLING_RARITY) for stem in carried)
        if links and news < settings.link_further_weight:
            continue
        links.append(link)
        for stem in carried:
            del open_words[stem]
    return tuple(links)


TELLING_RARITY: Final = 2.8
"""Rarity up to which a word (the, said, after) tells nothing about where a clause comes from."""
