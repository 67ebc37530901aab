"""A language is a folder: words by tag, groups, patterns, and terms made with them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.lang.base import NEUTRAL, Pack, languages, pack_of, pack_of_both
from dedup.lang.terms import terms


def rows(pack: Pack, name: str) -> list[list[str]]:
    path = pack.folder / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line.split("\t") for line in lines if not line.startswith("#")]


PACKS = [NEUTRAL, *(pack_of(code) for code in sorted(languages()))]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_each_word_has_one_row(pack: Pack) -> None:
    words = Counter(row[0] for name in ("words", "phrases") for row in rows(pack, name))
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_rows_are_a_word_and_its_tags_in_order(pack: Pack) -> None:
    for name, many in (("words", False), ("phrases", True)):
        listed = rows(pack, name)
        assert all(len(row) == 2 and row[1] and (" " in row[0]) == many for row in listed)
        assert [row[0] for row in listed] == sorted(row[0] for row in listed)
        assert all(len(set(row[1].split(","))) == len(row[1].split(",")) for row in listed)


def test_a_language_without_a_folder_is_neutral() -> None:
    assert pack_of("pl") is NEUTRAL
    assert pack_of_both("en", "de") is NEUTRAL
    assert pack_of_both("en", "en") is pack_of("en")


def test_a_tag_with_values_is_asked_for_by_value_or_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "words.tsv").write_text("can\tmodality:1,small\nwill\tmodality:3\n", encoding="utf-8")
    pack = Pack("xx", tmp_path)
    assert pack.words("modality:1") == {"can"}
    assert pack.words("modality") == {"can", "will"}
    assert pack.ranks("modality") == {"can": 1.0, "will": 3.0}
    assert pack.words("negator") == frozenset()


def test_terms_of_no_known_language_are_plain_words_and_numbers() -> None:
    found = terms(analyse(Article("Жители города получили 300 писем.")), (0, 33))
    assert [term.form for term in found] == ["жители", "города", "получили", "#300", "писем"]
