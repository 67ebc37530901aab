"""Texts with a rewrite each, judged through the public API: what the suites altered, altered_urdu and paraphrased share.

`found`: rewrites called copy or derivative of their source; `linked`: not called independent, or told to be one story; `false`:
rewrites of other sources so linked; `retrieved`: sources that `Detector.find` reports for their rewrite, all sources stored.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.labelled import Labelled, rewritten
from benchmarks.scoring import DERIVED_RELATIONS
from benchmarks.suite import Figures, Options, Suite, mean
from dedup import Article, Comparison, Detector, Settings, compare

ENDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "altered": (".legit.txt", ".fake.txt"),
    "altered_urdu": (".real.txt", ".fake.txt"),
    "paraphrased": (".original.txt", ".paraphrase.txt"),
}


@dataclass(frozen=True, slots=True)
class Rewrites:
    """All sources, and all rewrites in the same order: they are looked up in one index."""

    sources: tuple[Article, ...]
    rewrites: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class RewriteOutcome:
    """Of a pair: whether it is a rewrite, called derived, linked. Of the index: the share of sources retrieved."""

    rewrite: bool
    derived: bool = False
    linked: bool = False
    retrieved: float | None = None


def load(data: Path, options: Options) -> list[Labelled | Rewrites]:
    """Each source with its rewrite and with two of others, and last all of them for the index."""
    del options
    pairs = list(rewritten(data, *ENDINGS[data.name]))
    own = [pair for pair in pairs if pair.source]
    return [*pairs, Rewrites(tuple(pair.a for pair in own), tuple(pair.b for pair in own))]


def judge(case: Labelled | Rewrites, settings: Settings) -> RewriteOutcome:
    """Compare the two, or look all rewrites up."""
    if isinstance(case, Rewrites):
        return RewriteOutcome(rewrite=True, retrieved=_retrieved(case, settings))
    found = compare(replace(case.a, id="a"), replace(case.b, id="b"), settings=settings)
    return RewriteOutcome(case.source is not None, found.relation in DERIVED_RELATIONS, _is_linked(found))


def _is_linked(found: Comparison) -> bool:
    return found.relation != "independent" or (found.same_story or 0.0) >= 0.5


def _retrieved(case: Rewrites, settings: Settings) -> float:
    with tempfile.TemporaryDirectory() as place, Detector.open(Path(place) / "index", settings=settings) as detector:
        detector.add_many(case.sources)
        return mean(
            [
                any(match.article.id == source.id for match in detector.find(rewrite, same_story=True))
                for source, rewrite in zip(case.sources, case.rewrites, strict=True)
            ]
        )


def figures(outcomes: Sequence[RewriteOutcome]) -> Figures:
    """Shares of rewrites found, linked and retrieved, and of other pairs linked."""
    pairs = [item for item in outcomes if item.retrieved is None]
    own = [item for item in pairs if item.rewrite]
    return {
        "found": mean([item.derived for item in own]),
        "linked": mean([item.linked for item in own]),
        "false": mean([item.linked for item in pairs if not item.rewrite]),
        "retrieved": mean([item.retrieved for item in outcomes if item.retrieved is not None]),
    }


def suite_of(name: str, about: str, wanted: Mapping[str, str]) -> Suite[Labelled | Rewrites, RewriteOutcome]:
    """The suite over a folder of that name."""
    return Suite(
        name=name,
        about=f"{about} (the relation is fitted on these: unseen in results/relation.md)",
        folder=name,
        signs=(f"*{ENDINGS[name][0]}",),
        load=load,
        judge=judge,
        figures=figures,
        wanted=wanted,
    )
