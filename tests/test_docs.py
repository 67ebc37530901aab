"""Every command and piece of Python in README and docs: options exist, names can be imported; tests/test_readme.py runs them."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import dedup
from benchmarks import readme
from dedup.cli.commands import cli
from dedup.report.brief import TOLD

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINKED = [*PAGES, *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md", "data/README.md"))]
_BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.M | re.S)
_IN_PROSE = re.compile(r"`dedup ([^`]+)`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def blocks(page: Path, language: str) -> Iterator[str]:
    for found, body in _BLOCK.findall(page.read_text("utf-8")):
        if found == language:
            yield body


def commands(page: Path) -> list[list[str]]:
    lines = "".join(blocks(page, "sh")).replace("\\\n", " ").splitlines()
    split = [shlex.split(re.split(r"[|<>;&]", line)[0], comments=True) for line in lines]
    return [words for words in split if words[:1] == ["dedup"]]


def check(command: click.Command, words: list[str]) -> None:
    """Raises click's UsageError where an option or a command does not exist; nothing is run."""
    context = command.make_context("dedup", list(words))
    rest = [*context._protected_args, *context.args] if isinstance(command, click.Group) else []
    if isinstance(command, click.Group) and rest:
        name, inner, left = command.resolve_command(context, rest)
        assert name is not None
        assert inner is not None
        check(inner, left)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_of_a_page_exist_with_their_options(page: Path) -> None:
    for words in commands(page):
        check(cli, words[1:])


def options_of(command: click.Command) -> set[str]:
    return {"--help"} | {name for option in command.params for name in option.opts}


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_prose_calls_a_command_or_an_option_is_one(page: Path) -> None:
    for words in (shlex.split(line) for line in _IN_PROSE.findall(page.read_text("utf-8"))):
        command: click.Command = cli
        for word in words:
            if isinstance(command, click.Group):
                assert word in command.commands, words
                command = command.commands[word]
            assert not word.startswith("-") or word in options_of(command), words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_of_a_page_imports_what_is_there(page: Path) -> None:
    for body in blocks(page, "python"):
        for node in ast.walk(ast.parse(body)):
            if isinstance(node, ast.ImportFrom) and node.module == "dedup":
                assert {alias.name for alias in node.names} <= set(dedup.__all__)


@pytest.mark.parametrize("page", readme.PAGES, ids=lambda page: page.name)
def test_figures_of_a_page_are_those_of_the_results(page: Path) -> None:
    assert page.read_text("utf-8") == readme.filled(page), "run: python -m benchmarks.readme --write"


def test_what_a_brief_says_of_the_changes_it_misses_is_measured() -> None:
    last = (ROOT / "benchmarks" / "results" / "rewrites.jsonl").read_text("utf-8").splitlines()[-1]
    shares = [round(10 * json.loads(last)["figures"][name]) for name in ("fact_recall", "loaded_recall")]
    assert (shares, TOLD) == ([2, 1], "of ten changed facts that readers see about two are told, of ten loaded words about one")


def test_readers_agree_where_both_say_the_same_of_a_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [("one", "identical", "near_duplicate"), ("two", "derivative", "independent"), ("three", "independent", "independent")]
    rows = [
        {"a": name, "b": "other", "relation": "derivative", "text_relation": label} for name, *labels in told for label in labels
    ]
    (tmp_path / "usnews_pairs.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    monkeypatch.setattr(readme, "LABELS", tmp_path)
    assert (readme._agreed("usnews, text"), readme._agreed("usnews, page")) == (".67", "1.00")


@pytest.mark.parametrize("page", LINKED, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    gone = [link for link in _LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert not gone
