"""The loops in C against their twins in NumPy, which serve where no compiler was at hand; and how they are built and found."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.families import pairs
from dedup.index import nearest, postings
from dedup.index.indexes import make_indexes
from dedup.settings import Settings
from dedup.sketch import blocks, compiled, static
from dedup.sketch import minhash as sketches
from dedup.sketch.compiled import Kernels
from dedup.sketch.native import build
from tests.index_texts import article
from tests.test_sketch import LETTERS, SCRIPTS, TEXTS

USERS = {
    sketches: ("_KERNEL", "dedup.sketch.plain"),
    blocks: ("KERNEL", "dedup.sketch.plain"),
    static: ("KERNEL", "dedup.sketch.plain"),
    postings: ("_KERNEL", "dedup.index.plain"),
    nearest: ("_KERNEL", "dedup.index.plain"),
    pairs: ("KERNEL", "dedup.families.plain"),
}
NUMBERS = st.integers(0, 40)


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    if not compiled.are_compiled():
        pytest.skip("no C compiler: there is nothing to compare the twins with")


def both(work: Callable[[], Any]) -> tuple[Any, Any]:
    """The results of work by C and by the twins."""
    in_c = work()
    with pytest.MonkeyPatch.context() as patched:
        for module, (name, twins) in USERS.items():
            patched.setattr(module, name, Kernels(twins, plain=True))
        return in_c, work()


def assert_same(one: Any, other: Any) -> None:
    """Equal to the last bit, arrays inside tuples too."""
    if isinstance(one, tuple | list):
        assert len(one) == len(other)
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_sketches_are_the_same(texts: list[str]) -> None:
    def work() -> tuple[Any, ...]:
        made, words = sketches.sketch(texts, shingles=True), sketches.word_hashes(texts)
        kept = made.postings
        return (
            *(made.signatures, made.words, kept.offsets, kept.hashes, kept.starts, kept.ends, made.shingles.offsets),
            *(made.shingles.hashes, words.offsets, words.hashes, words.spans),
        )

    assert_same(*both(work))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.text(alphabet=f"{LETTERS}. \n"), TEXTS), max_size=3), st.integers(1, 9))
def test_blocks_are_the_same(texts: list[str], least: int) -> None:
    def work() -> tuple[Any, ...]:
        found = blocks.find_blocks([text * 9 for text in texts], least)
        return found.bounds, found.firsts, found.ends

    assert_same(*both(work))


@pytest.mark.model
def test_an_index_of_both_kinds_keeps_and_finds_the_same() -> None:
    """Rows, candidates, removals: everything that an index does with the loops."""
    texts = [article(number).text for number in range(12)] + [article(3).text[300:1500] + article(5).text[:900], *SCRIPTS]
    numbers, outlets = np.arange(1, len(texts) + 1, dtype=np.uint32), np.ones(len(texts), np.uint32)

    def work() -> list[Any]:
        with pytest.MonkeyPatch.context() as patched:
            encoder = static.static_encoder()
            patched.setattr(encoder, "_lexicon", static._Lexicon(encoder._word_pieces))  # a table that each fills by itself
            told: list[Any] = []
            for index in make_indexes(("minhash", "embedding"), Settings()):
                rows = index.rows(texts)
                told.append(index.pack(rows))
                for part in (slice(0, 5), slice(5, len(texts))):
                    index.add(numbers[part], index.take(rows, np.arange(len(texts))[part]), outlets[part])
                told.append(index.query(rows, outlets, numbers.astype(np.int64)))
                index.remove(numbers[2:4])
                told.append(index.query(rows, outlets))
            return told

    one, other = both(work)
    assert any(one[1])
    assert one == other


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(NUMBERS, max_size=30), min_size=2, max_size=6), st.integers(1, 5))
def test_pairs_of_a_corpus_are_the_same(listed: list[list[int]], least: int) -> None:
    spread = [np.array(mine, np.uint32) * np.uint32(0x01000193) for mine in listed]
    offsets = np.cumsum([0, *map(len, spread)]).astype(np.int64)
    hashes = np.concatenate(spread)
    sets = pairs.ShingleSets(offsets, hashes)
    articles = np.arange(len(listed), dtype=np.int64)
    lower, higher = (ends.astype(np.int64) for ends in np.triu_indices(len(listed), 1))
    common = pairs.Common(np.unique(hashes)[::2].copy(), np.linspace(0.1, 3, len(np.unique(hashes)[::2])))
    asked = Settings().updated({"families_common_articles": least, "families_pair_articles": 2})

    def work() -> tuple[Any, ...]:
        keys = np.empty(len(hashes), np.uint64)
        size = pairs.KERNEL.pack_keys(hashes, offsets, articles, len(articles), 1, 1 << 31, keys, 0)
        keys = np.unique(keys[:size])
        shared = pairs.sharing_pairs(keys, asked)
        doubled = pairs.repeated_pairs(shared.copy(), np.array([number % 2 for number in articles], np.bool_))
        often = pairs.common_hashes(keys, asked)
        measured, sampled, commonness = pairs._figures(lower, higher, sets, common, 1 << 31)
        holders = pairs.Holders(np.unique(hashes)[1::2].copy())
        holders.add(offsets, hashes, np.array([0, *([-1] * (len(articles) - 2)), 1], np.int64))
        listed_shared = np.empty(int(measured.shared.sum()), np.uint32)
        pairs.KERNEL.list_shared(lower, higher, offsets, hashes, sets.table(), sets.table(), listed_shared)
        thirds = np.tile(articles, len(lower))
        found = np.zeros(len(lower), np.uint8)
        bounds = np.arange(0, len(thirds) + 1, len(articles)).astype(np.int64)
        pairs.KERNEL.explain(
            lower,
            higher,
            bounds,
            thirds,
            measured.shared * 0.6 + 0.1,
            offsets,
            hashes,
            sets.table(),
            sets.table(),
            sets.table(),
            found,
        )
        figures = (measured.shared, measured.lower_size, sampled, commonness, holders.counts, listed_shared, found)
        return (keys, shared, doubled, often.hashes, often.doublings, *figures)

    assert_same(*both(work))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(NUMBERS, st.integers(1, 30)), max_size=40), min_size=1, max_size=4), st.lists(NUMBERS, max_size=20)
)
def test_a_table_of_postings_finds_the_same(parts: list[list[tuple[int, int]]], asked: list[int]) -> None:
    held = postings.Column(np.bool_)
    held.put(np.arange(1, 31, 2, dtype=np.uint32), True)

    def work() -> tuple[Any, ...]:
        table = postings.PostingTable()
        for part in parts:
            distinct = np.array(sorted(set(part)), np.uint32).reshape(-1, 2)
            table.insert(distinct[:, 0].copy(), distinct[:, 1].copy())
            table._sorted()
        keys = np.array(asked, np.uint32)
        found = [table.lookup(keys, most, alive) for most in (1, 99) for alive in (None, held)]
        return tuple(array for one in found for array in (one.places, one.numbers, one.counts))

    assert_same(*both(work))


def test_a_library_that_cannot_be_loaded_is_told_and_numpy_serves(tmp_path: Path) -> None:
    (tmp_path / "broken.so").write_bytes(b"\x7fELF, but no more")
    program = (
        "import sys, warnings, pathlib\n"
        "from dedup.sketch import compiled\n"
        f"compiled.library_path = lambda: pathlib.Path({str(tmp_path / 'broken.so')!r})\n"
        "from dedup.sketch.minhash import sketch\n"
        "print(sketch(['one two three four']).words)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[4]\n")
    assert "NumPy takes their place" in done.stderr


def test_a_library_of_other_sources_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = build.library_path().name
    for source in build._sources():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    assert build.library_path().name == built
    with (tmp_path / "texts.c").open("a") as stream:
        stream.write("/* changed */\n")
    assert build.library_path().name != built


def test_a_build_that_fails_says_what_the_compiler_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.c").write_text("no C at all")
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    with pytest.raises(RuntimeError, match=r"wrong\.c"):
        build.build()
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.c"]
    monkeypatch.setenv("CC", "no-such-compiler")
    assert build.build() is None


def test_the_wheel_carries_the_library_and_names_its_platform(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    root = Path(build.__file__).parents[3]
    program = f"from hatchling.build import build_wheel; print(build_wheel({str(tmp_path)!r}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.split("-")[2:4] == ["py3", "none"]
    assert "any" not in wheel.name
    assert f"dedup/sketch/native/{build.library_path().name}" in zipfile.ZipFile(wheel).namelist()


def test_the_quick_address_of_an_array_is_the_one_that_numpy_tells() -> None:
    whole = np.arange(6, dtype=np.int64)
    fixed = np.frombuffer(b"twelve bytes", np.uint8)
    for array in (whole, whole[2:], whole[:0], fixed, np.zeros((2, 3), np.float32).reshape(-1)):
        assert compiled._quick_address(array) == array.ctypes.data
    assert compiled._address_by(whole) is compiled._quick_address


def test_an_array_that_lies_elsewhere_is_asked_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_DATA_AT", compiled._DATA_AT + 8)
    assert compiled._address_by(np.zeros(1)) is compiled._slow_address
    assert compiled._slow_address(whole := np.zeros(2)) == whole.ctypes.data
