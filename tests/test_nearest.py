"""Blocks, static vectors and the search for near windows: each fast path against the obvious one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from dedup.index.nearest import NEAREST, Asked, BySigns, ByTerms, WindowRows
from dedup.settings import Settings
from dedup.sketch.blocks import find_blocks
from dedup.sketch.model_files import check_weights, default_folder
from tests.index_texts import article, reusing, text_of, words

pytest.importorskip("model2vec")

from dedup.index.embedding import EmbeddingIndex
from dedup.sketch.static import StaticEncoder, static_encoder

MIXED = "Le maire a fermé le pont. Der Bürgermeister schloss die Brücke. وزیر اعظم نے کہا کہ پل بند رہے گا۔ U.S. v. O’Neil: 3.5 %."


# blocks


def test_blocks_tile_the_words_and_end_with_sentences() -> None:
    texts = [article(1).text, "", "One word.", article(2, 700).text]
    blocks = find_blocks(texts, 15)
    for i, text in enumerate(texts):
        first, last = blocks.bounds[i : i + 2].tolist()
        edges = [*blocks.firsts[first:last].tolist(), *blocks.ends[first:last].tolist()[-1:]]
        assert edges[1:-1] == blocks.ends[first:last].tolist()[:-1]
        if edges:
            assert [edges[0], edges[-1]] == blocks.words.offsets[i : i + 2].tolist()
        assert all(text[end - 1 : end + 1].strip()[-1] == "." or text[end] == "." for _, end in blocks.spans()[first:last])
        assert (np.diff(edges)[:-1] >= 15).all()


def test_a_stretch_without_sentence_ends_is_cut_alike_wherever_it_stands() -> None:
    listed = " ".join(words(600, 5))
    one, other = listed, "Some other words stand here before it, and it goes on. " + listed
    mine, theirs = ({text[slice(*span)] for span in find_blocks([text], 15).spans()} for text in (one, other))
    assert len(mine & theirs) >= len(mine) - 3
    assert len(mine) > 10


# static vectors


def test_a_vector_does_not_depend_on_what_was_met_before() -> None:
    folder = default_folder()
    texts = [MIXED, article(3).text]
    fresh = StaticEncoder(folder, check_weights(folder))
    used = static_encoder()
    used.encode([article(number).text for number in range(50)])
    assert np.array_equal(fresh.encode(texts), used.encode(texts))
    assert np.array_equal(used.encode(texts)[1:], used.encode(texts[1:]))


def test_threads_that_meet_new_words_at_once_get_the_same_vectors() -> None:
    folder = default_folder()
    texts = [article(number).text for number in range(60)]
    expected = static_encoder().encode(texts)
    shared = StaticEncoder(folder, check_weights(folder))
    with ThreadPoolExecutor(6) as pool:
        for found in pool.map(lambda first: shared.encode(texts[first:]), range(0, 60, 5)):
            assert np.array_equal(found, expected[-len(found) :])


def test_words_begin_anew_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.sketch.static._MOST_WORDS", 100)
    folder = default_folder()
    texts = [text_of(words(300, number)) for number in range(5)]
    encoder = StaticEncoder(folder, check_weights(folder))
    assert np.array_equal(np.concatenate([encoder.encode([text]) for text in texts]), static_encoder().encode(texts))


def test_a_rare_word_weighs_more_than_a_common_one_in_any_script() -> None:
    static = static_encoder()
    for frame, rare, common in (("the {} was in the house", "bathymetry", "man"), ("وہ {} میں تھا", "ٹرانسفارمر", "گھر")):
        rows = static.encode([frame.format(rare), frame.format(common), rare, common])
        assert rows[0] @ rows[2] > rows[1] @ rows[3]


# nearest windows


def index_of(texts: list[str], postings: int) -> EmbeddingIndex:
    index = EmbeddingIndex(Settings(index_postings=postings))
    for first in range(0, len(texts), 7):  # in several runs
        rows = index.rows(texts[first : first + 7])
        index.add(np.arange(first, first + len(rows), dtype=np.uint32), rows, np.zeros(len(rows), np.uint32))
    return index


def exactly(index: EmbeddingIndex, rows: WindowRows) -> np.ndarray:
    """Slots of the nearest window of each window, by all cosines."""
    stored, asked = index._vectors[: index._used].astype(np.float32), rows.vectors[rows.vectors.any(axis=1)].astype(np.float32)
    lengths = np.linalg.norm(stored, axis=1)
    return np.asarray((asked @ (stored / np.maximum(lengths, 1)[:, None]).T).argmax(axis=1))


@pytest.mark.parametrize(("postings", "least"), [(100_000, 0.99), (400, 0.8)])
def test_windows_that_share_terms_hold_the_nearest_one(postings: int, least: float) -> None:
    index = index_of([article(number).text for number in range(60)], postings)
    rows = index.rows([reusing(number, 100 + number).text for number in range(0, 60, 4)])
    nearest, slots = exactly(index, rows), np.flatnonzero(rows.vectors.any(axis=1))
    chosen = index._nearest.choose(Asked(rows, slots, np.full(len(slots), index._used)))
    signs = BySigns(256)
    signs.insert(WindowRows(np.array([0, index._used]), index._vectors[: index._used], rows.term_bounds, rows.terms), 0)
    by_signs = signs.choose(Asked(rows, slots, np.full(len(slots), index._used)))
    reused = np.array([(cosine > 0.5).any() for cosine in index._cosines(rows.vectors[slots], by_signs)])
    assert reused.sum() > 40
    assert (chosen[reused] == nearest[reused, None]).any(axis=1).mean() >= least
    assert (by_signs[reused] == nearest[reused, None]).any(axis=1).mean() >= 0.99


def test_no_window_is_chosen_twice_nor_from_the_limit_on() -> None:
    index = index_of([article(number % 5).text for number in range(20)], 100_000)
    rows = index.rows([article(2).text])
    slots = np.flatnonzero(rows.vectors.any(axis=1))
    limit = index._used // 2
    chosen = index._nearest.choose(Asked(rows, slots, np.full(len(slots), limit)))
    assert chosen.shape == (len(slots), NEAREST)
    assert (chosen >= 0).any(axis=1).all()
    assert chosen.max() < limit
    for row in chosen:
        assert len(set(row[row >= 0].tolist())) == (row >= 0).sum()


def test_terms_that_are_everywhere_are_not_read() -> None:
    index = index_of([article(3).text] * 40, 30)
    rows = index.rows([article(3).text])
    slots = np.flatnonzero(rows.vectors.any(axis=1))
    assert (index._nearest.choose(Asked(rows, slots, np.full(len(slots), index._used))) < 0).all()


def test_the_recall_to_expect_falls_with_the_postings_that_are_read() -> None:
    texts = [article(number).text for number in range(10)]
    recalls = [index_of(texts, postings).expected()["recall_near_windows"] for postings in (1_000_000, 10, 1)]
    assert recalls[0] == 1
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[2] < 0.95


def test_windows_must_follow_each_other() -> None:
    signs = BySigns(8)
    rows = WindowRows(np.array([0, 1]), np.ones((1, 8), np.int8), np.zeros(2, np.int64), np.zeros(0, np.uint32))
    with pytest.raises(ValueError, match="do not follow"):
        signs.insert(rows, 5)
    assert isinstance(index_of([article(1).text], 10)._nearest, ByTerms)


def test_windows_that_do_not_count_crowd_out_none_that_do() -> None:
    rng = np.random.default_rng(3)
    asked = rng.integers(-127, 128, (1, 64), np.int8)
    far = rng.integers(-127, 128, (70, 64), np.int8)
    vectors = np.concatenate(
        (far, np.repeat(asked, 3 * NEAREST, axis=0))
    )  # its own batch repeats it more often than it is looked for
    none = np.zeros(0, np.uint32)
    signs = BySigns(64)
    signs.insert(WindowRows(np.array([0, len(vectors)]), vectors, np.zeros(len(vectors) + 1, np.int64), none), 0)
    rows = WindowRows(np.array([0, 1]), asked, np.zeros(2, np.int64), none)
    chosen = signs.choose(Asked(rows, np.array([0]), np.array([70])))
    assert set(chosen[0].tolist()) <= set(range(70))
    assert (chosen >= 0).all()
