"""The brief: what it says, what it does not say, and that it stays within its lines."""

import json
import re
from dataclasses import replace

import pytest
from golden_files import assert_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from make_comparison import articles, comparison, of_lines
from rich.cells import cell_len

from dedup.article import Article
from dedup.errors import InputError
from dedup.report.brief import Brief, brief
from dedup.report.certainty import clarity, likelihood
from dedup.report.credited import Part
from dedup.report.json import render_json
from dedup.report.markdown import render_markdown
from dedup.report.names import headline
from dedup.report.page import render_page
from dedup.report.parts import PARTS, asked_parts
from dedup.report.sentences import Marked, at_fault, sentence_about, window
from dedup.report.terminal import render_terminal
from dedup.report.terminal_brief import MOST_LINES, _bar, render_brief
from dedup.report.visible import acting
from dedup.report.wording import change_words, counts
from dedup.result import Change, Comparison, Difference, Dropped, Edit, Evidence, Passage, Quote, TextSpan, ThirdParty

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def made(**changed) -> Brief:
    return brief(replace(comparison(), **changed), *articles())


def with_changes(*confidences: float) -> Comparison:
    """The comparison with the changes of its edited passage, each with one of these confidences, and no others."""
    result = comparison()
    change = result.passages[1].changes[0]
    changes = tuple(replace(change, confidence=value) for value in confidences)
    passages = [replace(item, changes=changes if number == 1 else ()) for number, item in enumerate(result.passages)]
    return replace(result, passages=tuple(passages))


# -- the terminal


def test_the_brief_without_colour_is_the_golden_file():
    assert_golden("brief_80.txt", render_brief(comparison(), *articles(), color=False))


def test_the_brief_with_colour_is_the_golden_file():
    assert_golden("brief_80.ansi", render_brief(comparison(), *articles(), color=True))


def test_the_lists_are_the_golden_file():
    assert_golden("parts_80.txt", render_terminal(comparison(), *articles(), color=False, show=(*PARTS[:-1], "why")))


def test_colour_changes_no_word_of_the_brief():
    plain, coloured = (render_brief(comparison(), *articles(), color=color) for color in (False, True))
    assert STYLE.sub("", coloured) == plain


texts = st.text(min_size=1).filter(lambda text: _is_article(text))
LINES = ("One levy rose by 5 percent.", "“No,” said Ida Brandt, who was not asked.", "x" * 90, "界" * 70)
lines = st.lists(st.sampled_from(LINES), min_size=1)


def _is_article(text: str) -> bool:
    try:
        Article(text)
    except InputError:
        return False
    return True


def _all_sure(result: Comparison) -> Comparison:
    def sure(item: Passage) -> Passage:
        return replace(item, changes=tuple(replace(change, confidence=0.95) for change in item.changes))

    return replace(result, passages=tuple(map(sure, result.passages)))


@settings(max_examples=60, deadline=None)
@given(texts | lines.map("\n".join), texts | lines.map("\n".join), st.integers(80, 160))
def test_a_brief_of_any_texts_has_at_most_40_lines_and_keeps_its_width(first, second, width):
    a, b = Article(first, title=second, outlet=second), Article(second, outlet=first, url=first)
    shown = render_brief(_all_sure(of_lines(a, b)), a, b, width=width, color=False)
    rows = shown.removesuffix("\n").split("\n")
    assert len(rows) <= MOST_LINES
    assert max(map(cell_len, rows)) <= width
    assert not acting(shown)


def test_parts_are_asked_for_by_name():
    assert asked_parts(full=False, show="changes, left-out", why=True) == ("changes", "left-out", "why")
    assert asked_parts(full=True, show=None, why=False) == ()
    with pytest.raises(InputError, match="no part 'change'; --show takes changes, quotes"):
        asked_parts(full=False, show="change", why=False)
    with pytest.raises(InputError, match="--full tells all"):
        asked_parts(full=True, show="changes", why=False)


@pytest.mark.parametrize(("part", "has", "has_not"), [
    ("changes", "number (change of fact), clear: “12” → “15”", "word for word"),
    ("quotes", "“We were not asked,” word for word; Mara Lind", "change of fact"),
    ("credit", "credited to The Coast Courier and quoted", "change of fact"),
    ("added", "added commentary: Of course nobody", "change of fact"),
    ("left-out", "It will hear objections until 3 May.", "change of fact"),
    ("text", "{+15+}", "It will hear objections"),
    ("why", "resemblance", "It will hear objections"),
])  # fmt: skip
def test_a_part_shows_what_it_is_called_and_nothing_else(part, has, has_not):
    shown = render_terminal(comparison(), *articles(), width=200, color=False, show=(part,))
    assert has in shown
    assert has_not not in shown
    assert shown.startswith("“Greedy board")


# -- what it says


def test_the_finding_names_both_headlines_its_certainty_and_the_base_of_its_share():
    assert made().finding == (
        "“Greedy board </title><script>alert(2)</script>” very likely draws on “Levy rises”: 34 of its 80 words (42%) are in "
        "passages with a counterpart there."
    )


