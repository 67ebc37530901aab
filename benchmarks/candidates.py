"""Suite `candidates`: is the source of a derivative among what the index proposes, and how much else is proposed?

Three collections, each in an index of its own with the default settings: all PAN 2013 sources, asked with every suspicious text
that has a marked passage; all agency texts of COUNTER, asked with the newspaper stories; the seeds among Reuters-21578 and ECB+.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import counter, pan, same_story
from benchmarks.gold import read_text
from benchmarks.suite import DataError, Figures, Options, Suite, mean
from dedup import Article, Settings
from dedup.detect import Detector

_SEED: Final = "001"
_SEED_DERIVATIVES: Final = ("002", "003")


@dataclass(frozen=True, slots=True)
class Question:
    """An article to ask with, and the ids of its sources by the kind of reuse."""

    article: Article
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Set:
    """A collection by name, in the folder of all sets; `limit`: ask that many questions of it only."""

    name: str
    data: Path
    limit: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """For one question: (kind, whether the source was proposed) for each source, and how many articles were proposed.

    `reported`: how many of them, no source, the comparison then reports as related; 0 where nothing was compared.
    """

    collection: str
    found: tuple[tuple[str, bool], ...]
    proposed: int
    reported: int = 0


def load(data: Path, options: Options) -> list[Set]:
    """The sets that are there. Raises DataError when one is not."""
    return [Set(name, data, options.limit) for name in COLLECTIONS]


def judge(case: Set, settings: Settings) -> tuple[Answer, ...]:
    """The answers of one collection."""
    stored, questions = COLLECTIONS[case.name](case.data)
    asked = questions if case.limit is None else questions[:: max(1, len(questions) // case.limit)]
    with tempfile.TemporaryDirectory() as folder, Detector.open(Path(folder) / "index", settings=settings) as detector:
        detector.add_many(stored)
        return tuple(_answer(case.name, detector, question) for question in asked)


def _answer(collection: str, detector: Detector, question: Question) -> Answer:
    proposed = {match.article.id for match in detector.candidates(question.article, windows=False)}
    found = tuple((kind, source in proposed) for kind, source in question.sources)
    sources = {source for _, source in question.sources}
    reported = [] if collection != "seeds" else [one for one in detector.find(question.article) if one.article.id not in sources]
    return Answer(collection, found, len(proposed), len(reported))


def figures(outcomes: Sequence[tuple[Answer, ...]]) -> Figures:
    """Recalls by kind of reuse, medians of candidates by collection."""
    answers = [answer for outcome in outcomes for answer in outcome]
    kinds = dict.fromkeys(kind for answer in answers for kind, _ in answer.found)
    recalls = {f"recall_{kind}": mean([hit for one in answers for name, hit in one.found if name == kind]) for kind in kinds}
    pans = [one.proposed for one in answers if one.collection == "pan"]
    seeds = [one for one in answers if one.collection == "seeds"]
    return {
        **recalls,
        "median_candidates": statistics.median(pans) if pans else float("nan"),
        "mean_candidates": mean([float(count) for count in pans]),
        "reported_unrelated": float(sum(one.reported for one in seeds)) if seeds else float("nan"),
    }


def _pan(data: Path) -> tuple[list[Article], list[Question]]:
    folder = data / "pan13-train"
    pairs = [pair for pair in pan.read_pairs(folder) if pair.cases]
    sources: dict[Path, list[tuple[str, str]]] = {}
    for pair in pairs:
        sources.setdefault(pair.suspicious, []).append((pair.kind.removeprefix("no-obfuscation") or "none", pair.source.stem))
    stored = [read_text(path, id=path.stem) for path in sorted((folder / "src").glob("*.txt"))]
    return stored, [Question(read_text(path, id=path.stem), tuple(named)) for path, named in sorted(sources.items())]


def _counter(data: Path) -> tuple[list[Article], list[Question]]:
    stories = [story for story in counter.load(data / "counter", Options()) if story.degree != "none"]
    stored = {
        f"{story.name}": Article(text=story.agency.text, id=story.name) for story in counter.load(data / "counter", Options())
    }
    return list(stored.values()), [
        Question(Article(text=story.paper.text, id=f"{story.name}p"), ((story.degree, story.name),)) for story in stories
    ]


def _seeds(data: Path) -> tuple[list[Article], list[Question]]:
    seeds = {path.name[:3]: read_text(path, id=path.name[:3]) for path in sorted((data.parent / "seeds").glob("*.txt"))}
    reuters = [entry[0] for path in sorted((data / "reuters21578").glob("*.sgm")) for entry in same_story.read_reuters(path)]
    events = [same_story.read_ecb(path) for path in sorted((data / "ecbplus").glob("**/*.xml"))]
    if _SEED not in seeds or not reuters or not events:
        raise DataError(f"candidates: expected seeds beside {data}, and reuters21578 and ecbplus in it")
    questions = [Question(seeds[name], (("seeds", _SEED),)) for name in _SEED_DERIVATIVES]
    return [*_named("reuters", reuters), *_named("ecb", events), seeds[_SEED]], questions


def _named(corpus: str, articles: Iterable[Article]) -> list[Article]:
    return [
        Article(text=article.text, id=f"{corpus}-{number}-{article.id}", outlet=article.outlet)
        for number, article in enumerate(articles)
    ]


COLLECTIONS: Final[dict[str, Callable[[Path], tuple[list[Article], list[Question]]]]] = {
    "pan": _pan,
    "counter": _counter,
    "seeds": _seeds,
}

SUITE: Final[Suite[Set, tuple[Answer, ...]]] = Suite(
    name="candidates",
    about="the index: is the source proposed, and how much else",
    folder=".",
    signs=("pan13-train/pairs",),
    files=("pan13-train/**/*", "counter/*.xml", "reuters21578/*.sgm", "ecbplus/**/*.xml"),
    load=load,
    judge=judge,
    figures=figures,
    wanted={
        "recall_none": "≥ .97",
        "recall_random": "≥ .97",
        "recall_translation": "≥ .97",
        "recall_summary": "≥ .85",
        "recall_wholly": "≥ .99",
        "recall_partially": "≥ .95",
        "recall_seeds": "1",
        "reported_unrelated": "0",
        "median_candidates": "≤ 10",
    },
)
