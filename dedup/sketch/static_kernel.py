"""The compiled passes from words to blocks of sentences and their vectors. Imported where `compiled` has to make them anew."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.sketch.compiled import exported

_MIX_ONE: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_TWO: Final = np.uint64(0x94D049BB133111EB)
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_ONE: Final = np.uint64(1)
_FEWER: Final = np.uint64(7)
"""Of the words at which a stretch without sentence ends may be cut, one in eight is chosen, by its hash."""


@exported("int64(uint64[::1], int32[::1], int64[::1], int64[::1], int64[::1], int64, int64[::1], int64[::1])")
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


@exported("int64(uint64[::1], int32[::1], uint64[::1], int32[::1])")
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


@exported("int64(uint64[::1], int32[::1], uint64[::1], int64)")
def put_ids(keys: NDArray[np.uint64], values: NDArray[np.int32], hashes: NDArray[np.uint64], first: int) -> int:
    """Enter new words under the ids first, first + 1, …; the next id. The value before the key, for others who read meanwhile."""
    mask = np.uint64(len(keys) - 1)
    for i in range(len(hashes)):
        place = hashes[i] & mask
        while keys[place] != 0:
            place = (place + _ONE) & mask
        values[place] = first + i
        keys[place] = hashes[i]
    return first + len(hashes)


@exported(
    "int64(int32[::1], int64[::1], int64[::1], uint64[::1], float32[::1], int32[::1], int32[::1],"
    "float32[::1], float32[::1], float32[::1])"
)
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
) -> int:
    """Add up the vectors of the words of each block: those of its pieces, and a random one of its own, +weight or -weight each.

    `table` and `sums` hold rows of the width of `mean`, a multiple of 64, one after the other. Returns how many blocks there are.
    """
    width = len(mean)
    for b in range(len(firsts)):
        row = sums[b * width : (b + 1) * width]
        for j in range(firsts[b], ends[b]):
            word = ids[j]
            state, weight = seeds[word], weights[word]
            for q in range(width // 64):
                state += _STEP
                bits = (state ^ state >> np.uint64(30)) * _MIX_ONE
                bits = (bits ^ bits >> np.uint64(27)) * _MIX_TWO
                bits = bits ^ bits >> np.uint64(31)
                for t in range(64):
                    row[q * 64 + t] += weight * np.float32(np.int64(bits >> np.uint64(t) & _ONE) * 2 - 1)
            if piece_bounds[word] < piece_bounds[word + 1]:
                for p in range(piece_bounds[word], piece_bounds[word + 1]):
                    piece = table[pieces[p] * width : (pieces[p] + 1) * width]
                    for t in range(width):
                        row[t] += piece[t]
                for t in range(width):
                    row[t] -= mean[t]
    return len(firsts)
