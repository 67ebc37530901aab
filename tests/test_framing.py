"""Framing, commentary and background are told apart; what a speaker says is never the author's."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dedup.article import Article
from dedup.calibration import fitted
from dedup.document import Document, analyse
from dedup.lang.base import pack_of
from dedup.pair.voice.cues import cues, shown
from dedup.pair.voice.framing import _settled, classify_added, subjectivity, voice_vectors
from dedup.sketch.encoder import load_encoder

COLUMN = (
    "So much for the seawall\n\nYou almost have to admire the nerve. I said in March that they would do this, and here we are. "
    "Perhaps our councillors think that nobody can count?\n\n"
    "The pumping station cost 2.4 million in 2019, the county's accounts show.\n\n"
    "That is not a rounding error. How convenient!"
)
REPORT = (
    "Council raises harbour levy\n\nThe council voted on Tuesday to raise the harbour levy by 4 percent from May. "
    "The levy was introduced in 1998 and brings in 3.1 million a year.\n\n"
    "Despite months of furious protest, the embattled mayor pressed on."
    "\n\n“This is a stupid, shameful tax and I hate it,” said Tom Wickes, who owns a boatyard."
)


def _kind(text: str, part: str, vectors: np.ndarray | None = None) -> str:
    start = text.index(part)
    return classify_added(analyse(Article(text)), [(start, start + len(part))], vectors)[0].kind


def _all(text: str) -> tuple[Document, tuple[tuple[int, int], ...]]:
    article = analyse(Article(text))
    return article, article.sentences


@pytest.mark.parametrize(
    "part", ["You almost have to admire the nerve.", "Perhaps our councillors think that nobody can count?", "How convenient!"]
)
def test_the_author_speaking_is_commentary(part: str) -> None:
    assert _kind(COLUMN, part) == "added_commentary"


def test_a_neutral_paragraph_of_facts_is_background() -> None:
    assert _kind(REPORT, "The levy was introduced in 1998 and brings in 3.1 million a year.") == "added_background"


def test_loaded_characterisation_told_as_report_is_framing() -> None:
    assert _kind(REPORT, "Despite months of furious protest, the embattled mayor pressed on.") == "added_framing"


def test_quoted_opinion_belongs_to_its_speaker() -> None:
    assert _kind(REPORT, "“This is a stupid, shameful tax and I hate it,”") == "added_background"


def test_cues_carry_their_words_and_offsets() -> None:
    article, spans = _all(REPORT)
    found = [cue for listed in cues(article, spans) for cue in shown(article, listed)]
    assert all(article.text[cue.start : cue.end] == cue.text for cue in found)
    assert {("contrast", "Despite"), ("loaded_word", "furious"), ("loaded_word", "embattled")} <= {
        (cue.kind, cue.text) for cue in found
    }


def _loaded(text: str) -> set[str]:
    article = analyse(Article(text))
    return {cue.text for cue in shown(article, cues(article, [(0, len(text))])[0]) if cue.kind == "loaded_word"}


def test_words_of_a_plain_sense_are_no_cue_for_a_reader_and_words_that_only_judge_are() -> None:
    assert (
        _loaded("By noon the attack had failed, and strong winds kept the victim in hope of a boat for a huge part of the day.")
        == set()
    )
    assert _loaded("By noon the shameful attack had failed, and disgraceful delays kept the hapless victim there.") == {
        "shameful",
        "disgraceful",
        "hapless",
    }


def test_the_classifier_hears_words_of_a_plain_sense() -> None:
    assert [cue.text for cue in cues(*_all("The victim kept hope."))[0] if cue.kind == "loaded_word"] == ["victim", "hope"]


def test_a_word_of_a_plain_sense_is_so_in_all_its_forms() -> None:
    pack = pack_of("en")
    faint, loaded = pack.words("cue_faint"), pack.words("cue:loaded_word")
    plain = {lemma for word in loaded & faint for lemma in pack.thesaurus.lemmas(word)}
    assert [word for word in sorted(loaded - faint) if plain & set(pack.thesaurus.lemmas(word))] == []


def test_words_inside_quotation_marks_give_no_cues() -> None:
    article, spans = _all("“I think it is a shameful tax, you idiots,” said Tom Wickes.")
    assert shown(article, cues(article, spans)[0]) == ()


def test_short_marked_words_are_scare_quotes_and_reported_ones_are_not() -> None:
    for text, wanted in (("The so-called “experts” met again.", True), ("She called the plan “reckless” on Monday.", False)):
        article, spans = _all(text)
        assert any(cue.kind == "scare_quotes" for cue in cues(article, spans)[0]) is wanted


def test_the_voice_of_a_column_is_louder_than_that_of_a_report() -> None:
    column, report = _all(COLUMN), _all(REPORT)
    assert subjectivity(*column).mean() > subjectivity(*report).mean() + 0.2


def test_every_span_has_one_judgement_with_a_confidence() -> None:
    article, spans = _all(COLUMN)
    found = classify_added(article, spans)
    assert len(found) == len(spans)
    assert all(0 < item.confidence <= 1 for item in found)
    assert classify_added(article, []) == ()


def test_vectors_of_another_model_leave_the_judgement_to_the_cues() -> None:
    article, spans = _all(COLUMN)
    assert classify_added(article, spans, np.zeros((len(spans), 7), np.float32)) == classify_added(article, spans)


def test_the_weights_are_small() -> None:
    assert len(json.dumps(fitted("framing"))) <= 200_000


@pytest.mark.model
def test_the_voice_is_heard_where_no_word_of_a_list_stands() -> None:
    """Vectors tell a verdict from a report of the same matter without any of the listed cues."""
    verdict, report = "The plan was a gift to the people who wrote it.", "The plan was written by three engineers in 2014."
    for text in (verdict, report):
        article = analyse(Article(text))
        assert shown(article, cues(article, [(0, len(text))])[0]) == ()
    chances = [subjectivity(analyse(Article(text)), [(0, len(text))], voice_vectors([text]))[0] for text in (verdict, report)]
    assert chances[0] > 0.5 > chances[1]


@pytest.mark.model
def test_the_voice_is_heard_below_the_last_layers() -> None:
    texts = [sentence for sentence in COLUMN.split("\n\n") if sentence]
    ours, theirs = voice_vectors(texts), load_encoder().encode(texts)
    assert ours.shape == theirs.shape
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.einsum("ij,ij->i", ours, theirs).max() < 0.99


@pytest.mark.parametrize(
    ("text", "found"),
    [("The ship left the US on Monday.", []), ("They told us to leave.", ["us"]), ("DO NOT LEAVE US ALONE.", ["US"])],
)
def test_a_country_is_no_first_person(text: str, found: list[str]) -> None:
    article = analyse(Article(text))
    assert [cue.text for cue in cues(article, [(0, len(text))])[0] if cue.kind == "first_person"] == found


def test_a_plain_fact_is_background_and_a_question_is_commentary() -> None:
    article, spans = _all(
        "The council is a disgrace, and everybody knows it.\n"
        "The hall was built in 1968 for 12,000 crowns.\n"
        "Why would anybody trust these frauds with a roof?"
    )
    assert [item.kind for item in classify_added(article, spans)][1:] == ["added_background", "added_commentary"]


def test_a_headline_that_addresses_nobody_frames() -> None:
    article, spans = _all("Council Deals Shocking Blow To The Swimmers\n\nThe council is a disgrace, and everybody knows it.")
    assert classify_added(article, spans)[0].kind == "added_framing"
    asking, its_spans = _all("Why Does Nobody Ask The Swimmers?\n\nThe council is a disgrace, and everybody knows it.")
    assert classify_added(asking, its_spans)[0].kind == "added_commentary"


@pytest.mark.parametrize(
    ("hits", "kind"),
    [
        (set(), "added_background"),
        ({"date"}, "added_background"),
        ({"loaded_word"}, "added_framing"),
        ({"question", "loaded_word"}, "added_commentary"),
    ],
)
def test_nothing_frames_a_story_without_a_word_of_opinion(hits: set[str], kind: str) -> None:
    assert _settled("added_framing", hits, headline=False) == kind
