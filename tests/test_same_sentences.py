"""The same sentences in another order are a copy; one that says something else is for the model to judge."""

from __future__ import annotations

from dedup import Article, Settings, compare

WORDS = Settings(model="")
STORY = (
    "The mill at Senn closed on Friday after a beam in its roof gave way over the second floor.",
    "Nobody was hurt, said Tomas Vane, who runs the mill with his two brothers.",
    "The repair will cost 48,000 crowns and take until the spring.",
    "Farmers of the valley now bring their oats to Brackwater, twelve miles down the river.",
)


def joined(*sentences: str) -> Article:
    return Article("\n\n".join(sentences))


def test_the_same_sentences_in_another_order_are_a_near_duplicate() -> None:
    first, second, third, fourth = STORY
    found = compare(joined(*STORY), joined(fourth, second, third, first), settings=WORDS)
    assert (found.relation, found.degree) == ("near_duplicate", "wholly")
    assert found.probabilities["copy"] > 0.9


def test_sentences_told_another_number_of_times_or_with_another_mark_are_not_the_same() -> None:
    first, second, third, fourth = STORY
    for other in ((fourth, second, second, first), (fourth, second, third.replace("48,000", "-48,000"), first)):
        assert compare(joined(*STORY), joined(*other), settings=WORDS).probabilities["copy"] < 0.95
