"""Suite `direction`: is the source of a pair named, and how often is the wrong one?

Pairs with a known source of three sets: the story families (`data/`), COUNTER (the agency's text is the source of the
newspaper's) and the re-posts. Each pair is compared twice: as it stands, and with everything taken away that is known beside
the text (outlet, author, address, date, links), so that only the text can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from benchmarks import counter, families, reposts
from benchmarks.gold import RelationCase
from benchmarks.measures import calibration_error, reliability
from benchmarks.suite import Figures, Options, Suite, mean
from dedup import Article, Settings, compare

FAMILIES: Final = Path(__file__).resolve().parent.parent / "data"
SETS: Final = ("families", "counter", "reposts")
CONDITIONS: Final = ("kept", "removed")


@dataclass(frozen=True, slots=True)
class Case:
    """Two articles of which `source` ("a" or "b") was there first. `condition`: kept, or removed."""

    name: str
    collection: str
    condition: str
    a: Article
    b: Article
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The source wanted and named (None: not to be known), and the confidence with which it is named."""

    name: str
    collection: str
    condition: str
    wanted: str
    found: str | None
    confidence: float

    @property
    def score(self) -> float:
        """1 for the right source, .5 for none, 0 for the wrong one."""
        return 0.5 if self.found is None else float(self.found == self.wanted)


def load(data: Path, options: Options) -> list[Case]:
    """The pairs of all sets with a known source, every second one turned, under both conditions."""
    listed = [("families", pair) for pair in _families(options)]
    listed += [("counter", pair) for pair in _counter(data / "counter", options)]
    listed += [("reposts", pair) for pair in _directed(reposts.load(data / "reposts", options))]
    return [
        Case(pair.name, name, condition, _known(pair.a, condition), _known(pair.b, condition), str(pair.source))
        for name, pair in listed
        for condition in CONDITIONS
    ]


def _directed(cases: Sequence[Any]) -> list[RelationCase]:
    return [case for case in cases if isinstance(case, RelationCase) and case.source in ("a", "b")]


def _families(options: Options) -> Iterator[RelationCase]:
    """Every relation once: `families` lists each in both orders, one after the other."""
    both = _directed(families.load(FAMILIES, options))
    yield from (both[at + at // 2 % 2] for at in range(0, len(both), 2))


def _counter(data: Path, options: Options) -> Iterator[RelationCase]:
    derived = [story for story in counter.load(data, options) if story.degree != "none"]
    for at, story in enumerate(derived):
        pair = RelationCase(story.name, story.agency, story.paper, "derivative", "a")
        yield families.turned(pair) if at % 2 else pair


def _known(article: Article, condition: str) -> Article:
    if condition == "kept":
        return article
    return replace(article, outlet=None, author=None, url=None, published=None, links=())


def judge(case: Case, settings: Settings) -> Outcome:
    """Compare the two articles."""
    found = compare(case.a, case.b, settings=settings)
    return Outcome(case.name, case.collection, case.condition, case.source, found.source, found.direction.confidence)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """By set and condition: shares of right, wrong and unknown sources, and `score`, where unknown counts half."""
    found: Figures = {}
    for name in SETS:
        for condition in CONDITIONS:
            mine = [item for item in outcomes if (item.collection, item.condition) == (name, condition)]
            found |= {f"{name}_{condition}_{figure}": value for figure, value in _shares(mine).items()}
        found[f"{name}_calibration_error"] = calibration_error(_table([item for item in outcomes if item.collection == name]))
    return found


def _shares(mine: Sequence[Outcome]) -> Figures:
    return {
        "score": mean([item.score for item in mine]),
        "right": mean([item.score == 1 for item in mine]),
        "wrong": mean([item.score == 0 for item in mine]),
        "unknown": mean([item.found is None for item in mine]),
    }


def report(outcomes: Sequence[Outcome], options: Options) -> dict[str, Any]:
    """Reliability tables: how often a source named with some confidence is the right one, by set."""
    del options
    return {"calibration": {name: _table([item for item in outcomes if item.collection == name]) for name in SETS}}


def _table(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    named = [item for item in outcomes if item.found is not None]
    return reliability([item.confidence for item in named], [item.score == 1 for item in named])


SUITE: Final[Suite[Case, Outcome]] = Suite(
    name="direction",
    about="which article is the source: story families, COUNTER, re-posts, with dates and names and without",
    folder="gold",
    signs=("counter/[0-9]*p.xml",),
    files=("counter/*", "reposts/*"),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    wanted={"reposts_kept_score": "≥ .75", "reposts_kept_unknown": "≤ .25", "reposts_removed_score": "≥ .75"},
)
