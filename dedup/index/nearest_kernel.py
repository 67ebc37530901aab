"""The compiled search for the nearest windows. Imported where `compiled` has to make it anew."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.sketch.compiled import exported, inner

_LOW: Final = np.uint64(0xFFFFFFFF)
_UPPER: Final = np.uint64(32)
_ONE: Final = np.uint64(1)
_NONE: Final = np.uint64(0)
_SHORT: Final = 15
_STEPS: Final = 8
"""Steps of a word's weight, the natural logarithm of its rarity in the index: the sums over a window stay below `_MARK`."""
_MARK: Final = np.uint16(1 << 15)
_SCORE: Final = np.uint16((1 << 15) - 1)


@exported(
    "int64(int64[::1], int64[::1], uint8[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1],"
    "uint64[::1], uint8[::1], uint8[::1], int64, int64,"
    "uint16[::1], uint64[::1], int64[::1], uint64[::1], uint64[::1], uint64[::1], uint16[::1], int32[::1], int64[::1])"
)
def sharing(
    asked: NDArray[np.int64],
    limits: NDArray[np.int64],
    paired: NDArray[np.uint8],
    term_bounds: NDArray[np.int64],
    terms: NDArray[np.int64],
    lows: NDArray[np.int64],
    sizes: NDArray[np.int64],
    counts: NDArray[np.int64],
    postings: NDArray[np.uint64],
    ends: NDArray[np.uint8],
    gone: NDArray[np.uint8],
    used: int,
    budget: int,
    scores: NDArray[np.uint16],
    found: NDArray[np.uint64],
    pending: NDArray[np.int64],
    touched: NDArray[np.uint64],
    strongest: NDArray[np.uint64],
    windows: NDArray[np.uint64],
    values: NDArray[np.uint16],
    tally: NDArray[np.int32],
    places: NDArray[np.int64],
) -> int:
    """Write into row i of `places` the stored windows that share the rarest terms with the window at slot asked[i], -1 for none.

    A window is the block at its slot and, where `paired`, the next one; `ends` is 1 at the last block of a stored article.
    The postings (term, block) of term t in run r of n are postings[lows[t * n + r] :][: sizes[t * n + r]]; terms are taken from
    the rarest on while `budget` postings are left; `counts` says how many there are of each. Blocks from limits[i] on do not count,
    nor those where `gone` is 1; it is empty when none is. `scores` is all zeros, before and after; from `found` to `tally` it is
    scratch, see `nearest`. Returns how many windows were asked about.
    """
    runs, width = len(sizes) // max(len(counts), 1), len(places) // max(len(asked), 1)
    for i in range(len(asked)):
        limit, count, left = np.uint64(limits[i]), 0, budget
        for k in range(_rarest(terms, term_bounds, asked[i], paired, counts, found, pending)):
            term = np.int64(found[k] & _LOW)
            if counts[term] > left:
                break
            left -= counts[term]
            weight = np.uint16(1 + _STEPS * np.log((used + 1) / max(counts[term], 1)))
            for run in range(term * runs, (term + 1) * runs):
                for p in range(lows[run], lows[run] + sizes[run]):
                    block = postings[p] & _LOW
                    if block >= limit:
                        break
                    if len(gone) and gone[block]:
                        continue
                    touched[count] = block
                    count += scores[block] == 0  # without a branch, which would be guessed wrong half of the time
                    scores[block] += weight
        kept = _strongest(touched[:count], scores, values, tally, strongest)
        size = _windows(strongest[:kept], scores, ends, windows, values)
        _take(windows[:size], values[:size], tally, places[i * width : (i + 1) * width])
        for k in range(count):
            scores[touched[k]] = 0
    return len(asked)


