"""Furniture is found by its words and its shape; ordinary sentences and speech never become furniture."""

from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.boilerplate import boilerplate, furniture_spans

STORY = "The council voted on Tuesday to close the library.\n\n{}\n\nThe mayor said that the roof would cost two million to mend."


def _furniture(text: str) -> list[str]:
    article = analyse(Article(text))
    chances = boilerplate(article)
    assert len(chances) == len(article.sentences)
    return [text[start:end] for (start, end), chance in zip(article.sentences, chances, strict=True) if chance >= 0.5]


def _spans(text: str) -> list[str]:
    return [text[start:end] for start, end in furniture_spans(analyse(Article(text)))]


PLAYERS = [
    "JUST WATCHED Ferry talks drag on as winter looms Replay More Videos ...",
    "MUST WATCH Ferry talks drag on 02:09",
    "Hide Caption 3 of 14 Photos: Life on the quay – Ines Okafor mends a net, as her family has done for ninety years, on the day "
    "on which the council said that the harbour would be closed to all boats of more than nine metres.",
    "Life on the quay 3 of 14 Images",
]
PROSE = [
    "The museum lent 12 of 14 photos to the library in Ellery.",
    "A judge let the jury watch just one replay of the video that the ferry's camera had made.",
    "You must watch the closing scene of the play twice to hear what the mayor is accused of.",
]


@pytest.mark.parametrize("line", PLAYERS)
def test_what_stands_beside_the_controls_of_a_player_or_a_gallery_is_furniture(line: str) -> None:
    assert line in " ".join(_furniture(STORY.format(line)))


@pytest.mark.parametrize("line", PROSE)
def test_prose_about_films_and_photos_is_no_player(line: str) -> None:
    assert _furniture(STORY.format(line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "SEE ALSO: Five libraries that found another roof",
        "Sign up for our free weekly newsletter",
        "***Join 20,000 readers: get the Friday bulletin in your inbox***",
        "© 2023 The Ellery Mercury.",
        "All rights reserved.",
        "The views expressed here are those of the author and do not necessarily reflect those of this paper.",
        "Share this | Tweet | Email | Print",
        "By Ines Okafor and Tom Wickes",
        "Published 17 May 2023, 07:10",
        "Contact the newsroom: desk@mercury.example",
        "We use cookies to improve your visit.",
        "Your email address will not be published.",
        "(Reporting by Ines Okafor; editing by Tom Wickes)",
        "LESEN SIE AUCH: Warum das Dach so teuer ist",
        "Tous droits réservés.",
        "* * *",
    ],
)
def test_a_line_of_furniture_is_found(line: str) -> None:
    assert _furniture(STORY.format(line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "More than 4,000 people signed the petition, and a poll found that most want the library to stay.",
        "“Click here, subscribe now: that is all they ever say,” said Mara Venn, who ran the reading room.",
        "Residents can email the council or write to their councillor before June 3.",
        "The newspaper's subscribers were told about the free newsletter in a letter last week.",
        "Share prices of the builder rose by 4 percent.",
        "What happens next?",
        "WHAT THE ROOF COSTS",
        "The company updated its privacy policy after the regulator, which had received 300 complaints, said that it was unlawful.",
    ],
)
def test_an_ordinary_line_is_not_furniture(line: str) -> None:
    assert _furniture(STORY.format(line)) == []


def test_a_headline_is_not_furniture() -> None:
    assert _furniture("POLL SHOCK: VOTERS TURN ON MAYOR\n\nThe mayor has lost ten points in a month.") == []


def test_a_form_pulls_in_the_question_above_it() -> None:
    form = "Should the library stay?\n\nYes / No / Don't know\n\nBy voting you agree to receive emails from our partners."
    assert _furniture(STORY.format(form)) == form.split("\n\n")


def test_an_advert_in_a_frame_is_furniture_throughout() -> None:
    advert = "***ADVERT: Storm coming? Pumps delivered in 48 hours. Use code TIDE15***"
    assert "".join(_furniture(STORY.format(advert))).replace(" ", "") == advert.replace(" ", "")


def test_a_phrase_inside_a_running_line_is_a_span_and_its_sentence_stays() -> None:
    text = "The vote was close.\n\nStory Continued Below The mayor said that she would not sign it."
    assert _spans(text) == ["Story Continued Below"]
    assert _furniture(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("LINDMERE (Channel 5) - One flight in five was late.", ["LINDMERE (Channel 5) -"]),
        ("HARTFORD, Conn. — The governor spoke on Monday.", ["HARTFORD, Conn."]),
        ("The senator (R-Ohio) voted no.", []),
        ("Crowds gathered (AP Photo/Tom Wickes) in the square.", ["(AP Photo/Tom Wickes)"]),
    ],
)
def test_datelines_and_photo_credits_are_spans(text: str, wanted: list[str]) -> None:
    assert _spans(text) == wanted


def test_a_hard_wrapped_line_is_not_taken_for_a_line_of_its_own() -> None:
    assert (
        _furniture(
            "The plan was drawn up by the county and by a firm of builders\nby Alex Brand and Sons after a vote held on\nMarch 5."
        )
        == []
    )


BOX = "Will the tunnel be dug in time?*\nEvery voter enters the draw. Unsubscribe at any time.\nLeave this one empty."


def test_short_lines_set_tight_are_furniture_where_one_of_them_surely_is() -> None:
    paragraphs = "\n\n".join(f"The {side} wall of the tunnel was measured on Friday and found dry." for side in ("east", "west"))
    assert "\n".join(_furniture(f"{paragraphs}\n\n{STORY.format(BOX)}")).split() == BOX.split()


def test_lines_set_tight_stay_where_the_whole_text_is_set_so() -> None:
    text = STORY.format(BOX).replace("\n\n", "\n")
    assert "Leave this one empty." not in _furniture(text)
