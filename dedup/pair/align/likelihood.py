"""What speaks for a unit of the derivative (a sentence or clause) coming from a sentence of the source, by words alone.

Each pair of a unit and a sentence that share a telling word gets a row of features. Words are weighed by how likely they are
to occur in any sentence of this source or of the language, so that the topic's own vocabulary proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document, kept_with_document
from dedup.words import Span, distinct, joint_ids, numbered

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Counts = tuple[Ints, Ints, Ints]
"""Of n pairs of an owner (unit or sentence) and a term, sorted by term: owner, term, how often it stands there."""

_REUSE = 0.6
"""Chance that a word of a rewritten clause still stands in the sentence it comes from. Set on data/."""
_SEEN_ONCE = 0.7
"""Sentences by which the count of those that hold a word is lowered: one that holds it says little of the others. Set by hand."""
_LEAST_CHANCE, _MOST_CHANCE = 0.02, 0.95
"""Bounds of the chance of a word in an unrelated sentence of the same source: on one event even rare names recur."""
_LEAST_ROWS, _MOST_ROWS = 1_000_000, 100
"""Rows (unit, sentence, word) that are joined at all events, and how many for each unit and sentence: the commonest words of a
longer text are left out of the join, never of the weights. Higher: slower; two articles of 2,000 words have 200,000."""


_BLOCK_ROWS = 200_000
"""Rows (unit, sentence, word) joined at once, few enough to stay in the processor's cache: bounds the memory of long articles."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of n (unit, sentence) pairs, sorted by unit, then sentence; all arrays have length n.

    `llr`: log-likelihood ratio of reuse against chance, natural log; `cover`: share of the unit's weight that the sentence
    carries, 0-1; `back`: share of the sentence's weight that the unit carries, 0-1; `run`: share of the unit's word trigrams
    that stand in the sentence, 0-1; `weight`: weight of the shared words.
    """

    unit: Places
    sentence: Places
    llr: Floats
    cover: Floats
    back: Floats
    run: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class _Counted:
    """How often each term stands in each unit (`ours`) and sentence (`other`); per term: log-likelihood ratio of a match (`gain`)
    and of a miss (`loss`, negative)."""

    ours: Counts
    other: Counts
    gain: NDArray[np.float64]
    loss: NDArray[np.float64]


def lexical_rows(derivative: Document, units: tuple[Span, ...], source: Document) -> Rows:
    """Rows for every unit of the derivative and sentence of the source that share a word of positive weight."""
    owners = owners_of(derivative, units), owners_of(source, source.sentences)
    known = _counted(derivative, source, owners)
    u, s, llr, shared = _cells(known, len(units), len(source.sentences))
    ours, other, worth = known.ours, known.other, np.maximum(known.gain, 0)
    unit_weight = np.bincount(ours[0], worth[ours[1]] * ours[2], len(units))
    sentence_weight = np.bincount(other[0], worth[other[1]] * other[2], max(1, len(source.sentences)))
    return Rows(
        u,
        s,
        llr,
        cover=(shared / np.maximum(unit_weight[u], 1e-6)).astype(np.float32),
        back=(shared / np.maximum(sentence_weight[s], 1e-6)).astype(np.float32),
        run=_runs(u, s, derivative, len(units), source, owners),
        weight=shared.astype(np.float32),
    )


def likelihood(derivative: Document, units: tuple[Span, ...], source: Document) -> tuple[Places, Places, Floats]:
    """`unit`, `sentence` and `llr` of `lexical_rows` alone."""
    known = _counted(derivative, source, (owners_of(derivative, units), owners_of(source, source.sentences)))
    return _cells(known, len(units), len(source.sentences))[:3]


def _counted(derivative: Document, source: Document, owners: tuple[Ints, Ints]) -> _Counted:
    mine, _, _ = joint_ids(derivative.words.stem_vocabulary, source.words.stem_vocabulary)
    other, gain, loss = _of_source(derivative, source)
    return _Counted(_counts(mine, owners[0]), other, gain, loss)


@lru_cache(maxsize=4)
def _of_source(derivative: Document, source: Document) -> tuple[Counts, NDArray[np.float64], NDArray[np.float64]]:
    """Of `_Counted` what is the same whatever the units: asked for clauses, then for sentences. Write into none."""
    mine, theirs, size = joint_ids(derivative.words.stem_vocabulary, source.words.stem_vocabulary)
    owner = owners_of(source, source.sentences)
    return _counts(theirs, owner), *_weights(theirs, owner, len(source.sentences), source, size, mine, derivative)


def _cells(known: _Counted, units: int, sentences: int) -> tuple[Places, Places, Floats, NDArray[np.float64]]:
    """Unit, sentence, log-likelihood ratio and weight of what the two share, for each pair that shares anything."""
    width, partners = max(1, sentences), _partners(known.ours, known.other, known.gain > 0, units + sentences)
    blocks = [_block(known, part, partners, width) for part in _parted(known.ours[0], partners.count, units)]
    keys, shared, lost = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    unit, sentence = (keys // width).astype(np.int32), (keys % width).astype(np.int32)
    total_loss = np.bincount(known.ours[0], known.loss[known.ours[1]] * known.ours[2], units)
    return unit, sentence, (shared + total_loss[unit] - lost).astype(np.float32), shared


def _parted(unit: Ints, count: Ints, units: int) -> list[Ints]:
    """Indices of `unit` in parts: each has whole units, in order, and about `_BLOCK_ROWS` rows at most by `count`."""
    rows = np.cumsum(np.bincount(unit, count, units))
    if not len(rows) or rows[-1] <= _BLOCK_ROWS:
        return [np.arange(len(unit))]
    block = (rows // _BLOCK_ROWS).astype(np.int64)[unit]
    order = np.argsort(block, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(block[order])) + 1)


def _block(known: _Counted, part: Ints, partners: _Partners, width: int) -> tuple[Ints, NDArray[np.float64], NDArray[np.float64]]:
    """Cells (unit * width + sentence) of the units in `part`, in order, with the gains and the losses of what each shares."""
    unit, term, count = (values[part] for values in known.ours)
    spread, column = _joined(part, partners)
    keys = np.repeat(unit * width, spread) + known.other[0][column]
    times = np.minimum(np.repeat(count, spread), known.other[2][column])
    weights = [np.repeat(value[term], spread) * times for value in (known.gain, known.loss)]
    if not len(keys):
        return keys, np.zeros(0), np.zeros(0)
    first = int(keys.min())
    cells, where = _numbered(keys - first)
    gained, lost = (np.asarray(np.bincount(where, weight, len(cells)), np.float64) for weight in weights)
    return first + cells, gained, lost


def _numbered(keys: Ints) -> tuple[Ints, Ints]:
    """Distinct keys in order, and the place of each key among them; keys are not negative."""
    size = int(keys.max()) + 1
    if size > _FEW_TIMES * len(keys):
        return numbered(keys)
    taken = np.zeros(size, np.bool_)  # where most cells are taken, marking them is ten times faster than sorting
    taken[keys] = True
    return np.flatnonzero(taken), (np.cumsum(taken) - 1)[keys]


_FEW_TIMES = 4
"""Cells for each key up to which they are marked rather than sorted."""


@kept_with_document
def owners_of(article: Document, spans: tuple[Span, ...]) -> Ints:
    """Index of the span that holds each word, -1 for none; no two spans share a word. Not to be written into."""
    first, stop = article.words.inside_each(spans)
    lengths = stop - first
    before = np.cumsum(lengths) - lengths
    owner = np.full(len(article.words), -1, np.int64)
    owner[np.arange(int(lengths.sum())) + np.repeat(first - before, lengths)] = np.repeat(np.arange(len(spans)), lengths)
    owner.flags.writeable = False
    return owner


def _weights(
    theirs: Ints, owner: Ints, sentences: int, source: Document, size: int, mine: Ints, derivative: Document
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per stem: log-likelihood ratio of a match (gain) and of a miss (loss, negative)."""
    rare = np.zeros(size)
    rare[mine], rare[theirs] = derivative.rarity, source.rarity
    kept = owner >= 0
    pairs = distinct(owner[kept] * size + theirs[kept])
    frequency = np.bincount(pairs % size, minlength=size)
    length = len(theirs) / max(1, sentences)
    background = 1 - np.exp(-length * 10.0**-rare)
    chance = np.clip(np.maximum(background, (frequency - _SEEN_ONCE) / max(1, sentences)), _LEAST_CHANCE, _MOST_CHANCE)
    gain, loss = np.log(_REUSE / chance), np.log((1 - _REUSE) / (1 - chance))
    return gain, np.minimum(loss, 0.0)


