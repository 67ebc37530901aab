"""Every check is a record: it finds its own example, nobody else does, and it is silent on its harmless one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.change_pairs import kept_pairs
from benchmarks.fit_claims import fit, rows
from dedup.article import Article
from dedup.document import analyse
from dedup.lang.base import languages, pack_of
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import CHECKS, changes
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.confidence import Derived, Precision, Rates, Shares, in_view_of, precision
from dedup.result import Change

NONE: frozenset[str] = frozenset()
PAIRED = sorted(CHECKS.values(), key=lambda check: check.name)


def found(example: Example, without: frozenset[str] = NONE, similarity: float = 1.0) -> tuple[Change, ...]:
    one, other = analyse(Article(example.source)), analyse(Article(example.derivative))
    whole, span = (0, len(example.source)), (0, len(example.derivative))
    draft = PassageDraft(span, 0, "edited", (whole,), similarity, edits=edits(one, whole, other, span))
    return changes(one, other, draft, without)


def of_kind(check: Check, listed: tuple[Change, ...]) -> list[Change]:
    return [change for change in listed if change.kind == check.kind]


@pytest.mark.parametrize("check", PAIRED, ids=lambda check: check.name)
def test_a_check_finds_its_example_and_no_other_does(check: Check):
    mine, others = found(check.failing), found(check.failing, frozenset({check.name}))
    assert of_kind(check, mine)
    assert mine != others
    assert len(of_kind(check, others)) < len(of_kind(check, mine)) or check.name == "style"


@pytest.mark.parametrize("check", PAIRED, ids=lambda check: check.name)
def test_a_check_is_silent_on_its_harmless_example(check: Check):
    listed = found(check.harmless)
    assert not [change for change in listed if change.severity in ("fact", "loaded")]
    assert not of_kind(check, listed) or check.name == "style"


@pytest.mark.parametrize("check", PAIRED, ids=lambda check: check.name)
def test_a_loose_link_gets_nothing_grave(check: Check):
    assert not [change for change in found(check.failing, similarity=0.1) if change.severity in ("fact", "loaded")]


def test_every_check_is_registered_by_a_language_and_every_name_is_a_check():
    registered = {name for code in languages() for name in pack_of(code).checks}
    assert registered == set(CHECKS)


def test_every_tag_that_a_check_needs_has_words_in_english():
    assert not [(check.name, tag) for check in PAIRED for tag in check.needs if not pack_of("en").words(tag)]


RATES = Rates((5.0, -3.6, 0.5), (1.0, 0.5, 0.2), (-1.0, 2.0, 1.0), 0.0)
JUDGED = Precision((0.5,), Shares((0.6, 0.8), {"number": (0.4, 0.9)}), Shares((0.1, 0.2), {"number": (0.1, 0.6)}), RATES, RATES)


def test_a_change_says_the_precision_of_its_kind_at_its_closeness():
    check = CHECKS["numbers"]
    close, loose = found(check.failing, similarity=1.0), found(check.failing, similarity=0.4)
    assert [change.confidence for change in close] == [precision().of("number", 1.0)]
    assert [change.confidence for change in loose] == [precision().of("number", 0.4)]


def test_a_change_that_is_as_often_wrong_as_right_is_neutral(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dedup.pair.explain.changes.findings.precision", lambda: JUDGED)
    (change,) = found(CHECKS["numbers"].failing, similarity=0.4)
    assert (change.kind, change.severity, change.confidence) == ("number", "neutral", 0.4)


def test_a_change_is_as_sure_as_its_pair_is_likely_to_have_been_altered():
    assert JUDGED.of("number", 1.0) == 0.9
    assert JUDGED.of("number", 1.0, 0.0) == 0.6
    assert JUDGED.of("number", 1.0, 0.5) == pytest.approx(0.75)


def test_a_pair_is_altered_the_likelier_the_more_changes_it_has_in_the_fewer_words_and_the_more_is_derived():
    one, many = RATES.chance(1, 400, 0.8), RATES.chance(32, 400, 0.8)
    assert one < 0.1 < 0.9 < many
    assert one < RATES.chance(1, 200, 0.8)
    assert RATES.chance(4, 400, 0.3) < RATES.chance(4, 400, 0.9)
    assert RATES.chance(1, 0, 0.0) == RATES.chance(1, 20, 0.0)  # no rate is read from fewer words


def test_the_fitted_rates_say_the_same():
    news, altered = precision().rates.chance(1, 600, 0.6), precision().rates.chance(4, 120, 0.9)
    assert news < 0.1 < 0.9 < altered


def test_a_kind_that_nobody_has_judged_is_as_sure_as_its_band():
    assert (JUDGED.of("cause", 0.4), JUDGED.of("cause", 0.5), JUDGED.of("cause", 0.5, 0.0)) == (0.6, 0.8, 0.2)


def test_a_lone_change_in_many_words_is_neutral_and_one_of_several_in_few_is_a_fact(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dedup.pair.explain.changes.confidence.precision", lambda: JUDGED)
    (change,) = found(CHECKS["numbers"].failing, similarity=1.0)
    date = replace(change, kind="date")
    ((lone,), nobody) = in_view_of([(1.0, (date,)), (1.0, ())], Derived(900, 0.5))
    assert (lone.severity, round(lone.confidence, 1), nobody) == ("neutral", 0.2, ())
    assert {one.severity for one in in_view_of([(1.0, (date,) * 9)], Derived(200, 0.9))[0]} == {"fact"}


def test_one_value_that_differs_in_a_whole_copy_is_a_fact_however_long_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dedup.pair.explain.changes.confidence.precision", lambda: JUDGED)
    (change,) = found(CHECKS["numbers"].failing, similarity=1.0)
    told = {
        (kind, close, share): in_view_of([(close, (replace(change, kind=kind),))], Derived(9000, share))[0][0].confidence
        for kind, close, share in (("number", 0.9, 1.0), ("number", 0.4, 1.0), ("number", 0.9, 0.8), ("cause", 0.9, 1.0))
    }
    assert told == {
        ("number", 0.9, 1.0): 0.9,
        ("number", 0.4, 1.0): pytest.approx(0.1, abs=0.01),
        ("number", 0.9, 0.8): pytest.approx(0.6, abs=0.01),
        ("cause", 0.9, 1.0): pytest.approx(0.2, abs=0.01),
    }


def test_a_lone_loaded_word_in_many_words_is_doubtful_and_several_in_few_are_told_whatever_else_changes(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("dedup.pair.explain.changes.confidence.precision", lambda: JUDGED)
    (change,) = found(CHECKS["numbers"].failing, similarity=1.0)
    loaded = replace(change, kind="loaded_word", severity="loaded", confidence=0.8)
    unmeasured = replace(change, severity="neutral", confidence=0.0)
    ((*many, same),) = in_view_of([(1.0, (*[loaded] * 9, unmeasured))], Derived(200, 0.9))
    assert {(one.severity, round(one.confidence, 1)) for one in many} == {("loaded", 0.8)}
    assert same == unmeasured
    (((lone, *_),),) = (in_view_of([(1.0, (loaded, *[change] * 9))], Derived(900, 0.5)),)
    assert (lone.severity, round(lone.confidence, 1)) == ("neutral", 0.2)
    (((loose, *_),),) = (in_view_of([(0.2, (*[loaded] * 9,))], Derived(200, 0.9)),)
    assert (loose.severity, round(loose.confidence, 1)) == ("loaded", 0.6)


def test_the_fitted_loaded_words_are_told_of_a_free_rewrite_alone():
    assert precision().of("loaded_word", 0.3) > 0.7 > 0.5 > precision().of("loaded_word", 0.3, 0.0)
    assert precision().loaded.chance(1, 900, 0.6) < 0.2 < 0.8 < precision().loaded.chance(2, 120, 0.9)


def test_the_fitted_confidence_is_that_of_the_verdicts_that_are_kept():
    assert fit(rows(), kept_pairs()) == precision()


def test_a_loaded_word_of_a_kind_that_is_doubtful_by_itself_becomes_no_fact_of_its_pair(monkeypatch: pytest.MonkeyPatch):
    kinds = {"loaded_word": (0.4, 0.4), "label": (0.4, 0.4)}
    doubtful = replace(JUDGED, altered=Shares((0.9, 0.9), kinds), news=Shares((0.9, 0.9), kinds))
    for module in ("findings", "confidence"):
        monkeypatch.setattr(f"dedup.pair.explain.changes.{module}.precision", lambda: doubtful)
    said = [change for check in PAIRED for change in found(check.failing) if change.kind in kinds and change.severity == "loaded"]
    said += [replace(said[0], kind="label")]
    meant = in_view_of([(1.0, tuple(said))], Derived(60, 0.5))[0]
    assert {change.kind for change in meant} == set(kinds)
    assert {(change.severity, change.confidence) for change in meant} == {("neutral", 0.4)}
