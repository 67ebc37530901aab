"""The compiled pass from texts to words, shingle hashes, rows and sampled hashes. Imported where `compiled` has to make it anew.

It repeats the rules of `words._boundaries` as loops and those of `shingles` as machine arithmetic; the tests hold it to both on
texts of many scripts. Why loops and not NumPy: what a text needs stays in the first caches. The edges of words are found 64
characters at a time, in the bits of one number; texts with characters that are words of their own, or that are no part of the
word around them, take a loop over their characters instead.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.cpython.unsafe.numbers import trailing_zeros
from numba.extending import intrinsic
from numpy.typing import NDArray

from dedup.sketch.compiled import exported, inner
from dedup.sketch.layout import ASCII, COMPOSED, GIVEN, IN_WORD, KIND_SHIFT, MAY_COMPOSE, ODD, UNKNOWN
from dedup.sketch.shingles import BASIS, FACTOR, MULTIPLIER
from dedup.words import APOSTROPHE, COMMA, DIGIT, IGNORED, LETTER, POINT, SEPARATOR, SINGLE

_BASIS: Final = np.uint64(BASIS)
_FACTOR: Final = np.uint64(FACTOR)
_MULTIPLIER: Final = np.uint64(MULTIPLIER)
_MIX_ONE: Final = np.uint64(0xFF51AFD7ED558CCD)
_MIX_TWO: Final = np.uint64(0xC4CEB9FE1A85EC53)
_ZERO: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_SHIFT: Final = np.uint64(33)
_UPPER: Final = np.uint64(32)
_LOW_BITS: Final = np.uint64(0xFFFFFFFF)
_FULL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_GATHER: Final = np.uint64(0x0102040810204080)
"""Times eight bytes that are 0 or 1: their bits side by side in the highest byte."""

_FOLDED: Final = np.uint32((1 << KIND_SHIFT) - 1)
_KIND_SHIFT: Final = np.uint32(KIND_SHIFT)
_KINDS: Final = np.uint32(0x0F)
_IN_WORD: Final = np.uint32(IN_WORD)
_MAY_COMPOSE: Final = np.uint32(MAY_COMPOSE)
_ODD: Final = np.uint32(ODD)
_UNKNOWN: Final = np.uint32(UNKNOWN)
_BREAKS, _DROPPED, _HASHED = range(3)
_MOVES: Final = 24
"""Moves for each value after which insertion sort gives way to heap sort: texts that repeat themselves need far more."""


def _eight_of(typing: Any, array: Any, place: Any) -> Any:
    """Eight bytes from a place of an array of bytes on, aligned or not, as one number."""
    del typing

    def load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        number = ir.IntType(64)
        return builder.load(builder.bitcast(builder.gep(data, [arguments[1]]), number.as_pointer()), align=1, typ=number)

    return types.uint64(array, types.int64 if isinstance(place, types.IntegerLiteral) else place), load


_eight: Final[Any] = intrinsic(_eight_of)
_lowest: Final[Any] = trailing_zeros


@exported(
    "int64(uint8[::1], uint32[::1], int64[::1], int64[::1], uint8[::1], uint32[::1], uint8[::1],"
    "uint64[::1], int32[::1], int64[::1], uint8[::1], uint8[::1], uint32[::1], uint64[::1], int32[::1], uint32[::1], uint64[::1],"
    "int64, uint32[::1], uint32[::1], uint32[::1], int64, int64,"
    "int32[::1], int64[::1], uint32[::1], int32[::1], int32[::1], int64[::1], uint32[::1],"
    "int64[::1], uint64[::1], int32[::1], int64, int64)"
)
def sketch_texts(
    data: NDArray[np.uint8],
    codes: NDArray[np.uint32],
    places: NDArray[np.int64],
    sizes: NDArray[np.int64],
    modes: NDArray[np.uint8],
    table: NDArray[np.uint32],
    met: NDArray[np.uint8],
    given_words: NDArray[np.uint64],
    given_spans: NDArray[np.int32],
    given_bounds: NDArray[np.int64],
    letters: NDArray[np.uint8],
    form: NDArray[np.uint8],
    entries: NDArray[np.uint32],
    words: NDArray[np.uint64],
    spans: NDArray[np.int32],
    values: NDArray[np.uint32],
    sampled: NDArray[np.uint64],
    row_words: int,
    factors: NDArray[np.uint32],
    summands: NDArray[np.uint32],
    rows: NDArray[np.uint32],
    posting_words: int,
    ceiling: int,
    counts: NDArray[np.int32],
    offsets: NDArray[np.int64],
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    every_offsets: NDArray[np.int64],
    every: NDArray[np.uint32],
    word_offsets: NDArray[np.int64],
    all_words: NDArray[np.uint64],
    all_spans: NDArray[np.int32],
    first: int,
    texts: int,
) -> int:
    """Sketch the texts from `first` on; returns how many are done, less than `texts` where one needs something first.

    Text i has the sizes[i] code points from places[i] on, of `data` if its mode is ASCII, else of `codes`. One of the mode GIVEN
    has its words in given_words[given_bounds[i]:given_bounds[i + 1]], with spans. It stops, with `met` set for their pages, at code
    points that the table lacks, and at a text that may not be composed while its mode is not COMPOSED. From `letters` to `sampled`
    it is scratch for the longest text. Out come `rows` unless empty, the words' `counts`, the sampled `hashes` with the code points
    where they stand, all shingle hashes in the order of the text unless `every` is empty, and the words unless `all_words` is.
    """
    total, all_total, width = offsets[first], every_offsets[first], len(factors)
    for i in range(first, texts):
        low, high = places[i], places[i] + sizes[i]
        if modes[i] == GIVEN:
            count = _copy_words(given_words, given_spans, given_bounds[i], given_bounds[i + 1], words, spans)
        elif modes[i] == ASCII:
            _fold(data[low:high], letters, high - low)
            count = _edges(high - low, False, letters, form, entries, words, spans)
        else:
            seen = _described(codes[low:high], table, met, entries)
            if seen == _UNKNOWN or (seen & _MAY_COMPOSE and modes[i] != COMPOSED):
                return i
            if seen & _ODD:
                count = _words(entries[: high - low], form, words, spans)
            else:
                _part(entries, letters, high - low)
                count = _edges(high - low, True, letters, form, entries, words, spans)
        counts[i] = count
        if len(rows):
            size = _shingles(words, count, row_words, values)
            if size:
                _fill_row(rows[i * width : (i + 1) * width], factors, summands, values, size)
        size = _shingles(words, count, posting_words, values)
        if len(every):
            for k in range(size):
                every[all_total + k] = values[k]
            all_total += size
        reach = min(posting_words, count) - 1
        total = _sample(values, size, ceiling, sampled, spans, reach, hashes, starts, ends, total)
        offsets[i + 1], every_offsets[i + 1], word_offsets[i + 1] = total, all_total, word_offsets[i] + count
        if len(all_words):
            _copy_words(words, spans, 0, count, all_words[word_offsets[i] :], all_spans[2 * word_offsets[i] :])
    return texts


@inner
def _copy_words(
    source: NDArray[np.uint64],
    source_spans: NDArray[np.int32],
    first: int,
    last: int,
    words: NDArray[np.uint64],
    spans: NDArray[np.int32],
) -> int:
    for i in range(last - first):
        words[i] = source[first + i]
    for i in range(2 * (last - first)):
        spans[i] = source_spans[2 * first + i]
    return last - first


# -- words by their edges. `letters` has three parts of one length, a byte for each code point of the text and zeros behind them:
# its folded form where that is ASCII; 1 for a letter or digit; 1 for what is not ASCII


@inner
def _fold(text: NDArray[np.uint8], letters: NDArray[np.uint8], size: int) -> None:
    folded, inside = letters, letters[len(letters) // 3 :]
    for i in range(size):
        byte = text[i]
        low = np.uint8(byte | np.uint8(np.uint8(np.uint8(byte - np.uint8(65)) < np.uint8(26)) << np.uint8(5)))
        folded[i] = low
        inside[i] = np.uint8(np.uint8(low - np.uint8(97)) < np.uint8(26)) | np.uint8(np.uint8(byte - np.uint8(48)) < np.uint8(10))
    for i in range(size, size + 136):
        folded[i] = inside[i] = np.uint8(0)


@inner
def _described(
    codes: NDArray[np.uint32], table: NDArray[np.uint32], met: NDArray[np.uint8], entries: NDArray[np.uint32]
) -> np.uint32:
    """Write the table's entries of the code points; returns all their bits, or `_UNKNOWN` where the table lacks some."""
    seen = np.uint32(0)
    for i in range(len(codes)):
        entry = table[codes[i]]
        entries[i] = entry
        seen |= entry
    if not seen & _MAY_COMPOSE:
        return seen
    lacking = False
    for i in range(len(codes)):
        if entries[i] == _UNKNOWN:
            met[codes[i] >> np.uint32(8)] = np.uint8(1)
            lacking = True
    return _UNKNOWN if lacking else seen


