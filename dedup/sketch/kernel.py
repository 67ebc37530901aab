"""The compiled passes from UTF-8 to words, shingle hashes, rows and sampled hashes. Imported by `minhash`, when first used.

It repeats the rules of `words._boundaries` as a loop over code points and those of `shingles` as machine arithmetic; the tests
hold it to both on texts of many scripts. It lets go of the GIL. Why loops and not NumPy: what a text needs stays in the first
caches, measured 7-10 times as fast. Why three functions over a batch and not one: with all arrays in one function the compiler
runs out of registers, and words take half as long again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from dedup.sketch.shingles import FNV_BASIS, FNV_PRIME, MULTIPLIER
from dedup.words import APOSTROPHE, COMMA, DIGIT, IGNORED, LETTER, POINT, SEPARATOR, SINGLE

UNKNOWN: Final = 0xFFFFFFFF
"""Entry of the character table for a code point that is not described yet."""
KIND_SHIFT: Final = 24
IN_WORD: Final = 1 << 31
"""An entry holds the folded code point below bit 24, the class from there on, and the highest bit for letters and digits."""

_F = TypeVar("_F", bound=Callable[..., Any])
_compiled: Final = cast(Callable[[_F], _F], numba.njit(nogil=True, cache=True))
_inlined: Final = cast(Callable[[_F], _F], numba.njit(nogil=True, cache=True, inline="always"))

_BASIS: Final = np.uint64(FNV_BASIS)
_PRIME: Final = np.uint64(FNV_PRIME)
_MULTIPLIER: Final = np.uint64(MULTIPLIER)
_MIX_ONE: Final = np.uint64(0xFF51AFD7ED558CCD)
_MIX_TWO: Final = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT: Final = np.uint64(33)
_UPPER: Final = np.uint64(32)
_LOW_BITS: Final = np.uint64(0xFFFFFFFF)
_FOLDED: Final = np.uint32((1 << KIND_SHIFT) - 1)
_KIND_SHIFT: Final = np.uint32(KIND_SHIFT)
_KINDS: Final = np.uint32(0x7F)
_IN_WORD: Final = np.uint32(IN_WORD)
_BREAKS, _DROPPED, _HASHED = range(3)
_UNKNOWN: Final = np.uint32(UNKNOWN)
_FEW: Final = 96
"""Sampled hashes of a text up to which insertion sorts them faster."""


@_compiled
def find_words(
    data: NDArray[np.uint8],
    bounds: NDArray[np.int64],
    ascii_only: NDArray[np.bool_],
    table: NDArray[np.uint32],
    met: NDArray[np.bool_],
    offsets: NDArray[np.int64],
    words: NDArray[np.uint64],
    spans: NDArray[np.int32],
) -> bool:
    """Write the hashes and the code point spans of the words of every text, those of text i at [offsets[i], offsets[i + 1]).

    Text i is the UTF-8 of data[bounds[i]:bounds[i + 1]]; with `ascii_only` its bytes are its code points. False, with `met` set
    for their pages, when the table lacks code points.
    """
    longest = 1
    for i in range(len(bounds) - 1):
        longest = max(longest, bounds[i + 1] - bounds[i])
    codes = np.empty(longest, np.uint32)
    known, total = True, 0
    offsets[0] = 0
    for i in range(len(bounds) - 1):
        first, last = bounds[i], bounds[i + 1]
        if ascii_only[i]:
            total += _words(data[first:last], table, words[total:], spans[total:])
        else:
            size = _decoded(data, first, last, codes)
            if _all_known(codes, size, table, met):
                total += _words(codes[:size], table, words[total:], spans[total:])
            else:
                known = False
        offsets[i + 1] = total
    return known


@_compiled
def fill_rows(
    words: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    width: int,
    factors: NDArray[np.uint32],
    summands: NDArray[np.uint32],
    rows: NDArray[np.uint32],
) -> None:
    """Write the MinHash rows of texts given by their words; rows of texts without words stay as they are."""
    longest = 1
    for i in range(len(rows)):
        longest = max(longest, offsets[i + 1] - offsets[i])
    values = np.empty(longest, np.uint32)
    for i in range(len(rows)):
        size = _shingles(words, offsets[i], offsets[i + 1], width, values)
        if size:
            _fill_row(rows[i], factors, summands, values, size)


@_compiled
def fill_postings(
    words: NDArray[np.uint64],
    spans: NDArray[np.int32],
    offsets: NDArray[np.int64],
    width: int,
    ceiling: int,
    bounds: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    places: NDArray[np.int32],
    every_bounds: NDArray[np.int64],
    every: NDArray[np.uint32],
) -> None:
    """Write the sampled hashes with their places, those of text i at [bounds[i], bounds[i + 1]).

    And all shingle hashes, in the order of the text, with `every_bounds`, unless `every` is empty.
    """
    longest, total, all_total = 1, 0, 0
    for i in range(len(offsets) - 1):
        longest = max(longest, offsets[i + 1] - offsets[i])
    values, sampled = np.empty(longest, np.uint32), np.empty(longest, np.uint64)
    for i in range(len(offsets) - 1):
        size = _shingles(words, offsets[i], offsets[i + 1], width, values)
        if len(every):
            every[all_total : all_total + size] = values[:size]
            all_total += size
        reach = min(width, offsets[i + 1] - offsets[i]) - 1
        total = _sample(values, size, ceiling, sampled, spans[offsets[i] :], reach, hashes, places, total)
        bounds[i + 1], every_bounds[i + 1] = total, all_total


@_compiled
def _decoded(data: NDArray[np.uint8], first: int, last: int, codes: NDArray[np.uint32]) -> int:
    """UTF-8, known to be well formed but for lone surrogates, as code points; how many."""
    size, i = 0, first
    while i < last:
        lead = np.uint32(data[i])
        if lead < 0x80:
            codes[size] = lead
            i += 1
        elif lead < 0xE0:
            codes[size] = (lead & np.uint32(0x1F)) << np.uint32(6) | _tail(data[i + 1])
            i += 2
        elif lead < 0xF0:
            codes[size] = (lead & np.uint32(0x0F)) << np.uint32(12) | _tail(data[i + 1]) << np.uint32(6) | _tail(data[i + 2])
            i += 3
        else:
            upper = (lead & np.uint32(0x07)) << np.uint32(18) | _tail(data[i + 1]) << np.uint32(12)
            codes[size] = upper | _tail(data[i + 2]) << np.uint32(6) | _tail(data[i + 3])
            i += 4
        size += 1
    return size


@_inlined
def _tail(byte: np.uint8) -> np.uint32:
    return np.uint32(byte) & np.uint32(0x3F)


@_compiled
def _all_known(codes: NDArray[np.uint32], size: int, table: NDArray[np.uint32], met: NDArray[np.bool_]) -> bool:
    known = True
    for i in range(size):
        if table[codes[i]] == _UNKNOWN:
            met[codes[i] >> np.uint32(8)] = True
            known = False
    return known


@_compiled
def _words(codes: Any, table: NDArray[np.uint32], words: NDArray[np.uint64], spans: NDArray[np.int32]) -> int:
    """Hashes and code point spans of the words; how many. The rules, one by one, are those of `dedup.words`.

    `start` is where the run at hand begins, -1 outside runs; `solid` whether it holds more than ignored marks. Letters and digits,
    nearly all of a text, have a loop of their own.
    """
    count, start, solid, value, i = 0, -1, False, _BASIS, 0
    while i < len(codes):
        entry = table[codes[i]]
        if entry & _IN_WORD:
            if start < 0:
                start, value = i, _BASIS
            solid = True
            while entry & _IN_WORD:
                value = (value ^ np.uint64(entry & _FOLDED)) * _PRIME
                i += 1
                if i == len(codes):
                    break
                entry = table[codes[i]]
            continue
        kind = int(entry >> _KIND_SHIFT)
        if kind == IGNORED:
            start, value = (i, _BASIS) if start < 0 else (start, value)
        else:
            joined = _joined(codes, table, i, kind) if kind != SEPARATOR and solid else _BREAKS
            if joined == _HASHED:
                value = (value ^ np.uint64(entry & _FOLDED)) * _PRIME
            elif joined == _BREAKS:
                count = _close(words, spans, count, value, start, i) if solid else count
                start, solid = -1, False
                if kind == SINGLE:
                    count = _close(words, spans, count, (_BASIS ^ np.uint64(entry & _FOLDED)) * _PRIME, i, i + 1)
        i += 1
    return _close(words, spans, count, value, start, len(codes)) if solid else count


@_compiled
def _close(words: NDArray[np.uint64], spans: NDArray[np.int32], count: int, value: np.uint64, start: int, end: int) -> int:
    words[count] = value
    spans[count, 0], spans[count, 1] = start, end
    return count + 1


@_compiled
def _joined(codes: Any, table: NDArray[np.uint32], i: int, kind: int) -> int:
    """Whether the mark at i ends the word before it, stands inside a word, or is part of its normal form too."""
    before, after = _kind(codes, table, i - 1), _kind(codes, table, i + 1)
    letters, digits = before == LETTER and after == LETTER, before == DIGIT and after == DIGIT
    if kind == APOSTROPHE:
        return _HASHED if letters else _BREAKS
    if kind == COMMA:
        return _DROPPED if digits else _BREAKS
    if kind != POINT or not (letters or digits):
        return _BREAKS
    if digits:
        return _HASHED
    return _BREAKS if _wordlike(_kind(codes, table, i - 2)) or _wordlike(_kind(codes, table, i + 2)) else _DROPPED


@_compiled
def _kind(codes: Any, table: NDArray[np.uint32], i: int) -> int:
    return int(table[codes[i]] >> _KIND_SHIFT & _KINDS) if 0 <= i < len(codes) else SEPARATOR


@_inlined
def _wordlike(kind: int) -> bool:
    return kind in (LETTER, DIGIT, SINGLE)


@_compiled
def _shingles(words: NDArray[np.uint64], first: int, last: int, width: int, values: NDArray[np.uint32]) -> int:
    """Hashes of all shingles in order; how many. A text of fewer words is one shingle."""
    if first == last:
        return 0
    width = min(width, last - first)
    for i in range(last - first - width + 1):
        value = words[first + i]
        for j in range(first + i + 1, first + i + width):
            value = value * _MULTIPLIER + words[j]
        value = (value ^ value >> _SHIFT) * _MIX_ONE
        value = (value ^ value >> _SHIFT) * _MIX_TWO
        values[i] = np.uint32((value ^ value >> _SHIFT) >> _UPPER)
    return last - first - width + 1


@_compiled
def _fill_row(
    row: NDArray[np.uint32], factors: NDArray[np.uint32], summands: NDArray[np.uint32], values: NDArray[np.uint32], size: int
) -> None:
    """Minima of factor * fmix32(value) + summand modulo 2^32. Permutations outside: the inner loop is one vector reduction."""
    for i in range(size):
        mixed = values[i]
        mixed = np.uint32((mixed ^ mixed >> np.uint32(16)) * np.uint32(0x85EBCA6B))
        mixed = np.uint32((mixed ^ mixed >> np.uint32(13)) * np.uint32(0xC2B2AE35))
        values[i] = mixed ^ mixed >> np.uint32(16)
    for j in range(len(row)):
        factor, summand, least = factors[j], summands[j], np.uint32(0xFFFFFFFF)
        for i in range(size):
            least = min(least, np.uint32(values[i] * factor + summand))
        row[j] = least


@_compiled
def _sample(
    values: NDArray[np.uint32],
    size: int,
    ceiling: int,
    sampled: NDArray[np.uint64],
    spans: NDArray[np.int32],
    reach: int,
    hashes: NDArray[np.uint32],
    places: NDArray[np.int32],
    total: int,
) -> int:
    """Append the hashes below the ceiling, rising, each once with the place where it stands first; the new total."""
    count = 0
    for i in range(size):
        if values[i] < ceiling:
            sampled[count] = np.uint64(values[i]) << _UPPER | np.uint64(i)
            count += 1
    _sort(sampled, count)
    for i in range(count):
        value = np.uint32(sampled[i] >> _UPPER)
        if i == 0 or value != np.uint32(sampled[i - 1] >> _UPPER):
            at = np.int64(sampled[i] & _LOW_BITS)
            hashes[total] = value
            places[total, 0], places[total, 1] = spans[at, 0], spans[at + reach, 1]
            total += 1
    return total


@_compiled
def _sort(values: NDArray[np.uint64], count: int) -> None:
    if count > _FEW:
        values[:count] = np.sort(values[:count])
        return
    for i in range(1, count):
        value, j = values[i], i
        while j > 0 and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value
