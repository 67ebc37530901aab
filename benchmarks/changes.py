"""Suite `changes`: are the changes of meaning found, and are they the only ones reported?

Two sets: the hand-written pairs of `changes.jsonl` (half altered, half harmless) and the altered articles of the story
families, sentence by sentence, with the source sentences that their gold names. A change of severity loaded or fact counts
as right when it shares a word with the gold's words at fault, as in the scoring of whole comparisons.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.family_drafts import drafts_of, read_pair
from dedup.article import Article
from dedup.pair.changes import changes
from dedup.pair.diff import edits
from dedup.pair.drafts import Draft
from dedup.pair.prepare import Prepared, prepare
from dedup.result import Change

GRAVE = ("loaded", "fact")


@dataclass(frozen=True, slots=True)
class Fault:
    """A change that the gold wants: its kind and the words at fault."""

    kind: str
    source: str
    derivative: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A passage with what was found and what is wanted."""

    found: tuple[Change, ...]
    wanted: tuple[Fault, ...]


def run(data: Path, split: str = "test") -> dict[str, float]:
    """Figures 0-1, higher is better: precision, recall, F1 of both sets; of the pairs recall by kind, and clean harmless ones."""
    pairs = list(pair_cases(data, split))
    harmless = [case for case in pairs if not case.wanted]
    figures = scores("pairs", pairs)
    figures["pairs_harmless_clean"] = sum(not _grave(case) for case in harmless) / max(1, len(harmless))
    figures |= {f"pairs_recall_{kind}": value for kind, value in recall_by_kind(pairs).items()}
    return figures | scores("altered", list(altered_cases(data)))


def pair_cases(data: Path, split: str) -> Iterator[Case]:
    """The sentence pairs of one half of `changes.jsonl`."""
    for line in (data / "changes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == split:
            yield Case(_found(row["source"], row["derivative"]), tuple(_fault(change) for change in row["changes"]))


def _fault(row: dict[str, Any]) -> Fault:
    return Fault(row["kind"], row["source"], row["derivative"])


def _found(source: str, derivative: str) -> tuple[Change, ...]:
    one, other = prepare(Article(source)), prepare(Article(derivative))
    whole, span = (0, len(source)), (0, len(derivative))
    return changes(one, other, Draft(span, 0, "edited", (whole,), edits=edits(one, whole, other, span)))


def altered_cases(data: Path, name: str = "altered") -> Iterator[Case]:
    """The sentences of the altered articles; an alteration of severity loaded or fact may be found, a distortion must be."""
    for family in sorted(path.parent for path in data.glob("*/family.json")):
        source, derivative, gold = read_pair(family, name)
        yield from _sentences(source, derivative, gold)


def _sentences(source: Prepared, derivative: Prepared, gold: dict[str, Any]) -> Iterator[Case]:
    found = [(draft.sentence, changes(source, derivative, draft)) for draft in drafts_of(source, derivative, gold)]
    for number, unit in enumerate(gold["sentences"]):
        wanted = [Fault(d["type"], d["source"], d["derivative"]) for d in unit["distortions"]]
        wanted += [
            Fault(a["kind"], a["source"], a["derivative"], required=False) for a in unit["alterations"] if a["severity"] in GRAVE
        ]
        yield Case(tuple(change for sentence, listed in found if sentence == number for change in listed), tuple(wanted))


def scores(name: str, cases: Iterable[Case]) -> dict[str, float]:
    """Precision, recall and F1 over cases."""
    count: Counter[str] = Counter()
    for case in cases:
        grave, required = _grave(case), [fault for fault in case.wanted if fault.required]
        count["found"] += len(grave)
        count["right"] += sum(any(touches(change, fault) for fault in case.wanted) for change in grave)
        count["wanted"] += len(required)
        count["hit"] += sum(any(touches_fault(change, fault) for change in grave) for fault in required)
    precision, recall = count["right"] / max(1, count["found"]), count["hit"] / max(1, count["wanted"])
    return {
        f"{name}_precision": precision,
        f"{name}_recall": recall,
        f"{name}_f1": 2 * precision * recall / max(1e-9, precision + recall),
    }


def recall_by_kind(cases: Iterable[Case]) -> dict[str, float]:
    """Recall of the required faults by their kind."""
    hit: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for case in cases:
        for fault in case.wanted:
            wanted[fault.kind] += 1
            hit[fault.kind] += any(touches_fault(change, fault) for change in _grave(case))
    return {kind: hit[kind] / wanted[kind] for kind in sorted(wanted)}


def _grave(case: Case) -> list[Change]:
    return [change for change in case.found if change.severity in GRAVE]


def touches(change: Change, fault: Fault) -> bool:
    """Whether a reported change shares a word with the fault, on either side."""
    return bool(_content(change.source.text + " " + change.derivative.text) & _content(fault.source + " " + fault.derivative))


def touches_fault(change: Change, fault: Fault) -> bool:
    """Whether a reported change touches the words at fault: those of the derivative, or of the source where something was cut."""
    if fault.derivative:
        return bool(_content(change.derivative.text) & _content(fault.derivative))
    return bool(_content(change.source.text + " " + change.derivative.text) & _content(fault.source))


def _content(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"\w{3,}|\d+", text)}
