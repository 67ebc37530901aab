"""Strangers by counts: articles that an index proposed for another and of which a comparison would say nothing.

Most of what an index proposes shares its subject and no more. A comparison takes a tenth of a second to say so; that hardly a
stretch of words stands in both but furniture of their site, and that few windows of the one are near one of the other, takes a
fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.addresses import page_address
from dedup.article import Article
from dedup.index.base import WindowIndex
from dedup.index.batches import outlet_number
from dedup.index.furniture import PAGES, STORY_SHARE
from dedup.index.store import Record
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

if TYPE_CHECKING:
    from dedup.index.embedding import EmbeddingIndex
    from dedup.index.minhash import MinHashIndex, Sampled

Hashes = NDArray[np.uint32]

_RUN: Final = 6
"""Word runs (`sketch_posting_words`) that follow each other in both texts, nine words: shorter stretches are turns of speech."""
_SHARED_RUNS: Final = 36
_SHARED_SHARE: Final = 0.08
"""Word runs in such stretches, and their share of the shorter text, from either of which on a comparison is needed."""
_NEAR_COSINE: Final = 0.6
_NEAR_WINDOWS: Final = 4
_NEAR_SHARE: Final = 0.15
"""Windows of the static model as near as that, and their share of the shorter text's, from both of which on the one may be a free
rewrite of the other. Long texts on one subject have some by chance: of 104 pairs of US news that four near windows alone had sent
to a comparison, 76 have less than the share, and none of the 104 is related; of 1,161 labelled pairs none is refused by it."""
_LOOSE_SHARE: Final = 0.1
_LOOSE_NEAR_SHARE: Final = 0.25
"""Share of the shorter text's word runs that stand in both, furniture included, below which the share of near windows must be as
great as this. Of 1,238 pairs of 3,000 US news pages that had to be compared without it, it refuses 114, and of 1,070 labelled pairs
7; the comparison calls none of them related. The first of the 535 related ones would be refused from .35 on.
Chosen on these 1,238 pairs, so that what they say of it flatters; the labelled ones had no say."""
_WINDOW_RUNS: Final = 27
"""Word runs of a text for each window it has, in the middle of the same pairs: furniture of a site makes as many windows near."""
_NO_RUNS: Final = np.zeros(0, np.uint32)
"""Of a text that shares no sampled run: it is not read. Of 1,101 labelled pairs of outlets none of the 799 that share enough for a
comparison shares less than one sampled run. With one of eight sampled, 16 shared runs, the least that counts, have none in .12 of
cases, and 36 in .01: such a quotation is then passed over where few windows are near, too."""
_LONG_RUNS: Final = 200
"""Texts of fewer distinct runs have few windows, and are always compared."""
_FURNITURE_SHARE: Final = 1 / 3
"""Share of a stretch's sampled runs that must be furniture of the site for the stretch to be."""


