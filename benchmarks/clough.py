"""Suite `clough`: the corpus of plagiarised short answers (Clough & Stevenson 2011), four classes and two.

The layout: file_information.csv (`File,Task,Category`), gXpY_taskT.txt (an answer), orig_taskT.txt (the source of a task).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.classify import features, out_of_group
from benchmarks.measures import accuracy
from benchmarks.suite import DataError, Figures, Options, Published, Suite
from dedup import Article, Settings, compare

CATEGORIES: Final = ("cut", "light", "heavy", "non")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, the source of its task, and how it was written."""

    name: str
    task: str
    category: str
    source: Article
    text: Article


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """What was measured of one answer, and the relation that `compare` reports."""

    name: str
    task: str
    category: str
    relation: str
    features: tuple[float, ...]


def load(data: Path, options: Options) -> list[Answer]:
    """The answers of every task whose source is there. Raises DataError for an answer that the table lists and the folder lacks."""
    del options
    rows = _table(data / "file_information.csv")
    sources = {row["Task"]: data / row["File"] for row in rows if row["Category"] == "orig"}
    here = {task: _read(path) for task, path in sources.items() if path.is_file()}
    cut_off = sorted({row["Task"] for row in rows if (data / row["File"]).is_file()} - set(here))
    if not here or cut_off:
        raise DataError(f"{data}: the source orig_task{''.join(cut_off) or '?'}.txt is missing")
    return [_answer(data, row, here[row["Task"]]) for row in rows if row["Category"] != "orig" and row["Task"] in here]


def _answer(data: Path, row: Mapping[str, str], source: Article) -> Answer:
    if row["Category"] not in CATEGORIES:
        raise DataError(f"{data / 'file_information.csv'}: {row['File']} has the category {row['Category']!r}")
    return Answer(row["File"], row["Task"], row["Category"], source, _read(data / row["File"]))


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{key.strip(): (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    if not rows or not {"File", "Task", "Category"} <= set(rows[0]):
        raise DataError(f"{path}: expected the columns File, Task, Category")
    return [row for row in rows if row["File"]]


def _read(path: Path) -> Article:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read {path}: {error}") from error
    return Article(text=_decoded(raw), id=path.stem)


def _decoded(raw: bytes) -> str:
    """The answers were typed by students in several encodings; Latin-1 takes every byte."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def judge(case: Answer, settings: Settings) -> AnswerOutcome:
    """Measure one answer against the source of its task."""
    found = compare(case.source, case.text, source="a", settings=settings, with_text=True)
    return AnswerOutcome(case.name, case.task, case.category, found.relation, features(found))


def figures(outcomes: Sequence[AnswerOutcome]) -> Figures:
    """Accuracy, each task classified by what was learnt of the others; `_one_out`: each answer by all other answers."""
    rows = np.array([item.features for item in outcomes])
    four = [item.category for item in outcomes]
    two = ["non" if name == "non" else "derived" for name in four]
    tasks, names = [item.task for item in outcomes], [item.name for item in outcomes]
    plain = ["non" if item.relation in ("independent", "common_source") else "derived" for item in outcomes]
    groups = tasks if len(set(tasks)) > 1 else names
    return {
        "accuracy4": accuracy(four, out_of_group(rows, four, groups)),
        "accuracy2": accuracy(two, out_of_group(rows, two, groups)),
        "accuracy4_one_out": accuracy(four, out_of_group(rows, four, names)),
        "accuracy2_one_out": accuracy(two, out_of_group(rows, two, names)),
        "accuracy2_relation": accuracy(two, plain),
    }


_FROM: Final = "Clough & Stevenson 2011"
SUITE: Final[Suite[Answer, AnswerOutcome]] = Suite(
    name="clough",
    about="short answers copied, lightly or heavily revised, or not (Clough & Stevenson)",
    folder="clough_stevenson",
    signs=("file_information.csv",),
    load=load,
    judge=judge,
    figures=figures,
    published={"accuracy4": Published(0.80, _FROM, confirmed=False), "accuracy2": Published(0.947, _FROM, confirmed=False)},
    wanted={"accuracy4": "≥ .88", "accuracy2": "≥ .98"},
)
