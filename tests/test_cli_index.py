"""The commands `dedup index …` as a shell sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.index_texts import article, reusing

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    articles = [article(1), reusing(1, 2), article(3)]
    path.write_text(
        "".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in articles) + "{broken\n", encoding="utf-8"
    )
    return path


def index(*arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dedup.cli", "index", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, input=stdin, env=environment)


def test_add_find_remove_and_the_rest(tmp_path: Path, corpus: Path) -> None:
    place = tmp_path / "index"
    added = index("add", place, corpus, "--index", "minhash")
    assert added.returncode == 0, added.stderr
    assert [json.loads(line) for line in added.stdout.splitlines()] == [
        {"id": "a1", "version": 1, "candidates": []},
        {"id": "a2", "version": 1, "candidates": ["a1"]},
        {"id": "a3", "version": 1, "candidates": []},
    ]
    assert f"3 kept, 0 there already, 1 refused (see {place}/rejects.jsonl); 3 articles" in added.stderr
    assert json.loads((place / "rejects.jsonl").read_text())["where"] == f"{corpus}:4"

    again = index("add", place, corpus)
    assert (again.stdout, "0 kept, 3 there already" in again.stderr) == ("", True)

    asked = json.dumps({"id": "new", "text": reusing(1, 9).text})
    found = index("find", place, "-", "--exit-code", stdin=asked)
    assert found.returncode == 1, found.stderr
    answer = json.loads(found.stdout)
    assert answer["id"] == "new"
    assert {match["id"] for match in answer["matches"]} == {"a1", "a2"}
    assert all(match["why"] and match["relation"] for match in answer["matches"])
    assert index("find", place, "-", "--candidates", stdin=asked).returncode == 0

    stats = json.loads(index("stats", place).stdout)
    assert (stats["articles"], stats["indexes"]["minhash"]["articles"]) == (3, 3)
    assert stats["indexes"]["minhash"]["recall_60_words"] > 0.9

    assert index("remove", place, "a1").returncode == 0
    assert index("remove", place, "a1").returncode == 2
    assert "2 articles" in index("rebuild", place).stderr
    verified = index("verify", place)
    assert (verified.returncode, verified.stdout) == (0, "")


def test_refusals_are_one_line(tmp_path: Path, corpus: Path) -> None:
    place = tmp_path / "index"
    config = tmp_path / "other.toml"
    config.write_text("sketch_sample = 4\n")
    assert index("add", place, corpus, "--index", "minhash").returncode == 0
    for arguments, told in (
        (("find", tmp_path / "none", corpus), "there is no index at"),
        (("add", place, tmp_path / "none.jsonl"), "no such file"),
        (("add", place, corpus, "--config", config), "sample = 8, settings ask"),
        (("find", place, corpus), "broken JSON"),
        (("add", place), "Missing argument"),
    ):
        run = index(*arguments)
        assert run.returncode == 2
        assert told in run.stderr
        assert "Traceback" not in run.stderr


def test_every_command_has_help_with_an_example() -> None:
    for command in ("add", "find", "remove", "stats", "verify", "rebuild"):
        told = index(command, "--help").stdout
        assert "Example:" in told
        assert "Exit codes:" in told