@pytest.mark.parametrize(("relation", "source", "says"), [
    ("identical", "a", "have the same words"),
    ("near_duplicate", "a", "is very likely a copy of"),
    ("near_duplicate", None, "nearly the same text; which came first was not found out"),
    ("derivative", None, "one very likely draws on the other; which on which was not found out"),
    ("common_source", None, "very likely rest on a third text"),
    ("independent", None, "are very likely independent: what both have does not show"),
])  # fmt: skip
def test_each_relation_has_its_sentence(relation, source, says):
    assert says in made(relation=relation, source=source).finding


def test_the_surety_of_a_finding_is_the_lower_of_relation_and_direction():
    assert made(confidence=0.6).certainty == "possibly"
    assert made(direction=replace(comparison().direction, confidence=0.8)).certainty == "likely"


def test_the_certainty_of_the_result_is_the_one_of_the_finding():
    assert made(certainty="possible").certainty == "possibly"
    assert made(certainty="very likely", confidence=0.5).certainty == "very likely"


def test_that_one_draws_on_the_other_is_as_sure_as_copy_and_derivative_together():
    chances = {"copy": 0.5, "derivative": 0.45, "common_source": 0.03, "independent": 0.02}
    assert made(certainty="possible", probabilities=chances).certainty == "very likely"


def test_a_third_text_is_named_with_what_shows_it():
    place = Evidence("shared_speech", "We were not asked", 0, 17, "a", 31.0)
    third = ThirdParty("Mara Lind", "statement", (place, replace(place, article="b")))
    said = "both may also rest on words of Mara Lind: 31 words stand in both"
    assert made(third_party=third, relation="near_duplicate").third_party == said
    assert made(third_party=third).third_party == ""
    nobody = replace(third, name="speech", kind="speech")
    assert made(third_party=nobody, relation="near_duplicate").third_party == "both may also rest on speech that both quote"
    agency = ThirdParty("Quay Wire", "agency")
    assert made(relation="common_source", third_party=agency).third_party == "both rest on copy of the agency Quay Wire"
    shown = render_brief(replace(comparison(), third_party=agency), *articles(), color=False)
    assert "Third text   both may also rest on copy of the agency Quay Wire" in shown
    assert "\n\nBoth may also rest on copy of the agency Quay Wire.\n" in render_markdown(
        replace(comparison(), third_party=agency), *articles()
    )


def test_markdown_counts_the_doubtful_changes_behind_the_others():
    assert "that are clear or likely; 1 more change (number) is doubtful; others" in render_markdown(
        with_changes(0.95, 0.5), *articles()
    )
    assert "that are clear or likely; 2 more changes (number ×2) are doubtful; others" in render_markdown(
        with_changes(0.95, 0.5, 0.5), *articles()
    )


def test_words_of_certainty_change_at_their_thresholds():
    assert [likelihood(value) for value in (0.9, 0.89, 0.7, 0.69)] == ["very likely", "likely", "likely", "possibly"]
    assert [clarity(value) for value in (0.9, 0.89, 0.7, 0.69, 0.0)] == ["clear", "likely", "likely", "doubtful", "doubtful"]


def test_only_what_mostly_has_a_counterpart_is_said_to_condense():
    assert "condenses" not in made(summarises=True).finding
    whole = tuple(item for item in comparison().passages if item.source)
    assert "very likely condenses" in made(summarises=True, passages=whole).finding


def test_changes_come_gravest_first_with_their_sentences_and_words():
    found = made()
    assert [(claim.keys, claim.certainty, claim.kinds) for claim in found.changes] == [
        (("p2.1",), "clear", ("number",)),
        (("p4.1",), "likely", ("label",)),
    ]
    first, second = found.changes
    assert [first.left.text[slice(*mark)] for mark in first.left.marks] == ["12"]
    assert [first.right.text[slice(*mark)] for mark in first.right.marks] == ["15"]
    assert second.right.text == "The Coast Courier writes: “We were not asked,” said Mara Lind, a union boss."
    assert (found.found, found.doubtful) == (2, 1)


def test_doubtful_changes_are_counted_and_not_told():
    found = brief(with_changes(0.69, 0.0), *articles())
    assert (found.changes, found.found, found.doubtful) == ((), 0, 2)
    assert "; 2 doubtful ones (number ×2) under --show changes" in " ".join(
        render_brief(with_changes(0.69, 0.0), *articles(), color=False).split()
    )
    for shown in (render_page, render_markdown):
        assert "; 2 doubtful ones (number ×2) below" in shown(with_changes(0.69, 0.0), *articles())
    assert render_markdown(with_changes(0.69, 0.0), *articles()).count("number (change of fact), doubtful") == 2


def test_the_changes_of_one_sentence_are_one_claim():
    found = brief(with_changes(0.8, 0.95), *articles())
    assert [claim.keys for claim in found.changes] == [("p2.2", "p2.1")]
    assert found.changes[0].certainty == "clear"


def test_at_most_three_changes_are_told():
    result = comparison()
    grave = Change("number", "fact", *(result.passages[1].changes[0].source,) * 2, confidence=0.9)
    passages = tuple(replace(item, changes=(grave,)) for item in result.passages if item.source)
    found = brief(replace(result, passages=passages), *articles())
    assert (len(found.changes), found.found) == (3, 4)


