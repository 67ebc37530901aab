"""Two articles that are copy of one third took nothing from each other: no source is named, the third is."""

from __future__ import annotations

from typing import Any

import pytest

from dedup import Article, Comparison, Settings, compare
from dedup.document import analyse
from dedup.pair.relate.wire import copied_from, untaken

STORY = (
    "The ferry to Orley ran aground on a sandbank a mile from the pier shortly after dawn and lay there for six hours.\n"
    "Two tugs from Dunmore pulled it free on the evening tide, and nobody was hurt, the harbour master Ida Marsh said.\n"
    "“We handed out blankets and told stories,” she said. The owner has had the hull looked at twice since March.\n"
    "The ferry carries 240 passengers and was built in 1987. Tickets for the week will be refunded at the office."
)
EDITED = STORY.replace("pulled it free", "freed it").replace("The owner", "Its owner")
ONE: dict[str, Any] = {"outlet": "Tarn Echo", "published": "2031-05-05T08:00:00Z"}
OTHER: dict[str, Any] = {"outlet": "Vale Courier", "published": "2031-05-07T08:00:00Z"}
AP, TOLD = "Associated Press", ("near_duplicate", None)


def compared(one: Article, other: Article) -> Comparison:
    return compare(one, other, settings=Settings(model=""))


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("SENN, England (AP) — ", "", AP),
        ("By Mira Oduya, Associated Press\n", "", AP),
        ("By The Associated Press\n", "", AP),
        ("AFP\n", "", "Agence France-Presse"),
        ("Senn (dpa/lno) - ", "", "dpa"),
        ("", " (AP)", AP),
        ("", "\n(Reuters)", "Reuters"),
        ("", "\n— PA Media", "Press Association"),
        ("", "\n© 2031 The Associated Press. All rights reserved.", AP),
    ],
)
def test_two_outlets_with_one_agency_story_have_no_source_but_the_agency(before: str, after: str, name: str) -> None:
    found = compared(Article(before + STORY + after, **ONE), Article(before + EDITED + after, **OTHER))
    assert (found.relation, found.source) == TOLD
    assert found.third_party is not None
    assert (found.third_party.name, found.third_party.kind) == (name, "agency")
    assert [item.article for item in found.third_party.evidence] == ["a", "b"]


def test_each_may_say_it_in_its_own_way() -> None:
    found = compared(Article(f"SENN (AP) — {STORY}", **ONE), Article(EDITED, credit="The Associated Press", **OTHER))
    assert (found.relation, found.source, found.third_party and found.third_party.name) == (*TOLD, AP)
    found = compared(Article(STORY, author="Mira Oduya, Associated Press", **ONE), Article(f"{EDITED} (AP)", **OTHER))
    assert (found.relation, found.source, found.third_party and found.third_party.name) == (*TOLD, AP)


def test_an_agencys_reporter_in_a_byline_is_no_credit_to_who_prints_it() -> None:
    one = Article(STORY, author="Mira Oduya", credit=AP, **ONE)
    assert compared(one, Article(f"By Mira Oduya, Associated Press\n{EDITED}", **OTHER)).source is None


def test_whom_both_pages_say_their_text_is_from_is_the_third() -> None:
    found = compared(Article(STORY, credit="Quay Wire", **ONE), Article(EDITED, credit="The Quay Wire", **OTHER))
    assert (found.relation, found.source, found.third_party and found.third_party.name) == (*TOLD, "Quay Wire")


def test_an_outlet_that_credits_the_other_has_it_from_there() -> None:
    credited = f"SENN (AP) — {EDITED} The Tarn Echo first reported it."
    assert compared(Article(f"SENN (AP) — {STORY}", **ONE), Article(credited, **OTHER)).source == "a"


def test_the_agencys_own_page_is_the_source() -> None:
    agency = Article(f"SENN (AP) — {STORY}", outlet="AP News", url="https://apnews.com/ferry", published=ONE["published"])
    assert compared(agency, Article(f"SENN (AP) — {EDITED}", **OTHER)).source == "a"


