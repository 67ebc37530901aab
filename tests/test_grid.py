"""The pairs of sentences that are looked at: placed values against plain loops, and a bound on how many there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import Article, Settings, compare
from dedup.document import Document, analyse
from dedup.pair.align.features import Evidence
from dedup.pair.align.grid import Grid, grid
from dedup.pair.align.likelihood import joinable
from dedup.pair.align.links import choose, score_links, units

WORDS = Settings(model="")
SPARSE = Settings(model="", link_most_pairs=1)


@st.composite
def some_pairs(draw: st.DrawFn) -> tuple[Grid, list[int], list[float]]:
    """A grid, whole or not, and values of some pairs that may be in it."""
    rows, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    everything = range(rows * width)
    there = sorted(draw(st.sets(st.sampled_from(everything))))
    known = sorted(draw(st.sets(st.sampled_from(everything))))
    values = draw(st.lists(st.integers(-5, 9).map(float), min_size=len(known), max_size=len(known)))
    whole = draw(st.booleans())
    return Grid(np.array(everything if whole else there, np.int64), rows, width, whole), known, values


@given(some_pairs())
def test_values_stand_where_their_pairs_do(drawn: tuple[Grid, list[int], list[float]]) -> None:
    pairs, known, values = drawn
    placed = pairs.placed(np.array(known, np.int64), np.array(values, np.float32), -6.0)
    assert placed.tolist() == [dict(zip(known, values, strict=True)).get(key, -6.0) for key in pairs.keys.tolist()]


@given(some_pairs())
def test_the_greatest_value_around_a_pair_is_that_of_its_eight_neighbours(drawn: tuple[Grid, list[int], list[float]]) -> None:
    pairs, known, values = drawn
    value_of = dict(zip(known, values, strict=True))
    expected = []
    for row, column in (divmod(key, pairs.width) for key in pairs.keys.tolist()):
        near = [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
        inside = [i * pairs.width + j for i, j in near if 0 <= i < pairs.rows and 0 <= j < pairs.width]
        expected.append(max([-6.0, *(value_of.get(key, -6.0) for key in inside)]))
    assert pairs.around(np.array(known, np.int64), np.array(values, np.float32), -6.0).tolist() == expected


def texts(data: Path) -> tuple[Document, Document]:
    source, rewrite = ((data / "harbour-levy" / f"{name}.txt").read_text("utf-8") for name in ("source", "rewrite"))
    return analyse(Article(source)), analyse(Article(rewrite))


def test_the_likeliest_pairs_alone_give_the_same_links(data: Path) -> None:
    source, derivative = texts(data)
    found = [
        [[link.sentence for link in links] for links in choose(scores, source, derivative, settings)]
        for settings in (WORDS, SPARSE)
        for scores in [score_links(source, derivative, units(derivative), None, settings)]
    ]
    assert sum(map(len, found[0])) > 20
    assert found[0] == found[1]


def test_what_was_left_out_is_said() -> None:
    text = "The mill closed in March. Its owner had looked for a buyer since the autumn. Nobody came to see the building."
    assert compare(Article(text), Article(text + " A pity."), settings=WORDS).notes == ()
    (note,) = compare(Article(text), Article(text + " A pity."), settings=SPARSE).notes
    assert "4 by 3 sentences" in note
    assert "link_most_pairs" in note


@pytest.mark.parametrize("unit", ["No. Go. ", "The board voted on the levy. ", "- item one\n* item two\n", "Ann said no.\n\n"])
def test_twice_the_text_has_at_most_about_twice_the_pairs(unit: str) -> None:
    """Of what every pair shares; all pairs would be four times as many."""
    sizes = []
    for times in (300, 600):
        article = analyse(Article(unit * times))
        parts = units(article)
        evidence = Evidence(article, article, parts, 1)
        sizes.append(sum(len(cells.pair) for cells in evidence.blocks(np.arange(len(parts.spans)))))
    assert sizes[1] <= 2.6 * sizes[0]


def test_the_commonest_words_are_not_joined_where_the_rows_would_be_too_many() -> None:
    assert joinable(np.array([5, 1_000_000, 1]), 10).tolist() == [True, False, True]
    assert joinable(np.array([5, 999_990, 1]), 10).tolist() == [True, True, True]
    assert joinable(np.array([9_000_000]), 10).tolist() == [False]


def test_a_grid_of_a_long_text_has_the_strongest_pairs_and_those_around_the_best() -> None:
    width, rows = 200, 200
    keys = np.arange(100 * width, 101 * width)
    strength = np.arange(width, dtype=np.float32)
    found = grid(keys, strength, rows, width, most=1)
    assert not found.whole
    assert set(found.column[found.row == 100].tolist()) >= set(range(width - 32, width))
    assert (99 * width + 199) in found.keys
    assert len(found.keys) < 100
