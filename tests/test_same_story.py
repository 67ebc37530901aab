"""Two short texts of one matter in all other words: told to be of one story by their meaning, taken from nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedup import Article, Detector, Settings, compare

PLAIN = "The old ferryman rowed slowly across the river at dusk, while his dog slept beneath the bench and rain began to fall."
OTHER_WORDS = "Evening came; on the water an aged boatman pulled gently at his oars, a hound dozing under the seat as drops fell."
RETOLD = "At dusk an old boatman rowed slowly over the river; his dog was asleep beneath the bench as the rain began."
ANOTHER = "The council has raised the fee for parking at the market, and shopkeepers fear that customers will go elsewhere."


def test_words_alone_do_not_see_it() -> None:
    assert (compare(PLAIN, OTHER_WORDS, settings=Settings(model="")).same_story or 0) < 0.5


@pytest.mark.model
def test_the_model_tells_one_story_and_leaves_open_who_took_it() -> None:
    found = compare(PLAIN, OTHER_WORDS)
    assert (found.same_story or 0) >= 0.5
    assert found.source is None
    assert (compare(PLAIN, ANOTHER).same_story or 0) < 0.5


@pytest.mark.model
def test_long_articles_are_not_held_against_each_other_whole() -> None:
    long = " ".join(f"{PLAIN} Part {number} of it." for number in range(15))
    assert (compare(long, OTHER_WORDS).same_story or 0) == (compare(long, OTHER_WORDS, settings=Settings(model="")).same_story or 0)


@pytest.mark.model
def test_find_tells_it_when_asked(tmp_path: Path) -> None:
    with Detector.open(tmp_path / "index") as detector:
        detector.add(Article(PLAIN, id="source"))
        detector.add(Article(ANOTHER, id="other"))
        assert [match.article.id for match in detector.find(Article(RETOLD, id="new"), same_story=True)] == ["source"]
