"""Numbers and the marks about them: what is another number is a change of fact, in both directions; what is the same is none."""

from __future__ import annotations

import pytest

from dedup import Article, Settings, compare
from dedup.document import analyse
from dedup.lang.terms import terms
from dedup.result import Comparison

WORDS_ALONE = Settings().updated({"model": ""})
FRAME = (
    "The water board of Tolna met on Monday in the pump house. {} Its chair, Ines Moor, said the board would meet again in June."
)


def compared(one: str, other: str) -> Comparison:
    return compare(Article(FRAME.format(one)), Article(FRAME.format(other)), source="a", settings=WORDS_ALONE)


def facts(one: str, other: str) -> list[tuple[str, str]]:
    found = compared(one, other)
    return [(c.source.text, c.derivative.text) for p in found.passages for c in p.changes if c.severity == "fact"]


DIFFERENT = [
    ("The gauge fell to -7 degrees at dawn.", "The gauge fell to 7 degrees at dawn.", "-7"),
    ("The gauge fell to −7 degrees at dawn.", "The gauge fell to 7 degrees at dawn.", "−7"),
    ("The share moved +4 points on the day.", "The share moved -4 points on the day.", "+4"),
    ("The new sluice will cost $80 million.", "The new sluice will cost €80 million.", "$80"),
    ("The new sluice will cost £80 million.", "The new sluice will cost ¥80 million.", "£80"),
    ("Approval of the plan rose by 30%.", "Approval of the plan rose by 30.", "30%"),
    ("Only firms with >90 workers pay the fee.", "Only firms with <90 workers pay the fee.", ">90"),
    ("Only plots with ≥90 trees pay the fee.", "Only plots with ≤90 trees pay the fee.", "≥90"),
    ("Turnout rose by 6 percentage points.", "Turnout rose by 6 percent.", "6 percentage points"),
    ("The bank cut its rate by 50 basis points.", "The bank cut its rate by 50 percent.", "50 basis points"),
    ("The bank cut its rate by 50 basis points.", "The bank cut its rate by 50 percentage points.", "50 basis points"),
    ("The pumps used 3,5 litres of oil.", "The pumps used 35 litres of oil.", "3,5"),
    ("The loan is worth $12m to the town.", "The loan is worth $12bn to the town.", "$12m"),
    ("The loan is worth 12 million crowns.", "The loan is worth 12 billion crowns.", "12 million"),
]


@pytest.mark.parametrize(("one", "other", "at_fault"), [*DIFFERENT, *((b, a, "") for a, b, _ in DIFFERENT)])
def test_another_number_is_a_change_of_fact_in_both_directions(one: str, other: str, at_fault: str):
    assert compared(one, other).relation != "identical"
    assert any(at_fault in theirs for theirs, _ in facts(one, other)), facts(one, other)


SAME = [
    ("Some 640 people signed the letter.", "Some six hundred and forty people signed the letter."),
    ("The shed holds 4,700 sacks.", "The shed holds four thousand seven hundred sacks."),
    ("The shed holds 4,750 sacks.", "The shed holds four thousand seven hundred and fifty sacks."),
    ("The town has 1,200,000 trees.", "The town has one million two hundred thousand trees."),
    ("Some 18,500 people signed the letter.", "Some 18\u00a0500 people signed the letter."),
    ("Some 18,500 people signed the letter.", "Some 18\u2009500 people signed the letter."),
    ("Some 1,018,500 people signed it.", "Some 1\u202f018\u202f500 people signed it."),
    ("The pump is No. 2 on the list of repairs.", "The pump is number two on the list of repairs."),
    ("The bus no. 9 runs to the pump house.", "The bus number 9 runs to the pump house."),
    ("The bank cut its rate by 50 basis points.", "The bank cut its rate by 0.5 percentage points."),
    ("The gauge fell to -7 degrees at dawn.", "The gauge fell to −7 degrees at dawn."),
    ("A crew of twenty-one dug the canal.", "A crew of 21 dug the canal."),
]


@pytest.mark.parametrize(("one", "other"), [*SAME, *((b, a) for a, b in SAME)])
def test_the_same_number_written_otherwise_is_no_change(one: str, other: str):
    assert facts(one, other) == []


def test_a_number_of_any_length_is_read():
    rows = ["9" * 309, "1" * 5000, "9" * 309 + "m", "7" * 400 + "th", "9," * 200 + "9"]
    for row in rows:
        text = f"The clerk wrote {row} into the ledger of the town, and said that this was all."
        assert all(abs(term.value) <= 1e30 for term in terms(analyse(Article(text)), (0, len(text))))
        assert compare(Article(text), Article(text + " He left."), source="a", settings=WORDS_ALONE).passages


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("between one hundred and two hundred", ["#100", "#200"]),
        ("a hundred and one", ["#101"]),
        ("nineteen fifty", ["#19", "#50"]),
        ("rows 2-5 of the ledger", ["#2", "#5"]),
        ("12 500", ["#12", "#500"]),
        ("ninety thousand and six", ["#90006"]),
    ],
)
def test_numbers_are_read_as_far_as_they_go(text: str, forms: list[str]):
    article = analyse(Article(f"The board that met in the pump house has counted {text}, and it said so to all of us."))
    found = terms(article, (0, len(article.text)))
    assert [term.form for term in found if term.kind == "number"] == forms
