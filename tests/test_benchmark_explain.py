"""The suites of the explanations: their scorers on literal data, and that each runs over the data of this repository."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import changes, credit, direction, fit_direction, leftout, quotes, rewrites
from benchmarks.harness import SUITES, run, suite_named
from benchmarks.suite import Options
from dedup import Article, Settings
from dedup.calibration import fitted
from dedup.result import Change, TextSpan

DATA = Path(__file__).resolve().parent.parent / "data"


def change(kind: str, source: str, derivative: str) -> Change:
    return Change(kind, "fact", TextSpan(0, len(source), source), TextSpan(0, len(derivative), derivative))


def test_the_suites_of_the_explanations_are_registered():
    assert {"changes", "quotes", "credit", "direction"} <= set(SUITES)
    assert all(suite_named(name).name == name for name in ("changes", "quotes", "credit", "direction"))


def test_changes_count_what_touches_the_words_at_fault_by_kind():
    fault = changes.Fault("number", "two", "ten")
    cut = changes.Fault("qualification_dropped", "if it rains", "")
    outcomes = [
        changes.Outcome("test", "", (change("number", "two", "ten euros"), change("name", "Bell", "Ball")), (fault, cut)),
        changes.Outcome("dev", "", (), (fault,)),
        changes.Outcome("test", "", (), ()),
    ]
    figures = changes.figures([(outcome,) for outcome in outcomes])
    assert figures["test_precision"] == 0.5
    assert figures["test_recall"] == 0.5
    assert figures["recall"] == pytest.approx(1 / 3)
    assert figures["test_recall_number"] == 1
    assert figures["recall_number"] == 0.5
    assert figures["precision_name"] == 0
    assert figures["harmless_clean"] == 1


def test_a_fault_that_only_leaves_out_is_found_by_its_source_words():
    cut = changes.Fault("attribution_dropped", "said the clerk", "")
    assert changes.touches_fault(change("attribution_dropped", "said the clerk", ""), cut)
    assert not changes.touches_fault(change("number", "two", "ten"), cut)


def test_quotes_score_each_status_on_both_sides():
    figures = quotes.by_status([("identical", "identical"), ("changed", "identical"), ("changed", "changed")])
    assert figures["precision_identical"] == 0.5
    assert figures["recall_changed"] == 0.5
    assert figures["f1_changed"] == pytest.approx(2 / 3)
    assert "f1_spliced" not in figures


def test_an_unknown_source_counts_half_in_the_direction():
    outcomes = [direction.Outcome("x", "reposts", "kept", "a", found, 0.9) for found in ("a", "b", None, None)]
    figures = direction.figures(outcomes)
    assert figures["reposts_kept_score"] == 0.5
    assert figures["reposts_kept_right"] == 0.25
    assert figures["reposts_kept_unknown"] == 0.5
    assert [row["cases"] for row in direction.report(outcomes, Options())["calibration"]["reposts"]] == [2]


def test_removing_what_is_known_leaves_the_text_alone():
    article = Article("The quay is sinking.", "1", "Quay", "https://x.example", "The Courier", "A B", "2024-01-01", ("https://y",))
    bare = direction._known(article, "removed")
    assert (bare.text, bare.outlet, bare.author, bare.url, bare.published, bare.links) == (article.text, None, None, None, None, ())
    assert direction._known(article, "kept") is article


@pytest.mark.parametrize("name", ["changes", "quotes", "credit"])
def test_the_suites_run_over_the_data_of_the_repository(name):
    record = run(suite_named(name), DATA, Options(Settings(model=""), limit=12)).record
    assert record["suite"] == name
    assert {"precision", "recall", "f1"} <= set(record["figures"])
    assert all(0 <= value <= 1 for value in record["figures"].values())


def test_every_row_of_the_sentence_pairs_is_whole():
    rows = [json.loads(line) for line in (DATA / "changes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        for fault in row["changes"]:
            assert set(fault["derivative"].split()) <= set(row["derivative"].replace(",", " ").replace(".", " ").split()) | set(
                row["derivative"].split()
            ), row["id"]


def test_credit_is_scored_by_aspect():
    outcomes = [(credit.Outcome("test", "credited", True, True), credit.Outcome("test", "credited", False, True))]
    figures = credit.figures(outcomes)
    assert figures["test_precision"] == figures["precision"] == 0.5
    assert figures["recall"] == 1


def test_the_fit_of_the_direction_keeps_signs_and_follows_the_evidence():
    dates = fit_direction.KINDS.index("published_first")
    rows = np.zeros((20, len(fit_direction.KINDS)))
    rows[:, dates] = 1.0
    hedges = fit_direction.KINDS.index("hedge")
    rows[:, hedges] = -1.0
    weights = fit_direction.fit(rows, np.ones(20), penalty=0.1)
    assert weights[dates] > fitted("direction")["weights"]["published_first"]
    assert weights[hedges] < fitted("direction")["weights"]["hedge"]
    assert (weights >= 0).all()


def test_the_factor_of_the_direction_is_fitted_where_only_the_text_tells():
    right = [fit_direction.Example("reposts", "removed", str(n), ()) for n in range(20)]
    dated = [fit_direction.Example("reposts", "kept", str(n), ()) for n in range(20)]
    odds = np.array([1.0] * 18 + [-1.0] * 2 + [-3.0] * 20)
    assert fit_direction.sharpness([*right, *dated], odds) == pytest.approx(np.log(9), abs=0.06)


def test_a_reading_that_chose_the_patterns_says_nothing_of_their_precision() -> None:
    rows = [("date", True, 1, "date"), ("date", False, 1, "context"), ("date", True, 2, "date"), ("date", False, 2, "date")]
    figures = leftout.figures([leftout.Outcome(*row) for row in rows])
    assert figures == {"precision_date": 0.5, "precision": 0.5, "kept_right": 1.0, "gone_wrong": 1.0}


def test_a_finding_is_right_by_a_word_of_either_side_and_finds_by_one_of_the_derivative() -> None:
    alteration = {"source": "the quay was closed", "derivative": "the harbour was wrecked", "severity": "fact"}
    cut = {"source": "perhaps closed", "derivative": "", "severity": "fact"}

    def told(a: str, b: str) -> Change:
        return Change("action", "fact", TextSpan(0, len(a), a), TextSpan(0, len(b), b))

    wrecked, closed, other = told("shut", "wrecked"), told("closed", "shut"), told("opened", "painted")
    assert [rewrites.is_right(one, [alteration]) for one in (wrecked, closed, other)] == [True, True, False]
    assert [rewrites.finds(one, alteration) for one in (wrecked, closed, other)] == [True, False, False]
    assert rewrites.finds(told("perhaps", ""), cut)
    assert not rewrites.is_right(wrecked, [])
