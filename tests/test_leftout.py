"""What is left out, by group, and whose voice is gone."""

from __future__ import annotations

import pytest

from dedup import Settings, compare
from dedup.article import Article
from dedup.document import analyse
from dedup.pair.explain.dropped import group
from dedup.report.dropped import dropped_sentences


def grouped(sentence: str, derivative: str = "Nothing of it.") -> tuple[str, str | None]:
    source = analyse(Article(sentence))
    return group(source, (0, len(sentence)), analyse(Article(derivative)))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("voice", "“You cannot close the one ward that works,” said Amrit Sohal, a doctor."),
        ("voice", "Amrit Sohal, a doctor, said she was worried."),
        ("number", "The ward has 24 beds and costs £1.9 million a year."),
        ("qualification", "It is unclear whether the beds exist."),
        ("qualification", "However, the plan can still be stopped."),
        ("context", "The ward opened in 2009 after an inquiry."),
        ("voice", "Nurses on the ward say that the lift is slow."),
        ("voice", "In my view the lift is slow."),
        ("negation", "The inspectors have yet to see the cellar."),
        ("negation", "Nobody in Quay Lane heard the bell."),
        ("position", "The porters’ guild opposed the plan."),
        ("position", "The guild’s chair called the plan a muddle."),
        ("position", "The guild slammed the plan."),
        ("position", "Two porters object to the plan."),
        ("other", "The porter carried the object down the stairs."),
        ("cause", "The doors were widened because of the new beds."),
        ("outlook", "The lift is due for repair."),
        ("outlook", "The guild hopes to meet the board."),
        ("context", "Hazel Orme is a surveyor from the coast."),
        ("date", "The porters met on Friday morning."),
        ("heading", "What the inspectors saw"),
        ("heading", "By Hazel Orme - The Quay Gazette - Friday, May 3, 2019"),
        ("negation", "The guild did not respond to a letter."),
        ("voice", "The chair of the guild conceded that the lift is slow."),
        ("voice", "The porters left the hall expressing relief."),
        ("number", "The guild voted 31-4 to close the hall."),
        ("number", "The guild voted 31-2 to close the hall."),
        ("other", "A 45-year-old porter measured the doors."),
        ("heading", "From the coast:"),
        ("heading", "Story highlights The quay opens again in spring"),
        ("other", "Highlights include a walk along the quay."),
        ("other", "The porter measured the doors."),
        ("other", "But the porter measured the doors."),
        ("other", "The porter measured four doors."),
        ("other", "7."),
        ("other", "The porter who was on the night watch measured the doors and the two lifts on Friday with a rod."),
        ("context", "The porter measured the doors and the two lifts of the western house in May 2003 with a rod."),
        ("other", "The porter, often dismissed by the guild, measured the doors."),
        ("other", "The porter painted the doors of a house whose sale led to the quarrel."),
        ("other", "The porter is not shy of measuring the doors."),
        ("other", "The porter might have measured the doors."),
        ("other", "If the guild measured the doors, the porter would paint them."),
        ("outlook", "The hall would be like the old one."),
        ("qualification", "The porter cautions that the tape is old."),
        ("other", "The porter not only measured the doors; he painted them."),
        ("other", "The porter cooled the soup before the visit of the guild."),
    ],
)
def test_each_sentence_has_its_group(name: str, sentence: str) -> None:
    assert grouped(sentence)[0] == name


def test_a_voice_that_the_derivative_never_names_is_called_out() -> None:
    sentence = "“You cannot close the one ward that works,” said Amrit Sohal, a doctor."
    assert grouped(sentence) == ("voice", "Amrit Sohal")
    assert grouped(sentence, "Dr Sohal disagreed.") == ("voice", None)


def test_a_voice_without_a_name_is_not_called_out() -> None:
    assert grouped("“You cannot close the one ward that works,” one nurse said.") == ("voice", None)


def test_a_year_and_a_date_are_no_numbers() -> None:
    assert grouped("The ward is on the second floor and faces the sea.")[0] == "other"


def test_pilots_who_say_something_are_not_the_person_named_before() -> None:
    text = "Ann Poole left. The paper showed the map to retired pilots who said the channel was too narrow."
    source = analyse(Article(text))
    assert group(source, source.sentences[1], analyse(Article("Nothing of it."))) == ("voice", None)


def test_a_voice_is_called_as_the_source_writes_it() -> None:
    assert grouped("“You cannot close the one ward that works,” Mr. Sohal said.") == ("voice", "Mr. Sohal")


PAGE = (
    "The board sold the quay on Monday.\n\nAdvertisement\n\nNobody asked the neighbours for a view of the sheds.\n\n"
    "SEE ALSO: The winter of the ferry\n\nKarl Venn contributed to this report.\n"
)


def test_furniture_of_the_page_is_called_so_and_no_report_lists_it() -> None:
    found = compare(PAGE, "The board sold the quay on Monday.", source="a", settings=Settings(model=""), with_text=True)
    assert [(item.text, item.group) for item in found.dropped] == [
        ("Advertisement", "boilerplate"),
        ("Nobody asked the neighbours for a view of the sheds.", "negation"),
        ("SEE ALSO: The winter of the ferry", "boilerplate"),
        ("Karl Venn contributed to this report.", "boilerplate"),
    ]
    told = found.to_markdown().partition("## Left out")[2]
    assert "Nobody asked the neighbours" in told
    assert "SEE ALSO" not in told
    assert "1 sentence left out" in found.summary()
    assert [item.text for item in dropped_sentences(found)] == ["Nobody asked the neighbours for a view of the sheds."]
