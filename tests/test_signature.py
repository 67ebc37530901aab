"""The signature of a comparison names what can change it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedup import Settings
from dedup.settings import data_digest


def next_name(changed: dict[str, object]) -> str:
    return next(iter(changed))


@pytest.mark.parametrize(
    "changed",
    [{"model": ""}, {"align_gap": 6}, {"link_probability": 0.31}, {"changes_max_words": 99}, {"relation_wholly_share": 0.9}],
    ids=next_name,
)
def test_what_decides_a_comparison_is_in_its_signature(changed: dict[str, object]) -> None:
    assert Settings().updated(changed).signature() != Settings().signature()


@pytest.mark.parametrize(
    "changed",
    [{"index_wait_seconds": 1.0}, {"families_band_words": 10}, {"sketch_sample": 4}, {"article_max_characters": 9_999}],
    ids=next_name,
)
def test_what_decides_nothing_of_it_is_not(changed: dict[str, object]) -> None:
    room = next(iter(changed)).split("_")[0]
    assert Settings().updated(changed).signature() == Settings().signature()
    assert Settings().updated(changed).signature(room) != Settings().signature(room)


def test_another_word_list_is_another_signature(tmp_path: Path) -> None:
    (tmp_path / "lang").mkdir()
    words = tmp_path / "lang" / "words.tsv"
    words.write_text("claimed\tsaying\n")
    before = data_digest(tmp_path)
    data_digest.cache_clear()
    words.write_text("claimed\tloaded\n")
    assert data_digest(tmp_path) != before
