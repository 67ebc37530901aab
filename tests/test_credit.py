"""Credit: who is named for a passage, what it covers, and what it only claims; and clauses that do nothing but name somebody."""

from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.kinds import Kind
from dedup.lang.base import pack_of
from dedup.pair.align.attribution import is_attribution
from dedup.pair.align.clauses import clauses
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.credit import credit_passages
from dedup.pair.explain.creditors import is_ascribed, named_outlet
from dedup.result import Credit

SOURCE = Article(
    "The quay is sinking. It sank by two metres in May, the harbour master said.",
    outlet="The Vale Courier",
    author="Maren Tolliver",
    url="https://www.valecourier.example/quay",
)


def credited(text: str, *kinds: Kind, source: Article = SOURCE) -> tuple[Credit | None, ...]:
    one, other = analyse(source), analyse(Article(text))
    drafts = tuple(
        PassageDraft(span, n, kind, one.sentences[:1] if not kind.startswith("added") else ())
        for n, (span, kind) in enumerate(zip(other.sentences, kinds, strict=True))
    )
    return credit_passages(one, other, drafts)


@pytest.mark.parametrize(
    ("marker", "text"),
    [
        ("The Vale Courier", "The Vale Courier reported that the quay is sinking."),
        ("the Courier", "The quay is sinking, the Courier reported."),
        ("Maren Tolliver", "The quay is sinking, wrote Maren Tolliver."),
        ("valecourier.example", "The quay is sinking (https://www.valecourier.example/quay)."),
        ("according to a report", "The quay is sinking, according to a report."),
        ("previously reported", "It was previously reported that the quay is sinking."),
        ("Reuters", "The quay is sinking, Reuters reported."),
        ("Politico", "Politico writes that the quay is sinking."),
        ("Tidewirenet", "Tidewirenet reports that the quay is sinking."),
        ("media reports", "The quay is sinking, media reports say."),
        ("the Courier", "The quay is sinking, Ida Holm said in an interview that she gave to the Courier."),
        ("the Vale Courier", "Speaking to the Vale Courier, Ida Holm said that the quay is sinking."),
        ("the newspaper", "The quay is sinking, Ida Holm told the newspaper."),
    ],
)
def test_a_passage_that_names_its_source_is_credited(marker: str, text: str) -> None:
    (credit,) = credited(text, "paraphrase")
    assert credit is not None
    assert credit.credited
    assert credit.marker is not None
    assert marker in credit.marker.text
    assert text[credit.marker.start : credit.marker.end] == credit.marker.text


def test_a_borrowed_passage_without_a_name_is_not_credited() -> None:
    assert credited("The quay is sinking.", "verbatim") == (Credit(False, False, None, None),)


def test_quoted_words_are_told_from_credited_ones() -> None:
    (credit,) = credited("“The quay is sinking.”", "verbatim")
    assert credit == Credit(False, True, None, None)


def test_a_lead_in_credits_the_block_after_it() -> None:
    text = "The Courier writes:\nThe quay is sinking.\nIt sank by two metres in May.\nNobody cares.\nThe quay is sinking."
    first, *block, comment, after = credited(text, "attribution", "verbatim", "verbatim", "added_commentary", "verbatim")
    assert first is not None
    assert all(credit is not None and credit.credited and credit.quoted for credit in block)
    assert comment is None
    assert after == Credit(False, False, None, None)


@pytest.mark.parametrize("lead_in", [
    "according to Tidewire:", "From The Tidewire Post:", "Tidewire reports:", "Politico reports that A. B. Rask is worried:",
])  # fmt: skip
def test_a_colon_behind_a_name_credits_all_that_follows_as_the_source_has_it(lead_in: str) -> None:
    text = f"It is so, {lead_in} The quay is sinking. It sank by two metres in May. Nobody cares. The quay is sinking."
    first, second, comment, after = credited(text, "edited", "verbatim", "added_commentary", "verbatim")
    assert all(credit is not None and credit.credited and credit.to for credit in (first, second))
    assert comment is None
    assert after == Credit(False, False, None, None)


def test_a_colon_behind_a_speaker_credits_no_text() -> None:
    said = Article("“The quay is sinking for good,” Una Rask said.")
    (credit,) = credited("According to Una Rask: The quay is sinking for good.", "edited", source=said)
    assert credit is not None
    assert not credit.credited


