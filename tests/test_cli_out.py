"""What every command can be told of its output: -o, -f, -q, -v; walked over all commands, so that a new one has them, too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dedup.cli import main
from dedup.cli.commands import cli
from dedup.cli.shared import READER_GONE

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


def test_a_pipe_is_written_a_link_is_followed_and_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.json", tmp_path / "settings.json"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert main(["completion", "bash", "-o", str(pipe)]) == 0
    assert pipe.is_fifo()
    assert b"dedup" in os.read(reader, 1000)
    os.close(reader)
    file.write_text("before", encoding="utf-8")
    file.chmod(0o600)
    link.symlink_to(file)
    assert main(["settings", "-f", "json", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert json.loads(file.read_text("utf-8"))["settings"]
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    full = tmp_path / "full.json"
    full.symlink_to("/dev/full")  # not itself: an error here would replace the machine's
    assert main(["settings", "-f", "json", "-o", str(full)]) == 2
    assert capsys.readouterr().err == f"dedup: cannot write to {full}: No space left on device\n"


def test_the_settings_that_are_read_are_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("relation_wholly_share = 0.75\n", encoding="utf-8")
    assert main(["settings", "--config", str(path), "-o", str(path)]) == 2
    assert path.read_text("utf-8") == "relation_wholly_share = 0.75\n"
    assert "it is one of the files to read" in capsys.readouterr().err


def test_families_refuse_a_form_that_a_file_would_ignore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crawl, written = tmp_path / "crawl.jsonl", tmp_path / "families.jsonl"
    crawl.write_text('{"id": "a", "text": "The mayor of Tarn closed the old bridge."}\n{"id": "b"}\n', encoding="utf-8")
    assert main(["families", str(crawl), "-f", "csv", "-o", str(written)]) == 2
    assert "the ending of its name says the form" in capsys.readouterr().err
    assert not written.exists()
    assert main(["families", str(crawl), "-f", "csv", "--work", str(tmp_path / "work")]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("family,a,b,source,")
    assert "1 article, 0 families" in told.err
    assert "1 record could not be used" in told.err


def test_families_follow_a_link_and_a_reader_that_is_gone_is_told_apart(tmp_path: Path) -> None:
    link, file, crawl = tmp_path / "edges.csv", tmp_path / "kept", tmp_path / "crawl.jsonl"
    text = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, and reopened it on Friday at noon."
    crawl.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name in "ab"), encoding="utf-8")
    link.symlink_to(file)
    command = [sys.executable, "-m", "dedup.cli", "families", str(crawl), "-o", str(link)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (READER_GONE, "")
    assert link.is_symlink()
    assert file.read_text("utf-8").startswith("family,a,b")


def test_an_index_that_cannot_be_listed_is_refused_and_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(place: str) -> list[str]:
        raise PermissionError(13, "Permission denied", place)

    monkeypatch.setattr(os, "listdir", refused)
    assert main(["index", "stats", str(tmp_path)]) == 2
    assert f"cannot list the index at {tmp_path}: Permission denied" in capsys.readouterr().err