def test_of_undirected_articles_a_says_and_b_says_and_nothing_is_left_out():
    a, b = articles()
    one, two = TextSpan(0, 58, a.text[:58]), TextSpan(54, 112, b.text[54:112])
    left = TextSpan(a.text.index("12"), a.text.index("12") + 2, "12")
    right = TextSpan(b.text.index("15"), b.text.index("15") + 2, "15")
    result = replace(
        comparison(), relation="common_source", source=None, differences=(Difference("number", left, right, one, two, "", 0.95),)
    )
    shown = render_brief(result, a, b, color=False)
    assert "A says  The harbour board raised its levy to [-12-] percent" in shown
    assert "B says  The harbour board raised its levy to {+15+} percent" in shown
    assert "--source a reads what B has of A, --source b the other way" in shown
    for word in ("Left out", "left out", "Added", " source ", "derivative"):
        assert word not in shown.replace("where a source is given", "")
    assert "; more are looked for where a source is given" in " ".join(shown.split())
    assert "more are looked for where a source is given" in render_markdown(result, a, b)
    assert "says" in render_markdown(result, a, b)


def test_independent_articles_are_told_in_a_sentence_with_what_was_checked_and_what_is_common():
    alone = tuple(replace(item, source=(), kind="added_background", changes=(), quotes=()) for item in comparison().passages)
    measures = replace(comparison().measures, a_containment=0.0, b_containment=0.0)
    found = made(relation="independent", source=None, passages=alone, measures=measures)
    assert found.checked.endswith(
        "found in common: no sentence, and hardly a run of words; what they tell in other words is not counted."
    )
    assert "by words alone" in found.checked
    assert (found.shares, found.credit, found.added, found.left_out, found.omissions, found.quotations) == ((), (), (), "", (), "")
    shown = render_brief(replace(comparison(), relation="independent", source=None), *articles(), color=False)
    assert "not found in the source" not in shown


@pytest.mark.parametrize(("quoted", "says"), [
    ((0,), "1 sentence or part of one"),
    ((8,), "1 sentence or part of one, mostly in quotation marks"),
    ((8, 0), "2 sentences or parts of sentences, 1 of them mostly in quotation marks"),
    ((8, 7), "2 sentences or parts of sentences, all of them mostly in quotation marks"),
])  # fmt: skip
def test_what_independent_articles_have_in_common_is_counted_with_what_is_speech(quoted, says):
    item = replace(comparison().passages[0], kind="quote", words=8)
    passages = tuple(replace(item, quoted_words=words) for words in quoted)
    measures = replace(comparison().measures, a_containment=0.02, b_containment=0.12)
    found = made(relation="independent", source=None, passages=passages, measures=measures)
    assert found.checked.endswith(f"found in common: 12% of B’s runs of words, and {says}; {UNTOLD}")
    given = made(relation="independent", source="a", passages=passages, measures=measures)
    assert given.checked.endswith(f", and {says}.")


UNTOLD = "what they tell in other words is not counted."


def test_of_two_articles_without_a_source_names_and_strong_words_are_not_said_to_be_compared():
    bare = replace(comparison(), source=None, passages=tuple(replace(item, changes=()) for item in comparison().passages))
    said = brief(bare, *articles()).unchanged
    assert said.startswith(
        "no difference of fact was recognised surely enough to tell, which is no sign that there is none: of ten changed facts "
        "that readers see at most two are told, and names and strong words are not compared"
    )


def test_credit_falls_into_four_parts_of_the_words_taken():
    parts = made().credit
    assert [(part.name, part.words) for part in parts] == [
        ("credited and quoted", 4), ("credited", 13), ("quoted", 0), ("neither", 17),
    ]  # fmt: skip


def test_words_in_marks_that_the_source_does_not_have_are_not_quoted_of_it():
    text = "“The levy will fall at last,” she said."
    a, b = Article("“The levy will rise again,” she said."), Article(text)
    quote = Quote(0, text.index(" she"), "not_in_source", None, None, None)
    item = replace(of_lines(a, b).passages[0], kind="edited", quotes=(quote,), quoted_words=6, words=8, credit=None)
    other = replace(quote, status="changed")

    def parts(*quotes: Quote) -> dict[str, int]:
        found = replace(comparison(), passages=(replace(item, quotes=quotes),))
        return {part.name: part.words for part in brief(found, a, b).credit}

    assert parts(quote) == {"credited and quoted": 0, "credited": 0, "quoted": 0, "neither": 8}
    for held in ((other,), (quote, other), ()):  # without one: a block quotation that lost its marks
        assert parts(*held) == {"credited and quoted": 0, "credited": 0, "quoted": 6, "neither": 2}


def test_quotations_are_told_in_one_line():
    result = comparison()
    quote = result.passages[3].quotes[0]
    statuses = ("identical", "style", "changed", "truncated", "not_in_source")
    quotes = tuple(replace(quote, status=status) for status in statuses)
    passages = tuple(replace(item, quotes=quotes if number == 3 else ()) for number, item in enumerate(result.passages))
    assert made(passages=passages).quotations == (
        "2 of 5 quotations of 4 words and more word for word (1 part of a longer one), 1 but for spelling or punctuation, "
        "1 not found in the source, 1 to check: 1 perhaps with other words"
    )


def test_what_was_added_is_told_in_two_lines_with_its_base():
    assert made().added == (
        "29 of 80 words (36%) of the derivative have no counterpart; 17 more are page furniture, lead-ins and credits",
        "strong words of it, as far as seen, that the source does not have: “Greedy”",
    )


