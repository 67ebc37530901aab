"""Which source sentences each clause of the derivative comes from.

Every pair of a clause and a source sentence gets a probability from a small logistic scorer over lexical evidence, position
and, where words leave a doubt, sentence vectors. The numbers of the scorer are the group `link` of calibration.json.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.calibration import fitted
from dedup.document import Document, kept_with_document
from dedup.pair.align.clauses import clauses
from dedup.pair.align.features import Cells, Evidence, Units
from dedup.pair.align.grid import Floats, Ints
from dedup.settings import Settings
from dedup.words import Span

Encode = Callable[[Sequence[str]], Floats]
"""Sentence vectors of texts: shape (n, d), rows of length 1."""


@dataclass(frozen=True, slots=True)
class Link:
    """A source sentence (its index) that a clause comes from, with its probability 0-1."""

    sentence: int
    score: float


@kept_with_document
def units(derivative: Document, inserts: tuple[Span, ...] = ()) -> Units:
    """The clauses of every sentence, in order; `inserts`, furniture inside running text, are clauses of their own."""
    spans: list[Span] = []
    owner: list[int] = []
    for index, sentence in enumerate(derivative.sentences):
        parts = clauses(derivative, sentence, inserts)
        spans.extend(parts)
        owner.extend([index] * len(parts))
    first, stop = derivative.words.inside_each(spans)
    return Units(tuple(spans), np.asarray(owner, np.int64), stop - first)


@dataclass(frozen=True)
class Scores:
    """Probabilities of cells, a clause and a source sentence each, in order: `first`, where the cells of each clause start; the
    `sentence` of each, and its `probability`, with the model where `consulted`; `by_words`: from words alone.

    `whole`: every cell is there; else what is not is too unlike to be looked at.
    """

    units: Units
    first: Ints
    sentence: Ints
    probability: Floats
    by_words: Floats
    consulted: bool
    whole: bool

    def of(self, unit: int) -> tuple[Ints, Floats]:
        """The sentences that a clause was compared with, in order, and the probability of each."""
        cells = slice(int(self.first[unit]), int(self.first[unit + 1]))
        return self.sentence[cells], self.probability[cells]


def score_links(source: Document, derivative: Document, parts: Units, encode: Encode | None, settings: Settings) -> Scores:
    """Probability that each clause (`parts`) comes from each sentence of the source.

    `encode` is called only when some clause is neither clearly carried by a sentence nor clearly without any relation, and every
    pair of sentences is looked at (`link_most_pairs`).
    """
    evidence = Evidence(source, derivative, parts, settings.link_most_pairs)
    pairs, every = evidence.pairs, np.arange(len(parts.spans))
    weights = np.asarray(fitted("link")["word_weights"], np.float32)
    blocks = evidence.blocks(every)
    scores = _joined([_logistic(evidence.columns(cells, None), weights) for cells in blocks])
    best = _joined([cells.of_units(part, 0.0) for cells, part in zip(blocks, _split(scores, blocks), strict=True)])
    cells = evidence.cells(every)
    by_words = scores
    doubt = np.flatnonzero(_doubtful(best, parts, settings)) if encode is not None and pairs.whole else every[:0]
    if len(doubt) and encode is not None:
        asked = [derivative.text[slice(*parts.spans[unit])] for unit in doubt.tolist()]
        cosine = cosines(asked, [source.text[slice(*span)] for span in source.sentences], encode)
        scores = scores.copy()
        scores.reshape(len(every), pairs.width)[doubt] = _with_model(evidence, doubt, cosine)
    return Scores(parts, cells.first, pairs.column[cells.pair], scores, by_words, len(doubt) > 0, pairs.whole)


def cosines(these: Sequence[str], those: Sequence[str], encode: Encode) -> Floats:
    """Cosines of texts, shape (len(these), len(those)). Asked for all at once: what stands on both sides is computed once."""
    vectors = encode([*these, *those])
    return np.asarray(vectors[: len(these)] @ vectors[len(these) :].T, np.float32)


def _with_model(evidence: Evidence, doubt: Ints, cosine: Floats) -> Floats:
    """Probabilities of all cells of the doubtful clauses: shape (len(doubt), sentences)."""
    weights, done, parts = np.asarray(fitted("link")["model_weights"], np.float32), 0, list[Floats]()
    for cells in evidence.blocks(doubt):
        rows = cosine[done : done + len(cells.which)]
        parts.append(_logistic(evidence.columns(cells, rows), weights))
        done += len(cells.which)
    return np.concatenate(parts).reshape(len(doubt), evidence.width)


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _split(values: Floats, blocks: list[Cells]) -> list[Floats]:
    return np.split(values, np.cumsum([len(cells.pair) for cells in blocks])[:-1]) if blocks else []


def _doubtful(best: Floats, parts: Units, settings: Settings) -> NDArray[np.bool_]:
    """Clauses that words alone do not settle; none at all where the two texts share next to nothing."""
    sure = (best >= settings.link_sure_probability) | (parts.words < _ASKED_WORDS)
    related = float(best.max(initial=0.0)) >= settings.link_related_probability
    return np.asarray(~sure & related)


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
        sentences, row = scores.of(unit)
        likely = np.flatnonzero(row >= settings.link_probability)
        order = likely[np.argsort(-row[likely], kind="stable")]
        alone = tuple(Link(int(sentences[at]), float(row[at])) for at in order.tolist())
        chosen.append(alone if len(alone) < 2 else _explained(alone, span, source, derivative, settings))
    return tuple(chosen)


def _explained(
    likely: tuple[Link, ...], span: Span, source: Document, derivative: Document, settings: Settings
) -> tuple[Link, ...]:
    open_words = {derivative.words.stems[word]: float(derivative.rarity[word]) for word in derivative.words.inside(span)}
    links: list[Link] = []
    for link in likely:
        left = sum(max(0.0, rarity - TELLING_RARITY) for rarity in open_words.values())
        if links and left < settings.link_further_weight - _ROUNDING:
            break
        carried = open_words.keys() & source.sentence_stems[link.sentence]
        news = sum(max(0.0, open_words[stem] - TELLING_RARITY) for stem in carried)
        if links and news < settings.link_further_weight:
            continue
        links.append(link)
        for stem in carried:
            del open_words[stem]
    return tuple(links)


_ASKED_WORDS: Final = 3
"""Words from which on a clause is shown to the model: of fewer a vector says nothing."""

_ROUNDING: Final = 1e-6
"""How far two sums of the same numbers may be apart."""


TELLING_RARITY: Final = 2.8
"""Rarity up to which a word (the, said, after) tells nothing about where a clause comes from."""
