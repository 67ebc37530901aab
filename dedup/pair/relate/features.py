"""A pair of articles as a row of numbers, in a fixed order: what the fitted model of the relation reads.

Of what each of the two has there are two figures, the greater and the lesser, so that the row hardly depends on which comes first.
Counts are logarithms, shares go from 0 to 1. Most need no language: words, runs, quotations, numbers. What an unknown page or
language cannot give is 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.document import KEPT, Document
from dedup.lang.base import pack_of
from dedup.pair.align.links import Scores
from dedup.pair.relate.dates import gap
from dedup.pair.relate.measures import shared_grams, shared_order
from dedup.pair.relate.outlets import outlets, same_outlet
from dedup.pair.relate.shared import Shared, furniture, said_words, shared, tweets, voice
from dedup.pair.relate.ties import LINK, agencies, both_name, ties
from dedup.words import joint_ids

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Ints = NDArray[np.int64]

_RARE: Final = 4.8
"""Rarity from which on a word is rare: one in sixty thousand."""
_LEAD_WORDS: Final = 70


@dataclass(frozen=True, slots=True)
class Linked:
    """The links of clauses as they were scored: which article was taken for the source, and the scores."""

    source: Document
    derivative: Document
    scores: Scores


def features(a: Document, b: Document, linked: Linked, most_words: int = 20_000) -> dict[str, float]:
    """The row of a pair, by name, in order; `linked`: the links in either direction."""
    row = {**_lengths(a, b), **_in_common(a, b), **_words(a, b, most_words), **_coverage(linked, a, b)}
    return with_page(row, a, b)


def _together(row: Mapping[str, float]) -> dict[str, float]:
    """What only tells together: a credit and the words that it may be for, an agency in both and what both have of it."""
    return {
        "credit_and_prose": row["credit_most"] * row["prose_words"],
        "credit_and_speech": row["credit_most"] * row["speech_words"],
        "credit_and_requoted": row["credit_most"] * row["requoted"],
        "link_and_paraphrase": row["links_other"] * row["linked_most"],
        "agency_and_prose": row["agency_third"] * row["prose_words"],
        "thirds_and_speech": row["thirds"] * row["speech_words"],
        "same_outlet_and_prose": row["same_outlet"] * row["prose_words"],
        "whole": min(row["prose_most"], 1.0) * row["linked_least"],
    }


def with_page(row: Mapping[str, float], a: Document, b: Document) -> dict[str, float]:
    """A row of the same two texts, with what is known beside them now."""
    other = {**row, **page_features(a, b)}
    return other | _together(other)


def page_features(a: Document, b: Document) -> dict[str, float]:
    """That part of the row which what is known beside the texts has a say in."""
    return {**_credits(a, b), **_page(a, b)}


def _two(name: str, one: float, other: float) -> dict[str, float]:
    return {f"{name}_most": max(one, other), f"{name}_least": min(one, other)}


def _lengths(a: Document, b: Document) -> dict[str, float]:
    one, other = len(a.words), len(b.words)
    return {"words_least": math.log(1 + min(one, other)), "words_ratio": abs(math.log((1 + one) / (1 + other)))}


def _in_common(a: Document, b: Document) -> dict[str, float]:
    """What stands in both word for word, by whose voice it is in."""
    runs = shared(a, b)
    told, said = runs.is_told, runs.speech & ~runs.furniture
    own = [int((~voice(article) & ~furniture(article)).sum()) for article in (a, b)]
    spoken = [int(voice(article).sum()) for article in (a, b)]
    prose, speech = [runs.prose_a, runs.prose_b], [runs.speech_a, runs.speech_b]
    prose_words, speech_words = [min(int(p.sum()) for p in prose), min(int(s.sum()) for s in speech)]
    row = {
        **_two("prose", *(float(mark.sum()) / max(30, size) for mark, size in zip(prose, own, strict=True))),
        "prose_words": math.log1p(prose_words),
        "prose_longest": math.log1p(max(_longest(mark) for mark in prose)),
        "prose_runs": math.log1p(float((runs.lengths[told] >= 7).sum())),
        "narrated": math.log1p(_narrated(a, runs)),
        **_two("speech", *(float(mark.sum()) / max(30, size) for mark, size in zip(speech, spoken, strict=True))),
        "speech_words": math.log1p(speech_words),
        "speech_runs": math.log1p(float((runs.lengths[said] >= 15).sum())),
        "speech_chain": math.log1p(_chain(runs, said)),
        "chain": math.log1p(_chain(runs, ~runs.furniture)),
        "speech_longest": math.log1p(float(runs.lengths[said].max(initial=0))),
        **_two("spoken", *(float(mark.sum()) / max(60, len(mark)) for mark in speech)),
        "tweeted": math.log1p(_tweeted(a, b, runs)),
        "speech_part": speech_words / (speech_words + prose_words + 20),
        "requoted": math.log1p(float(runs.lengths[runs.requoted & ~runs.furniture].sum())),
        **_block(runs),
        "furniture_words": math.log1p(float(runs.lengths[runs.furniture].sum())),
        **_two("shared", *((float((p | s).sum()) / max(30, len(p))) for p, s in zip(prose, speech, strict=True))),
        "order": _order(runs, ~runs.furniture),
        "prose_order": _order(runs, told),
    }
    row.update(_quotations(a, b, runs))
    return row


_APART: Final = 25
"""Words between two runs, in both articles, up to which they are of one block."""


def _chain(runs: Shared, chosen: Marks) -> int:
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


def _narrated(a: Document, runs: Shared) -> int:
    """Words of told stretches of ten and more that say who said it: a reporter's own wording, whatever marks the other has."""
    said = said_words(a)
    sums = np.concatenate(([0], np.cumsum(said & ~voice(a))))
    spoken = (sums[runs.starts_a + runs.lengths] - sums[runs.starts_a] > 0) & ~runs.furniture & (runs.lengths >= 10)
    return int(runs.lengths[spoken].sum())


