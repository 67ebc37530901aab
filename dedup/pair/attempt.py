"""A comparison among many: one that fails is told of its pair, and the others go on.

Who compares two articles wants the error. Who compares one with all that an index proposes, or the edges of a corpus, wants the
rest all the same: so `attempt` is where `add`, `find` and `families --explain` meet a text that the comparison cannot take.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from dedup.article import Article
from dedup.errors import MissingExtra, ModelError
from dedup.pair.compare import compare
from dedup.result import Comparison
from dedup.settings import Settings

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a comparison is not there: the name of the error and what it said."""

    error: str

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """The failure that an error is."""
        return cls(f"{type(error).__name__}: {error}")

    def to_dict(self) -> dict[str, Any]:
        """As a line of JSON holds it in the place of a comparison."""
        return {"error": self.error}


def guarded(work: Callable[[], _T]) -> _T | Failure:
    """What `work` returns, or how it failed. Raises ModelError and MissingExtra: these would fail for every pair."""
    try:
        return work()
    except (ModelError, MissingExtra):
        raise
    except Exception as error:  # the boundary: whatever a stage raises belongs to this pair alone, and is told with it
        return Failure.of(error)


def attempt(a: Article, b: Article, settings: Settings) -> Comparison | Failure:
    """What `compare` says of two articles, or how it failed. Raises ModelError, MissingExtra."""
    return guarded(lambda: compare(a, b, settings=settings))
