"""No file and no function is longer than one reads at once. How much a function may branch, ruff holds (C901)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import dedup

PACKAGE = Path(dedup.__file__).parent
ROOT = PACKAGE.parent
FILES = sorted(path for folder in (PACKAGE, ROOT / "benchmarks") for path in folder.rglob("*.py"))

MOST_LINES = 350
MOST_OF_A_FUNCTION = 50
"""Lines without the docstring: that of a command is its help page."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return (function.end_lineno or 0) - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0)


def too_long(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found = [
        f"{name_of(path)}: {node.name} has {lines_of(node)} lines" for node in functions if lines_of(node) > MOST_OF_A_FUNCTION
    ]
    lines = text.count("\n")
    return [*found, f"{name_of(path)} has {lines} lines"] if lines > MOST_LINES else found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_are_short(path: Path) -> None:
    assert not too_long(path)


PLACES = ("dedup", "tests", "benchmarks", "docs", "examples", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", ".ci")
PATHS_OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:work|root)/\w")


def test_no_file_names_a_path_of_a_machine() -> None:
    files = [
        path
        for place in PLACES
        for path in (ROOT / place, *sorted((ROOT / place).rglob("*")))
        if path.suffix in (".py", ".md", ".js")
    ]
    assert len(files) > 200
    named = [str(path.relative_to(ROOT)) for path in files if PATHS_OF_A_MACHINE.search(path.read_text("utf-8"))]
    assert named == []
    assert PATHS_OF_A_MACHINE.search('Path("' + "/work" + '/shared")')


MOST_OF_VAGUE_NAMES = {"told": 52, "found": 17}
"""Identifiers in the package with such a word: it says that something came about, not what it is. May fall, may not rise.

`told`: the few that are about telling. `found`: the count of a brief, the exit code of a search, and a table that the compiled code
names so.
"""


def names_in(text: str) -> list[str]:
    """Every name that a text of Python gives or uses."""
    kinds = {
        ast.Name: "id",
        ast.arg: "arg",
        ast.keyword: "arg",
        ast.Attribute: "attr",
        ast.FunctionDef: "name",
        ast.ClassDef: "name",
    }
    given = [(getattr(node, kinds[type(node)]) or "") for node in ast.walk(ast.parse(text)) if type(node) in kinds]
    return [name for name in given if name]


@pytest.mark.parametrize("vague", MOST_OF_VAGUE_NAMES)
def test_names_say_what_a_thing_is(vague: str) -> None:
    counted = {name_of(path): names_in(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    held = [f"{path}: {name}" for path, names in counted.items() for name in names if vague in name.lower().split("_")]
    assert len(held) <= MOST_OF_VAGUE_NAMES[vague], held
    assert sorted(names_in("def rest(found_x): return found_x.kept(told=1)")) == ["found_x", "found_x", "kept", "rest", "told"]
