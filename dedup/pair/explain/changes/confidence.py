"""How sure a change is: the share of right ones among those of its kind, at that closeness, that a reader has judged."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dedup.calibration import fitted
from dedup.kinds import ChangeKind

DOUBTFUL: Final = 0.5
"""Confidence below which a change is no fact and no loaded word: it is told with its kind, and is neutral."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Shares of right changes, 0-1: `kinds` by kind and band of similarity, `bands` of every kind. `edges`: where a band ends."""

    edges: tuple[float, ...]
    bands: tuple[float, ...]
    kinds: Mapping[str, tuple[float, ...]]

    def of(self, kind: ChangeKind, similarity: float) -> float:
        """The share for a kind at a similarity of the link; that of its band where the kind was never judged."""
        return self.kinds.get(kind, self.bands)[bisect_right(self.edges, similarity)]


@cache
def precision() -> Precision:
    """What `calibration.json` says, read once."""
    return precision_of(fitted("changes"))


def precision_of(values: Mapping[str, Any]) -> Precision:
    """What plain values say, as `benchmarks.fit_claims` writes them."""
    kinds = {kind: tuple(shares) for kind, shares in values["kinds"].items()}
    return Precision(tuple(values["edges"]), tuple(values["bands"]), kinds)
