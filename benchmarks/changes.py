"""Suite `changes`: are the changes of meaning found, and are they the only ones reported?

Three sets: the hand-written pairs of `changes.jsonl` (altered and harmless, split into dev and test), the altered articles of
the story families, and their other derivatives, rewritten more or less freely. Of the articles the passages and their sources
are those of the gold, so that what the alignment misses is not counted here; `families` scores whole comparisons. A change of
severity loaded or fact is right when it shares a word with the gold's words at fault.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from benchmarks.family_drafts import drafts_of, read_pair
from benchmarks.suite import Figures, Options, Suite
from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import changes
from dedup.result import Change
from dedup.settings import Settings

GRAVE: Final = ("loaded", "fact")
REWRITTEN: Final = ("light_edit", "syndication", "rewrite", "commentary", "quotes")


@dataclass(frozen=True, slots=True)
class Fault:
    """A change that the gold knows: its kind and the words at fault. One that is not `required` may be found or not."""

    kind: str
    source: str
    derivative: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences with what was changed; none where the rewriting is harmless. `split`: dev or test; `form`: edited or free."""

    name: str
    split: str
    form: str
    source: str
    derivative: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Derivative:
    """A derivative of a story family, by its name. `split`: altered, or rewritten."""

    name: str
    split: str
    family: Path
    article: str


