"""Suite `third_party`: of pairs of two outlets that readers say rest on a third text, whether that is named, and rightly.

The relation of these pairs is fitted on (which says whether a third text is told at all), the names are not. A name is right
where it shares a word with a capital with what a reader wrote. A kind alone ("a statement") names nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.labelled import LABELS, Labelled, read_labels
from benchmarks.suite import Figures, Options, Suite, mean
from dedup import Settings, compare

_NAME: Final = re.compile(r"[A-Z][A-Za-z]{2,}|AP\b")


@dataclass(frozen=True, slots=True)
class ThirdCase:
    """A pair with the words with capitals of the third text as readers named it."""

    pair: Labelled
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class ThirdOutcome:
    """Whether a name was told, and whether it is the readers'."""

    named: bool
    right: bool


def load(data: Path, options: Options) -> list[ThirdCase]:
    """Pairs that all their readers call of one common source."""
    labels = LABELS / "usnews_pairs.jsonl"
    names: dict[tuple[str, str], set[str]] = {}
    for line in labels.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        found = set(_NAME.findall(label["third_party"] or ""))
        names.setdefault((label["a"], label["b"]), set()).update(found | ({"Associated"} if "AP" in found else set()))
    pairs = read_labels(labels, data / "usnews-10k.jsonl.gz", "usnews")
    cases = [
        ThirdCase(pair, frozenset(names[pair.a.id, pair.b.id]))
        for pair in pairs
        if pair.page and set(pair.relations) == {"common_source"}
    ]
    return cases[: options.limit]


def judge(case: ThirdCase, settings: Settings) -> ThirdOutcome:
    """Compare the two."""
    third = compare(case.pair.a, case.pair.b, settings=settings).third_party
    named = third is not None and third.name != third.kind
    return ThirdOutcome(named, third is not None and named and bool(case.names & set(_NAME.findall(third.name))))


def figures(outcomes: Sequence[ThirdOutcome]) -> Figures:
    """The share of pairs with a name, and the share of names that are right."""
    return {
        "named": mean([float(one.named) for one in outcomes]),
        "named_right": mean([float(one.right) for one in outcomes if one.named]),
    }


SUITE = Suite(
    name="third_party",
    about="what two outlets both rest on: how often it is named, and named as readers do",
    folder="usnews",
    signs=("usnews-10k.jsonl.gz",),
    files=("usnews-10k.jsonl.gz",),
    load=load,
    judge=judge,
    figures=figures,
)
