"""Imports point one way, and the command line starts without the heavy ones."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dedup

ROOT = Path(dedup.__file__).parent

LAYERS = (
    ("errors", "kinds", "plain"),
    ("setting",),
    ("corpus_settings",),
    ("settings", "calibration", "cache", "reread", "addresses", "sheet", "characters", "connection", "processes", "moments"),
    ("words", "fetch"),
    ("language", "quotations", "sentences"),
    ("article",),
    ("result",),
    ("corpus_result",),
    ("document",),
    ("lang",),
    ("sketch",),
    ("index",),
    ("pair",),
    ("match",),
    ("asked",),
    ("detect", "families"),
    ("read", "report"),
    ("terminal",),
    ("setup", "engines", "crawl"),
    ("serve", "frames"),
    ("cli",),
)
"""The rooms from the ground up: one imports from its own and from those before it, never from one beside or above it."""

INNER_WALLS = ("align", "voice", "relate", "explain", "compare", "related", "attempt", "compare_all", "compare_many")
"""The rooms of `pair/`, from the ground up, by the same rule."""

FREE = {"__init__": "names the public ones, imported when first used", "__main__": "starts the command line"}
HEIGHT = {room: height for height, layer in enumerate(LAYERS) for room in layer}
RENDERER_MAY_IMPORT = {"article", "corpus_result", "errors", "kinds", "moments", "report", "reread", "result", "settings", "sheet"}


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in {f"{name}.py" for name in FREE})


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[tuple[str, int]]:
    """Rooms that a file imports anywhere in it, for types too, and the lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "dedup":
            names = [f"dedup.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        rooms = {name.split(".")[1] for name in names if name.startswith("dedup.")}
        yield from ((room, node.lineno) for room in sorted(rooms & HEIGHT.keys()))


def test_every_file_belongs_to_a_room() -> None:
    assert {room_of(path) for path in modules()} <= HEIGHT.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    wrong = [
        f"{path.name}:{line} imports {other}"
        for other, line in imported_rooms(path)
        if other != room and HEIGHT[other] >= HEIGHT[room]
    ]
    assert not wrong


@pytest.mark.parametrize("path", sorted((ROOT / "pair").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_inside_pair_point_down(path: Path) -> None:
    room = path.relative_to(ROOT / "pair").parts[0].removesuffix(".py")
    if room == "__init__":
        return
    names = [
        node.module or "" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    others = [name.split(".")[2] for name in names if name.startswith("dedup.pair.")]
    assert not [other for other in others if other != room and INNER_WALLS.index(other) >= INNER_WALLS.index(room)]


@pytest.mark.parametrize("path", sorted((ROOT / "report").glob("*.py")), ids=lambda path: path.name)
def test_renderers_know_texts_and_results_alone(path: Path) -> None:
    assert {room for room, _ in imported_rooms(path)} <= RENDERER_MAY_IMPORT


def test_relative_imports_are_not_used() -> None:
    for path in modules():
        levels = [node.level for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
        assert not any(levels), path


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "--help"], ["--version"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from dedup.cli import main\n"
        f"code = main({arguments!r})\n"
        "heavy = {'numpy', 'torch', 'onnxruntime', 'trafilatura', 'rich', 'jinja2'} & sys.modules.keys()\n"
        "sys.exit(f'imported {sorted(heavy)}' if heavy else code)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