def _counts(terms: Ints, owner: Ints) -> Counts:
    """How often each term stands in each owner: (owner, term, count), sorted by term."""
    kept = owner >= 0
    size = int(owner.max(initial=0)) + 1
    keys, places = numbered(terms[kept] * size + owner[kept])
    return keys % size, keys // size, np.bincount(places, minlength=len(keys))


@dataclass(frozen=True, slots=True)
class _Partners:
    """For each of our counts the first of the other's with its term, and how many follow: none where the term is not wanted."""

    first: Ints
    count: Ints


def joinable(rows: Ints, size: int) -> NDArray[np.bool_]:
    """Which words are joined, by the `rows` of each: not the commonest, where all are too many for `size` units and sentences.

    Of words that are equally common the first ones: of a sentence that stands in a text a thousand times all are.
    """
    most = max(_LEAST_ROWS, _MOST_ROWS * size)
    if int(rows.sum()) <= most:
        return np.ones(len(rows), np.bool_)
    order = np.argsort(rows, kind="stable")
    kept = np.zeros(len(rows), np.bool_)
    kept[order] = np.cumsum(rows[order]) <= most
    return kept


def _partners(ours: Counts, other: Counts, wanted: NDArray[np.bool_], size: int) -> _Partners:
    low, high = np.searchsorted(other[1], ours[1], "left"), np.searchsorted(other[1], ours[1], "right")
    spread = high - low
    per_term = np.bincount(ours[1], np.where(wanted[ours[1]], spread, 0), len(wanted)).astype(np.int64)
    return _Partners(low, np.where((wanted & joinable(per_term, size))[ours[1]], spread, 0))