def test_all_words_of_the_derivative_are_told_of():
    kinds = ("attribution", "boilerplate", "verbatim", "added_background")
    passages = tuple(replace(item, kind=kind, changes=()) for kind, item in zip(kinds, comparison().passages, strict=False))
    apart = sum(item.words for item in passages[:2])
    assert made(passages=passages).added[0].endswith(f"; {apart} more are page furniture, lead-ins and credits")
    lone = (replace(passages[1], words=1), *passages[2:])
    assert made(passages=lone).added[0].endswith("; 1 more is page furniture")


def test_a_word_with_another_ending_in_the_source_is_not_told_as_strong():
    a, b = articles()
    assert brief(comparison(), replace(a, text=a.text + " Greediness, said the crews."), b).added[1:] == ()
    assert brief(comparison(), replace(a, text=a.text + " They agreed."), b).added[1:]


def test_a_word_that_the_source_has_too_is_not_told_as_loaded():
    a, b = articles()
    assert brief(comparison(), replace(a, text=a.text + " A board-like, greedy one."), b).added[1:] == ()


def test_words_in_brackets_are_told_apart_from_spelling():
    a, b = articles()
    result = comparison()
    quote = replace(result.passages[3].quotes[0], status="style")
    passages = tuple(replace(item, quotes=(quote,) if number == 3 else ()) for number, item in enumerate(result.passages))
    bracketed = b.text[: quote.start] + "[" + b.text[quote.start + 1 :]
    told = brief(replace(result, passages=passages), a, replace(b, text=bracketed)).quotations
    assert told == "0 of 1 quotation of 4 words and more word for word, 1 with words in brackets"


def test_what_is_possibly_independent_does_not_say_that_nothing_was_found():
    said = made(relation="independent", source=None, certainty="possible").finding
    assert said.endswith("are possibly independent: whether one draws on the other was not found out.")


@pytest.mark.parametrize(("derivative", "says"), [
    (0.04, "what both have does not show that one draws on the other."),
    (0.06, "whether one draws on the other was not found out."),
])  # fmt: skip
@pytest.mark.parametrize("relation", ["independent", "common_source"])
def test_that_nothing_shows_a_source_is_said_where_one_is_next_to_excluded(relation, derivative, says):
    chances = {"copy": 0.0, "derivative": derivative, relation: 1 - derivative}
    assert made(relation=relation, source=None, probabilities=chances).finding.endswith(says)


def test_independent_articles_of_one_event_are_said_to_tell_one_story():
    told = made(relation="independent", source=None, same_story=0.93)
    assert told.finding.endswith("very likely tell one story; what both have does not show that one took from the other.")
    assert told.certainty == "very likely"
    assert "one story" not in made(relation="independent", source=None, same_story=0.7).finding


def test_where_no_change_is_told_a_brief_says_what_was_looked_for_and_clears_nobody():
    bare = replace(comparison(), passages=tuple(replace(item, changes=()) for item in comparison().passages))
    said = (
        "no changed fact or loaded word was recognised surely enough to tell, which is no sign that there is none: of ten "
        "changed facts that readers see about two are told, of ten loaded words about one; 2 passages have other words than their "
        "counterparts, so read both"
    )
    assert brief(bare, *articles()).unchanged == said
    assert f"Changed: {said}" in " ".join(render_brief(bare, *articles(), color=False).split())
    assert f"N{said[1:]}." in render_markdown(bare, *articles())
    assert f"N{said[1:]}." in render_page(bare, *articles())
    assert brief(replace(bare, relation="independent", source=None), *articles()).unchanged == ""
    limits = "the articles are in a language without rules (el): changes of meaning were not looked for"
    limited = brief(replace(bare, unread=limits), *articles())
    assert (limited.unchanged, limited.credit) == (
        f"no changed fact or loaded word was recognised surely enough to tell; {limits}",
        (),
    )


@pytest.mark.parametrize("relation", ["common_source", "independent"])
def test_a_source_that_was_given_is_told_where_the_finding_names_none(relation):
    given = replace(comparison(), relation=relation, source="a")
    assert made(relation=relation, source="a").given == "A was given as the source"
    shown = " ".join(render_brief(given, *articles(), color=False).split())
    assert "A was given as the source." in shown
    assert "--source a" not in shown
    assert "A was given as the source." in render_markdown(given, *articles())
    assert "A was given as the source." in render_page(given, *articles())
    assert made(relation=relation, source=None).given == ""


def test_changes_that_are_likelier_wrong_than_right_are_counted_where_none_is_told():
    result = comparison()
    weak = [replace(change, severity="neutral", confidence=0.2) for item in result.passages for change in item.changes][:1]
    passages = tuple(replace(item, changes=tuple(weak) if at == 1 else ()) for at, item in enumerate(result.passages))
    told = brief(replace(result, passages=passages), *articles())
    assert (told.doubtful, told.found) == (1, 0)
    assert "1 doubtful one (number) not told here" in told.unchanged
    unmeasured = tuple(replace(item, changes=tuple(replace(one, confidence=0.0) for one in item.changes)) for item in passages)
    assert "doubtful one" not in brief(replace(result, passages=unmeasured), *articles()).unchanged


