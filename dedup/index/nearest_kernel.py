"""The compiled search for the nearest windows. Imported by `nearest`, when first used; lets go of the GIL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=Callable[..., Any])
_compiled: Final = cast(Callable[[_F], _F], numba.njit(nogil=True, cache=True))

_LOW: Final = np.uint64(0xFFFFFFFF)
_ONE: Final = np.uint64(1)
_NONE: Final = np.uint64(0)
_STRONGEST: Final = 256
_STEPS: Final = 8
"""Steps of a word's weight, the natural logarithm of its rarity in the index: the sums over a window stay below `_MARK`."""
_MARK: Final = np.uint16(1 << 15)
_SCORE: Final = np.uint16((1 << 15) - 1)


@_compiled
def sharing(
    asked: NDArray[np.int64],
    limits: NDArray[np.int64],
    paired: NDArray[np.bool_],
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
    places: NDArray[np.int64],
) -> None:
    """Write into row i of `places` the stored windows that share the rarest terms with the window at slot asked[i], -1 for none.

    A window is the block at its slot and, where `paired`, the next one; `ends` is 1 at the last block of a stored article.
    The postings (term, block) of term t in run r are postings[lows[t, r] : lows[t, r] + sizes[t, r]]; terms are taken from the
    rarest on while `budget` postings are left; `counts` says how many there are of each. Blocks from limits[i] on do not count, nor
    those where `gone` is 1; it is empty when none is. `scores` is all zeros, before and after.
    """
    touched = np.empty(budget + 1, np.uint64)
    windows, values = np.empty(2 * _STRONGEST + 1, np.uint64), np.empty(max(budget, 2 * _STRONGEST) + 1, np.uint16)
    for i in range(len(asked)):
        slot, limit = asked[i], np.uint64(limits[i])
        found = _distinct(terms[term_bounds[slot] : term_bounds[slot + 1 + paired[slot]]])
        count, left = 0, budget
        for k in np.argsort(counts[found]):
            term = found[k]
            if counts[term] > left:
                break
            left -= counts[term]
            weight = np.uint16(1 + _STEPS * np.log((used + 1) / max(counts[term], 1)))
            for r in range(sizes.shape[1]):
                for p in range(lows[term, r], lows[term, r] + sizes[term, r]):
                    block = postings[p] & _LOW
                    if block >= limit:
                        break
                    if len(gone) and gone[block]:
                        continue
                    touched[count] = block
                    count += scores[block] == 0  # without a branch, which would be guessed wrong half of the time
                    scores[block] += weight
        size = _windows(_strongest(touched[:count], scores, values), scores, ends, windows, values)
        _take(windows[:size], values[:size], values[:size].max() if size else 0, places[i])
        for k in range(count):
            scores[touched[k]] = 0


@_compiled
def counts(
    lows: NDArray[np.int64],
    sizes: NDArray[np.int64],
    postings: NDArray[np.uint64],
    gone: NDArray[np.uint8],
    gone_count: int,
    budget: int,
) -> NDArray[np.int64]:
    """How many postings each term has in blocks that are not gone; of more than `budget`, some number above it."""
    found: NDArray[np.int64] = sizes.sum(axis=1)
    if gone_count == 0:
        return found
    for term in range(len(found)):
        if found[term] - gone_count > budget:
            continue
        found[term] = 0
        for r in range(sizes.shape[1]):
            for p in range(lows[term, r], lows[term, r] + sizes[term, r]):
                found[term] += gone[postings[p] & _LOW] == 0
            if found[term] > budget:
                break
    return found


@_compiled
def _distinct(terms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Terms, each once."""
    found, count = np.sort(terms), 0
    for k in range(len(found)):
        if k == 0 or found[k] != found[k - 1]:
            found[count] = found[k]
            count += 1
    return found[:count]


@_compiled
def _strongest(touched: NDArray[np.uint64], scores: NDArray[np.uint16], values: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """The blocks with the highest scores, `_STRONGEST` at most: a window near the top holds one of these."""
    most = 0
    for k in range(len(touched)):
        values[k] = scores[touched[k]]
        most = max(most, int(values[k]))
    kept = np.empty(min(_STRONGEST, len(touched)), np.uint64)
    _take(touched, values[: len(touched)], most, kept)
    return kept


@_compiled
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


@_compiled
def _take(items: NDArray[np.uint64], values: NDArray[np.uint16], most: int, places: Any) -> None:
    """Write the items with the highest values, in no order: they are counted by value, a sort would cost more than all else."""
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
            places[kept] = items[k]
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
