"""Features of the third text that two articles may both rest on: its kind beside what they share, and in both leads.

Two reports of one letter, ruling or interview have a common source; two that quote a few public tweets tell each its own story.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document, kept_with_document
from dedup.lang.base import THIRD_TEXTS, TWEET, pack_of
from dedup.pair.relate.run_features import DAMPING, beside_tweet, block_words
from dedup.pair.relate.shared import OWN_RUN, Shared, shared
from dedup.pair.relate.ties import third_places

Marks = NDArray[np.bool_]

_NEAR: Final = 25
"""Words before and after the name of a third text within which what stands there may be from it."""
_LEAD_WORDS: Final = 120
"""Words at the top in which an article says what it has its news from."""
_LEAST_RUN: Final = 6
"""Words of the shortest shared run that is a quotation of its own."""
_APART: Final = 40
"""Words between two shared runs from which on they are two quotations."""


def third_features(a: Document, b: Document) -> dict[str, float]:
    """Of shared speech, how much stands beside each kind of a third text, and how much is no tweet; kinds that both leads name."""
    runs = shared(a, b)
    said = runs.speech & ~runs.furniture
    tweeted = said & _either(beside_tweet(a), beside_tweet(b), runs)
    near = {kind: said & _either(_beside(a, kind), _beside(b, kind), runs) for kind in THIRD_TEXTS}
    leads = {kind: min(_in_lead(a, kind), _in_lead(b, kind)) for kind in THIRD_TEXTS}
    documents = np.any([marks for kind, marks in near.items() if kind != TWEET], axis=0)
    return {
        **{f"third_near_{kind}": _log_words(runs, marks) for kind, marks in near.items()},
        **{f"third_lead_{kind}": math.log1p(count) for kind, count in leads.items()},
        "third_leads": float(sum(count > 0 for kind, count in leads.items() if kind != TWEET)),
        "stated": _log_words(runs, documents & ~tweeted),
        **_tweets_apart(runs, said, tweeted),
        "speech_blocks": math.log1p(_quotations(runs, said)),
    }


def _tweets_apart(runs: Shared, said: Marks, tweeted: Marks) -> dict[str, float]:
    """The share of tweets in shared speech, the words and the longest block of the rest, and how much one block has of all."""
    words = float(runs.lengths[said].sum())
    return {
        "tweeted_part": float(runs.lengths[tweeted].sum()) / (words + DAMPING),
        "untweeted": _log_words(runs, said & ~tweeted),
        "untweeted_chain": math.log1p(block_words(runs, said & ~tweeted)),
        "speech_dense": block_words(runs, said) / (words + OWN_RUN),
    }


def _log_words(runs: Shared, chosen: Marks) -> float:
    return math.log1p(float(runs.lengths[chosen].sum()))


def _either(ours: Marks, theirs: Marks, runs: Shared) -> Marks:
    """Which runs begin or end at a marked word of either article."""
    ends = runs.lengths - 1
    begun = ours[runs.starts_a] | theirs[runs.starts_b]
    return np.asarray(begun | ours[runs.starts_a + ends] | theirs[runs.starts_b + ends])


def _quotations(runs: Shared, said: Marks) -> int:
    """How many quotations both have, by the places of their runs in `a`."""
    starts = np.sort(runs.starts_a[said & (runs.lengths >= _LEAST_RUN)])
    return int((np.diff(starts) > _APART).sum()) + bool(len(starts))


@kept_with_document
def _beside(article: Document, kind: str) -> Marks:
    """Which words stand near one that names a third text of a kind."""
    marked = np.zeros(len(article.words), np.bool_)
    for place in third_places(article)[kind]:
        first = article.words.first_at(place)
        marked[max(0, first - _NEAR) : first + _NEAR] = True
    return marked


def _in_lead(article: Document, kind: str) -> int:
    """How often the lead names a third text of a kind, and once more where the title does."""
    named = pack_of(article.language).pattern(f"third.{kind}").search(article.article.title or "") is not None
    return named + sum(article.words.first_at(place) < _LEAD_WORDS for place in third_places(article)[kind])
