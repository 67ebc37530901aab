"""Compiled loops over postings and pairs. Imported when families are first looked for; all of them let go of the GIL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=Callable[..., Any])
_compiled: Final = cast(Callable[[_F], _F], numba.njit(nogil=True, cache=True))

_UPPER: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)


@_compiled
def count_pairs(keys: NDArray[np.uint64], most: int) -> int:
    """How many pairs `fill_pairs` writes."""
    total, first = 0, 0
    while first < len(keys):
        last = _run_end(keys, first)
        size = last - first
        total += size * (size - 1) // 2 if size <= most else size - 1
        first = last
    return total


@_compiled
def fill_pairs(keys: NDArray[np.uint64], most: int, pairs: NDArray[np.uint64]) -> None:
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


@_compiled
def _run_end(keys: NDArray[np.uint64], first: int) -> int:
    last = first + 1
    while last < len(keys) and keys[last] >> _UPPER == keys[first] >> _UPPER:
        last += 1
    return last


@_compiled
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


@_compiled
def repeated(pairs: NDArray[np.uint64], few: NDArray[np.bool_]) -> int:
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


@_compiled
def sort_sets(offsets: NDArray[np.int64], hashes: NDArray[np.uint32], sizes: NDArray[np.int64]) -> None:
    """Sort every article's hashes in place, each once; `sizes` says how many are left of each, at the front of its stretch."""
    for i in range(len(sizes)):
        part = hashes[offsets[i] : offsets[i + 1]]
        part.sort()
        size = 0
        for j in range(len(part)):
            if j == 0 or part[j] != part[j - 1]:
                part[size] = part[j]
                size += 1
        sizes[i] = size


@_compiled
def measure(
    lower: NDArray[np.int64],
    higher: NDArray[np.int64],
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    sizes: NDArray[np.int64],
    ceiling: int,
    common: NDArray[np.uint32],
    doublings: NDArray[np.float64],
    shared: NDArray[np.int64],
    commonness: NDArray[np.float64],
) -> None:
    """For each pair of sets: `shared`, how many hashes both hold; `commonness`, the mean of `doublings` over the sampled of them.

    Sampled are those below the ceiling. `doublings` belong to the hashes `common` (rising), every other hash has 0.
    """
    for pair in range(len(lower)):
        i, j = offsets[lower[pair]], offsets[higher[pair]]
        i_end, j_end = i + sizes[lower[pair]], j + sizes[higher[pair]]
        count, sampled, total = 0, 0, 0.0
        while i < i_end and j < j_end:
            if hashes[i] < hashes[j]:
                i += 1
            elif hashes[i] > hashes[j]:
                j += 1
            else:
                count += 1
                if hashes[i] < ceiling:
                    sampled += 1
                    at = np.searchsorted(common, hashes[i])
                    if at < len(common) and common[at] == hashes[i]:
                        total += doublings[at]
                i += 1
                j += 1
        shared[pair] = count
        commonness[pair] = total / sampled if sampled else 0.0


@_compiled
def shared_by_three(a: NDArray[np.uint32], b: NDArray[np.uint32], c: NDArray[np.uint32]) -> int:
    """How many hashes all of three sorted sets hold."""
    i, j, k, count = 0, 0, 0, 0
    while i < len(a) and j < len(b) and k < len(c):
        top = max(a[i], b[j], c[k])
        if a[i] == top and b[j] == top and c[k] == top:
            count += 1
            i, j, k = i + 1, j + 1, k + 1
            continue
        i, j, k = i + (a[i] < top), j + (b[j] < top), k + (c[k] < top)
    return count
