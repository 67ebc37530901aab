"""How sure a change is: the share of right ones among those of its kind, at that closeness, that a reader has judged, and the
rate of changes in its pair.

What a check finds is a change or a mistake. Mistakes come at about one rate in all texts, changes do not: a text that somebody was
asked to alter has one in each sentence, news that was taken over has few. So a finding that stands alone in many derived words is
less likely to be right than one of several in a few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log
from typing import Any, Final

from dedup.calibration import fitted
from dedup.kinds import ChangeKind
from dedup.result import Change

DOUBTFUL: Final = 0.5
"""Confidence below which a change is no fact and no loaded word: it is told with its kind, and is neutral."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Shares of right changes, 0-1: `kinds` by kind and band of similarity, `bands` of every kind. `edges`: where a band ends.

    The shares are those of pairs with one change in `usual` derived words and more; `rarer`: by how much the log-odds fall where
    it is one in e times as many.
    """

    edges: tuple[float, ...]
    bands: tuple[float, ...]
    kinds: Mapping[str, tuple[float, ...]]
    rarer: float
    usual: float

    def of(self, kind: ChangeKind, similarity: float) -> float:
        """The share for a kind at a similarity of the link; that of its band where the kind was never judged."""
        return self.kinds.get(kind, self.bands)[bisect_right(self.edges, similarity)]

    def among(self, share: float, found: int, words: int) -> float:
        """A share in view of how many changes were found in a pair, in how many derived words."""
        lone = max(0.0, log(words / (found * self.usual))) if words and found else 0.0
        return 1 / (1 + exp(self.rarer * lone) * (1 - share) / share) if share else 0.0


@cache
def precision() -> Precision:
    """What `calibration.json` says, read once."""
    return precision_of(fitted("changes"))


def precision_of(values: Mapping[str, Any]) -> Precision:
    """What plain values say, as `benchmarks.fit_claims` writes them."""
    kinds = {kind: tuple(shares) for kind, shares in values["kinds"].items()}
    return Precision(tuple(values["edges"]), tuple(values["bands"]), kinds, values["rarer"], values["usual"])


def in_view_of(found: tuple[tuple[Change, ...], ...], words: int) -> tuple[tuple[Change, ...], ...]:
    """The changes of a pair's passages, each as sure as it is where so many are found in so many derived words.

    Loaded words, and other changes that are told as loaded, stay as they are: whoever rewrites puts them in, or not, whatever else
    changes.
    """
    counted = sum(_is_counted(change) for changes in found for change in changes)
    return tuple(tuple(_weighed(change, counted, words) for change in changes) for changes in found)


def _is_counted(change: Change) -> bool:
    return change.confidence > 0 and change.severity in ("fact", "neutral") and change.kind != "loaded_word"


def _weighed(change: Change, found: int, words: int) -> Change:
    if not _is_counted(change):
        return change
    sure = precision().among(change.confidence, found, words)
    return replace(change, severity="fact" if sure >= DOUBTFUL else "neutral", confidence=round(sure, 4))
