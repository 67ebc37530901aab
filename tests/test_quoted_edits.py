"""Quotations as an editor prints them: with brackets, letters left out, an ellipsis, a tag in the middle."""

from __future__ import annotations

import pytest

from tests.test_quotes import checked

SPEECH = (
    "“Nobody in this damned town will open the gate before the winter, and it does not matter who pays for the sheds,” "
    "said Ida Marsh, the mayor of Orley. “But the gate will hold until the spring.”\n\n"
    "“They have tons of copper,” she said. Karl Venn said on Monday that the ferry meets every rule of the harbour board.\n\n"
    "The writer came to Orley with a friend and stayed for a week.\n"
)


@pytest.mark.parametrize(
    ("derivative", "status"),
    [
        # Letters of a word that are not printed are style; another word is a change, and a mask that it does not fill is one, too.
        ("“Nobody in this d—d town will open the gate before the winter,” Ida Marsh said.", "truncated"),
        ("“Nobody in this d***** town will open the gate before the winter, and it does not matter who pays for the sheds,” "
         "Ida Marsh said.", "style"),
        ("“Nobody in this f--- town will open the gate before the winter, and it does not matter who pays for the sheds,” "
         "Ida Marsh said.", "changed"),
        # What "…" stands for was left out, a negation aside.
        ("“Nobody in this damned town will open the gate before the winter … the gate will hold until the spring,” "
         "Ida Marsh said.", "changed"),
        ("“In this damned town will open the gate before the winter … the gate will hold until the spring,” Ida Marsh said.",
         "changed"),
        # A few words that any two have in common are no quotation of one in the other.
        ("“Tons and tons of copper,” Ida Marsh said.", "not_in_source"),
        # Nor is a change what another person says in nearly the same words.
        ("“The gate will not hold until the spring,” Karl Venn said.", "not_in_source"),
        ("“The gate will not hold until the spring,” Ida Marsh said.", "changed"),
    ],
)  # fmt: skip
def test_what_an_editor_left_out_is_no_other_word(derivative: str, status: str) -> None:
    assert [quote.status for quote in checked(derivative, SPEECH)] == [status]


def test_a_tag_inside_a_quotation_cuts_nothing_off() -> None:
    tagged = "“Nobody in this damned town will open the gate before the winter,” Ida Marsh said, “and it does not matter who pays.”"
    assert [quote.status for quote in checked(tagged, SPEECH)] == ["identical", "truncated"]
    other = "“Nobody in this damned town will open the gate before the winter,” Ida Marsh said. “They will pay for it all.”"
    assert checked(other, SPEECH)[0].status == "truncated"


def test_words_of_the_narrator_are_nobodys_speech() -> None:
    assert checked("Ida Marsh spoke of “a friend” on Friday.", SPEECH) == ()
    assert [quote.status for quote in checked("Karl Venn said the ferry “meets every rule” of the board.", SPEECH)] == [
        "paraphrased"
    ]


@pytest.mark.parametrize(
    "words", ["The [sea] gate of this damned town", "The old gate of this d—d town", "The old gate of [all] this damned town"]
)
def test_an_edited_quotation_is_found_behind_any_number_of_common_words(words: str) -> None:
    source = "The pilot saw the buoy. " * 60 + "“The old gate of this damned town will hold until the spring,” said Ida Marsh.\n"
    (quote,) = checked(f"“{words} will hold until the spring,” Ida Marsh said.", source)
    assert quote.status == "style"


@pytest.mark.parametrize(
    ("printed", "said", "status"),
    [
        ("sh*t", "shit", "style"),
        ("bullsh*t", "bullshit", "style"),
        ("bulls***", "bullshit", "style"),
        ("Sch***e", "Scheiße", "style"),
        ("f**king", "fucking", "style"),
        ("sh*t", "shot", "style"),
        ("sh*t", "silt", "changed"),
        ("old*", "older", "changed"),  # a footnote's star is no mask
        ("**old**", "older", "changed"),
    ],
)
def test_a_mask_may_leave_out_letters_anywhere_in_a_word(printed: str, said: str, status: str) -> None:
    (quote,) = checked(f"“The harbour of {printed} will hold until the spring,” Ida Marsh said.",
                       f"“The harbour of {said} will hold until the spring,” said Ida Marsh.")  # fmt: skip
    assert quote.status == status


