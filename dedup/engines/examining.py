"""Edges -> edges by what their articles share: own words, or only quotations, or only the furniture of a site.

Only edges of a part are looked at (`families_most_containment`), and of these only the ones where there may be anything else than
own words: the corpus is read once more for the texts of their articles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.engines.numbered import Corpus
from dedup.engines.reading import batches
from dedup.families.own_words import BREAK, Own, SiteCounts, own_overlap, own_shingles, share_of
from dedup.families.pairs import Measured
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec

_AT_ONCE: Final = 1000
_NONE: Final = np.empty(0, np.uint32)

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Examined:
    """Edges by what their articles share: `reuse` (own words), `quotations` (of both), `furniture` (of their sites)."""

    reuse: Measured
    quotations: Measured
    furniture: Measured


def examined(
    paths: Sequence[str | Path], corpus: Corpus, edges: Measured, spec: SketchSpec, settings: Settings, tell: Tell
) -> Examined:
    """The edges by what their articles share."""
    asked = _asked(corpus, edges, settings)
    some = edges.at(asked)
    own = _own_words(paths, corpus, np.union1d(some.lower, some.higher), spec, settings, tell)
    furniture = _furniture(corpus, some, own, spec.ceiling)

    def of(article: int) -> Own:
        return Own(own[article], furniture.get(corpus.site(article), _NONE))

    shares = np.full(len(edges), "reuse", object)
    shares[asked] = [share_of(own_overlap(of(a), of(b), spec.ceiling), shared, settings) for a, b, shared, _, _ in some.rows()]
    return Examined(*(edges.at(np.asarray(shares == name, np.bool_)) for name in ("reuse", "quotations", "furniture")))


def _asked(corpus: Corpus, edges: Measured, settings: Settings) -> NDArray[np.bool_]:
    """Which edges are of a part only or inside of one site, and between articles of which one may hold quotations or has a site."""
    part = edges.shared < settings.families_most_containment * np.minimum(edges.lower_size, edges.higher_size)
    inside = (corpus.sites[edges.lower] == corpus.sites[edges.higher]) & (corpus.sites[edges.lower] >= 0)
    other = corpus.marked | (corpus.sites >= 0)
    return np.asarray((part | inside) & (other[edges.lower] | other[edges.higher]))


def _own_words(
    paths: Sequence[str | Path], corpus: Corpus, articles: NDArray[np.int64], spec: SketchSpec, settings: Settings, tell: Tell
) -> dict[int, NDArray[np.uint32]]:
    """The shingles of the own words of some articles, by their numbers."""
    if not len(articles):
        return {}
    ids = corpus.ids()
    wanted = {ids[number]: number for number in articles.tolist()}
    own: dict[int, NDArray[np.uint32]] = {}
    for batch in batches(paths, settings, _AT_ONCE):
        parsed = batch.parse(settings)
        inside = [(wanted[name], text) for name, text in zip(parsed.ids, parsed.texts, strict=True) if name in wanted]
        shingles = own_shingles([text for _, text in inside], spec)
        own.update(zip((number for number, _ in inside), shingles, strict=True))
        tell("examining", len(own), len(wanted))
    return own


def _furniture(
    corpus: Corpus, edges: Measured, own: Mapping[int, NDArray[np.uint32]], ceiling: int
) -> Mapping[int, NDArray[np.uint32]]:
    """By site the sampled shingles that are furniture there, of those that both articles of some edge hold."""
    ends = list(zip(edges.lower.tolist(), edges.higher.tolist(), strict=True))
    shared = [own[a][np.isin(own[a], own[b]) & (own[a] < ceiling) & (own[a] != BREAK)] for a, b in ends]
    if not (corpus.sites >= 0).any():
        return {}
    counts = SiteCounts(np.concatenate([_NONE, *shared]))
    for offsets, hashes, sites in corpus.sampled():
        counts.add(offsets, hashes, sites)
    return counts.furniture()
