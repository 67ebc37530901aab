"""Rows in few bytes: what is packed is read back, what is no packed rows is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dedup.article import Article
from dedup.detect import Detector
from dedup.errors import StoreError
from dedup.index.packing import levels, pack_arrays, pack_vectors, rounded, unpack_arrays, unpack_vectors
from tests.index_texts import article

NUMBERS = arrays.arrays(np.uint32, st.integers(0, 40), elements=st.integers(0, 2**32 - 1))
VECTORS = arrays.arrays(np.int8, st.tuples(st.integers(0, 5), st.integers(1, 9)), elements=st.integers(-127, 127))


@given(NUMBERS, arrays.arrays(np.uint8, st.integers(0, 40)))
def test_arrays_survive_packing(numbers: np.ndarray, small: np.ndarray) -> None:
    again = unpack_arrays(pack_arrays((numbers, small)), ("<u4", "u1"))
    assert [part.tolist() for part in again] == [numbers.tolist(), small.tolist()]


@given(VECTORS)
def test_vectors_survive_packing_but_for_a_level(vectors: np.ndarray) -> None:
    again = unpack_vectors(pack_vectors(vectors), vectors.shape[1])
    assert np.array_equal(again[: len(vectors)], rounded(vectors))
    assert np.array_equal(rounded(rounded(vectors)), rounded(vectors))
    assert np.abs(rounded(vectors).astype(int) - vectors).max(initial=0) <= 9
    assert np.abs(levels(vectors)).max(initial=0) <= 7


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data + b"a", lambda data: data[:7], lambda _: b"\xff" * 40])
def test_other_bytes_are_refused(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="holds no"):
        unpack_arrays(spoil(pack_arrays([np.arange(100, dtype="<u4")])), ("<u4",))


def test_a_text_takes_less_room_than_it_has_characters_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    text = "\n".join([article(1, 900).text] * 4)
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        detector.add(Article(text, id="a"))
        connection = detector._store._connect()  # type: ignore[attr-defined]
        (kept,) = connection.execute("SELECT text FROM articles").fetchone()
        assert len(kept) < len(text) / 2
        assert detector.get("a") == Article(text, id="a")
        connection.execute("UPDATE articles SET text = ?", (text,))  # as earlier versions kept it
        assert detector.get("a") == Article(text, id="a")
        connection.execute("UPDATE articles SET text = ?", (kept[:50],))
        with pytest.raises(StoreError, match=r"'a' is damaged: .* remove it"):
            detector.get("a")
        connection.close()