def _tweeted(a: Document, b: Document, runs: Shared) -> int:
    """Words of shared speech that either article gives as a tweet: it names one close by."""
    near = [_beside_tweet(article)[starts] for article, starts in ((a, runs.starts_a), (b, runs.starts_b))]
    return int(runs.lengths[(near[0] | near[1]) & runs.speech & ~runs.furniture].sum())


_TWEET_WORDS: Final = 40


@lru_cache(maxsize=KEPT)
def _beside_tweet(article: Document) -> Marks:
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
        dense.append(len(at) / (at[-1] - at[0] + 10.0) if len(at) else 0.0)
    return _two("block", *dense)


def _order(runs: Shared, chosen: Marks) -> float:
    """Share of the words of the chosen runs that stand in one order in both, less what one run has alone, 0-1."""
    starts, lengths = runs.starts_b[chosen], runs.lengths[chosen]
    if len(starts) < 2:
        return 0.0
    best: list[int] = []
    for index, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
        before = [best[other] for other in range(max(0, index - 60), index) if starts[other] < start]
        best.append(length + max(before, default=0))
    total, longest = int(lengths.sum()), int(lengths.max())
    return (max(best) - longest) / max(1, total - longest) * (1 - 2 / (2 + len(starts)))


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


@lru_cache(maxsize=KEPT)
def _quoted_runs(article: Document) -> dict[int, tuple[int, int]]:
    """For each quoted word the words [first, last) of its quotation."""
    found: dict[int, tuple[int, int]] = {}
    for quotation in article.quotations:
        inside = article.words.inside(quotation.inner)
        found.update(dict.fromkeys(inside, (inside.start, inside.stop)))
    return found


def _words(a: Document, b: Document, most_words: int) -> dict[str, float]:
    """Stems, rare words, names and numbers in common, and those that only one has."""
    one, other = shared_grams(a, b)
    order = shared_order(a, b, most_words)
    row: dict[str, float] = {}
    for width, name in enumerate(("stems", "pairs", "triples")):
        row.update(_two(name, one[width], other[width]))
    row.update(_two("in_order", order[0] or 0.0, order[1] or 0.0))
    row.update(_rare(a, b))
    row["lead"] = _likeness(a, b, slice(0, _LEAD_WORDS), slice(0, _LEAD_WORDS))
    row["opening"] = _likeness(a, b, slice(0, _first_sentence(a)), slice(0, _first_sentence(b)))
    return row


