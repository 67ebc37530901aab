"""What an index has learnt to be furniture of an outlet: captions, newsletter forms, author boxes, lists of headlines.

It is counted, not guessed: word runs that pages of one outlet hold which share nothing else. The counts are the postings of the
shingle index, so they follow every article that is added, replaced or removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.article import Article
from dedup.index.base import WindowIndex
from dedup.index.batches import outlet_number
from dedup.index.minhash import MinHashIndex
from dedup.index.store import Record
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

PAGES: Final = 3
"""Other pages of an outlet that hold a word run from which on it is furniture there."""
STORY_SHARE: Final = 0.4
"""Share of a page's word runs from which on what other pages hold is no furniture but the story, run again and again."""
_GAP_CHARACTERS: Final = 200
"""Sampled word runs further apart are of two stretches: one in eight is sampled, so in a stretch they stand some 50 apart."""
_LEAST_SAMPLED: Final = 2


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch that many pages of an outlet hold: how many at least, its text in the first of them, and that one's id."""

    outlet: str
    pages: int
    text: str
    id: str


def furniture(records: Iterable[Record], indexes: Sequence[WindowIndex[Any]], settings: Settings) -> Iterator[Furniture]:
    """The furniture on the pages of these articles, each stretch once, as the index counts it."""
    index = next((index for index in indexes if isinstance(index, MinHashIndex)), None)
    known: dict[int, set[int]] = {}
    for record in records if index else ():
        article, seen = record.article, known.setdefault(outlet_number(record.article), set())
        for stretch in _stretches(article, [record.number], index, settings):  # type: ignore[arg-type]
            new = set(stretch.hashes.tolist()) - seen
            seen |= new
            if 2 * len(new) > len(stretch.hashes):  # else told already, cut off at another place
                name = article.outlet or article.host or ""
                yield Furniture(name, int(stretch.pages.min()) + 1, article.text[stretch.start : stretch.end], article.id)


def furniture_of(
    article: Article, own: Sequence[int], indexes: Sequence[WindowIndex[Any]], settings: Settings
) -> tuple[tuple[int, int], ...]:
    """Code points of the furniture of its outlet on one page, stored or not; `own`: its numbers, which do not count.

    None without a shingle index, and none of a page that is a story run again.
    """
    index = next((index for index in indexes if isinstance(index, MinHashIndex)), None)
    stretches = _stretches(article, own, index, settings) if index and outlet_number(article) else []
    return tuple((stretch.start, stretch.end) for stretch in stretches)


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    hashes: NDArray[np.uint32]
    pages: NDArray[np.int64]


def _stretches(article: Article, own: Sequence[int], index: MinHashIndex, settings: Settings) -> list[_Stretch]:
    """Stretches of a page that hold furniture, in order; none of a page that is a story run again."""
    sampled = sketch([article.text], SketchSpec.of(settings), rows=False).postings
    pages = index.pages(sampled.hashes, outlet_number(article), np.array(own, np.uint32))
    common = np.flatnonzero(pages >= PAGES)
    if len(common) < _LEAST_SAMPLED or len(common) >= STORY_SHARE * len(pages):
        return []
    common = common[np.argsort(sampled.starts[common], kind="stable")]
    starts, ends = sampled.starts[common], np.maximum.accumulate(sampled.ends[common])
    parts = np.split(np.arange(len(common)), np.flatnonzero(starts[1:] - ends[:-1] > _GAP_CHARACTERS) + 1)
    return [
        _Stretch(int(starts[part[0]]), int(ends[part[-1]]), sampled.hashes[common[part]], pages[common[part]])
        for part in parts
        if len(part) >= _LEAST_SAMPLED
    ]