def test_changes_that_are_likelier_wrong_than_right_are_counted_beside_others_and_called_doubtful_in_the_list():
    result = comparison()
    (first, *rest) = result.passages[1].changes
    half = replace(first, kind="loaded_word", severity="neutral", confidence=0.5)  # .49996, rounded
    changed = replace(result.passages[1], changes=(first, *rest, half))
    weak = replace(result, passages=(result.passages[0], changed, *result.passages[2:]))
    assert brief(weak, *articles()).doubtful == brief(result, *articles()).doubtful + 1
    assert change_words(half) == "loaded word (neutral change), doubtful"
    assert change_words(replace(half, confidence=0.0)) == "loaded word (neutral change)"


def test_a_source_that_was_given_is_told_of_a_derivative_too():
    given = replace(comparison(), given="a")
    assert brief(given, *articles()).given == "A was given as the source; which came first was not looked for"
    for shown in (" ".join(render_brief(given, *articles(), color=False).split()), render_page(given, *articles())):
        assert "A was given as the source" in shown
    assert brief(comparison(), *articles()).given == ""


def test_two_independent_articles_without_anything_in_common_are_said_to_have_nothing():
    result = comparison()
    bare = replace(
        result,
        relation="independent",
        source=None,
        passages=tuple(replace(item, kind="added_background", source=()) for item in result.passages),
    )
    said = brief(bare, *articles()).finding
    assert said.endswith("independent: no sentence, credit or link was found that shows that one draws on the other.")


def test_a_headline_in_a_broken_encoding_is_shown_as_it_was_meant():
    a, b = articles()
    broken = replace(comparison(), a=replace(comparison().a, title="Crews â\x80\x98chokedâ\x80\x99 by the levy"))
    assert brief(broken, a, b).left.headline == "Crews ‘choked’ by the levy"


def test_a_quotation_told_with_other_words_is_not_told_as_missing():
    text = "“The levy will fall at last,” she said."
    a, b = Article("“The levy will rise again,” she said."), Article(text)
    quote = Quote(0, text.index(" she"), "not_in_source", None, None, None)
    passages = of_lines(a, b).passages
    taken = replace(passages[0], kind="quote", quotes=(quote,), quoted_words=6, words=8)
    whole = "0 of 1 quotation of 4 words and more word for word, "
    assert brief(replace(comparison(), passages=(taken,)), a, b).quotations == (
        f"{whole}1 to check: 1 with other words than its counterpart"
    )
    alone = replace(taken, kind="added_background")
    assert brief(replace(comparison(), passages=(alone,)), a, b).quotations == f"{whole}1 not found in the source"


def quoting(text: str, *parts: tuple[str, str]) -> str:
    """What a brief says of the quotations of a text, given each as its words and its status."""
    a = Article("The board met.")
    b = Article(text)
    quotes = [Quote(at := text.index(words), at + len(words), status, None, None, None) for words, status in parts]
    passages = of_lines(a, b).passages
    held = replace(passages[0], quotes=tuple(quotes))
    found = replace(comparison(), passages=(held, *(replace(item, quotes=()) for item in passages[1:])))
    return brief(found, a, b).quotations


def test_a_quotation_that_runs_over_several_passages_counts_once():
    text = "“The levy will rise again. Nobody was asked about it,” she said. “We pay for it all.”"
    parts = (("“The levy will rise again.", "identical"), ("Nobody was asked about it,”", "identical"))
    last = ("“We pay for it all.”", "identical")
    assert quoting(text, *parts, last) == "2 of 2 quotations of 4 words and more word for word"
    in_part = (parts[0], (parts[1][0], "not_in_source"), last)
    assert quoting(text, *in_part) == "1 of 2 quotations of 4 words and more word for word, 1 to check: 1 found in part"


def test_each_count_of_quotations_says_what_it_counts():
    """The brief counts whole quotations of some length, the lists every part in every passage: the numbers differ."""
    assert "1 of 1 quotation of 4 words and more word for word" in made().quotations
    assert ("quotations", "0 of 1 quoted part of any length not word for word") in counts(comparison())
    assert "Quoted parts of any length" in render_terminal(comparison(), *articles(), color=False, show=("quotes",))


def test_words_of_the_source_in_a_row_are_word_for_word_though_the_quotation_is_cut():
    """A part of a longer quotation in marks is what every reporter prints; what was joined or dropped inside is to check."""
    a = Article("“The levy will rise again, and the crews will pay for it,” she said.")
    for words, said in (
        ("“the crews will pay for it,”", "1 of 1 quotation of 4 words and more word for word (1 part of a longer one)"),
        (
            "“the levy and the crews will pay”",
            "0 of 1 quotation of 4 words and more word for word, 1 to check: 1 perhaps cut short",
        ),
    ):
        b = Article(f"She says {words} then.")
        quote = Quote(9, 9 + len(words), "truncated", None, None, None)
        passage = replace(of_lines(a, b).passages[0], quotes=(quote,))
        assert brief(replace(comparison(), passages=(passage,)), a, b).quotations == said


def test_words_held_at_arms_length_are_in_no_count_and_those_the_source_lacks_are_shown():
    text = "The “noble mission” has “gaps,” and “every one of them shows.”"
    parts = (("“noble mission”", "identical"), ("“gaps,”", "not_in_source"), ("“every one of them shows.”", "identical"))
    whole = "1 of 1 quotation of 4 words and more word for word"
    assert quoting(text, *parts) == f"{whole}; among shorter words in marks, not in the source: “gaps”"
    assert quoting("The “noble mission” is over.", parts[0]) == ""


