"""What `compare` promises, on tiny texts, on any text, and on the story families."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fuzzing import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedup import Article, Comparison, Settings, compare
from dedup.errors import InputError, SettingsError
from dedup.pair.related import Related, compare_again, related

STORIES = Path(__file__).parent.parent / "data"
WORDS_ALONE = Settings().updated({"model": ""})
REPORT = (
    "The council of Port Ellery voted 6-3 on Tuesday to raise the harbour levy by 4.5 percent.\n\n"
    "“I would rather be blamed for a tax than for a flood,” Mayor Adela Tarrant told the chamber.\n\n"
    "Dockworkers gathered outside the town hall and sang until the doors were closed at midnight.\n"
)
REWRITE = (
    "Port Ellery’s council voted 6-3 on Tuesday to raise its harbour levy by 4.5 percent.\n\n"
    "“I would rather be blamed for a tax than for a flood,” she said.\n\n"
    "Nobody asked the people who pay for it. What a surprise!\n"
)
letters = st.characters(exclude_categories=("Cs",))
pieces = st.sampled_from(
    [
        "The council voted 6-3 on Tuesday.", "“I would rather be blamed,” she said.", " ", "\n\n", "\r\n", "\ufeff", "\u00a0",
        ", ",
        "He left — and said ‘no’.", "U.S. troops paid $1,000.50", "ہم یہاں ہیں۔", "北京。", "(AP Photo/X) ",
        "***FREE***", "\0", "…", "'",
    ]
)  # fmt: skip
texts = (
    st.lists(pieces | st.text(letters, max_size=8), min_size=1, max_size=14).map("".join).filter(lambda t: any(map(str.isalpha, t)))
)


def check_laws(result: Comparison, a: str, b: str) -> None:
    """Passages tile the derivative, none crosses a line, edits rebuild it, and every offset slices what it says."""
    derivative, source = (a, b) if result.derivative_side == "a" else (b, a)
    covered = [0] * len(derivative)
    for passage in result.passages:
        assert derivative[passage.start : passage.end] == passage.text
        meant = passage.text.replace("Â\x85", "…")  # what a broken encoding has made of the three dots ends no line
        assert not set(meant) & set("\n\r\x0b\x0c\x85\u2028\u2029")
        for at in range(passage.start, passage.end):
            covered[at] += 1
        for span in passage.source:
            assert source[span.start : span.end] == span.text
        if passage.edits:
            check_edits(
                passage.edits, source, derivative, (passage.source[0].start, passage.source[0].end), (passage.start, passage.end)
            )
        for change in passage.changes:
            assert source[change.source.start : change.source.end] == change.source.text
            assert derivative[change.derivative.start : change.derivative.end] == change.derivative.text
        for cue in passage.cues:
            assert derivative[cue.start : cue.end] == cue.text
    for character, times in zip(derivative, covered, strict=True):
        assert times <= 1 if character.isspace() else times == 1
    for dropped in result.dropped:
        assert source[dropped.start : dropped.end] == dropped.text
    assert Comparison.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def check_edits(edits, source, derivative, from_span, to_span) -> None:  # type: ignore[no-untyped-def]
    """The edits tile both spans, and replaying them rebuilds the derivative."""
    rebuilt, at, to = "", from_span[0], to_span[0]
    for edit in edits:
        assert (edit.source[0], edit.derivative[0]) == (at, to)
        at, to = edit.source[1], edit.derivative[1]
        rebuilt += source[slice(*edit.source)] if edit.op == "equal" else derivative[slice(*edit.derivative)]
    assert (at, to) == (from_span[1], to_span[1])
    assert rebuilt == derivative[slice(*to_span)]


@settings(max_examples=examples(40))
@given(texts, texts)
@example("The council voted 6-3 on Tuesday.", "The council voted 6-3 on Tuesday.\n\n\ufeff")
@example("The council voted 6-3 on Tuesday.", "The council voted 6-3 on Tuesday.\n\n\ufeffThe council voted 6-3 on Tuesday.")
@example("The council voted 6-3 on Tuesday.", "Â\x850")
@example("The council voted 6-3 on Tuesday.", "\u200b \r\nThe council voted 6-3 on Tuesday.\n \ufeff \nIt rained.")
def test_any_two_texts_obey_the_laws(a: str, b: str) -> None:
    check_laws(compare(Article(a), Article(b), settings=WORDS_ALONE), a, b)


@settings(max_examples=examples(20))
@given(texts)
def test_a_text_is_identical_to_itself_and_wholly_verbatim(text: str) -> None:
    result = compare(Article(text), Article(text), settings=WORDS_ALONE)
    assert (result.relation, result.degree) == ("identical", "wholly")
    assert {passage.kind for passage in result.passages} <= {"verbatim"}
    check_laws(result, text, text)


def test_a_rewrite_is_told_passage_by_passage() -> None:
    result = compare(Article(REPORT), Article(REWRITE), source="a", settings=WORDS_ALONE)
    assert result.relation == "derivative"
    assert [passage.kind for passage in result.passages] == ["edited", "quote", "added_commentary", "added_commentary"]
    assert [dropped.text for dropped in result.dropped] == [
        "Dockworkers gathered outside the town hall and sang until the doors were closed at midnight."
    ]
    check_laws(result, REPORT, REWRITE)


def test_the_order_of_the_arguments_does_not_change_the_finding() -> None:
    source = Article(REPORT, outlet="Ellery Mercury", published="2025-03-01")
    copy = Article(REWRITE + "\nSource: Ellery Mercury\n", published="2025-03-02")
    one, other = compare(source, copy, settings=WORDS_ALONE), compare(copy, source, settings=WORDS_ALONE)
    assert (one.source, other.source) == ("a", "b")
    assert (one.relation, one.passages) == (other.relation, other.passages)


def test_what_nothing_is_known_of_has_no_source() -> None:
    assert compare(Article(REPORT), Article(REWRITE), settings=WORDS_ALONE).source is None


def test_an_independent_article_has_no_derived_passage() -> None:
    other = "Rain is expected over the northern hills on Friday. Farmers welcomed the forecast after a dry spring.\n"
    result = compare(Article(REPORT), Article(other), settings=WORDS_ALONE)
    assert (result.relation, result.degree, result.source) == ("independent", "none", None)
    assert {passage.kind for passage in result.passages} <= {"added_background", "added_framing", "added_commentary", "boilerplate"}
    assert len(result.dropped) == 3


def test_threads_get_what_one_call_gets() -> None:
    wanted = compare(Article(REPORT), Article(REWRITE), settings=WORDS_ALONE)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: compare(Article(REPORT), Article(REWRITE), settings=WORDS_ALONE), range(16)))
    assert found == [wanted] * 16


@pytest.mark.parametrize("text", ["", " \n\t", "?!…", "\ud800 and words"])
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Article(text)


def test_a_text_over_the_limit_is_refused_with_the_setting_to_raise() -> None:
    with pytest.raises(InputError, match="article_max_characters"):
        compare(Article(REPORT), Article(REWRITE), settings=WORDS_ALONE.updated({"article_max_characters": 100}))


def test_settings_of_the_wrong_name_or_kind_are_refused() -> None:
    with pytest.raises(SettingsError, match="did you mean link_probability"):
        Settings().updated({"link_probabilty": 0.4})
    with pytest.raises(SettingsError, match="out of range"):
        Settings().updated({"link_probability": 1.5})


@pytest.mark.model
def test_the_families_obey_the_laws(data: Path) -> None:
    for folder in sorted(path.parent for path in data.glob("*/family.json"))[:4]:
        source, rewrite = (Article((folder / name).read_bytes().decode()) for name in ("source.txt", "rewrite.txt"))
        check_laws(compare(source, rewrite), source.text, rewrite.text)


@pytest.mark.model
@pytest.mark.shared
def test_the_seeds_are_related_as_they_are(shared: Path) -> None:
    seeds = {path.name[:3]: Article(path.read_bytes().decode()) for path in (shared / "seeds").glob("*.txt")}
    for a in seeds:
        for b in seeds:
            if a == b:
                continue
            result = compare(seeds[a], seeds[b])
            pair = {a, b}
            if pair in ({"001", "002"}, {"001", "003"}):
                assert (result.relation, result.degree, result.source) == ("derivative", "partially", "a" if a == "001" else "b")
            elif pair == {"002", "003"}:
                assert result.relation == "common_source" or (result.relation == "derivative" and result.source is None)
            else:
                assert result.relation == "independent"


def test_pages_that_share_only_the_lists_at_their_ends_are_independent() -> None:
    towns = "Arle Bord Cest Dorn Elm Fosse".split()
    listing = "\n".join(f"3.{hour} pm cet the mayor of {town} opens the new harbour" for hour, town in enumerate(towns))
    reports = [(STORIES / family / "source.txt").read_text(encoding="utf-8") for family in ("harbour-levy", "reef-survey")]
    one, other = (Article(f"{report}\n{listing}") for report in reports)
    result = compare(one, other, settings=WORDS_ALONE)
    assert max(result.measures.a_containment, result.measures.b_containment) > 0.035
    assert result.relation == "independent"
    assert 0.5 < result.confidence < 1


def test_articles_without_a_source_are_paired_once_and_b_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    from dedup.pair import compare as stages

    paired, calls = stages._paired, []
    monkeypatch.setattr(stages, "_paired", lambda *arguments: calls.append(arguments[:2]) or paired(*arguments))
    other = "Snow closed the pass above Ildren on Sunday. Two lorries were towed to the valley before dark."
    result = compare(Article(REPORT), Article(other), settings=WORDS_ALONE)
    assert (result.relation, result.source, len(calls)) == ("independent", None, 1)
    assert " ".join(passage.text for passage in result.passages) == other


def test_a_stranger_is_refused_before_its_passages_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    from dedup.pair import compare as stages

    other = Article("Snow closed the pass above Ildren on Sunday. Two lorries were towed to the valley before dark.")
    copied = Article(REPORT + "\n" + other.text)
    told = compare(REPORT, copied, settings=WORDS_ALONE)
    monkeypatch.setattr(stages, "_paired", lambda *_: pytest.fail("passages were made"))
    assert related(Article(REPORT), copied, settings=WORDS_ALONE) == Related.of(told)
    assert related(Article(REPORT), other, settings=WORDS_ALONE) is None
    monkeypatch.undo()
    assert compare_again(Article(REPORT), copied, settings=WORDS_ALONE) == told


def test_passages_decide_only_where_two_pages_may_share_furniture_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from dedup.pair import related as rooms

    one, other = Article(REPORT), Article(REPORT + " Snow closed the pass above Ildren on Sunday.")
    told = Related.of(compare(one, other, settings=WORDS_ALONE))
    monkeypatch.setattr(rooms, "relate_unread", lambda *_: None)
    assert related(one, other, settings=WORDS_ALONE) == replace(told, is_open=True)


@pytest.mark.parametrize("before", ["", "\ufeff", "<?xml version='1.0'?>\n", "\ufeff<?xml version='1.0'?>\n<!-- kept -->\n"])
def test_a_page_given_as_a_text_is_told(before: str) -> None:
    page = f"{before}<!DOCTYPE html><html><body><p>{REPORT}</p></body></html>"
    told = "is a page with its markup, compared as it stands; dedup.read_html finds the article on it"
    assert f"the text of B {told}" in compare(REPORT, page, settings=WORDS_ALONE).notes
    assert not any(told in note for note in compare(REPORT, f"Of <html> tags: {REPORT}", settings=WORDS_ALONE).notes)


AGENCY = (
    "The ferry to Odle ran aground on Monday night with 84 people aboard, the coast guard said.\n\n"
    "A tug from Brenn pulled her free at high water, and nobody was hurt.\n"
)


def test_without_a_known_source_there_is_a_difference_and_no_change() -> None:
    found = compare(Article(AGENCY, id="x"), Article(AGENCY.replace("84", "48"), id="y"), settings=WORDS_ALONE)
    assert found.source is None
    assert not any(passage.changes for passage in found.passages)
    (differ,) = found.differences
    assert (differ.kind, differ.a.text, differ.b.text) == ("number", "84 people", "48 people")
    assert differ.a_sentence.text in AGENCY
    assert "48 people" in differ.b_sentence.text


def test_with_a_known_source_there_is_a_change_and_no_difference() -> None:
    found = compare(Article(AGENCY, id="x"), Article(AGENCY.replace("84", "48"), id="y"), source="a", settings=WORDS_ALONE)
    assert [change.kind for passage in found.passages for change in passage.changes if change.severity == "fact"] == ["number"]
    assert found.differences == ()
    assert Comparison.from_dict(found.to_dict()) == found


FORM = (
    "Roland Pike, 84, of Vellmar, died on Monday, May 4, 2020. He was born on March 3, 1936, in Ostra to Karl and Ida Pike. "
    "He served in the navy from 1954 to 1958. A service will be held at 10 a.m. Friday at Holm Chapel."
)
FILLED_IN_AGAIN = (
    "Gertrude Sand, 91, of Orley, died on Sunday, June 7, 2020. He was born on August 12, 1929, in Kestrel to Hugo and Nora Sand. "
    "He served in the army from 1950 to 1953. A service will be held at 2 p.m. Tuesday at Brook Chapel."
)


def test_a_source_that_is_given_is_obeyed_where_two_texts_look_like_one_form() -> None:
    told = compare(FORM, FILLED_IN_AGAIN, settings=WORDS_ALONE)
    given = compare(FORM, FILLED_IN_AGAIN, source="a", settings=WORDS_ALONE)
    assert [note for result in (told, given) for note in result.notes if "one form" in note] == list(told.notes + given.notes)
    assert not any(passage.source for passage in told.passages)
    assert "Tuesday" in {change.derivative.text for passage in given.passages for change in passage.changes}
