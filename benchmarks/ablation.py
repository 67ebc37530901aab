"""Suite `ablation`: what each check of changes is worth, taken away in turn.

Over the hand-written pairs, the story families, and the rewrites with gold of their own: the changes of fact and loaded words that
are right (`found`: alterations of the gold that one of them touches) and those that are not (`false`), with all checks and without
each. A check that adds nothing right is worth nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import changes as pairs
from benchmarks.changes import GRAVE, Derivative, Fault, Pair, touches, touches_fault
from benchmarks.family_drafts import drafts_of, read_pair
from benchmarks.harness import ROOT
from benchmarks.suite import Figures, Options, Suite
from dedup.article import Article
from dedup.document import Document, analyse
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.compare import compare
from dedup.pair.explain.changes.changes import CHECKS, changes
from dedup.settings import Settings

_HOME: Final = ROOT / ".." / "shared" / "gold" / "rewrites"
SETS: Final = ("pairs", "families", "rewrites")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A folder with source.txt, derivative.txt and gold.json."""

    folder: Path


Case = Pair | Derivative | Rewrite
Outcome = tuple[str, dict[str, tuple[int, int]]]
"""The set, and (found, false) with all checks (under "") and without each check that changes either."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Passages that are judged together, and what the gold says was altered there."""

    drafts: tuple[PassageDraft, ...]
    faults: tuple[Fault, ...]


def load(data: Path, options: Options) -> list[Case]:
    """The cases of the suite `changes`, then the rewrites of `--rewrites`, if there are any."""
    home = Path(options.extra.get("rewrites", _HOME))
    return [*pairs.load(data, options), *(Rewrite(path.parent) for path in sorted(home.glob("*/gold.json")))]


def judge(case: Case, settings: Settings) -> Outcome:
    """Found and false of one case, with all checks and without each."""
    if isinstance(case, Pair):
        return "pairs", _counted(*_of_pair(case))
    if isinstance(case, Derivative):
        return "families", _counted(*_of_family(case))
    return "rewrites", _counted(*_of_rewrite(case, settings))


def _of_pair(case: Pair) -> tuple[Document, Document, list[_Unit]]:
    one, other = analyse(Article(case.source)), analyse(Article(case.derivative))
    draft = PassageDraft((0, len(case.derivative)), 0, "paraphrase", ((0, len(case.source)),), 1.0)
    return one, other, [_Unit((draft,), case.faults)]


def _of_family(case: Derivative) -> tuple[Document, Document, list[_Unit]]:
    source, derivative, gold = read_pair(case.family, case.article)
    drafts = drafts_of(source, derivative, gold)
    return source, derivative, list(_units(gold["sentences"], drafts, [draft.sentence for draft in drafts]))


def _of_rewrite(case: Rewrite, settings: Settings) -> tuple[Document, Document, list[_Unit]]:
    """A rewrite with the passages that `compare` finds."""
    texts = [(case.folder / f"{name}.txt").read_bytes().decode() for name in ("source", "derivative")]
    source, derivative = Article(texts[0], id="a"), Article(texts[1], id="b")
    gold = json.loads((case.folder / "gold.json").read_text(encoding="utf-8"))
    result = compare(source, derivative, source="a", settings=settings)
    drafts = tuple(
        PassageDraft((item.start, item.end), 0, item.kind, tuple((s.start, s.end) for s in item.source), item.similarity)
        for item in result.passages
    )
    at = [next((n for n, u in enumerate(gold["sentences"]) if draft.span[0] < u["end"]), -1) for draft in drafts]
    return analyse(source), analyse(derivative), list(_units(gold["sentences"], drafts, at))


def _units(rows: Sequence[Mapping[str, Any]], drafts: Sequence[PassageDraft], at: Sequence[int]) -> Iterator[_Unit]:
    for number, row in enumerate(rows):
        listed = [item for item in row["alterations"] if item["severity"] in GRAVE]
        faults = tuple(
            Fault(item.get("kind") or item["type"], item["source"], item["derivative"]) for item in (*row["distortions"], *listed)
        )
        yield _Unit(tuple(draft for draft, place in zip(drafts, at, strict=True) if place == number), faults)


def _counted(source: Document, derivative: Document, units: Sequence[_Unit]) -> dict[str, tuple[int, int]]:
    whole = _score(source, derivative, units, frozenset())
    apart = {name: _score(source, derivative, units, frozenset({name})) for name in CHECKS}
    return {"": whole} | {name: score for name, score in apart.items() if score != whole}


def _score(source: Document, derivative: Document, units: Sequence[_Unit], without: frozenset[str]) -> tuple[int, int]:
    found = false = 0
    for unit in units:
        said = [
            change for draft in unit.drafts for change in changes(source, derivative, draft, without) if change.severity in GRAVE
        ]
        found += sum(any(touches_fault(change, fault) for change in said) for fault in unit.faults)
        false += sum(not any(touches(change, fault) for fault in unit.faults) for change in said)
    return found, false


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Counts: `found_SET`, `false_SET` with all checks; `CHECK_found_SET`, `CHECK_false_SET`: what a check adds to them."""
    return {name: float(value) for name, value in _totals(outcomes).items()}


def _totals(outcomes: Sequence[Outcome]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for group, scores in outcomes:
        found, false = scores[""]
        totals.update({f"found_{group}": found, f"false_{group}": false})
        for name, (less, fewer) in scores.items():
            if name:
                totals[f"{name}_found_{group}"] += found - less
                totals[f"{name}_false_{group}"] += false - fewer
    return totals


def report(outcomes: Sequence[Outcome], options: Options) -> Mapping[str, Any]:  # noqa: ARG001
    """The table, one row a check."""
    totals = _totals(outcomes)
    head = "| check | kind | " + " | ".join(f"{one}: found, false" for one in SETS) + " |\n|---|---|" + "---|" * len(SETS) + "\n"
    rows = [("all", "", [(totals[f"found_{one}"], totals[f"false_{one}"]) for one in SETS])]
    rows += [
        (name, check.kind, [(totals[f"{name}_found_{one}"], totals[f"{name}_false_{one}"]) for one in SETS])
        for name, check in CHECKS.items()
    ]
    lines = (f"| {name} | {kind} | " + " | ".join(f"{a}, {b}" for a, b in listed) + " |" for name, kind, listed in rows)
    return {"table": head + "\n".join(lines) + "\n"}


SUITE: Final[Suite[Case, Outcome]] = Suite(
    name="ablation",
    about="what each check of changes adds: right and false, with and without it",
    folder="data",
    signs=("changes.jsonl",),
    homes=("data",),
    files=("changes.jsonl", "*/*.txt", "*/family.json", "*/gold/*.json"),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    extra={"rewrites": "folder of rewrites with gold (../shared/gold/rewrites)"},
    details=r".*",
)
