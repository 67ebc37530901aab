"""What is told of one sentence that stands for another: the changes of a passage that was rewritten from a source sentence."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import changes
from dedup.result import Change

GRAVE = ("loaded", "fact")


def rewritten(source: str, derivative: str, similarity: float) -> tuple[Change, ...]:
    """The changes of a paraphrase that meets its source as closely as `similarity`, 0-1."""
    draft = PassageDraft((0, len(derivative)), 0, "paraphrase", ((0, len(source)),), similarity)
    return changes(analyse(Article(source)), analyse(Article(derivative)), draft)


def grave(told: Iterable[Change]) -> list[Change]:
    """Changes of fact and loaded words."""
    return [change for change in told if change.severity in GRAVE]


def is_among(told: Iterable[Change], kind: str, at_fault: str) -> bool:
    """Whether a change of a kind is told at words that hold those at fault."""
    return any(change.kind == kind and at_fault in change.derivative.text for change in told)
