"""Who speaks is named where the text says it for sure; else nobody is: no speaker beats a wrong one."""

from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.lang.base import pack_of
from dedup.pair.explain.people import speaker_named
from dedup.pair.explain.speakers import speaker_of


def speakers(text: str) -> list[str | None]:
    article = analyse(Article(text))
    found = [speaker_of(article, quotation) for quotation in article.quotations]
    return [speaker.text if speaker else None for speaker in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It held,” said Willem van der Berg on Monday.", "Willem van der Berg"),
        ("“It held,” Sen. Ida Marsh (D-Orley) told reporters.", "Sen Ida Marsh"),
        ("“It held,” Ida Marsh, the keeper of the gate, told the court.", "Ida Marsh"),
        ("“Did it hold?” Ida Marsh asked.", "Ida Marsh"),
        ("The dyke, Ida Marsh said, “held all night.”", "Ida Marsh"),
        ("Ida Marsh called the plan “a waste of good stone.”", "Ida Marsh"),
        ("Ida Marsh mocked the plan in May, calling it “a waste of good stone.”", "Ida Marsh"),
        ("Ida Marsh was quoted as saying “the dyke held all night.”", "Ida Marsh"),
        ("The dyke “held all night,” according to Ida Marsh.", "Ida Marsh"),
        ("“It held,” the real estate agent told the Vale Courier.", "the real estate agent"),
        ("“It held,” a spokesman for Ida Marsh said.", "a spokesman for Ida Marsh"),
        ("“It held,” the Harbour Board spokesman said.", "the Harbour Board spokesman"),
        ("Ida Marsh and Karl Venn said the dyke “held all night.”", "Ida Marsh and Karl Venn"),
        ("“The dyke held all night, and it will.”\n— Ida Marsh, keeper", "Ida Marsh"),
        ("From Ida Marsh:\n\n“The dyke held all night, and it will.”", "Ida Marsh"),
        ("Ida Marsh told the court last month:\n\n“The dyke held all night.”", "Ida Marsh"),
        ("The board was told by Ida Marsh that the dyke “held all night.”", "Ida Marsh"),
        ("“The dyke held all night,” the board was told by Ida Marsh on Friday.", "Ida Marsh"),
        ("Karl Venn was told by Ida Marsh: “The dyke held all night.”", "Ida Marsh"),
        ("“Where was the board all night?” Ida Marsh exclaimed.", "Ida Marsh"),
        ("And from Councillor Ida Marsh:\n\n“The dyke held all night, and it will.”", "Councillor Ida Marsh"),
        ("Ida Marsh met the board. Karl Venn told it that he was “tired of waiting.”", "Karl Venn"),
        ("Ida Marsh, investor, recently said “the quay will hold.”", "Ida Marsh"),
    ],
)
def test_who_is_named_beside_a_quotation_speaks(text: str, speaker: str) -> None:
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Karl Venn, who was told by Ida Marsh that it broke, said the dyke “held all night.”",
        "Story Continued Below “The dyke held all night.”",
        "BREAKING: “The dyke held all night.”",
        "Ida Marsh spoke to the board. It would not have needed “the gifts of a saint” to see it.",
        "“The dyke held,” according to a letter that was seen by Ida Marsh.",
        "The letter said “the dyke held all night.”",
        "Thirty-five percent say the dyke “held all night.”",
        "Ida Marsh met Karl Venn at the gate, and the children saw them. “It held,” he said.",
        "Ida Marsh told the “Evening Hour Show” about it.",
        "It was Ida Marsh who would not say that the dyke was “safe.”",
        "Ida Marsh said that the board, which had voted twice on the plan in May and June, was no “club” of hers.",
        "Ida Marsh said it was late. Karl Venn left. “It held.”",
        "Ida Marsh said no. “It held,” somebody shot back.",
        "On Sunday Venn was on NBC’s “Meet the Keeper” again.",
        "Karl Venn advised Ostrans to sell. He pointed at a man in the stands: “I did not put him there!”",
        "Venn left. “Quay sinks again,” by Ida Marsh: “The quay has sunk by two metres since May, and nobody knows why.”",
        "Some, however, suggest that “the quay will hold for years to come.”",
        "Venn campaign Director Jim Rowe reacted to the news by saying: “The quay will hold.”",
        "Like his mother, Ida Marsh, Venn invited the keeper, saying, “The quay will hold.”",
    ],
)
def test_where_nobody_is_sure_to_speak_nobody_is_named(text: str) -> None:
    assert speakers(text)[-1] is None


