"""Regions: runs of words of the source and of the derivative that one case of reuse may link, found by words alone.

A region is scored by the log-likelihood ratio of two tellings: its words in the derivative were drawn from those of the source
region (a share of them, the rate, the others from the language), or all of them from the language and the topic. Words are
matched one to one, so repetition beyond the other side's count proves nothing. Order counts for nothing either: shuffled and
translated text is found the same way as verbatim text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.calibration import logistic
from dedup.document import Document
from dedup.settings import Settings
from dedup.words import Span, first_places, joint_ids, numbered

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_FULL_STOPS: Final = frozenset(".!?…。！？؟۔।\"'”’»)]")
"""A line that ends with one of these ends a sentence; other line ends may be mere wrapping, and cost more to stop at."""


@dataclass(frozen=True, slots=True)
class Side:
    """One text of a pair: `ids`, numbers of its n word stems; `counts`, how often each stem occurs in it (one per stem of the
    pair); `costs`, length n + 1, log-likelihood that a region loses by starting or ending before each word."""

    ids: Ints
    counts: Ints
    costs: Floats


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts in one numbering of stems; `background` is the chance of each stem in the language at large, 0-1."""

    source: Side
    derivative: Side
    background: Floats


@dataclass(frozen=True, slots=True)
class Region:
    """Half-open runs of words of the two texts, one of which may be made from the other.

    `score`: log-likelihood ratio of reuse against chance, natural log. `matched`: share of the derivative's words that were matched
    one to one with the source's, 0-1; `rate`, the share that was expected. `confidence`: chance that this is reuse, 0-1, once it
    is judged. `summarises`: it condenses the source, or a long part of it; its `source` runs from the first to the last word that
    it draws on.
    """

    source: Span
    derivative: Span
    score: float
    matched: float
    rate: float
    confidence: float = 0.0
    summarises: bool = False


def encode(source: Document, derivative: Document, settings: Settings) -> Pair:
    """The two texts as numbers."""
    ours, theirs, size = joint_ids(source.words.stem_vocabulary, derivative.words.stem_vocabulary)
    background = np.empty(size)
    background[ours] = source.rarity
    background[theirs] = derivative.rarity
    background = np.maximum(10.0**-background, settings.align_least_chance)
    return Pair(_side(source, ours, size, settings), _side(derivative, theirs, size, settings), background)


def _side(article: Document, ids: Ints, size: int, settings: Settings) -> Side:
    return Side(ids, np.bincount(ids, minlength=size), _edge_costs(article, settings))


def _edge_costs(article: Document, settings: Settings) -> Floats:
    costs = np.full(len(article.words) + 1, settings.align_cost_inside)
    begins = np.searchsorted(article.words.starts, [start for start, _ in article.sentences])
    stops = np.array([True] + [article.text[end - 1] in _FULL_STOPS for _, end in article.sentences[:-1]])
    costs[begins] = np.where(stops[: len(begins)], 0.0, settings.align_cost_line)
    costs[[0, -1]] = 0.0
    return costs


