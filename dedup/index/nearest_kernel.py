"""The compiled search for the nearest windows. Imported by `nearest`, when first used; lets go of the GIL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=Callable[..., Any])
_compiled: Final = cast(Callable[[_F], _F], numba.njit(nogil=True, cache=True))

_SHIFT: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_ONE: Final = np.uint64(1)
_NONE: Final = np.uint64(0)
_STEPS: Final = 16
"""Steps of a word's weight, the natural logarithm of its rarity in the index."""


@_compiled
def sharing(
    asked: NDArray[np.int64],
    limits: NDArray[np.int64],
    paired: NDArray[np.bool_],
    term_bounds: NDArray[np.int64],
    terms: NDArray[np.uint32],
    postings: NDArray[np.uint64],
    runs: NDArray[np.int64],
    ends: NDArray[np.uint8],
    used: int,
    budget: int,
    scores: NDArray[np.uint16],
    places: NDArray[np.int64],
) -> None:
    """Write into row i of `places` the stored windows that share the rarest terms with the window at slot asked[i], -1 for none.

    A window is the block at its slot and, where `paired`, the next one; `ends` is 1 at the last block of a stored article.
    `postings` holds sorted runs of (term, block) between the bounds `runs`; terms are taken from the rarest on while `budget`
    postings are left. Blocks from limits[i] on do not count. `scores` is all zeros, before and after.
    """
    touched = np.empty(budget + 1, np.uint64)
    windows, values = np.empty(2 * budget + 1, np.uint64), np.empty(2 * budget + 1, np.uint16)
    for i in range(len(asked)):
        slot, limit = asked[i], np.uint64(limits[i])
        found = _terms_of(terms, term_bounds[slot], term_bounds[slot + 1 + paired[slot]])
        lows, sizes = _ranges(found, postings, runs)
        counts = sizes.sum(axis=1)
        count, left = 0, budget
        for k in np.argsort(counts):
            if counts[k] > left:
                break
            left -= counts[k]
            weight = np.uint16(1 + _STEPS * np.log((used + 1) / max(counts[k], 1)))
            for r in range(len(runs) - 1):
                for p in range(lows[k, r], lows[k, r] + sizes[k, r]):
                    block = postings[p] & _LOW
                    if block >= limit:
                        break
                    touched[count] = block
                    count += scores[block] == 0  # without a branch, which would be guessed wrong half of the time
                    scores[block] += weight
        size = _windows(touched[:count], scores, ends, windows, values)
        _take(windows[:size], values[:size], places[i])
        for k in range(count):
            scores[touched[k]] = 0


@_compiled
def _terms_of(terms: NDArray[np.uint32], first: int, last: int) -> NDArray[np.uint32]:
    """The terms of one or two neighbouring blocks, rising, each once."""
    both = np.sort(terms[first:last])
    count = 0
    for k in range(len(both)):
        if k == 0 or both[k] != both[k - 1]:
            both[count] = both[k]
            count += 1
    return both[:count]


@_compiled
def _ranges(
    found: NDArray[np.uint32], postings: NDArray[np.uint64], runs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the postings of each term begin in each run, and how many there are."""
    lows, sizes = np.zeros((len(found), len(runs) - 1), np.int64), np.zeros((len(found), len(runs) - 1), np.int64)
    for r in range(len(runs) - 1):
        low = runs[r]
        for k in range(len(found)):  # both rise: the search goes on where it stopped
            low += np.searchsorted(postings[low : runs[r + 1]], np.uint64(found[k]) << _SHIFT)
            high = low + np.searchsorted(postings[low : runs[r + 1]], np.uint64(found[k]) << _SHIFT | _LOW, side="right")
            lows[k, r], sizes[k, r] = low, high - low
            low = high
    return lows, sizes


@_compiled
def _windows(
    touched: NDArray[np.uint64],
    scores: NDArray[np.uint16],
    ends: NDArray[np.uint8],
    windows: NDArray[np.uint64],
    values: NDArray[np.uint16],
) -> int:
    """Write the windows that hold a touched block, each once, with the sums of the scores of their blocks; how many."""
    count = 0
    for k in range(len(touched)):
        block = touched[k]
        own, before = scores[block], block - (block > _NONE)
        windows[count], values[count] = block, own + scores[block + _ONE] * (ends[block] == 0)
        count += 1
        windows[count], values[count] = before, own
        count += (scores[before] == 0) & (ends[before] == 0)
    return count


@_compiled
def _take(windows: NDArray[np.uint64], values: NDArray[np.uint16], places: NDArray[np.int64]) -> None:
    """Write the windows with the highest values, in no order: they are counted by value, a sort would cost more than all else."""
    most = 0
    for k in range(len(values)):
        most = max(most, int(values[k]))
    counts = np.zeros(most + 1, np.int64)
    for k in range(len(values)):
        counts[values[k]] += 1
    least, above = most, 0
    while least > 0 and above + counts[least] < len(places):
        above += counts[least]
        least -= 1
    kept, spare = 0, len(places) - above
    for k in range(len(values)):
        if values[k] > least or (values[k] == least and spare > 0):
            spare -= values[k] == least
            places[kept] = windows[k]
            kept += 1


@_compiled
def fill_cosines(
    asked: NDArray[np.int8], places: NDArray[np.int64], vectors: NDArray[np.int8], cosines: NDArray[np.float32]
) -> None:
    """Write the cosine of each asked vector with the stored ones at its places, 0 where there is none."""
    for i in range(len(asked)):
        own = np.int64(0)
        for t in range(asked.shape[1]):
            own += np.int32(asked[i, t]) * np.int32(asked[i, t])
        for k in range(places.shape[1]):
            if places[i, k] < 0:
                continue
            stored, both, other = vectors[places[i, k]], np.int32(0), np.int32(0)
            for t in range(asked.shape[1]):
                both += np.int32(asked[i, t]) * np.int32(stored[t])
                other += np.int32(stored[t]) * np.int32(stored[t])
            if own > 0 and other > 0:
                cosines[i, k] = both / np.sqrt(np.float64(own) * np.float64(other))
