"""The scripts in examples/, run as a newcomer would, and the types that a script of his finds."""

from __future__ import annotations

import csv
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FAMILY = ROOT / "data" / "ward-closure"
SOURCE, REWRITE, OTHER = (str(FAMILY / name) for name in ("source.txt", "rewrite.txt", "independent_1.txt"))

pytestmark = pytest.mark.model


def run(name: str, *arguments: str) -> None:
    runpy.run_path(str(EXAMPLES / name))["main"](*arguments)


def written(path: Path, *files: str) -> str:
    lines = (json.dumps({"id": Path(file).stem, "text": Path(file).read_text("utf-8")}) for file in files)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_every_example_is_run_here() -> None:
    tests = Path(__file__).read_text("utf-8")
    assert [path.name for path in EXAMPLES.iterdir() if f'"{path.name}"' not in tests] == []


def test_a_crawler_hears_of_the_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("faiss")
    run(
        "crawler_loop.py",
        str(tmp_path / "a.index"),
        written(tmp_path / "crawl.jsonl", SOURCE, OTHER, str(FAMILY / "light_edit.txt")),
    )
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["light_edit", "source"] in [[line[0], line[2]] for line in lines]


def test_the_pairs_of_a_table_are_ranked(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    texts = [Path(file).read_text("utf-8") for file in (SOURCE, OTHER, REWRITE)]
    with (tmp_path / "pairs.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["ours", "theirs"], [texts[0], texts[1]], [texts[0], texts[2]], [texts[0], ""]])
    run("pairs_of_a_table.py", str(tmp_path / "pairs.csv"), str(tmp_path / "ranked.csv"))
    with (tmp_path / "ranked.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["theirs"] for row in rows] == [texts[2], texts[1]]


def test_the_source_of_an_article_is_found_among_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("faiss")
    stored = written(tmp_path / "stored.jsonl", SOURCE, OTHER)
    run("sources_among_many.py", stored, written(tmp_path / "asked.jsonl", str(FAMILY / "light_edit.txt"), OTHER))
    for line in capsys.readouterr().out.splitlines():
        assert line.startswith("light_edit\tsource\t")


def test_own_thresholds_are_told_by_the_signature(capsys: pytest.CaptureFixture[str]) -> None:
    run("own_thresholds.py", SOURCE, REWRITE)
    usual, strict = capsys.readouterr().out.splitlines()
    assert usual.rpartition("settings:")[2] != strict.rpartition("settings:")[2]


def test_a_cms_gets_three_files(tmp_path: Path) -> None:
    run("export_for_a_cms.py", SOURCE, REWRITE, str(tmp_path / "out"))
    assert json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))["schema_version"]
    assert (tmp_path / "out" / "report.md").read_text("utf-8").startswith("#")
    assert json.loads((tmp_path / "out" / "schema.json").read_text("utf-8"))


def test_the_cells_of_the_notebook_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without Jupyter: the cells in order, and of the last expression of each what a notebook would show."""
    pytest.importorskip("pandas")
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    cells = json.loads((EXAMPLES / "pair.ipynb").read_text("utf-8"))["cells"]
    shown = [_cell("".join(cell["source"]), names) for cell in cells if cell["cell_type"] == "code"]
    assert "<" in shown[0]._repr_html_()
    assert capsys.readouterr().out.strip()
    assert "kind" in shown[2].columns


def _cell(source: str, names: dict[str, Any]) -> Any:
    *before, last = source.splitlines()
    exec("\n".join(before), names)
    return eval(last, names)