def test_short_words_in_marks_are_told_though_the_result_holds_no_quotation_of_them():
    """The list reads as complete: what was added may hold words at arm's length that no passage has as a quotation."""
    assert quoting('The “board” had a "surge" of “Gaps,” and “gaps”.') == (
        "among shorter words in marks, not in the source: “surge”, “Gaps”"
    )


def test_words_in_marks_beyond_the_third_are_counted():
    words = ("“gaps,”", "“holes,”", "“rifts,”", "“cracks”")
    said = quoting(f"It has {' and '.join(words)}.", *((word, "not_in_source") for word in words))
    assert said == "among shorter words in marks, not in the source: “gaps”, “holes”, “rifts” and 1 more"


def test_speech_retold_without_marks_is_no_quotation():
    assert quoting("She said that the levy would rise again.", ("She said that the levy would rise again.", "paraphrased")) == ""


def test_of_two_reports_the_quotations_of_b_that_stand_in_a_are_counted():
    assert (
        made(relation="independent", source=None).quotations
        == "1 of 1 quotation of 4 words and more of B stands in A word for word"
    )


def test_credits_that_name_nobody_are_told_and_of_two_reports_whom_b_names():
    assert made().credited_by == ""
    assert made(relation="independent", source=None).credited_by == "B names “The Coast Courier” for what stands in A, too"
    vague = [
        replace(item, credit=item.credit and replace(item.credit, marker=TextSpan(0, 10, "reportedly")))
        for item in comparison().passages
    ]
    told = "17 credited words without a name where the credit stands: “reportedly”"
    assert made(passages=tuple(vague)).credited_by == told
    assert told in " ".join(render_brief(replace(comparison(), passages=tuple(vague)), *articles(), color=False).split())
    assert made(passages=tuple(vague), relation="independent", source=None).credited_by == ""


def test_quoted_words_that_the_source_does_not_have_so_are_told_beside_the_shares():
    """Else "0 % quoted" stands beside an article half of which is in quotation marks."""
    held = comparison().passages[3]
    altered = replace(held, quotes=tuple(replace(one, status="not_in_source") for one in held.quotes))
    passages = (*comparison().passages[:3], altered, *comparison().passages[4:])
    words = f"{held.quoted_words} words in marks that the source does not have so are not counted as quoted"
    assert words in made(passages=passages).credited_by
    assert "in marks" not in made().credited_by


def test_a_block_quotation_without_marks_is_told_beside_the_shares():
    held = comparison().passages[3]
    passages = (*comparison().passages[:3], replace(held, quotes=()), *comparison().passages[4:])
    assert "some of what counts as quoted stands in a block without marks" in made(passages=passages).credited_by
    assert "in a block" not in made().credited_by


def test_a_claim_says_that_its_words_are_quoted_and_that_others_differ_too():
    (first, *_) = made().changes
    assert first.sort == "number"
    item = comparison().passages[1]
    words = item.changes[0].derivative
    quote = replace(comparison().passages[3].quotes[0], start=words.start, end=words.end)
    (quoted, *_) = made(passages=(comparison().passages[0], replace(item, quotes=(quote,)), *comparison().passages[2:])).changes
    assert quoted.sort == "number, in a quotation"
    more = replace(item, edits=(*item.edits, Edit("insert", (0, 0), (item.end - 13, item.end))))
    (apart, *_) = made(passages=(comparison().passages[0], more, *comparison().passages[2:])).changes
    assert apart.sort == "number, other words differ, too"


def crediting(to: str, words: str) -> str:
    """What a brief says of credits that all mean `to`, by these words."""
    marker = TextSpan(0, len(words), words)
    given = [(item, item.credit and replace(item.credit, to=to, marker=marker)) for item in comparison().passages]
    held = [replace(item, credit=credit) for item, credit in given]
    return made(passages=tuple(held)).credited_by


@pytest.mark.parametrize(("to", "words"), [
    ("Ministry of Quays", "officials said"), ("AP", "apparently"), ("The Quay Wire", "in other reports"),
    ("Die Kaiwoche", "die Behörde"),
])  # fmt: skip
def test_a_name_is_not_seen_inside_another_word(to, words):
    assert crediting(to, words).endswith(f"without a name where the credit stands: “{words}”")


@pytest.mark.parametrize(("to", "words"), [
    ("Ministry of Quays", "the ministry said"), ("AP", "AP reported"), ("Quay Wire", "https://quaywire.example/a"),
    ("The Wire", "the Wire’s report"), ("海港報", "據海港報報道"),
])  # fmt: skip
def test_a_name_is_seen_whole_in_an_address_and_in_a_script_without_spaces(to, words):
    assert crediting(to, words) == ""


def test_a_mark_parts_no_name():
    text = "He is snubbing Donald Duck and dines with élan."
    at = text.index("snubbing")
    (mark,) = sentence_about(text, TextSpan(0, 2, "He"), [TextSpan(at, at + 15, text[at : at + 15])]).marks
    assert text[slice(*mark)] == "snubbing Donald Duck"