def _first_sentence(article: Document) -> int:
    return max(4, article.words.inside(article.sentences[0]).stop) if article.sentences else 4


def _likeness(a: Document, b: Document, mine: slice, theirs: slice) -> float:
    """Share of the rarity of the words of two stretches that both have, 0-1."""
    one, other, size = joint_ids(a.words.stem_vocabulary, b.words.stem_vocabulary)
    weights = np.zeros(size)
    weights[other] = b.rarity
    weights[one] = a.rarity
    weights = np.maximum(weights - 2.0, 0.0)
    first, second = np.unique(one[mine]), np.unique(other[theirs])
    both = float(weights[np.intersect1d(first, second, assume_unique=True)].sum())
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
    names = [_marked(ids, _names(article), size) for article, ids in ((a, one), (b, other))]
    row = {"cosine": cosine}
    for name, (mine, theirs) in (("rare", rare), ("numbers", numbers), ("names", names)):
        both = int((mine & theirs).sum())
        row.update(_two(name, (both + 0.5) / (mine.sum() + 2), (both + 0.5) / (theirs.sum() + 2)))
        row[f"{name}_both"] = math.log1p(both)
    weighed = [float(weights[count > 0].sum()) for count in counts]
    both_weight = float(weights[(counts[0] > 0) & (counts[1] > 0)].sum())
    row.update(_two("covered", *(both_weight / max(1e-6, value) for value in weighed)))
    return row


def _marked(ids: NDArray[np.int64], marks: Marks, size: int) -> Marks:
    found = np.zeros(size, np.bool_)
    found[ids[marks]] = True
    return found


@lru_cache(maxsize=KEPT)
def _names(article: Document) -> Marks:
    """Words that are names: a capital inside a sentence, and not a common word."""
    starts = {article.words.inside(span).start for span in article.sentences}
    inner = np.ones(len(article.words), np.bool_)
    inner[[at for at in starts if at < len(inner)]] = False
    return np.asarray(article.capitals & ~article.has_digit & (article.rarity > 3.3) & inner)


_UNLINKED: Final = {
    **_two("linked", 0.0, 0.0),
    **_two("likely", 0.0, 0.0),
    "paraphrased": 0.0,
    "paraphrased_words": 0.0,
    "marks": 0.0,
    "marks_carried": 0.5,
    "link_best": 0.0,
}
"""Of two articles no clause of which was compared with a sentence."""


def _best(scores: Scores) -> tuple[Floats, Ints]:
    """For each clause the probability of its best link, 0 without one, and its sentence."""
    unit = np.repeat(np.arange(len(scores.units.spans)), np.diff(scores.first))
    order = np.lexsort((scores.by_words, unit))
    last = np.flatnonzero(np.diff(unit[order], append=-1))
    best, place = np.zeros(len(scores.units.spans)), np.zeros(len(scores.units.spans), np.int64)
    best[unit[order[last]]], place[unit[order[last]]] = scores.by_words[order[last]], scores.sentence[order[last]]
    return best, place


