"""What the edits of a passage do to the meaning: one small pair of sentences for each thing that can happen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import changes
from dedup.result import Change
from tests.one_sentence import GRAVE, is_among
from tests.one_sentence import grave as grave_of


def found(source: str, derivative: str, sources: tuple[tuple[int, int], ...] | None = None) -> tuple[Change, ...]:
    one, other = analyse(Article(source)), analyse(Article(derivative))
    spans = sources or ((0, len(source)),)
    span = (0, len(derivative))
    return changes(one, other, PassageDraft(span, 0, "edited", spans, edits=edits(one, spans[0], other, span), similarity=1.0))


def grave(source: str, derivative: str) -> list[Change]:
    return grave_of(found(source, derivative))


@pytest.mark.parametrize(
    ("kind", "source", "derivative", "at_fault"),
    [
        (
            "number",
            "A fine is possible under article 12, prison under article 14.",
            "A fine is possible under article 14.",
            "article 14",
        ),
        (
            "number",
            "Fishing there is an offence under Part 3 Section 71, and selling the catch is a crime under Part 3 Section 72.",
            "That said, fishing there is an offence under Part 3 Section 72.",
            "Section 72",
        ),
        ("number", "The wall cost $731 million to build.", "The wall cost $713 million to build.", "713"),
        ("number", "He missed two votes but took part in six others.", "He missed six votes but took part in two others.", "six"),
        ("number", "The 16-year-old rider finished third.", "The 19-year-old rider finished third.", "19"),
        ("date", "The lists are due by June 1.", "The lists are due by July 1.", "July"),
        (
            "time",
            "The trust ran up a deficit of £11.4 million this financial year.",
            "The trust ran up a deficit of £11.4 million last financial year.",
            "last financial",
        ),
        ("date", "The strike began on Wednesday.", "The strike began on Monday.", "Monday"),
        ("name", "The prize went to Tomas Wieland of Ostra.", "The prize went to Tomas Weyland of Ostra.", "Weyland"),
        ("speaker", "“It failed,” said the deputy minister, Iris Cole.", "“It failed,” said the minister, Iris Cole.", "minister"),
        ("speaker", "“The deal is void,” said Per Lund, a retired judge.", "“The deal is void,” said Per Lund, a judge.", "judge"),
        ("speaker", "State Auditor Ann Bell tested 240 orders.", "Deputy State Auditor Ann Bell tested 240 orders.", "Deputy"),
        ("action", "Two guards were charged with theft in May.", "Two guards were convicted of theft in May.", "convicted"),
        ("action", "Health officers inspected the bakery on Friday.", "Health officers closed the bakery on Friday.", "closed"),
        ("actor", "The landlord took the tenants to court.", "The tenants took the landlord to court.", "tenants"),
        ("negation", "The board did not vote on the merger.", "The board voted on the merger.", "voted"),
        ("negation", "We advise against using it in small groups.", "We advise using it in small groups.", "using"),
        ("quantity", "Some of the largest firms have left the city.", "Firms have left the city.", "Firms"),
        ("quantity", "The notes agree on most points.", "The notes agree on every point.", "every"),
        ("quantity", "The crew drained the oldest of the pumps.", "The crew drained the pumps.", "pumps"),
        ("certainty", "The suspected smugglers left by the front door.", "The smugglers left by the front door.", "smugglers"),
        ("certainty", "The merger may cost 200 jobs.", "The merger will cost 200 jobs.", "will"),
        (
            "certainty",
            "Odile Brandt, a contender for the post, toured the dam.",
            "Odile Brandt, elected to the post, toured the dam.",
            "elected",
        ),
        ("time", "The deficit has grown this year.", "The deficit has grown last year.", "last year"),
        ("cause", "The coach left after the season ended.", "The coach left because the season ended.", "because"),
        ("loaded_word", "The minister said the figures were wrong.", "The minister whined that the figures were wrong.", "whined"),
        ("loaded_word", "She ordered a review of the civil service.", "She ordered a purge of the civil service.", "purge"),
        ("label", "Campaigners blocked the road to the quarry.", "Zealots blocked the road to the quarry.", "Zealots"),
    ],
)
def test_a_changed_meaning_is_a_grave_change_at_the_words_at_fault(kind: str, source: str, derivative: str, at_fault: str) -> None:
    assert any(at_fault in change.derivative.text for change in grave(source, derivative)), found(source, derivative)
    assert kind in {change.kind for change in grave(source, derivative)}


@pytest.mark.parametrize(
    ("source", "derivative"),
    [
        ("I am 100% opposed to it.", "I am 100 percent opposed to it."),
        ("Ten of the boats were towed to port.", "10 of the boats were towed to port."),
        ("Fifty-eight schools stay closed.", "58 schools stay closed."),
        ("The U.S. delegation left on Sunday.", "The US delegation left on Sunday."),
        ("“We can't wait,” Ms. Orlov said.", '"We can’t wait," Orlov said.'),
        ("The Center for Inland Shipping published the figures.", "The CIS published the figures."),
        ("The trial opens on 12 March 2024.", "The trial opens on March 12, 2024."),
        ("It puts the saving at £1.9 million a year.", "It puts the saving at £1.9m per year."),
        ("Insurers put the damage at between 70 and 90 million euros.", "Insurers put the damage at €70–90 million."),
        ("The theatre programme was cancelled.", "The theater program was canceled."),
        ("He doesn't own a car.", "He does not own a car."),
        ("Police told reporters that the road was shut.", "Police told journalists that the road was closed."),
        ("A spokesperson declined to comment on leaked papers.", "A spokesperson would not comment on leaked papers."),
        ("About 400 people attended the funeral.", "Roughly 400 people attended the funeral."),
        ("The bill passed on Tuesday.", "On Tuesday, the bill passed."),
        ("The gap is 2½ hours.", "The gap is two and a half hours."),
        ("He spent the rest of the money.", "He spent the money."),
        ("The pump failed the test on Monday.", "The pump did not pass the test on Monday."),
        ("The board rejected the offer.", "The board did not accept the offer."),
        ("Other than 12 clerks nobody came.", "Apart from 12 clerks nobody came."),
        ("Police in the United States arrested 12 men.", "Police in the US arrested 12 men, a report confirmed."),
    ],
)
def test_a_house_style_is_no_grave_change(source: str, derivative: str) -> None:
    assert grave(source, derivative) == []


def test_a_percent_sign_is_reported_as_style() -> None:
    (change,) = found("I am 100% opposed to it.", "I am 100 percent opposed to it.")
    assert (change.kind, change.severity, change.source.text, change.derivative.text) == ("style", "style", "100%", "100 percent")


def test_a_cut_condition_is_a_deletion_with_an_empty_span_at_its_place() -> None:
    source, derivative = "The pool will open in June if the inspectors approve the filters.", "The pool will open in June."
    (change,) = grave(source, derivative)
    assert change.kind == "qualification_dropped"
    assert change.source.text == "if the inspectors approve the filters"
    assert (change.derivative.text, change.derivative.start) == ("", change.derivative.end)
    assert derivative[: change.derivative.start] == "The pool will open in June"


def test_a_cut_attribution_is_reported_where_nobody_says_it_any_more() -> None:
    source = "The bridge was unsafe, according to a letter from two engineers."
    assert [change.kind for change in grave(source, "The bridge was unsafe.")] == ["attribution_dropped"]
    assert grave(source, "The bridge was unsafe, two engineers wrote.") == []


def test_every_change_points_at_its_words_and_at_twelve_at_most() -> None:
    source = "The council of the old town may close some of the baths, the pools and the saunas by 1 May if costs go on rising."
    derivative = "The council of the old town will close the baths, the pools and the saunas by 1 June."
    assert found(source, derivative)
    for change in found(source, derivative):
        assert source[change.source.start : change.source.end] == change.source.text
        assert derivative[change.derivative.start : change.derivative.end] == change.derivative.text
        assert max(len(change.source.text.split()), len(change.derivative.text.split())) <= 12


def test_notes_say_what_was_seen() -> None:
    (change,) = grave("A fine is possible under article 12, prison under article 14.", "A fine is possible under article 14.")
    assert "number" in change.note
    (change,) = grave("The strike began on Wednesday.", "The strike began on Monday.")
    assert change.note == "the source says “Wednesday”"


def test_a_number_of_another_source_sentence_is_no_fault() -> None:
    source = "The bridge cost 4 million. It opened in 1994."
    spans = ((0, 26), (27, len(source)))
    assert [c for c in found(source, "The bridge cost 4 million and opened in 1994.", spans) if c.severity in GRAVE] == []


def test_an_added_passage_has_no_changes() -> None:
    one, other = analyse(Article("The dam held.")), analyse(Article("Nobody believed it."))
    assert changes(one, other, PassageDraft((0, 19), 0, "added_commentary")) == ()


def test_a_passage_without_words_has_no_changes() -> None:
    one, other = analyse(Article("The dam held.")), analyse(Article("The dam held. ***"))
    assert changes(one, other, PassageDraft((14, 17), 0, "edited", ((0, 13),))) == ()


@given(st.text(alphabet="ab AB.,’“”5%$£ \n-", min_size=1, max_size=60).filter(lambda text: any(map(str.isalnum, text))))
def test_a_copy_has_no_grave_change(text: str) -> None:
    assert grave(text, text) == []


@pytest.mark.parametrize(
    ("kind", "source", "derivative", "at_fault"),
    [
        (
            "certainty",
            "The town proposed closing the northern half of the harbour to trawlers.",
            "The town will close the northern half of the harbour to trawlers.",
            "will close",
        ),
        (
            "certainty",
            "The court is examining whether the clerk burned the letters of the duke.",
            "The clerk burned the letters of the duke.",
            "burned",
        ),
        ("certainty", "The vet said that the old horse was lame.", "The vet proved that the old horse was lame.", "proved"),
        (
            "certainty",
            "The choir will leave the chapel if the roof is not mended, its leader wrote.",
            "The choir is leaving the chapel as the roof has not been mended, its leader wrote.",
            "roof",
        ),
        ("quantity", "Some of them should see a judge this week.", "All of them should see a judge this week.", "All"),
        (
            "quantity",
            "Two of the nine jurors asked to read the letter again.",
            "The jurors asked to read the letter again.",
            "jurors",
        ),
        ("quantity", "The miller left the sluice open on Sunday.", "The miller always leaves the sluice open.", "always"),
        ("number", "Between 300 and 500 families live in the flats.", "Some families live in the flats, 500 families.", "500"),
        ("action", "The firm deliberately flooded the meadow in May.", "The firm flooded the meadow in May.", "flooded"),
        ("action", "The firm flooded the meadow deliberately on Monday.", "The firm flooded the meadow on Monday.", "meadow"),
        ("detail_added", "The firm flooded the meadow in May.", "The firm illegally flooded the meadow in May.", "illegally"),
        (
            "detail_added",
            "The cook left the kitchen at noon and did not come back.",
            "The cook left the kitchen at noon in order to punish his guests and did not come back.",
            "punish",
        ),
        (
            "action",
            "The board refused to publish the minutes of May.",
            "The board has not published the minutes of May.",
            "published",
        ),
        (
            "action",
            "The board declined to publish the minutes of May.",
            "The board refused to publish the minutes of May.",
            "refused",
        ),
        (
            "label",
            "About forty neighbours of the quarry handed in a petition.",
            "About forty activists handed in a petition at the quarry.",
            "activists",
        ),
    ],
)
def test_what_is_framed_otherwise_is_found_in_a_rewrite(kind: str, source: str, derivative: str, at_fault: str) -> None:
    listed = grave(source, derivative)
    assert is_among(listed, kind, at_fault), listed


@pytest.mark.parametrize(
    ("source", "derivative"),
    [
        ("The board refused to publish the minutes of May.", "The board would not publish the minutes of May."),
        ("The board would not publish the minutes of May.", "The board refused to publish the minutes of May."),
        ("The mill proposed a new weir and a fish ladder.", "A new weir and a fish ladder are what the mill has proposed."),
        (
            "Karl Venn, a guide, said that he had told the story of the gate wrongly for 20 years as nobody had the log.",
            "Karl Venn, a guide, said he had told guests a false story about the gate for 20 years.",
        ),
        ("The guard will be able to open the gate from Monday.", "From Monday the guard can open the gate."),
        ("No one was hurt in the crash.", "Nobody was hurt in the crash."),
        ("Nobody has used the hall since the flood.", "The hall has stood empty since the flood."),
        ("Unless it rains, the fair opens on Friday.", "If there is no rain, the fair opens on Friday."),
        ("The keeper told the boys to leave the pier.", "The boys were ordered to leave the pier by the keeper."),
        (
            "Of the miners 63% were ill, and $4 million was paid.",
            "Of the miners 63 percent were ill, and 4 million dollars was paid.",
        ),
        (
            "The mill is planning to drain the upper pond in May, the keeper of the weir wrote.",
            "The mill is set to drain the upper pond in May, the keeper of the weir wrote.",
        ),
        ("Generally, visitors are handled under harbour law.", "Normally, visitors are handled under harbour law."),
        ("In her most careful reply, Oduya asked for new keys.", "In a reply on Monday Oduya asked for new keys."),
        (
            "Entering the harbour without permission is a crime under section 25 of the act.",
            "Illegal entry into the harbour is a crime under section 25 of the act.",
        ),
    ],
)
def test_a_statement_only_put_in_other_words_is_no_grave_change(source: str, derivative: str) -> None:
    assert grave(source, derivative) == []


def test_a_dropped_attribution_points_at_what_is_stated_now() -> None:
    (change,) = grave("The stern door had leaked for a year, according to an engineer.", "The stern door had leaked for a year.")
    assert change.kind == "attribution_dropped"
    assert "according to an engineer" in change.source.text
    assert "leaked" in change.derivative.text


def test_who_keeps_the_speaker_drops_no_attribution() -> None:
    assert grave("Ann Bell said she had closed the old mill.", "Ann Bell has closed the old mill.") == []


def test_a_quotation_cut_before_its_speaker_takes_it_back() -> None:
    source = "“They are right to worry and wrong to be certain,” he says."
    listed = grave(source, "“They are right to worry,” he says.")
    assert [(change.kind, change.source.text) for change in listed] == [("qualification_dropped", "and wrong to be certain")]


def test_money_and_percent_keep_their_signs() -> None:
    (change,) = grave("The wall cost $731 million.", "The wall cost $713 million.")
    assert (change.source.text, change.derivative.text) == ("cost $731 million", "cost $713 million") or (
        change.source.text.startswith("$") and change.derivative.text.startswith("$")
    )


def test_another_form_of_a_word_is_not_said_to_mean_the_same() -> None:
    (change,) = [
        c for c in found("The refugees crossed the old bridge.", "The refuge crossed the old bridge.") if c.kind == "style"
    ]
    assert change.severity == "neutral"
    assert "means the same" not in change.note


def test_a_lone_possessive_is_no_stumbling_block() -> None:
    assert grave("The ’s mill was to be closed, if 's so.", "The ’s mill was to be closed, if 's so.") == []


def test_a_changed_end_of_a_range_is_one_change() -> None:
    (change,) = grave("Between 300 and 500 families left.", "Between 300 and 600 families left.")
    assert (change.kind, change.severity) == ("number", "fact")
    assert "600" in change.derivative.text


def test_capitals_of_a_headline_make_no_names() -> None:
    changed = grave("Harbour Crew Attacks Keeper On Pier", "Harbour Crew Rushes Keeper Near Pier")
    assert not any(change.kind == "name" for change in changed)


def test_an_added_detail_is_told_and_is_no_change_of_fact() -> None:
    (change,) = found("The dog bit a postman in Lime Street.", "The starving dog bit a postman in Lime Street.")
    assert (change.kind, change.severity, change.derivative.text) == ("detail_added", "neutral", "starving dog")


def test_a_phrase_that_reads_as_a_loaded_word_is_not_that_word() -> None:
    plain = "The council will return the carvings to the island next spring, the mayor said."
    assert grave(plain, plain.replace("return", "hand over")) == []
    assert [change.kind for change in grave(plain, plain.replace("return", "surrender"))] == ["loaded_word"]


@pytest.mark.parametrize("printed", ["d—n gate", "d**n gate", "[expletive] gate"])
def test_a_word_that_the_source_masks_is_no_change_where_it_is_printed(printed: str) -> None:
    frame = "“The {} has cost this town nine years of work,” Ida Marsh said."
    assert grave(frame.format(printed), frame.format("damn gate")) == []
    assert grave(frame.format(printed).replace("nine", "ten"), frame.format("damn gate")) != []


def test_a_not_that_the_source_has_in_brackets_is_no_masked_word() -> None:
    printed = "Ida Marsh said that the council will [not] sell the old mill to anybody from the coast."
    assert [change.kind for change in grave(printed, printed.replace("[not] ", ""))] == ["negation"]


def test_a_name_that_the_source_has_in_brackets_is_no_masked_word() -> None:
    printed = "The clerk said that [Karl Venn] signed the order to shut the quay on Monday."
    assert [change.kind for change in grave(printed, printed.replace("[Karl Venn]", "Tom Orley"))] == ["name"]
    assert grave(printed, printed.replace("[Karl Venn]", "Karl Venn")) == []