def test_in_a_headline_full_of_capitals_a_mark_takes_no_further_words():
    text = "Harbour Towns Push Back Against Levy On Nets"
    at = text.index("Push")
    (mark,) = sentence_about(text, TextSpan(0, 7, "Harbour"), [TextSpan(at, at + 17, text[at : at + 17])]).marks
    assert text[slice(*mark)] == "Push Back Against"


def test_a_mark_ends_before_the_words_that_follow_on_both_sides():
    passage = replace(
        comparison().passages[0], source=(TextSpan(0, 37, "Towns push back against levy on Monday"),), start=0, end=25
    )
    passage = replace(passage, text="Towns agree with levy now")
    change = Change("action", "fact", TextSpan(6, 28, "push back against levy"), TextSpan(6, 16, "agree with"))
    assert at_fault(change, passage, "source").text == "push back against"
    assert at_fault(change, passage, "derivative").text == "agree with"


@pytest.mark.parametrize(
    ("source", "derivative", "there", "here"),
    [
        ("Section 12", "Section 15", "12", "15"),
        ("the board", "the far-left board", "the board", "far-left"),
        ("rose", "fell sharply", "rose", "fell sharply"),
        ("", "the levy simply being due", "", "simply being"),
        ("levy due", "due levy", "levy due", "due levy"),
    ],
)
def test_marks_leave_out_words_at_their_ends_that_both_sides_have(source, derivative, there, here):
    change = Change("number", "fact", TextSpan(5, 5 + len(source), source), TextSpan(9, 9 + len(derivative), derivative))
    origin = TextSpan(0, 12, "The levy due")
    passage = replace(comparison().passages[0], source=(origin,), text=derivative)
    assert (at_fault(change, passage, "source").text, at_fault(change, passage, "derivative").text) == (there, here)
    span = at_fault(change, passage, "derivative")
    assert span.start == 9 + derivative.index(here)


@pytest.mark.parametrize("words", [(1, 99, 0, 0), (21, 26, 32, 21), (0, 5, 0, 0), (33, 33, 34, 0), (102, 128, 158, 106)])
def test_the_bar_of_credit_has_24_cells_in_proportion(words):
    parts = tuple(Part(str(at), count, "") for at, count in enumerate(words))
    sizes = [len(cells) for cells, _ in _bar(parts)]
    assert sum(sizes) == 24
    assert all((size == 0) == (count == 0) for size, count in zip(sizes, words, strict=True))
    assert max(abs(size - 24 * count / sum(words)) for size, count in zip(sizes, words, strict=True)) < 1.0


# -- omissions


SOURCE = (
    "Levy rises again\n"
    "The harbour board raised its levy by 12 percent on Monday.\n"
    "Mara Lind, who speaks for the crews, said nobody had asked them about it.\n"
    "The board said the sum was an estimate that could still fall.\n"
    "Objections can be handed in at Quay Street until the third of May.\n"
    "Contact our newsroom about anything that you have seen at the harbour.\n"
)


def omitted(derivative: str, *words: tuple[str, str]) -> list[str]:
    a, b = Article(SOURCE), Article(derivative)
    dropped = tuple(
        Dropped(place, place + len(text), text, group, words=len(text.split()))
        for text, group in words
        for place in [SOURCE.index(text)]
    )
    return [item.text for item in brief(replace(of_lines(a, b), dropped=dropped), a, b).omissions]


def test_an_omission_is_told_unless_its_words_stand_elsewhere_in_the_derivative():
    said = "The board said the sum was an estimate that could still fall."
    assert omitted("The levy goes up.\nIt is higher.", (said, "qualification")) == [said]
    assert omitted("The levy goes up.\nBut that board sum, a mere estimate, could still come down.", (said, "qualification")) == []


def test_the_end_of_a_quotation_that_opened_before_it_is_no_omission():
    said = "The board said the sum was an estimate that could still fall."
    for torn in (f"{said[:-1]},” he said.", f'{said[:-1]}," he said.'):
        a, b = Article(f"Levy rises again\n{torn}\n"), Article("The levy goes up.\nIt is higher.")
        place = a.text.index(torn)
        dropped = (Dropped(place, place + len(torn), torn, "voice", words=len(torn.split())),)
        assert brief(replace(of_lines(a, b), dropped=dropped), a, b).omissions == ()


def test_a_sentence_whose_quotation_goes_on_behind_it_is_an_omission():
    said = 'The board replied, "The sum was an estimate that could still fall.'
    a, b = Article(f'Levy rises again\n{said} We will see."\n'), Article("The levy goes up.\nIt is higher.")
    place = a.text.index(said)
    dropped = (Dropped(place, place + len(said), said, "voice", words=len(said.split())),)
    assert [item.text for item in brief(replace(of_lines(a, b), dropped=dropped), a, b).omissions] == [said]


def test_neither_headlines_nor_furniture_are_omissions():
    rest = [
        ("Levy rises again", "number"),
        ("Contact our newsroom about anything that you have seen at the harbour.", "qualification"),
    ]
    assert omitted("The levy goes up.\nIt is higher.", *rest) == []


