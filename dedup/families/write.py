"""Families -> files: JSON lines, a CSV list of edges, GraphML, Parquet; and a few lines to read. None of them computes anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from dedup.errors import InputError, MissingExtra
from dedup.families.model import Edge, Family
from dedup.sheet import csv_text

EDGE_COLUMNS: Final = ("a", "b", "source", "resemblance", "a_containment", "b_containment", "shared", "relation", "kind")

MEMBER_COLUMNS: Final = ("id", "family", "root")


def write_families(families: Sequence[Family], path: Path) -> None:
    """Write the families in the format of the file's suffix: .jsonl, .csv, .graphml or .parquet. Raises InputError."""
    writer(path)(families, path)


def writer(path: Path) -> Callable[[Sequence[Family], Path], None]:
    """The function that writes such a file. Raises InputError for another suffix, so that it can be asked before the work."""
    made = _WRITERS.get(path.suffix.lower())
    if made is None:
        raise InputError(f"cannot write families to {path}: the name must end in one of {', '.join(_WRITERS)}")
    return made


def jsonl(families: Sequence[Family]) -> Iterator[str]:
    """One line of JSON a family."""
    return (json.dumps(family.to_dict(), ensure_ascii=False, allow_nan=False) + "\n" for family in families)


def edge_table(families: Sequence[Family]) -> str:
    """CSV of all edges: family, the two ids, which of them is the source ("a", "b" or nothing), and the figures."""
    rows = ((family.family, *_row(edge)) for family in families for edge in family.edges)
    return csv_text([("family", *EDGE_COLUMNS), *rows], line_end="\n")


def member_table(families: Sequence[Family]) -> str:
    """CSV of all members: id, the family that it is in, and the family's root ("" where it is not known)."""
    rows = ((member.id, family.family, family.root or "") for family in families for member in family.members)
    return csv_text([MEMBER_COLUMNS, *rows], line_end="\n")


def _row(edge: Edge) -> list[Any]:
    return ["" if (value := getattr(edge, name)) is None else value for name in EDGE_COLUMNS]


def graphml(families: Sequence[Family]) -> Iterator[str]:
    """GraphML: nodes with family, title, outlet, published; edges from source to derivative, `directed` false where not known."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name in _NODE_KEYS:
        yield f'  <key id="{name}" for="node" attr.name="{name}" attr.type="string"/>\n'
    yield '  <key id="resemblance" for="edge" attr.name="resemblance" attr.type="double"/>\n'
    yield '  <key id="shared" for="edge" attr.name="shared" attr.type="int"/>\n  <graph edgedefault="directed">\n'
    for family in families:
        for member in family.members:
            known = {"family": family.family, "title": member.title, "outlet": member.outlet, "published": member.published}
            data = "".join(f'<data key="{name}">{_text(value)}</data>' for name, value in known.items() if value)
            yield f"    <node id={_attribute(member.id)}>{data}</node>\n"
        for edge in family.edges:
            ends = (edge.source_id or edge.a, edge.derivative_id or edge.b)
            data = f'<data key="resemblance">{edge.resemblance}</data><data key="shared">{edge.shared}</data>'
            known_way = "true" if edge.source else "false"
            yield f'    <edge source={_attribute(ends[0])} target={_attribute(ends[1])} directed="{known_way}">{data}</edge>\n'
    yield "  </graph>\n</graphml>\n"


_NODE_KEYS: Final = ("family", "title", "outlet", "published")


def _legal(value: str) -> str:
    """The text without the characters that no XML document may hold."""
    return "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff" else " " for c in value)


def _attribute(value: str) -> str:
    from xml.sax.saxutils import quoteattr  # brings urllib with it, 20 ms

    return quoteattr(_legal(value))


def _text(value: str) -> str:
    from xml.sax.saxutils import escape

    return escape(_legal(value))


def _parquet(families: Sequence[Family], path: Path) -> None:
    """One row a family, with lists of members and edges as in the JSON."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtra("writing Parquet needs pyarrow; install it with: pip install 'dedup-news[families]'") from error
    reason = arrow.struct(
        [("kind", arrow.string()), ("text", arrow.string()), ("article", arrow.string()), ("weight", arrow.float64())]
    )
    text = [(name, arrow.string()) for name in ("id", "title", "url", "outlet", "published", "opening")]
    figures = [(name, arrow.float64()) for name in ("resemblance", "a_containment", "b_containment")]
    edge = [("a", arrow.string()), ("b", arrow.string()), ("source", arrow.string()), *figures, ("shared", arrow.int64())]
    words = [("relation", arrow.string()), ("kind", arrow.string())]
    schema = arrow.schema([
        ("family", arrow.string()),
        ("root", arrow.string()),
        ("members", arrow.list_(arrow.struct([*text, ("words", arrow.int64())]))),
        ("edges", arrow.list_(arrow.struct([*edge, *words, ("evidence", arrow.list_(reason))]))),
    ])  # fmt: skip
    parquet.write_table(arrow.Table.from_pylist([family.to_dict() for family in families], schema), path)


def _write(lines: Callable[[Sequence[Family]], Iterator[str]]) -> Callable[[Sequence[Family], Path], None]:
    def write(families: Sequence[Family], path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(lines(families))

    return write


_WRITERS: Final[dict[str, Callable[[Sequence[Family], Path], None]]] = {
    ".jsonl": _write(jsonl),
    ".csv": _write(lambda families: iter([edge_table(families)])),
    ".graphml": _write(graphml),
    ".parquet": _parquet,
}

SUFFIXES: Final = tuple(_WRITERS)
"""Names that the writers here take."""
