"""Time and memory grow with the text: calls and bytes of twice the text, and texts at which a pattern once ran away.

Calls are counted, not seconds, but where the work is inside one call of a pattern: there seconds stand for a hundredth of what
it took before.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
import zlib
from collections.abc import Sequence
from types import FrameType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dedup import Article, Settings, compare
from dedup.document import analyse
from dedup.pair.align import likelihood
from dedup.pair.align.linking import linking
from dedup.pair.align.links import cosines
from dedup.sketch import encoder

WORDS = Settings(model="", link_most_pairs=10_000)
"""A small bound, so that short texts meet it."""
PLAIN = "The ferry company put on two more boats in June. Fares stay as they are, its director said on Friday. " * 8
UNITS = {
    "short sentences": "Yes. Not so. ",
    "one sentence": "The ferry company put on two more boats in June, and fares stay. ",
    "lines": "The ferry company put on two more boats in June.\n\n",
    "short quotations": '"Fine," said Ole. ',
    "list": "- first point\n* second point\n3. third\n",
    "lead-ins": "The Bulletin adds:\n",
    "lead-ins without a name": "Politico reports that it is so: The boat came. ",
    "blank lines": "b \n \t\n ",
    "many marks": "“ ‘ b ” ’ « d » ",
    "broken encoding": "â€œÃ¼â€\x9d Ã¢â‚¬â„¢ ",
    "numbers": "In 1987 some 4,210 boats and 12.5 percent of 300 men came. ",
    "no spaces": "q.w.e.",
    "Chinese": "港口公司六月增加两艘渡轮。",
    "and": "and ",
}


def calls(one: str, other: str) -> int:
    """Calls of functions, Python's and C's, that a comparison makes."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        compare(Article(one), Article(other), settings=WORDS)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("against", ["itself", "an article"])
@pytest.mark.parametrize("name", UNITS)
def test_twice_the_text_takes_at_most_about_twice_the_calls(name: str, against: str) -> None:
    size = 3_000
    compare(Article(PLAIN), Article(PLAIN[:-20]), settings=WORDS)  # what is done once is done
    small, large = ((UNITS[name] * (length // len(UNITS[name]) + 1))[:length] for length in (size, 2 * size))
    counts = [calls(text if against == "itself" else PLAIN, text + " x") for text in (small, large)]
    assert counts[1] <= 2.6 * counts[0]


class Asked:
    """A model that says little and keeps the texts that it was asked for. Rows of length 1, drawn from the text."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += dict.fromkeys(texts)
        rows = np.array([np.random.default_rng(zlib.crc32(text.encode())).standard_normal(8) for text in texts], np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    model = Asked()
    monkeypatch.setattr(encoder, "load_encoder", lambda _name="": model)
    monkeypatch.setattr(encoder, "manner_vectors", model.encode)
    return model


@pytest.mark.parametrize("size", [15_000, 30_000, 60_000])
def test_the_model_is_not_asked_of_two_texts_with_the_same_words(size: int, asked: Asked) -> None:
    """ "never" over and over was asked about at 60 KB and not at 30: six times as long for twice the text."""
    text = ("not never no " * (size // 13 + 1))[:size]
    assert compare(Article(text), Article(f"{text} ")).relation == "identical"
    assert not asked.texts


@pytest.mark.parametrize("name", UNITS)
def test_twice_the_text_asks_the_model_for_at_most_about_twice_as_much(name: str, asked: Asked) -> None:
    characters = []
    for length in (4_000, 8_000):
        asked.texts.clear()
        text = (UNITS[name] * (length // len(UNITS[name]) + 1))[:length]
        compare(Article(f"{PLAIN} {text}"), Article(f"{text} and so it was, {PLAIN}"))
        characters.append(sum(map(len, asked.texts)))
    assert characters[1] <= 2.6 * max(characters[0], 1_000)


def test_the_model_is_asked_once_for_what_stands_on_both_sides(asked: Asked) -> None:
    cosine = cosines(["the boat left", "it was late"], ["it was late", "nobody saw it"], asked.encode)
    assert asked.texts == ["the boat left", "it was late", "nobody saw it"]
    assert cosine.shape == (2, 2)
    assert cosine[1, 0] == pytest.approx(1.0)


def test_of_words_that_are_equally_common_only_so_many_are_joined() -> None:
    """A sentence that stands in a text a thousand times: all its words are the commonest, and all were joined with all."""
    joined = likelihood.joinable(np.full(11, 700_000), 1_700)
    assert joined.tolist() == [True] + [False] * 10
    assert likelihood.joinable(np.array([5, 2_000_000, 3]), 1).tolist() == [True, False, True]
    assert not likelihood.joinable(np.full(3, 2_000_000), 1).any()


@pytest.mark.parametrize("name", ["short sentences", "lines", "one sentence", "Chinese", "numbers"])
def test_twice_the_text_takes_at_most_about_twice_the_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likelihood, "_LEAST_ROWS", 20_000)
    peaks = []
    for length in (8_000, 16_000):
        text = (UNITS[name] * (length // len(UNITS[name]) + 1))[:length]
        tracemalloc.start()
        compare(Article(text), Article(text + " x"), settings=WORDS)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] <= 2.6 * peaks[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("line breaks in a sentence", "The ferry left." + "\n" * 60_000 + "It came back."),
        ("spaces in a sentence", "The ferry left." + " " * 60_000 + "It came back."),
        ("points without spaces", "q.w.e." * 10_000),
        ("figures without spaces", "2.2.2." * 10_000),
        ("marks that are no letters", ("o" + "\u0301" * 40) * 1_500),
        ("joiners", "o\u200d\u200b" * 20_000),
        ("hyphens", "far-" * 15_000),
        ("photographs in a bracket that never closes", "Quay (" + "Photo " * 10_000),
        ("mail in one word", "o@q." * 15_000),
    ],
)
def test_no_pattern_runs_away(name: str, text: str) -> None:
    started = time.process_time()
    compare(Article(PLAIN), Article(text), settings=Settings(model=""))
    assert time.process_time() - started < 10, name


def test_sentences_of_hundreds_of_clauses_count_for_what_they_hold() -> None:
    """900 sentences of 120 clauses each were 100 million cells and 3.2 GB, though they are less than a million pairs."""
    text = " ".join(f"The boats of pier {n} came in" + ", and they were late" * 20 + "." for n in range(200))
    scores = linking(analyse(Article(text)), analyse(Article(f"{text} ")), None, Settings(link_most_pairs=50_000)).scores
    assert not scores.whole
    assert 0 < len(scores.probability) < len(scores.units.spans) * 200 / 4
    usual = " ".join(f"The boats of pier {n} came in, and they were late." for n in range(200))
    assert linking(analyse(Article(usual)), analyse(Article(f"{usual} ")), None, Settings(link_most_pairs=50_000)).scores.whole
