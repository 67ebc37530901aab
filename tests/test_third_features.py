"""What two reports rest on, as numbers: a letter that both tell from, or public tweets that each quotes."""

from __future__ import annotations

import pytest

from dedup import Article
from dedup.document import Document, analyse
from dedup.lang.base import THIRD_TEXTS, pack_of
from dedup.pair.relate.third_features import third_features

WORDS = "We will not sign the ferry contract before the harbour is safe, and we ask the board to open its books by Friday"


def _pair(first: str, second: str) -> tuple[Document, Document]:
    return analyse(Article(first)), analyse(Article(second))


LETTER = _pair(
    f"Three captains of Tarn sent a letter to the harbour board. “{WORDS},” they wrote in the letter. The board meets in May.",
    f"The board of Tarn has a letter on its desk. In the letter three captains say: “{WORDS}.” Its chair, Edda Brix, was away.",
)
TWEETS = _pair(
    f"Edda Brix was loud on Monday. “{WORDS},” she tweeted. The pier of Tarn stayed shut, and the bakers had no flour.",
    f"A captain has many readers. “{WORDS},” Edda Brix said on Twitter. Our tour of the island begins at the old mill.",
)


def test_a_letter_that_both_leads_name_is_told_from_tweets() -> None:
    letter, tweets = third_features(*LETTER), third_features(*TWEETS)
    assert letter["third_lead_letter"] > 0
    assert letter["third_leads"] >= 1
    assert tweets["third_leads"] == 0
    assert letter["third_near_letter"] > 3
    assert letter["stated"] > 3
    assert letter["tweeted_part"] == 0
    assert tweets["tweeted_part"] > 0.4
    assert tweets["stated"] == tweets["untweeted"] == 0
    assert letter["untweeted_chain"] > 3


def test_a_letter_that_one_lead_names_is_in_no_common_lead() -> None:
    named, other = LETTER[0], TWEETS[1]
    assert third_features(named, other)["third_leads"] == third_features(other, named)["third_leads"] == 0


def test_one_quotation_is_one_block_and_two_are_two() -> None:
    other = "The lamp on the rail has burned for thirty years and nobody has thanked the keeper for it"
    filler = " ".join(f"Word{n} came by boat." for n in range(15))
    one = third_features(*LETTER)
    two = third_features(*_pair(f"“{WORDS},” she said. {filler} “{other},” he said.", f"“{WORDS},” she said. He said: “{other}.”"))
    assert two["speech_blocks"] > one["speech_blocks"]
    assert two["speech_dense"] < one["speech_dense"]


@pytest.mark.parametrize("text", ["Hej.", "Ordet kom med båten."])
def test_texts_that_share_nothing_have_no_third_text(text: str) -> None:
    assert set(third_features(*_pair(text, "The bakers of Tarn had no flour on Monday.")).values()) == {0.0}


def test_english_names_every_kind_of_a_third_text() -> None:
    assert sorted(pack_of("en").named("third.")) == sorted(THIRD_TEXTS)
