"""Every number that decides something in `pair/` has a name: a setting, a fitted number, or a constant that says what it trades."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import dedup

PAIR: Final = Path(dedup.__file__).parent / "pair"
FILES: Final = sorted(PAIR.rglob("*.py"))

PLAIN: Final = {0, 1, 2, 1e-6, 1e-9}
"""Nothing, one, both sides; what keeps a divisor from being zero."""
TECHNICAL: Final[dict[str, Counter[float]]] = {
    "align/likelihood.py": Counter({2_000_003: 1}),  # a prime by which pairs of words become numbers
    "align/regions.py": Counter({4: 2}),  # neighbours of a cell
    "explain/credit.py": Counter({3: 1}),  # one in three
    "explain/quoted_words.py": Counter({3: 2}),  # three, two and one words said twice; the two words before a place
    "relate/features.py": Counter({20_000: 1}),  # the default of a setting
    "relate/measures.py": Counter({3: 1}),  # stems, pairs and triples (Clough 2002)
    "voice/framing.py": Counter({3: 2}),  # three marks that close a sentence; the first three lines
}
"""Numbers that are no choice, by file."""


def of_constants(tree: ast.Module) -> set[int]:
    """The numbers that stand in a constant of the file, which has a name and a comment."""
    return {id(part) for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) for part in ast.walk(node)}


def numbers_of(source: str) -> Iterator[float]:
    """Numbers in the code of a file, constants of the file, indexes, digits to round to and powers of ten apart."""
    tree = ast.parse(source)
    apart = of_constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant | ast.UnaryOp):
            apart |= {id(part) for part in ast.walk(node.slice)}
        elif isinstance(node, ast.Slice):
            apart |= {id(part) for part in (node.lower, node.upper) if isinstance(part, ast.Constant)}
        elif (isinstance(node, ast.Call) and ast.unparse(node.func) in ("round", "lru_cache")) or (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
        ):
            apart |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in apart:
            assert isinstance(node.value, int | float)
            if node.value not in PLAIN:
                yield node.value


def without_name(path: Path) -> Counter[float]:
    return Counter(numbers_of(path.read_text("utf-8"))) - TECHNICAL.get(path.relative_to(PAIR).as_posix(), Counter())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PAIR).as_posix())
def test_numbers_have_a_name(path: Path) -> None:
    assert sorted(without_name(path).elements()) == []


CONSTANT: Final = re.compile(r"^_?[A-Z][A-Z_]*(?:: Final(?:\[[^\]]*\])?)?(?:, _?[A-Z][A-Z_]*)* = -?[\d.]+(?:, -?[\d.]+)*$")
"""A line of a file that gives numbers names."""


def unexplained(lines: list[str]) -> list[str]:
    """Named numbers that no docstring follows, over the other names of its group."""
    return [
        line
        for at, line in enumerate(lines)
        if CONSTANT.match(line) and not next((one for one in lines[at + 1 :] if not CONSTANT.match(one)), "").startswith('"""')
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PAIR).as_posix())
def test_a_named_number_says_what_it_is(path: Path) -> None:
    assert unexplained(path.read_text("utf-8").split("\n")) == []


def test_a_number_with_a_bare_name_would_be_seen() -> None:
    assert unexplained(["_NEAR: Final = 3", "", "_FAR, _MOST = 8, 0.5", '"""Terms."""']) == ["_NEAR: Final = 3"]


def test_a_number_without_a_name_would_be_seen() -> None:
    code = "MOST = 0.3\ndef rule(x, row):\n    return x > 0.3 and x < MOST and row[5] and row[:3] and round(x, 4) and 10.0**x"
    assert list(numbers_of(code)) == [0.3]
