"""What is looked up in a short way is what the long way finds: names of outlets, words of two texts in one numbering, rarities."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Article
from dedup.document import Document, analyse
from dedup.language import rarity
from dedup.pair.relate.outlets import _named
from dedup.words import joint_ids, stems_of, words

PIECES = st.sampled_from([*"The Vale vale Courier & U.S. post Post - x_y 7 é ,".split(), "\n"])
TEXTS = st.lists(PIECES, max_size=25).map(lambda pieces: " ".join([*pieces, "end"]))


def _every_name(article: Document) -> dict[str, tuple[int, int]]:
    """The first and last word of each name by its letters: one to four words from a capital on, then every single word."""
    letters, found = [re.sub(r"[\W_]", "", norm) for norm in article.words.norms], dict[str, tuple[int, int]]()
    capitals = [place for place, start in enumerate(article.words.starts.tolist()) if article.text[start].isupper()]
    for start in capitals:
        for end in range(start, min(start + 4, len(letters))):
            found.setdefault("".join(letters[start : end + 1]), (start, end))
    for start, word in enumerate(letters):
        found.setdefault(word, (start, start))
    return found


@given(TEXTS)
def test_a_name_stands_where_a_list_of_all_names_has_it_first(text: str) -> None:
    article = analyse(Article(text=text))
    every = _every_name(article)
    assert {key: _named(article, key) for key in every} == every
    assert _named(article, "valegazette") is None


@given(TEXTS, TEXTS)
def test_words_of_two_texts_have_the_numbers_of_their_forms_in_order_of_first_occurrence(one: str, other: str) -> None:
    ours, theirs = words(one), words(other)
    known: dict[str, int] = {}
    wanted = [[known.setdefault(norm, len(known)) for norm in text.norms] for text in (ours, theirs)]
    mine, yours, size = joint_ids(ours.norm_vocabulary, theirs.norm_vocabulary)
    assert [mine.tolist(), yours.tolist(), size] == [*wanted, len(known)]


@given(TEXTS)
def test_stems_and_rarities_are_those_of_each_word_by_itself(text: str) -> None:
    article = analyse(Article(text=text))
    assert list(article.words.stems) == stems_of(article.words.norms)
    assert np.array_equal(article.rarity, rarity(article.words.stems, article.language, stemmed=True))
