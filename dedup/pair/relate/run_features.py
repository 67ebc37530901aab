"""Features of what two articles have word for word in common: how much, in whose voice, how it stands, how quotations are cut."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document, kept_with_document
from dedup.pair.relate.shared import OWN_RUN, Shared, furniture, said_words, shared, tweets, voice
from dedup.pair.relate.two import two

Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


_SIZE: Final = 30
"""Words that the smaller text counts for at least in a share, so that a title in common is not half of a stub."""
_NARRATED_RUN, _SAID_RUN = 7, 15
"""Words of a run of prose, and of speech, that nobody writes twice by chance. Like all numbers here part of what a feature is: the
model was fitted on features with these, and another number asks for another fit."""
DAMPING: Final = 20
"""Words added below a share, so that few words in common are no large one."""


def run_features(a: Document, b: Document) -> dict[str, float]:
    """What stands in both word for word, by whose voice it is in."""
    runs = shared(a, b)
    narrated, said = runs.is_told, runs.speech & ~runs.furniture
    own = [int((~voice(article) & ~furniture(article)).sum()) for article in (a, b)]
    spoken = [int(voice(article).sum()) for article in (a, b)]
    prose, speech = [runs.prose_a, runs.prose_b], [runs.speech_a, runs.speech_b]
    prose_words, speech_words = [min(int(p.sum()) for p in prose), min(int(s.sum()) for s in speech)]
    requoted = float(runs.lengths[runs.requoted & ~runs.furniture].sum())
    row = {
        **two("prose", *(float(mark.sum()) / max(_SIZE, size) for mark, size in zip(prose, own, strict=True))),
        "prose_words": math.log1p(prose_words),
        "prose_longest": math.log1p(max(_longest(mark) for mark in prose)),
        "prose_runs": math.log1p(float((runs.lengths[narrated] >= _NARRATED_RUN).sum())),
        "narrated": math.log1p(max(_narrated(a, runs.starts_a, runs), _narrated(b, runs.starts_b, runs))),
        **two("speech", *(float(mark.sum()) / max(_SIZE, size) for mark, size in zip(speech, spoken, strict=True))),
        "speech_words": math.log1p(speech_words),
        "speech_runs": math.log1p(float((runs.lengths[said] >= _SAID_RUN).sum())),
        "speech_chain": math.log1p(block_words(runs, said)),
        "chain": math.log1p(block_words(runs, ~runs.furniture)),
        "speech_longest": math.log1p(float(runs.lengths[said].max(initial=0))),
        **two("spoken", *(float(mark.sum()) / max(2 * _SIZE, len(mark)) for mark in speech)),
        "tweeted": math.log1p(_tweeted(a, b, runs)),
        "speech_part": speech_words / (speech_words + prose_words + DAMPING),
        "requoted": math.log1p(requoted),
        "requoted_part": requoted / (float(runs.lengths[~runs.furniture].sum()) + DAMPING),
        "chain_part": block_words(runs, ~runs.furniture) / max(_SIZE, min(len(a.words), len(b.words))),
        **_block(runs),
        "furniture_words": math.log1p(float(runs.lengths[runs.furniture].sum())),
        **two("shared", *((float((p | s).sum()) / max(_SIZE, len(p))) for p, s in zip(prose, speech, strict=True))),
        "order": _order(runs, ~runs.furniture),
        "prose_order": _order(runs, narrated),
    }
    row.update(_quotations(a, b, runs))
    return row


_APART: Final = 25
"""Words between two runs, in both articles, up to which they are of one block."""


def block_words(runs: Shared, chosen: Marks) -> int:
    """Words of the longest block: runs that follow each other closely in both articles, for "he said" parts one block of speech."""
    starts_a, starts_b, lengths = runs.starts_a[chosen], runs.starts_b[chosen], runs.lengths[chosen]
    if not len(lengths):
        return 0
    gap_a, gap_b = (starts[1:] - (starts + lengths)[:-1] for starts in (starts_a, starts_b))
    parted = (gap_a > _APART) | (gap_b > _APART) | (gap_b < -_APART)
    return int(np.bincount(np.concatenate(([0], np.cumsum(parted))), weights=lengths).max())


def _longest(marks: Marks) -> int:
    """The longest stretch of marked words."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _narrated(article: Document, starts: Ints, runs: Shared) -> int:
    """Words of told stretches of ten and more that say who said it: a reporter's own wording, whatever marks the other has."""
    sums = np.concatenate(([0], np.cumsum(said_words(article) & ~voice(article))))
    spoken = (sums[starts + runs.lengths] - sums[starts] > 0) & ~runs.furniture & (runs.lengths >= OWN_RUN)
    return int(runs.lengths[spoken].sum())


