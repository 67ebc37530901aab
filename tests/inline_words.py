"""Words of a language that stand in the code: those that it holds against a text, and those of its regular expressions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

WORD: Final = re.compile(r"[^\W\d_]{2,}")
TEXTUAL: Final = {"form", "norm", "stem", "norms", "stems", "text", "group", "text_of"}
"""What gives words of a text when it is asked of a term or a document."""
SAME_TEXT: Final = {"lower", "casefold", "strip", "split", "partition", "rpartition", "removeprefix", "removesuffix", "rstrip"}
"""Methods of a text that give a part of it."""
HELD_AGAINST: Final = {"startswith", "endswith", "removeprefix", "removesuffix", "find", "index", "count", "partition", "split"} | {
    "rpartition", "isdisjoint", "intersection", "issubset", "issuperset", "replace"
}  # fmt: skip
NO_TEXT: Final = {"words", "stems", "values", "ranks", "pattern", "groups", "named", "relation", "contrast", "len", "range"}
"""What is asked of a pack or of the language gives no words of a text, and what it is asked by is the name of a tag."""
PARAMETERS: Final = {"word", "words", "norm", "norms", "form", "forms", "text", "name", "line", "phrase", "raw"}
MARKUP: Final = re.compile(
    r"\[(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\\.|\(\?[a-zA-Z-]+[:)]|</?\(\?:.*?\)|<(?:!--|!doctype\\s\+|\?)\w*|\(\?:html\|html\)|ufeff|"
    r"https?|www|twitter|pic|com?\b"
)
"""What regular expressions spell out that is of no language: their own signs, elements and entities of pages, addresses."""
READS: Final = {"compile", "sub", "split", "search", "match", "fullmatch", "finditer", "findall"}

Constants = dict[str, list[str]]


def called(node: ast.AST) -> str:
    """The name of what a call calls, "" for anything else."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def spelled(node: ast.AST, constants: Constants) -> Iterator[str]:
    """Words that an expression spells out, in strings or by the name of a constant of the file."""
    if called(node) in NO_TEXT:
        return
    if isinstance(node, ast.Subscript):
        yield from spelled(node.value, constants)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.search(node.value):
        yield node.value
    if isinstance(node, ast.Name):
        yield from constants.get(node.id, ())
    for child in ast.iter_child_nodes(node):
        yield from spelled(child, constants)


def is_text(node: ast.AST, names: set[str]) -> bool:
    """Whether an expression gives words of a text: `term.form`, or a name that was given them."""
    if called(node) in NO_TEXT or isinstance(node, ast.Compare):
        return False
    if isinstance(node, ast.Subscript):
        return is_text(node.value, names)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return is_text(node.elt, names)
    if isinstance(node, ast.Attribute):
        return node.attr in TEXTUAL or (node.attr in SAME_TEXT and is_text(node.value, names))
    if isinstance(node, ast.Name):
        return node.id in names
    return any(is_text(child, names) for child in ast.iter_child_nodes(node))


def texts_of(function: ast.FunctionDef) -> set[str]:
    """Names in a function that stand for words of a text."""
    names = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg) and node.arg in PARAMETERS}
    before = -1
    while len(names) > before:
        before = len(names)
        for node in ast.walk(function):
            for target, value in given(node):
                if is_text(value, names):
                    names |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
    return names


def given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The names to which a statement gives a value, and the value: each of `one, other = 1, 2` its own."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(target.elts) == len(node.value.elts):
                yield from zip(target.elts, node.value.elts, strict=True)
            else:
                yield target, node.value
    elif isinstance(node, ast.NamedExpr):
        yield node.target, node.value
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.target, node.iter


def constants_of(tree: ast.Module) -> Constants:
    """Words that constants of a file spell out, by their names."""
    found: Constants = {}
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            found[target.id] = list(spelled(node.value, {}))
    return found


def inline_words(source: str) -> list[str]:
    """Where a file holds words that it spells out against those of a text: `term.form == "but"`, `word in _ADVICE`."""
    tree = ast.parse(source)
    constants, found = constants_of(tree), dict[tuple[int, str], None]()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = texts_of(function)
        for node in ast.walk(function):
            sides: list[ast.expr] = []
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Sub):
                sides = [node.left, node.right]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node) in HELD_AGAINST:
                sides = [node.func.value, *node.args]
            for text in sides:
                if is_text(text, names):
                    words = [word for side in sides if side is not text for word in spelled(side, constants)]
                    found.update({(node.lineno, word): None for word in words})
    return [f"{line}: {word}" for line, word in sorted(found)]


def words_in_patterns(source: str) -> list[str]:
    """Words that the regular expressions of a file spell out."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in READS and ast.unparse(node.func).startswith("re."):
            strings = [string for argument in node.args for string in spelled(argument, {})]
            found += [f"{node.lineno}: {string}" for string in strings if WORD.search(MARKUP.sub(" ", string))]
    return found
