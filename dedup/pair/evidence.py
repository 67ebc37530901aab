"""What speaks for a unit of the derivative (a sentence or clause) coming from a sentence of the source, by words alone.

Each pair of a unit and a sentence that share a telling word gets a row of features. Words are weighed by how likely they are
to occur in any sentence of this source or of the language, so that the topic's own vocabulary proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.pair.prepare import Prepared
from dedup.words import Span, joint_ids

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_REUSE = 0.6
"""Chance that a word of a rewritten clause still stands in the sentence it comes from. Set on data/."""
_LEAST_CHANCE, _MOST_CHANCE = 0.02, 0.95
"""Bounds of the chance of a word in an unrelated sentence of the same source: on one event even rare names recur."""
_PAIR_LIMIT = 4_000_000
"""Most (unit, sentence) rows that one word may add up to; commoner words are left out of the join, never of the weights."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of n (unit, sentence) pairs, sorted by unit, then sentence; all arrays have length n.

    `llr`: log-likelihood ratio of reuse against chance, natural log; `cover`: share of the unit's weight that the sentence
    carries, 0-1; `back`: share of the sentence's weight that the unit carries, 0-1; `run`: share of the unit's word trigrams
    that stand in the sentence, 0-1; `weight`: weight of the shared words.
    """

    unit: Ints
    sentence: Ints
    llr: Floats
    cover: Floats
    back: Floats
    run: Floats
    weight: Floats


def lexical_rows(derivative: Prepared, units: tuple[Span, ...], source: Prepared) -> Rows:
    """Rows for every unit of the derivative and sentence of the source that share a word of positive weight."""
    mine, theirs, size = joint_ids(derivative.words.stem_vocabulary, source.words.stem_vocabulary)
    mine_of, theirs_of = owners_of(derivative, units), owners_of(source, source.sentences)
    gain, loss = _weights(theirs, theirs_of, len(source.sentences), source, size, mine, derivative)
    ours = _counts(mine, mine_of)
    other = _counts(theirs, theirs_of)
    unit, sentence, term, times = _join(ours, other, gain > 0)
    width = max(1, len(source.sentences))
    keys, where = _numbered(unit * width + sentence, width * len(units))
    shared = np.bincount(where, gain[term] * times, len(keys))
    shared_loss = np.bincount(where, loss[term] * times, len(keys))
    total_loss = np.bincount(ours[0], loss[ours[1]] * ours[2], len(units))
    unit_weight = np.bincount(ours[0], np.maximum(gain[ours[1]], 0) * ours[2], len(units))
    sentence_weight = np.bincount(other[0], np.maximum(gain[other[1]], 0) * other[2], width)
    u, s = keys // width, keys % width
    return Rows(
        u,
        s,
        llr=(shared + total_loss[u] - shared_loss).astype(np.float32),
        cover=(shared / np.maximum(unit_weight[u], 1e-6)).astype(np.float32),
        back=(shared / np.maximum(sentence_weight[s], 1e-6)).astype(np.float32),
        run=_runs(keys, width, derivative, units, mine_of, source, theirs_of),
        weight=shared.astype(np.float32),
    )


def _numbered(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Distinct keys in order, and the place of each key among them; `size`: the keys are below it."""
    if size > _FEW_TIMES * len(keys):
        return np.unique(keys, return_inverse=True)
    taken = np.zeros(size, np.bool_)  # where most cells are taken, marking them is ten times faster than sorting
    taken[keys] = True
    return np.flatnonzero(taken), (np.cumsum(taken) - 1)[keys]


_FEW_TIMES = 4
"""Cells for each key up to which they are marked rather than sorted."""


def owners_of(article: Prepared, spans: tuple[Span, ...]) -> Ints:
    """Index of the span that holds each word, -1 for none."""
    owner = np.full(len(article.words), -1, np.int64)
    for index, span in enumerate(spans):
        inside = article.words.inside(span)
        owner[inside.start : inside.stop] = index
    return owner


