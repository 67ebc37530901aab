"""Suite `leftout`: left-out sentences whose group a reader judged (results/read-leftout.jsonl), put into their group again.

A row is a sentence of an article of the corpus (its place, no words), the group it had when it was read, and whether that was
right. The words and patterns of the groups were chosen on the first reading, so it only tells what became of them: `kept_right`:
of its right ones those that keep their group; `gone_wrong`: of its wrong ones those that have another now, of which nobody has
read whether it fits. Of later readings, which chose nothing, `precision_GROUP` is the share of right ones among the sentences that
still have that group, and `precision` that of all.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.suite import Figures, Options, Suite, mean
from dedup.article import Article
from dedup.document import Document, analyse
from dedup.pair.align.boilerplate import FURNITURE, boilerplate
from dedup.pair.explain.dropped import group
from dedup.settings import Settings

_CHOSE: Final = 1
"""The reading on which words and patterns were chosen."""
VERDICTS: Final = Path(__file__).with_name("results") / "read-leftout.jsonl"
_NOBODY: Final = Article("Nobody.")


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence at `span` of an article's text, the `group` that was read, whether that was right, and in which reading."""

    article: Article
    span: tuple[int, int]
    group: str
    right: bool
    reading: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read, and the group of today."""

    group: str
    right: bool
    reading: int
    now: str


def load(data: Path, options: Options) -> list[Read]:
    """The verdicts with the articles that they are about."""
    rows = [json.loads(line) for line in VERDICTS.read_text(encoding="utf-8").splitlines()][: options.limit]
    wanted = {row["article"] for row in rows}
    with gzip.open(data / "usnews-10k.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {record["id"]: record["text"] for record in map(json.loads, lines) if record["id"] in wanted}
    return [_read(row, texts[row["article"]]) for row in rows]


def _read(row: dict[str, Any], text: str) -> Read:
    start, end = row["span"]
    return Read(Article(text, id=row["article"]), (start, end), row["group"], row["right"], row["reading"])


def judge(case: Read, settings: Settings) -> Outcome:
    """Group the sentence that begins where the one that was read does."""
    del settings
    return Outcome(case.group, case.right, case.reading, group_at(analyse(case.article), case.span[0]))


def group_at(source: Document, start: int) -> str:
    """The group of the sentence over a place of the raw text, as if another article left it out."""
    places = [(source.place(span), span, chance) for span, chance in zip(source.sentences, boilerplate(source), strict=True)]
    for (first, last), span, chance in places:
        if first <= start < last:
            return "boilerplate" if chance >= FURNITURE else group(source, span, analyse(_NOBODY))[0]
    return ""


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Precision by group of what chose nothing and keeps its group, and what became of the right and the wrong ones that did."""
    kept = [one for one in outcomes if one.reading > _CHOSE and one.now == one.group]
    chose = [one for one in outcomes if one.reading == _CHOSE]
    names = sorted({one.group for one in kept})
    shares = {f"precision_{name}": mean([one.right for one in kept if one.group == name]) for name in names}
    return shares | {
        "precision": mean([one.right for one in kept]),
        "kept_right": mean([one.now == one.group for one in chose if one.right]),
        "gone_wrong": mean([one.now != one.group for one in chose if not one.right]),
    }


SUITE: Final[Suite[Read, Outcome]] = Suite(
    name="leftout",
    about="left-out sentences that a reader judged: the share of each group that is right",
    folder="usnews",
    signs=("usnews-10k.jsonl.gz",),
    files=("usnews-10k.jsonl.gz",),
    load=load,
    judge=judge,
    figures=figures,
)
