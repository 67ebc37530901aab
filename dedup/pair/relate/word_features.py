"""Features of the words of two articles, wherever they stand: stems, rare words, names and numbers, the lead."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document, kept_with_document
from dedup.pair.relate.measures import shared_grams, shared_order
from dedup.pair.relate.two import two
from dedup.words import distinct, joint_ids

Marks = NDArray[np.bool_]

_OPENING: Final = 4
"""Words that open an article at least, where its first sentence is shorter."""
_UNCOMMON: Final = 3.3
"""Rarity, -log10 of a word's frequency, from which on a word with a capital is a name: 1 in 2,000 words."""
_SEEN: Final = 0.5
"""Of a share of things of which there may be none: half of one is taken to be shared (Krichevsky and Trofimov)."""
_RARE: Final = 4.8
"""Rarity from which on a word is rare: one in sixty thousand."""
_LEAD_WORDS: Final = 70
"""Words of a lead: the first two or three sentences of a report. Chosen by hand; the fit has it."""


def word_features(a: Document, b: Document, most_words: int) -> dict[str, float]:
    """Stems, rare words, names and numbers in common, and those that only one has."""
    one, other = shared_grams(a, b)
    order = shared_order(a, b, most_words)
    row: dict[str, float] = {}
    for width, name in enumerate(("stems", "pairs", "triples")):
        row.update(two(name, one[width], other[width]))
    row.update(two("in_order", order[0] or 0.0, order[1] or 0.0))
    row.update(_rare(a, b))
    row["lead"] = _likeness(a, b, slice(0, _LEAD_WORDS), slice(0, _LEAD_WORDS))
    row["opening"] = _likeness(a, b, slice(0, _first_sentence(a)), slice(0, _first_sentence(b)))
    return row


def _first_sentence(article: Document) -> int:
    return max(_OPENING, article.words.inside(article.sentences[0]).stop) if article.sentences else _OPENING


def _likeness(a: Document, b: Document, mine: slice, theirs: slice) -> float:
    """Share of the rarity of the words of two stretches that both have, 0-1."""
    one, other, size = joint_ids(a.words.stem_vocabulary, b.words.stem_vocabulary)
    weights = np.zeros(size)
    weights[other] = b.rarity
    weights[one] = a.rarity
    weights = np.maximum(weights - 2.0, 0.0)
    first, second = distinct(one[mine]), distinct(other[theirs])
    both = float(weights[first[np.isin(first, second, assume_unique=True)]].sum())
    return 2 * both / max(1e-6, float(weights[first].sum() + weights[second].sum()))


def _rare(a: Document, b: Document) -> dict[str, float]:
    one, other, size = joint_ids(a.words.stem_vocabulary, b.words.stem_vocabulary)
    rarity = np.zeros(size)
    rarity[other] = b.rarity
    rarity[one] = a.rarity
    counts = [np.bincount(ids, minlength=size).astype(np.float64) for ids in (one, other)]
    weights = np.maximum(rarity - 2.0, 0.0)
    vectors = [np.log1p(count) * weights for count in counts]
    cosine = float(vectors[0] @ vectors[1]) / max(1e-9, float(np.linalg.norm(vectors[0]) * np.linalg.norm(vectors[1])))
    rare = [(count > 0) & (rarity >= _RARE) for count in counts]
    numbers = [_marked(ids, article.has_digit, size) for article, ids in ((a, one), (b, other))]
    names = [_marked(ids, name_words(article), size) for article, ids in ((a, one), (b, other))]
    row = {"cosine": cosine}
    for name, (mine, theirs) in (("rare", rare), ("numbers", numbers), ("names", names)):
        both = int((mine & theirs).sum())
        row.update(two(name, (both + _SEEN) / (mine.sum() + 2), (both + _SEEN) / (theirs.sum() + 2)))
        row[f"{name}_both"] = math.log1p(both)
    weighed = [float(weights[count > 0].sum()) for count in counts]
    both_weight = float(weights[(counts[0] > 0) & (counts[1] > 0)].sum())
    row.update(two("covered", *(both_weight / max(1e-6, value) for value in weighed)))
    return row


def _marked(ids: NDArray[np.int64], marks: Marks, size: int) -> Marks:
    is_marked = np.zeros(size, np.bool_)
    is_marked[ids[marks]] = True
    return is_marked


@kept_with_document
def name_words(article: Document) -> Marks:
    """Words that are names: a capital inside a sentence, and not a common word."""
    starts = {inside.start for inside in article.sentence_words}
    inner = np.ones(len(article.words), np.bool_)
    inner[[at for at in starts if at < len(inner)]] = False
    return np.asarray(article.capitals & ~article.has_digit & (article.rarity > _UNCOMMON) & inner)
