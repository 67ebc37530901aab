"""Strangers by counts: articles that an index proposed for another and of which a comparison would say nothing.

Most of what an index proposes shares its subject and no more. A comparison takes a tenth of a second to say so; that hardly a
stretch of words stands in both but furniture of their site, and that few windows of the one are near one of the other, takes a
fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    from dedup.index.minhash import MinHashIndex

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
_WINDOW_RUNS: Final = 27
"""Word runs of a text for each window it has, in the middle of the same pairs: furniture of a site makes as many windows near."""
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
        self._spec = replace(SketchSpec.of(settings), sample=1)
        self._ceiling = SketchSpec.of(settings).ceiling
        self._minhash: MinHashIndex | None = by_name.get("minhash")  # type: ignore[assignment]
        vectors: EmbeddingIndex | None = by_name.get("embedding")  # type: ignore[assignment]
        self._vectors = vectors if vectors and vectors.is_static else None

    def among(self, stored: Sequence[Record]) -> list[bool]:
        """Which ones a comparison would call independent, as far as counts can tell. Never one that links to the other."""
        if not stored:
            return []
        made = sketch([self._article.text, *(one.article.text for one in stored)], self._spec, rows=False, shingles=True)
        asked = _Asked(made.shingles.of(0), self._furniture(made.postings.of(0)), self._ceiling)
        near, sizes = self._near([one.number for one in stored]), np.diff(made.postings.offsets).tolist()
        told = []
        for place, one in enumerate(stored, 1):
            least = min(sizes[0], sizes[place])
            shared = asked.shared(made.shingles.of(place), _same_outlet(self._article, one.article))
            told.append(least >= _LONG_RUNS and _is_far(shared, int(near[place - 1]), least) and not self._is_linked(one.article))
        return told

    def _furniture(self, hashes: Hashes) -> Hashes:
        """Which of the article's word runs are furniture of its outlet, as far as sampled ones tell."""
        if self._minhash is None:
            return hashes[:0]
        sampled = hashes[hashes < self._ceiling]
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
    few = own < max(_NEAR_WINDOWS, _NEAR_SHARE * least / _WINDOW_RUNS)
    return few and shared.runs - shared.furniture < min(_SHARED_RUNS, _SHARED_SHARE * least)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The word runs of a text in their order, and the sampled ones of them that are furniture of its site."""

    runs: Hashes
    furniture: Hashes
    ceiling: int

    def shared(self, other: Hashes, same_site: bool) -> _Shared:
        """What stands in both texts, where both are of one site what of it is furniture, unless they share a whole story."""
        found = [run for run in _stretches(self.runs, other) if len(run) >= _RUN]
        total = sum(map(len, found))
        if not same_site or total >= STORY_SHARE * min(len(self.runs), len(other)):
            return _Shared(total, 0)
        return _Shared(total, sum(len(run) for run in found if self._is_furniture(run)))

    def _is_furniture(self, run: Hashes) -> bool:
        sampled = run[run < self.ceiling]
        return len(sampled) > 0 and bool(np.isin(sampled, self.furniture).mean() >= _FURNITURE_SHARE)


def _stretches(one: Hashes, other: Hashes) -> list[Hashes]:
    """Maximal stretches of word runs of `one` that follow each other in `other` as well, from where each stands there first."""
    known, first = np.unique(other, return_index=True)
    if not len(known) or not len(one):
        return []
    at = np.minimum(np.searchsorted(known, one), len(known) - 1)
    place = np.where(known[at] == one, first[at], -2)
    begins = np.flatnonzero((place >= 0) & (np.concatenate(([-2], place[:-1])) + 1 != place))
    ends = np.flatnonzero((place >= 0) & (np.concatenate((place[1:], [-2])) != place + 1)) + 1
    return [one[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _same_outlet(one: Article, other: Article) -> bool:
    return outlet_number(one) == outlet_number(other) != 0


def _leads_to(one: Article, other: Article) -> bool:
    return bool(one.links and other.url) and page_address(other.url) in {page_address(link.url) for link in one.linked}
