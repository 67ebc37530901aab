"""The compiled loops of an inverted table. Imported where `compiled` has to make them anew."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.sketch.compiled import exported, inner

_LOW: Final = np.uint64(0xFFFFFFFF)


@exported("int64(uint64[::1], uint64[::1], uint64[::1])")
def merge(one: NDArray[np.uint64], other: NDArray[np.uint64], merged: NDArray[np.uint64]) -> int:
    """Write two sorted runs into one, which has room for both; how many postings that are."""
    i = j = k = 0
    while i < len(one) and j < len(other):
        first, second = one[i], other[j]
        mine = first <= second  # no branch: which run comes next is for nobody to predict
        merged[k] = first if mine else second
        i += mine
        j += not mine
        k += 1
    for rest in range(i, len(one)):
        merged[k] = one[rest]
        k += 1
    for rest in range(j, len(other)):
        merged[k] = other[rest]
        k += 1
    return k


@exported("int64(uint64[::1], int64, int64[::1])")
def find_bounds(run: NDArray[np.uint64], shift: int, bounds: NDArray[np.int64]) -> int:
    """Write the place of the first posting of each bucket, whose postings are alike from bit `shift` on; how many buckets."""
    bucket, bits = 0, np.uint64(shift)
    for i in range(len(run)):
        here = np.int64(run[i] >> bits)
        while bucket <= here:
            bounds[bucket] = i
            bucket += 1
    for rest in range(bucket, len(bounds)):
        bounds[rest] = len(run)
    return len(bounds) - 1


@inner
def _place(run: NDArray[np.uint64], first: int, last: int, posting: np.uint64) -> int:
    """The place of the first posting in run[first:last] that is not below this one."""
    while first < last:
        middle = (first + last) >> 1
        if run[middle] < posting:
            first = middle + 1
        else:
            last = middle
    return first


@exported("int64(uint64[::1], int64[::1], int64, uint64[::1], int64[::1], int64[::1])")
def find(
    run: NDArray[np.uint64],
    bounds: NDArray[np.int64],
    shift: int,
    asked: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> int:
    """For each key << 32 | place asked for, write where its postings begin in the run and how many there are; how many were found.

    `bounds` and `shift` are those of `find_bounds`. Sorted keys are found several times faster: the run is read once through.
    """
    bits, found = np.uint64(shift), 0
    for i in range(len(asked)):
        low, place = asked[i] & ~_LOW, np.int64(asked[i] & _LOW)
        bucket = np.int64(low >> bits)
        begin = _place(run, bounds[bucket], bounds[bucket + 1], low)
        first, last = begin, bounds[bucket + 1]
        if first + 1 < last and run[first + 1] > low | _LOW:  # mostly there is one, or none
            last = first + 1
        first = _place(run, first, last, low | _LOW)
        while first < last and run[first] == low | _LOW:
            first += 1
        starts[place], sizes[place] = begin, first - begin
        found += first > begin
    return found


@exported("int64(uint64[::1], int64[::1], int64[::1], uint8[::1], int64[::1], int64[::1], uint32[::1], int64[::1])")
def take_numbers(
    run: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    held: NDArray[np.uint8],
    cursors: NDArray[np.int64],
    ends: NDArray[np.int64],
    numbers: NDArray[np.uint32],
    counts: NDArray[np.int64],
) -> int:
    """Write the numbers of run[starts[i] :][: sizes[i]] to numbers[cursors[i] : ends[i]], as many as have room; move the cursors.

    Where `held` is not empty, only numbers at which it is 1 are written; the others are taken off counts[i]. Returns how many were
    written.
    """
    written = 0
    for i in range(len(starts)):
        cursor = cursors[i]
        if len(held):
            for j in range(starts[i], starts[i] + sizes[i]):
                number = np.int64(run[j] & _LOW)
                if number >= len(held) or held[number] == 0:
                    counts[i] -= 1
                elif cursor < ends[i]:
                    numbers[cursor] = np.uint32(number)
                    cursor += 1
        else:
            for j in range(starts[i], starts[i] + min(sizes[i], ends[i] - cursor)):
                numbers[cursor] = np.uint32(run[j] & _LOW)
                cursor += 1
        written += cursor - cursors[i]
        cursors[i] = cursor
    return written
