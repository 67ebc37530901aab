"""Figures of a pair: resemblance and containment over word shingles, and words by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from dedup.document import Document
from dedup.kinds import KINDS
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.relate.shared import MOST, mixed_runs
from dedup.words import distinct, joint_ids, numbered

Ints = NDArray[np.int64]

SHINGLE_WORDS: Final = 4
"""Words in a shingle: long enough that a shared one is rare by chance, short enough to outlive an edit in every sixth word."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of shingles, 0-1: `resemblance` is Jaccard, `a_in_b` the share of a's shingles that b holds, `b_in_a` the reverse."""

    resemblance: float
    a_in_b: float
    b_in_a: float


def overlap(a: Document, b: Document, furniture: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())) -> Overlap:
    """Resemblance and both containments of two texts over sets of 4-word shingles. Source: Broder 1997.

    `furniture` holds, for each text, the chance of each of its sentences to be furniture; shingles that touch one of .5 and
    more are left out. Without it every shingle counts.
    """
    one, other = _both_shingles(a, b)
    return _shares(one[~_touched(_furniture(a, furniture[0]))], other[~_touched(_furniture(b, furniture[1]))])


def overlap_outside_quotes(a: Document, b: Document, furniture: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())) -> Overlap:
    """Overlap of what the two tell themselves: outside furniture, quotations, and what both have at their very ends.

    Two reports of one speech share its words; two pages of one site share its lists above and below the text, whatever stands
    in them.
    """
    one, other = _both_shingles(a, b)
    left_out = [
        _touched(_furniture(article, chances) | article.quoted) | _ends(_among(mine, theirs))
        for article, chances, mine, theirs in ((a, furniture[0], one, other), (b, furniture[1], other, one))
    ]
    return _shares(one[~left_out[0]], other[~left_out[1]])


def _among(numbers: Ints, others: Ints) -> NDArray[np.bool_]:
    """Which numbers are among the others, of which there is one at least."""
    known = distinct(others)
    return np.asarray(known[np.minimum(np.searchsorted(known, numbers), len(known) - 1)] == numbers)


def _shares(one: Ints, other: Ints) -> Overlap:
    one, other = distinct(one), distinct(other)
    common = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - common
    return Overlap(common / max(1, union), common / max(1, len(one)), common / max(1, len(other)))


def _both_shingles(a: Document, b: Document) -> tuple[Ints, Ints]:
    """The shingles of two texts in order, as integers in one numbering."""
    ours, theirs, _ = joint_ids(a.words.norm_vocabulary, b.words.norm_vocabulary)
    return _shingles(ours), _shingles(theirs)


def _furniture(article: Document, chances: tuple[float, ...]) -> NDArray[np.bool_]:
    """Which words stand in sentences that are furniture with a chance of .5 and more."""
    marked = np.zeros(len(article.words), np.bool_)
    for sentence, chance in zip(article.sentences, chances, strict=False):
        if chance >= MOST:
            inside = article.words.inside(sentence)
            marked[inside.start : inside.stop] = True
    return marked


def _touched(words: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which shingles hold a marked word."""
    width = min(SHINGLE_WORDS, len(words))
    sums = np.concatenate(([0], np.cumsum(words)))
    return np.asarray(sums[width:] > sums[: len(sums) - width])


_OWN: Final = 2.0
"""Shared shingles that one of a text's own outweighs in what the two have at their ends."""


def _ends(shared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The shingles from the start, and those up to the end, most of which are shared."""
    inside = np.zeros(len(shared), np.bool_)
    for view, order in ((inside, shared), (inside[::-1], shared[::-1])):
        sums = np.cumsum(np.where(order, 1.0, -_OWN))
        if len(sums) and sums.max() > 0:
            view[: int(sums.argmax()) + 1] = True
    return inside


def _shingles(ids: Ints) -> Ints:
    """Shingles of words with these numbers, in order, as integers; a text shorter than a shingle is one shingle."""
    width = min(SHINGLE_WORDS, len(ids))
    return mixed_runs(ids, width)


def shared_grams(a: Document, b: Document) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Shares of a's and of b's stems, pairs and triples of stems that the other has too, one for one. Source: Clough 2002."""
    one, other, size = joint_ids(a.words.stem_vocabulary, b.words.stem_vocabulary)
    shares = []
    for width in (1, 2, 3):
        ours, theirs = _grams(one, width, size), _grams(other, width, size)
        common = _common(ours, theirs)
        shares.append((common / max(1, len(ours)), common / max(1, len(theirs))))
    return tuple(round(share, 6) for share, _ in shares), tuple(round(share, 6) for _, share in shares)


def _grams(ids: Ints, width: int, size: int) -> Ints:
    """Runs of `width` words (3 at most) as numbers, exact up to two million distinct words."""
    grams = np.zeros(max(0, len(ids) - width + 1), np.int64)
    for at in range(width):
        grams = grams * size + ids[at : at + len(grams)]
    return grams


def _common(one: Ints, other: Ints) -> int:
    """How many numbers the two have in common, one for one."""
    known, where = numbered(np.concatenate((one, other)))
    counts = [np.bincount(part, minlength=len(known)) for part in (where[: len(one)], where[len(one) :])]
    return int(np.minimum(*counts).sum())


def shared_order(a: Document, b: Document, most_words: int) -> tuple[float | None, float | None]:
    """Shares of a's and of b's stems in their longest common subsequence; None for both where either has over `most_words`."""
    if max(len(a.words), len(b.words)) > most_words:
        return None, None
    one, other, _ = joint_ids(a.words.stem_vocabulary, b.words.stem_vocabulary)
    common = LCSseq.similarity(one.tolist(), other.tolist())
    return round(common / max(1, len(a.words)), 6), round(common / max(1, len(b.words)), 6)


def words_by_kind(derivative: Document, passages: tuple[PassageDraft, ...]) -> dict[str, int]:
    """How many words of the derivative stand in passages of each kind; every kind is a key."""
    counts = dict.fromkeys(map(str, KINDS), 0)
    for passage in passages:
        counts[passage.kind] += len(derivative.words.inside(passage.span))
    return counts
