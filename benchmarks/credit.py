"""Suite `credit`: is it seen who is credited for what, and which clauses do nothing but name somebody?

The hand-written articles of `credit.jsonl`, passage by passage; and the short clauses of the story families, some of which their
gold calls attribution.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.family_drafts import drafts_of, read_pair
from benchmarks.suite import Figures, Options, Suite, mean
from dedup.article import Article
from dedup.document import analyse
from dedup.kinds import DERIVED_KINDS
from dedup.pair.align.attribution import is_attribution
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.credit import credit_passages
from dedup.result import Credit
from dedup.settings import Settings

ASPECTS: Final = ("credited", "quoted", "claimed")
_LONGEST: Final = 12
"""Words up to which a clause can be attribution and nothing else."""
_ARTICLES: Final = ("altered", "rewrite", "commentary")


@dataclass(frozen=True, slots=True)
class Credited:
    """A small source and the passages made from it, as a row of `credit.jsonl` has them."""

    name: str
    split: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attributed:
    """A derivative of a story family whose short clauses are looked at."""

    name: str
    family: Path
    article: str


Case = Credited | Attributed


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one passage or clause what was wanted and found by `aspect`.

    credited, quoted: yes or no; false_claim: a claim under a credit that the source does not make; right: all of them together;
    attribution: whether a clause only names somebody.
    """

    split: str
    aspect: str
    wanted: bool
    found: bool


Outcomes = tuple[Outcome, ...]


def load(data: Path, options: Options) -> list[Case]:
    """The articles of `credit.jsonl`, then the derivatives of the story families."""
    del options
    rows = [json.loads(line) for line in (data / "credit.jsonl").read_text(encoding="utf-8").splitlines()]
    families = sorted(path.parent for path in data.glob("*/family.json"))
    return [
        *(Credited(row["id"], row.get("split", "dev"), row) for row in rows),
        *(Attributed(f"{family.name}/{name}", family, name) for family in families for name in _ARTICLES),
    ]


def judge(case: Case, settings: Settings) -> Outcomes:
    """What was wanted and found of every passage or clause of a case."""
    del settings
    return tuple(_passages(case) if isinstance(case, Credited) else _clauses(case))


def _passages(case: Credited) -> Iterator[Outcome]:
    """Outcomes of each passage whose credit the gold states."""
    given = case.row["source"]
    source = analyse(Article(given["text"], outlet=given["outlet"], author=given["author"], url=given["url"]))
    text, drafts = "", []
    for number, passage in enumerate(case.row["passages"]):
        span = (len(text), len(text) + len(passage["text"]))
        drafts.append(PassageDraft(span, number, passage["kind"], source.sentences[:1] if passage["kind"] in DERIVED_KINDS else ()))
        text += passage["text"] + "\n"
    found = credit_passages(source, analyse(Article(text)), tuple(drafts))
    for passage, credit in zip(case.row["passages"], found, strict=True):
        if passage["credit"] != "any":
            yield from _outcomes(case.split, passage["credit"], credit)


def _outcomes(split: str, wanted: dict[str, bool] | None, found: Credit | None) -> Iterator[Outcome]:
    for aspect in ("credited", "quoted"):
        yield Outcome(split, aspect, bool(wanted and wanted[aspect]), bool(found and getattr(found, aspect)))
    yield Outcome(split, "false_claim", bool(wanted and not wanted["claimed"]), bool(found and not found.claimed))
    yield Outcome(split, "right", True, _is_same(wanted, found))


def _is_same(wanted: dict[str, bool] | None, found: Credit | None) -> bool:
    if wanted is None or found is None:
        return (wanted is None) == (found is None)
    return all(getattr(found, aspect) == wanted[aspect] for aspect in ASPECTS)


def _clauses(case: Attributed) -> Iterator[Outcome]:
    source, derivative, gold = read_pair(case.family, case.article)
    for draft in drafts_of(source, derivative, gold):
        if len(derivative.words.inside(draft.span)) <= _LONGEST:
            yield Outcome("families", "attribution", draft.kind == "attribution", is_attribution(derivative, draft.span))


def figures(outcomes: Sequence[Outcomes]) -> Figures:
    """Shares 0-1, higher is better: `precision`, `recall`, `f1` of credit, the same of `_quoted`, `_false_claim` and `_attribution`
    (clauses of the families), and `accuracy`, the share of passages right in every aspect; `test_*`: the test split alone."""
    every = [item for listed in outcomes for item in listed]
    figures = _figures("", every) | _figures("test_", [item for item in every if item.split == "test"])
    return figures | _scores("", "_attribution", [item for item in every if item.aspect == "attribution"])


def _figures(prefix: str, listed: Sequence[Outcome]) -> Figures:
    by = {aspect: [item for item in listed if item.aspect == aspect] for aspect in ("credited", "quoted", "false_claim", "right")}
    figures = _scores(prefix, "", by["credited"]) | {f"{prefix}accuracy": mean([item.found for item in by["right"]])}
    return figures | _scores(prefix, "_quoted", by["quoted"]) | _scores(prefix, "_false_claim", by["false_claim"])


def _scores(prefix: str, suffix: str, listed: Sequence[Outcome]) -> Figures:
    count = Counter((item.wanted, item.found) for item in listed)
    right, found, wanted = count[True, True], count[True, True] + count[False, True], count[True, True] + count[True, False]
    values = (right / max(1, found), right / max(1, wanted), 2 * right / max(1, found + wanted))
    names = (f"{prefix}{measure}{suffix}" for measure in ("precision", "recall", "f1"))
    return dict(zip(names, values, strict=True)) if listed else {}


SUITE: Final[Suite[Case, Outcomes]] = Suite(
    name="credit",
    about="hand-written articles: who is credited and quoted, and what is claimed under a credit",
    folder="data",
    signs=("credit.jsonl",),
    homes=("data",),
    files=("credit.jsonl", "*/*.txt", "*/family.json", "*/gold/*.json"),
    load=load,
    judge=judge,
    figures=figures,
)
