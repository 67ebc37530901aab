"""The articles of a local run by number: 0 … n - 1, rising as their ids do, so that the order of the input shows nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from dedup.engines.spill import Spill
from dedup.errors import InputError
from dedup.families import pairs
from dedup.families.model import Member
from dedup.families.pairs import ShingleSets


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers 0 … n - 1 of the articles, rising as their ids: `of[i]` is that of the i-th article read, `at` the inverse.

    `firsts[c]`: how many articles stand before chunk c.
    """

    of: NDArray[np.int64]
    at: NDArray[np.int64]
    firsts: NDArray[np.int64]


def numbered(spill: Spill, chunks: int) -> Numbers:
    ids: list[str] = []
    firsts = [0]
    for number in range(chunks):
        ids += spill.ids(number)
        firsts.append(len(ids))
    at = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    for one, other in zip(at.tolist(), islice(at.tolist(), 1, None), strict=False):
        if ids[one] == ids[other]:
            raise InputError(f"the id {ids[one]!r} occurs twice in the corpus; ids must be unique, or left out")
    of = np.empty(len(ids), np.int64)
    of[at] = np.arange(len(ids))
    return Numbers(of, at, np.array(firsts, np.int64))


class Corpus:
    """Shingles and members of articles by their numbers, read from the chunks."""

    def __init__(self, spill: Spill, numbers: Numbers) -> None:
        self._spill, self._numbers = spill, numbers

    @cached_property
    def _surroundings(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        read = [self._spill.surroundings(chunk) for chunk in range(self.chunks)]
        names = np.array([name for sites, _ in read for name in sites], object)[self._numbers.at]
        number = {name: at for at, name in enumerate(sorted({*names.tolist()} - {""}))}
        marked = np.concatenate([np.empty(0, np.bool_), *(marks for _, marks in read)])
        return np.array([number.get(name, -1) for name in names.tolist()], np.int64), marked[self._numbers.at]

    @property
    def sites(self) -> NDArray[np.int64]:
        """The number of each article's site, -1 where none is known."""
        return self._surroundings[0]

    @property
    def marked(self) -> NDArray[np.bool_]:
        """Whether each article may hold quotations or embedded posts."""
        return self._surroundings[1]

    def site(self, article: int) -> int:
        """The number of an article's site, -1 where none is known."""
        return int(self.sites[article])

    def sampled(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]]:
        """Chunk by chunk: offsets and sampled hashes of the articles, and the numbers of their sites."""
        for number in range(self.chunks):
            chunk = self._spill.chunk(number)
            whose = self._numbers.of[self._numbers.firsts[number] : self._numbers.firsts[number + 1]]
            yield chunk.offsets, chunk.hashes, self.sites[whose]

    def ids(self) -> list[str]:
        """The ids of all articles, rising: by their numbers."""
        return sorted(name for chunk in range(self.chunks) for name in self._spill.ids(chunk))

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return len(self._numbers.firsts) - 1

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self._numbers.of)

    def chunk(self, number: int, groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]:
        """Offsets and shingles of the articles of a chunk, and their groups, given by the numbers of all articles."""
        whose = self._numbers.of[self._numbers.firsts[number] : self._numbers.firsts[number + 1]]
        return self._spill.chunk(number).shingle_offsets, self._spill.shingles(number), groups[whose]

    def sets(self, articles: NDArray[np.int64]) -> ShingleSets:
        """Shingles of the articles, in their order."""
        sizes, parts = np.zeros(len(articles) + 1, np.int64), list(self._by_chunk(articles))
        stretches = []
        for chunk, places, inside in parts:
            offsets = self._spill.chunk(chunk).shingle_offsets
            stretches.append((offsets[inside], offsets[inside + 1]))
            sizes[places + 1] = stretches[-1][1] - stretches[-1][0]
        offsets = np.cumsum(sizes)
        hashes = np.empty(offsets[-1], np.uint32)
        for (chunk, places, _), (starts, ends) in zip(parts, stretches, strict=True):
            pairs.KERNEL.gather(self._spill.shingles(chunk), starts, ends, hashes, offsets[places])
        return ShingleSets(offsets, hashes)

    def members(self, articles: NDArray[np.int64]) -> dict[int, Member]:
        """What is known of the articles."""
        known: dict[int, Member] = {}
        for chunk, places, inside in self._by_chunk(articles):
            known.update(zip(articles[places].tolist(), self._spill.members(chunk, inside.tolist()), strict=True))
        return known

    def _by_chunk(self, articles: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """For each chunk that holds some of the articles: its number, their places in `articles`, their places in the chunk."""
        read = self._numbers.at[articles]
        order = np.argsort(read)
        chunk_of = np.searchsorted(self._numbers.firsts, read[order], side="right") - 1
        for chunk in np.unique(chunk_of).tolist():
            places = order[chunk_of == chunk]
            yield chunk, places, read[places] - self._numbers.firsts[chunk]
