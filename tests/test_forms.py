"""Two forms filled in for two people share a mould and no matter: independent, with a note, and without changes of fact."""

from __future__ import annotations

import pytest

from dedup import Article, Settings, compare
from dedup.pair.relate.relation import is_form

WORDS = Settings(model="")


def notice(name: str, age: int, town: str, day: str, child: str, hall: str) -> str:
    """An obituary as a newspaper's form makes it."""
    family = name.split()[-1]
    return (
        f"{name}, {age}, of {town}, died peacefully at home on {day} surrounded by family. Born in {town}, {family} worked for "
        f"many years as a teacher and was a member of the parish choir. Survivors include a daughter, {child}, and two "
        f"grandchildren. A service will be held at {hall} at 11 a.m. In lieu of flowers, the family asks for donations to the "
        f"hospice of {town}."
    )


def shares(firm: str, change: str, price: str, volume: str, analyst: str, target: str) -> str:
    """A report on a share as a program writes it."""
    return (
        f"Shares of {firm} traded {change} on Tuesday, reaching ${price} in the middle of the day. A total of {volume} shares "
        f"changed hands. The company has a market value that analysts call fair. Analysts at {analyst} raised their target from "
        f"${target} in a note to clients. {firm} is due to report its results for the quarter next month."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            notice("Ida Marsh", 84, "Orley", "May 3", "Ruth Quill of Senn", "St. Bride's"),
            notice("Tomas Vane", 71, "Brackwater", "June 19", "Nora Pell of Tarn", "Holy Cross Chapel"),
        ),
        (
            shares("Lindmoor Paper", "up 3.1%", "41.20", "312,900", "Cobb Ferrier", "38.00"),
            shares("Oduya Freight", "down 7.4%", "12.85", "88,400", "Wessel Trust", "19.50"),
        ),
    ],
    ids=["obituaries", "shares"],
)
def test_a_form_filled_in_twice_is_independent_and_nothing_is_changed(one: str, other: str) -> None:
    found = compare(Article(one), Article(other), settings=WORDS)
    assert found.relation == "independent"
    assert any("form" in note for note in found.notes)
    assert [change for passage in found.passages for change in passage.changes] == []
    assert found.differences == ()


def test_a_rewrite_of_the_same_notice_is_no_form() -> None:
    one = notice("Ida Marsh", 84, "Orley", "May 3", "Ruth Quill of Senn", "St. Bride's")
    other = one.replace("died peacefully at home", "passed away quietly at home").replace("many years", "decades")
    found = compare(Article(one), Article(other), settings=WORDS)
    assert found.relation in ("derivative", "near_duplicate")


def test_where_names_have_no_capitals_no_form_is_told() -> None:
    one = notice("Ida Marsh", 84, "Orley", "May 3", "Ruth Quill of Senn", "St. Bride's").lower()
    other = notice("Tomas Vane", 71, "Brackwater", "June 19", "Nora Pell of Tarn", "Holy Cross Chapel").lower()
    assert not any("form" in note for note in compare(Article(one), Article(other), settings=WORDS).notes)


@pytest.mark.model
def test_two_forms_are_no_story_whatever_the_model_says() -> None:
    one = notice("Ida Marsh", 84, "Orley", "May 3", "Ruth Quill of Senn", "St. Bride's")
    other = notice("Tomas Vane", 71, "Brackwater", "June 19", "Nora Pell of Tarn", "Holy Cross Chapel")
    assert (compare(Article(one), Article(other)).same_story or 0) < 0.5


def test_where_every_noun_has_a_capital_no_form_is_told() -> None:
    anzeige = (
        "{}, {} Jahre, aus {}, ist am {} zu Hause im Kreis der Familie gestorben. Die Verstorbene war viele Jahre Lehrerin "
        "und Mitglied im Chor der Gemeinde. Sie hinterlässt eine Tochter, {}, und zwei Enkel. Die Trauerfeier ist um elf Uhr "
        "in der Kirche {}."
    )
    one = anzeige.format("Ida Marsch", 84, "Orlei", "3. Mai", "Rut Quell", "St. Anna")
    other = anzeige.format("Nora Fahne", 71, "Brackwasser", "19. Juni", "Ina Pell", "zum Heiligen Kreuz")
    assert not any("form" in note for note in compare(Article(one), Article(other), settings=WORDS).notes)


BANNER = (
    "We and our partners store and access information on your device and process personal data, such as unique identifiers, for "
    "personalised ads. You can change your choices at any time in the privacy settings. By clicking you agree to cookies."
)


def test_strangers_under_one_banner_are_independent_and_of_no_story() -> None:
    one = Article(f"{BANNER}\n\nThe ferry ran aground on a sandbank a mile from the pier, and two tugs pulled it free at noon.")
    other = Article(f"{BANNER}\n\nSchool dinners will cost more from the autumn, the council of Brackwater decided last night.")
    found = compare(one, other, settings=WORDS)
    assert found.relation == "independent"
    assert (found.same_story or 0) < 0.5


def test_a_copy_under_the_same_banner_is_a_copy() -> None:
    story = (
        "The ferry ran aground on a sandbank a mile from the pier, and two tugs pulled it free at noon. Nobody was hurt. "
        "The captain, Ida Marsh, said that the buoy had drifted in the storm, and the harbour board of Orley promised to "
        "replace it by Friday."
    )
    found = compare(Article(f"{BANNER}\n\n{story}"), Article(f"{BANNER}\n\n{story} It rains."), settings=WORDS)
    assert found.relation in ("near_duplicate", "derivative", "identical")


def test_a_text_that_has_more_than_a_third_of_the_others_names_is_no_form() -> None:
    """An altered copy adds names of its own; those of the other that it keeps are still there."""
    row = {"marks": 3.0, "linked_least": 0.8, "marks_carried": 0.3, "numbers_most": 0.1, "names_least": 0.25, "names_most": 0.3}
    assert is_form(row)
    assert not is_form({**row, "names_most": 0.4})