def _joined(part: Ints, partners: _Partners) -> tuple[Ints, Ints]:
    """For our counts in `part`, how many of the other's have the same term; and these, by their indices, one after the other."""
    spread = partners.count[part]
    total = int(spread.sum())
    return spread, np.arange(total) + np.repeat(partners.first[part] - (np.cumsum(spread) - spread), spread)


def _runs(u: Places, s: Places, derivative: Document, units: int, source: Document, owners: tuple[Ints, Ints]) -> Floats:
    """Share of each unit's word trigrams that stand in the sentence, for the pairs of unit `u` and sentence `s`."""
    grams = _trigrams(derivative, source, owners)
    ours, other = (_counts(numbers, owner) for numbers, owner in grams)
    width = max(1, len(source.sentences))
    partners = _partners(ours, other, np.ones(int(max(part[0].max(initial=0) for part in grams)) + 1, np.bool_), units + width)
    spread, column = _joined(np.arange(len(ours[0])), partners)
    keys, wanted = u * np.int64(width) + s, np.repeat(ours[0] * width, spread) + other[0][column]
    places = np.searchsorted(keys, wanted)
    inside = places < len(keys)
    inside[inside] = keys[places[inside]] == wanted[inside]
    shared = np.bincount(places[inside], np.minimum(np.repeat(ours[2], spread), other[2][column])[inside], len(keys))
    total = np.bincount(grams[0][1], minlength=units)
    return (shared / np.maximum(total[u], 1)).astype(np.float32)


def _trigrams(derivative: Document, source: Document, owners: tuple[Ints, Ints]) -> list[tuple[Ints, Ints]]:
    """The word trigrams of both texts that lie in one unit or sentence: their numbers, in one numbering, and their owners."""
    mine, theirs, _ = joint_ids(derivative.words.norm_vocabulary, source.words.norm_vocabulary)
    grams, held = [], []
    for ids, owner in ((mine, owners[0]), (theirs, owners[1])):
        inside = (owner[:-2] == owner[2:]) & (owner[2:] >= 0) if len(ids) > 2 else np.zeros(0, np.bool_)
        base = 2_000_003
        grams.append(((ids[:-2] * base + ids[1:-1]) * base + ids[2:])[inside])
        held.append(owner[2:][inside])
    _, flat = numbered(np.concatenate(grams))
    return [(flat[: len(grams[0])], held[0]), (flat[len(grams[0]) :], held[1])]