Case = Pair | Derivative


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence with the grave changes found and the faults wanted."""

    split: str
    text: str
    found: tuple[Change, ...]
    wanted: tuple[Fault, ...]
    form: str = ""


Outcomes = tuple[Outcome, ...]


def load(data: Path, options: Options) -> list[Case]:
    """The pairs of `changes.jsonl`, then every derivative of a story family that has gold."""
    del options
    return [*_pairs(data / "changes.jsonl"), *_derivatives(data)]


def _pairs(path: Path) -> Iterator[Pair]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        faults = tuple(Fault(item["kind"], item["source"], item["derivative"]) for item in row["changes"])
        yield Pair(row["id"], row["split"], row["form"], row["source"], row["derivative"], faults)


def _derivatives(data: Path) -> Iterator[Derivative]:
    for family in sorted(path.parent for path in data.glob("*/family.json")):
        for name in ("altered", *REWRITTEN):
            if (family / "gold" / f"{name}.json").is_file():
                split = "altered" if name == "altered" else "rewritten"
                yield Derivative(f"{family.name}/{name}", split, family, name)


def judge(case: Case, settings: Settings) -> Outcomes:
    """The changes of one pair, or of one derivative sentence by sentence."""
    del settings
    return (_of_pair(case),) if isinstance(case, Pair) else tuple(_of_article(case))


def _of_pair(case: Pair) -> Outcome:
    one, other = analyse(Article(case.source)), analyse(Article(case.derivative))
    whole, span = (0, len(case.source)), (0, len(case.derivative))
    found = changes(one, other, PassageDraft(span, 0, "paraphrase", (whole,), 1.0, edits=edits(one, whole, other, span)))
    return Outcome(case.split, case.derivative, _grave(found), case.faults, case.form)


def _of_article(case: Derivative) -> Iterator[Outcome]:
    source, derivative, gold = read_pair(case.family, case.article)
    found = [(draft.sentence, changes(source, derivative, draft)) for draft in drafts_of(source, derivative, gold)]
    for number, unit in enumerate(gold["sentences"]):
        mine = tuple(change for sentence, listed in found if sentence == number for change in listed)
        yield Outcome(case.split, unit["text"], _grave(mine), tuple(_faults(unit)))


def _faults(unit: dict[str, Any]) -> Iterator[Fault]:
    """A distortion must be found, an alteration of severity loaded or fact may be."""
    for row in unit["distortions"]:
        yield Fault(row["type"], row["source"], row["derivative"])
    for row in unit["alterations"]:
        if row["severity"] in GRAVE:
            yield Fault(row["kind"], row["source"], row["derivative"], required=False)


def _grave(found: Sequence[Change]) -> tuple[Change, ...]:
    return tuple(change for change in found if change.severity in GRAVE)


def figures(outcomes: Sequence[Outcomes]) -> Figures:
    """Shares 0-1, higher is better.

    `precision`, `recall`, `f1` and those of each kind over the pairs, both splits; `test_*` over the test split, and of it
    `test_edited_*`, sentences edited word by word, and `test_free_*`; `altered_*` and `rewritten_*` over the derivatives;
    `harmless_clean`: share of the harmless pairs with nothing grave reported.
    """
    every = sorted((item for listed in outcomes for item in listed), key=lambda item: item.split)
    split = {name: list(listed) for name, listed in groupby(every, lambda item: item.split)}
    pairs = [*split.get("dev", []), *split.get("test", [])]
    figures = scores("", pairs) | scores("test_", split.get("test", []))
    for form in ("edited", "free"):
        figures |= scores(f"test_{form}_", [case for case in split.get("test", []) if case.form == form])
    figures |= {"harmless_clean": _clean(pairs), "test_harmless_clean": _clean(split.get("test", []))}
    figures |= scores("altered_", split.get("altered", [])) | scores("rewritten_", split.get("rewritten", []))
    return figures | by_kind("", pairs) | by_kind("test_", split.get("test", []))


def _clean(pairs: Sequence[Outcome]) -> float:
    harmless = [case for case in pairs if not case.wanted]
    return sum(not case.found for case in harmless) / len(harmless) if harmless else float("nan")


def scores(prefix: str, cases: Sequence[Outcome]) -> Figures:
    """Precision, recall and F1 over cases; nan where there is nothing to count."""
    found = [(change, case) for case in cases for change in case.found]
    wanted = [(fault, case) for case in cases for fault in case.wanted if fault.required]
    right = sum(any(touches(change, fault) for fault in case.wanted) for change, case in found)
    hit = sum(any(touches_fault(change, fault) for change in case.found) for fault, case in wanted)
    return _shares(prefix, "", (right, len(found)), (hit, len(wanted)))


def by_kind(prefix: str, cases: Sequence[Outcome]) -> Figures:
    """The same by kind: precision over the changes reported under that kind, recall over the faults of that kind."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        for change in case.found:
            count = counts.setdefault(change.kind, Counter())
            count["found"] += 1
            count["right"] += any(touches(change, fault) for fault in case.wanted)
        for fault in case.wanted:
            count = counts.setdefault(fault.kind, Counter())
            count["wanted"] += 1
            count["hit"] += any(touches_fault(change, fault) for change in case.found)
    listed = [
        _shares(prefix, f"_{kind}", (count["right"], count["found"]), (count["hit"], count["wanted"]))
        for kind, count in sorted(counts.items())
    ]
    return {name: value for row in listed for name, value in row.items()}


def _shares(prefix: str, suffix: str, right: tuple[int, int], hit: tuple[int, int]) -> Figures:
    precision, recall = _share(right), _share(hit)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else precision + recall
    return {f"{prefix}precision{suffix}": precision, f"{prefix}recall{suffix}": recall, f"{prefix}f1{suffix}": f1}


def _share(part: tuple[int, int]) -> float:
    return part[0] / part[1] if part[1] else float("nan")


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


SUITE: Final[Suite[Case, Outcomes]] = Suite(
    name="changes",
    about="hand-written sentence pairs and altered articles: changes of meaning, found and false",
    folder="data",
    signs=("changes.jsonl",),
    homes=("data",),
    files=("changes.jsonl", "*/*.txt", "*/family.json", "*/gold/*.json"),
    load=load,
    judge=judge,
    figures=figures,
    details=r"(test_)?(precision|recall|f1)_.+",
    wanted={"test_precision": "≥ .85", "test_recall": "≥ .85", "altered_precision": "≥ .85", "altered_recall": "≥ .85"},
)
