"""Several articles, each compared with each; what a third article explains is told apart from who took from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from dedup.article import Article, as_article
from dedup.corpus_result import CorpusComparison, Pair
from dedup.errors import InputError
from dedup.kinds import DERIVED_KINDS
from dedup.pair.compare import compare
from dedup.pair.relate.roots import root_of
from dedup.settings import Settings

Masks = Mapping[int, NDArray[np.bool_]]
"""For each of two articles, by its place: the characters that have a counterpart in the other."""


def compare_all(
    articles: Sequence[Article | str], *, settings: Settings | None = None, with_text: bool = False
) -> CorpusComparison:
    """Who took what from whom among two or more articles: a comparison of each pair.

    An edge is explained when a third article has stronger edges to both and holds nearly all that the two share (see
    `families_explained_share`): siblings through their source, a copy of a copy. It stays in `pairs` and is none of `edges`. Time
    grows with the square of the number of articles. Raises InputError for fewer than two articles, and what `compare` raises.
    """
    if len(articles) < 2:
        raise InputError(f"{len(articles)} articles given; comparing takes at least two")
    settings, known = settings or Settings(), [as_article(one, f"article {at:,}") for at, one in enumerate(articles, 1)]
    pairs = [
        Pair(first, second, compare(known[first], known[second], settings=settings, with_text=with_text))
        for first, second in combinations(range(len(known)), 2)
    ]
    explained = _explained(pairs, [len(article.text) for article in known], settings.families_explained_share)
    infos = (pairs[0].comparison.a, *(pair.comparison.b for pair in pairs[: len(articles) - 1]))
    judged = tuple(replace(pair, explained_by=explained.get((pair.first, pair.second))) for pair in pairs)
    root = root_place(pair for pair in judged if pair.is_edge)
    return CorpusComparison(settings.signature("families"), infos, judged, root)


def _explained(pairs: Sequence[Pair], sizes: Sequence[int], share: float) -> dict[tuple[int, int], int]:
    """The third article of each pair that has one, the weakest pairs first.

    Only edges that still stand explain another one, so that articles never fall apart by it.
    """
    related = {(pair.first, pair.second): pair for pair in pairs if pair.comparison.relation != "independent"}
    masks = {ends: _shared(pair, sizes) for ends, pair in related.items()}
    strength = {ends: sum(int(mask.sum()) for mask in both.values()) for ends, both in masks.items()}
    thirds: dict[tuple[int, int], int] = {}
    for ends in sorted(masks, key=lambda ends: (strength[ends], ends)):
        for third in range(len(sizes)):
            sides = [(min(end, third), max(end, third)) for end in ends]
            if any(side not in masks or side in thirds for side in sides):
                continue
            beside = [related[side] for side in sides]
            least = strength[ends] * _handicap(third, beside, share)
            if related[ends].comparison.relation == "common_source" and _is_source_of_both(third, beside):
                thirds[ends] = third
                break
            if min(strength[side] for side in sides) > least and _held(masks[ends], [masks[side] for side in sides]) >= share:
                thirds[ends] = third
                break
    return thirds


def _is_source_of_both(third: int, sides: Sequence[Pair]) -> bool:
    return all(side.comparison.source is not None and side.ends[0] == third for side in sides)


def _handicap(third: int, sides: Sequence[Pair], share: float) -> float:
    """How much stronger than a pair the edges of a third article must be: most where it took from one of the two itself.

    A copy shares with the others all that its source shares: without a handicap it would explain its source's edges away.
    """
    if _is_source_of_both(third, sides):
        return share
    known = [side.ends[0] for side in sides if side.comparison.source is not None]
    return 1 / share if any(source != third for source in known) else 1.0


def _shared(pair: Pair, sizes: Sequence[int]) -> Masks:
    source, derivative = pair.ends
    masks = {place: np.zeros(sizes[place], np.bool_) for place in pair.ends}
    for passage in pair.comparison.passages:
        if passage.kind in DERIVED_KINDS and passage.source:
            masks[derivative][passage.start : passage.end] = True
            for span in passage.source:
                masks[source][span.start : span.end] = True
    return masks


def _held(shared: Masks, with_third: Sequence[Masks]) -> float:
    """Share of the characters that two articles share which each of them shares with the third article as well, 0-1."""
    total = sum(int(mask.sum()) for mask in shared.values())
    both = sum(int((shared[end] & masks[end]).sum()) for end, masks in zip(shared, _by_end(shared, with_third), strict=True))
    return both / max(1, total)


def _by_end(shared: Masks, with_third: Sequence[Masks]) -> list[Masks]:
    return [next(masks for masks in with_third if end in masks) for end in shared]


def root_place(edges: Iterable[Pair]) -> int | None:
    """The place of the article that all others with edges go back to; None where there is none, or it is not known."""
    listed = list(edges)
    taken = [edge.ends for edge in listed if edge.comparison.source is not None]
    return root_of({place for edge in listed for place in edge.ends}, taken)
