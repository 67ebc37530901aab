"""Which articles of a new set an archive has already, by counts alone: thousands a second, and no finding of who took from whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.article import Article
from dedup.errors import InputError
from dedup.index.base import WindowIndex
from dedup.index.batches import outlet_number
from dedup.index.minhash import MinHashIndex
from dedup.index.store import Store
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

KNOWN_SHARE: Final = 0.5
"""Share of an article's word runs that a stored one holds from which on the archive has it: more than a quotation or a part."""
_PROPOSED_SHARE: Final = 0.2
"""What the sample may say of such a share at the least."""


@dataclass(frozen=True, slots=True)
class Held:
    """The stored article that holds most of a new one, and the share of the new one's word runs that it holds, 0-1."""

    id: str
    share: float


def held_by(
    articles: Sequence[Article], indexes: Sequence[WindowIndex[Any]], store: Store, settings: Settings
) -> list[Held | None]:
    """For each article the stored one that holds at least KNOWN_SHARE of it; None for what the archive has not.

    Raises InputError where the index of shingles is not among `indexes`.
    """
    index = next((one for one in indexes if isinstance(one, MinHashIndex)), None)
    if index is None:
        raise InputError(f"the index at {store.place} has no shingles; `dedup index rebuild --index minhash` makes them")
    outlets = np.array([outlet_number(article) for article in articles], np.uint32)
    proposed = index.query(index.rows([article.text for article in articles]), outlets)
    likely = [[one.number for one in candidates if one.score >= _PROPOSED_SHARE] for candidates in proposed]
    records = {number: store.record(number) for number in sorted({number for numbers in likely for number in numbers})}
    asked = [article.text for article, numbers in zip(articles, likely, strict=True) if numbers]
    there = [(number, record) for number, record in records.items() if record]
    spec = replace(SketchSpec.of(settings), sample=1)
    mine = iter(_runs(asked, spec))
    theirs = dict(zip((number for number, _ in there), _runs([record.article.text for _, record in there], spec), strict=True))
    names = {number: record.article.id for number, record in there}
    return [_best(next(mine), numbers, theirs, names) if numbers else None for numbers in likely]


def _runs(texts: Sequence[str], spec: SketchSpec) -> list[NDArray[np.uint32]]:
    made = sketch(texts, spec, rows=False).postings
    return [made.of(place) for place in range(len(texts))]


def _best(
    mine: NDArray[np.uint32], numbers: Sequence[int], theirs: dict[int, NDArray[np.uint32]], names: dict[int, str]
) -> Held | None:
    shares = [
        (len(np.intersect1d(mine, theirs[number], assume_unique=True)) / max(1, len(mine)), -number)
        for number in dict.fromkeys(numbers)
        if number in theirs
    ]
    share, number = max(shares, default=(0.0, 0))
    return Held(names[-number], round(share, 4)) if share >= KNOWN_SHARE else None
