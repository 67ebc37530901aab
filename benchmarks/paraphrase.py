"""Suite `paraphrase`: MRPC and the STS benchmark, for the score of one passage against another.

The layout: a folder with mrpc/msr_paraphrase_*.txt and stsb/sts-*.csv (tab-separated both, no quoting), any of their splits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.measures import roc_auc, spearman
from benchmarks.suite import DataError, Figures, Options, Published, Suite
from dedup import Settings

SETS: Final = {"mrpc": "mrpc/msr_paraphrase_*.txt", "stsb": "stsb/sts-*.csv"}


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two sentences and how alike people called them: 0 or 1 in MRPC, 0-5 in STS-b. `split` is the file, as in "stsb dev"."""

    split: str
    gold: float
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What people said and what we say."""

    split: str
    gold: float
    score: float


def load(data: Path, options: Options) -> list[SentencePair]:
    """The pairs of all splits that are there. Raises DataError when one of the two sets has none."""
    del options
    pairs: list[SentencePair] = []
    for name, pattern in SETS.items():
        files = sorted(data.glob(pattern))
        if not files:
            raise DataError(f"{data}: no {pattern}; both sets must be there")
        for path in files:
            split = path.stem.replace("-", "_").rsplit("_", 1)[-1]
            pairs += list((_mrpc if name == "mrpc" else _stsb)(path, f"{name} {split}"))
    return pairs


def _mrpc(path: Path, split: str) -> Iterator[SentencePair]:
    for row in _rows(path, 5)[1:]:
        yield SentencePair(split, float(row[0]), row[3], row[4])


def _stsb(path: Path, split: str) -> Iterator[SentencePair]:
    for row in _rows(path, 7):
        yield SentencePair(split, float(row[4]), row[5], row[6])


def _rows(path: Path, columns: int) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    rows = [line.rstrip("\r").split("\t") for line in lines if line.strip()]
    short = next((number for number, row in enumerate(rows, 1) if len(row) < columns), None)
    if short:
        raise DataError(f"{path}: line {short} has fewer than {columns} columns")
    return rows


def judge(case: SentencePair, settings: Settings) -> PairOutcome:
    """Score the second sentence against the first."""
    from dedup.pair.compare import passage_score

    return PairOutcome(case.split, case.gold, passage_score(case.first, case.second, settings))


def figures(outcomes: Sequence[PairOutcome]) -> Figures:
    """AUC on MRPC and Spearman's rho on STS-b, over all splits and of each."""
    return {
        **_by_split("mrpc", "auc", outcomes),
        **_by_split("stsb", "spearman", outcomes),
    }


def _by_split(name: str, measure: str, outcomes: Sequence[PairOutcome]) -> Figures:
    mine = [item for item in outcomes if item.split.startswith(f"{name} ")]
    splits = sorted({item.split for item in mine})
    found = {f"{name}_{measure}": _measured(measure, mine)}
    if len(splits) > 1:
        for split in splits:
            found[f"{name}_{measure}_{split.split()[1]}"] = _measured(measure, [item for item in mine if item.split == split])
    return found


def _measured(measure: str, outcomes: Sequence[PairOutcome]) -> float:
    scores, gold = [item.score for item in outcomes], [item.gold for item in outcomes]
    return roc_auc([value > 0.5 for value in gold], scores) if measure == "auc" else spearman(gold, scores)


_FROM: Final = "all-MiniLM-L6-v2 alone, measured"
SUITE: Final[Suite[SentencePair, PairOutcome]] = Suite(
    name="paraphrase",
    about="MRPC and STS-b: the score of one passage against another",
    folder=".",
    signs=("mrpc/msr_paraphrase_*.txt",),
    files=tuple(SETS.values()),
    load=load,
    judge=judge,
    figures=figures,
    published={"mrpc_auc": Published(0.736, _FROM), "stsb_spearman": Published(0.820, _FROM)},
)
