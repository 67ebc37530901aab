"""What the two articles of an edge share in their own words, apart from what they quote and from the furniture of their sites.

Two reports of one event share its quotations and the posts that both embed; two pages of one site share photo captions, lists of
headlines and newsletter forms. Neither makes one article come from the other. What counts here is shared shingles outside
quotation marks and embedded posts, in runs, that no third page of the same site holds. The rule was set on 242 pairs of two US
outlets that two readers each labelled (`benchmarks/labels`), see suite `edges` of the benchmarks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dedup.addresses import host_of
from dedup.families.stretches import own_and_furniture
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

Hashes = NDArray[np.uint32]

BREAK: Final = np.uint32(0xFFFFFFFF)
"""Stands between two stretches of an article's own words, so that no run goes across a quotation."""
_LEAST_RUN: Final = 6
"""Shingles of a run that counts, nine words: reports of one event share shorter runs by chance (with all runs, of 71 labelled pairs
that share 16 shingles 53 are reuse; with runs of six, 44 of 48)."""
FURNITURE_PAGES: Final = 3
"""Articles of a site that hold a shingle from which on it is furniture there."""
_FURNITURE_SHARE: Final = 1 / 3
"""Share of a run's counted shingles that must be furniture for the run to be: pages cut their furniture at different places."""
_BODY_SHARE: Final = 0.4
"""Share of the shorter article's own words from which on what two share is no furniture, however many pages of the site hold it: a
story that is run again and again."""

_FURNITURE_A_WORD: Final = 4
"""Shared furniture that one shared shingle of their own words outweighs: forms differ by a word from page to page."""


def site_of(url: str | None, outlet: str | None) -> str:
    """The site of an article: the last labels of its host ("example.com", "example.co.uk"), else its outlet's name, or ""."""
    labels = (host_of(url) or "").split(".")
    if len(labels) > 1 and not labels[-1].isdigit():
        second_level = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2
        return ".".join(labels[-3:] if second_level else labels[-2:])
    return (outlet or "").casefold()


def own_shingles(texts: Sequence[str], spec: SketchSpec) -> list[Hashes]:
    """For each text the hashes of the shingles of its own words, in order with repeats, `BREAK` after each stretch; then another
    `BREAK` and the same for the furniture that is known by its form."""
    parts = [own_and_furniture(text) for text in texts]
    own, furniture = (_shingles([part[which] for part in parts], spec) for which in (0, 1))
    return [np.concatenate((mine, [BREAK], site)).astype(np.uint32) for mine, site in zip(own, furniture, strict=True)]


def parted(shingles: Hashes) -> tuple[Hashes, Hashes]:
    """Own words and furniture of one of the arrays that `own_shingles` makes."""
    breaks = shingles == BREAK
    twice = np.flatnonzero(breaks & np.concatenate(([True], breaks[:-1])))
    return (shingles[: twice[0]], shingles[twice[0] + 1 :]) if len(twice) else (shingles, shingles[:0])


def _shingles(listed: Sequence[Sequence[str]], spec: SketchSpec) -> list[Hashes]:
    sketched = sketch([stretch for stretches in listed for stretch in stretches], spec, rows=False, shingles=True)
    bounds = np.cumsum([0, *map(len, listed)]).tolist()
    whole = sketched.words >= spec.posting_words  # a shorter stretch is one shingle of its own, which would meet itself alone
    return [
        np.concatenate([
            np.empty(0, np.uint32),
            *(part for place in range(first, last) if whole[place] for part in (sketched.shingles.of(place), [BREAK])),
        ]).astype(np.uint32)
        for first, last in pairwise(bounds)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """An article's own words, and the sampled shingles (rising) that are furniture of its site."""

    shingles: Hashes
    furniture: Hashes


@dataclass(frozen=True, slots=True)
class OwnOverlap:
    """What two articles share: distinct shingles of their own words in runs, those of furniture, and the share of the first figure
    in the shorter one's own words, 0-1."""

    own: int
    furniture: int
    containment: float


def own_overlap(a: Own, b: Own, ceiling: int) -> OwnOverlap:
    """What two articles share in their own words. `ceiling`: sampled shingle hashes are below it."""
    (one, one_form), (other, other_form) = parted(a.shingles), parted(b.shingles)
    least = max(1, min(_distinct(one), _distinct(other)))
    common, doubled = np.union1d(a.furniture, b.furniture), np.union1d(_doubled(one), _doubled(other))
    own, unknown, furniture = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)], 0
    runs = list(_runs(one, other))
    is_body = sum(map(len, runs)) >= _BODY_SHARE * least
    for run in (run for run in runs if len(run) >= _LEAST_RUN):
        sampled = run[run < ceiling]
        if _is_furniture(run, doubled) or (not is_body and _is_furniture(sampled, common)):
            furniture += len(run)
        else:
            (own if len(sampled) else unknown).append(run)
    # A run that holds no sampled shingle was counted nowhere: beside furniture it is taken for furniture, too.
    shared = len(np.unique(np.concatenate(own if furniture else own + unknown)))
    known = _distinct(np.intersect1d(one_form, other_form))
    return OwnOverlap(shared, furniture + known, shared / least)