def _tweeted(a: Document, b: Document, runs: Shared) -> int:
    """Words of shared speech that either article gives as a tweet: it names one close by."""
    near = [beside_tweet(article)[starts] for article, starts in ((a, runs.starts_a), (b, runs.starts_b))]
    return int(runs.lengths[(near[0] | near[1]) & runs.speech & ~runs.furniture].sum())


_TWEET_WORDS: Final = 40
"""Words from one that names a tweet on, and half as many before it, that count as beside it. Chosen by hand; the fit has it."""


@kept_with_document
def beside_tweet(article: Document) -> Marks:
    """Which words stand within forty words after, or twenty before, one that names a tweet."""
    marked = np.zeros(len(article.words), np.bool_)
    for match in tweets(article):
        first = article.words.first_at(match)
        marked[max(0, first - _TWEET_WORDS // 2) : first + _TWEET_WORDS] = True
    return marked


def _block(runs: Shared) -> dict[str, float]:
    """How densely the shared prose stands between its first and its last word: a block that was set in, or all over the text."""
    dense = []
    for marks in (runs.prose_a, runs.prose_b):
        at = np.flatnonzero(marks)
        dense.append(len(at) / (at[-1] - at[0] + OWN_RUN) if len(at) else 0.0)
    return two("block", *dense)


def _order(runs: Shared, chosen: Marks) -> float:
    """Share of the words of the chosen runs that stand in one order in both, less what one run has alone, 0-1."""
    starts, lengths = runs.starts_b[chosen], runs.lengths[chosen]
    if len(starts) < 2:
        return 0.0
    total, longest = int(lengths.sum()), int(lengths.max())
    return (_heaviest(starts.tolist(), lengths.tolist()) - longest) / max(1, total - longest) * (1 - 2 / (2 + len(starts)))


def _heaviest(starts: list[int], lengths: list[int]) -> int:
    """The greatest sum of lengths over runs whose starts grow, in the order given; n log n for n runs.

    `places` and `sums` hold, both growing, where the best chains so far end and what each weighs.
    """
    places: list[int] = []
    sums: list[int] = []
    for start, length in zip(starts, lengths, strict=True):
        at = bisect_left(places, start)
        weight = length + (sums[at - 1] if at else 0)
        beaten = at
        while beaten < len(sums) and sums[beaten] <= weight:
            beaten += 1
        if beaten > at or at == len(places) or places[at] > start:
            places[at:beaten], sums[at:beaten] = [start], [weight]
    return sums[-1] if sums else 0


def _quotations(a: Document, b: Document, runs: Shared) -> dict[str, float]:
    """Quotations that both have: cut at the same places, longer in one of them, or each longer somewhere."""
    same = longer_a = longer_b = 0
    ends_a, ends_b = _quoted_runs(a), _quoted_runs(b)
    for start_a, start_b, length in zip(runs.starts_a.tolist(), runs.starts_b.tolist(), runs.lengths.tolist(), strict=True):
        one, other = ends_a.get(start_a + length // 2), ends_b.get(start_b + length // 2)
        if one is None or other is None:
            continue
        before, after = (start_a - one[0]) - (start_b - other[0]), (one[1] - start_a) - (other[1] - start_b)
        longer_a += before > 1
        longer_b += before < -1
        longer_a += after > 1
        longer_b += after < -1
        same += (abs(before) <= 1) + (abs(after) <= 1)
    return {
        "quotes_same_ends": math.log1p(same),
        "quotes_each_longer": math.log1p(min(longer_a, longer_b)),
        "quotes_one_longer": math.log1p(abs(longer_a - longer_b)),
        "quotes_same_share": (same + 1) / (same + longer_a + longer_b + 2),
    }


@kept_with_document
def _quoted_runs(article: Document) -> dict[int, tuple[int, int]]:
    """For each quoted word the words [first, last) of its quotation."""
    by_word: dict[int, tuple[int, int]] = {}
    for quotation in article.quotations:
        inside = article.words.inside(quotation.inner)
        by_word.update(dict.fromkeys(inside, (inside.start, inside.stop)))
    return by_word
