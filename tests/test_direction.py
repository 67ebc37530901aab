"""What speaks for one article as the source of the other, and what does not."""

from __future__ import annotations

import pytest

from dedup import Article, Settings
from dedup.article import Link
from dedup.document import analyse
from dedup.pair.relate.direction import direct
from dedup.pair.relate.outlets import outlets
from dedup.pair.relate.ties import cross_references

FULL = "“We lost the harbour keys in March and nobody told the mayor about it until the flood,” said Mira Oduya."


def evidence(a: str, b: str) -> list[tuple[str, str]]:
    """Kind and side of the evidence on two texts."""
    direction, _ = direct(analyse(Article(a)), analyse(Article(b)), Settings(model=""))
    return [(item.kind, item.article) for item in direction.evidence if item.kind != "comments_more"]


def test_who_cuts_a_quotation_is_the_derivative() -> None:
    assert ("cuts_a_quotation", "b") in evidence(FULL, "She said that they “lost the harbour keys in March” and was sorry.")


def test_a_quotation_that_is_only_split_is_not_cut() -> None:
    split = "“We lost the harbour keys in March,” said Mira Oduya, “and nobody told the mayor about it until the flood.”"
    assert evidence(FULL, split) == []


def test_who_quotes_the_other_article_cuts_nothing_of_it_and_is_the_derivative() -> None:
    report = "The mayor called the plan “a present to the builders of the town” on Monday and left the room without a word."
    column = "Here is the paper: “The mayor called the plan ‘a present to the builders of the town’ on Monday and left the room.”"
    assert evidence(report, column) == [("quotes_the_other", "b")]
    assert evidence(column, report) == [("quotes_the_other", "a")]


def test_what_both_heard_as_one_outlet_tells_nothing() -> None:
    a = "It was nothing, Oduya told KXQR in an interview on Monday. The keys were found again."
    b = "Oduya told KXQR that it was nothing. The keys will be found, according to KXQR, before the spring."
    assert not any(kind == "credits_whom_the_other_heard" for kind, _ in evidence(a, b))


def test_an_outlet_ends_where_the_next_sentence_begins() -> None:
    found = outlets(analyse(Article("The keys are gone. Source: Daily Bugle In other words, nobody looked.")))
    assert list(found.credited) == ["dailybugle"]


def test_a_louder_voice_is_heard_in_english_alone() -> None:
    report = (
        "Der Rat der Stadt hat am Montag den Verkauf des alten Krans für vierhundert Pfund beschlossen und das Protokoll verlesen."
    )
    column = "Was für eine Schande! Natürlich hat der erbärmliche Rat den schönen Kran verschleudert, und niemand schämt sich!"
    direction, _ = direct(analyse(Article(report)), analyse(Article(column)), Settings(model=""))
    assert [item.kind for item in direction.evidence if item.kind == "comments_more"] == []


def test_the_lower_number_of_one_site_was_published_first_where_no_date_tells() -> None:
    first, second = (Article(FULL, url=f"https://tarn.example/story/{name}") for name in ("keys-228450", "flood-228506"))
    (item,) = direct(analyse(second), analyse(first), Settings(model=""))[0].evidence
    assert (item.kind, item.text, item.article) == ("numbered_first", "228450", "b")
    later = Article(FULL, url="https://tarn.example/2031/04/08/keys-228450")
    earlier = Article(FULL, url="https://tarn.example/2031/04/07/keys-228506")
    (item,) = direct(analyse(earlier), analyse(later), Settings(model=""))[0].evidence
    assert (item.kind, item.text, item.article) == ("published_first", "2031-04-07", "a")


def _linked(to: str) -> tuple[str, ...]:
    """Kinds of the ties of an article that links to an address to a story of upland.example."""
    story = Article("The ferry to Tarn stops in May.", url="https://upland.example/news.php?item=79489")
    other = Article("Edda Brix paints the rail.", url="https://quarry.example/7", links=(to,))
    return tuple(tie.kind for tie in cross_references(analyse(other), analyse(story)).of_a)


def test_a_link_to_another_article_of_a_site_is_no_tie_to_this_one() -> None:
    assert _linked("https://upland.example/news.php?item=79336") == ()
    assert _linked("https://upland.example/2024/05/the-old-east-light-burns") == ()
    assert _linked("https://upland.example/story/1183322") == ()


def _linked_where(text: str, anchor: str) -> tuple[str, ...]:
    """Kinds of the ties of an article, these words of which link to a story."""
    at = text.index(anchor)
    address = "https://upland.example/news/ferry-to-tarn-stops-may"
    other = Article(text, url="https://quarry.example/7", links=(Link(address, anchor, at, at + len(anchor)),))
    return tuple(
        tie.kind for tie in cross_references(analyse(other), analyse(Article("The ferry to Tarn stops in May.", url=address))).of_a
    )


def test_a_link_that_offers_another_article_to_read_is_no_tie() -> None:
    story = "Edda Brix paints the rail of the pier by herself, with a brush that her father left her in the shed.\n\n"
    assert _linked_where(story + "Read more: The ferry to Tarn stops in May\n\n" + story, "The ferry to Tarn stops in May") == ()
    told = "The ferry to Tarn, it was reported on Monday, stops in May and will not come back before the autumn.\n\n"
    assert _linked_where(story + told + story, "was reported on Monday") == ("links_the_other",)


def test_a_link_to_the_article_or_to_its_site_is_a_tie() -> None:
    assert _linked("http://www.upland.example/news.php?item=79489&utm_source=mail") == ("links_the_other",)
    assert _linked("https://upland.example/") == ("links_its_site",)
    assert _linked("https://upland.example/region") == ("links_its_site",)


REPORT = (
    "The council of Orley closed the swimming hall on Quarry Lane on Monday after 56 years.\nOfficials said the roof would cost "
    "$4.2 million, more than the hall earns in ten years.\nSwimmers stood outside with towels and a drum."
)


@pytest.mark.parametrize(
    "cues",
    [
        "It was reportedly closed once before. It reportedly leaked. According to media reports it leaned.",
        "The mayor told us so in an interview. She declined to comment on the rest. The keeper did not respond.",
    ],
    ids=["second hand", "first hand"],
)
def test_one_kind_of_weak_cue_names_no_source_however_often_it_is_there(cues: str) -> None:
    direction, side = direct(analyse(Article(f"{REPORT}\n{cues}")), analyse(Article(REPORT)), Settings(model=""))
    assert len(direction.evidence) == 1
    assert side is None


def test_a_weak_cue_and_a_date_name_the_source() -> None:
    first = Article(f"{REPORT}\nThe mayor told us so in an interview.", published="2031-05-05")
    assert direct(analyse(first), analyse(Article(REPORT, published="2031-05-06")), Settings(model=""))[1] == "a"
