"""Facts that a reader found right or wrong, with their two sentences, and how well a model foretells the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks.change_pairs import kept_pairs
from benchmarks.fit_claims import ALTERED, ROWS, Row, confidence, fit, rows
from benchmarks.gold import read_text
from benchmarks.labelled import of_outlets
from benchmarks.rewrites import words_of
from dedup import Article
from dedup.document import Document, analyse

Told = NDArray[np.float64]
Verdicts = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""Chances of being right, and whether it is."""


@dataclass(frozen=True, slots=True)
class Read:
    """A verdict with the two sentences that it is about."""

    row: Row
    source: str
    derivative: str


def read_facts(gold: Path, verdicts: Path = ROWS) -> list[Read]:
    """The verdicts on facts, each with its two sentences."""
    listed = [row for row in rows(verdicts) if row["severity"] == "fact"]
    sides = _sides(gold, {row["pair"] for row in listed})
    found = []
    for row in listed:
        if row["set"] == ALTERED:
            texts = tuple(read_text(gold / ALTERED / f"{row['pair']}.{side}.txt") for side in ("legit", "fake"))
        else:
            texts = sides[row["pair"]]
        source, derivative = (
            _sentence(analyse(one), row[side][0]) for one, side in zip(texts, ("source", "derivative"), strict=True)
        )
        found.append(Read(row, source, derivative))
    return found


def _sides(gold: Path, wanted: set[str]) -> dict[str, tuple[Article, Article]]:
    """Source and derivative of real pairs, by "first>second"; the second is the derivative where none is named."""
    found: dict[str, tuple[Article, Article]] = {}
    for pair in of_outlets(gold):
        for name in {f"{pair.a.id}>{pair.b.id}", f"{pair.b.id}>{pair.a.id}"} & wanted:
            first = name.startswith(f"{pair.a.id}>")
            turned = pair.source == ("b" if first else "a")
            both = (pair.a, pair.b) if first != turned else (pair.b, pair.a)
            found.setdefault(name, both)
    return found


def _sentence(article: Document, at: int) -> str:
    return article.text[slice(*article.sentences[article.sentence_at(min(at, len(article.text) - 1))])]


def confidences(read: Sequence[Read], told: Told, verdicts: Path = ROWS) -> dict[str, Verdicts]:
    """For facts of real pairs, by what judges them: chances of being right by the rows of other pairs alone, and verdicts."""
    is_real = np.array([one.row["set"] != ALTERED for one in read])
    right = np.array([bool(one.row["right"]) for one in read])
    logits = np.log(np.clip(told, 1e-4, 1))
    model = np.column_stack([logits[:, 1] - logits[:, 0], logits[:, 1] - logits[:, 2]])
    words = np.array([_words(one) for one in read])
    features = {
        "the rate of right ones": np.zeros((len(read), 0)),
        "words": words,
        "the model": model,
        "words and the model": np.hstack([words, model]),
    }
    found = {"today's confidence": _today(read, verdicts)}
    found |= {name: _by_others(read, np.column_stack([one, is_real]), right) for name, one in features.items()}
    return {name: (one[is_real], right[is_real]) for name, one in found.items()}


def _today(read: Sequence[Read], verdicts: Path) -> Told:
    """What each fact of a real pair would be said with, were its pair not among those that were read; 0 for others."""
    sure, listed = np.zeros(len(read)), rows(verdicts)
    known = {_name(pair.pair): pair for pair in kept_pairs()}
    for name in dict.fromkeys(_name(one.row["pair"]) for one in read if one.row["set"] != ALTERED):
        others = [pair for pair in known.values() if _name(pair.pair) != name]
        fitted = fit([row for row in listed if _name(row["pair"]) != name], others)
        for at, one in enumerate(read):
            if _name(one.row["pair"]) == name:
                pair = known.get(name)  # a pair without a change today is news like any other
                news = fitted.of(one.row["kind"], one.row["similarity"], 0.0)
                sure[at] = confidence(fitted, one.row, pair) if pair else news
    return sure


def _name(pair: str) -> frozenset[str]:
    """A pair, in whichever order it is named."""
    return frozenset(pair.split(">"))


def _words(one: Read) -> list[float]:
    """Similarity of the link, shares of words in common both ways, how alike the lengths are, and the kind in two classes."""
    a, b = words_of(one.source), words_of(one.derivative)
    both = len(a & b)
    shares = [both / max(1, len(a)), both / max(1, len(b)), min(len(a), len(b)) / max(1, len(a), len(b))]
    kind = one.row["kind"]
    return [one.row["similarity"], *shares, float(kind in ("number", "date", "quantity")), float(kind in ("negation", "certainty"))]


def _by_others(read: Sequence[Read], features: Told, right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The chance of each row by a logistic regression on the rows of all other pairs."""
    sure = np.zeros(len(read))
    names = np.array([one.row["pair"] for one in read])
    scaled = (features - features.mean(0)) / (features.std(0) + 1e-9)
    for pair in dict.fromkeys(names):
        mine = names == pair
        sure[mine] = LogisticRegression(C=0.5).fit(scaled[~mine], right[~mine]).predict_proba(scaled[mine])[:, 1]
    return sure
