"""Fitted numbers have one home, which says what fitted each group; a fit writes its own group and no other."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

from benchmarks.fitted import keep, laid_out
from dedup.calibration import CALIBRATION, fitted, groups, packed, trying, unpacked

ROOT = CALIBRATION.parent


@pytest.mark.parametrize("group", sorted(groups()))
def test_a_group_says_what_fitted_it(group: str) -> None:
    about = groups()[group]
    assert set(about) == {"command", "data", "date", "values"}
    module = about["command"].split()[2]
    assert about["command"].endswith("--write")
    assert importlib.util.find_spec(module) is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", about["date"])
    assert about["data"]


@pytest.mark.parametrize("group", sorted(groups()))
def test_a_group_is_read_by_something(group: str) -> None:
    assert any(f'fitted("{group}")' in path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))


def test_what_the_code_reads_is_there() -> None:
    asked = {name for path in ROOT.rglob("*.py") for name in re.findall(r'fitted\("(\w+)"\)', path.read_text(encoding="utf-8"))}
    assert asked == set(groups())


def test_a_fit_writes_its_group_and_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    keep("one", "python -m one --write", "12 pairs", {"weights": [1.5, 2.0]}, path)
    before = path.read_text(encoding="utf-8")
    keep("other", "python -m other --write", "3 pairs", {"weights": [0.5]}, path)
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert whole["one"] == json.loads(before)["one"]
    assert whole["other"]["values"] == {"weights": [0.5]}
    assert '"weights": [1.5,2.0]' in before


def test_the_file_is_laid_out_as_a_fit_lays_it_out() -> None:
    text = CALIBRATION.read_text(encoding="utf-8")
    assert laid_out(json.loads(text)) == text


def test_other_values_are_tried_for_a_while() -> None:
    stored = fitted("align")
    with trying("align", {"summary_weights": [0.0]}):
        assert fitted("align")["summary_weights"] == [0.0]
        assert fitted("align")["confidence_weights"] == stored["confidence_weights"]
    assert fitted("align") == stored


@pytest.mark.parametrize(("values", "kind"), [([0, -1, 70_000], "<i4"), ([0.1, -2.5], "<f8"), ([], "<u2")])
def test_packed_numbers_come_back_as_they_were(values: list[float], kind: str) -> None:
    assert unpacked(packed(values, kind)).tolist() == values
