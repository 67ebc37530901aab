"""Suite `leftout`: left-out sentences whose group a reader judged (results/read-leftout.jsonl), put into their group again.

A row is a sentence of an article of the corpus (its place, no words), the group it had when it was read, and whether that was
right. `precision_GROUP`: of the sentences that are read and still have that group, the share that is right; `kept_right`: of all
right ones those that keep their group; `gone_wrong`: of all wrong ones those that have another now, of which nobody has read
whether it fits.
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

VERDICTS: Final = Path(__file__).with_name("results") / "read-leftout.jsonl"
_NOBODY: Final = Article("Nobody.")


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence at `span` of an article's text, the `group` that was read, and whether that was right."""

    article: Article
    span: tuple[int, int]
    group: str
    right: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read, and the group of today."""

    group: str
    right: bool
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
    return Read(Article(text, id=row["article"]), (start, end), row["group"], row["right"])


def judge(case: Read, settings: Settings) -> Outcome:
    """Group the sentence that begins where the one that was read does."""
    del settings
    return Outcome(case.group, case.right, group_at(analyse(case.article), case.span[0]))


def group_at(source: Document, start: int) -> str:
    """The group of the sentence over a place of the raw text, as if another article left it out."""
    places = [(source.place(span), span, chance) for span, chance in zip(source.sentences, boilerplate(source), strict=True)]
    for (first, last), span, chance in places:
        if first <= start < last:
            return "boilerplate" if chance >= FURNITURE else group(source, span, analyse(_NOBODY))[0]
    return ""


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Precision by group of those that keep theirs, and what became of the right and of the wrong ones."""
    kept = [one for one in outcomes if one.now == one.group]
    found = {
        f"precision_{name}": mean([one.right for one in kept if one.group == name]) for name in sorted({one.group for one in kept})
    }
    found["precision"] = mean([one.right for one in kept])
    found["kept_right"] = mean([one.now == one.group for one in outcomes if one.right])
    found["gone_wrong"] = mean([one.now != one.group for one in outcomes if not one.right])
    return found


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
