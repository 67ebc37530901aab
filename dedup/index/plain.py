"""The twins in NumPy of the loops in `native/postings.c` and `native/nearest.c`, which describe each: same names, same results."""

from __future__ import annotations

from itertools import pairwise
from math import log
from typing import Final

import numpy as np

from dedup.sketch.compiled import F32, I8, I32, I64, U8, U16, U32, U64

_UPPER: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_STEPS: Final = 8


def merge(one: U64, other: U64, merged: U64) -> int:
    """Two sorted runs in one."""
    size = len(one) + len(other)
    merged[:size] = np.sort(np.concatenate((one, other)), kind="stable")
    return size


def find_bounds(run: U64, shift: int, bounds: I64) -> int:
    """The place of the first posting of each bucket."""
    bounds[:] = np.searchsorted(run >> np.uint64(shift), np.arange(len(bounds), dtype=np.uint64))
    return len(bounds) - 1


def find(run: U64, bounds: I64, shift: int, asked: U64, starts: I64, sizes: I64) -> int:
    """Where the postings of each key begin, and how many there are."""
    del bounds, shift
    low, places = asked & ~_LOW, (asked & _LOW).astype(np.int64)
    starts[places] = begins = np.searchsorted(run, low)
    sizes[places] = counted = np.searchsorted(run, low | _LOW, side="right") - begins
    return int(np.count_nonzero(counted))


def take_numbers(run: U64, starts: I64, sizes: I64, held: U8, cursors: I64, ends: I64, numbers: U32, counts: I64) -> int:
    """Numbers of the postings found, as many as have room."""
    written = 0
    for i in np.flatnonzero(sizes[: len(starts)]).tolist():
        postings = (run[starts[i] : starts[i] + sizes[i]] & _LOW).astype(np.int64)
        if len(held):
            alive = postings[postings < len(held)]
            alive = alive[held[alive] != 0]
            counts[i] -= len(postings) - len(alive)
            postings = alive
        postings = postings[: ends[i] - cursors[i]]
        numbers[cursors[i] : cursors[i] + len(postings)] = postings
        cursors[i] += len(postings)
        written += len(postings)
    return written


def sharing(
    asked: I64, limits: I64, paired: U8, term_bounds: I64, terms: I64, lows: I64, sizes: I64, counts: I64, postings: U64, ends: U8,
    gone: U8, used: int, budget: int, scores: U16, found: U64, touched: U64, strongest: U64, windows: U64, values: U16, tally: I32,
    places: I64,
) -> int:  # fmt: skip
    """The stored windows that share the rarest terms with each window asked about."""
    del found, touched, windows, values, tally
    runs, width = len(sizes) // max(len(counts), 1), len(places) // max(len(asked), 1)
    for i, (slot, limit) in enumerate(zip(asked.tolist(), limits.tolist(), strict=True)):
        mine = np.unique(terms[term_bounds[slot] : term_bounds[slot + 1 + int(paired[slot])]])
        left, met = budget, [np.zeros(0, np.int64)]
        for term in mine[np.argsort(counts[mine], kind="stable")].tolist():
            if counts[term] > left:
                break
            left -= int(counts[term])
            weight = int(1 + _STEPS * log((used + 1) / max(int(counts[term]), 1)))
            for run in range(term * runs, (term + 1) * runs):
                blocks = (postings[lows[run] : lows[run] + sizes[run]] & _LOW).astype(np.int64)
                blocks = blocks[: np.searchsorted(blocks, limit)]
                blocks = blocks[gone[blocks] == 0] if len(gone) else blocks
                scores[blocks] += np.uint16(weight)  # a block stands once among the postings of a term
                met.append(blocks)
        every = _in_order(np.concatenate(met))
        best = _highest(every, scores[every], len(strongest))
        chosen, sums = _windows(best, scores, ends)
        kept = _highest(chosen, sums, width)
        places[i * width : i * width + len(kept)] = kept
        scores[every] = 0
    return len(asked)


def _in_order(blocks: I64) -> I64:
    """Each block once, where it stands first."""
    return blocks[np.sort(np.unique(blocks, return_index=True)[1])]


def _highest(items: I64, values: U16, most: int) -> I64:
    """As many items with the highest values, in their order; of equal ones the first."""
    order = np.argsort(-values.astype(np.int32), kind="stable")[:most]
    return items[np.sort(order)]


def _windows(blocks: I64, scores: U16, ends: U8) -> tuple[I64, U16]:
    """The windows that hold one of the blocks, and the sums of the scores of their blocks."""
    marked, windows, sums = set(blocks.tolist()), [], []
    for block in blocks.tolist():
        before, own = max(block - 1, 0), int(scores[block])
        windows.append(block)
        sums.append(own + (0 if ends[block] else int(scores[block + 1])))
        if before not in marked and not ends[before]:
            windows.append(before)
            sums.append(own + int(scores[before]))
    return np.array(windows, np.int64), np.array(sums, np.uint16)


def pack_postings(terms: U32, bounds: I64, first: int, postings: U64) -> int:
    """Postings term << 32 | block."""
    blocks = np.repeat(np.arange(first, first + len(bounds) - 1, dtype=np.uint64), np.diff(bounds))
    postings[bounds[0] : bounds[-1]] = terms[bounds[0] : bounds[-1]].astype(np.uint64) << _UPPER | blocks
    return len(terms)


def count_live(lows: I64, sizes: I64, postings: U64, gone: U8, gone_count: int, budget: int, counts: I64) -> int:
    """How many postings each term has in blocks that are not gone."""
    runs = len(sizes) // max(len(counts), 1)
    for term in np.flatnonzero(counts - gone_count <= budget).tolist():
        mine = [(int(lows[run]), int(sizes[run])) for run in range(term * runs, (term + 1) * runs)]
        live = sum(int((gone[(postings[low : low + size] & _LOW).astype(np.int64)] == 0).sum()) for low, size in mine)
        counts[term] = min(live, budget + 1)
    return len(counts)


def fill_cosines(asked: I8, places: I64, vectors: I8, width: int, cosines: F32) -> int:
    """Cosines of each asked vector with the stored ones at its places."""
    count = len(asked) // width
    most = len(places) // max(count, 1)
    stored = vectors.reshape(-1, width)
    edges = list(pairwise(range(0, count * most + 1, most))) if most else []
    for mine, (first, last) in zip(asked.reshape(count, width).astype(np.int32), edges, strict=False):
        there = first + np.flatnonzero(places[first:last] >= 0)
        theirs = stored[places[there]].astype(np.int32)
        lengths = float(mine @ mine) * (theirs * theirs).sum(axis=1).astype(np.float64)
        whole = lengths > 0
        cosines[there[whole]] = (theirs[whole] @ mine) / np.sqrt(lengths[whole])
    return count