def seeds(pair: Pair, settings: Settings) -> Ints:
    """Cells (derivative window, source window), shape (k, 2), that share more telling words than chance would.

    Windows of `align_window` words start every half window. Found through the positions of shared stems, never through all
    cells; a stem that would link more than `align_seed_links` positions is too common to tell.
    """
    half = settings.align_window // 2
    word, ours, theirs = _links(pair, settings.align_seed_links)
    gain = _seed_gain(pair, settings)[word]
    corners = [(theirs // half - a, ours // half - b) for a in (0, 1) for b in (0, 1)]
    rows, columns = (np.concatenate([corner[axis] for corner in corners]) for axis in (0, 1))
    width = len(pair.source.ids) // half + 2
    cells, terms = (rows + 1) * width + columns + 1, np.tile(word, 4)
    _, first = first_places(cells * len(pair.background) + terms)
    windows, where = numbered(cells[first])
    scores = np.bincount(where, np.tile(gain, 4)[first], len(windows))
    kept = windows[scores > settings.align_seed_score]
    return np.stack([kept // width - 1, kept % width - 1], axis=1)


def _links(pair: Pair, limit: int) -> tuple[Ints, Ints, Ints]:
    """All (stem, source position, derivative position) of the stems that link at most `limit` pairs of positions."""
    ours, theirs = pair.source, pair.derivative
    pairs = ours.counts * theirs.counts
    stems = np.flatnonzero((pairs > 0) & (pairs <= limit))
    word = np.repeat(stems, pairs[stems])
    nth = np.arange(len(word)) - np.repeat(np.cumsum(pairs[stems]) - pairs[stems], pairs[stems])
    across = ours.counts[word]
    return word, _position(ours, word, nth % across), _position(theirs, word, nth // across)


def _position(side: Side, word: Ints, nth: Ints) -> Ints:
    """Where the `nth` occurrence of each `word` stands."""
    order = np.argsort(side.ids, kind="stable")
    places: Ints = order[(np.cumsum(side.counts) - side.counts)[word] + nth]
    return places


def _seed_gain(pair: Pair, settings: Settings) -> Floats:
    chance = topical(
        pair.background, np.maximum(pair.source.counts - 1, 0) + np.maximum(pair.derivative.counts - 1, 0), settings.align_topic
    )
    rate = settings.align_seed_rate
    return np.asarray(np.log1p(rate / (1 - rate) / (settings.align_window * chance)))


def topical(background: Floats, counts: Ints, share: float) -> Floats:
    """Chance of each stem where the topic, known by `counts`, makes up `share` of the language; never below the background."""
    return np.maximum(background, (1 - share) * background + share * counts / max(1, int(counts.sum())))


def clusters(cells: Ints, gap: int) -> list[Ints]:
    """Seeds parted wherever neither text has any for more than `gap` windows."""
    for axis in (0, 1):
        ordered = cells[np.argsort(cells[:, axis], kind="stable")]
        cuts = np.flatnonzero(np.diff(ordered[:, axis]) > gap) + 1
        if len(cuts):
            return [cluster for part in np.split(ordered, cuts) for cluster in clusters(part, gap)]
    return [cells] if len(cells) else []


def regions(pair: Pair, settings: Settings) -> list[Region]:
    """Regions grown from the clusters of seeds; seeds that a region leaves over are clustered again."""
    grown: list[Region] = []
    waiting = [(cells, settings.align_gap) for cells in clusters(seeds(pair, settings), settings.align_gap)]
    while waiting:
        cells, gap = waiting.pop()
        region = _grown(pair, cells, settings)
        left = cells if region is None else cells[~_inside(cells, region, settings)]
        if region is not None:
            grown.append(region)
        # Nothing was taken: the cluster mixes several places, so it is parted more finely, down to single seeds.
        gap = gap if len(left) < len(cells) else gap // 2
        if gap:
            waiting += [(part, gap) for part in clusters(left, gap) if len(part) < len(cells)]
    return grown


def _inside(cells: Ints, region: Region, settings: Settings) -> NDArray[np.bool_]:
    """Which seeds overlap the region in both texts."""
    half = settings.align_window // 2
    inside = np.ones(len(cells), np.bool_)
    for axis, (start, end) in enumerate((region.derivative, region.source)):
        inside &= (cells[:, axis] * half < end) & ((cells[:, axis] + 2) * half > start)
    return inside


def _grown(pair: Pair, cells: Ints, settings: Settings) -> Region | None:
    """The best region around the seeds: each side in turn takes the run of words that the other side explains best."""
    half = settings.align_window // 2
    (row, column), (last_row, last_column) = cells.min(axis=0), cells.max(axis=0)
    ours = _clipped((int(column) * half, (int(last_column) + 2) * half), pair.source)
    theirs = _clipped((int(row) * half, (int(last_row) + 2) * half), pair.derivative)
    rate = settings.align_first_rate
    for step in range(settings.align_rounds):
        before, last = (ours, theirs), step == settings.align_rounds - 1
        # The other side counts with a margin: a sentence at the edge is often not taken on one side before the other has it.
        margin = 0 if last else settings.align_margin
        chance = _chance(pair, ours, theirs, settings.align_topic)
        theirs = best_run(pair.derivative, theirs, _words(pair.source, ours, margin), chance, rate, settings).run
        ours, _, matched = best_run(pair.source, ours, _words(pair.derivative, theirs, margin), chance, rate, settings).parts
        if ours[0] == ours[1] or theirs[0] == theirs[1]:
            return None
        rate = min(settings.align_most_rate, max(settings.align_least_rate, matched * settings.align_rate_share))
        if (ours, theirs) == before:
            break
    run, score, matched = best_run(pair.derivative, theirs, _words(pair.source, ours, 0), chance, rate, settings).parts
    return Region(ours, run, score, matched, rate) if run[1] > run[0] else None


def _clipped(run: Span, side: Side) -> Span:
    return max(0, run[0]), min(len(side.ids), run[1])


def _words(side: Side, run: Span, margin: int) -> Ints:
    start, end = _clipped((run[0] - margin, run[1] + margin), side)
    return side.ids[start:end]


def _chance(pair: Pair, ours: Span, theirs: Span, share: float) -> Floats:
    """Chance of each stem outside the region: what the two texts share elsewhere is their topic."""
    taken = _counts(pair, pair.source, ours) + _counts(pair, pair.derivative, theirs)
    return topical(pair.background, pair.source.counts + pair.derivative.counts - taken, share)


def exclusive(pair: Pair, region: Region) -> float:
    """Rarity (-log10 of the background) of the stems that both sides of the region hold and the rest of neither text does."""
    ours, theirs = _counts(pair, pair.source, region.source), _counts(pair, pair.derivative, region.derivative)
    alone = (ours > 0) & (theirs > 0) & (ours == pair.source.counts) & (theirs == pair.derivative.counts)
    return float(-np.log10(pair.background[alone]).sum())


def _counts(pair: Pair, side: Side, run: Span) -> Ints:
    return np.bincount(_words(side, run, 0), minlength=len(pair.background))


def chance(values: tuple[float, ...], weights: tuple[float, ...]) -> float:
    """Probability, 0-1, by values and their weights, the intercept last."""
    return logistic(sum(weight * value for weight, value in zip(weights, (*values, 1.0), strict=True)))


def gains(matched: NDArray[np.bool_], rate: float, chance: Floats) -> Floats:
    """Log-likelihood ratio of each word; `chance`: its chance in the language, times the number of words it may be drawn from."""
    return np.where(matched, np.log(1 - rate + rate / chance), np.log(1 - rate))


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words, its log-likelihood ratio and the share of its words that were matched, 0-1."""

    run: Span
    score: float
    matched: float

    @property
    def parts(self) -> tuple[Span, float, float]:
        return self.run, self.score, self.matched


def best_run(side: Side, near: Span, other: Ints, chance: Floats, rate: float, settings: Settings) -> Run:
    """The run of words around `near` that the words `other` of the other text explain best."""
    reach = int(settings.align_reach * (near[1] - near[0])) + settings.align_reach_words
    start, end = _clipped((near[0] - reach, near[1] + reach), side)
    ids = side.ids[start:end]
    matched = ranks(ids, (near[0] + near[1]) / 2 - start) < np.bincount(other, minlength=len(chance))[ids]
    won = gains(matched, rate, max(1, len(other)) * chance[ids])
    first, last, score = _without_gap(won, side.costs[start : end + 1], settings.align_gap_loss)
    return Run((start + first, start + last), score, np.count_nonzero(matched[first:last]) / max(1, last - first))


def ranks(ids: Ints, center: float) -> Ints:
    """For each word, how many of the same number stand nearer to `center`: the nearest one is matched first."""
    twice = np.abs(2 * np.arange(len(ids)) - round(2 * center))  # the center is a word or the middle between two
    order = np.argsort(ids * (int(twice.max(initial=0)) + 1) + twice, kind="stable")
    ordered, places = ids[order], np.arange(len(ids))
    starts = np.zeros(len(ids), np.int64)
    starts[1:] = np.where(ordered[1:] != ordered[:-1], places[1:], 0)
    nth = np.empty(len(ids), np.int64)
    nth[order] = places - np.maximum.accumulate(starts)
    return nth


def _without_gap(gains: Floats, costs: Floats, most: float) -> tuple[int, int, float]:
    """The best segment, or the better end of it when more than `most` is lost in its midst: two cases that lie close are two."""
    first, last, score = best_segment(gains, costs)
    while last > first:
        sums = _sums(gains[first:last])
        lost = np.maximum.accumulate(sums) - sums
        low = int(np.argmax(lost))
        if lost[low] <= most:
            break
        high = int(np.argmax(sums[: low + 1]))
        kept = (first, first + high) if sums[high] >= sums[-1] - sums[low] else (first + low, last)
        start, end, score = best_segment(gains[slice(*kept)], costs[kept[0] : kept[1] + 1])
        first, last = kept[0] + start, kept[0] + end
    return first, last, score


def _sums(values: Floats) -> Floats:
    """Sums of the first 0, 1, … n values: length n + 1."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    return sums


def best_segment(gains: Floats, costs: Floats) -> tuple[int, int, float]:
    """Start, end and score of the run with the largest sum of gains less the costs of its two edges (costs: length n + 1)."""
    sums = _sums(gains)
    low = sums + costs
    best = sums - costs - np.minimum.accumulate(low)
    end = int(np.argmax(best))
    start = int(np.argmin(low[: end + 1]))
    return start, end, float(best[end])
