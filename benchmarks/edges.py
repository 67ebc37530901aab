"""Suite `edges`: families of real news; which of their edges are reuse, by edges and pairs that people read.

The corpus is `usnews`, 10,000 articles of US outlets as they were crawled. Two things were read: `edges.jsonl` of the set, 30 edges
of an earlier version of this program, and `labels/usnews_pairs.jsonl` of this project, pairs of two outlets that share at least 5 %
of their 5-word shingles. An edge is right where a reader sees a copy, a derivative or a common source. The
rule of `dedup.families.own_words` was set with both at hand, so their figures flatter: other edges have to be read.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.suite import Figures, Options, Suite
from dedup import Settings

_LABELS: Final = Path(__file__).with_name("labels") / "usnews_pairs.jsonl"
_READ: Final = {"copy": True, "reuse": True, "common_source": True, "quotes_only": False, "furniture": False}

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The corpus, packed, and the edges read of it."""

    packed: Path
    read: Path


@dataclass(frozen=True, slots=True)
class Found:
    """The edges found; whether each pair that was read is reuse, by where the verdict comes from; and the sizes of the families."""

    edges: frozenset[Ends]
    verdicts: Mapping[str, Mapping[Ends, bool]]
    sizes: tuple[int, ...]


def load(data: Path, options: Options) -> list[Corpus]:
    """The one corpus of the set."""
    del options
    return [Corpus(next(data.glob("*.jsonl.gz")), data / "edges.jsonl")]


def judge(case: Corpus, settings: Settings) -> Found:
    """The families of the corpus."""
    from dedup.engines.local import find_families

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_bytes(gzip.decompress(case.packed.read_bytes()))
        run = find_families([corpus], Path(folder) / "work", settings)
    edges = frozenset((edge.a, edge.b) for family in run.families for edge in family.edges)
    verdicts = {"read": _edges_read(case.read), "labelled": _labelled()}
    return Found(edges, verdicts, tuple(len(family.members) for family in run.families))


def _edges_read(path: Path) -> dict[Ends, bool]:
    return {_ends(row): _READ[row["verdict"]] for row in map(json.loads, path.open(encoding="utf-8"))}


def _labelled() -> dict[Ends, bool]:
    """Right where one of the readers sees reuse."""
    found: dict[Ends, bool] = {}
    for row in map(json.loads, _LABELS.open(encoding="utf-8")):
        found[_ends(row)] = found.get(_ends(row), False) or row["relation"] != "independent"
    return found


def _ends(row: Mapping[str, Any]) -> Ends:
    return min(row["a"], row["b"]), max(row["a"], row["b"])


def figures(outcomes: Sequence[Found]) -> Figures:
    """Precision of the edges that were read, the share of right ones found, and the largest family."""
    told: Figures = {}
    for found in outcomes:
        told |= {
            "edges": float(len(found.edges)),
            "families": float(len(found.sizes)),
            "largest": float(max(found.sizes, default=0)),
        }
        for name, verdicts in found.verdicts.items():
            kept = [verdicts[ends] for ends in found.edges & verdicts.keys()]
            right = sum(verdicts.values())
            told |= {f"{name}_found": float(len(kept)), f"{name}_precision": sum(kept) / max(1, len(kept))}
            told |= {f"{name}_recall": sum(kept) / max(1, right)}
    return told


SUITE: Final[Suite[Corpus, Found]] = Suite(
    name="edges",
    about="families of real news: edges that people read",
    folder="usnews",
    signs=("usnews*.jsonl.gz",),
    load=load,
    judge=judge,
    figures=figures,
    wanted={"labelled_precision": "≥ .88", "read_precision": "≥ .88"},
    parallel=False,
)
