"""The inverted table against the obvious one, a dictionary."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from dedup.index.base import Column
from dedup.index.postings import PostingTable

MANY = 40_000


def table_of(keys: list[np.ndarray], numbers: list[np.ndarray]) -> tuple[PostingTable, dict[int, list[int]]]:
    table, obvious = PostingTable(), defaultdict[int, list[int]](list)
    for some, theirs in zip(keys, numbers, strict=True):
        table.insert(some, theirs)
        for key, number in sorted(zip(some.tolist(), theirs.tolist(), strict=True)):
            obvious[key].append(number)
    return table, obvious


@pytest.mark.parametrize("ceiling", [5, 1 << 12, 1 << 29, 1 << 32])
@pytest.mark.parametrize(("most", "gone"), [(3, 0), (1000, 0), (2, 40), (1000, 40)])
def test_postings_are_those_of_a_dictionary(ceiling: int, most: int, gone: int) -> None:
    draw = np.random.default_rng(ceiling + most)
    keys = [draw.integers(0, ceiling, size, np.uint32) for size in (1, 300, 40, 1, 700, 8, 0, 90)]
    keys[4][:50] = keys[1][:50]
    numbers = [np.sort(draw.integers(100 * place, 100 * place + 100, len(some), np.uint32)) for place, some in enumerate(keys)]
    table, obvious = table_of(keys, numbers)
    held = Column(np.bool_)
    held.put(np.arange(800, dtype=np.uint32), True)
    left = draw.permutation(800)[:gone]
    held.put(left.astype(np.uint32), False)
    asked = np.concatenate([*keys, draw.integers(0, ceiling, 50, np.uint32), np.array([0, ceiling - 1], np.uint32)])
    draw.shuffle(asked)
    found = table.lookup(asked, most, held if gone else None)
    assert len(table) == sum(map(len, keys))
    assert (np.diff(found.places) >= 0).all()
    for place, key in enumerate(asked.tolist()):
        wanted = [number for number in obvious[key] if number not in left]
        assert found.numbers[found.places == place].tolist() == wanted[:most]
        assert found.counts[place] == len(wanted)


@pytest.mark.slow
def test_long_runs_that_are_merged_in_parts_are_sorted() -> None:
    draw = np.random.default_rng(10)
    keys = [draw.integers(0, 1 << 32, size, np.uint32) for size in (8 * MANY, 5 * MANY)]
    table, _ = table_of(keys, [np.full(len(some), place, np.uint32) for place, some in enumerate(keys)])
    every = np.concatenate(keys)
    found = table.lookup(np.unique(every), len(every))
    assert len(found.numbers) == len(every)
    assert sorted(zip(np.unique(every)[found.places].tolist(), found.numbers.tolist(), strict=True)) == sorted(
        (key, place) for place, some in enumerate(keys) for key in some.tolist()
    )


def test_many_keys_in_parts_and_one_by_one_have_the_same_postings() -> None:
    draw = np.random.default_rng(9)
    table, _ = table_of([draw.integers(0, 1 << 14, MANY, np.uint32)], [np.sort(draw.integers(0, 500, MANY, np.uint32))])
    asked = draw.integers(0, 1 << 14, MANY, np.uint32)
    at_once = table.lookup(asked, 10)
    for place in range(0, MANY, 997):
        alone = table.lookup(asked[place : place + 1], 10)
        assert at_once.numbers[at_once.places == place].tolist() == alone.numbers.tolist()


def test_an_empty_table_and_no_keys_find_nothing() -> None:
    table, none = PostingTable(), np.zeros(0, np.uint32)
    assert table.lookup(np.array([1, 2], np.uint32), 5).counts.tolist() == [0, 0]
    table.insert(none, none)
    table.insert(np.array([7], np.uint32), np.array([1], np.uint32))
    assert len(table.lookup(none, 5).numbers) == 0
    assert len(table) == 1
