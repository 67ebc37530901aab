"""Measures over many cases: F1 of classes, area under the ROC curve, rank correlation, reliability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def accuracy(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Share of equal labels, 0-1; nan when there are none."""
    return sum(map(str.__eq__, wanted, found)) / len(wanted) if wanted else float("nan")


def macro_f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Mean F1 over the classes of `wanted`, 0-1; nan when there are none."""
    scores = []
    for name in sorted(set(wanted)):
        right = sum(want == got == name for want, got in zip(wanted, found, strict=True))
        scores.append(2 * right / (wanted.count(name) + found.count(name)))
    return sum(scores) / len(scores) if scores else float("nan")


def ranks(values: ArrayLike) -> Floats:
    """Ranks from 1, equal values share their mean rank."""
    _, inverse, counts = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: Floats = (last - (counts - 1) / 2)[inverse]
    return means


def roc_auc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Chance that a positive case scores above a negative one, ties by half; nan when a class is missing."""
    positive = np.asarray(labels, bool)
    above, below = int(positive.sum()), int((~positive).sum())
    if not above or not below:
        return float("nan")
    return float((ranks(scores)[positive].sum() - above * (above + 1) / 2) / (above * below))


def spearman(left: ArrayLike, right: ArrayLike) -> float:
    """Rank correlation, -1 to 1; nan when one side is constant or there are fewer than two cases."""
    first, second = ranks(left), ranks(right)
    if len(first) < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def reliability(confidences: Sequence[float], rights: Sequence[bool], bins: int = 10) -> list[dict[str, Any]]:
    """The reliability table: for each bin of confidence that occurs its edges, cases, mean confidence and share of right ones."""
    values, truth = np.asarray(confidences, np.float64), np.asarray(rights, bool)
    place = np.clip((values * bins).astype(int), 0, bins - 1)
    return [
        {
            "from": index / bins,
            "to": (index + 1) / bins,
            "cases": int(mine.sum()),
            "confidence": round(float(values[mine].mean()), 4),
            "right": round(float(truth[mine].mean()), 4),
        }
        for index in range(bins)
        if (mine := place == index).any()
    ]


def calibration_error(table: Sequence[dict[str, Any]]) -> float:
    """Expected calibration error of a reliability table: the mean gap between confidence and share right, 0 is best."""
    every = sum(row["cases"] for row in table)
    return sum(row["cases"] * abs(row["confidence"] - row["right"]) for row in table) / every if every else float("nan")
