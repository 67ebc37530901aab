"""The twins in NumPy of the loops in `native/families.c`, where each is described: same names, same results.

What `index_keys` leaves in its table is its own affair: here the sorted keys, each with its place.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dedup.sketch.compiled import F64, I32, I64, U8, U32, U64

_UPPER: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


def pack_keys(hashes: U32, offsets: I64, articles: I64, texts: int, low: int, high: int, keys: U64, total: int) -> int:
    """Append the keys hash << 32 | article of the hashes in a range."""
    mine = hashes[offsets[0] : offsets[texts]]
    whose = np.repeat(articles[:texts].astype(np.uint64), np.diff(offsets[: texts + 1]))
    kept = (mine >= low) & (mine < high)
    packed = mine[kept].astype(np.uint64) << _UPPER | whose[kept]
    keys[total : total + len(packed)] = packed
    return total + len(packed)


def _runs(keys: U64) -> tuple[I64, I64]:
    """Where the runs of one hash begin and end."""
    edges = np.flatnonzero(np.diff(keys >> _UPPER)) + 1
    return np.concatenate(([0], edges)) if len(keys) else edges, np.append(edges, len(keys)) if len(keys) else edges


def count_pairs(keys: U64, most: int) -> int:
    """How many pairs `fill_pairs` writes."""
    first, last = _runs(keys)
    sizes = last - first
    return int(np.where(sizes <= most, sizes * (sizes - 1) // 2, sizes - 1).sum())


def fill_pairs(keys: U64, most: int, pairs: U64) -> int:
    """The pairs of articles that share a key."""
    total = 0
    for first, last in zip(*(ends.tolist() for ends in _runs(keys)), strict=True):
        ends = keys[first:last] & _LOW
        for i in range(last - first - 1 if last - first <= most else 1):
            size = last - first - 1 - i
            pairs[total : total + size] = ends[i] << _UPPER | ends[i + 1 :]
            total += size
    return total


def frequencies(keys: U64, least: int, hashes: U32, counts: I32) -> int:
    """The hashes that more than `least` articles hold, and how many do."""
    first, last = _runs(keys)
    often = last - first > least
    total = int(often.sum())
    hashes[:total], counts[:total] = keys[first[often]] >> _UPPER, (last - first)[often]
    return total


def repeated(pairs: U64, few: U8) -> int:
    """Those of sorted pairs that occur twice or hold an article of `few`, at the front."""
    distinct, counts = np.unique(pairs, return_counts=True)
    kept = distinct[(counts > 1) | (few[distinct >> _UPPER] != 0) | (few[distinct & _LOW] != 0)]
    pairs[: len(kept)] = kept
    return len(kept)


def _set(offsets: I64, hashes: U32, article: int) -> U32:
    return np.unique(hashes[offsets[article] : offsets[article + 1]])


def count_distinct(offsets: I64, hashes: U32, table: U64, sizes: I64) -> int:
    """How many distinct shingles each article has."""
    del table
    for i in range(len(sizes)):
        sizes[i] = len(_set(offsets, hashes, i))
    return len(sizes)


def _shared(offsets: I64, hashes: U32, mine: U32, higher: int) -> U32:
    """The hashes of another article that are in a set, each once, in the order of its text."""
    theirs = hashes[offsets[higher] : offsets[higher + 1]]
    both = theirs[np.isin(theirs, mine)]
    return both[np.sort(np.unique(both, return_index=True)[1])]


def measure(
    lower: I64, higher: I64, offsets: I64, hashes: U32, table: U64, other: U64, ceiling: int, common: U32, doublings: F64,
    shared: I64, sampled: I64, commonness: F64,
) -> int:  # fmt: skip
    """How many hashes both articles of each pair hold, and the mean of `doublings` over the sampled of these."""
    del table, other
    at, mine = -1, np.zeros(0, np.uint32)
    for pair, (one, two) in enumerate(zip(lower.tolist(), higher.tolist(), strict=True)):
        if one != at:
            at, mine = one, _set(offsets, hashes, one)
        both = _shared(offsets, hashes, mine, two)
        few = both[both < ceiling]
        weights = np.zeros(len(few))
        places = np.searchsorted(common, few)
        known = places < len(common)
        known[known] = common[places[known]] == few[known]
        weights[known] = doublings[places[known]]
        shared[pair], sampled[pair] = len(both), len(few)
        commonness[pair] = np.cumsum(weights)[-1] / len(few) if len(few) else 0.0  # summed one by one, as C does
    return len(lower)


def list_shared(lower: I64, higher: I64, offsets: I64, hashes: U32, table: U64, other: U64, shared: U32) -> int:
    """The hashes that both articles of each pair hold, pair after pair."""
    del table, other
    total = 0
    for one, two in zip(lower.tolist(), higher.tolist(), strict=True):
        both = _shared(offsets, hashes, _set(offsets, hashes, one), two)
        shared[total : total + len(both)] = both
        total += len(both)
    return total


def index_keys(keys: U32, table: U64, bits: U64) -> int:
    """Distinct hashes with their places, sorted."""
    del bits
    table[: len(keys)] = np.sort(keys.astype(np.uint64) << _UPPER | np.arange(len(keys), dtype=np.uint64))
    return len(keys)


def count_holders(hashes: U32, offsets: I64, groups: I64, table: U64, bits: U64, counts: I32, latest: I32) -> int:
    """Add, for each hash of `index_keys`, how many groups of texts hold it."""
    del bits
    known = table[: len(counts)]
    keys = known >> _UPPER
    for i in np.flatnonzero(groups >= 0).tolist():
        mine = _set(offsets, hashes, i).astype(np.uint64)
        at = np.searchsorted(keys, mine)
        there = at < len(keys)
        there[there] = keys[at[there]] == mine[there]
        places = (known[at[there]] & _LOW).astype(np.int64)
        counts[places] += latest[places] != groups[i]
        latest[places] = groups[i]
    return len(groups)


def explain(
    lower: I64, higher: I64, third_offsets: I64, thirds: I64, least: F64, offsets: I64, hashes: U32, table: U64, both: U64,
    all_three: U64, explained: U8,
) -> int:  # fmt: skip
    """Mark the pairs of which one of their thirds holds enough of the shingles that both hold."""
    del table, both, all_three
    for pair, (one, two) in enumerate(zip(lower.tolist(), higher.tolist(), strict=True)):
        mine = thirds[third_offsets[pair] : third_offsets[pair + 1]].tolist()
        shared = _shared(offsets, hashes, _set(offsets, hashes, one), two) if mine else np.zeros(0, np.uint32)
        explained[pair] |= any(len(_shared(offsets, hashes, shared, third)) >= least[pair] for third in mine)
    return len(lower)


def gather(source: U32, starts: I64, ends: I64, target: U32, places: I64) -> int:
    """Copy stretches of the source to places of the target."""
    for first, last, place in zip(starts.tolist(), ends.tolist(), places.tolist(), strict=True):
        target[place : place + last - first] = source[first:last]
    return len(starts)