def test_a_credit_in_the_last_line_covers_what_was_borrowed() -> None:
    text = "The quay is sinking.\nI never liked it.\nSource: The Vale Courier"
    borrowed, comment, _ = credited(text, "verbatim", "added_commentary", "boilerplate")
    assert borrowed is not None
    assert borrowed.credited
    assert borrowed.to == "The Vale Courier"
    assert comment is None


def test_a_claim_under_a_credit_that_the_source_does_not_carry_is_said_to_be_one() -> None:
    (credit,) = credited("The Vale Courier reported that the mayor took bribes.", "added_background")
    assert credit is not None
    assert credit.credited
    assert not credit.claimed


def test_commentary_that_names_the_source_claims_nothing() -> None:
    assert credited("I have read The Vale Courier for years.", "added_commentary") == (None,)


def test_what_points_back_credits_whom_the_article_names() -> None:
    text = "The Vale Courier reported it. The quay is reportedly sinking."
    _, second = credited(text, "attribution", "paraphrase")
    assert second is not None
    assert second.to == "The Vale Courier"


@pytest.mark.parametrize("who", ["She", "Police", "Nobody", "Rask", "Ida Kowalska", "Mr. Kowalski", "Dr. Kowalska"])
def test_whoever_reports_something_in_the_story_is_no_publisher(who: str) -> None:
    source = Article("The quay is sinking. Rask said so.")
    assert credited(f"{who} reported that the quay is sinking.", "paraphrase", source=source) == (Credit(False, False, None, None),)


def test_reportedly_alone_credits_nobody() -> None:
    assert credited("The quay is reportedly sinking.", "paraphrase") == (Credit(False, False, None, None),)


@pytest.mark.parametrize(
    "text",
    [
        "PORT ELLERY (The Vale Courier) — The quay is sinking.",
        "The quay is sinking, she told The Vale Courier on Monday.",
        "The Vale Courier has reviewed the notes of the meeting.",
    ],
)
def test_an_outlet_that_is_only_in_the_text_is_found_there(text: str) -> None:
    assert named_outlet(pack_of("en"), text) == "The Vale Courier"


@pytest.mark.parametrize(
    ("clause", "only"),
    [
        ("he said", True),
        ("Mayor Tarrant said on Monday", True),
        ("The Courier adds:", True),
        ("according to a report", True),
        ("according to the Vale Courier", True),
        ("he said taxes would rise", False),
        ("the quay is sinking", False),
        ("she closed the gate", False),
    ],
)
def test_a_clause_that_only_names_who_says_it_is_attribution(clause: str, only: bool) -> None:
    article = analyse(Article(clause))
    assert is_attribution(article, (0, len(clause))) is only


def test_lead_ins_are_found_clause_by_clause() -> None:
    text = "“The quay of the old town is sinking fast,” Lena Voss told reporters."
    article = analyse(Article(text))
    spans = [span for sentence in article.sentences for span in clauses(article, sentence)]
    assert [text[slice(*span)] for span in spans if is_attribution(article, span)] == ["Lena Voss told reporters."]


def to_of(text: str, source: Article = SOURCE, mine: str | None = None, url: str | None = None) -> str | None:
    """Whom the article of one sentence credits; "nobody" where it credits nobody."""
    one, other = analyse(source), analyse(Article(text, outlet=mine, url=url))
    (credit, *_) = credit_passages(one, other, (PassageDraft((0, len(text)), 0, "paraphrase", one.sentences[:1]),))
    assert credit is not None
    return credit.to if credit.credited else "nobody"