@exported("int64(uint32[::1], int64[::1], int64, uint64[::1])")
def pack_postings(terms: NDArray[np.uint32], bounds: NDArray[np.int64], first: int, postings: NDArray[np.uint64]) -> int:
    """Write the postings, term << 32 | block, of the blocks first, first + 1, …, of which `bounds` part the terms; how many."""
    for b in range(len(bounds) - 1):
        for k in range(bounds[b], bounds[b + 1]):
            postings[k] = np.uint64(terms[k]) << _UPPER | np.uint64(first + b)
    return len(terms)


@exported("int64(int64[::1], int64[::1], uint64[::1], uint8[::1], int64, int64, int64[::1])")
def count_live(
    lows: NDArray[np.int64],
    sizes: NDArray[np.int64],
    postings: NDArray[np.uint64],
    gone: NDArray[np.uint8],
    gone_count: int,
    budget: int,
    counts: NDArray[np.int64],
) -> int:
    """Make of how many postings each term has how many it has in blocks that are not gone; of more than `budget`, some such number.

    Returns how many terms there are.
    """
    runs = len(sizes) // max(len(counts), 1)
    for term in range(len(counts)):
        if counts[term] - gone_count > budget:
            continue
        counts[term] = 0
        for run in range(term * runs, (term + 1) * runs):
            for p in range(lows[run], lows[run] + sizes[run]):
                counts[term] += gone[postings[p] & _LOW] == 0
            if counts[term] > budget:
                counts[term] = budget + 1  # whatever runs the postings stand in
                break
    return len(counts)


@inner
def _rarest(
    terms: NDArray[np.int64],
    bounds: NDArray[np.int64],
    slot: int,
    paired: NDArray[np.uint8],
    counts: NDArray[np.int64],
    found: NDArray[np.uint64],
    pending: NDArray[np.int64],
) -> int:
    """Write count << 32 | term of the terms of a window, each once, the rarest first; how many."""
    one, first_end = bounds[slot], bounds[slot + 1]
    other, last_end = first_end, bounds[slot + 1 + paired[slot]]
    size = 0
    while one < first_end or other < last_end:  # the terms of either block rise
        if other == last_end or (one < first_end and terms[one] < terms[other]):
            term = terms[one]
            one += 1
        else:
            term = terms[other]
            one += one < first_end and terms[one] == term
            other += 1
        found[size] = np.uint64(counts[term]) << _UPPER | np.uint64(term)
        size += 1
    _sort_by_count(found, size, pending)
    return size


@inner
def _sort_by_count(keys: NDArray[np.uint64], count: int, pending: NDArray[np.int64]) -> None:
    """Sort keys by their upper halves: quicksort, and insertion sort for what is short. `pending` holds 64 pairs of edges.

    Not stable. Which of equally rare terms come first decides what the last of the budget is spent on; the steps are those of
    numba's argsort, so that an index finds what it found when that was called here.
    """
    pending[0], pending[1], left = 0, count - 1, 2
    while left:
        left -= 2
        low, high = pending[left], pending[left + 1]
        while high - low >= _SHORT:
            middle = _parted(keys, low, high)
            if high - middle > middle - low:  # the longer part waits, so no more than log2(count) do
                pending[left], pending[left + 1], high = middle + 1, high, middle - 1
            else:
                pending[left], pending[left + 1], low = low, middle - 1, middle + 1
            left += 2
        _sort_few(keys, low, high)


@inner
def _sort_few(keys: NDArray[np.uint64], low: int, high: int) -> None:
    for i in range(low + 1, high + 1):
        key, j = keys[i], i
        while j > low and key >> _UPPER < keys[j - 1] >> _UPPER:
            keys[j] = keys[j - 1]
            j -= 1
        keys[j] = key


@inner
def _parted(keys: NDArray[np.uint64], low: int, high: int) -> int:
    """Move the keys of lower counts than the median of three to the front, those of higher ones behind it; its place."""
    middle = (low + high) >> 1
    _put_in_order(keys, low, middle)
    _put_in_order(keys, middle, high)
    _put_in_order(keys, low, middle)
    pivot = keys[middle] >> _UPPER
    keys[high], keys[middle] = keys[middle], keys[high]
    i, j = low, high - 1
    while True:
        while i < high and keys[i] >> _UPPER < pivot:
            i += 1
        while j >= low and keys[j] >> _UPPER > pivot:
            j -= 1
        if i >= j:
            break
        keys[i], keys[j] = keys[j], keys[i]
        i += 1
        j -= 1
    keys[i], keys[high] = keys[high], keys[i]
    return i


