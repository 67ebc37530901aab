"""The headline of a derivative is held against the headline and the lead of the source, whatever sentence it was linked to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dedup import Article, Settings, compare
from dedup.document import analyse
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.headline import is_headline, linked_to_headline

WORDS_ALONE = Settings().updated({"model": ""})
SOURCE = (
    "Selwick tram completes first public run\n\n"
    "The new Selwick tram completed its first public run on Monday with 80 passengers, the operator said.\n\n"
    "It will carry school classes from May.\n"
)
BODY = "The new Selwick tram made its first public run on Monday with 80 passengers, the operator said.\n\nThe ride took an hour.\n"


@pytest.mark.parametrize(
    ("headline", "at_fault"),
    [
        ("Selwick tram’s first public run ends in disaster", "disaster"),
        ("Selwick tram fails on its first public run", "fails"),
    ],
)
def test_a_headline_that_turns_the_source_round_is_a_change_of_fact(headline: str, at_fault: str):
    found = compare(Article(SOURCE), Article(f"{headline}\n\n{BODY}"), source="a", settings=WORDS_ALONE)
    changes = [change for change in found.passages[0].changes if change.severity == "fact"]
    assert any(at_fault in change.derivative.text for change in changes)


def test_a_headline_in_other_words_is_none():
    found = compare(
        Article(SOURCE), Article(f"First public run completed by Selwick’s tram\n\n{BODY}"), source="a", settings=WORDS_ALONE
    )
    assert not [change for change in found.passages[0].changes if change.severity in ("fact", "loaded")]


def test_a_sentence_is_no_headline():
    text = "Selwick tram fails\nThe tram failed. It was late.\n"
    article = analyse(Article(text))
    assert is_headline(article, (0, 18))
    assert not is_headline(article, (19, 35))
    assert not is_headline(analyse(Article("The tram failed.\nIt was late.\n")), (0, 16))


FAR = (
    "Board sells old lighthouse after row over the cost of paint\n\nBy Hazel Orme\n\nThe keeper left in May.\n\n"
    "The harbour authority has disposed of the lighthouse at Orley Point, it was announced at the quay on Friday.\n"
)


def headline_of(headline: str) -> list[str]:
    rest = "The keeper left in May.\n\nThe harbour authority has disposed of the lighthouse at Orley Point, it announced.\n"
    found = compare(Article(FAR), Article(f"{headline}\n\n{rest}"), source="a", settings=WORDS_ALONE)
    return [span.text for span in found.passages[0].source]


def test_a_headline_is_linked_to_the_headline_that_tells_the_same():
    (first, *_) = headline_of("Old lighthouse at Orley Point is disposed of by harbour authority in paint row")
    assert first.startswith("Board sells old lighthouse")


def test_a_headline_of_another_matter_is_linked_to_none():
    assert not [text for text in headline_of("Row at the school over the lunch") if text.startswith("Board sells")]


def test_a_headline_that_was_called_new_is_as_sure_a_link_as_it_was_doubtful_that_it_is_new() -> None:
    source, derivative = analyse(Article(SOURCE)), analyse(Article(f"Selwick tram fails on its first public run\n\n{BODY}"))
    new = PassageDraft(derivative.sentences[0], 0, "added_background", confidence=0.7)
    (linked,) = linked_to_headline(source, derivative, (new,))
    assert (linked.kind, round(linked.confidence, 2)) == ("paraphrase", 0.3)
    (kept,) = linked_to_headline(source, derivative, (replace(new, kind="paraphrase", sources=(source.sentences[-1],)),))
    assert (len(kept.sources), kept.confidence) == (len(linked.sources) + 1, 0.7)
