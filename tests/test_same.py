"""`python -m benchmarks.same`: two checkouts say the same, byte for byte, or it is said where they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import same
from benchmarks.harness import ROOT
from benchmarks.same_lines import line_of
from benchmarks.suite import DataError

FEW = ["--mode", "words", "--only", "credit.jsonl/credit-01"]


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(same.main, arguments)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this checkout says of one pair."""
    place = tmp_path_factory.mktemp("same") / "before.jsonl"
    code, output = run(*FEW, "--write", str(place))
    assert (code, "1 comparisons" in output) == (0, True), output
    return place


def test_a_checkout_says_what_it_said(written: Path) -> None:
    code, output = run(*FEW, str(written))
    assert (code, output.splitlines()[-1]) == (0, "1 comparisons, byte for byte the same")


def test_what_differs_is_shown_with_its_place(written: Path, tmp_path: Path) -> None:
    row = json.loads(written.read_text("utf-8"))
    row["result"]["passages"][0]["kind"] = "boilerplate"
    changed = tmp_path / "changed.jsonl"
    changed.write_text(json.dumps(row) + "\n", "utf-8")
    code, output = run(*FEW, str(changed))
    assert code == 1
    assert 'passages[0].kind: "boilerplate" -> ' in output
    assert output.splitlines()[-1] == "1 of 1 comparisons differ"


def test_a_folder_that_is_no_checkout_is_an_error(tmp_path: Path) -> None:
    code, output = run(*FEW, str(tmp_path))
    assert code == 2
    assert "no dedup/__init__.py" in output


def test_a_name_that_begins_no_pair_is_an_error_and_not_the_same(written: Path) -> None:
    code, output = run("--mode", "words", "--only", "familes/", str(written))
    assert code == 2
    assert "no pair has a name that begins with 'familes/'" in output


def test_a_checkout_that_cannot_compare_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "dedup").mkdir()
    (tmp_path / "dedup" / "__init__.py").write_text("raise RuntimeError('broken')\n", "utf-8")
    with pytest.raises(DataError, match="broken"):
        same.results_of(tmp_path, [])


def test_it_is_the_package_of_the_checkout_that_compares(tmp_path: Path) -> None:
    (tmp_path / "dedup").mkdir()
    (tmp_path / "dedup" / "__init__.py").write_text("Article = Settings = compare = None\nprint('its own')\n", "utf-8")
    assert same.results_of(tmp_path, []) == ["its own"]


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ({"a": [1, 2]}, {"a": [1, 2]}, []),
        ({"a": [1, 2]}, {"a": [1, 3]}, ["a[1]: 2 -> 3"]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, [': {"a": 1, "b": 2} -> {"b": 2, "a": 1}']),
        (1, 1.0, [": 1 -> 1.0"]),
        ([1], [1, 2], [": [1] -> [1, 2]"]),
    ],
)
def test_places_that_differ(before: Any, after: Any, places: list[str]) -> None:
    assert list(same.differing(before, after)) == places


def test_a_pair_of_one_side_alone_differs() -> None:
    lines, alike = same.report({"gone (words)": {}}, {"new (words)": {}})
    assert not alike
    assert lines == ["new (words)\n  : null -> {}", "gone (words): gone", "2 of 2 comparisons differ"]


def test_every_family_is_asked_for_in_both_modes() -> None:
    asked = same.pairs(same.MODES, ROOT / "data" / "nothing-there")
    names = [pair["name"] for pair in asked if pair["name"].startswith("families/")]
    families = {path.parent.name for path in (ROOT / "data").glob("*/family.json")}
    assert {name.split("/")[1] for name in names} == families
    assert len({name.removesuffix(" (words)").removesuffix(" (model)") for name in names}) * 2 == len(names)


def test_a_line_leaves_out_what_a_result_was_made_with() -> None:
    article = {"text": "The quay at Tarn was closed on Monday by its owner."}
    line = json.loads(line_of({"name": "one", "a": article, "b": article, "source": "a", "model": False}))
    assert line["name"] == "one"
    assert line["result"]["relation"] == "identical"
    assert not {"settings", "schema_version"} & line["result"].keys()