# -- names and sentences


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Levy rises again\n\nThe board said so on Monday.", "Levy rises again"),
        ("\ufeffLevy rises again\r\nThe board said so on Monday.", "Levy rises again"),
        ("Will the levy rise?\nThe board said so on Monday.", "Will the levy rise?"),
        ("The board raised its levy on Monday.\nIt said so.", ""),
        ("The board raised its levy on Monday because\nof the new quay.", ""),
        ("Only one line of text", ""),
        ("word " * 60 + "\nThe board said so.", ""),
        ("- The Coast Courier - Monday, April 7, 2031\nThe board raised its levy.", ""),
        ("7 April 2031\nThe board raised its levy.", ""),
        ("The Coast Courier, 7. April 2031, 09:30\nThe board raised its levy.", ""),
        ("What the levy was in 2031\nThe board raised it.", "What the levy was in 2031"),
    ],
)
def test_a_short_first_line_is_the_headline(text, name):
    assert headline(comparison().b.__class__("hash", None, None, None, None, 1), text) == name


def test_no_hash_and_no_file_name_stands_for_an_article_with_words():
    a, b = Article("Levy rises again\nThe board said so.", id="0f3a9c"), Article("Two firms paid late on Monday.", id="b.txt")
    found = brief(of_lines(a, b), a, b)
    assert "Levy rises again" in found.finding
    assert found.right.shown == "(no headline) Two firms paid late on Monday.…"
    assert "rticle B (“Two firms paid late on Monday.…”)" in found.finding
    assert "0f3a9c" not in str(found)
    assert "b.txt" not in str(found)


@pytest.mark.parametrize("blank", ["\u200b", "* * *", "—", "\u202e "])
def test_a_title_or_first_line_without_a_letter_or_digit_is_no_headline(blank):
    text = "Two firms paid late on Monday.\nThe board said so."
    for article in (Article(text, title=blank), Article(f"{blank}\n{text}")):
        one = brief(of_lines(article, article), article, article).left
        assert (one.headline, one.shown) == ("", "(no headline) Two firms paid late on Monday. The board said so.…")


def test_headline_stands_against_headline_and_strong_words_of_the_second_are_marked():
    """In the terminal and in Markdown as on the page: a rewrite's framing often begins there."""
    untitled = replace(comparison(), b=replace(comparison().b, title=None))
    plain = render_brief(untitled, *articles(), color=False).split("\n")
    assert "A source     Levy rises" in plain
    assert "B derivative {+Greedy+} board strikes again <script>alert(1)</script>" in plain
    assert "· marked: strong words that the source does not have" in " ".join(" ".join(plain).split())
    assert "<small>marked: strong words that the source does not have</small>" in render_page(untitled, *articles())
    a, b = articles()
    had = render_brief(untitled, replace(a, text=f"{a.text} Greedy."), b, color=False)
    assert "{+Greedy+}" not in had.split("Changed")[0]
    assert "marked:" not in had
    marked = render_markdown(untitled, *articles()).split("\n")
    assert any(line.startswith("- source: Levy rises · The Coast Courier · ") for line in marked)
    assert any(line.startswith("- derivative: **Greedy** board strikes again \\<script") for line in marked)


def test_the_whole_report_calls_articles_as_the_brief_does():
    a, b = Article("Levy rises again\nThe board said so.", id="0f3a9c"), Article("Two firms paid late on Monday.", id="b.txt")
    shown = render_terminal(of_lines(a, b), a, b, color=False)
    assert re.search(r"source +Levy rises again\n", shown)
    assert re.search(r"derivative +\(no headline\) Two firms paid late on Monday.…\n", shown)
    assert "0f3a9c" not in shown
    assert "b.txt" not in shown


def test_texts_of_the_same_headline_go_by_their_outlets():
    result = comparison()
    both = {"a": replace(result.a, title="Levy"), "b": replace(result.b, title="Levy", outlet="Dockside")}
    assert made(**both).finding.startswith("The text of Dockside very likely draws on the text of The Coast Courier")


def test_a_clause_is_shown_in_its_sentence():
    text = "One came first. In May the board, it said, raised the levy. Another came."
    start = text.index("raised")
    clause = TextSpan(start, start + 15, text[start : start + 15])
    found = sentence_about(text, clause, [TextSpan(start, start + 6, "raised")])
    assert found.text == "In May the board, it said, raised the levy."
    assert [found.text[slice(*mark)] for mark in found.marks] == ["raised"]


def test_marks_that_touch_are_one_and_those_elsewhere_are_none():
    text = "The board raised the levy. Then it fell."
    words = [TextSpan(4, 9, "board"), TextSpan(9, 16, " raised"), TextSpan(32, 34, "it")]
    assert sentence_about(text, TextSpan(0, 26, text[:26]), words).marks == ((4, 16),)


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200), st.integers(1, 80))
def test_a_window_keeps_the_words_of_its_first_mark(text, one, two, most):
    low, high = sorted(min(place, len(text)) for place in (one, two))
    cut = window(Marked(text, 0, ((low, high),) if low < high else ()), most)
    if low < high:
        assert cut.text[slice(*cut.marks[0])] == text[low:high]
    assert text[cut.start :].startswith(cut.text.removeprefix("…").removesuffix("…")) or cut.text == text


def test_the_json_holds_the_brief_and_stays_a_result():
    told = json.loads(render_json(comparison(), *articles()))
    assert told["brief"]["finding"] == made().finding
    assert told["brief"]["changes"][0]["left"]["marks"] == [[37, 39]]
    assert Comparison.from_dict(told) == comparison()