def _distinct(shingles: Hashes) -> int:
    return len(np.unique(shingles[shingles != BREAK]))


def _runs(one: Hashes, other: Hashes) -> Iterable[Hashes]:
    """The runs of shingles of the one that the other has too, each as long as it goes."""
    hit = np.isin(one, other) & (one != BREAK)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], hit, [False])).astype(np.int8)))
    return (one[first:last] for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _is_furniture(run: Hashes, common: Hashes) -> bool:
    return bool(len(run)) and float(np.isin(run, common).mean()) >= _FURNITURE_SHARE


def _doubled(shingles: Hashes) -> Hashes:
    """The shingles that an article holds twice: a caption stands under its picture and in the gallery, and no author repeats nine
    words."""
    known, counts = np.unique(shingles[shingles != BREAK], return_counts=True)
    return known[counts > 1]


Share = Literal["reuse", "quotations", "furniture"]


def share_of(overlap: OwnOverlap, shared: int, settings: Settings) -> Share:
    """What two articles that share so many shingles have in common: own words enough to say that the one used the other, or both
    a third text; else the furniture of a site, or what both quote, whichever is more."""
    if overlap.own >= max(settings.families_least_shingles, overlap.furniture / _FURNITURE_A_WORD):
        return "reuse"
    return "furniture" if 2 * overlap.furniture > shared - overlap.own else "quotations"


def is_part(shared: int, a_size: int, b_size: int, settings: Settings) -> bool:
    """Whether an edge is of a part: of less than most of the shorter article."""
    return shared < settings.families_most_containment * min(a_size, b_size)


class SiteCounts:
    """Counts, over a corpus, the articles of each site that hold each of some sampled hashes.

    Incremental: `add` a batch of articles at a time. A hash that `FURNITURE_PAGES` and more articles of a site hold is furniture.
    """

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = np.unique(hashes)
        self._keys: list[NDArray[np.uint64]] = []

    def add(self, offsets: NDArray[np.int64], hashes: Hashes, sites: NDArray[np.int64]) -> None:
        """Articles with their sampled hashes, distinct in each: `hashes[offsets[i]:offsets[i + 1]]`.

        `sites` are the numbers of their sites, -1 where none is known.
        """
        whose = np.repeat(sites, np.diff(offsets))
        asked = (whose >= 0) & np.isin(hashes, self._hashes)
        self._keys.append(whose[asked].astype(np.uint64) << np.uint64(32) | hashes[asked].astype(np.uint64))

    def furniture(self) -> Mapping[int, Hashes]:
        """By site the hashes that are furniture there, rising."""
        keys, counts = np.unique(np.concatenate([np.empty(0, np.uint64), *self._keys]), return_counts=True)
        kept = keys[counts >= FURNITURE_PAGES]
        sites = (kept >> np.uint64(32)).astype(np.int64)
        firsts = np.flatnonzero(np.diff(sites, prepend=-1))
        parts = np.split((kept & np.uint64(0xFFFFFFFF)).astype(np.uint32), firsts[1:]) if len(kept) else []
        return dict(zip(sites[firsts].tolist(), parts, strict=True))
