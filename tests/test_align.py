"""`alignments`: which stretches are found, on the project's own texts cut and set together by hand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dedup import Article, Settings, alignments
from dedup.result import Alignment
from dedup.sentences import sentences

DATA = Path(__file__).parent.parent / "data"


def sentences_of(family: str) -> list[str]:
    with (DATA / family / "source.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    return [text[start:end] for start, end in sentences(text)]


SOURCE, OTHER = sentences_of("harbour-levy"), sentences_of("reef-survey")


def found_in(*parts: list[str]) -> tuple[str, tuple[Alignment, ...]]:
    """A derivative of some sentences, and its alignments with the source."""
    derivative = " ".join(sentence for part in parts for sentence in part)
    return derivative, alignments(Article(" ".join(SOURCE)), Article(derivative))


def test_a_copied_stretch_between_other_text_is_found_from_end_to_end() -> None:
    copied = SOURCE[8:13]
    derivative, (found,) = found_in(OTHER[:8], copied, OTHER[8:16])
    assert derivative[slice(*found.derivative)] == " ".join(copied)
    assert not found.summarises


def test_a_stretch_with_its_words_in_another_order_is_found() -> None:
    words = " ".join(SOURCE[8:13]).split()
    random.Random(1).shuffle(words)
    derivative, (found,) = found_in(OTHER[:8], [" ".join(words)], OTHER[8:16])
    start = derivative.index(words[0])
    assert abs(found.derivative[0] - start) < 60
    assert abs(found.derivative[1] - found.derivative[0] - len(" ".join(words))) < 100


def test_text_on_another_story_has_no_alignment() -> None:
    assert found_in(OTHER[:20])[1] == ()


def test_two_stretches_set_side_by_side_are_one_that_condenses() -> None:
    derivative, (found,) = found_in(OTHER[:8], SOURCE[2:5], SOURCE[-6:-3], OTHER[8:16])
    assert found.summarises
    assert derivative[slice(*found.derivative)] == " ".join(SOURCE[2:5] + SOURCE[-6:-3])
    assert " ".join(SOURCE)[slice(*found.source)] == " ".join(SOURCE[2:-3])


def test_two_stretches_in_the_opposite_order_stay_two() -> None:
    assert [found.summarises for found in found_in(OTHER[:8], SOURCE[-6:-3], SOURCE[2:5], OTHER[8:16])[1]] == [False, False]


@pytest.mark.parametrize("least", [0.0, 0.999])
def test_only_what_reaches_the_wanted_confidence_is_there(least: float) -> None:
    settings = Settings().updated({"align_confidence": least})
    found = alignments(Article(" ".join(SOURCE)), Article(" ".join(OTHER[:4] + SOURCE[3:5])), settings)
    assert all(item.confidence >= least for item in found)
    assert bool(found) == (least == 0.0)
