"""Who credits whom: by which names a text may call the other's outlet, and in which words it ascribes something to it."""

from __future__ import annotations

import pytest

from dedup import Article, Quote, compare
from dedup.document import analyse
from dedup.pair.align.links import score_links, units
from dedup.pair.relate.features import features
from dedup.pair.relate.link_features import Linked
from dedup.pair.relate.outlets import same_outlet
from dedup.pair.relate.third_party import third_party
from dedup.pair.relate.ties import CREDIT, credit_places, cross_references
from dedup.settings import Settings

REPORT = "The harbour board sold the old crane on Monday for 400 pounds. Nobody was told of the sale, the board's minutes show."


def strength(text: str, outlet: str, url: str | None = None) -> float:
    """How strongly a text of the Tarn Echo credits a report of an outlet."""
    ours = analyse(Article(text, outlet="Tarn Echo", url="https://tarnecho.example/a"))
    theirs = analyse(Article(REPORT, outlet=outlet, url=url))
    return max((tie.strength for tie in cross_references(ours, theirs).of_a), default=0.0)


@pytest.mark.parametrize(
    "text",
    [
        "The crane is gone, The Vale Street Post reports.",
        "The crane is gone, the Vale Street Post said on Tuesday.",
        "“We needed the money,” one member told The Vale Street Post.",
        "A Vale Street Post article says that the crane is gone.",
        "In a column for the Vale Street Post, the member defended the sale.",
        "“The crane was ours.” (Vale Street Post)",
        "“The crane was ours.”\n\nMira Oduya, Vale Street Post\n\nOthers disagree.",
        "The board kept silent (via the Vale Street Post): nobody was told.",
    ],
)
@pytest.mark.parametrize(
    "outlet", ["Vale Street Post", "Vale Street Post (Web)", "Vale Street Post - Opinion", "Vale Street Post Online"]
)
def test_an_outlet_is_credited_in_any_wording_and_whatever_its_field_adds_to_the_name(text: str, outlet: str) -> None:
    assert strength(text, outlet) >= CREDIT


def test_the_host_is_known_by_what_is_short_for_the_name() -> None:
    text = "The crane is gone, The Vale Street Post reports."
    assert strength(text, "", "https://www.vsp.example/crane") >= CREDIT
    assert strength(text, "", "https://www.vspost.example/crane") >= CREDIT
    assert strength(text, "", "https://www.elsewhere.example/crane") == 0


@pytest.mark.parametrize("person", ["Vera Sofia Poole", "Vito Silas Pell"])
def test_the_initials_of_a_person_are_nobodys_host(person: str) -> None:
    assert strength(f"{person} said that the crane is gone. {person} wrote a letter.", "", "https://www.vsp.example/crane") == 0


def test_an_outlet_with_a_common_word_for_a_name_is_credited_with_its_article_alone() -> None:
    assert strength("The crane is gone, The Ferry reported.", "The Ferry") >= CREDIT
    assert strength("The crane is gone, according to Ferry, who owned it.", "The Ferry") == 0


@pytest.mark.parametrize(
    ("outlet", "text"),
    [
        ("Time", "Time is short, and for a long time nobody looked. Time and again the crane leaned."),
        ("The Hill", "They walked up The Hill road to the crane, and down the hill again."),
        ("The Sun", "The Sun rose at six on the old crane. Sun and wind had dried its planks."),
        ("The Post", "The Post Office stood under the crane. The post was painted green."),
        ("The Mirror", "The Mirror in the crane's cabin broke. A mirror is cheap."),
        ("The Independent", "The Independent candidate climbed the crane. She is an independent."),
        ("Reason", "The reason is not known. Reason enough, said the crane's owner."),
    ],
)
def test_an_outlet_with_a_common_word_for_a_name_is_not_named_by_that_word(outlet: str, text: str) -> None:
    host = f"https://{outlet.replace(' ', '').lower()}.example/crane"
    assert strength(text, outlet, host) == 0
    assert strength(f"{text} That is what {outlet} reported on Monday.", outlet, host) >= CREDIT


def test_an_outlet_is_named_by_its_capitals_and_by_a_rare_word() -> None:
    assert strength("Nobody at BBC would speak of the crane.", "BBC") > 0
    assert strength("Nobody at Valetimer would speak of the crane.", "Valetimer") > 0


def test_an_outlet_ends_where_its_sentence_does() -> None:
    assert strength("It was first reported by The Ferry. Fishermen met on the quay.", "The Ferry") >= CREDIT
    assert strength("It was first reported by St. Ives Echo. Fishermen met on the quay.", "St. Ives Echo") >= CREDIT


def test_the_outlet_of_both_is_no_credit() -> None:
    ours = analyse(Article("The crane is gone, the Tarn Echo reported.", outlet="Tarn Echo"))
    theirs = analyse(Article(REPORT, outlet="Tarn Echo Online"))
    assert credit_places(ours, theirs) == ()


