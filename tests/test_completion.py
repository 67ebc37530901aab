"""Completion in the shells themselves: commands, options with what they do, and the names of files and folders."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dedup.cli import main
from dedup.cli.commands import cli

ZSH = """zmodload zsh/zpty
export ZDOTDIR=$PWD TERM=dumb
zpty shell zsh -i
zpty -r shell line '*READY*'
zpty -w -n shell "$1"$'\\t\\t'
for turn in {1..100}; do
    sleep .1
    while zpty -r -t shell line; do print -r -- "$line"; told+=$line; done
    [[ $told == *$2* ]] && break
done
zpty -d shell
"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str, str, str], str]:
    """What a shell offers for a line that was begun; at least what is expected is waited for."""
    for name in ("source.txt", "second.html"):
        (tmp_path / name).touch()
    (tmp_path / "drafts").mkdir()
    command = tmp_path / "bin" / "dedup"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m dedup.cli \"$@\"\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:/usr/bin:/bin")
    monkeypatch.setenv("PYTHONPATH", str(Path(main.__code__.co_filename).parents[2]))
    monkeypatch.setenv("HOME", str(tmp_path))

    def ask(shell: str, line: str, expected: str) -> str:
        if not shutil.which(shell):
            pytest.skip(f"no {shell}")
        assert main(["completion", shell]) == 0
        script = capsys.readouterr().out
        (tmp_path / "made").write_text(script, encoding="utf-8")
        (tmp_path / ".zshrc").write_text(f"{script}PS1='>'; setopt no_beep; print READY", encoding="utf-8")
        (tmp_path / "ask.zsh").write_text(ZSH, encoding="utf-8")
        asking = {
            "fish": ["fish", "--no-config", "-c", 'source made; complete -C "$argv[1]"', line],
            "zsh": ["zsh", "-f", "ask.zsh", line, expected],
        }[shell]
        return subprocess.run(asking, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60).stdout

    return ask


@pytest.mark.parametrize(
    ("shell", "line", "expected"),
    [
        ("fish", "dedup comp", "completion"),
        ("fish", "dedup compare s", "second.html"),
        ("fish", "dedup compare source.txt -o s", "second.html"),
        ("fish", "dedup index add dr", "drafts/"),
        ("zsh", "dedup comp", "completion"),
        ("zsh", "dedup compare s", "second.html"),
    ],
)
def test_a_shell_completes_commands_and_names_of_files(
    shell: str, line: str, expected: str, asked: Callable[[str, str, str], str]
) -> None:
    """Names of files were not completed, as nothing said that the articles of `compare` are files."""
    assert expected in asked(shell, line, expected)


def test_fish_tells_the_whole_of_a_description(asked: Callable[[str, str, str], str]) -> None:
    assert asked("fish", "dedup compare --no-", "").rstrip().endswith("faster, and blind to free paraphrase.")


def test_a_shell_is_told_what_is_a_folder_and_what_a_file(asked: Callable[[str, str, str], str]) -> None:
    assert "source.txt" not in asked("fish", "dedup index add ", "")


def test_what_a_command_makes_of_a_name_stays_as_it_declares_it() -> None:
    """`dedup serve` takes paths: a type for completion in their place would hand it texts."""
    given = {"token_file": "token", "families": "families.jsonl", "keep": "kept"}
    asked = [part for name, value in given.items() for part in (f"--{name.replace('_', '-')}", value)]
    made = cli.commands["serve"].make_context("serve", asked).params
    assert {name: made[name] for name in given} == {name: Path(value) for name, value in given.items()}