@pytest.mark.parametrize(
    ("quotation", "status"),
    [
        ("We sold the last of the old boats … in the yard behind the church", "truncated"),
        ("We sold the last of the old boats in the yard behind the church", "spliced"),
        ("We sold the last of the old boats in the yard behind the church …", "spliced"),  # it marks what follows
        ("… We sold the last of the old boats in the yard behind the church", "spliced"),
    ],
)
def test_an_ellipsis_excuses_a_splice_only_where_it_stands_between_the_pieces(quotation: str, status: str) -> None:
    source = (
        "“We sold the last of the old boats in March as wood was dear,” Ida Marsh said. “My father built them all himself in "
        "the yard behind the church.”"
    )
    assert [quote.status for quote in checked(f"“{quotation}”, Ida Marsh said.", source)] == [status]


@pytest.mark.parametrize(
    "tag", ["winter,” Mr. Marsh said, “and", "winter”, Ida Marsh said, “and", "winter,” Ida Marsh, the mayor of Orley, said, “and"]
)
def test_both_halves_of_a_quotation_with_a_tag_inside_are_whole(tag: str) -> None:
    tagged = f"“Nobody in this damned town will open the gate before the {tag} it does not matter who pays for the sheds.”"
    assert [quote.status for quote in checked(tagged, SPEECH)] == ["identical", "identical"]
    alone = "“And it does not matter who pays for the sheds,” Ida Marsh said."
    assert [quote.status for quote in checked(alone, SPEECH)] == ["truncated"]


def test_a_long_quotation_with_one_other_word_is_changed_whoever_says_it() -> None:
    told = "“Nobody in this damned town will open the gate before the summer, and it does not matter who pays for the sheds,” "
    assert [quote.status for quote in checked(told + "Karl Venn said.", SPEECH)] == ["changed"]


def test_words_left_out_of_a_text_without_marks_are_left_out() -> None:
    column = (
        "The trouble with the levy is that it is, whatever the board may say of it in public, a tax on nets.\n\nNobody asked.\n"
    )
    quoted = "“The trouble with the levy is that it is … a tax on nets,” the Tarn Echo wrote."
    assert [quote.status for quote in checked(quoted, column)] == ["truncated"]
    assert [quote.status for quote in checked(quoted.replace("… ", ""), column)] == ["truncated"]


@pytest.mark.parametrize(
    ("derivative", "status"),
    [
        ("“The ferry of the harbour board meets no law of the sea,” Karl Venn said.", "not_in_source"),  # four of six words
        ("“The ferry meets every rule that the harbour board has,” Karl Venn said.", "paraphrased"),
    ],
)
def test_a_report_of_some_of_a_quotations_words_is_no_paraphrase_of_it(derivative: str, status: str) -> None:
    source = "Karl Venn said on Monday that the ferry meets every rule of the harbour board.\n\nNobody asked “why” in Orley.\n"
    assert [quote.status for quote in checked(derivative, source)] == [status]


@pytest.mark.parametrize(
    ("printed", "said", "status"),
    [
        ("d—n wall", "damn wall", "style"),
        ("d**n wall", "damn wall", "style"),
        ("[expletive] wall", "damn wall", "style"),
        ("wall … we built", "wall of stone we built", "style"),
        ("wall […] we built", "wall of stone we built", "style"),
        ("old wall", "new wall", "changed"),
        ("wall … we built", "wall never we built", "changed"),
        ("wall which [never] fell", "wall which surely fell", "changed"),
        ("wall which … never fell", "wall which surely fell", "changed"),
        ("well-built wall", "damn wall", "changed"),
    ],
)
def test_what_the_source_does_not_print_is_no_other_word_where_the_derivative_prints_it(
    printed: str, said: str, status: str
) -> None:
    frame = "“The {} has cost this town nine years of work,” Ida Marsh said."
    (quote,) = checked(frame.format(said), frame.format(printed))
    assert (quote.status, quote.source_speaker) == (status, "Ida Marsh")


