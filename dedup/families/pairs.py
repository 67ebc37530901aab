"""Sampled hashes -> candidate pairs -> edges measured on exact shingles. Articles are numbers here, rising as their ids do.

Two shared sampled hashes make a candidate (FracMinHash: Irber et al. 2022); for articles with few of them one does, and for short
ones a band of MinHash rows (Broder 1997). A hash that very many articles hold pairs them all with the first of them alone, so
work grows with the corpus and not with its square. What decides is the share of exact shingles of the shorter article that both
hold, and how many articles hold what they share: reuse of a part is known by shingles that hardly anybody else holds; what a
thousand articles hold is the furniture of their pages or the form of their kind of news, unless it is nearly all of them. How
many hold it is known from the sampled hashes where a pair shares enough of those, and counted out where it does not: on short
news one sampled shingle in eight says too little, and chained every debenture offering of a year. The copies of one story count
once, or the parts that others take of a story would be lost with every reprint of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.settings import Settings
from dedup.sketch.compiled import Kernels

KERNEL: Final = Kernels("dedup.families.plain")
"""The loops over pairs."""
BAND_ROWS: Final = 4
"""Rows in a band: with 32 bands of 4, half of the pairs of resemblance .38 meet, 99 % of those of .60."""

_SHIFT: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)

Keys = NDArray[np.uint64]
"""hash << 32 | article."""
Pairs = NDArray[np.uint64]
"""lower article << 32 | higher article."""


@dataclass(frozen=True, slots=True)
class Common:
    """Sampled hashes that many articles hold: `hashes` uint32, rising; `doublings` float64, log2 of how many times too many."""

    hashes: NDArray[np.uint32]
    doublings: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """Shingle hashes of some articles: those of the i-th are hashes[offsets[i]:offsets[i + 1]], any order, repeats count once."""

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint32]

    def table(self) -> NDArray[np.uint64]:
        """An empty table, as the loops want it: twice the room for any of the sets."""
        return np.zeros(1 << int(2 * np.diff(self.offsets).max(initial=8)).bit_length(), np.uint64)

    def sizes(self) -> NDArray[np.int64]:
        """How many distinct shingles each article has."""
        sizes = np.empty(len(self.offsets) - 1, np.int64)
        KERNEL.count_distinct(self.offsets, self.hashes, self.table(), sizes)
        return sizes


@dataclass(frozen=True, slots=True)
class Measured:
    """Pairs and their figures, arrays of one length: numbers of articles, shared shingles, shingles of either."""

    lower: NDArray[np.int64]
    higher: NDArray[np.int64]
    shared: NDArray[np.int64]
    lower_size: NDArray[np.int64]
    higher_size: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lower)

    def at(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Measured:
        """Some of the pairs."""
        return Measured(self.lower[kept], self.higher[kept], self.shared[kept], self.lower_size[kept], self.higher_size[kept])

    def rows(self) -> Iterator[tuple[int, int, int, int, int]]:
        """The pairs one by one."""
        return zip(
            *(item.tolist() for item in (self.lower, self.higher, self.shared, self.lower_size, self.higher_size)), strict=True
        )

    def named(self, articles: NDArray[np.int64]) -> Measured:
        """The pairs with the articles at their places for the places."""
        return Measured(articles[self.lower], articles[self.higher], self.shared, self.lower_size, self.higher_size)

    @classmethod
    def joined(cls, parts: list[Measured]) -> Measured:
        """All pairs of the parts, in order."""
        none = np.empty(0, np.int64)
        names = ("lower", "higher", "shared", "lower_size", "higher_size")
        return cls(*(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in names))


@dataclass(frozen=True, slots=True)
class Open:
    """Pairs of which nothing is known before somebody counts who holds what they share: `hashes` uint32, pair after pair."""

    pairs: Measured
    hashes: NDArray[np.uint32]

    @classmethod
    def joined(cls, parts: list[Open]) -> Open:
        """All pairs of the parts, in order."""
        hashes = np.concatenate([np.empty(0, np.uint32), *(part.hashes for part in parts)])
        return cls(Measured.joined([part.pairs for part in parts]), hashes)


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidate pairs that are edges, and those that are open."""

    edges: Measured
    doubtful: Open


