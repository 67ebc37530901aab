"""Features of the one sentence that tells the other article's news: in a body, below what the article itself is about.

Who writes of a story that another has told says so in a sentence, often with a link, sometimes with the other's title in it.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document
from dedup.pair.relate.shared import furniture
from dedup.words import joint_ids

Ints = NDArray[np.int64]

LEAD_WORDS: Final = 70
"""Words at the top of an article that tell what it is about."""
_COMMON: Final = 2.0
"""Rarity of a word that every second page has: it tells nothing."""
_LEAST_WORDS: Final = 8
"""Words of the shortest sentence that tells the news of another article."""
_TITLE_WORDS: Final = 5
"""Words of the shortest title that nobody writes by chance."""


def retold_features(a: Document, b: Document) -> dict[str, float]:
    """How much of the other's lead one sentence tells: in sum of rarity (logarithm) and as a share of the sentence, 0-1."""
    one, other, _ = joint_ids(a.words.stem_vocabulary, b.words.stem_vocabulary)
    best = max(_retold(a, one, other[:LEAD_WORDS]), _retold(b, other, one[:LEAD_WORDS]))
    return {"retold": math.log1p(best[0]), "retold_share": best[1]}


def title_inside(a: Document, b: Document) -> float:
    """Whether either article has the title of the other in its text, word for word: 1 or 0."""
    return float(_has_title(a, b) or _has_title(b, a))


def _retold(ours: Document, ids: Ints, lead: Ints) -> tuple[float, float]:
    """Of the sentence below our own lead that tells most of the other's: the rarity of what it tells, and its share."""
    weights = np.maximum(ours.rarity.astype(np.float64) - _COMMON, 0.0)
    carried, every = (np.concatenate(([0.0], np.cumsum(part))) for part in (weights * np.isin(ids, lead), weights))
    boxed = np.concatenate(([0], np.cumsum(furniture(ours))))
    best = (0.0, 0.0)
    for inside in ours.sentence_words:
        first, last = inside.start, inside.stop
        if last - first >= _LEAST_WORDS and first >= LEAD_WORDS and boxed[first] == boxed[last]:
            amount = float(carried[last] - carried[first])
            best = max(best, (amount, amount / max(1e-6, float(every[last] - every[first]))))
    return best


def _has_title(ours: Document, theirs: Document) -> bool:
    words = (theirs.article.title or "").lower().split()
    if len(words) < _TITLE_WORDS or (ours.article.title or "").lower().split() == words:
        return False
    wanted = tuple(word.strip(_MARKS) for word in words)
    return f" {' '.join(filter(None, wanted))} " in f" {' '.join(ours.words.norms)} "


_MARKS: Final = ".,:;!?\"'“”‘’()[]…"
