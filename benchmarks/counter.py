"""Suite `counter`: COUNTER (Sharjeel et al. 2017), Urdu agency copy and newspaper stories: wholly, partially, not derived.

The layout: NNNN.xml (agency) and NNNNp.xml (newspaper; also NNNNP.xml), each with `headline` and `body`; the class stands in the
attribute `classification` of the newspaper's file.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.classify import features, out_of_group
from benchmarks.measures import macro_f1
from benchmarks.suite import DataError, Figures, Options, Published, Suite
from dedup import Article, Settings, compare

CLASSES: Final = {"WD": "wholly", "PD": "partially", "ND": "none"}
"""Classes of the set in the words of METER's degrees."""

FOLDS: Final = 10


@dataclass(frozen=True, slots=True)
class Story:
    """An agency text and the newspaper's story, and how far the one derives from the other."""

    name: str
    degree: str
    agency: Article
    paper: Article


@dataclass(frozen=True, slots=True)
class StoryOutcome:
    """What was measured of one pair, and the degree that `compare` reports. `fold`: pairs with equal agency text share it."""

    name: str
    fold: str
    degree: str
    found: str
    features: tuple[float, ...]


def load(data: Path, options: Options) -> list[Story]:
    """Every pair of the folder. Raises DataError for a file without its partner."""
    del options
    files = {path.stem.lower(): path for path in sorted(data.glob("*.xml"))}
    names = sorted({name.removesuffix("p") for name in files})
    lacking = [name for name in names if name not in files or f"{name}p" not in files]
    if lacking:
        raise DataError(f"{data}: {lacking[0]}.xml and {lacking[0]}p.xml must both be there ({len(lacking)} pairs are not whole)")
    return [_story(name, files[name], files[f"{name}p"]) for name in names]


def _story(name: str, agency: Path, paper: Path) -> Story:
    label, story = _read(paper)
    if label not in CLASSES:
        raise DataError(f"{paper}: classification is {label!r}, expected one of {', '.join(CLASSES)}")
    return Story(name, CLASSES[label], _read(agency)[1], story)


def _read(path: Path) -> tuple[str, Article]:
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    headline, body = (root.findtext(part) or "" for part in ("headline", "body"))
    date = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d\d)", root.get("newsdate", ""))
    published = f"20{date[3]}-{date[2]}-{date[1]}" if date else None
    text = f"{headline}\n\n{body}" if headline else body
    article = Article(text=text, id=path.stem, title=headline or None, outlet=root.get("newspaper"), published=published)
    return root.get("classification", ""), article


def judge(case: Story, settings: Settings) -> StoryOutcome:
    """Measure the newspaper's story against the agency's."""
    found = compare(case.agency, case.paper, source="a", settings=settings, with_text=True)
    fold = int(hashlib.sha256(case.agency.text.encode()).hexdigest(), 16) % FOLDS
    return StoryOutcome(case.name, str(fold), case.degree, found.degree, features(found))


def figures(outcomes: Sequence[StoryOutcome]) -> Figures:
    """Macro F1, ten-fold by agency text; `_degree`: of the degree that `compare` reports as it is, nothing fitted."""
    rows = np.array([item.features for item in outcomes])
    three, folds = [item.degree for item in outcomes], [item.fold for item in outcomes]
    two, plain = [_derived(degree) for degree in three], [item.found for item in outcomes]
    if len(set(folds)) < 2:
        return {"macro_f1_3_degree": macro_f1(three, plain)}
    return {
        "macro_f1_3": macro_f1(three, out_of_group(rows, three, folds)),
        "macro_f1_2": macro_f1(two, out_of_group(rows, two, folds)),
        "macro_f1_3_degree": macro_f1(three, plain),
        "macro_f1_2_degree": macro_f1(two, [_derived(degree) for degree in plain]),
    }


def _derived(degree: str) -> str:
    return "none" if degree == "none" else "derived"


_FROM: Final = "Sharjeel et al. 2017"
SUITE: Final[Suite[Story, StoryOutcome]] = Suite(
    name="counter",
    about="COUNTER: Urdu newspaper stories and the agency copy behind them",
    folder="counter",
    signs=("[0-9]*p.xml",),
    load=load,
    judge=judge,
    figures=figures,
    published={"macro_f1_3": Published(0.66, _FROM, confirmed=False), "macro_f1_2": Published(0.78, _FROM, confirmed=False)},
    wanted={"macro_f1_3": "≥ .74", "macro_f1_2": "≥ .84"},
)