THE_HILL = Article("The quay is sinking, a survey says.", outlet="The Hill", url="https://thehill.example/quay")


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("The quay is sinking, The Hill reported.", "The Hill"),
        ("The quay is sinking (The Hill).", "The Hill"),
        ("The quay is sinking, senators on Capitol Hill said.", "nobody"),
        ("The quay below the hill is sinking, the Hill family said.", "nobody"),
        ("The quay is sinking, see thehill.example for more.", "The Hill"),
    ],
)
def test_an_outlet_of_common_words_is_credited_where_reporting_is_ascribed_to_it(text: str, to: str) -> None:
    assert to_of(text, THE_HILL) == to


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("From the Vale Courier:\nThe quay is sinking.", "The Vale Courier"),
        ("The quay is sinking, as the VALE COURIER writes.", "The Vale Courier"),
        ("The quay is sinking, a Vale Courier investigation found.", "The Vale Courier"),
        ("The quay is sinking, via ValeCourier.com.", "The Vale Courier"),
        ("The quay is sinking, via ValeCourier.media.", "The Vale Courier"),
        ("The quay is sinking, she told the Orley Gazette.", "the Orley Gazette"),
        ("It was first reported by Harbour Weekly that the quay is sinking.", "Harbour Weekly"),
        ("It was in the Orley Gazette, and the quay is sinking, the paper said.", None),
        ("She used to work at the Vale Courier; the quay is sinking.", "nobody"),
        ("The quay is sinking, the Vale Democrat said.", "nobody"),
        ("The quay is sinking, and the site is closed.", "nobody"),
        ("The quay is sinking, Ida Holm told the paper.", None),
        ("Ida Holm left the paper on a table by the sinking quay.", "nobody"),
        ("The Orley News reported that the quay is sinking.", "The Orley News"),
        ("Mr. Bloomberg said that the quay is sinking.", "nobody"),
        ("The quay is sinking, Bloomberg reported.", "Bloomberg"),
        ("Breaking News: the quay is sinking.", "nobody"),
        ("Tidewire News reports that the quay is sinking.", "Tidewire News"),
        ("Voss, who was scapegoated in media reports, says the quay is sinking.", "nobody"),
        ("the Courier reported.The quay is sinking by two metres a year, and the board of the harbour knows why.", "nobody"),
    ],
)
def test_credit_names_whom_reporting_is_ascribed_to(text: str, to: str | None) -> None:
    assert to_of(text) == to


def test_an_outlet_does_not_credit_its_own_name() -> None:
    text = "The Vale Courier reached out to the board: the quay is sinking."
    assert to_of(text, mine="Vale Courier Online") == "nobody"
    assert to_of(text, url="https://m.valecourier.example/2") == "nobody"


def test_a_report_of_the_story_itself_is_no_report_of_the_press() -> None:
    source = Article("The quay is sinking, according to a report by the harbour board.", outlet="The Vale Courier")
    assert to_of("The quay is sinking, according to the report.", source) == "nobody"
    assert to_of("The quay is sinking, according to local reports.", source) is None


def test_a_lead_in_reaches_over_furniture() -> None:
    text = "The Courier adds:\nAdvertisement\nThe quay is sinking.\nAdvertisement\nThe quay is sinking."
    kinds: tuple[Kind, ...] = ("attribution", "boilerplate", "verbatim", "boilerplate", "verbatim")
    found = credited(text, *kinds)
    assert [credit is not None and credit.to for credit in (found[2], found[4])] == ["The Vale Courier"] * 2


def test_a_credit_claims_only_what_an_outlet_itself_reports() -> None:
    (aired,) = credited("Voss said on the Courier that herring will be dear.", "added_background")
    (reported,) = credited("The Courier reported that herring will be dear.", "added_background")
    (there,) = credited("The Courier reported first that the quay sank by two metres in May.", "added_background")
    assert aired is None
    assert reported is not None
    assert there is not None
    assert (reported.claimed, there.claimed) == (False, True)


def test_furniture_under_a_credit_is_credited_to_nobody() -> None:
    (credit,) = credited("Story continues below, the Courier reported", "boilerplate")
    assert credit is None


@pytest.mark.parametrize(
    ("text", "is_credited"),
    [
        ("The crane stood on the quay. (Ida Marsh/Reuters)", False),
        ("The crane stood on the quay. (Reuters)", True),
        ("“It was old,” said Ida Marsh, the Vale Courier editorial director.", False),
        ("“It was old,” said Ida Marsh, the Vale Courier's senior political analyst.", False),
        ("The crane was old, a Vale Courier editorial says.", True),
        ("The crane was old, Vale Courier columnist Ida Marsh wrote.", True),
        ("The crane was old. By Vale Courier Read more", False),
        ("The crane was old, as reported by Vale Courier.", True),
    ],
)
def test_a_picture_a_byline_and_an_office_credit_nobody(text: str, is_credited: bool) -> None:
    name = "Reuters" if "Reuters" in text else "Vale Courier"
    at = text.index(name)
    assert is_ascribed(pack_of("en"), text, (at, at + len(name))) == is_credited


def test_a_short_name_behind_another_outlets_is_that_ones() -> None:
    (first, second) = credited(
        "The Tarn Courier obtained the notes. The quay is sinking, the Courier reported.", "paraphrase", "paraphrase"
    )
    assert not any(credit is not None and credit.to == "The Vale Courier" for credit in (first, second))
    (_, own) = credited(
        "The Vale Courier obtained the notes. The quay is sinking, the Courier reported.", "paraphrase", "paraphrase"
    )
    assert own is not None
    assert own.to == "The Vale Courier"
