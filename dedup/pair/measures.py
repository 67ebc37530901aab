"""Figures of a pair: resemblance and containment over word shingles, and words by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from dedup.pair.drafts import Draft
from dedup.pair.prepare import Prepared
from dedup.result import KINDS

SHINGLE_WORDS: Final = 4
"""Words in a shingle: long enough that a shared one is rare by chance, short enough to outlive an edit in every sixth word."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of shingles, 0-1: `resemblance` is Jaccard, `a_in_b` the share of a's shingles that b holds, `b_in_a` the reverse."""

    resemblance: float
    a_in_b: float
    b_in_a: float


def overlap(a: Prepared, b: Prepared, furniture: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())) -> Overlap:
    """Resemblance and both containments of two texts over sets of 4-word shingles. Source: Broder 1997.

    `furniture` holds, for each text, the chance of each of its sentences to be furniture; shingles that touch one of .5 and
    more are left out. Without it every shingle counts.
    """
    numbers: dict[str, int] = {}
    one, other = _shingles(a, numbers, furniture[0]), _shingles(b, numbers, furniture[1])
    common = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - common
    return Overlap(common / max(1, union), common / max(1, len(one)), common / max(1, len(other)))


def _shingles(article: Prepared, numbers: dict[str, int], furniture: tuple[float, ...]) -> NDArray[np.int64]:
    """Sorted distinct shingles as integers; a text shorter than a shingle is one shingle."""
    ids = np.fromiter((numbers.setdefault(norm, len(numbers) + 1) for norm in article.words.norms), np.int64, len(article.words))
    width = min(SHINGLE_WORDS, len(ids))
    mixed = np.zeros(len(ids) - width + 1, np.int64)
    for offset in range(width):
        mixed = mixed * np.int64(6364136223846793005) + ids[offset : len(ids) - width + 1 + offset]
    kept = np.ones(len(mixed), np.bool_)
    for sentence, chance in zip(article.sentences, furniture, strict=False):
        if chance >= 0.5:
            inside = article.words.inside(sentence)
            kept[max(0, inside.start - width + 1) : inside.stop] = False
    return np.unique(mixed[kept])


def shared_grams(a: Prepared, b: Prepared) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Shares of a's and of b's stems, pairs and triples of stems that the other has too, one for one. Source: Clough 2002."""
    shares = []
    for width in (1, 2, 3):
        one, other = (Counter(zip(*(article.words.stems[at:] for at in range(width)), strict=False)) for article in (a, b))
        common = (one & other).total()
        shares.append((common / max(1, one.total()), common / max(1, other.total())))
    return tuple(round(share, 6) for share, _ in shares), tuple(round(share, 6) for _, share in shares)


def shared_order(a: Prepared, b: Prepared, most_words: int) -> tuple[float | None, float | None]:
    """Shares of a's and of b's stems in their longest common subsequence; None for both where either has over `most_words`."""
    if max(len(a.words), len(b.words)) > most_words:
        return None, None
    common = LCSseq.similarity(a.words.stems, b.words.stems)
    return round(common / max(1, len(a.words)), 6), round(common / max(1, len(b.words)), 6)


def words_by_kind(derivative: Prepared, passages: tuple[Draft, ...]) -> dict[str, int]:
    """How many words of the derivative stand in passages of each kind; every kind is a key."""
    counts = dict.fromkeys(map(str, KINDS), 0)
    for passage in passages:
        counts[passage.kind] += len(derivative.words.inside(passage.span))
    return counts
