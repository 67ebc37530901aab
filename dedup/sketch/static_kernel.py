"""The compiled passes from words to blocks of sentences and their vectors. Imported by `blocks` and `static`, when first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=Callable[..., Any])
_compiled: Final = cast(Callable[[_F], _F], numba.njit(nogil=True, cache=True))

_MIX_ONE: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_TWO: Final = np.uint64(0x94D049BB133111EB)
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_ONE: Final = np.uint64(1)
_FEWER: Final = np.uint64(7)
"""Of the words at which a stretch without sentence ends may be cut, one in eight is chosen, by its hash."""


@_compiled
def find_blocks(
    words: NDArray[np.uint64],
    starts: NDArray[np.int32],
    offsets: NDArray[np.int64],
    cuts: NDArray[np.int64],
    cut_offsets: NDArray[np.int64],
    least: int,
    firsts: NDArray[np.int64],
    bounds: NDArray[np.int64],
) -> int:
    """Write the first word of each block, those of text i at [bounds[i], bounds[i + 1]); how many there are. See `blocks`."""
    total = 0
    for i in range(len(offsets) - 1):
        first, cut, begin = offsets[i], cut_offsets[i], total
        if offsets[i] < offsets[i + 1]:
            firsts[total] = first
            total += 1
        for j in range(offsets[i], offsets[i + 1]):
            ended = False
            while cut < cut_offsets[i + 1] and cuts[cut] <= starts[j]:
                cut += 1
                ended = True
            size = j - first
            chosen = size >= 2 * least and words[j] & _FEWER == 0
            if (ended and size >= least) or chosen or size >= 4 * least:
                firsts[total] = first = j
                total += 1
        if total - begin > 1 and 2 * (offsets[i + 1] - first) < least:
            total -= 1
        bounds[i + 1] = total
    return total


@_compiled
def find_ids(keys: NDArray[np.uint64], values: NDArray[np.int32], hashes: NDArray[np.uint64], ids: NDArray[np.int32]) -> int:
    """Look words up in a table with open addressing; -1 for those that are not there, and how many these are."""
    mask, missing = np.uint64(len(keys) - 1), 0
    for i in range(len(hashes)):
        place = hashes[i] & mask
        while keys[place] != hashes[i] and keys[place] != 0:
            place = (place + _ONE) & mask
        ids[i] = values[place] if keys[place] != 0 else -1
        missing += ids[i] < 0
    return missing


@_compiled
def put_ids(keys: NDArray[np.uint64], values: NDArray[np.int32], hashes: NDArray[np.uint64], first: int) -> None:
    """Enter new words under the ids first, first + 1, …; the value before the key, for others who read meanwhile."""
    mask = np.uint64(len(keys) - 1)
    for i in range(len(hashes)):
        place = hashes[i] & mask
        while keys[place] != 0:
            place = (place + _ONE) & mask
        values[place] = first + i
        keys[place] = hashes[i]


@_compiled
def add_words(
    ids: NDArray[np.int32],
    firsts: NDArray[np.int64],
    ends: NDArray[np.int64],
    seeds: NDArray[np.uint64],
    weights: NDArray[np.float32],
    piece_bounds: NDArray[np.int32],
    pieces: NDArray[np.int32],
    table: NDArray[np.float32],
    mean: NDArray[np.float32],
    sums: NDArray[np.float32],
) -> None:
    """Add up the vectors of the words of each block: those of its pieces, and a random one of its own, +weight or -weight each."""
    for b in range(len(firsts)):
        row = sums[b]
        for j in range(firsts[b], ends[b]):
            word = ids[j]
            state, weight = seeds[word], weights[word]
            for q in range(len(row) // 64):
                state += _STEP
                bits = (state ^ state >> np.uint64(30)) * _MIX_ONE
                bits = (bits ^ bits >> np.uint64(27)) * _MIX_TWO
                bits = bits ^ bits >> np.uint64(31)
                for t in range(64):
                    row[q * 64 + t] += weight * np.float32(np.int64(bits >> np.uint64(t) & _ONE) * 2 - 1)
            if piece_bounds[word] < piece_bounds[word + 1]:
                for p in range(piece_bounds[word], piece_bounds[word + 1]):
                    piece = table[pieces[p]]
                    for t in range(len(row)):
                        row[t] += piece[t]
                for t in range(len(row)):
                    row[t] -= mean[t]


@_compiled
def fill_terms(
    ids: NDArray[np.int32],
    firsts: NDArray[np.int64],
    ends: NDArray[np.int64],
    known: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    terms: NDArray[np.uint32],
) -> None:
    """Write the terms of each block, rising, each once, those of block b at [bounds[b], bounds[b + 1]); 0 is no term."""
    total = 0
    for b in range(len(firsts)):
        found = np.empty(ends[b] - firsts[b], np.uint32)
        count = 0
        for j in range(firsts[b], ends[b]):
            if known[ids[j]] != 0:
                found[count] = known[ids[j]]
                count += 1
        found = np.sort(found[:count])
        for k in range(count):
            if k == 0 or found[k] != found[k - 1]:
                terms[total] = found[k]
                total += 1
        bounds[b + 1] = total
