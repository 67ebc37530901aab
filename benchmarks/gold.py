"""Cases with gold of relations (two articles) and of passages (one derivative): what families, reposts and seeds share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measures import calibration_error, reliability
from benchmarks.scoring import DERIVED_RELATIONS, Judged, Scores, score
from benchmarks.suite import DataError, Figures, Options, mean
from dedup import Article, Settings, compare


@dataclass(frozen=True, slots=True)
class RelationCase:
    """A pair whose relation is known. `source` is "a", "b", None (neither), or "unknown"; a `degree` of None is not asked for."""

    name: str
    a: Article
    b: Article
    relation: str
    source: str | None
    degree: str | None = None
    summarises: bool | None = None
    or_undirected: tuple[str, ...] = ()

    def is_right(self, relation: str, source: str | None) -> bool:
        """Whether the relation is right: as wanted, or one of `or_undirected` said without a source."""
        return relation == self.relation or (relation in self.or_undirected and source is None)

    def is_derived_right(self, relation: str, source: str | None) -> bool:
        """Whether it is right that one was made from the other, or that it was not."""
        return self.is_right(relation, source) or (relation in DERIVED_RELATIONS) == (self.relation in DERIVED_RELATIONS)


@dataclass(frozen=True, slots=True)
class PassageCase:
    """A derivative with gold for every passage; `a` is its source."""

    name: str
    a: Article
    b: Article
    gold: Mapping[str, Any]


GoldCase = RelationCase | PassageCase


@dataclass(frozen=True, slots=True)
class RelationOutcome:
    """What was wanted of a pair and what was found."""

    name: str
    wanted: str
    found: str
    right: bool
    derived_right: bool
    degree_right: bool | None
    summarises_right: bool | None
    wanted_source: str | None
    found_source: str | None
    confidence: float
    direction: float


@dataclass(frozen=True, slots=True)
class PassageOutcome:
    """The scores of one derivative."""

    name: str
    scores: Scores


GoldOutcome = RelationOutcome | PassageOutcome


def judge(case: GoldCase, settings: Settings) -> GoldOutcome:
    """Compare the two articles and hold the result against the gold."""
    if isinstance(case, PassageCase):
        return PassageOutcome(case.name, score(compare(case.a, case.b, source="a", settings=settings), case.gold, case.b.text))
    found = compare(case.a, case.b, settings=settings)
    return RelationOutcome(
        name=case.name,
        wanted=case.relation,
        found=found.relation,
        right=case.is_right(found.relation, found.source),
        derived_right=case.is_derived_right(found.relation, found.source),
        degree_right=None if case.degree is None else found.degree == case.degree,
        summarises_right=None if case.summarises is None else found.summarises == case.summarises,
        wanted_source=case.source,
        found_source=found.source,
        confidence=found.confidence,
        direction=found.direction.confidence,
    )


def figures(outcomes: Sequence[GoldOutcome]) -> Figures:
    """Shares of pairs with the right relation and source, means over the derivatives with gold for their passages."""
    return {**relation_figures(outcomes), **passage_figures(outcomes)}


def relation_figures(outcomes: Sequence[GoldOutcome]) -> Figures:
    """`source` counts pairs that have one; said to be unknown is not right. Of equal texts with unknown source it is not asked."""
    pairs = [item for item in outcomes if isinstance(item, RelationOutcome)]
    directed = [item for item in pairs if item.wanted_source in ("a", "b")]
    return {
        "relation": mean([item.right for item in pairs]),
        "derived": mean([item.derived_right for item in pairs]),
        "degree": mean([item.degree_right for item in pairs if item.degree_right is not None]),
        "summarises": mean([item.summarises_right for item in pairs if item.summarises_right is not None]),
        "source": mean([item.found_source == item.wanted_source for item in directed]),
        "source_unknown": mean([item.found_source is None for item in directed]),
        "relation_calibration_error": calibration_error(relation_table(outcomes)),
    }


def passage_figures(outcomes: Sequence[GoldOutcome]) -> Figures:
    """Means over derivatives; distortions and reported changes are pooled, for many derivatives have few or none of them."""
    scores = [item.scores for item in outcomes if isinstance(item, PassageOutcome)]
    right, reported = (sum(item.flagged[side] for item in scores) for side in (0, 1))
    return {
        "kind3": mean([item.kind3 for item in scores]),
        "kind9": mean([item.kind9 for item in scores]),
        "links": mean([item.links for item in scores]),
        "dropped": mean([item.dropped for item in scores]),
        **{f"distorted_{severity}": _recall(scores, severity) for severity in ("high", "medium", "low")},
        "flagged": (right / reported if reported else 0.0) if scores else float("nan"),
        "changes": float(reported) if scores else float("nan"),
        "passage_calibration_error": calibration_error(passage_table(outcomes)),
    }


def report(outcomes: Sequence[GoldOutcome], options: Options) -> dict[str, Any]:
    """Reliability tables: of the relation over pairs, of the coarse kind over passages."""
    del options
    return {"calibration": {"relation": relation_table(outcomes), "passages": passage_table(outcomes)}}


def relation_table(outcomes: Sequence[GoldOutcome]) -> list[dict[str, Any]]:
    """Reliability of the confidence in the relation."""
    pairs = [item for item in outcomes if isinstance(item, RelationOutcome)]
    return reliability([item.confidence for item in pairs], [item.right for item in pairs])


def passage_table(outcomes: Sequence[GoldOutcome]) -> list[dict[str, Any]]:
    """Reliability of the confidence in the coarse kind of passages."""
    judged: list[Judged] = [one for item in outcomes if isinstance(item, PassageOutcome) for one in item.scores.judged]
    return reliability([one.confidence for one in judged], [one.right for one in judged])


def _recall(scores: Sequence[Scores], severity: str) -> float:
    found, every = (sum(item.distorted.get(severity, (0, 0))[side] for item in scores) for side in (0, 1))
    return found / every if every else float("nan")


def passage_cases(folder: Path, articles: Mapping[str, Article] | None = None, prefix: str = "") -> list[PassageCase]:
    """One case for each gold file of `folder`/gold. `articles`: known articles by the id that gold names; others are read bare."""
    known = articles or {}
    cases = []
    for path in sorted((folder / "gold").glob("*.json")):
        gold = read_json(path)
        if "source_sentences" in gold:
            sides = [known.get(gold[side]["id"]) or read_text(folder / gold[side]["path"]) for side in ("source", "derivative")]
            _check_offsets(path, gold, sides[0].text, sides[1].text)
            cases.append(PassageCase(f"{prefix}{path.stem}", sides[0], sides[1], gold))
    return cases


def _check_offsets(path: Path, gold: Mapping[str, Any], source: str, derivative: str) -> None:
    for text, units in ((source, gold["source_sentences"]), (derivative, gold["sentences"])):
        for unit in units:
            if text[unit["start"] : unit["end"]] != unit["text"]:
                place = f"{unit['start']}-{unit['end']}"
                raise DataError(f"{path}: {unit['id']} is not at {place} of its text; the files do not belong together")


def read_text(path: Path, **known: Any) -> Article:
    """The article in a text file, every character as it stands. Raises DataError when there is no such file."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    return Article(text=text, **{"id": path.stem, **known})


def read_json(path: Path) -> Any:
    """The value in a JSON file. Raises DataError."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"cannot read {path}: {error}") from error
