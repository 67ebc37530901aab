"""The twins in NumPy of the loops in `native/texts.c` and `native/windows.c`, where each is described: same names, same results."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import Final

import numpy as np

from dedup.sketch.compiled import F32, I32, I64, U8, U32, U64
from dedup.sketch.layout import ASCII, GIVEN
from dedup.sketch.shingles import MULTIPLIER, word_hash
from dedup.words import words as words_of

_KNOWN_WORDS: Final = 1 << 18
_known_hash: Final = lru_cache(_KNOWN_WORDS)(word_hash)


def sketch_texts(
    data: U8, codes: U32, places: I64, sizes: I64, modes: U8, table: U32, met: U8, given_words: U64, given_spans: I32,
    given_bounds: I64, letters: U8, form: U8, entries: U32, words: U64, spans: I32, values: U32, sampled: U64, row_words: int,
    factors: U32, summands: U32, rows: U32, posting_words: int, ceiling: int, counts: I32, offsets: I64, hashes: U32, starts: I32,
    ends: I32, every_offsets: I64, every: U32, word_offsets: I64, all_words: U64, all_spans: I32, first: int, texts: int,
) -> int:  # fmt: skip
    """Sketch the texts from `first` on: all of them, as `words` composes what has to be composed."""
    del table, met, letters, form, entries, words, spans, values, sampled
    width = len(factors)
    for i in range(first, texts):
        if modes[i] == GIVEN:
            mine, at = given_words[slice(*given_bounds[i : i + 2])], given_spans[slice(*2 * given_bounds[i : i + 2])]
        else:
            mine, at = _words(data if modes[i] == ASCII else codes, int(places[i]), int(sizes[i]))
        counts[i] = len(mine)
        if len(rows) and len(mine):
            rows[i * width : (i + 1) * width] = _row(_shingles(mine, row_words), factors, summands)
        shingles = _shingles(mine, posting_words)
        total, all_total, word_total = int(offsets[i]), int(every_offsets[i]), int(word_offsets[i])
        if len(every):
            every[all_total : all_total + len(shingles)] = shingles
            every_offsets[i + 1] = all_total + len(shingles)
        below = np.flatnonzero(shingles < ceiling)
        kept, earliest = np.unique(shingles[below], return_index=True)
        last = total + len(kept)
        hashes[total:last], offsets[i + 1] = kept, last
        starts[total:last] = at[2 * below[earliest]]
        ends[total:last] = at[2 * (below[earliest] + min(posting_words, len(mine)) - 1) + 1]
        word_offsets[i + 1] = word_total + len(mine)
        if len(all_words):
            all_words[word_total : word_total + len(mine)] = mine
            all_spans[2 * word_total : 2 * (word_total + len(mine))] = at
    return texts


def _words(source: U8 | U32, place: int, size: int) -> tuple[U64, I32]:
    part = source[place : place + size]
    parsed = words_of(part.tobytes().decode("ascii" if part.dtype == np.uint8 else "utf-32-le", "surrogatepass"))
    spans = np.column_stack((parsed.starts, parsed.ends)).ravel().astype(np.int32)
    return np.array([_known_hash(norm) for norm in parsed.norms], np.uint64), spans


def _shingles(words: U64, width: int) -> U32:
    width = min(width, len(words))
    size = len(words) - width + 1 if width else 0
    value = np.zeros(size, np.uint64)
    for place in range(width):
        value = value * np.uint64(MULTIPLIER) + words[place : place + size]
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        value = (value ^ value >> np.uint64(33)) * np.uint64(factor)
    return ((value ^ value >> np.uint64(33)) >> np.uint64(32)).astype(np.uint32)


def _row(values: U32, factors: U32, summands: U32) -> U32:
    values = (values ^ values >> np.uint32(16)) * np.uint32(0x85EBCA6B)
    values = (values ^ values >> np.uint32(13)) * np.uint32(0xC2B2AE35)
    values = values ^ values >> np.uint32(16)
    return np.array([(values * factor + summand).min() for factor, summand in zip(factors, summands, strict=True)], np.uint32)


def find_blocks(words: U64, starts: I32, offsets: I64, cuts: I64, cut_offsets: I64, least: int, firsts: I64, bounds: I64) -> int:
    """The first word of each block."""
    total = 0
    for i in range(len(offsets) - 1):
        low, high = int(offsets[i]), int(offsets[i + 1])
        ended = (low + np.searchsorted(starts[low:high], cuts[cut_offsets[i] : cut_offsets[i + 1]])).tolist()
        chosen = (low + np.flatnonzero((words[low:high] & np.uint64(7)) == 0)).tolist()
        begun = [low] if low < high else []
        while (
            begun
            and (at := min(_next(ended, begun[-1] + least), _next(chosen, begun[-1] + 2 * least), begun[-1] + 4 * least)) < high
        ):
            begun.append(at)
        if len(begun) > 1 and 2 * (high - begun[-1]) < least:
            begun.pop()
        firsts[total : total + len(begun)] = begun
        bounds[i + 1] = total = total + len(begun)
    return total


def _next(places: list[int], least: int) -> int:
    """The first of rising places from this one on; where there is none, one beyond all words."""
    at = bisect_left(places, least)
    return places[at] if at < len(places) else 1 << 62


def find_ids(keys: U64, values: I32, hashes: U64, ids: I32) -> int:
    """Look words up in the table, all of them a step at a time."""
    mask, places, open_ones = np.uint64(len(keys) - 1), hashes & np.uint64(len(keys) - 1), np.arange(len(hashes))
    while len(open_ones):
        met = keys[places[open_ones]]
        going = (met != hashes[open_ones]) & (met != 0)
        done = open_ones[~going]
        ids[done] = np.where(met[~going] == 0, -1, values[places[done]])
        open_ones = open_ones[going]
        places[open_ones] = places[open_ones] + np.uint64(1) & mask
    return int((ids < 0).sum())


def put_ids(keys: U64, values: I32, hashes: U64, first: int) -> int:
    """Enter new words, all of them a step at a time: of those that want one empty place one gets it, the others go on."""
    mask, places, waiting = np.uint64(len(keys) - 1), hashes & np.uint64(len(keys) - 1), np.arange(len(hashes))
    while len(waiting):
        wanted, chosen = np.unique(places[waiting], return_index=True)
        empty = keys[wanted] == 0
        placed = waiting[chosen[empty]]
        values[wanted[empty]] = first + placed
        keys[wanted[empty]] = hashes[placed]
        waiting = waiting[~np.isin(waiting, placed)]
        places[waiting] = places[waiting] + (keys[places[waiting]] != 0).astype(np.uint64) & mask
    return first + len(hashes)


def add_words(
    ids: I32, firsts: I64, ends: I64, seeds: U64, weights: F32, piece_bounds: I32, pieces: I32, table: F32, mean: F32, sums: F32
) -> int:
    """Add up the vectors of the words of each block, in the order in which C does: the sums are the same to the last bit."""
    vectors, rows = table.reshape(-1, len(mean)), sums.reshape(-1, len(mean))
    signs: dict[int, F32] = {}
    for row, begin, end in zip(rows, firsts.tolist(), ends.tolist(), strict=True):
        for word in ids[begin:end].tolist():
            if word not in signs:
                signs[word] = weights[word] * _signs(int(seeds[word]), len(mean))
            row += signs[word]
            mine = pieces[piece_bounds[word] : piece_bounds[word + 1]].tolist()
            for piece in mine:
                row += vectors[piece]
            if mine:
                row -= mean
    return len(firsts)


def _signs(seed: int, width: int) -> F32:
    """1 or -1 for each component, by the bits of numbers drawn from the seed (SplitMix64)."""
    bits = np.uint64(seed) + np.arange(1, width // 64 + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ bits >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    return np.unpackbits(bits.astype("<u8").view(np.uint8), bitorder="little").astype(np.float32) * np.float32(2) - np.float32(1)
