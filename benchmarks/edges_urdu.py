"""Suite `edges_urdu`: families of Urdu news, each article with its lightly altered copy (Bend the Truth, Amjad et al. 2020).

The corpus command, with nothing told of the language: does each article stand in a family with its altered copy, and with nothing
else? `candidates_a_pair`: pairs that are measured, for each pair that is wanted.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.suite import Figures, Options, Suite
from dedup import Settings

_ENDINGS: Final = (".real.txt", ".fake.txt")

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """The folder of the set, and the names of the articles that stand in it twice, as published and altered."""

    folder: Path
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs that the corpus command joins, how many it measured, and those that belong together; the first name sorts before."""

    edges: frozenset[Ends]
    candidates: int
    wanted: frozenset[Ends]


def load(data: Path, options: Options) -> list[Corpus]:
    """The one corpus of the set."""
    del options
    published, altered = ({path.name.removesuffix(end) for path in data.glob(f"*{end}")} for end in _ENDINGS)
    return [Corpus(data, tuple(sorted(published & altered)))]


def judge(case: Corpus, settings: Settings) -> Found:
    """The families of the corpus."""
    from dedup.engines.local import find_families

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        names = [f"{name}{end}" for name in case.names for end in _ENDINGS]
        rows = ({"id": name, "text": (case.folder / name).read_text(encoding="utf-8")} for name in names)
        corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        run = find_families([corpus], Path(folder) / "work", settings)
    edges = frozenset((edge.a, edge.b) for family in run.families for edge in family.edges)
    published, altered = _ENDINGS
    return Found(edges, run.candidates, frozenset((f"{name}{altered}", f"{name}{published}") for name in case.names))


def figures(outcomes: Sequence[Found]) -> Figures:
    """Precision and recall of the edges, and the candidates for each article that has a copy."""
    (found,) = outcomes
    right = len(found.edges & found.wanted)
    return {
        "precision": right / max(1, len(found.edges)),
        "recall": right / len(found.wanted),
        "candidates_a_pair": found.candidates / len(found.wanted),
    }


SUITE: Final[Suite[Corpus, Found]] = Suite(
    name="edges_urdu",
    about="families of Urdu news: each article with its altered copy",
    folder="altered_urdu",
    signs=("*.real.txt",),
    load=load,
    judge=judge,
    figures=figures,
    wanted={"precision": "≥ .98", "recall": "≥ .95"},
    parallel=False,
)
