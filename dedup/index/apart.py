"""Strangers by counts: two articles that an index proposed for each other and of which a comparison would say nothing.

Most of what an index proposes shares its subject and no more. A comparison takes a tenth of a second to say so; that no window of
the one is near one of the other, and next to no word run stands in both, takes a few milliseconds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

if TYPE_CHECKING:
    from dedup.index.embedding import EmbeddingIndex

_NEAR_COSINE: Final = 0.55
"""Windows of the static model that are nearer may say the same. Of 482 proposals on real articles 25 were related, and each had a
pair of windows at .61 or more. How many strangers the whole rule tells apart was counted on 296 labelled pairs alone: 21, none of
them related by the comparison. Higher: faster, but free rewrites are lost."""
_SHARED_RUNS: Final = 10
"""Distinct word runs (`sketch_posting_words`) that a turn of speech or a name may bring into two texts."""
_LONG_RUNS: Final = 200
"""Texts of fewer distinct runs have few windows, of which none may be near though one is a free rewrite: 3 of 120 were."""


def are_apart(index: EmbeddingIndex, one: str, other: str, settings: Settings) -> bool:
    """Whether no window of one text is near any of the other, and they share at most a few word runs. Never of a short text."""
    both = sketch([one, other], replace(SketchSpec.of(settings), sample=1), rows=False).postings
    if np.diff(both.offsets).min() < _LONG_RUNS:
        return False
    if len(np.intersect1d(both.of(0), both.of(1), assume_unique=True)) > _SHARED_RUNS:
        return False
    rows = index.rows([one, other])
    cut, vectors = int(rows.offsets[1]), rows.vectors.astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)
    return bool((vectors[:cut] @ vectors[cut:].T).max(initial=-1) < _NEAR_COSINE)
