"""Suite `edges`: families of real news; which of their edges are reuse, by edges and pairs that people read.

The corpus is `usnews`, 10,000 articles of US outlets as they were crawled. What was read: `edges.jsonl` of the set, 30 edges
of an earlier version of this program; `labels/usnews_pairs.jsonl` of this project, pairs of two outlets that share at least 5 %
of their 5-word shingles; and the samples in `results/edges-read.jsonl`, each drawn from the edges of its day and read by one reader
who saw the texts alone. An edge is right where a reader sees a copy, a derivative or a common source. The rules of
`dedup.families.own_words` were set with these at hand, so the figures flatter: what a sample said when it was drawn stands in
docs/scale.md.
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
from dedup.quotations import quotations
from dedup.sketch.minhash import SketchSpec, sketch

_LABELS: Final = Path(__file__).with_name("labels") / "usnews_pairs.jsonl"
_SAMPLES: Final = Path(__file__).with_name("results") / "edges-read.jsonl"
_MUCH: Final = 0.3
"""Share of the shorter article's shingles outside quotation marks that both hold, from which on related articles must be joined."""
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
        corpus_texts = {row["id"]: row["text"] for row in map(json.loads, corpus.open(encoding="utf-8"))}
    edges = frozenset((edge.a, edge.b) for family in run.families for edge in family.edges)
    verdicts = {"read": _edges_read(case.read), "labelled": _labelled(), **_samples()}
    verdicts["much"] = _sharing_much(corpus_texts, verdicts["labelled"], settings)
    return Found(edges, verdicts, tuple(len(family.members) for family in run.families))


def _edges_read(path: Path) -> dict[Ends, bool]:
    return {_ends(row): _READ[row["verdict"]] for row in map(json.loads, path.open(encoding="utf-8"))}


def _samples() -> dict[str, dict[Ends, bool]]:
    """The samples by name, in the order in which they were drawn."""
    found: dict[str, dict[Ends, bool]] = {}
    for row in map(json.loads, _SAMPLES.open(encoding="utf-8")):
        found.setdefault(f"sample{row['sample']}", {})[_ends(row)] = _READ[row["verdict"]]
    return found


def _sharing_much(texts: Mapping[str, str], verdicts: Mapping[Ends, bool], settings: Settings) -> dict[Ends, bool]:
    """The related pairs of which the shorter article shares much outside quotation marks."""
    related = [ends for ends, right in verdicts.items() if right]
    unquoted = [_unquoted(texts[name]) for ends in related for name in ends]
    sketches = sketch(unquoted, SketchSpec.of(settings), rows=False, shingles=True)
    sets = [set(sketches.shingles.of(place).tolist()) for place in range(2 * len(related))]
    both = zip(related, sets[::2], sets[1::2], strict=True)
    return {ends: True for ends, one, other in both if len(one & other) >= _MUCH * min(len(one), len(other))}


def _unquoted(text: str) -> str:
    spans = [quotation.span for quotation in quotations(text)]
    ends = [0, *(place for span in spans for place in span), len(text)]
    return " | ".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


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
    wanted={"labelled_precision": "≥ .88", "read_precision": "≥ .88", "much_recall": "≥ .98", "largest": "≤ 6"},
    parallel=False,
)
