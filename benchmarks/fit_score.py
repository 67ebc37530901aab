"""Fit the score of two passages (`score` in dedup/calibration.json) on MRPC train and STS-b train (dev halves).

    python -m benchmarks.fit_score --data ../shared/gold [--write]

Both are read as a chance: MRPC's label, STS-b's score / 5. Prints the weights, and AUC and rho with and without the model on what
was fitted and, for STS-b, on dev, which was not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitted import keep
from benchmarks.measures import roc_auc, spearman
from benchmarks.paraphrase import SentencePair, load
from benchmarks.suite import Options
from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.score import SCORE_FEATURES, score_features
from dedup.sketch.encoder import load_encoder

Floats = NDArray[np.float64]


def features(pairs: list[SentencePair]) -> Floats:
    """One row per pair, in the order of SCORE_FEATURES."""
    encoder = load_encoder()
    first, second = (encoder.encode([getattr(pair, side) for pair in pairs]) for side in ("first", "second"))
    cosines = (first * second).sum(axis=1)
    return np.array(
        [
            score_features(analyse(Article(pair.first)), analyse(Article(pair.second)), float(cosine))
            for pair, cosine in zip(pairs, cosines, strict=True)
        ]
    )


def fit(rows: Floats, wanted: Floats, rounds: int = 60) -> Floats:
    """Weights of a logistic regression on chances, by Newton steps with a small L2 penalty."""
    weights = np.zeros(rows.shape[1])
    penalty = np.eye(rows.shape[1]) * 0.1
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(rows @ weights)))
        gradient = rows.T @ (wanted - p) - penalty @ weights
        weights += np.linalg.solve((rows * (p * (1 - p))[:, None]).T @ rows + penalty, gradient)
    return weights


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    pairs = load(given.data, Options())
    rows = features(pairs)
    gold = np.array([pair.gold if pair.split.startswith("mrpc") else pair.gold / 5 for pair in pairs])
    fitted = np.array([pair.split.endswith("train") for pair in pairs])
    weights = fit(rows[fitted], gold[fitted])
    print(SCORE_FEATURES, "(" + ", ".join(f"{weight:.3f}" for weight in weights) + ")")
    scores = rows @ weights
    for split in sorted({pair.split for pair in pairs}):
        mine = np.array([pair.split == split for pair in pairs])
        value = (
            roc_auc([bool(item > 0.5) for item in gold[mine]], scores[mine].tolist())
            if split.startswith("mrpc")
            else spearman(gold[mine].tolist(), scores[mine].tolist())
        )
        print(split, round(value, 4))
    if given.write:
        used = Counter(pair.split for pair, is_fitted in zip(pairs, fitted, strict=True) if is_fitted)
        data = ", ".join(f"{split} {count}" for split, count in sorted(used.items()))
        keep("score", "python -m benchmarks.fit_score --data ../shared/gold --write", data, {"weights": weights.round(3).tolist()})


if __name__ == "__main__":
    main()
