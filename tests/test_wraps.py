"""Texts set in lines of one width: a line's end inside a paragraph is a space, and no end of a sentence."""

from __future__ import annotations

import textwrap

import pytest

from dedup import Settings, compare
from dedup.reread import repaired
from dedup.sketch.minhash import sketch

WORDS = Settings(model="")
PARAGRAPHS = (
    "The harbour board said on Monday that no public money is to be used for the new breakwater, which the town has asked for "
    "since the storm of 2011 took the old one. Members voted by nine to four after a debate of three hours.",
    "“I would not call it generous,” said Mira Oduya, who chairs the board, “because the fishing fleet pays for every stone of "
    "it.” She said that the work could not begin before April, and that nobody would lose a berth meanwhile.",
    "The mayor denied that he had ever promised a subsidy. He was told of the vote by telephone and refused to say whether the "
    "council would ask for a review of the plan, as two of its members had suggested.",
)
STORY = "\n\n".join(PARAGRAPHS)


HEAD = "Harbour board votes nine to four against public money for breakwater\nBy Mira Oduya in Oake"


def wrapped(text: str, width: int, end: str = "\n") -> str:
    """The text as mail sets it."""
    return end.join(line for paragraph in text.split("\n") for line in textwrap.wrap(paragraph, width) or [""])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("width", [60, 72, 80])
def test_lines_of_one_width_are_read_as_paragraphs(width: int, end: str) -> None:
    again = repaired(wrapped(STORY, width, end))
    assert again is not None
    assert [line.split() for line in again.text.splitlines() if line] == [paragraph.split() for paragraph in PARAGRAPHS]


def test_german_nouns_at_the_start_of_lines_are_no_items() -> None:
    text = (
        "Der Hafenrat erklärte am Montag, dass kein öffentliches Geld für den neuen Wellenbrecher ausgegeben werde, den die Stadt "
        "seit dem Sturm von 2011 verlangt. Die Mitglieder stimmten nach einer Debatte von drei Stunden mit neun zu vier Stimmen "
        "ab, und die Fischer zahlen nach dem Beschluss für jeden Stein des Werkes, das im April begonnen werden soll. "
        "Der Bürgermeister bestritt, jemals eine Förderung versprochen zu haben, und erfuhr von der Abstimmung erst am Telefon."
    )
    again = repaired(wrapped(text, 72))
    assert again is not None
    assert again.text == text


def test_a_break_in_a_line_is_no_change() -> None:
    result = compare(STORY, wrapped(STORY, 72), source="a", settings=WORDS)
    assert result.relation == "identical"
    assert [change for passage in result.passages for change in passage.changes] == []


def test_a_change_in_a_wrapped_text_is_one() -> None:
    text = wrapped(STORY.replace("nine to four", "eight to five"), 72)
    result = compare(STORY, text, source="a", settings=WORDS)
    found = [change for passage in result.passages for change in passage.changes if change.severity == "fact"]
    assert {change.kind for change in found} == {"number"}
    assert all(text[change.derivative.start : change.derivative.end] == change.derivative.text for change in found)


def test_the_passages_tile_a_wrapped_text() -> None:
    text = wrapped(STORY, 64)
    spans = [(passage.start, passage.end) for passage in compare(STORY, text, source="a", settings=WORDS).passages]
    covered = {place for start, end in spans for place in range(start, end)}
    assert [place for place, sign in enumerate(text) if not sign.isspace() and place not in covered] == []


def test_mail_of_format_flowed_is_read_as_paragraphs() -> None:
    """RFC 3676: a blank before the break says that the paragraph goes on."""
    again = repaired(wrapped(STORY, 72).replace("\n", " \n").replace(" \n \n", "\n\n"))
    assert again is not None
    assert [line.split() for line in again.text.splitlines() if line] == [paragraph.split() for paragraph in PARAGRAPHS]


@pytest.mark.parametrize("head", [HEAD, HEAD.replace("\n", "\n\n", 1), f"{HEAD}\n"], ids=["apart", "headline apart", "close"])
def test_a_headline_as_wide_as_the_lines_is_no_part_of_the_byline(head: str) -> None:
    again = repaired(f"{head}\n{wrapped(STORY, 70)}")
    assert again is not None
    assert [line for line in again.text.splitlines() if line][:2] == HEAD.splitlines()


def test_a_wrapped_text_has_the_rows_of_the_other() -> None:
    one, other = sketch([STORY, wrapped(STORY, 70)]).signatures
    assert one.tolist() == other.tolist()


HEADLINES = (
    "Harbour board votes for breakwater",
    "Mayor denies promise of subsidy",
    "Fishing fleet to pay for every stone of the work",
    "Storm of 2011 remembered in Oake",
    "Nine to four after three hours",
    "Council may ask for review of the plan, say two members",
    "Berths are safe, says Oduya",
)
VERSE = (
    "The tide went out and left the stones behind,",
    "and no one came to count them in the night,",
    "for those who count had other work to mind,",
    "and those who came had never learnt to write.",
    "So let them lie, and let the water find",
    "what we have lost and kept out of our sight",
)

LONG_HEADLINES = (
    "Harbour board votes nine to four for the new breakwater",
    "Mayor denies that he ever promised subsidies to the town",
    "Fishing fleet has to pay for every stone of the work now",
    "Storm of 2011 remembered in Oake with a minute of silence",
    "Council members may ask for another review of the plans",
    "Berths are perfectly safe for everyone, says Mira Oduya",
)
ADDRESS = (
    "Harbour Board of Oake and the Northern Fishing Districts Ltd",
    "Mira Oduya, chair of the board and head of communications",
    "14 Breakwater Street, third floor, entrance through the yard",
    "Oake OK4 7YT, Northern Fishing District, United Provinces",
    "Telephone 0123 4567 and on weekdays also 0123 4568 till four",
    "Mail to office@harbour.example or to board@harbour.example",
)
TABLE = tuple(
    f"{place:<20}{berths:>12}{boats:>12}{name:>14}"
    for place, berths, boats, name in (
        ("Oake", 12, 44, "three"),
        ("Norhaven", 1222, 4, "four"),
        ("Tarn", 12, 44, "five"),
        ("Lile", 7, 88, "six"),
        ("Veste", 9, 1, "ten"),
        ("Marle", 9, 1, "ten"),
    )
)
LONG_VERSE = tuple(f"{line[0].upper()}{line[1:-1]} and let the water say" for line in VERSE)
SMALL_VERSE = tuple(line.lower() for line in LONG_VERSE)
MARKED_VERSE = tuple(f"{line.lower()[:-1]} and water say{line[-1]}" for line in (*VERSE[:-1], f"{VERSE[-1]}."))
QUOTED = tuple(textwrap.wrap(STORY, 70, initial_indent="> ", subsequent_indent="> "))


@pytest.mark.parametrize(
    "lines",
    [
        HEADLINES,
        VERSE,
        PARAGRAPHS,
        PARAGRAPHS[0].split(". "),
        LONG_HEADLINES,
        ADDRESS,
        TABLE,
        LONG_VERSE,
        SMALL_VERSE,
        MARKED_VERSE,
        QUOTED,
    ],
    ids=[
        "headlines",
        "verse",
        "paragraphs",
        "sentences",
        "long headlines",
        "address",
        "table",
        "long verse",
        "small verse",
        "marked verse",
        "quoted mail",
    ],
)
def test_lines_of_their_own_stay(lines: tuple[str, ...]) -> None:
    assert repaired("\n".join(lines)) is None
