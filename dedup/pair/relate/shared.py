"""What two articles have word for word in common: runs of words, told apart by whose voice they are in.

A run inside quotation marks in either article is somebody's speech, and so is one in the first person or under a tweet: two
reporters who heard one speaker share it. Furniture is the site's. What is left, prose, is what one reporter does not write twice by
chance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import Document, kept_with_document
from dedup.lang.base import NEUTRAL, pack_of
from dedup.lang.needs import matches
from dedup.pair.align.boilerplate import boilerplate
from dedup.words import first_places, joint_ids

Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]

GRAM: Final = 4
"""Words of the least run: as in the shingles of `measures`."""
_TWEET: Final = re.compile(r"\(@\w{2,20}\)|pic\.twitter\.com/\w+|https?://t\.co/\w+")
"""Marks of an embedded tweet: "Name (@handle)", and its own addresses."""
OWN_RUN: Final = 10
"""Words of a run from which on its wording is somebody's own."""
MOST: Final = 0.5
"""Share of a run's words, and chance of furniture, from which on the one is more likely than not."""
_SPOKEN_RUN: Final = 6
"""Words of a run from which on its share of words in the first person tells anything."""
_TWEET_REACH: Final = 400
"""Characters before a tweet's mark that may be the tweet: with its name and date it is no longer."""
_MULTIPLIER: Final = np.int64(6364136223846793005)
"""Of Knuth's linear congruential generator: neighbouring numbers come far apart."""
_FIRST_PERSON_SHARE: Final = 0.04
"""Share of words in the first person from which on a run is taken for speech that lost its marks: one in twenty-five."""


@dataclass(frozen=True, eq=False)
class Shared:
    """Runs that both articles have, longest first found in `b`: int64 (n,) each, in words; and what each word of them is.

    `requoted`: runs that one article tells and the other quotes. `prose_a`, `speech_a` (and `_b`): bool, one per word of the
    article: inside a shared run, and of that voice.
    """

    starts_a: Ints
    starts_b: Ints
    lengths: Ints
    speech: Marks
    furniture: Marks
    requoted: Marks
    prose_a: Marks
    prose_b: Marks
    speech_a: Marks
    speech_b: Marks

    @property
    def is_told(self) -> Marks:
        """Which runs are neither speech nor furniture."""
        return ~self.speech & ~self.furniture


@lru_cache(maxsize=4)
def shared(a: Document, b: Document) -> Shared:
    """The shared runs of two articles, in the order of `a`."""
    starts_a, starts_b, lengths = _runs(a, b)
    voiced = [_any(marks, starts, lengths) for marks, starts in ((voice(a), starts_a), (voice(b), starts_b))]
    site = [_any(furniture(article), starts, lengths) for article, starts in ((a, starts_a), (b, starts_b))]
    first = _first_person(a, starts_a, lengths)
    speech, boiler = voiced[0] | voiced[1] | first, site[0] | site[1]
    requoted = (voiced[0] != voiced[1]) & ~_any(first_person(a), starts_a, lengths, _MANY) & (lengths >= OWN_RUN)
    cover = [_covered(len(article.words), starts, lengths) for article, starts in ((a, starts_a), (b, starts_b))]
    spoken = [_covered(len(article.words), starts[first], lengths[first]) for article, starts in ((a, starts_a), (b, starts_b))]
    spoken = [said | marks for said, marks in zip(spoken, _voiced(a, b, starts_a, starts_b, lengths), strict=True)]
    boxed = [_covered(len(article.words), starts[boiler], lengths[boiler]) for article, starts in ((a, starts_a), (b, starts_b))]
    told = [marks & ~said & ~box for marks, said, box in zip(cover, spoken, boxed, strict=True)]
    spoken = [marks & said & ~box for marks, said, box in zip(cover, spoken, boxed, strict=True)]
    return Shared(starts_a, starts_b, lengths, speech, boiler, requoted, told[0], told[1], spoken[0], spoken[1])


_MANY: Final = 0.025
"""Share of words in the first person from which on what one article quotes and the other does not is speech that lost its marks."""


def _first_person(a: Document, starts_a: Ints, lengths: Ints) -> Marks:
    """Which runs speak in the first person outside quotation marks: speech that lost its marks in both."""
    told, mine = ~voice(a), first_person(a) & ~voice(a)
    sums = [np.concatenate(([0], np.cumsum(marks))) for marks in (mine, told)]
    counts = [total[starts_a + lengths] - total[starts_a] for total in sums]
    return np.asarray((counts[0] >= np.maximum(1, _FIRST_PERSON_SHARE * counts[1])) & (lengths >= _SPOKEN_RUN))


