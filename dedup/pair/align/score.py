"""How likely two passages say the same: one number from words and the sentence model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.calibration import fitted, logistic
from dedup.document import Document
from dedup.pair.align.links import Encode

SCORE_FEATURES = ("covered", "least_covered", "pairs", "numbers", "cosine", "intercept")
"""Of the weights in the group `score` of calibration.json; without the model the cosine counts as the share of covered words."""


_PLAIN_RARITY, _LEAST_WEIGHT = 1.5, 0.1
"""Rarity up to which a word counts least, and how much that is. The weights were fitted with these."""


def score_passages(first: Document, second: Document, encode: Encode | None) -> float:
    """Chance that the two passages are paraphrases, 0-1, symmetric."""
    cosine = None
    if encode is not None:
        vectors = encode([first.text, second.text])
        cosine = float(vectors[0] @ vectors[1])
    features = score_features(first, second, cosine)
    return logistic(sum(w * x for w, x in zip(fitted("score")["weights"], features, strict=True)))


def score_features(first: Document, second: Document, cosine: float | None) -> tuple[float, ...]:
    """Values of SCORE_FEATURES, each 0-1 but the intercept, which is 1."""
    one, other = _covered(first, second), _covered(second, first)
    mean = (one + other) / 2
    return mean, min(one, other), _pairs(first, second), _numbers(first, second), mean if cosine is None else cosine, 1.0


def _covered(part: Document, whole: Document) -> float:
    """Share of the words' rarity in `part` that stands in `whole`, 0-1."""
    known = set(whole.words.stems)
    carried = np.fromiter((stem in known for stem in part.words.stems), np.bool_, len(part.words))
    weight: NDArray[np.float32] = np.maximum(part.rarity - _PLAIN_RARITY, _LEAST_WEIGHT)
    return float((weight * carried).sum() / max(_LEAST_WEIGHT, float(weight.sum())))


def _pairs(first: Document, second: Document) -> float:
    """Resemblance of the sets of neighbouring stems, 0-1."""
    one, other = (set(zip(article.words.stems, article.words.stems[1:], strict=False)) for article in (first, second))
    return len(one & other) / max(1, len(one | other))


def _numbers(first: Document, second: Document) -> float:
    """1 where both hold the same numbers, falling with every number that one lacks."""
    one, other = ({norm for norm in article.words.norms if norm[:1].isdigit()} for article in (first, second))
    return 1 / (1 + len(one ^ other))