MEETING = (
    "NO CATCH, NO FLEET\n\n"
    "“No catch, no fleet,” the crews chanted.\n\n"
    "“The boat yard gets the sea wall, and the town gets nothing,” said Ida Marsh. “The price of it is open still, but we"
    " agree.”\n\n"
    "“We have come to mend the nets. You have come to pay for the twine,” said Karl Venn. “No. The quay stays shut until we are"
    " paid.”\n\n"
    "Tom Orley warned the crews to “be quick” or he would “sell the quay” to their rivals.\n\n"
    "“Well, the pier of the old town will fall, and, uh, nobody will mend it for us,” said Lena Voss.\n\n"
    "“The gate will hold all winter. We will not open it to the crews of Venn,” said Ann Poole.\n"
)


@pytest.mark.parametrize(
    ("derivative", "status"),
    [
        # A word written as two is no other word.
        ("“The boatyard gets the seawall, and the town gets nothing,” Ida Marsh said.", "style"),
        ("“The boatyard gets the old wall, and the town gets nothing,” Ida Marsh said.", "changed"),
        # Two sentences that stand side by side were not put together.
        ("“We have come to mend the nets, you have come to pay for twine,” Karl Venn said.", "truncated"),
        ("“We have come to pay for the twine,” Karl Venn said.", "spliced"),
        # Nor was a "not" only left out, in whichever of them it stood.
        ("“The gate will hold all winter, we will open it to the crews of Venn,” Ann Poole said.", "changed"),
        # Where the source quotes a part, and tells the rest in its own words, nobody changed a word.
        ("“Be quick, you laggards, or I will sell the quay to your rivals,” Tom Orley wrote.", "paraphrased"),
        ("“Be quick, you laggards, or I will burn the quay to the ground,” Tom Orley wrote.", "not_in_source"),
        # An editor who leaves out a hesitation may leave out more.
        ("“The pier of the old town will fall, and nobody will mend it for us,” Lena Voss said.", "style"),
        ("“The old town will fall, and nobody will mend it for us,” Lena Voss said.", "truncated"),
        # The words of the crowd, not the headline in capitals.
        ("The crews chanted: “No catch, no fleet.”", "identical"),
    ],
)
def test_a_quotation_has_the_status_that_an_editor_would_give_it(derivative: str, status: str) -> None:
    assert [quote.status for quote in checked(derivative, MEETING)] == [status]


def test_a_quotation_that_goes_on_behind_a_full_stop_is_not_cut() -> None:
    parted = "“The price of it is open still,” Ida Marsh said on Friday. “But we agree.”"
    assert [quote.status for quote in checked(parted, MEETING)] == ["identical", "identical"]
    assert checked("“The price of it is open still,” Ida Marsh said on Friday.", MEETING)[0].status == "truncated"


def test_a_word_that_all_people_say_is_nobodys_words_in_another_mouth() -> None:
    assert [quote.status for quote in checked("Asked about the pier, Lena Voss said “no.”", MEETING)] == ["not_in_source"]
    (quote,) = checked("“The boat yard gets the sea wall, and the town gets nothing,” Lena Voss said.", MEETING)
    assert quote.status == "reattributed"


def test_a_word_or_two_of_a_quotation_are_what_it_is() -> None:
    said = "“Never. The ferry will sail on Monday whatever the board decides. No. It will sail,” Lena Voss said."
    assert {quote.status for quote in checked(said, MEETING)} == {"not_in_source"}
