"""Word pieces: those that the model's own tokenizer gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.sketch.model_files import CHARACTERS, default_folder
from dedup.sketch.pieces import WordPieces

pytest.importorskip("tokenizers")

from benchmarks.bert_characters import kinds, reference

PIECES, REFERENCE = WordPieces(default_folder()), reference()
ODD = st.sampled_from(
    [
        "[SEP]",
        "[CLS]",
        "[MASK",
        "Σ",
        "ΑΣ",
        "İ",
        "é",
        "e\u0301",
        "港",
        "각",
        "\u00ad",
        "\u200b",
        "\x00",
        "\u3000",
        "”",
        "¿",
        "\u0338",
    ]
)
LETTERS = st.characters(exclude_categories=["Cs"])


def its_own(text: str) -> list[int]:
    ids: list[int] = REFERENCE.encode(text, add_special_tokens=False).ids
    return ids


def texts(data: Path) -> Iterator[str]:
    for pattern in ("*/*.txt", "**/*.html"):
        yield from (path.read_text("utf-8", errors="replace") for path in sorted(data.glob(pattern)))


def test_the_stories_are_cut_as_the_model_was_taught(data: Path) -> None:
    every = list(texts(data))
    assert len(every) > 50
    assert [text[:40] for text in every if PIECES.inside(text) != its_own(text)] == []


@given(st.lists(st.one_of(ODD, LETTERS, st.text("abc'-. ", max_size=5)), max_size=30).map("".join))
def test_any_text_is_cut_as_the_model_was_taught(text: str) -> None:
    assert PIECES.inside(text) == its_own(text)


@pytest.mark.parametrize("text", ["", "word " * 300, "a" * 100, "a" * 101, "[SEP]"])
def test_a_text_stands_between_the_two_marks_and_is_cut_to_the_room_there_is(text: str) -> None:
    whole: Any = REFERENCE.encode(text).ids
    cut = PIECES.encode(text, 256)
    assert cut == (whole if len(whole) <= 256 else [*whole[:255], whole[-1]])


def test_several_threads_get_what_one_gets() -> None:
    words = [f"levy{number} cargo-{number}" for number in range(300)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(PIECES.inside, words)) == [its_own(word) for word in words]


@pytest.mark.slow
def test_the_file_of_characters_is_what_the_tokenizer_does_with_each() -> None:
    carried = json.loads((default_folder() / CHARACTERS).read_text("utf-8"))
    assert {kind: [list(run) for run in runs] for kind, runs in kinds().items()} == carried
