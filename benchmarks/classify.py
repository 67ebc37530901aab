"""A small transparent classifier on a comparison: which of a data set's classes a derivative belongs to.

Multinomial logistic regression on a dozen standardised figures of a Comparison, with a ridge penalty, fitted on other groups of
the set than those it names classes of. It maps our measures to the classes of a data set; no text is seen by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup import Comparison
from dedup.kinds import DERIVED_KINDS

Floats = NDArray[np.float64]

FEATURES: Final = (
    "containment of b in a", "containment of a in b", "resemblance", "verbatim", "edited", "paraphrase", "quote", "derived",
    "mean similarity", "words of b in a", "words of a in b", "pairs of b in a", "pairs of a in b", "triples of b in a",
    "triples of a in b", "b in order", "a in order", "length",
)  # fmt: skip
RIDGE: Final = 1.0
"""Weight of the squared coefficients against the sum of log-losses. Chosen once for all sets, not fitted."""

_STEPS: Final = 50


def features(found: Comparison) -> tuple[float, ...]:
    """The figures named in FEATURES: shares, 0-1, and the logarithm of the ratio of lengths; `found` was made with source="a"."""
    counts, length = found.measures.words, max(1, found.b.words)
    derived = sum(counts.get(kind, 0) for kind in DERIVED_KINDS)
    weights = [passage.end - passage.start for passage in found.passages]
    similar = sum(size * passage.similarity for size, passage in zip(weights, found.passages, strict=True))
    return (
        found.measures.b_containment,
        found.measures.a_containment,
        found.measures.resemblance,
        *(counts.get(kind, 0) / length for kind in ("verbatim", "edited", "paraphrase", "quote")),
        derived / length,
        similar / max(1, sum(weights)),
        *(share for pair in zip(found.measures.b_grams, found.measures.a_grams, strict=True) for share in pair),
        found.measures.b_in_order or 0.0,
        found.measures.a_in_order or 0.0,
        math.log(max(1, found.b.words) / max(1, found.a.words)),
    )


@dataclass(frozen=True, slots=True)
class Classifier:
    """Fitted weights: shape (features + 1, classes), for figures standardised by `centre` and `scale`."""

    classes: tuple[str, ...]
    centre: Floats
    scale: Floats
    weights: Floats

    def classify(self, rows: Floats) -> list[str]:
        """The likeliest class of each row of features."""
        return [self.classes[index] for index in _scores(_standard(rows, self.centre, self.scale), self.weights).argmax(axis=1)]


def fit(rows: Floats, labels: Sequence[str], ridge: float = RIDGE) -> Classifier:
    """The classifier with the least log-loss plus ridge penalty on (rows, labels), found by Newton's method."""
    classes = tuple(sorted(set(labels)))
    truth = np.array([[label == name for name in classes] for label in labels], np.float64)
    centre, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    inputs = _standard(rows, centre, scale)
    penalty = np.full(inputs.shape[1], ridge, np.float64)
    penalty[0] = 1e-3  # the constant is hardly held back, or rare classes would never be named
    weights = np.zeros((inputs.shape[1], len(classes)))
    for _ in range(_STEPS):
        step = _newton_step(inputs, truth, weights, penalty)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return Classifier(classes, centre, scale, weights)


def out_of_group(rows: Floats, labels: Sequence[str], groups: Sequence[str]) -> list[str]:
    """The class of each row by a classifier fitted on all other groups."""
    found = [""] * len(labels)
    for group in sorted(set(groups)):
        inside = np.array([name == group for name in groups])
        model = fit(rows[~inside], [label for label, mine in zip(labels, inside, strict=True) if not mine])
        for index, name in zip(np.flatnonzero(inside), model.classify(rows[inside]), strict=True):
            found[index] = name
    return found


def _standard(rows: Floats, centre: Floats, scale: Floats) -> Floats:
    return np.hstack([np.ones((len(rows), 1)), (rows - centre) / scale])


def _scores(inputs: Floats, weights: Floats) -> Floats:
    """Probabilities of the classes, shape (rows, classes)."""
    logits = inputs @ weights
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = odds / odds.sum(axis=1, keepdims=True)
    return shares


def _newton_step(inputs: Floats, truth: Floats, weights: Floats, penalty: Floats) -> Floats:
    size, classes = weights.shape
    shares = _scores(inputs, weights)
    gradient = inputs.T @ (shares - truth) + penalty[:, None] * weights
    hessian = np.zeros((size, classes, size, classes))
    for one in range(classes):
        for other in range(classes):
            bend = shares[:, one] * ((one == other) - shares[:, other])
            hessian[:, one, :, other] = (inputs * bend[:, None]).T @ inputs
    square = hessian.reshape(size * classes, size * classes) + np.diag(np.repeat(penalty, classes))
    return np.asarray(np.linalg.solve(square, gradient.ravel()), np.float64).reshape(size, classes)
