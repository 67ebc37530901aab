"""The thesaurus: forms, relations and people, and how its file is laid out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.make_thesaurus import packed
from dedup.lang.en.thesaurus import is_person, lemmas, opposite, relation


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [("buy", "purchase", "same"), ("begins", "started", "same"), ("oak", "tree", "broader"), ("tree", "oak", "narrower")],
)
def test_relations(one: str, other: str, wanted: str) -> None:
    assert relation(one, other) == wanted


def test_contraries_hold_both_ways() -> None:
    assert opposite("able", "unable")
    assert opposite("unable", "able")
    assert not opposite("able", "purple")


def test_irregular_forms_and_words_that_are_not_listed() -> None:
    assert lemmas("children") == ("child",)
    assert lemmas("zyzzyxes") == ()
    assert relation("zyzzyxes", "dog") is None


def test_people_are_told_by_their_commonest_sense() -> None:
    assert [is_person(word) for word in ("teachers", "bridge", "zyzzyx")] == [True, False, False]


def test_a_file_has_the_lists_of_its_tables() -> None:
    tables = {
        "lemmas": {"dog": [[0, 7, 9], [1, 4]], "run": [[1, 4, 5]]},
        "parents": {7: [20], 4: [5]},
        "similar": {9: [7]},
        "antonyms": [["dog", "run"]],
        "derived": {"dog": ["run", "dog"]},
        "forms": {"ran": ["run"]},
    }
    made = packed(tables)
    names = ["senses", "parents", "similar"]
    edges, values = zip(*([np.frombuffer(part, "<i4").tolist() for part in made[name]] for name in names), strict=True)
    lists = {name: [v[a:b] for a, b in pairwise(e)] for name, e, v in zip(names, edges, values, strict=True)}
    assert (made["words"], made["nouns"]) == ("dog run", 2)
    assert lists["senses"] == [[0, 1, 2], [2, 3]]
    assert lists["parents"] == [[4], [], [3], [], []]
    assert lists["similar"] == [[], [0], [], [], []]
    assert (made["antonyms"], made["derived"], made["forms"]) == ({"dog": "run", "run": "dog"}, {"dog": "run dog"}, {"ran": "run"})
