"""Pairs of real articles that readers labelled, judged through the public API: what webis_pairs and allsides_pairs share.

Each pair is compared twice: the two texts alone, and with what their pages say (title, address, outlet, author, date, links). A
pair that two readers labelled differently is right with either label; identical and near_duplicate are one class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.labelled import COPIES, Labelled, read_pairs
from benchmarks.measures import calibration_error, reliability
from benchmarks.scoring import DERIVED_RELATIONS
from benchmarks.suite import Figures, Options, Suite, mean
from dedup import Settings, compare

WANTED: Final = {
    "allsides_pairs": {"text_relation": "≥ .80", "page_relation": "≥ .86", "page_derived_precision": "≥ .85"},
    "webis_pairs": {"text_relation": "≥ .81", "page_relation": "≥ .86", "page_derived_precision": "≥ .82"},
}
SURE: Final = 0.8


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What readers say of a pair and what was told; `page`: with what is known beside the texts."""

    name: str
    page: bool
    wanted: tuple[str, ...]
    source: str | None
    relation: str
    found_source: str | None
    confidence: float

    @property
    def right(self) -> bool:
        """Whether one of the readers says the same."""
        return any(_one(self.relation) == _one(label) for label in self.wanted)

    @property
    def derived(self) -> bool:
        """Whether it is called copy or derivative."""
        return self.relation in DERIVED_RELATIONS


def _one(relation: str) -> str:
    return "copy" if relation in COPIES else relation


def load(data: Path, options: Options) -> list[Labelled]:
    """The pairs of a part ("fit", "check"; both by default), each from the texts and with the page."""
    return list(read_pairs(data, options.extra.get("part")))


def judge(pair: Labelled, settings: Settings) -> PairOutcome:
    """Compare the two."""
    found = compare(pair.a, pair.b, settings=settings)
    name = f"{pair.a.id}+{pair.b.id}"
    return PairOutcome(name, pair.page, pair.relations, pair.source, found.relation, found.source, found.confidence)


def figures(outcomes: Sequence[PairOutcome]) -> Figures:
    """By what was known: shares of right relations, of right accusations and of those found, of named sources, and how sure."""
    found: Figures = {}
    for page, prefix in ((False, "text_"), (True, "page_")):
        mine = [item for item in outcomes if item.page == page]
        found |= {prefix + name: value for name, value in _figures(mine).items()}
    return found


def _figures(mine: Sequence[PairOutcome]) -> Figures:
    derived = [item for item in mine if item.wanted[0] in DERIVED_RELATIONS]
    known = [item for item in mine if item.wanted[0] == "derivative" and item.source in ("a", "b")]
    sure = [item for item in mine if item.confidence >= SURE]
    return {
        "relation": mean([item.right for item in mine]),
        "derived_precision": mean([any(one in DERIVED_RELATIONS for one in item.wanted) for item in mine if item.derived]),
        "derived_recall": mean([item.derived for item in derived]),
        "common_recall": mean([item.relation == "common_source" for item in mine if item.wanted[0] == "common_source"]),
        "source_right": mean([item.found_source == item.source for item in known]),
        "source_wrong": mean([item.found_source not in (None, item.source) for item in known]),
        "sure": mean([item.confidence >= SURE for item in mine]),
        "sure_right": mean([item.right for item in sure]),
        "calibration_error": calibration_error(_table(mine)),
    }


def _table(outcomes: Sequence[PairOutcome]) -> list[dict[str, Any]]:
    return reliability([item.confidence for item in outcomes], [item.right for item in outcomes])


def report(outcomes: Sequence[PairOutcome], options: Options) -> Mapping[str, Any]:
    """The reliability table of the confidence."""
    del options
    return {"calibration": {"relation": _table(outcomes)}}


def suite_of(name: str, about: str) -> Suite[Labelled, PairOutcome]:
    """The suite over a folder of that name."""
    return Suite(
        name=name,
        about=f"{about} (fitted on the part fit: unseen in results/relation.md, and in the part check)",
        folder=name,
        signs=("pairs.jsonl",),
        load=load,
        judge=judge,
        figures=figures,
        report=report,
        extra={"part": "fit or check  [default: both]"},
        wanted=WANTED[name],
    )
