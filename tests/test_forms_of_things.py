"""How many types stand for one thing: docs/architecture.md lists those of a stretch, a passage, a change and a candidate."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import dedup

PACKAGE: Final = Path(dedup.__file__).parent
PAGE: Final = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
LISTED: Final = [(thing, place) for thing, place in re.findall(r"^\| (\w+) \| `([\w.]+)` \|", PAGE, re.M)]

FIELDS: Final[dict[str, tuple[frozenset[str], ...]]] = {
    "stretch": (frozenset({"source", "derivative", "summarises"}), frozenset({"run", "score"})),
    "passage": (frozenset({"kind", "edits"}), frozenset({"sentence", "score"})),
    "change": (frozenset({"kind", "severity"}), frozenset({"to", "back", "gaps"})),
    "candidate": (
        frozenset({"measure", "score"}),
        frozenset({"measure", "scores"}),
        frozenset({"measure", "similarity"}),
        frozenset({"candidates", "record"}),
        frozenset({"article", "why"}),
    ),
}
"""Fields by which a type is seen to be one of a thing."""
APART: Final = {"serve": "answers of the server", "engines": "rows of Spark", "report": "what a page shows", "cli": "lines"}
"""Rooms that show things and make none."""


def fields_of(node: ast.ClassDef) -> set[str]:
    return {part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)}


def forms() -> Iterator[tuple[str, str]]:
    """Every class whose fields say that it is one of the things, as (thing, place)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).with_suffix("").parts
        if place[0] in APART:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                of = {thing for thing, marks in FIELDS.items() if any(one <= fields_of(node) for one in marks)}
                yield from ((thing, ".".join((*place, node.name))) for thing in of)


def test_every_form_is_in_the_table() -> None:
    assert {one for one in forms() if one not in LISTED} == set()


@pytest.mark.parametrize(("thing", "place"), LISTED)
def test_what_the_table_names_is_there(thing: str, place: str) -> None:
    module, _, name = place.rpartition(".")
    assert hasattr(import_module(f"dedup.{module}"), name), thing


def test_the_page_counts_them_right() -> None:
    stated = re.search(r"there are (\d+), each with a name of its own", PAGE)
    assert stated
    assert int(stated[1]) == len(LISTED)
    names = Counter(place.rpartition(".")[2] for _, place in LISTED)
    assert [name for name, times in names.items() if times > 1] == []
