"""The second look: a sentence that says in other words what a source sentence says is linked, one that shares its matter is not."""

from __future__ import annotations

import numpy as np
import pytest

from dedup import Article
from dedup.document import analyse
from dedup.pair.align.links import Link, Scores, units
from dedup.pair.align.restated import restated
from dedup.settings import Settings

SOURCE = analyse(Article("Harbour board makes Vellmar quay its first target. The ferry company carried goats to Ostra."))
DERIVATIVE = analyse(Article("Board drops plan for the Vellmar quay in the harbour. Nobody asked the neighbours for a view."))
PARTS = units(DERIVATIVE)
NONE: tuple[tuple[Link, ...], ...] = tuple(() for _ in PARTS.spans)


def scores(*, consulted: bool = True) -> Scores:
    width = len(SOURCE.sentences)
    first = np.arange(0, len(PARTS.spans) * width + 1, width)
    low = np.full(len(PARTS.spans) * width, 0.1, np.float32)
    return Scores(PARTS, first, np.tile(np.arange(width), len(PARTS.spans)), low, low, consulted, whole=True)


def encoding(cosine: float) -> object:
    """Vectors of which one of a sentence of DERIVATIVE, or of one that begins alike, has this cosine with one of any other."""
    mine, theirs = (1.0, 0.0), (cosine, (1 - cosine**2) ** 0.5)

    def encode(texts: list[str]) -> object:
        return np.array([mine if text.startswith(("Board drops", "Nobody asked")) else theirs for text in texts], np.float32)

    return encode


def linked(found: tuple[tuple[Link, ...], ...]) -> list[list[int]]:
    return [[link.sentence for link in links] for links in found]


def test_a_sentence_that_restates_another_is_linked_and_its_clauses_count_as_derived() -> None:
    again = restated(SOURCE, DERIVATIVE, scores(), NONE, encoding(0.8), Settings())  # type: ignore[arg-type]
    assert linked(again.links) == [[0], []]
    assert again.scores.of(0)[1].max() >= Settings().link_probability > again.scores.of(1)[1].max()
    assert again.scores.by_words.max() < Settings().link_probability, "what the relation rests on stays as it was"


@pytest.mark.parametrize("cosine", [0.3, 0.5])
def test_shared_words_alone_link_nothing(cosine: float) -> None:
    assert restated(SOURCE, DERIVATIVE, scores(), NONE, encoding(cosine), Settings()).links == NONE  # type: ignore[arg-type]


def test_nothing_changes_without_the_model() -> None:
    for encode, consulted in ((None, True), (encoding(0.8), False)):
        again = restated(SOURCE, DERIVATIVE, scores(consulted=consulted), NONE, encode, Settings())  # type: ignore[arg-type]
        assert again.links == NONE


TWICE = analyse(Article("Harbour board makes Vellmar quay its first target. The harbour board made the Vellmar quay its target."))


def twice(links: tuple[tuple[Link, ...], ...], derivative: str, cosine: float = 1.0) -> tuple[tuple[Link, ...], ...]:
    """The links of a text to a source whose headline says what its lead says."""
    second = analyse(Article(derivative))
    parts = units(second)
    width = len(TWICE.sentences)
    low = np.full(len(parts.spans) * width, 0.1, np.float32)
    first = np.arange(0, len(parts.spans) * width + 1, width)
    given = Scores(parts, first, np.tile(np.arange(width), len(parts.spans)), low, low, True, whole=True)
    return restated(TWICE, second, given, links, encoding(cosine), Settings()).links  # type: ignore[arg-type]


def test_a_sentence_that_two_source_sentences_say_gets_the_second_one_too() -> None:
    given = ((Link(0, 0.99),),)
    assert linked(twice(given, "First the board wants the Vellmar quay in Ostra and its sheds and ferries.")) == [[0, 1]]


def test_a_further_source_has_to_be_as_close() -> None:
    given = ((Link(0, 0.99),),)
    assert twice(given, "Board drops plan for the Vellmar quay in Ostra and its sheds and ferries.", cosine=0.6) == given


def test_a_sentence_that_one_source_carries_whole_gets_no_second_one() -> None:
    given = ((Link(0, 0.99),),)
    assert twice(given, "Harbour board makes Vellmar quay its first target.") == given
