"""The fitted model of the relation: a row of features in, probabilities out. Its numbers stand in `calibration.json`.

Two readers of one row, their logarithms averaged by weight: a multinomial logistic regression over standardised features, strongly
regularised, and a small forest of shallow, extremely randomised trees (Geurts, Ernst and Wehenkel 2006), which knows what counts
only together. `python -m benchmarks.fit_relation` fitted both and says what they score on pairs that they were not fitted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.calibration import Floats, Linear, fitted, logistic, unpacked

CLASSES: Final = ("copy", "derivative", "common_source", "independent")
"""What a pair may be, in the order of the probabilities."""


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees one after the other: of each node its feature, -1 for a leaf, its threshold and the nodes below.

    `value`: the shares of the classes at each leaf, float64 (leaves, classes); a leaf's `left` is its place there.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats

    def chances(self, row: Floats) -> Floats:
        """The mean over the trees of the shares at the leaf that the row falls into."""
        at = self.roots
        while True:
            feature = self.feature[at]
            inner = feature >= 0
            if not inner.any():
                return np.asarray(self.value[self.left[at]].mean(axis=0))
            below = np.where(row[feature] <= self.threshold[at], self.left[at], self.right[at])
            at = np.where(inner, below, at)


THOUSAND: Final = 1000.0
"""Shares at the leaves are kept in thousandths."""
DEVIATIONS: Final = 4.0
"""Deviations from the mean at which a feature is cut: what the model was never shown must not outweigh all else."""
LEAST: Final = 1e-3
"""Probability below which one reader's doubt counts no more."""


@dataclass(frozen=True, eq=False)
class Model:
    """Both readers of the features of these names, the linear one with its share of the say, 0-1.

    `sharpness` makes the probabilities come true, `story` is the chance of one event.
    """

    names: tuple[str, ...]
    linear: Linear
    forest: Forest
    linear_share: float
    sharpness: float
    story: Linear

    def chances(self, row: Mapping[str, float]) -> dict[str, float]:
        """The probability of each of CLASSES; they sum to 1."""
        values = self._row(row)
        readers = _softmax(self.linear.logits(values, DEVIATIONS)), self.forest.chances(values)
        says = (self.linear_share, 1 - self.linear_share)
        logits = np.average([np.log(np.maximum(chances, LEAST)) for chances in readers], axis=0, weights=says)
        shares = _softmax(self.sharpness * logits)
        return dict(zip(CLASSES, shares.tolist(), strict=True))

    def same_story(self, row: Mapping[str, float]) -> float:
        """The chance that both tell one event, 0-1, whoever took from whom."""
        return logistic(float(self.story.logits(self._row(row), DEVIATIONS)[0]))

    def _row(self, row: Mapping[str, float]) -> Floats:
        return np.array([row[name] for name in self.names], np.float64)


def _softmax(logits: Floats) -> Floats:
    shares = np.exp(logits - logits.max())
    return np.asarray(shares / shares.sum())


@cache
def relation_model() -> Model:
    """The model in `calibration.json`, read once."""
    return model_of(fitted("relation"))


def same_by_meaning(score: float) -> float:
    """The chance that two short texts tell the same, 0-1, by the score of both as passages (`align.score`)."""
    weight, intercept = fitted("meaning")["weights"]
    return logistic(weight * score + intercept)


def model_of(values: Mapping[str, Any]) -> Model:
    """The model that plain values describe, as `benchmarks.fit_relation` writes them."""
    return Model(
        names=tuple(values["features"]),
        linear=_linear(values["linear"]),
        forest=_forest(values["forest"]),
        linear_share=float(values["linear_share"]),
        sharpness=float(values["sharpness"]),
        story=_linear(values["same_story"]),
    )


def _forest(values: Mapping[str, Any]) -> Forest:
    roots, feature, left, right = (unpacked(values[name]) for name in ("roots", "feature", "left", "right"))
    shares = unpacked(values["value"]).reshape(-1, len(CLASSES)) / THOUSAND
    return Forest(roots, feature, unpacked(values["threshold"]), left, right, shares)


def _linear(values: Mapping[str, Any]) -> Linear:
    return Linear(*(np.array(values[name], np.float64) for name in ("mean", "scale", "weights", "bias")))
