"""The fitted model of the relation: a row of features in, probabilities out. Its numbers stand in `calibration.json`.

A mixture of two experts (Jacobs, Jordan, Nowlan and Hinton 1991): one fitted on pairs of all kinds, one mainly on articles as
outlets publish them; a gate, a logistic regression over the same features, says how much of the say each has for this pair.
Reports of two outlets share quotations and facts that nobody took from the other, a text that somebody rewrote does not. Where the
page of one links to the other in its prose, that one took from the other is at least as likely as among read pairs with such a
link: they are too few for an expert to learn it from.

Each expert has two readers, their logarithms averaged by weight: a multinomial logistic regression over standardised features,
strongly regularised, and a small forest of shallow, extremely randomised trees (Geurts, Ernst and Wehenkel 2006), which knows what
counts only together. `python -m benchmarks.fit_relation` fitted all and says what they score on pairs they were not fitted on.
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
class Expert:
    """Both readers of one row."""

    linear: Linear
    forest: Forest

    def chances(self, values: Floats, linear_share: float) -> Floats:
        """The probability of each of CLASSES, float64 (classes,); the linear reader has `linear_share` of the say, 0-1."""
        readers = _softmax(self.linear.logits(values, DEVIATIONS)), self.forest.chances(values)
        logs = [np.log(np.maximum(chances, LEAST)) for chances in readers]
        return _softmax(np.average(logs, axis=0, weights=(linear_share, 1 - linear_share)))


@dataclass(frozen=True, eq=False)
class Model:
    """Both experts on the features of these names; `gate` is the chance that a pair is one for `outlets`.

    `linear_share`: the say of an expert's linear reader, 0-1. `linked`: the share of derived pairs among those of which one links
    to the other. `sharpness` makes the probabilities come true, `story` is the chance of one event.
    """

    names: tuple[str, ...]
    general: Expert
    outlets: Expert
    gate: Linear
    linear_share: float
    linked: float
    sharpness: float
    story: Linear

    def chances(self, row: Mapping[str, float]) -> dict[str, float]:
        """The probability of each of CLASSES; they sum to 1."""
        values = self._row(row)
        outlets = logistic(float(self.gate.logits(values, DEVIATIONS)[0]))
        both = [expert.chances(values, self.linear_share) for expert in (self.general, self.outlets)]
        mixed = (1 - outlets) * both[0] + outlets * both[1]
        shares = _softmax(self.sharpness * np.log(mixed))
        if row["links_other"]:
            shares = with_link(shares, self.linked)
        return dict(zip(CLASSES, shares.tolist(), strict=True))

    def same_story(self, row: Mapping[str, float]) -> float:
        """The chance that both tell one event, 0-1, whoever took from whom."""
        return logistic(float(self.story.logits(self._row(row), DEVIATIONS)[0]))

    def _row(self, row: Mapping[str, float]) -> Floats:
        return np.array([row[name] for name in self.names], np.float64)


def with_link(chances: Floats, linked: float) -> Floats:
    """The probabilities of one pair with that of copy and derivative together raised to `linked`, where it is less."""
    derived = float(chances[:2].sum())
    if derived >= linked:
        return chances
    return chances * np.where(np.arange(len(CLASSES)) < 2, linked / derived, (1 - linked) / (1 - derived))


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
        general=_expert(values["general"]),
        outlets=_expert(values["outlets"]),
        gate=_linear(values["gate"]),
        linear_share=float(values["linear_share"]),
        linked=float(values["linked"]),
        sharpness=float(values["sharpness"]),
        story=_linear(values["same_story"]),
    )


def _expert(values: Mapping[str, Any]) -> Expert:
    return Expert(_linear(values["linear"]), _forest(values["forest"]))


def _forest(values: Mapping[str, Any]) -> Forest:
    roots, feature, left, right = (unpacked(values[name]) for name in ("roots", "feature", "left", "right"))
    shares = unpacked(values["value"]).reshape(-1, len(CLASSES)) / THOUSAND
    return Forest(roots, feature, unpacked(values["threshold"]), left, right, shares)


def _linear(values: Mapping[str, Any]) -> Linear:
    return Linear(*(np.array(values[name], np.float64) for name in ("mean", "scale", "weights", "bias")))
