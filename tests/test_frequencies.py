"""The word frequencies that the package carries: complete, unaltered, with their licence."""

from __future__ import annotations

import hashlib

import pytest

from dedup.language import FREQUENCIES, listed_languages, rarity


def test_every_list_is_the_one_that_was_put_there() -> None:
    stated = dict(reversed(line.split()) for line in (FREQUENCIES / "SHA256SUMS.txt").read_text("utf-8").splitlines())
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FREQUENCIES.glob("*.words")}
    assert there == stated
    assert set(there) == {f"{language}.words" for language in listed_languages()}


def test_the_licence_names_its_author_its_terms_and_its_sources() -> None:
    licence = (FREQUENCIES / "LICENSE").read_text("utf-8")
    for part in ("Robyn Speer", "creativecommons.org/licenses/by-sa/4.0", "SUBTLEX", "OpenSubtitles", "Wikipedia"):
        assert part in licence


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [("the", "en", 1.27), ("bridge", "en", 4.23), ("die", "de", 1.52), ("และ", "th", 5.0), ("qxzzy", "en", 8.0)],
)
def test_frequencies_are_those_of_wordfreq(word: str, language: str, expected: float) -> None:
    assert float(rarity((word,), language)[0]) == pytest.approx(expected, abs=0.005)
