"""The words that a result counts for its passages and for what was left out."""

import pytest

from dedup.article import Article
from dedup.kinds import KINDS
from dedup.pair.compare import compare
from dedup.settings import Settings

SOURCE = Article(
    "The mayor of Tarn closed the old bridge on Monday after heavy rain.\n"
    "“We had no choice left to us,” Ines Oyle told reporters at the town hall.\n"
    "Drivers have been told to use the ferry, which runs until ten."
)
DERIVATIVE = Article(
    "“We had no choice left to us,” Ines Oyle told the press at the town hall.\n"
    "The mayor of Tarn closed the old bridge on Monday after heavy rain.\n"
    "Of course nobody will ever be held to account."
)


@pytest.fixture(scope="module")
def result():
    return compare(SOURCE, DERIVATIVE, source="a", settings=Settings(model=""))


def test_words_of_the_passages_of_a_kind_add_up_to_the_measures(result):
    by_kind = {kind: sum(item.words for item in result.passages if item.kind == kind) for kind in KINDS}
    assert by_kind == result.measures.words


def test_quoted_words_are_those_inside_the_quotation(result):
    assert [item.quoted_words for item in result.passages] == [7, 0, 0]


def test_words_of_a_sentence_left_out(result):
    assert [item.words for item in result.dropped] == [12]
