"""Words, sentences and vocabularies: offsets into the raw text, normal forms, breaks; fast against obvious."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import language
from dedup.sentences import sentences
from dedup.sketch.minhash import sketch
from dedup.words import distinct, first_places, joint_ids, normal_forms_each, numbered, vocabulary, words

FORMS = st.lists(st.sampled_from(["a", "b", "c", "été", "д", "1"]), max_size=30).map(tuple)


def listed(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("Don’t pay $1,000.50!", ("don't", "pay", "1000.50")),
        ("The U.S. and the US", ("the", "us", "and", "the", "us")),
        ("soft\u00adhyphen zero\u200bwidth", ("softhyphen", "zerowidth")),
        ("الكتاب كِتَاب", ("الکتاب", "کتاب")),
        ("東京 Tokyo", ("東", "京", "tokyo")),
        ("…—“”", ()),
    ],
)
def test_words_have_one_normal_form_however_they_are_set(text: str, norms: tuple[str, ...]) -> None:
    assert words(text).norms == norms


@given(st.text(max_size=200))
def test_word_offsets_point_into_the_raw_text_in_order(text: str) -> None:
    found = words(text)
    edges = [edge for word in range(len(found)) for edge in (found.start(word), found.end(word))]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is that all?  thetown – The mayor left.", ["Is that all?", "thetown – The mayor left."]),
        ("Yahoo! is here.", ["Yahoo! is here."]),
        ("He stayed in Washington, D.C. The plan failed.", ["He stayed in Washington, D.C.", "The plan failed."]),
        ("The bridge. (AP Photo/A. Miller) It fell.", ["The bridge.", "(AP Photo/A. Miller)", "It fell."]),
        ("“It fell.” “It stood.”", ["“It fell.”", "“It stood.”"]),
        ("یہ خبر ہے۔ وہ گیا۔", ["یہ خبر ہے۔", "وہ گیا۔"]),
        ("One line\nanother line", ["One line", "another line"]),
    ],
)
def test_sentences_break_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert listed(text) == expected


@pytest.mark.parametrize("word", ["ab ", "a,", "的", "ไ", "é "])
def test_no_sentence_is_longer_than_200_words(word: str) -> None:
    pieces = listed(word * 1000)
    assert max(len(words(piece)) for piece in pieces) <= 200
    assert sum(len(words(piece)) for piece in pieces) == 1000


@given(FORMS, FORMS)
def test_joint_ids_give_equal_words_of_two_texts_equal_numbers(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    first, second, size = joint_ids(vocabulary(one), vocabulary(other))
    numbers: dict[str, int] = {}
    assert first.tolist() == [numbers.setdefault(form, len(numbers)) for form in one]
    assert second.tolist() == [numbers.setdefault(form, len(numbers)) for form in other]
    assert size == len(numbers)


@given(st.lists(st.text("aÀ'’.,1 –\u00ad字", max_size=8), max_size=6))
def test_many_short_texts_have_the_normal_forms_of_each(texts: list[str]) -> None:
    assert normal_forms_each(texts) == [words(text).norms for text in texts]


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_distinct_numbers_come_in_order(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))


def test_stem_rarities_are_the_same_from_the_cache_and_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEDUP_CACHE", str(tmp_path))
    forms = ("the", "govern", "zyzzyx", "1984")
    language._background.cache_clear()
    worked_out = language.rarity(forms, "en", stemmed=True)
    language.write_stem_rarities("en")
    language._background.cache_clear()
    kept = language.rarity(forms, "en", stemmed=True)
    language._background.cache_clear()
    assert [path.suffix for path in tmp_path.iterdir()] == [".kept"]
    assert kept.tolist() == worked_out.tolist()
    assert worked_out[0] < worked_out[1] < worked_out[2] == 8.0


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("the oﬃcial ﬁled a ﬂat reﬆ", "the official filed a flat rest"),
        ("the har\u2060bour \u202alevy\u202c ro\u2066se\u2069", "the harbour levy rose"),
        ("it rose to 12\u00ad345 and 6\u200b7", "it rose to 12345 and 67"),
        ("it rose to 4\u200b.2 and 1,\u2060000", "it rose to 4.2 and 1,000"),
        ("ΟΔΟΣ ΤΗΣ ΧΩΡΑΣ", "οδός της χώρας"),
        ("KAPI KALDI", "kapı kaldı"),
        ("ZÃ¼rich, KÃ¶ln and MÃ³stoles", "Zürich, Köln and Móstoles"),
    ],
    ids=[
        "ligatures",
        "marks without a glyph",
        "marks inside numbers",
        "marks beside points",
        "Greek capitals",
        "dotless i",
        "broken behind a capital",
    ],
)
def test_words_written_oddly_are_the_same_words(odd: str, plain: str) -> None:
    found = words(odd)
    assert found.norms == words(plain).norms
    assert [odd[found.start(word) : found.end(word)] for word in range(len(found))] == words_between_spaces(odd)
    assert (sketch([odd]).signatures == sketch([plain]).signatures).all()


def words_between_spaces(text: str) -> list[str]:
    """The words as they stand; a mark in front of one is no part of it."""
    return [word.strip(",").lstrip("\u202a\u2066") for word in text.split()]


@given(st.lists(st.integers(-3, 3), max_size=20))
def test_distinct_numbers_their_first_places_and_their_numbering_are_those_of_numpy(values: list[int]) -> None:
    numbers = np.array(values, np.int64)
    for found, known in (
        (first_places(numbers), np.unique(numbers, return_index=True)),
        (numbered(numbers), np.unique(numbers, return_inverse=True)),
    ):
        assert all(np.array_equal(*pair) for pair in zip(found, known, strict=True))