def row(a: Article, b: Article) -> dict[str, float]:
    one, other = analyse(a), analyse(b)
    settings = Settings(model="")
    return features(one, other, Linked(one, other, score_links(one, other, units(other), None, settings)))


def test_the_crediting_sentence_tells_the_news_or_only_a_name() -> None:
    source = Article(REPORT, outlet="Vale Street Post")
    told = Article(
        "The harbour board sold its old crane for 400 pounds, the Vale Street Post reported. It rains.", outlet="Tarn Echo"
    )
    passing = Article("The mayor spoke at a dinner of readers, the Vale Street Post reported. It rains.", outlet="Tarn Echo")
    assert row(source, told)["credit_sentence_known"] > 0.4 > 0.2 > row(source, passing)["credit_sentence_known"]


def test_whole_shared_sentences_count_and_a_quoted_phrase_does_not() -> None:
    speech = "“We sold the crane because nobody wanted it. We will sell the shed as well. The board is of one mind,” she said."
    one, other = Article(f"The board met on Monday. {speech}"), Article(f"It was a long evening in the hall. {speech}")
    phrase = Article("The board met in the hall, and she said that “we sold the crane because” of the rain.")
    assert row(one, other)["speech_sentences_least"] > row(one, phrase)["speech_sentences_least"] == 0


def test_the_third_party_is_whoever_both_say_spoke() -> None:
    words = (
        "We sold the old harbour crane because nobody here ever wanted it, "
        "and we will sell the shed and the boat in the spring as well"
    )
    speech = f"“{words},” {{}} said."
    one = Article("The board met at the Old Customs House. " + speech.format("Ida Marsh") + " It rained all evening.")
    other = Article("A long night in the hall ended with applause. " + speech.format("Ida Marsh") + " The shed is empty now.")
    found = third_party(analyse(one), analyse(other), quotes(one, other))
    assert found is not None
    assert found.name == "Ida Marsh"
    elsewhere = Article("A long night in the hall ended with applause. " + speech.format("Mira Oduya") + " It is empty now.")
    unsure = third_party(analyse(one), analyse(elsewhere), quotes(one, elsewhere))
    assert unsure is not None
    assert unsure.name == unsure.kind


def test_a_reporters_prose_that_the_other_quotes_is_no_third_party() -> None:
    prose = (
        "On Monday the harbour master put a picture of the old crane on the door of the customs house, with the bill for its paint "
        "and a list of everybody who had signed for it since the spring"
    )
    told = Article(f"The board met at noon. {prose}. It rained all evening.")
    quoting = Article(f"Nobody was asked. “{prose},” the Tarn Echo had it. The shed is empty now.")
    assert third_party(analyse(told), analyse(quoting)) is None
    said = Article(f"Ida Marsh read it out: “{prose}.” The shed is empty now.")
    assert third_party(analyse(said), analyse(quoting)) is not None


def test_an_agency_that_one_credits_is_the_third_where_both_share_prose() -> None:
    copy = (
        "The ferry ran aground on a sandbank a mile from the pier shortly after dawn and lay there for six hours while the crew "
        "handed out blankets, and two tugs from the next harbour pulled it free on the evening tide with nobody hurt."
    )
    one = Article(f"It was a cold day in Tarn. {copy} The Associated Press contributed to this report.", outlet="Tarn Echo")
    other = Article(f"{copy} Tickets will be refunded.", outlet="Vale Courier")
    found = third_party(analyse(one), analyse(other))
    assert found is not None
    assert (found.name, found.kind) == ("Associated Press", "agency")
    apart = Article("The ferry will run later on Sundays. Tickets will be refunded.", outlet="Vale Courier")
    assert third_party(analyse(one), analyse(apart)) is None


def quotes(a: Article, b: Article) -> tuple[Quote, ...]:
    return tuple(quote for passage in compare(a, b, settings=Settings(model="")).passages for quote in passage.quotes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("valecourier", "valecourier", True),
        ("courier", "valecourier", True),
        ("valecourier", "valecouriernewsfoundation", True),
        ("tarnecho", "tarnechomedia", True),
        ("vale", "valecourier", False),
        ("echo", "echoes", False),
    ],
)
def test_two_names_of_one_outlet(one: str, other: str, same: bool) -> None:
    assert same_outlet(one, other) is same_outlet(other, one) is same


@pytest.mark.parametrize(
    "line",
    [
        "© 2024 Vale Courier",
        "Content created by The Vale Courier News Foundation is available to any publisher.",
        "Republished with permission from the Vale Courier.",
    ],
)
def test_a_text_says_whose_it_is_in_its_last_lines_and_who_credits_that_took_it_from_there(line: str) -> None:
    body = "The board sold the old crane on Monday for 400 pounds, and nobody was told of it until the minutes were read out. " * 3
    one = analyse(Article(f"{body}\n\n{line}"))
    other = analyse(
        Article("Nobody was told, it seems. From the Vale Courier: the board sold the old crane on Monday for 400 pounds.")
    )
    assert max((tie.strength for tie in cross_references(one, other).of_b), default=0.0) >= CREDIT