def _voiced(a: Document, b: Document, starts_a: Ints, starts_b: Ints, lengths: Ints) -> tuple[Marks, Marks]:
    """Which words of runs somebody else said by the marks of either article, told in both."""
    voices, size = (voice(a), voice(b)), int(lengths.sum())
    at = np.arange(size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    one, other = np.repeat(starts_a, lengths) + at, np.repeat(starts_b, lengths) + at
    said = voices[0][one] | voices[1][other]
    marks = np.zeros(len(voices[0]), np.bool_), np.zeros(len(voices[1]), np.bool_)
    marks[0][one[said]] = True
    marks[1][other[said]] = True
    return marks


def _runs(a: Document, b: Document) -> tuple[Ints, Ints, Ints]:
    """Longest runs of words that stand in both, each with its first place in `b`: starts in a, starts in b, lengths."""
    one, other, _ = joint_ids(a.words.norm_vocabulary, b.words.norm_vocabulary)
    empty = np.zeros(0, np.int64)
    if min(len(one), len(other)) < GRAM:
        return empty, empty, empty
    ours, theirs = mixed_runs(one, GRAM), mixed_runs(other, GRAM)
    known, first = first_places(theirs)
    at = np.minimum(np.searchsorted(known, ours), len(known) - 1)
    place = np.where(known[at] == ours, first[at], -2)
    begins = np.flatnonzero((place >= 0) & (np.concatenate(([-2], place[:-1])) + 1 != place))
    breaks = np.flatnonzero((place >= 0) & (np.concatenate((place[1:], [-2])) != place + 1))
    return begins.astype(np.int64), place[begins].astype(np.int64), (breaks - begins + GRAM).astype(np.int64)


def mixed_runs(ids: Ints, width: int) -> Ints:
    """A number for each run of `width` words, by their numbers: two runs share one by chance of 1 in 2^64."""
    mixed = np.zeros(len(ids) - width + 1, np.int64)
    for offset in range(width):
        mixed = mixed * _MULTIPLIER + ids[offset : len(ids) - width + 1 + offset] + 1
    return mixed


def _any(marks: Marks, starts: Ints, lengths: Ints, share: float = MOST) -> Marks:
    """Which runs have at least a share of their words marked."""
    sums = np.concatenate(([0], np.cumsum(marks)))
    return np.asarray(sums[starts + lengths] - sums[starts] >= share * lengths)


def _covered(size: int, starts: Ints, lengths: Ints) -> Marks:
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, starts, 1)
    np.add.at(steps, starts + lengths, -1)
    return np.asarray(np.cumsum(steps)[:size] > 0)


@kept_with_document
def voice(article: Document) -> Marks:
    """Which words somebody else said: inside quotation marks, or in a line that shows a tweet."""
    marked = article.quoted.copy()
    text = article.text
    for match in _TWEET.finditer(text):
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _TWEET_REACH)
        inside = article.words.inside((start, match.end()))
        marked[inside.start : inside.stop] = True
    return marked


@kept_with_document
def furniture(article: Document) -> Marks:
    """Which words stand in sentences that are furniture with a chance of .5 and more."""
    marked = np.zeros(len(article.words), np.bool_)
    for inside, chance in zip(article.sentence_words, boilerplate(article), strict=True):
        if chance >= MOST:
            marked[inside.start : inside.stop] = True
    return marked


@kept_with_document
def first_person(article: Document) -> Marks:
    """Which words are of the first person; none in a language whose words for it are not known."""
    forms, ids = article.words.norm_vocabulary.forms, article.words.norm_vocabulary.ids
    listed = pack_of(article.language).words("first_person")
    return np.fromiter(map(listed.__contains__, forms), np.bool_, len(forms))[ids]


@kept_with_document
def said_words(article: Document) -> Marks:
    """Which words say that somebody said it; none in a language whose words for it are not known."""
    known = pack_of(article.language).words("plain_saying")
    forms, ids = article.words.norm_vocabulary.forms, article.words.norm_vocabulary.ids
    return np.fromiter(map(known.__contains__, forms), np.bool_, len(forms))[ids]


@kept_with_document
def tweets(article: Document) -> tuple[int, ...]:
    """Where the text names a tweet, or shows one."""
    return tuple(match.start() for match in matches(NEUTRAL, "sourcing.tweet", article))
