"""The fitted parts of the relation's model as plain values, as `calibration.json` keeps them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from dedup.calibration import Linear, packed
from dedup.pair.relate.model import CLASSES, THOUSAND

KINDS: Final = {"roots": "<i4", "feature": "<i2", "threshold": "<f8", "left": "<i4", "right": "<i4", "value": "<u2"}
"""How each list of a forest is packed: shares in thousandths, thresholds as they were rounded."""


def plain_readers(readers: tuple[Linear, Any]) -> dict[str, Any]:
    """The linear reader and scikit-learn's forest of one expert."""
    linear, forest = readers
    return {"linear": plain(linear), "forest": plain_forest(forest)}


def plain(model: Linear) -> dict[str, Any]:
    """A linear model as JSON has it."""
    return {name: np.round(getattr(model, name), 5).tolist() for name in ("mean", "scale", "weights", "bias")}


def one_output(two: Linear) -> Linear:
    """The log-odds of the second of two classes as one row of weights."""
    return Linear(two.mean, two.scale, two.weights[1:] - two.weights[:1], two.bias[1:] - two.bias[:1])


def plain_forest(forest: Any) -> dict[str, str]:
    """A forest as the file has it: the nodes of all trees one after the other, packed."""
    found: dict[str, list[Any]] = {name: [] for name in ("roots", "feature", "threshold", "left", "right", "value")}
    for tree in (one.tree_ for one in forest.estimators_):
        base, leaf = len(found["feature"]), tree.children_left < 0
        shares = np.zeros((tree.node_count, len(CLASSES)))
        shares[:, forest.classes_.astype(int)] = tree.value[:, 0] / tree.value[:, 0].sum(axis=1, keepdims=True)
        found["roots"].append(base)
        found["feature"] += np.where(leaf, -1, tree.feature).tolist()
        found["threshold"] += np.where(leaf, 0, np.round(tree.threshold, 5)).tolist()
        first = len(found["value"]) // len(CLASSES)
        found["left"] += np.where(leaf, first + np.cumsum(leaf) - 1, tree.children_left + base).tolist()
        found["right"] += np.where(leaf, 0, tree.children_right + base).tolist()
        found["value"] += np.round(shares[leaf] * THOUSAND).ravel().tolist()
    return {name: packed(found[name], kind) for name, kind in KINDS.items()}