@inner
def _part(entries: NDArray[np.uint32], letters: NDArray[np.uint8], size: int) -> None:
    folded, inside, beyond = letters, letters[len(letters) // 3 :], letters[len(letters) // 3 * 2 :]
    for i in range(size):
        entry = entries[i]
        folded[i] = np.uint8(entry)
        inside[i] = np.uint8(entry >> np.uint32(31))
        beyond[i] = np.uint8(entry & _FOLDED >= np.uint32(0x80))
    for i in range(size, size + 136):
        folded[i] = inside[i] = beyond[i] = np.uint8(0)


@inner
def _edges(
    size: int,
    wide: bool,
    letters: NDArray[np.uint8],
    form: NDArray[np.uint8],
    entries: NDArray[np.uint32],
    words: NDArray[np.uint64],
    spans: NDArray[np.int32],
) -> int:
    """Hashes and spans of the words; how many. `wide`: not all of the text is ASCII, and `entries` are there.

    A word whose bytes do not stand in `letters`, for marks inside it or letters beyond ASCII, is put together in `form`.
    """
    folded, inside, beyond = letters, letters[len(letters) // 3 :], letters[len(letters) // 3 * 2 :]
    count, begin, at, length, carry = 0, 0, -1, 0, _ZERO
    for block in range(0, size + 1, 64):
        mask = _ZERO
        for k in range(8):
            mask |= (_eight(inside, block + 8 * k) * _GATHER >> np.uint64(56)) << np.uint64(8 * k)
        edges = mask ^ (mask << _ONE | carry)
        carry = mask >> np.uint64(63)
        while edges:
            place = block + int(_lowest(edges))
            edges &= edges - _ONE
            if at < 0:
                at = place
                if length == 0:
                    begin = place
                continue
            mark = folded[place]
            if ((mark == 39) | (mark == 44) | (mark == 46) | (mark == 96)) & (inside[place + 1] != 0):  # one branch, seldom taken
                kind = int(entries[place] >> _KIND_SHIFT & _KINDS) if wide else POINT
                joined = _joined(entries, size, place, kind) if wide else _ascii_joined(folded, inside, place, mark)
                if joined != _BREAKS:
                    length = _copied(folded, entries, wide, at, place, form, length)
                    if joined == _HASHED:
                        form[length] = np.uint8(46) if mark == 46 else np.uint8(39)
                        length += 1
                    at = -1
                    continue
            if length == 0 and not (wide and _any(beyond, at, place)):
                words[count] = _hash(folded, at, place - at)
            else:
                length = _copied(folded, entries, wide, at, place, form, length)
                words[count] = _hash(form, 0, length)
                length = 0
            spans[2 * count], spans[2 * count + 1] = begin, place
            count += 1
            at = -1
    return count


@inner
def _any(flags: NDArray[np.uint8], first: int, last: int) -> bool:
    while last - first > 8:
        if _eight(flags, first):
            return True
        first += 8
    return bool((_eight(flags, first) & _FULL >> np.uint64(64 - 8 * (last - first))) != _ZERO)


@inner
def _ascii_joined(folded: NDArray[np.uint8], inside: NDArray[np.uint8], place: int, mark: np.uint8) -> int:
    """What the mark at a place does, between two letters or digits; see `_joined`."""
    before, after = folded[place - 1] >= 97, folded[place + 1] >= 97
    if before != after:
        return _BREAKS
    if mark == 44:
        return _BREAKS if before else _DROPPED
    if mark != 46:
        return _HASHED if before else _BREAKS
    if not before:
        return _HASHED
    return _BREAKS if (place > 1 and inside[place - 2]) or inside[place + 2] else _DROPPED


@inner
def _copied(
    folded: NDArray[np.uint8], entries: NDArray[np.uint32], wide: bool, first: int, last: int, form: NDArray[np.uint8], length: int
) -> int:
    """Append a stretch of letters to `form` in UTF-8; its new length."""
    if wide:
        for i in range(first, last):
            length = _appended(form, length, entries[i] & _FOLDED)
        return length
    for i in range(last - first):
        form[length + i] = folded[first + i]
    return length + last - first


@inner
def _appended(form: NDArray[np.uint8], length: int, code: np.uint32) -> int:
    tail, mark, six = np.uint32(0x3F), np.uint32(0x80), np.uint32(6)
    if code < 0x80:
        form[length] = np.uint8(code)
        return length + 1
    if code < 0x800:
        form[length] = np.uint8(np.uint32(0xC0) | code >> six)
        form[length + 1] = np.uint8(mark | code & tail)
        return length + 2
    if code < 0x10000:
        form[length] = np.uint8(np.uint32(0xE0) | code >> np.uint32(12))
        form[length + 1] = np.uint8(mark | code >> six & tail)
        form[length + 2] = np.uint8(mark | code & tail)
        return length + 3
    form[length] = np.uint8(np.uint32(0xF0) | code >> np.uint32(18))
    form[length + 1] = np.uint8(mark | code >> np.uint32(12) & tail)
    form[length + 2] = np.uint8(mark | code >> six & tail)
    form[length + 3] = np.uint8(mark | code & tail)
    return length + 4


@inner
def _hash(text: NDArray[np.uint8], first: int, size: int) -> np.uint64:
    value = _BASIS
    while size > 8:
        value = _stirred(value, _eight(text, first))
        first += 8
        size -= 8
    return _stirred(value, _eight(text, first) & _FULL >> np.uint64(64 - 8 * size))


@inner
def _stirred(value: np.uint64, eight: np.uint64) -> np.uint64:
    value = (value ^ eight) * _FACTOR
    return value ^ value >> _UPPER


# -- words of any text


@inner
def _words(entries: NDArray[np.uint32], form: NDArray[np.uint8], words: NDArray[np.uint64], spans: NDArray[np.int32]) -> int:
    """Hashes and code point spans of the words; how many. The rules, one by one, are those of `dedup.words`.

    `start` is where the run at hand begins, -1 outside runs; a run of ignored marks alone leaves `form` empty.
    """
    count, start, length = 0, -1, 0
    for i in range(len(entries)):
        entry = entries[i]
        kind = int(entry >> _KIND_SHIFT & _KINDS)
        if entry & _IN_WORD or kind == IGNORED:
            start = i if start < 0 else start
            length = length if kind == IGNORED else _appended(form, length, entry & _FOLDED)
            continue
        joined = _joined(entries, len(entries), i, kind) if length else _BREAKS
        if joined == _HASHED:
            length = _appended(form, length, entry & _FOLDED)
        elif joined == _BREAKS:
            if length:
                words[count] = _hash(form, 0, length)
                spans[2 * count], spans[2 * count + 1] = start, i
                count += 1
            start, length = -1, 0
            if kind == SINGLE:
                words[count] = _hash(form, 0, _appended(form, 0, entry & _FOLDED))
                spans[2 * count], spans[2 * count + 1] = i, i + 1
                count += 1
    if length:
        words[count] = _hash(form, 0, length)
        spans[2 * count], spans[2 * count + 1] = start, len(entries)
        count += 1
    return count


@inner
def _joined(entries: NDArray[np.uint32], size: int, i: int, kind: int) -> int:
    """Whether the mark at i ends the word before it, stands inside a word, or is part of its normal form too."""
    if kind != APOSTROPHE and kind != COMMA and kind != POINT:
        return _BREAKS
    before, after = _kind(entries, size, i - 1), _kind(entries, size, i + 1)
    letters, digits = before == LETTER and after == LETTER, before == DIGIT and after == DIGIT
    if kind == APOSTROPHE:
        return _HASHED if letters else _BREAKS
    if kind == COMMA:
        return _DROPPED if digits else _BREAKS
    if digits:
        return _HASHED
    if not letters or _wordlike(_kind(entries, size, i - 2)) or _wordlike(_kind(entries, size, i + 2)):
        return _BREAKS
    return _DROPPED


@inner
def _kind(entries: NDArray[np.uint32], size: int, i: int) -> int:
    return int(entries[i] >> _KIND_SHIFT & _KINDS) if 0 <= i < size else SEPARATOR


@inner
def _wordlike(kind: int) -> bool:
    return kind in (LETTER, DIGIT, SINGLE)


# -- shingles, rows, samples


@inner
def _shingles(words: NDArray[np.uint64], count: int, width: int, values: NDArray[np.uint32]) -> int:
    """Hashes of all shingles in order; how many. A text of fewer words is one shingle. The usual widths are vector loops."""
    if count == 0:
        return 0
    width = min(width, count)
    size = count - width + 1
    if width == 4:
        for i in range(size):
            values[i] = _mixed(((words[i] * _MULTIPLIER + words[i + 1]) * _MULTIPLIER + words[i + 2]) * _MULTIPLIER + words[i + 3])
    elif width == 3:
        for i in range(size):
            values[i] = _mixed((words[i] * _MULTIPLIER + words[i + 1]) * _MULTIPLIER + words[i + 2])
    else:
        for i in range(size):
            value = words[i]
            for j in range(i + 1, i + width):
                value = value * _MULTIPLIER + words[j]
            values[i] = _mixed(value)
    return size


@inner
def _mixed(value: np.uint64) -> np.uint32:
    value = (value ^ value >> _SHIFT) * _MIX_ONE
    value = (value ^ value >> _SHIFT) * _MIX_TWO
    return np.uint32((value ^ value >> _SHIFT) >> _UPPER)


@inner
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


@inner
def _sample(
    values: NDArray[np.uint32],
    size: int,
    ceiling: int,
    sampled: NDArray[np.uint64],
    spans: NDArray[np.int32],
    reach: int,
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    total: int,
) -> int:
    """Append the hashes below the ceiling, rising, each once with the place where it stands first; the new total."""
    count = 0
    for i in range(size):
        sampled[count] = np.uint64(values[i]) << _UPPER | np.uint64(i)
        count += int(values[i]) < ceiling  # no branch: one in eight is what a processor guesses worst
    _sort(sampled, count)
    for i in range(count):
        value = np.uint32(sampled[i] >> _UPPER)
        if i == 0 or value != np.uint32(sampled[i - 1] >> _UPPER):
            at = int(sampled[i] & _LOW_BITS)
            hashes[total] = value
            starts[total], ends[total] = spans[2 * at], spans[2 * (at + reach) + 1]
            total += 1
    return total


@inner
def _sort(values: NDArray[np.uint64], count: int) -> None:
    """Insertion sort, the fastest for a usual text; heap sort once it has taken too long."""
    left = _MOVES * count + 2000
    for i in range(1, count):
        value, j = values[i], i
        while j > 0 and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value
        left -= i - j
        if left < 0:
            _heap_sort(values, count)
            return


@inner
def _heap_sort(values: NDArray[np.uint64], count: int) -> None:
    for top in range(count // 2 - 1, -1, -1):
        _sink(values, top, count)
    for last in range(count - 1, 0, -1):
        values[0], values[last] = values[last], values[0]
        _sink(values, 0, last)


@inner
def _sink(values: NDArray[np.uint64], top: int, count: int) -> None:
    value = values[top]
    child = 2 * top + 1
    while child < count:
        if child + 1 < count and values[child + 1] > values[child]:
            child += 1
        if values[child] <= value:
            break
        values[top] = values[child]
        top, child = child, 2 * child + 1
    values[top] = value
