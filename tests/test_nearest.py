"""Blocks, static vectors and the search for near windows: each fast path against the obvious one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from dedup.detect import Detector
from dedup.index.embedding import EmbeddingIndex
from dedup.index.nearest import NEAREST, Asked, BySigns, ByTerms, WindowRows, cosines_at
from dedup.settings import Settings
from dedup.sketch.blocks import find_blocks
from dedup.sketch.model_files import check_weights, default_folder
from dedup.sketch.static import StaticEncoder, static_encoder
from tests.index_texts import article, reusing, text_of, words

ROOT = Path(__file__).resolve().parent.parent
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


def test_blocks_are_made_of_what_their_words_are_made_of() -> None:
    texts = [article(1, 80).text, "", "The harbour of the harbour, and the seawall. " * 9, " ".join(words(90, 5))]
    static = static_encoder()
    found = static.blocks(texts, 15)
    owners = np.searchsorted(found.blocks.bounds, np.arange(len(found.sums)), side="right") - 1
    for block, owner in enumerate(owners.tolist()):
        spans = found.blocks.words.spans[found.blocks.firsts[block] : found.blocks.ends[block]].tolist()
        alone = static.blocks([texts[owner][start:end] for start, end in spans], 1)
        assert len(alone.sums) == len(spans)
        assert found.sums[block] == pytest.approx(alone.sums.sum(axis=0), abs=1e-3)
        terms = found.terms[slice(*found.term_bounds[block : block + 2])].tolist()
        assert terms == sorted(set(alone.terms.tolist()))


def test_new_words_read_in_their_text_and_alone_have_the_same_vectors() -> None:
    folder = default_folder()
    text = " ".join([MIXED, article(4).text] * 2)
    fresh, used = (StaticEncoder(folder, check_weights(folder)) for _ in range(2))
    used.encode([text.replace("O’Neil", "").replace("U.S.", "").replace("seawall", "")])  # few are left to be read alone
    assert np.array_equal(fresh.encode([text]), used.encode([text]))


# nearest windows


def index_of(texts: list[str], postings: int) -> EmbeddingIndex:
    index = EmbeddingIndex(Settings(index_postings=postings))
    for first in range(0, len(texts), 7):  # in several runs
        rows = index.rows(texts[first : first + 7])
        index.add(np.arange(first, first + len(rows), dtype=np.uint32), rows, np.zeros(len(rows), np.uint32))
    return index


def exactly(index: EmbeddingIndex, rows: WindowRows) -> np.ndarray:
    """Slots of the nearest window of each window, by all cosines."""
    stored, asked = index.every_vector()[0].astype(np.float32), rows.vectors[rows.vectors.any(axis=1)].astype(np.float32)
    lengths = np.linalg.norm(stored, axis=1)
    return np.asarray((asked @ (stored / np.maximum(lengths, 1)[:, None]).T).argmax(axis=1))


@pytest.mark.parametrize(("postings", "least"), [(100_000, 0.99), (400, 0.8)])
def test_windows_that_share_terms_hold_the_nearest_one(postings: int, least: float) -> None:
    index = index_of([article(number).text for number in range(60)], postings)
    rows = index.rows([reusing(number, 100 + number).text for number in range(0, 60, 4)])
    nearest, slots = exactly(index, rows), np.flatnonzero(rows.vectors.any(axis=1))
    chosen = index._nearest.choose(Asked(rows, slots, np.full(len(slots), index._used)))
    signs = BySigns(256)
    signs.insert(WindowRows(np.array([0, index._used]), index.every_vector()[0], rows.term_bounds, rows.terms), 0)
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


def test_cosines_are_those_of_the_vectors() -> None:
    rng = np.random.default_rng(5)
    asked, stored = rng.integers(-127, 128, (70, 48), np.int8), rng.integers(-127, 128, (40, 48), np.int8)
    stored[3] = 0
    places = rng.integers(-1, 40, (70, 9))
    both = asked.astype(np.float64) @ stored.astype(np.float64).T
    lengths = np.linalg.norm(asked.astype(float), axis=1)[:, None] * np.maximum(np.linalg.norm(stored.astype(float), axis=1), 1e-9)
    expected = np.where(places < 0, 0, np.take_along_axis(both / lengths, np.maximum(places, 0), axis=1))
    assert cosines_at(asked, places, stored) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("removed", [(), range(0, 60, 3)])
def test_what_is_chosen_depends_on_what_is_there_not_on_how_it_came(removed: Sequence[int]) -> None:
    texts = [article(number % 50).text for number in range(60)]
    asked = [reusing(number, 100 + number).text for number in range(0, 60, 5)]
    at_once, step_by_step = (EmbeddingIndex(Settings(index_postings=30)) for _ in range(2))
    for index, size in ((at_once, 60), (step_by_step, 11)):
        for first in range(0, 60, size):
            rows = index.rows(texts[first : first + size])
            index.add(np.arange(first, first + len(rows), dtype=np.uint32), rows, np.zeros(len(rows), np.uint32))
            index.query(rows, np.zeros(len(rows), np.uint32))  # what is inserted after a search is a run of its own
        index.remove(np.array(removed, np.uint32))
    rows = at_once.rows(asked)
    slots = np.flatnonzero(rows.vectors.any(axis=1))
    one, other = (index._nearest.choose(Asked(rows, slots, np.full(len(slots), index._used))) for index in (at_once, step_by_step))
    assert (one >= 0).any()
    assert np.array_equal(one, other)
    assert np.array_equal(at_once.every_vector()[0], step_by_step.every_vector()[0])


def test_an_index_of_both_kinds_is_searched_without_scipy_and_torch(tmp_path: Path) -> None:
    with Detector.open(tmp_path / "index") as detector:
        detector.add(article(1))
        assert detector.candidates(reusing(1, 2))
    program = (
        "import sys\n"
        "from dedup.detect import Detector\n"
        "from tests.index_texts import reusing\n"
        f"assert Detector.open({str(tmp_path / 'index')!r}).find(reusing(1, 2))\n"
        "sys.exit(str([name for name in ('scipy', 'torch') if name in sys.modules] or ''))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.stderr.strip() == ""