@pytest.mark.parametrize(
    ("phrase", "named"),
    [
        ("a second official", "a second official"),
        ("critics", "critics"),
        ("rancher Ida Marsh", "Ida Marsh"),
        ("On Friday Bell spokesman Karl Venn", "Karl Venn"),
        ("the Orley Harbour Board", "Orley Harbour Board"),
        ("he", "he"),
        ("it", None),
        ("later in an interview with Ida Marsh", None),
        ("part of his fondness for the Ferry is old", None),
        ("Ida Marsh’s", None),
        ("the statement", None),
        ("Late Friday", None),
        ("SEE ALSO", None),
        ("someone", None),
        ("• Echoed", None),
        ("", None),
    ],
)
def test_a_phrase_names_a_person_an_organisation_or_a_description(phrase: str, named: str | None) -> None:
    found = speaker_named(pack_of("en"), "Ida Marsh, a rancher, left. Karl Venn said so.", phrase)
    assert (found.text if found else None) == named


def test_a_pronoun_means_the_one_who_acts_in_the_nearest_sentence() -> None:
    assert speakers("Karl Venn thanked the board for its help. “It held,” he said.") == ["Karl Venn"]
    assert speakers("The dyke of Orley is old. “It held,” he said.") == [None]


def test_a_verb_of_saying_that_no_pattern_takes_names_nobody() -> None:
    assert speakers("He touted the town of Ostra borrowing gold to “buy the old crane” on Monday.") == [None]


@pytest.mark.parametrize(
    "opening",
    [
        "Poole, the Brannoch chairman, was furious.",
        "Poole laughed.",
        "Poole, 44, was furious. He had warned the board.",
        "O'Dell, who keeps the gate, was furious.",
        "The Brannoch chairman was furious.",
        "But a neighbour disagreed.",
        "His brother was furious.",
        "Aldo Poole's lawyer was furious.",
    ],
)
def test_he_is_nobody_of_the_lines_above_where_somebody_else_came_on(opening: str) -> None:
    assert speakers(f"“It held,” Karl Venn said.\n\n{opening} “It leaked,” he said.") == ["Karl Venn", None]


@pytest.mark.parametrize("opening", ["The mayor was pleased.", "The storm was long.", ""])
def test_he_is_who_was_named_where_nobody_else_comes_on(opening: str) -> None:
    text = f"Karl Venn, the mayor, met the board. {opening} “It held,” he said."
    assert speakers(text) == ["Karl Venn"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Board chairman Ida Marsh, Orley Democrat, called the plan a “plain waste of public money”.", "Ida Marsh"),
        ("An unnamed woman from Port Orley, Ostr., told the host the plan was a “plain waste of public money”.", None),
        ("In Port Orley, Ida Marsh, told the host the plan was a “plain waste of public money”.", "Ida Marsh"),
        ("His lawyer, Ida Marsh, called the plan a “plain waste of public money”.", "Ida Marsh"),
        ("The mayor of Port Orley, Ida Marsh, told the host the plan was a “plain waste of public money”.", "Ida Marsh"),
        ("The head of Orley Bank, Karl Venn, called the plan a “plain waste of public money”.", "Karl Venn"),
        ("Board chairman Ida Marsh, Tarn Guild, called the plan a “plain waste of public money”.", "Ida Marsh"),
        ("Speaking in Port Orley, Ida Marsh, called the plan a “plain waste of public money”.", "Ida Marsh"),
    ],
)
def test_what_stands_between_commas_behind_a_name_is_of_it(sentence: str, name: str | None) -> None:
    article = analyse(Article(f"The council met on Friday and heard of the plan.\n\n{sentence}\n"))
    (quotation,) = article.quotations
    speaker = speaker_of(article, quotation)
    assert (speaker and speaker.text) == name
