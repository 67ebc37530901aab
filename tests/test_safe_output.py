"""What comes out is safe where it lands: in a spreadsheet, a terminal, a page, and over a file that is there already."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.cli import main
from dedup.detect import Detector
from dedup.pair.compare import compare
from dedup.report.pan import render_pan
from dedup.report.schema_org import render_schema_org
from dedup.settings import Settings
from dedup.sheet import csv_text

TEXT = "The council of Orley voted on Monday to close the old swimming hall on Quarry Lane. It would cost too much to repair."


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "﹦", "﹫", " ="])
def test_no_cell_runs_as_a_formula(sign: str) -> None:
    text = csv_text([[f"{sign}HYPERLINK(1)", 5, -1.5]])
    ((cell, number, negative),) = csv.reader(io.StringIO(text, newline=""))
    assert cell.startswith("'")
    assert (number, negative) == ("5", "-1.5")


@pytest.mark.parametrize("before", [";", "; ", ';"', "\t", "\n", "a;;\t"])
def test_no_cell_runs_as_a_formula_where_a_semicolon_or_a_tab_parts_cells(before: str) -> None:
    """A spreadsheet set to a language with decimal commas parts at semicolons, and begins a cell inside of ours."""
    ((cell,),) = csv.reader(io.StringIO(csv_text([[f"boats{before}=HYPERLINK(1)"]], quote_all=True), newline=""))
    assert cell == f"boats{before}'=HYPERLINK(1)"
    assert csv_text([["rates; five, -5"]]) == '"rates; five, -5"\r\n'


def test_control_and_direction_characters_are_escapes_in_tables() -> None:
    assert csv_text([["a\x1b[2Jb\u202ec\u2066", "ü\nö"]]) == 'a\\u001b[2Jb\\u202ec\\u2066,"ü\nö"\r\n'


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_of_windows_stay_in_a_cell_and_a_bare_carriage_return_is_an_escape(line_end: str) -> None:
    text = csv_text([["one\r\n\r\ntwo\r\n=SUM(A1)\r\n", "over\rwritten"]], line_end=line_end)
    (row,) = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert row == ["one\r\n\r\ntwo\r\n'=SUM(A1)\r\n", "over\\u000dwritten"]


def told(**known: str) -> tuple[Article, Article]:
    return Article(TEXT, id="a", **known), Article(TEXT.replace("Monday", "Tuesday"), id="b\u202e\x85", **known)


def test_json_ld_ends_no_script_element() -> None:
    a, b = told(title="</script><script>alert(1)</script> & more\u2028")
    text = render_schema_org(compare(a, b, settings=Settings(model="")), a, b)
    assert not set("<>&\u2028") & set(text)
    assert "</script><script>alert(1)</script> & more" in json.dumps(json.loads(text))


def test_pan_names_hold_no_raw_direction_characters() -> None:
    a, b = told()
    text = render_pan(compare(a, b, source="a", settings=Settings(model="")), a, b)
    assert not set("\u202e\x85") & set(text)
    assert "&#8238;" in text


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    for article in told():
        (tmp_path / f"{article.id[0]}.txt").write_text(article.text, encoding="utf-8")
    return [str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--no-model"]


def test_output_keeps_the_mode_of_what_it_replaces(pair: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old")
    out.chmod(0o640)
    assert main(["compare", *pair, "--output", str(out)]) == 0
    assert out.stat().st_mode & 0o777 == 0o640
    assert json.loads(out.read_text())["relation"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "out.json"]


def test_no_input_is_written_over(pair: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "dedup.toml"
    config.write_text("")
    for given in ([pair[0]], [str(config), "--config", str(config)]):
        assert main(["compare", *pair, "--format", "json", "--output", *given]) == 2
        assert "it is one of the files to read" in capsys.readouterr().err
    command = [sys.executable, "-m", "dedup.cli", "compare", "-", pair[1], "--no-model", "--format", "json", "--output", pair[0]]
    with open(pair[0], "rb") as stream:
        run = subprocess.run(command, stdin=stream, capture_output=True, text=True, check=False, env=os.environ)
    assert (run.returncode, "one of the files to read" in run.stderr) == (2, True)
    assert Path(pair[0]).read_text(encoding="utf-8") == TEXT


def test_no_file_of_the_index_is_written_over(pair: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its file is an input of the search, and was replaced by what was found in it."""
    place = tmp_path / "index"
    with Detector.open(place, indexes=["minhash"]) as detector:
        detector.add(told()[0])
    before = (place / "index.sqlite").read_bytes()
    for asked in (["index", "search", str(place), "Orley"], ["compare", *pair, "--index", str(place), "--format", "json"]):
        assert main([*asked, "--output", str(place / "index.sqlite")]) == 2
        assert "it is one of the files to read" in capsys.readouterr().err
    assert (place / "index.sqlite").read_bytes() == before


def test_an_unknown_suffix_is_refused(pair: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *pair, "--output", str(tmp_path / "x.docx")]) == 2
    assert "Nothing is written as .docx" in capsys.readouterr().err
    assert main(["compare", *pair, "--format", "json", "--output", str(tmp_path / "x.docx")]) == 0
