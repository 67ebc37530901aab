"""One alignment: the stretches of a result and its passages never contradict each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from fuzzing import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import Article, Settings, alignments, compare
from dedup.kinds import ADDED_KINDS, DERIVED_KINDS, KINDS
from dedup.pair.align.agreed import agreed
from dedup.result import Alignment, Passage, TextSpan

WORDS = Settings(model="")


def contradictions(alignments: tuple[Alignment, ...], passages: tuple[Passage, ...]) -> tuple[int, int]:
    """Passages told as added that an alignment touches, and derived ones that none holds."""
    spans = [one.derivative for one in alignments]
    added = [one for one in passages if one.kind in ADDED_KINDS]
    derived = [one for one in passages if one.kind in DERIVED_KINDS and one.source]
    touched = sum(any(start < one.end and one.start < end for start, end in spans) for one in added)
    return touched, sum(not any(start <= one.start and one.end <= end for start, end in spans) for one in derived)


@st.composite
def told(draw: st.DrawFn) -> tuple[tuple[Alignment, ...], tuple[Passage, ...]]:
    """Passages that tile a text of letters, and alignments that lie anywhere on it."""
    cuts = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=12)))
    passages = []
    for start, end in pairwise(cuts):
        kind = draw(st.sampled_from(KINDS))
        at = draw(st.integers(0, 50))
        source = (TextSpan(at, at + 5, "x" * 5),) if kind in DERIVED_KINDS else ()
        passages.append(Passage(kind, start, end, "x" * (end - start), 0.5, 0.5, source))
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start, at = draw(st.integers(cuts[0], cuts[-1] - 1)), draw(st.integers(0, 50))
        found.append(Alignment((at, at + 9), (start, draw(st.integers(start + 1, cuts[-1]))), 0.9))
    return tuple(found), tuple(passages)


@given(told())
def test_no_added_passage_meets_an_alignment_and_every_derived_one_lies_in_one(
    drawn: tuple[tuple[Alignment, ...], tuple[Passage, ...]],
) -> None:
    found, passages = drawn
    assert contradictions(agreed(found, passages), passages) == (0, 0)


@given(told())
def test_what_does_not_contradict_stays(drawn: tuple[tuple[Alignment, ...], tuple[Passage, ...]]) -> None:
    once = agreed(*drawn)
    assert agreed(once, drawn[1]) == once


SENTENCES = (
    "The council of Orley closed the old ferry on Monday after divers found cracks in its hull.",
    "“We will not wait for a second leak,” said Ida Marsh, who runs the harbour.",
    "About 1,200 people cross the bay on it every day, most of them on their way to the mill.",
    "A new ship will cost nine million crowns and is to be built in the yard at Vale.",
    "Fishermen say the closure came without a word of warning.",
    "The mayor has promised buses around the bay until the spring.",
    "According to the harbour office, the cracks are two metres long.",
    "Nobody asked the islanders what they think of it, and that is a disgrace.",
)
"""Of a story that was made up: what a source and a derivative draw their sentences from."""


@st.composite
def drawn_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A source, and a text that has some of its sentences, whole or without some of their words, and some of its own."""
    source = draw(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=6, unique=True))
    pieces = []
    for sentence in draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6)):
        words = sentence.split()
        first = draw(st.integers(0, len(words) - 2))
        last = draw(st.integers(first + 1, len(words)))
        gone = draw(st.sampled_from((set[int](), {first}, set(range(first, last)), set(range(last)))))
        pieces.append(" ".join(word for at, word in enumerate(words) if at not in gone) or "Nothing more.")
    return " ".join(source), draw(st.sampled_from((" ", "\n", "\n\n"))).join(pieces)


@settings(max_examples=examples(15))
@given(drawn_texts(), st.sampled_from(("a", None)))
def test_comparisons_of_drawn_texts_agree_with_themselves(texts: tuple[str, str], fixed: Literal["a"] | None) -> None:
    result = compare(*map(Article, texts), source=fixed, settings=WORDS)
    assert contradictions(result.alignments, result.passages) == (0, 0)


FAMILIES = sorted(path.parent.name for path in (Path(__file__).parent.parent / "data").glob("*/family.json"))


@pytest.mark.parametrize("name", ["rewrite", "altered", "commentary", "quotes"])
@pytest.mark.parametrize("family", FAMILIES)
def test_real_comparisons_agree_with_themselves(data: Path, family: str, name: str) -> None:
    source, rewrite = (Article((data / family / f"{one}.txt").read_text("utf-8")) for one in ("source", name))
    fixed: Literal["a"] | None = "a" if FAMILIES.index(family) % 2 else None
    result = compare(source, rewrite, source=fixed, settings=WORDS)
    assert contradictions(result.alignments, result.passages) == (0, 0)


def test_a_region_with_an_added_clause_is_whole_in_alignments_and_parted_in_a_comparison(data: Path) -> None:
    """Both come from one machine: what a comparison has, the regions hold, but for what links alone have found."""
    source, rewrite = (Article((data / "ward-closure" / f"{name}.txt").read_text("utf-8")) for name in ("source", "rewrite"))
    regions = alignments(source, rewrite, WORDS)
    assert contradictions(regions, compare(source, rewrite, source="a", settings=WORDS).passages) != (0, 0)
    assert sum(end - start for start, end in (one.derivative for one in regions)) > 0