def _coverage(linked: Linked, a: Document, b: Document) -> dict[str, float]:
    """What the links of clauses carry, and how much of that is not word for word."""
    scores, source, derivative = linked.scores, linked.source, linked.derivative
    if not len(scores.sentence):
        return _UNLINKED
    best, place = _best(scores)
    carried = np.zeros(len(source.sentences))
    np.maximum.at(carried, scores.sentence, scores.by_words)
    runs = shared(a, b)
    same = (runs.prose_b | runs.speech_b) if derivative is b else (runs.prose_a | runs.speech_a)
    sums = np.concatenate(([0], np.cumsum(same)))
    spans = [derivative.words.inside(span) for span in scores.units.spans]
    words = np.array([len(span) for span in spans], np.float64)
    loose = np.array([sums[span.stop] - sums[span.start] <= 0.4 * len(span) for span in spans])
    kept = np.array([not furniture(derivative)[span.start : span.stop].any() for span in spans]) & (words >= 3)
    weights = words * kept
    lengths = np.array([len(source.words.inside(span)) for span in source.sentences], np.float64)
    here, there = (float(weights[best >= 0.5].sum()), float(lengths[carried >= 0.5].sum()))
    total, sum_source = max(1.0, float(weights.sum())), max(1.0, float(lengths.sum()))
    told = float(weights[loose & (best >= 0.5)].sum())
    marks, carried_marks = _carried_marks(linked, best >= 0.5, place, spans)
    return {
        **_two("linked", here / total, there / sum_source),
        **_two("likely", float((weights * best).sum()) / total, float((lengths * carried).sum()) / sum_source),
        "paraphrased": told / total,
        "paraphrased_words": math.log1p(told),
        "marks": math.log1p(marks),
        "marks_carried": (carried_marks + 1) / (marks + 2),
        "link_best": float((weights * best**2).sum()) / max(1e-6, float((weights * best).sum())),
    }


def _carried_marks(linked: Linked, chosen: Marks, place: Ints, spans: list[range]) -> tuple[int, int]:
    """Names and numbers of the linked clauses, and how many of them stand in the sentence that each is linked to.

    Two forms filled in for two people are linked throughout, and carry none.
    """
    source, derivative = linked.source, linked.derivative
    mine = np.flatnonzero(_names(derivative) | derivative.has_digit)
    stems = derivative.words.stems
    every = carried = 0
    for unit in np.flatnonzero(chosen).tolist():
        first, last = np.searchsorted(mine, (spans[unit].start, spans[unit].stop)).tolist()
        held = source.sentence_stems[int(place[unit])]
        every += last - first
        carried += sum(stems[word] in held for word in mine[first:last].tolist())
    return every, carried


def _credits(a: Document, b: Document) -> dict[str, float]:
    found = ties(a, b)
    of_a, of_b = (max((tie.strength for tie in side), default=0.0) for side in (found.of_a, found.of_b))
    kinds = [kind for kind, *_ in found.thirds]
    one, other = agencies(a), agencies(b)
    copies = [{name for name, agency in side.items() if agency.copy} for side in (one, other)]
    return {
        **_two("credit", of_a, of_b),
        "links_other": float(any(tie.strength >= LINK for side in (found.of_a, found.of_b) for tie in side)),
        "thirds": math.log1p(sum(kind in ("outlet", "agency") for kind in kinds)),
        "third_pages": math.log1p(kinds.count("page")),
        "tweets": math.log1p(kinds.count("tweet")),
        "agency_both": float(bool(copies[0] & copies[1])),
        "agency_third": float(any(kind == "agency" for kind in kinds)),
        "agency_one": float(bool(copies[0]) != bool(copies[1])),
        "both_name": both_name(a, b),
    }


def _page(a: Document, b: Document) -> dict[str, float]:
    mine, theirs = outlets(a), outlets(b)
    same = any(same_outlet(one, other) for one in mine.own for other in theirs.own)
    known = bool(a.article.outlet or a.article.host) and bool(b.article.outlet or b.article.host)
    days = gap(a.article.published, b.article.published)
    authors = [frozenset(re.findall(r"[a-z]{3,}", (article.article.author or "").lower())) for article in (a, b)]
    return {
        "same_outlet": float(same),
        "other_outlet": float(known and not same),
        "same_author": float(len(authors[0] & authors[1]) >= 2),
        "days": 0.0 if days is None else math.log1p(days / timedelta(days=1)),
        "updated": float(any(_is_updated(article) for article in (a, b))),
    }


def _is_updated(article: Document) -> bool:
    """Whether an article says that it was updated."""
    return pack_of(article.language).pattern("sourcing.updated").search(article.text) is not None