@inner
def _put_in_order(keys: NDArray[np.uint64], one: int, other: int) -> None:
    if keys[other] >> _UPPER < keys[one] >> _UPPER:
        keys[one], keys[other] = keys[other], keys[one]


@inner
def _strongest(
    touched: NDArray[np.uint64],
    scores: NDArray[np.uint16],
    values: NDArray[np.uint16],
    tally: NDArray[np.int32],
    strongest: NDArray[np.uint64],
) -> int:
    """Write the blocks with the highest scores, as many as there is room for; how many."""
    for k in range(len(touched)):
        values[k] = scores[touched[k]]
    kept = min(len(strongest), len(touched))
    _take(touched, values[: len(touched)], tally, strongest[:kept])
    return kept


@inner
def _windows(
    touched: NDArray[np.uint64],
    scores: NDArray[np.uint16],
    ends: NDArray[np.uint8],
    windows: NDArray[np.uint64],
    values: NDArray[np.uint16],
) -> int:
    """Write the windows that hold a touched block, each once, with the sums of the scores of their blocks; how many."""
    for k in range(len(touched)):
        scores[touched[k]] |= _MARK
    count = 0
    for k in range(len(touched)):
        block = touched[k]
        own, before = scores[block] & _SCORE, block - (block > _NONE)
        windows[count], values[count] = block, own + (scores[block + _ONE] & _SCORE) * (ends[block] == 0)
        count += 1
        windows[count], values[count] = before, own + (scores[before] & _SCORE)
        count += (scores[before] & _MARK == 0) & (ends[before] == 0)  # a marked one writes its window itself
    return count


@inner
def _take(items: NDArray[np.uint64], values: NDArray[np.uint16], tally: NDArray[np.int32], places: Any) -> None:
    """Write the items with the highest values, in no order: they are counted by value, a sort would cost more than all else."""
    most = 0
    for k in range(len(values)):
        most = max(most, int(values[k]))
    for value in range(most + 1):
        tally[value] = 0
    for k in range(len(values)):
        tally[values[k]] += 1
    least, above = most, 0
    while least > 0 and above + tally[least] < len(places):
        above += tally[least]
        least -= 1
    kept, spare = 0, len(places) - above
    for k in range(len(values)):
        if values[k] > least or (values[k] == least and spare > 0):
            spare -= values[k] == least
            places[kept] = items[k]
            kept += 1


@exported("int64(int8[::1], int64[::1], int8[::1], int64, float32[::1])")
def fill_cosines(
    asked: NDArray[np.int8], places: NDArray[np.int64], vectors: NDArray[np.int8], width: int, cosines: NDArray[np.float32]
) -> int:
    """Write the cosine of each asked vector with the stored ones at its places, 0 where there is none; how many vectors are asked.

    Vectors have `width` components and stand one after the other, as do the places of each asked one and its cosines.
    """
    count = len(asked) // width
    most = len(places) // max(count, 1)
    for i in range(count):
        mine, own = asked[i * width : (i + 1) * width], np.int64(0)
        for t in range(width):
            own += np.int32(mine[t]) * np.int32(mine[t])
        for k in range(i * most, (i + 1) * most):
            if places[k] < 0:
                continue
            stored, both, other = vectors[places[k] * width : (places[k] + 1) * width], np.int32(0), np.int32(0)
            for t in range(width):
                both += np.int32(mine[t]) * np.int32(stored[t])
                other += np.int32(stored[t]) * np.int32(stored[t])
            if own > 0 and other > 0:
                cosines[k] = both / np.sqrt(np.float64(own) * np.float64(other))
    return count
