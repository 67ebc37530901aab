"""Every check is a record: it finds its own example, nobody else does, and it is silent on its harmless one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.fit_claims import fit, rows
from dedup.article import Article
from dedup.document import analyse
from dedup.lang.base import languages, pack_of
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import CHECKS, changes
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.confidence import Precision, in_view_of, precision
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


def test_a_change_says_the_precision_of_its_kind_at_its_closeness():
    check = CHECKS["numbers"]
    close, loose = found(check.failing, similarity=1.0), found(check.failing, similarity=0.4)
    assert [change.confidence for change in close] == [precision().of("number", 1.0)]
    assert [change.confidence for change in loose] == [precision().of("number", 0.4)]


def test_a_change_that_is_as_often_wrong_as_right_is_neutral(monkeypatch: pytest.MonkeyPatch):
    poor = Precision((0.5,), (0.9, 0.9), {"number": (0.9, 0.4)}, 1.0, 100.0)
    monkeypatch.setattr("dedup.pair.explain.changes.findings.precision", lambda: poor)
    (change,) = found(CHECKS["numbers"].failing)
    assert (change.kind, change.severity, change.confidence) == ("number", "neutral", 0.4)


def test_a_change_that_stands_alone_in_many_derived_words_is_less_sure():
    judged = Precision((0.5,), (0.8, 0.8), {}, 1.0, 100.0)
    assert judged.among(0.8, 1, 80) == judged.among(0.8, 4, 400) == pytest.approx(0.8)
    assert judged.among(0.8, 1, 400) == pytest.approx(0.5)
    assert judged.among(0.8, 2, 400) == pytest.approx(2 / 3)
    assert judged.among(0.0, 1, 400) == 0.0


def test_a_lone_change_of_a_doubtful_kind_is_neutral_and_one_of_several_is_a_fact():
    (change,) = found(CHECKS["numbers"].failing, similarity=1.0)
    doubtful = replace(change, confidence=0.6)
    assert [one.severity for one in in_view_of(((doubtful,), ()), 90)[0]] == ["fact"]
    assert [one.severity for one in in_view_of(((doubtful,), ()), 900)[0]] == ["neutral"]
    assert {one.severity for one in in_view_of(((doubtful,) * 10,), 900)[0]} == {"fact"}
    loaded = replace(change, kind="loaded_word", severity="loaded", confidence=0.6)
    assert in_view_of(((loaded,),), 900) == ((loaded,),)
    poor = replace(loaded, severity="neutral", confidence=0.4)  # doubtful of itself: no other loaded word makes it a fact
    assert in_view_of(((poor,) * 10,), 90) == ((poor,) * 10,)


def test_a_kind_that_nobody_has_judged_is_as_sure_as_its_band():
    assert Precision((0.5,), (0.6, 0.9), {}, 1.0, 100.0).of("cause", 0.5) == 0.9


def test_the_fitted_confidence_is_that_of_the_verdicts_that_are_kept():
    assert fit(rows()) == precision()