class Holders:
    """Counts how many groups of articles hold each of some hashes, uint32, rising, each once. `again()` is another for a worker.

    A group is an article, or a story with its copies: what a hundred outlets reprint is no form of news for it.
    """

    def __init__(self, hashes: NDArray[np.uint32]) -> None:
        self._table = np.zeros(1 << (2 * len(hashes) + 8).bit_length(), np.uint64)
        self._bits = np.zeros(max(1, len(self._table) // 8), np.uint64)
        KERNEL.index_keys(hashes, self._table, self._bits)
        self._reset(len(hashes))

    def _reset(self, size: int) -> None:
        self.counts, self._latest = np.zeros(size, np.int32), np.full(size, -1, np.int32)

    def again(self) -> Holders:
        """A counter of the same hashes that has counted nothing."""
        other = copy(self)
        other._reset(len(self.counts))
        return other

    def add(self, offsets: NDArray[np.int64], hashes: NDArray[np.uint32], groups: NDArray[np.int64]) -> None:
        """Count the shingles of articles, given with the group of each; -1: it is passed over. Groups must not come twice."""
        KERNEL.count_holders(hashes, offsets, groups, self._table, self._bits, self.counts, self._latest)


def keys_of(hashes: NDArray[np.uint32], articles: NDArray[np.int64]) -> Keys:
    """Sorted keys of sampled hashes."""
    keys: Keys = hashes.astype(np.uint64) << _SHIFT | articles.astype(np.uint64)
    keys.sort()
    return keys


def sharing_pairs(keys: Keys, settings: Settings) -> Pairs:
    """A pair for every key that two articles share, repeats included, sorted."""
    pairs = np.empty(KERNEL.count_pairs(keys, settings.families_pair_articles), np.uint64)
    KERNEL.fill_pairs(keys, settings.families_pair_articles, pairs)
    pairs.sort()
    return pairs


def repeated_pairs(pairs: Pairs, few: NDArray[np.bool_]) -> Pairs:
    """Of sorted pairs those that occur twice, or once with an article that has `few` sampled hashes. Overwrites `pairs`."""
    return pairs[: KERNEL.repeated(pairs, few.view(np.uint8))].copy()


def common_hashes(keys: Keys, settings: Settings) -> Common:
    """The hashes that more than `families_common_articles` articles hold."""
    least = settings.families_common_articles
    hashes, counts = np.empty(len(keys) // (least + 1), np.uint32), np.empty(len(keys) // (least + 1), np.int32)
    size = KERNEL.frequencies(keys, least, hashes, counts)
    return Common(hashes[:size].copy(), doublings_of(counts[:size], settings))


def doublings_of(counts: NDArray[np.int32], settings: Settings) -> NDArray[np.float64]:
    """How often `families_common_articles` must be doubled to reach the articles that hold a shingle, at least 0."""
    return np.maximum(0.0, np.log2(np.maximum(counts, 1) / settings.families_common_articles))


def joined_common(parts: list[Common]) -> Common:
    """The common hashes of several ranges of hashes, given in rising order."""
    return Common(
        np.concatenate([np.empty(0, np.uint32), *(part.hashes for part in parts)]),
        np.concatenate([np.empty(0), *(part.doublings for part in parts)]),
    )


def band_keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Band keys of signatures, uint32 (n, bands): equal rows of a band give equal keys, other bands other keys."""
    bands = signatures.shape[1] // BAND_ROWS
    mixed = np.zeros((len(signatures), bands), np.uint64) + np.arange(1, bands + 1, dtype=np.uint64)
    for row in range(BAND_ROWS):
        mixed = (mixed ^ signatures[:, row : bands * BAND_ROWS : BAND_ROWS]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> _SHIFT).astype(np.uint32)


def ends_of(pairs: Pairs) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lower and the higher articles of the pairs."""
    return (pairs >> _SHIFT).astype(np.int64), (pairs & _LOW).astype(np.int64)


def packed(measured: Measured) -> Pairs:
    """The pairs without their figures, in the same order."""
    return measured.lower.astype(np.uint64) << _SHIFT | measured.higher.astype(np.uint64)


def edges_among(
    lower: NDArray[np.int64], higher: NDArray[np.int64], sets: ShingleSets, common: Common, ceiling: int, settings: Settings
) -> Judged:
    """Those candidate pairs that are edges, and those that are open. `lower` and `higher` are places in `sets`."""
    measured, sampled, commonness = _figures(lower, higher, sets, common, ceiling)
    shared = measured.shared
    containment = _containment(measured)
    weak = (shared < settings.families_least_shingles) | (containment < settings.families_least_containment)
    sure = (containment >= settings.families_most_containment) & ~weak | _short_copies(measured, settings)
    sampled_enough = (sampled >= settings.families_sure_hashes) & ~weak & ~sure
    sure |= sampled_enough & (containment >= _least(commonness, settings))
    doubtful = measured.at(~weak & ~sure & ~sampled_enough)
    hashes = np.empty(int(doubtful.shared.sum()), np.uint32)
    KERNEL.list_shared(doubtful.lower, doubtful.higher, sets.offsets, sets.hashes, sets.table(), sets.table(), hashes)
    return Judged(measured.at(sure), Open(doubtful, hashes))


def figures_of(lower: NDArray[np.int64], higher: NDArray[np.int64], sets: ShingleSets, ceiling: int) -> Measured:
    """Any pairs with their figures."""
    return _figures(lower, higher, sets, Common(np.empty(0, np.uint32), np.empty(0)), ceiling)[0]


def _figures(
    lower: NDArray[np.int64], higher: NDArray[np.int64], sets: ShingleSets, common: Common, ceiling: int
) -> tuple[Measured, NDArray[np.int64], NDArray[np.float64]]:
    """The pairs with their figures, how many sampled hashes they share, and the mean of the doublings of these."""
    shared, sampled, commonness = np.empty(len(lower), np.int64), np.empty(len(lower), np.int64), np.empty(len(lower))
    figures = (sets.table(), sets.table(), ceiling, common.hashes, common.doublings, shared, sampled, commonness)
    KERNEL.measure(lower, higher, sets.offsets, sets.hashes, *figures)
    sizes = sets.sizes()
    return Measured(lower, higher, shared, sizes[lower], sizes[higher]), sampled, commonness


def settled(doubtful: Open, counts: NDArray[np.int32], settings: Settings) -> Measured:
    """Those open pairs that are edges. `counts`: how many articles, copies of one story counted once, hold each of their hashes,
    int32, in their order.

    Each shared shingle counts for one divided by the others that hold it, and these must add up.
    """
    if not len(doubtful.pairs):
        return doubtful.pairs
    firsts = np.concatenate(([0], np.cumsum(doubtful.pairs.shared)[:-1]))
    commonness = np.add.reduceat(doublings_of(counts, settings), firsts) / doubtful.pairs.shared
    rare = np.add.reduceat(1 / np.maximum(1, counts - 1), firsts)
    enough = _containment(doubtful.pairs) >= _least(commonness, settings)
    return doubtful.pairs.at(enough & (rare >= settings.families_least_shingles))


def _containment(measured: Measured) -> NDArray[np.float64]:
    return np.asarray(measured.shared / np.maximum(1, np.minimum(measured.lower_size, measured.higher_size)))


def _least(commonness: NDArray[np.float64], settings: Settings) -> NDArray[np.float64]:
    return np.asarray(settings.families_least_containment + settings.families_common_containment * commonness)


def _short_copies(measured: Measured, settings: Settings) -> NDArray[np.bool_]:
    """Pairs of articles too short to share enough shingles of which nearly all are shared."""
    larger = np.maximum(measured.lower_size, measured.higher_size)
    resemblance = measured.shared / np.maximum(1, measured.lower_size + measured.higher_size - measured.shared)
    short = larger < settings.families_least_shingles / settings.families_copy_resemblance
    return np.asarray(short & (resemblance >= settings.families_copy_resemblance))


def blocks(pairs: Pairs, size: int) -> Iterator[Pairs]:
    """Sorted pairs in stretches of `size`, so that few articles' shingles are held at once."""
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]