def test_who_prints_an_agencys_copy_first_is_no_source_and_the_agency_is_told() -> None:
    found = compared(Article(f"SENN (AP) — {STORY}", **ONE), Article(EDITED, **OTHER))
    assert (found.source, found.third_party and found.third_party.name) == (None, AP)
    assert compared(Article(STORY, **ONE), Article(EDITED, **OTHER)).source == "a"


def test_of_two_articles_that_name_different_agencies_neither_agency_is_the_third() -> None:
    found = compared(Article(f"SENN (AP) — {STORY}", **ONE), Article(f"SENN (Reuters) — {EDITED}", **OTHER))
    assert (found.relation, found.source, found.third_party) == ("derivative", None, None)


@pytest.mark.parametrize(
    "text",
    [
        f"Ida Marsh sues the Associated Press\n{STORY}",
        f"The pier of Orley. (AP)\n{STORY}",
        f"{STORY}\nIda Marsh told Reuters on Monday that she was tired.",
        f"The ferry, which AP Marine built, ran aground.\n{STORY}",
    ],
    ids=["headline", "caption", "told", "firm"],
)
def test_who_only_names_an_agency_is_not_its_copy(text: str) -> None:
    assert copied_from(analyse(Article(text, outlet="Tarn Echo"))) == {}


def test_what_two_copies_of_one_agency_share_is_the_agencys() -> None:
    one, other = (analyse(Article(f"SENN (AP) — {text}")) for text in (STORY, EDITED))
    told = untaken({"copy": 0.1, "derivative": 0.5, "common_source": 0.1, "independent": 0.3}, one, other)
    assert told == pytest.approx({"copy": 0.35, "derivative": 0.0, "common_source": 0.35, "independent": 0.3})
    apart = analyse(Article(STORY)), analyse(Article(EDITED))
    same = {"copy": 0.1, "derivative": 0.5, "common_source": 0.1, "independent": 0.3}
    assert untaken(same, *apart) == same


SAID = (
    "A coast without lights is a coast without trade, and a town without trade is a town without children. We will find the "
    "money, or we will find another board, and I say so as one who has sat here for eleven years"
)
VOTE = (
    "The harbour board of Lindmouth voted on Monday to close the east pier after engineers found rust in eleven of its forty "
    f"beams.\n\nThe repair would cost $4.2 million, more than the pier earns in ten years.\n\n“{SAID},” said the chair, "
    "Petra Holm.\n\nFishermen gathered outside the hall with lamps and a drum. The nearest other pier is in Fenwick."
)
EVENING = (
    "It was a long evening for the people of the coast. Children had painted signs, and a brass band played in the rain before "
    f"the doors of the town hall were opened.\n\nPetra Holm spoke for nine minutes. “{SAID},” she told the room.\n\nNobody "
    "clapped. Edda Brix, who sells nets on the quay, said her shop would have to move to Orley by summer.\n\nThe mayor left by "
    "the back door. He is to speak on the radio on Thursday."
)


def test_public_quotations_alone_make_no_derivative() -> None:
    found = compared(Article(VOTE), Article(EVENING))
    assert found.relation not in ("near_duplicate", "derivative")
    assert found.probabilities["derivative"] == 0


@pytest.mark.parametrize(
    "more",
    [
        "The Tarn Echo first reported the vote.",
        "Fishermen gathered outside the hall with lamps and a drum.",
        "The board voted to shut the east pier because engineers had found rust in eleven of forty beams, for $4.2 million.",
        "Holm had said: a coast without lights is a coast without trade, and a town without trade is a town without children.",
    ],
    ids=["credit", "prose", "retold", "requoted"],
)
def test_a_quotation_beside_something_that_was_taken_may_be_a_derivative(more: str) -> None:
    other = Article(f"{EVENING}\n\n{more}", **OTHER)
    assert compared(Article(VOTE, **ONE), other).probabilities["derivative"] > 0
