"""Second stage: which stretch of the source each stretch of the derivative comes from.

Alignments are regions, many sentences long where the reuse is; edits, kinds and sentence links are found inside them later.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from dedup.calibration import fitted
from dedup.document import Document
from dedup.pair.align.regions import Pair, Region, chance, encode, exclusive, regions
from dedup.pair.align.summaries import condensed
from dedup.result import Alignment
from dedup.settings import Settings
from dedup.words import Span

CONFIDENCE_FEATURES: Final = (
    "logarithm of the words of the shorter side",
    "share of matched words",
    "rarity that stands nowhere else",
)
"""Of `confidence_weights` in the group `align` of calibration.json, the intercept last."""


def align(source: Document, derivative: Document, settings: Settings) -> tuple[Region, ...]:
    """Regions of two texts in the order of the derivative, the doubtful ones included: see `confidence`.

    No two of them overlap in both texts. Either text may be of any language; two languages in one pair share few words.
    """
    pair = encode(source, derivative, settings)
    regions = likely_regions(pair, settings)
    judged = [replace(region, confidence=_confidence(pair, region)) for region in regions]
    return tuple(_excerpts(_with_summary(judged, condensed(pair, regions, settings)), settings))


def alignment(source: Document, derivative: Document, region: Region) -> Alignment:
    """A region as a result has it: in code points of the raw texts, whole sentences with their marks."""
    places = source.place(span(source, region.source)), derivative.place(span(derivative, region.derivative))
    return Alignment(*places, round(region.confidence, 4), region.summarises)


def likely_regions(pair: Pair, settings: Settings) -> list[Region]:
    """The regions that are long and good enough to be judged, by falling score."""
    return _without_overlap([region for region in regions(pair, settings) if _is_long(region, settings)])


def _with_summary(judged: list[Region], summary: Region | None) -> list[Region]:
    """The summary in place of the regions that overlap it in the derivative; that it is reuse is as sure as any of them."""
    if summary is None:
        return judged
    inside = [region for region in judged if _shared(region.derivative, summary.derivative) > 0]
    sure = max([summary.confidence, *(region.confidence for region in inside)])
    return [region for region in judged if region not in inside] + [replace(summary, confidence=sure)]


def _excerpts(judged: list[Region], settings: Settings) -> list[Region]:
    """In the order of the derivative; what was cut out of the source and set side by side there becomes one that condenses.

    Two stretches side by side, taken in order from places far apart, are one shortening of what lies between those places.
    """
    joined: list[Region] = []
    for region in sorted(judged, key=lambda one: (one.derivative, one.source)):
        if joined and _shortens(joined[-1], region, settings):
            joined[-1] = _hull(joined[-1], region)
        else:
            joined.append(region)
    return joined


def _shortens(before: Region, region: Region, settings: Settings) -> bool:
    """Whether two regions found for sure stand side by side in the derivative, in order but far apart in the source."""
    hull, sure = _hull(before, region), min(before.confidence, region.confidence) >= settings.align_confidence
    beside = region.derivative[0] - before.derivative[1] <= _BESIDE and before.source[1] <= region.source[0]
    return sure and beside and 2 * (hull.derivative[1] - hull.derivative[0]) <= hull.source[1] - hull.source[0]


_BESIDE: Final = 5
"""Words between two stretches of the derivative that still stand side by side."""


def _hull(one: Region, other: Region) -> Region:
    """The two and what lies between them, in both texts: it condenses, and is as sure as the surer one."""
    (source, derivative), sizes = (
        ((min(a[0], b[0]), max(a[1], b[1])) for a, b in ((one.source, other.source), (one.derivative, other.derivative))),
        [region.derivative[1] - region.derivative[0] for region in (one, other)],
    )
    matched = (one.matched * sizes[0] + other.matched * sizes[1]) / sum(sizes)
    sure = max(one.confidence, other.confidence)
    return Region(source, derivative, one.score + other.score, matched, one.rate, sure, summarises=True)


def features(pair: Pair, region: Region) -> tuple[float, ...]:
    """What speaks for reuse, in the order of CONFIDENCE_FEATURES.

    Texts on one thing share words that both repeat; reuse shares words that stand nowhere else in either text.
    """
    return math.log(_shorter(region)), region.matched, math.log1p(exclusive(pair, region))


def _confidence(pair: Pair, region: Region) -> float:
    return chance(features(pair, region), fitted("align")["confidence_weights"])


def _shorter(region: Region) -> int:
    """Words of the region's shorter side."""
    return min(region.source[1] - region.source[0], region.derivative[1] - region.derivative[0])


def _is_long(region: Region, settings: Settings) -> bool:
    return _shorter(region) >= settings.align_least_words and region.score >= settings.align_floor_score


def _without_overlap(regions: list[Region]) -> list[Region]:
    """The regions by falling score, without those that overlap a better one in both texts."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda one: -one.score):
        if not any(_shared(region.source, one.source) > 0 and _shared(region.derivative, one.derivative) > 0 for one in kept):
            kept.append(region)
    return kept


def _shared(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def span(article: Document, run: Span) -> Span:
    """Code points of a run of words; a sentence that starts or ends with the run gives it its quotation marks and full stop."""
    start, end = article.words.span(*run)
    starts = [sentence[0] for sentence in article.sentences]
    opening, closing = (article.sentences[max(0, bisect_right(starts, at) - 1)] for at in (start, end - 1))
    if article.words.first_at(opening[0]) == run[0]:
        start = min(start, opening[0])
    if article.words.first_at(closing[1]) == run[1]:
        end = max(end, closing[1])
    return start, end
