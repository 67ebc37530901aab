"""Several articles: who took what from whom, and what a third one explains."""

from dataclasses import replace

import pytest

from dedup import Article, Settings, compare_all
from dedup.corpus_result import Pair
from dedup.errors import InputError
from dedup.pair.compare_all import root_place

SOURCE = Article(
    "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain.\n"
    "Ines Oyle told the Tarn Herald that repairs would take four weeks and cost 2 million crowns.\n"
    "Drivers have been told to use the ferry, which runs every hour until ten at night.\n"
    "Engineers found a crack of nine centimetres in the third pillar during an inspection in March.\n"
    "A replacement was drawn up in 1998 and shelved when the quarry at Lower Sund went bankrupt.",
    id="source",
    outlet="The Tarn Herald",
    published="2031-04-07",
)
ONE = Article(
    "The Tarn Herald reports that the mayor of Tarn closed the old bridge on Monday after a night of heavy rain.\n"
    "Drivers have been told to use the ferry, which runs every hour until ten at night.\n"
    "Engineers found a crack of nine centimetres in the third pillar during an inspection in March.\n"
    "Nobody at the town hall seems to mind.",
    id="one",
    outlet="Dockside Daily",
    published="2031-04-08",
)
OTHER = Article(
    "According to The Tarn Herald, drivers have been told to use the ferry, which runs every hour until ten at night.\n"
    "Engineers found a crack of nine centimetres in the third pillar during an inspection in March.\n"
    "A replacement was drawn up in 1998 and shelved when the quarry at Lower Sund went bankrupt.",
    id="other",
    outlet="Sund Post",
    published="2031-04-09",
)
APART = Article("A choir from the northern islands won the festival prize with songs about whales and ice.", id="apart")
WORDS_ALONE = Settings(model="")


@pytest.fixture(scope="module")
def found():
    return compare_all([ONE, SOURCE, OTHER, APART], settings=WORDS_ALONE)


def test_siblings_are_explained_by_their_source(found):
    assert [pair.ends for pair in found.edges] == [(1, 0), (1, 2)]
    siblings = next(pair for pair in found.pairs if (pair.first, pair.second) == (0, 2))
    assert (siblings.comparison.relation != "independent", siblings.explained_by) == (True, 1)


def test_the_root_is_the_article_that_all_related_ones_go_back_to(found):
    assert found.root == 1


def test_every_pair_is_there_and_the_articles_keep_their_order(found):
    assert [(pair.first, pair.second) for pair in found.pairs] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    assert [info.id for info in found.articles] == ["one", "source", "other", "apart"]


def test_the_result_is_plain_data(found):
    plain = found.to_dict()
    assert next(iter(plain)) == "schema_version"
    assert plain["pairs"][1]["explained_by"] == 1
    assert plain["pairs"][0]["comparison"] == found.pairs[0].comparison.to_dict()


def test_the_order_of_the_articles_changes_no_edge():
    turned = compare_all([APART, OTHER, SOURCE, ONE], settings=WORDS_ALONE)
    assert {pair.ends for pair in turned.edges} == {(2, 3), (2, 1)}


def test_one_article_is_refused():
    with pytest.raises(InputError, match="at least two"):
        compare_all([SOURCE], settings=WORDS_ALONE)


@pytest.mark.parametrize(
    ("amiss", "told"), [(None, "is missing"), (float("nan"), "is missing"), (7, "is int, expected an Article")]
)
def test_an_article_that_is_none_is_named_by_its_place(amiss, told):
    with pytest.raises(InputError, match=f"article 2 {told}"):
        compare_all([SOURCE, amiss], settings=WORDS_ALONE)


def test_a_circle_and_an_unknown_direction_have_no_root(found):
    edge = next(pair.comparison for pair in found.edges)
    forth, back = replace(edge, source="a"), replace(edge, source="b")
    assert root_place([Pair(0, 1, forth), Pair(1, 2, forth)]) == 0
    assert root_place([Pair(0, 1, forth), Pair(1, 2, forth), Pair(0, 2, back)]) is None
    assert root_place([Pair(0, 1, forth), Pair(1, 2, replace(edge, source=None))]) is None
    assert root_place([]) is None
