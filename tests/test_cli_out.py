"""What every command can be told of its output: -o, -f, -q, -v; walked over all commands, so that a new one has them, too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dedup.cli import main
from dedup.cli.commands import cli

SHORT = {"--output": "-o", "--format": "-f", "--quiet": "-q", "--verbose": "-v"}
WITHOUT_RESULT = {"setup", "serve", "remove", "rebuild", "backup"}
"""They do something, and say so; what they print is a note or an address."""
ONE_FORM = {"completion", "furniture", "verify"} | WITHOUT_RESULT


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


ALL = dict(commands(cli))


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_the_options_of_its_output_long_and_short(name: str) -> None:
    options = [parameter.opts for parameter in ALL[name].params if isinstance(parameter, click.Option)]
    last = name.split()[-1]
    wanted = {"--quiet", "--verbose"} | ({"--output"} - ({"--output"} if last in WITHOUT_RESULT else set()))
    wanted |= set() if last in ONE_FORM else {"--format"}
    assert wanted <= {long for names in options for long in names}
    for names in options:
        for long in SHORT.keys() & names:
            assert SHORT[long] in names


def test_a_result_goes_to_a_file_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "settings.json"
    assert main(["settings", "-f", "json", "-o", str(path)]) == 0
    assert json.loads(path.read_text("utf-8"))["settings"]
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]
    assert capsys.readouterr().out == ""
    assert main(["settings", "-o", str(tmp_path / "nowhere" / "a")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_failed_command_leaves_the_file_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "found.jsonl"
    path.write_text("before", encoding="utf-8")
    assert main(["index", "search", str(tmp_path / "no.index"), "word", "-o", str(path)]) == 2
    assert path.read_text("utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["found.jsonl"]
    assert "there is no index" in capsys.readouterr().err


@pytest.mark.slow
def test_an_index_says_as_much_as_it_is_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("faiss")
    text = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, and reopened it on Friday at noon."
    crawl, place, found = tmp_path / "crawl.jsonl", str(tmp_path / "a.index"), tmp_path / "found.jsonl"
    crawl.write_text(json.dumps({"id": "a", "text": text}) + "\n", encoding="utf-8")
    assert main(["index", "add", place, str(crawl), "--index", "minhash", "-q", "-o", str(found)]) == 0
    assert capsys.readouterr() == ("", "")
    assert json.loads(found.read_text("utf-8"))["id"] == "a"
    assert main(["index", "search", place, "bridge", "-v", "-f", "terminal"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("a  The mayor")
    assert told.err.startswith("dedup: settings ")
    assert main(["index", "stats", place, "-f", "terminal"]) == 0
    assert "articles  1\n" in capsys.readouterr().out


def test_colours_are_forced_and_forbidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"The mayor of Tarn closed the old bridge on Monday. It is {name}.", encoding="utf-8")
    command = ["compare", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--no-model"]
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert main(command) == 0
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(command) == 0
    assert "\x1b[" not in capsys.readouterr().out
