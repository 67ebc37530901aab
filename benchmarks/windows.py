"""Suite `windows`: of near windows of real news, how many does the index of sentence vectors find since its vectors are packed?

The first articles of `usnews` are stored, later ones are asked. `packed_recall`: of the windows of which the nearest stored window
stands out by vectors of 8 bits, gone through one by one, the share for which the index finds the same article, or one as near.
`read_recall`: the same against all of its own packed vectors, so that what is left is what its postings do not read.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.speed_index import exact_cosines
from benchmarks.suite import Figures, Options, Suite
from dedup import Settings

_STORED: Final = 2500
_ASKED: Final = 250
_AS_NEAR: Final = 0.001
"""Cosines that differ by no more are as near."""
_COARSE: Final = 0.02
"""The same where one of the two is of packed vectors: rounding moves a cosine by about that."""


@dataclass(frozen=True, slots=True)
class News:
    """The texts of the articles stored and asked."""

    stored: tuple[str, ...]
    asked: tuple[str, ...]


def load(data: Path, options: Options) -> list[News]:
    """The one collection."""
    del options
    with gzip.open(next(data.glob("*.jsonl.gz")), "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, _STORED + _ASKED)]
    return [News(tuple(texts[:_STORED]), tuple(texts[_STORED:]))]


def judge(case: News, settings: Settings) -> Figures:
    """The shares, and how many windows they are of."""
    from dedup.index.embedding import EmbeddingIndex

    index = EmbeddingIndex(settings)
    rows, asked = index.rows(case.stored), index.rows(case.asked)
    whose = np.repeat(np.arange(len(case.stored)), np.diff(rows.offsets))
    index.add(np.arange(len(case.stored), dtype=np.uint32), rows, np.zeros(len(case.stored), np.uint32))
    text, found, owners = index.nearest(asked, np.full(len(case.asked), len(case.stored), np.int64))
    questions = asked.vectors[asked.vectors.any(axis=1)]
    limits = np.full(len(questions), len(whose))
    fine, packed = (exact_cosines(questions, vectors, limits) for vectors in (rows.vectors, index.every_vector()[0]))
    best = _best_owner(questions, rows.vectors, whose)
    out, own = (_stand_out(cosines, text, settings) for cosines in (fine, packed))
    same = (owners[:, 0] == best) | (found[:, 0] >= fine[:, 0] - _COARSE)
    return {
        "windows": float(len(questions)),
        "standing_out": float(out.sum()),
        "packed_recall": float(same[out].mean()),
        "read_recall": float((found[own, 0] >= packed[own, 0] - _AS_NEAR).mean()),
    }


def _stand_out(cosines: NDArray[np.float32], text: NDArray[np.int64], settings: Settings) -> NDArray[np.bool_]:
    """Windows of which the nearest one makes its article a candidate, as `EmbeddingIndex` has it."""
    margins = cosines[:, 0] - cosines[:, 10:30].mean(axis=1)
    growth = 1 + settings.index_window_growth * np.log(np.maximum(1, np.bincount(text)))
    near = cosines[:, 0] >= settings.index_window_cosine
    return np.asarray(near & (margins >= settings.index_window_margin * growth[text]))


def _best_owner(asked: NDArray[np.int8], stored: NDArray[np.int8], whose: NDArray[Any]) -> NDArray[Any]:
    """The article of the nearest of all stored windows, by vectors of 8 bits."""
    every = stored.astype(np.float32)
    norms = np.maximum(np.linalg.norm(every, axis=1), 1)
    places = [np.argmax((every @ some.T.astype(np.float32)).T / norms, axis=1) for some in np.array_split(asked, 64)]
    return np.asarray(whose[np.concatenate(places)])


def figures(outcomes: Sequence[Figures]) -> Figures:
    """Those of the one collection."""
    return outcomes[0]


SUITE: Final[Suite[News, Figures]] = Suite(
    name="windows",
    about="near windows of real news that the packed vectors find",
    folder="usnews",
    signs=("usnews*.jsonl.gz",),
    load=load,
    judge=judge,
    figures=figures,
    parallel=False,
    wanted={"packed_recall": "≥ .97", "read_recall": "≥ .97"},
)