def _weights(
    theirs: Ints, owner: Ints, sentences: int, source: Prepared, size: int, mine: Ints, derivative: Prepared
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per stem: log-likelihood ratio of a match (gain) and of a miss (loss, negative)."""
    rare = np.zeros(size)
    rare[mine], rare[theirs] = derivative.rarity, source.rarity
    kept = owner >= 0
    pairs = np.unique(owner[kept] * size + theirs[kept])
    frequency = np.bincount(pairs % size, minlength=size)
    length = len(theirs) / max(1, sentences)
    background = 1 - np.exp(-length * 10.0**-rare)
    chance = np.clip(np.maximum(background, (frequency - 0.7) / max(1, sentences)), _LEAST_CHANCE, _MOST_CHANCE)
    gain, loss = np.log(_REUSE / chance), np.log((1 - _REUSE) / (1 - chance))
    return gain, np.minimum(loss, 0.0)


def _counts(terms: Ints, owner: Ints) -> tuple[Ints, Ints, Ints]:
    """How often each term stands in each owner: (owner, term, count), sorted by term."""
    kept = owner >= 0
    size = int(owner.max(initial=0)) + 1
    keys, counts = np.unique(terms[kept] * size + owner[kept], return_counts=True)
    return keys % size, keys // size, counts


def _join(
    ours: tuple[Ints, Ints, Ints], other: tuple[Ints, Ints, Ints], wanted: NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints, Ints]:
    """All (unit, sentence, term, times) with the term on both sides; a repeat counts once for each partner it has."""
    low, high = np.searchsorted(other[1], ours[1], "left"), np.searchsorted(other[1], ours[1], "right")
    spread = high - low
    per_term = np.bincount(ours[1], spread, len(wanted)) if len(ours[1]) else np.zeros(len(wanted))
    keep = wanted[ours[1]] & (spread > 0) & (per_term[ours[1]] <= _PAIR_LIMIT)
    low, spread = low[keep], spread[keep]
    rows = np.repeat(np.flatnonzero(keep), spread)
    offsets = np.arange(len(rows)) - np.repeat(np.cumsum(spread) - spread, spread)
    columns = np.repeat(low, spread) + offsets
    times = np.minimum(ours[2][rows], other[2][columns])
    return ours[0][rows], other[0][columns], ours[1][rows], times


def _runs(
    keys: Ints, width: int, derivative: Prepared, units: tuple[Span, ...], mine_of: Ints, source: Prepared, theirs_of: Ints
) -> Floats:
    """Share of each unit's word trigrams that stand in the sentence, for the (unit, sentence) pairs in `keys`."""
    mine, theirs, _ = joint_ids(derivative.words.norm_vocabulary, source.words.norm_vocabulary)
    grams, owners = [], []
    for ids, owner in ((mine, mine_of), (theirs, theirs_of)):
        inside = (owner[:-2] == owner[2:]) & (owner[2:] >= 0) if len(ids) > 2 else np.zeros(0, np.bool_)
        base = 2_000_003
        grams.append(((ids[:-2] * base + ids[1:-1]) * base + ids[2:])[inside])
        owners.append(owner[2:][inside])
    known, flat = np.unique(np.concatenate(grams), return_inverse=True)
    ours = _counts(flat[: len(grams[0])], owners[0])
    other = _counts(flat[len(grams[0]) :], owners[1])
    unit, sentence, _, times = _join(ours, other, np.ones(len(known), np.bool_))
    total = np.bincount(owners[0], minlength=len(units))
    found = np.searchsorted(keys, unit * width + sentence)
    inside = found < len(keys)
    inside[inside] = keys[found[inside]] == (unit * width + sentence)[inside]
    shared = np.bincount(found[inside], times[inside], len(keys))
    return (shared / np.maximum(total[keys // width], 1)).astype(np.float32)