class Strangers:
    """Tells which of the articles proposed for one are strangers to it."""

    def __init__(self, article: Article, own: Sequence[int], indexes: Sequence[WindowIndex[Any]], settings: Settings) -> None:
        """`own`: numbers that the article is stored under itself."""
        by_name = {index.name: index for index in indexes}
        self._article, self._own = article, np.array(own, np.uint32)
        kept = SketchSpec.of(settings)
        self._spec, self._ceiling = replace(kept, sample=1), kept.ceiling
        self._minhash: MinHashIndex | None = by_name.get("minhash")  # type: ignore[assignment]
        vectors: EmbeddingIndex | None = by_name.get("embedding")  # type: ignore[assignment]
        self._vectors = vectors if vectors and vectors.is_static else None

    def among(self, stored: Sequence[Record]) -> list[bool]:
        """Which ones a comparison would call independent, as far as counts can tell. Never one that links to the other."""
        if not stored:
            return []
        numbers = [one.number for one in stored]
        asked, near, known = self._asked, self._near(numbers), self._sampled(numbers)
        met = [place for place, one in enumerate(known) if one is None or one.shared]
        sized = {place: (_NO_RUNS, one.size) for place, one in enumerate(known) if one is not None}
        sized |= zip(met, self._read([stored[place].article.text for place in met]), strict=True)
        told = []
        for place, one in enumerate(stored):
            runs, size = sized[place]
            least, same_site = min(asked.size, size), _same_outlet(self._article, one.article)
            is_far = least >= _LONG_RUNS and _is_far(asked.shared(runs, same_site), int(near[place]), least)
            told.append(is_far and not self._is_linked(one.article))
        return told

    @cached_property
    def _asked(self) -> _Asked:
        made = sketch([self._article.text], self._spec, rows=False, shingles=True)
        hashes = made.postings.of(0)
        return _Asked(made.shingles.of(0), len(hashes), hashes[hashes < self._ceiling], self._ceiling, self._furniture)

    def _read(self, texts: Sequence[str]) -> list[tuple[Hashes, int]]:
        """The word runs of texts in their order, and how many distinct ones there are."""
        if not texts:
            return []
        made = sketch(texts, self._spec, rows=False, shingles=True)
        sizes = np.diff(made.postings.offsets).tolist()
        return [(made.shingles.of(place), size) for place, size in enumerate(sizes)]

    def _sampled(self, numbers: Sequence[int]) -> Sequence[Sampled | None]:
        """Of each stored article the sampled word runs that it shares; None where none are kept."""
        if self._minhash is None:
            return [None] * len(numbers)
        return self._minhash.sampled(self._asked.sampled, numbers)

    def _furniture(self, sampled: Hashes) -> Hashes:
        """Which of the article's sampled word runs are furniture of its outlet."""
        if self._minhash is None:
            return sampled[:0]
        return sampled[self._minhash.pages(sampled, outlet_number(self._article), self._own) >= PAGES]

    def _near(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """How many windows of the article are near one of each stored article; none without static vectors."""
        if self._vectors is None:
            return np.zeros(len(numbers), np.int64)
        return self._vectors.near_windows(self._article.text, numbers, _NEAR_COSINE)

    def _is_linked(self, stored: Article) -> bool:
        return _leads_to(self._article, stored) or _leads_to(stored, self._article)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Word runs that stand in both texts in stretches, and those of them that are furniture of the site of both."""

    runs: int
    furniture: int


def _is_far(shared: _Shared, near: int, least: int) -> bool:
    """Whether two texts, the shorter of which has so many word runs, share few and have few windows near each other."""
    own = near - shared.furniture / _WINDOW_RUNS
    share = _LOOSE_NEAR_SHARE if shared.runs < _LOOSE_SHARE * least else _NEAR_SHARE
    few = own < max(_NEAR_WINDOWS, share * least / _WINDOW_RUNS)
    return few and shared.runs - shared.furniture < min(_SHARED_RUNS, _SHARED_SHARE * least)


@dataclass(frozen=True)
class _Asked:
    """The word runs of a text in their order, how many distinct ones there are (`size`), and the sampled ones, rising.

    `told`: which sampled ones are furniture of its site; it is asked once, for who shares anything with a page of that site.
    """

    runs: Hashes
    size: int
    sampled: Hashes
    ceiling: int
    told: Callable[[Hashes], Hashes]

    @cached_property
    def furniture(self) -> Hashes:
        """The sampled runs that are furniture of the site."""
        return self.told(self.sampled)

    def shared(self, other: Hashes, same_site: bool) -> _Shared:
        """What stands in both texts, where both are of one site what of it is furniture, unless they share a whole story."""
        runs = [run for run in _stretches(self.runs, other) if len(run) >= _RUN]
        total = sum(map(len, runs))
        if not total or not same_site or total >= STORY_SHARE * min(len(self.runs), len(other)):
            return _Shared(total, 0)
        return _Shared(total, sum(len(run) for run in runs if self._is_furniture(run)))

    def _is_furniture(self, run: Hashes) -> bool:
        sampled = run[run < self.ceiling]
        return len(sampled) > 0 and bool(np.isin(sampled, self.furniture).mean() >= _FURNITURE_SHARE)


def _stretches(one: Hashes, other: Hashes) -> list[Hashes]:
    """Maximal stretches of word runs of `one` that follow each other in `other` as well, from where each stands there first.

    None where not even `_RUN` runs of `one` that follow each other stand anywhere in `other`.
    """
    if not _may_share(one, other):
        return []
    known, first = np.unique(other, return_index=True)
    at = np.minimum(np.searchsorted(known, one), len(known) - 1)
    place = np.where(known[at] == one, first[at], -2)
    begins = np.flatnonzero((place >= 0) & (np.concatenate(([-2], place[:-1])) + 1 != place))
    ends = np.flatnonzero((place >= 0) & (np.concatenate((place[1:], [-2])) != place + 1)) + 1
    return [one[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _may_share(one: Hashes, other: Hashes) -> bool:
    """Whether as many word runs of `one` as make a stretch stand in `other`, one behind the other: quick, as nearly none do."""
    if min(len(one), len(other)) < _RUN:
        return False
    known = np.sort(other)
    inside = known[np.minimum(np.searchsorted(known, one), len(known) - 1)] == one
    counts = np.concatenate(([0], np.cumsum(inside)))
    return bool((counts[_RUN:] - counts[:-_RUN] == _RUN).any())


def _same_outlet(one: Article, other: Article) -> bool:
    return outlet_number(one) == outlet_number(other) != 0


def _leads_to(one: Article, other: Article) -> bool:
    return bool(one.links and other.url) and page_address(other.url) in {page_address(link.url) for link in one.linked}
