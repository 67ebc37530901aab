"""Pairs of sentences made by rule: every rule does what its name says, and the same seed gives the same pairs."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from benchmarks.cross_changes import CHANGES
from benchmarks.cross_news import News, articles
from benchmarks.cross_pairs import LABELS, pairs
from benchmarks.cross_same import SAME
from benchmarks.suite import DataError

TEXT = "On Monday, Mara Lindqvist and Tove Harbour said all 40 boats will leave Port Elder, according to the harbour office."
NEWS = News(
    "Boats leave Port Elder",
    (
        TEXT,
        "The office counted the boats on Tuesday, after a storm.",
        "The boats were counted twice by Tove Harbour.",
        "Nobody was hurt in Port Elder, the office said.",
    ),
    ("Mara Lindqvist", "Tove Harbour", "Port Elder", "Anders Quill"),
)


def _applied(rule: str, text: str) -> set[str | None]:
    rules = {**CHANGES, **SAME}
    return {rules[rule](text, NEWS, Random(seed)) for seed in range(30)} - {None, text}


@pytest.mark.parametrize(
    ("rule", "text", "one"),
    [
        ("date", "It closed on Monday.", "It closed on Friday."),
        ("name", "The office named Mara Lindqvist.", "The office named Anders Quill."),
        ("swap", "The office said Mara Lindqvist accused Tove Harbour.", "The office said Tove Harbour accused Mara Lindqvist."),
        ("deny", "The boats were sold.", "The boats were not sold."),
        ("deny", "The boats were not sold.", "The boats were sold."),
        ("hedge", "The boats will leave.", "The boats might leave."),
        ("scope", "It said all boats left.", "It said few boats left."),
        ("opposite", "The court accepted it.", "The court rejected it."),
        ("digits", "It sold seven boats.", "It sold 7 boats."),
        ("shorter name", "The office named Mara Lindqvist.", "The office named Lindqvist."),
        ("moved", "On Monday, the boats left.", "the boats left On Monday."),
        ("passive", "The boats were counted by Tove Harbour.", "Tove Harbour counted the boats."),
        ("dropped", "The boats (seven of them) left the old harbour.", "The boats left the old harbour."),
        ("headline", "The boats were sold.", "Boats sold"),
    ],
)
def test_a_rule_makes_what_its_name_says(rule: str, text: str, one: str) -> None:
    assert one.lower() in {str(made).lower() for made in _applied(rule, text)}


def test_a_number_becomes_another_number() -> None:
    made = _applied("number", "It sold 40 boats.")
    assert made
    assert all(str(one).startswith("It sold ") and str(one).endswith(" boats.") for one in made)


def test_the_same_seed_gives_the_same_pairs_with_every_label() -> None:
    made = list(pairs([NEWS], 3))
    assert made == list(pairs([NEWS], 3))
    assert {LABELS[pair.label] for pair in made} == set(LABELS)
    assert all(pair.source != pair.derivative for pair in made if pair.label == LABELS.index("changed"))


def test_a_file_that_is_not_the_one_named_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wikinews_2019.csv").write_text("url,date,title,text\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"wikinews_2019\.csv"):
        articles(tmp_path)
