"""Suite `rewrites`: derivatives sentence by sentence, with every alteration that a reader found: kinds, links, claims.

A claim is a change of severity fact or loaded, twelve words at most. It is right where it shares a word (three letters, or
digits) with an alteration of fact or loaded words in the same sentence of the derivative; an alteration is found where a claim
shares a word with it. Precision and recall are counted over all derivatives. The second look of the links
(`pair/align/restated.py`) chose its numbers on these very texts: kinds and links flatter. So do the loaded words: those found here
are, with the verdict of the gold, among the rows that their confidence is fitted on; results/claims-curve.md says how many are told
where the rows of their own pair are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.gold import read_json, read_text
from benchmarks.scoring import score
from benchmarks.suite import Figures, Options, Suite, mean
from dedup import Article, Change, Comparison, Settings, compare

GRAVE: Final = ("fact", "loaded")
MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class RewriteCase:
    """A source, its derivative, and what a reader wrote of every sentence."""

    source: Article
    derivative: Article
    gold: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RewriteOutcome:
    """Kinds and links as `scoring.score` counts them, and claims by severity: said, right, alterations, found."""

    kind3: float
    links: float
    counts: Mapping[str, int]


def load(data: Path, options: Options) -> list[RewriteCase]:
    """One case a folder with source.txt, derivative.txt and gold.json."""
    folders = sorted(path.parent for path in data.glob("*/gold.json"))[: options.limit]
    return [
        RewriteCase(read_text(one / "source.txt"), read_text(one / "derivative.txt"), read_json(one / "gold.json"))
        for one in folders
    ]


def judge(case: RewriteCase, settings: Settings) -> RewriteOutcome:
    """Compare the two with the source given."""
    found = compare(case.source, case.derivative, source="a", settings=settings)
    scores = score(found, case.gold, case.derivative.text)
    counts: Counter[str] = Counter()
    for sentence in case.gold["sentences"]:
        counts.update(_claims(found, sentence))
    return RewriteOutcome(scores.kind3, scores.links, counts)


def _claims(found: Comparison, sentence: Mapping[str, Any]) -> Counter[str]:
    """Claims and alterations of one sentence, counted."""
    said = [
        change
        for passage in found.passages
        if min(passage.end, sentence["end"]) > max(passage.start, sentence["start"])
        for change in passage.changes
        if change.severity in GRAVE
        and sentence["start"] <= change.derivative.start <= sentence["end"]
        and size_of(change) <= MOST_WORDS
    ]
    altered = sentence["alterations"]
    grave = [one for one in altered if one["severity"] in GRAVE]
    counts: Counter[str] = Counter()
    for change in said:
        counts[f"{change.severity}_said"] += 1
        counts[f"{change.severity}_right"] += is_right(change, grave)
    for one in altered:
        counts[f"{one['severity']}_gold"] += 1
        counts[f"{one['severity']}_found"] += any(finds(change, one) for change in said)
    return counts


def size_of(change: Change) -> int:
    """Words of the longer side of a change."""
    return max(len(change.source.text.split()), len(change.derivative.text.split()))


def is_right(change: Change, alterations: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a change shares a word with any of some alterations, on either side."""
    mine = words_of(f"{change.derivative.text} {change.source.text}")
    return any(mine & words_of(f"{one['derivative']} {one['source']}") for one in alterations)


def finds(change: Change, alteration: Mapping[str, Any]) -> bool:
    """Whether a change shares a word of the derivative with an alteration, of the source where that is a cut."""
    cue = words_of(alteration["derivative"]) or words_of(alteration["source"])
    return bool(cue & (words_of(change.derivative.text) or words_of(change.source.text)))


def words_of(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"\w{3,}|\d+", text)}


def figures(outcomes: Sequence[RewriteOutcome]) -> Figures:
    """Kinds, links, and precision and recall of both severities."""
    total: Counter[str] = Counter()
    for outcome in outcomes:
        total.update(outcome.counts)
    found: Figures = {"kind3": mean([one.kind3 for one in outcomes]), "links": mean([one.links for one in outcomes])}
    for severity in GRAVE:
        found[f"{severity}_said"] = float(total[f"{severity}_said"])
        found[f"{severity}_precision"] = total[f"{severity}_right"] / max(1, total[f"{severity}_said"])
        found[f"{severity}_recall"] = total[f"{severity}_found"] / max(1, total[f"{severity}_gold"])
    return found


SUITE: Final[Suite[RewriteCase, RewriteOutcome]] = Suite(
    name="rewrites",
    about="rewrites sentence by sentence: kinds, links, and claims of changed fact and loaded words against every alteration",
    folder="rewrites",
    signs=("*/gold.json",),
    load=load,
    judge=judge,
    figures=figures,
    wanted={
        "kind3": "≥ .78", "links": "≥ .70", "fact_precision": "≥ .85", "fact_recall": "≥ .40",
        "loaded_precision": "≥ .80", "loaded_recall": "≥ .35",
    },
)  # fmt: skip
