"""Compiled loops over postings and pairs. Imported where `sketch.compiled` has to make them anew."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.sketch.compiled import exported, inner

_UPPER: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_ONE: Final = np.uint64(1)
_SIX: Final = np.uint32(6)
_IN_WORD: Final = np.uint32(63)
_SPREAD: Final = np.uint32(0x9E3779B1)


@exported("int64(uint32[::1], int64[::1], int64[::1], int64, int64, int64, uint64[::1], int64)")
def pack_keys(
    hashes: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    articles: NDArray[np.int64],
    texts: int,
    low: int,
    high: int,
    keys: NDArray[np.uint64],
    total: int,
) -> int:
    """Append the keys hash << 32 | article of the hashes in [low, high); the new total."""
    for i in range(texts):
        article = np.uint64(articles[i])
        for k in range(offsets[i], offsets[i + 1]):
            if low <= hashes[k] < high:
                keys[total] = np.uint64(hashes[k]) << _UPPER | article
                total += 1
    return total


@exported("int64(uint64[::1], int64)")
def count_pairs(keys: NDArray[np.uint64], most: int) -> int:
    """How many pairs `fill_pairs` writes."""
    total, first = 0, 0
    while first < len(keys):
        last = _run_end(keys, first)
        size = last - first
        total += size * (size - 1) // 2 if size <= most else size - 1
        first = last
    return total


@exported("int64(uint64[::1], int64, uint64[::1])")
def fill_pairs(keys: NDArray[np.uint64], most: int, pairs: NDArray[np.uint64]) -> int:
    """Write, as lower << 32 | higher, the pairs of articles that share a key: hash << 32 | article, sorted, each once.

    All pairs of a hash with up to `most` articles; of a hash with more, the first article with each of the others.
    """
    total, first = 0, 0
    while first < len(keys):
        last = _run_end(keys, first)
        for i in range(first, last - 1 if last - first <= most else first + 1):
            for j in range(i + 1, last):
                pairs[total] = (keys[i] & _LOW) << _UPPER | keys[j] & _LOW
                total += 1
        first = last
    return total


@inner
def _run_end(keys: NDArray[np.uint64], first: int) -> int:
    last = first + 1
    while last < len(keys) and keys[last] >> _UPPER == keys[first] >> _UPPER:
        last += 1
    return last


@exported("int64(uint64[::1], int64, uint32[::1], int32[::1])")
def frequencies(keys: NDArray[np.uint64], least: int, hashes: NDArray[np.uint32], counts: NDArray[np.int32]) -> int:
    """Write the hashes that more than `least` articles hold, rising, and how many do; returns how many such hashes there are."""
    total, first = 0, 0
    while first < len(keys):
        last = _run_end(keys, first)
        if last - first > least:
            hashes[total], counts[total] = np.uint32(keys[first] >> _UPPER), last - first
            total += 1
        first = last
    return total


@exported("int64(uint64[::1], uint8[::1])")
def repeated(pairs: NDArray[np.uint64], few: NDArray[np.uint8]) -> int:
    """Keep, at the front and once each, the sorted pairs that occur twice or hold an article of `few`; how many."""
    total, first = 0, 0
    while first < len(pairs):
        last = first + 1
        while last < len(pairs) and pairs[last] == pairs[first]:
            last += 1
        if last - first > 1 or few[np.int64(pairs[first] >> _UPPER)] or few[np.int64(pairs[first] & _LOW)]:
            pairs[total] = pairs[first]
            total += 1
        first = last
    return total


# -- sets of shingles: those of article i are hashes[offsets[i]:offsets[i + 1]], in the order of the text, with repeats. `table` has
# room for twice the longest of them, a power of two; an entry is turn << 32 | hash, and one of another turn is an empty one


@inner
def _place(table: NDArray[np.uint64], turn: np.uint64, value: np.uint32) -> int:
    """Where a hash stands in the table, or would."""
    last = len(table) - 1
    entry = turn << _UPPER | np.uint64(value)
    at = int(np.uint32(value * _SPREAD)) & last
    while table[at] >> _UPPER == turn and table[at] != entry:
        at = at + 1 & last
    return at


@inner
def _put(table: NDArray[np.uint64], turn: np.uint64, hashes: NDArray[np.uint32], first: int, last: int) -> int:
    """Put hashes into the table; how many distinct ones."""
    count = 0
    for k in range(first, last):
        at = _place(table, turn, hashes[k])
        count += table[at] >> _UPPER != turn
        table[at] = turn << _UPPER | np.uint64(hashes[k])
    return count


@inner
def _move(
    source: NDArray[np.uint64],
    turn: np.uint64,
    target: NDArray[np.uint64],
    other: np.uint64,
    hashes: NDArray[np.uint32],
    first: int,
    last: int,
) -> int:
    """Put those of the hashes into the target that are in the source; how many distinct ones."""
    count = 0
    for k in range(first, last):
        if source[_place(source, turn, hashes[k])] >> _UPPER == turn:
            at = _place(target, other, hashes[k])
            count += target[at] >> _UPPER != other
            target[at] = other << _UPPER | np.uint64(hashes[k])
    return count


@exported("int64(int64[::1], uint32[::1], uint64[::1], int64[::1])")
def count_distinct(
    offsets: NDArray[np.int64], hashes: NDArray[np.uint32], table: NDArray[np.uint64], sizes: NDArray[np.int64]
) -> int:
    """Write how many distinct shingles each article has; the turns taken."""
    for i in range(len(sizes)):
        sizes[i] = _put(table, np.uint64(i + 1), hashes, offsets[i], offsets[i + 1])
    return len(sizes)


@exported(
    "int64(int64[::1], int64[::1], int64[::1], uint32[::1], uint64[::1], uint64[::1], int64, uint32[::1], float64[::1],"
    "int64[::1], int64[::1], float64[::1])"
)
def measure(
    lower: NDArray[np.int64],
    higher: NDArray[np.int64],
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    table: NDArray[np.uint64],
    other: NDArray[np.uint64],
    ceiling: int,
    common: NDArray[np.uint32],
    doublings: NDArray[np.float64],
    shared: NDArray[np.int64],
    sampled: NDArray[np.int64],
    commonness: NDArray[np.float64],
) -> int:
    """For each pair: how many hashes both articles hold, and the mean of `doublings` over the sampled of these.

    Sampled are those below the ceiling, `sampled` says how many. `doublings` belong to the hashes `common` (rising), every other
    hash has 0. The tables start empty. Pairs with the same lower article side by side are measured faster. Returns how many pairs.
    """
    at, turn = -1, np.uint64(0)
    for pair in range(len(lower)):
        if lower[pair] != at:
            at = lower[pair]
            turn = np.uint64(pair + 1)
            _put(table, turn, hashes, offsets[at], offsets[at + 1])
        count, few, total, met = 0, 0, 0.0, np.uint64(pair + 1)
        for k in range(offsets[higher[pair]], offsets[higher[pair] + 1]):
            value = hashes[k]
            if table[_place(table, turn, value)] >> _UPPER != turn:
                continue
            place = _place(other, met, value)
            if other[place] >> _UPPER == met:
                continue
            other[place] = met << _UPPER | np.uint64(value)
            count += 1
            if value < ceiling:
                few += 1
                total += _weight(common, doublings, value)
        shared[pair], sampled[pair] = count, few
        commonness[pair] = total / few if few else 0.0
    return len(lower)


@inner
def _weight(common: NDArray[np.uint32], doublings: NDArray[np.float64], value: np.uint32) -> float:
    low, high = 0, len(common)
    while low < high:
        middle = (low + high) // 2
        if common[middle] < value:
            low = middle + 1
        else:
            high = middle
    return doublings[low] if low < len(common) and common[low] == value else 0.0


@exported("int64(int64[::1], int64[::1], int64[::1], uint32[::1], uint64[::1], uint64[::1], uint32[::1])")
def list_shared(
    lower: NDArray[np.int64],
    higher: NDArray[np.int64],
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    table: NDArray[np.uint64],
    other: NDArray[np.uint64],
    shared: NDArray[np.uint32],
) -> int:
    """Write the hashes that both articles of each pair hold, each once, pair after pair; how many. The tables start empty."""
    total = 0
    for pair in range(len(lower)):
        turn = np.uint64(pair + 1)
        _put(table, turn, hashes, offsets[lower[pair]], offsets[lower[pair] + 1])
        for k in range(offsets[higher[pair]], offsets[higher[pair] + 1]):
            place = _place(other, turn, hashes[k])
            if other[place] >> _UPPER != turn and table[_place(table, turn, hashes[k])] >> _UPPER == turn:
                other[place] = turn << _UPPER | np.uint64(hashes[k])
                shared[total] = hashes[k]
                total += 1
    return total


@exported("int64(uint32[::1], uint64[::1], uint64[::1])")
def index_keys(keys: NDArray[np.uint32], table: NDArray[np.uint64], bits: NDArray[np.uint64]) -> int:
    """Put distinct hashes, each with its place, into a table of zeros that has twice the room, a power of two; how many.

    And set their bits: these, a power of two as well, stay in a near cache and answer for nearly all that is not in the table.
    """
    last, last_word = len(table) - 1, len(bits) - 1
    for i in range(len(keys)):
        at = int(np.uint32(keys[i] * _SPREAD)) & last
        while table[at]:
            at = at + 1 & last
        table[at] = np.uint64(i + 1) << _UPPER | np.uint64(keys[i])
        bits[int(keys[i] >> _SIX) & last_word] |= _ONE << np.uint64(keys[i] & _IN_WORD)
    return len(keys)


@exported("int64(uint32[::1], int64[::1], int64[::1], uint64[::1], uint64[::1], int32[::1], int32[::1])")
def count_holders(
    hashes: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    groups: NDArray[np.int64],
    table: NDArray[np.uint64],
    bits: NDArray[np.uint64],
    counts: NDArray[np.int32],
    latest: NDArray[np.int32],
) -> int:
    """Add, for each hash of `index_keys`, how many groups of texts hold it; texts of group -1 are passed over.

    `latest` says which group held a hash last: texts of one group must come one after the other.
    """
    last, last_word = len(table) - 1, len(bits) - 1
    for i in range(len(groups)):
        if groups[i] < 0:
            continue
        for k in range(offsets[i], offsets[i + 1]):
            if not bits[int(hashes[k] >> _SIX) & last_word] >> np.uint64(hashes[k] & _IN_WORD) & _ONE:
                continue
            at = int(np.uint32(hashes[k] * _SPREAD)) & last
            while table[at] and np.uint32(table[at] & _LOW) != hashes[k]:
                at = at + 1 & last
            if table[at]:
                place = int(table[at] >> _UPPER) - 1
                counts[place] += latest[place] != groups[i]
                latest[place] = groups[i]
    return len(groups)


@exported(
    "int64(int64[::1], int64[::1], int64[::1], int64[::1], float64[::1], int64[::1], uint32[::1], uint64[::1], uint64[::1],"
    "uint64[::1], uint8[::1])"
)
def explain(
    lower: NDArray[np.int64],
    higher: NDArray[np.int64],
    third_offsets: NDArray[np.int64],
    thirds: NDArray[np.int64],
    least: NDArray[np.float64],
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    table: NDArray[np.uint64],
    both: NDArray[np.uint64],
    all_three: NDArray[np.uint64],
    explained: NDArray[np.uint8],
) -> int:
    """Mark the pairs of which one of their thirds holds at least `least` of the shingles that both hold. The tables start empty."""
    turn = np.uint64(0)
    for pair in range(len(lower)):
        first, last = third_offsets[pair], third_offsets[pair + 1]
        if first == last:
            continue
        turn += np.uint64(1)
        own = turn
        _put(table, own, hashes, offsets[lower[pair]], offsets[lower[pair] + 1])
        _move(table, own, both, own, hashes, offsets[higher[pair]], offsets[higher[pair] + 1])
        for k in range(first, last):
            third = thirds[k]
            turn += np.uint64(1)
            if _move(both, own, all_three, turn, hashes, offsets[third], offsets[third + 1]) >= least[pair]:
                explained[pair] = np.uint8(1)
                break
    return len(lower)


@exported("int64(uint32[::1], int64[::1], int64[::1], uint32[::1], int64[::1])")
def gather(
    source: NDArray[np.uint32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    target: NDArray[np.uint32],
    places: NDArray[np.int64],
) -> int:
    """Copy stretches of the source to places of the target; how many."""
    for i in range(len(starts)):
        place = places[i] - starts[i]
        for k in range(starts[i], ends[i]):
            target[place + k] = source[k]
    return len(starts)
