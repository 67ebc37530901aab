"""Every number that decides something in `pair/` has a name: a setting, a fitted number, or a constant that says what it trades."""

from __future__ import annotations

import ast
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
TECHNICAL: Final = {
    "align/likelihood.py": Counter({2_000_003: 1}),  # a prime by which pairs of words become numbers
    "align/regions.py": Counter({4: 2}),  # neighbours of a cell
    "explain/credit.py": Counter({3: 1}),  # one in three
    "explain/quoted_words.py": Counter({3: 2}),  # three, two and one words said twice; the two words before a place
    "relate/features.py": Counter({20_000: 1}),  # the default of a setting
    "relate/measures.py": Counter({3: 1}),  # stems, pairs and triples (Clough 2002)
    "voice/framing.py": Counter({3: 2}),  # three marks that close a sentence; the first three lines
}
"""Numbers that are no choice, by file."""
NOT_YET: Final = {
    "action.py": 16, "certainty.py": 13, "circumstance.py": 6, "dropped_attribution.py": 3,
    "dropped_context.py": 4, "loaded_word.py": 2,
    "name_and_role.py": 7, "negation.py": 6, "number.py": 5, "polarity.py": 1, "quantity.py": 8, "stance.py": 14,
    "style.py": 2, "term_alignment.py": 6, "undone.py": 2,
}  # fmt: skip
"""Numbers of terms about a word in which a check of changes looks, without a name yet: this list may only become shorter."""


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
    left = NOT_YET.get(path.name, 0) if path.parent.name == "changes" else 0
    assert without_name(path).total() <= left, sorted(without_name(path).elements())


def test_the_list_of_those_without_is_no_longer_than_it_must_be() -> None:
    found = {path.name: without_name(path).total() for path in FILES if path.parent.name == "changes"}
    assert {name: count for name, count in found.items() if count} == NOT_YET


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PAIR).as_posix())
def test_shares_have_a_name(path: Path) -> None:
    """A share, a probability or a similarity is a choice in every room."""
    assert [number for number in without_name(path) if number % 1] == []


def test_a_number_without_a_name_would_be_seen() -> None:
    code = "MOST = 0.3\ndef rule(x, row):\n    return x > 0.3 and x < MOST and row[5] and row[:3] and round(x, 4) and 10.0**x"
    assert list(numbers_of(code)) == [0.3]
