"""Summaries: a stretch of the derivative that condenses the source as a whole.

A summary is at most half as long as its source and takes few words from any one place of it, so no region holds it; the source
as one bag of words does. Whether the whole or a region tells the better story is decided by a few measures and a logistic curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.calibration import fitted
from dedup.pair.align.regions import Floats, Ints, Pair, Region, best_segment, chance, gains, ranks, topical
from dedup.settings import Settings
from dedup.words import Span

SUMMARY_FEATURES: Final = (
    "logarithm of the score of the whole",
    "share of matched words, .85 at most",
    "score of the regions inside, in ratio to the whole's",
    "share of the evidence that the regions explain",
    "logarithm of 1 + words of the source that the regions cover, a word of the run",
    "logarithm of the source's length in runs, 2 at most",
    "regions, 3 at most",
    "logarithm of the share of evidence that stands distrust",
)
"""Of `summary_weights` in the group `align` of calibration.json, the intercept last."""


_MOST_MATCHED, _MOST_REGIONS = 0.85, 3
"""Where two of the features are cut; the weights were fitted on them like this."""
_EXPECTED: Final = 0.9
"""Share of the words that a region matches that it is taken to have expected."""
_TELLING_GAIN: Final = 2.0
"""Log-likelihood beyond which a matched word tells where in the source a summary draws from."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The run of the derivative that the whole source explains best: its words `ids`, which of them are `matched`, what each of
    them `gains` in log-likelihood, their `score` less the costs of the edges, and the `chance` of each stem outside the run."""

    run: Span
    ids: Ints
    matched: NDArray[np.bool_]
    gains: Floats
    score: float
    chance: Floats


def condensed(pair: Pair, regions: list[Region], settings: Settings) -> Region | None:
    """The region that condenses the whole source, its confidence the chance that it does; None when other regions tell it better.

    `regions`: the regions of the pair; the setting `align_summary_confidence` decides.
    """
    whole = whole_run(pair, settings)
    if whole is None:
        return None
    certainty = chance(features(pair, whole, regions, settings), fitted("align")["summary_weights"])
    if certainty < settings.align_summary_confidence:
        return None
    runs, matched = (_drawn_from(pair, whole), whole.run), float(whole.matched.mean())
    return Region(*runs, whole.score, matched, settings.align_summary_rate, certainty, summarises=True)


def whole_run(pair: Pair, settings: Settings) -> Whole | None:
    """The run that may be a summary; None when none is long enough, short enough or good enough."""
    whole = _explained_run(pair, None, settings)
    for _ in range(settings.align_rounds - 1):
        if whole is None:
            return None
        before, whole = whole.run, _explained_run(pair, whole.run, settings)
        if whole is None or whole.run == before:
            break
    if whole is None or whole.score < max(settings.align_summary_floor_score, settings.align_summary_word_score * len(whole.ids)):
        return None
    return whole if settings.align_summary_words <= len(whole.ids) <= len(pair.source.ids) / 2 else None


def _explained_run(pair: Pair, near: Span | None, settings: Settings) -> Whole | None:
    """The run that the whole source explains best, when words `near` are matched first and not taken for the topic."""
    side = pair.derivative
    chance = topical(pair.background, _outside(pair, near), settings.align_summary_topic)
    order = ranks(side.ids, (near[0] + near[1]) / 2) if near else np.zeros(len(side.ids), np.int64)
    matched = order < pair.source.counts[side.ids]
    won = gains(matched, settings.align_summary_rate, _chances(pair, side.ids, chance))
    first, last, score = best_segment(won, side.costs)
    inside = slice(first, last)
    return Whole((first, last), side.ids[inside], matched[inside], won[inside], score, chance) if first < last else None


def _outside(pair: Pair, run: Span | None) -> Ints:
    """How often each stem occurs in the derivative outside the run; without a run, once less than it does."""
    counts = pair.derivative.counts
    if run is None:
        return np.maximum(counts - 1, 0)
    return counts - np.bincount(pair.derivative.ids[slice(*run)], minlength=len(counts))


def _chances(pair: Pair, ids: Ints, chance: Floats) -> Floats:
    """For `gains`; a word that the source repeats is likelier to be taken up, so its count divides the chance."""
    return len(pair.source.ids) * chance[ids] / np.maximum(1, pair.source.counts[ids])


def features(pair: Pair, whole: Whole, regions: list[Region], settings: Settings) -> tuple[float, ...]:
    """What tells a summary from other reuse and from a shared topic, in the order of SUMMARY_FEATURES."""
    words, size = len(whole.ids), len(pair.source.ids)
    inside = [region for region in regions if min(region.derivative[1], whole.run[1]) > max(region.derivative[0], whole.run[0])]
    covered = np.zeros(size, np.bool_)
    for region in inside:
        covered[slice(*region.source)] = True
    positive = np.maximum(np.where(whole.matched, whole.gains, 0), 0)
    return (
        float(np.log(whole.score)),
        min(float(whole.matched.mean()), _MOST_MATCHED),
        sum(_score_as_region(pair, whole, region, settings) for region in inside) / whole.score,
        sum(_explained(pair, whole, region, positive) for region in inside) / max(float(positive.sum()), 1e-9),
        float(np.log1p(covered.sum() / words)),
        float(min(np.log(size / words), 2.0)),
        float(min(len(inside), _MOST_REGIONS)),
        _distrusted(pair, whole, settings),
    )


def _distrusted(pair: Pair, whole: Whole, settings: Settings) -> float:
    """Logarithm of the share of the evidence that is left when nearly every word is believed to be the topic's."""
    outside = _outside(pair, whole.run)
    lenient, strict = (
        gains(whole.matched, settings.align_summary_rate, _chances(pair, whole.ids, topical(pair.background, outside, topic)))
        for topic in (settings.align_summary_lenient_topic, settings.align_summary_strict_topic)
    )
    return math.log(max(float(strict.sum()), 1.0) / max(float(lenient.sum()), 1.0))


def _score_as_region(pair: Pair, whole: Whole, region: Region, settings: Settings) -> float:
    ours = pair.source.ids[slice(*region.source)]
    theirs = pair.derivative.ids[slice(*region.derivative)]
    counts = np.bincount(ours, minlength=len(pair.background))[theirs]
    rate = min(settings.align_most_rate, max(settings.align_summary_rate, region.matched * _EXPECTED))
    chance = len(ours) * whole.chance[theirs] / np.maximum(1, counts)
    return float(gains(ranks(theirs, len(theirs) / 2) < counts, rate, chance).sum())


def _explained(pair: Pair, whole: Whole, region: Region, positive: Floats) -> float:
    """Evidence of the words of the run that the region matches as well."""
    start, end = (min(max(at - whole.run[0], 0), len(whole.ids)) for at in region.derivative)
    theirs = whole.ids[start:end]
    counts = np.bincount(pair.source.ids[slice(*region.source)], minlength=len(pair.background))[theirs]
    return float(positive[start:end][ranks(theirs, len(theirs) / 2) < counts].sum())


def _drawn_from(pair: Pair, whole: Whole) -> Span:
    """The run of the source from the first to the last telling word that the summary takes up."""
    telling = np.zeros(len(pair.background), np.bool_)
    telling[whole.ids[whole.matched & (whole.gains > _TELLING_GAIN)]] = True
    at = np.flatnonzero(telling[pair.source.ids])
    return (int(at[0]), int(at[-1]) + 1) if len(at) else (0, len(pair.source.ids))
