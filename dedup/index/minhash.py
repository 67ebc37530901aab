"""The index of shingles: sampled hashes (FracMinHash) for containment, banded MinHash rows for the resemblance of short texts.

Sampled hashes find a reused stretch inside new text: two that are shared make a candidate. Of short texts a sample is too little:
all their hashes are kept, and their rows go into bands as well, as many rows a band as the wanted recall allows. A short and a
long text share only what is in the long one's sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from dedup.index.base import NO_NUMBERS, Column, Hits, Numbers, WindowIndex, WindowPair
from dedup.index.packing import pack_arrays, unpack_arrays
from dedup.index.parts import in_parts
from dedup.index.postings import PostingTable, ranges
from dedup.settings import Settings
from dedup.sketch.minhash import Postings, Sketches, SketchSpec, sketch

CONTAINMENT: Final = "containment"
RESEMBLANCE: Final = "resemblance"

_NO_HASHES: Final = np.zeros(0, np.uint32)
_GAP_CHARACTERS: Final = 400
"""Shared shingles further apart than this, on either side, stand in different windows."""
_WINDOW_PAIRS: Final = 5
_FEW_TEXTS: Final = 64
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_FEW_ARTICLES: Final = 1000
"""In a smaller index the rarity of a shingle is counted as if there were so many."""


@dataclass(frozen=True, slots=True)
class Bands:
    """`count` bands of `rows` rows; `recall`: the share of pairs at the wanted resemblance that share a band, 0-1."""

    count: int
    rows: int
    recall: float


@dataclass(frozen=True, slots=True)
class ShingleRows:
    """Rows of n texts: what an index keeps of `dedup.sketch.minhash.Sketches`.

    `signatures` uint32 (n, permutations), `words` int32 (n,), for a long text of few shingles these, and the m sampled shingle
    hashes, those of text i at [offsets[i], offsets[i + 1]): int64 (n + 1,), uint32 (m,).
    """

    signatures: NDArray[np.uint32]
    words: NDArray[np.int32]
    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.words)


def choose_bands(permutations: int, resemblance: float, recall: float) -> Bands:
    """The bands with the most rows (fewest chance candidates) that reach `recall` at `resemblance`; of one row if none does.

    A pair of resemblance s shares a band with the chance 1 - (1 - s^rows)^count. Source: Leskovec, Rajaraman, Ullman, ch. 3.
    """
    options = [
        Bands(permutations // rows, rows, 1 - (1 - resemblance**rows) ** (permutations // rows)) for rows in range(16, 0, -1)
    ]
    return next((bands for bands in options if bands.recall >= recall), options[-1])


def containment_recall(shingles: float, sample: int, shared: int) -> float:
    """Chance that of so many common shingles at least `shared` are sampled, one in `sample` being kept, 0-1."""
    count, rate = round(shingles), 1 / sample
    return 1 - sum(comb(count, k) * rate**k * (1 - rate) ** (count - k) for k in range(min(shared, count + 1)))


@dataclass(frozen=True, slots=True)
class Sampled:
    """How many sampled shingles a stored article shares with a text, and how many it has in all: of a long one by its sample."""

    shared: int
    size: int


class MinHashIndex(WindowIndex[ShingleRows]):
    """Finds articles that share word runs with a new one."""

    name: ClassVar[str] = "minhash"

    def __init__(self, settings: Settings) -> None:
        self._spec = SketchSpec.of(settings)
        self._whole_spec = replace(self._spec, sample=1)
        self.bands = choose_bands(self._spec.permutations, settings.index_wanted_resemblance, settings.index_wanted_recall)
        super().__init__(settings)
        self._shingles = PostingTable()
        self._banded = PostingTable()
        self._sampled = Column(np.uint32)
        self._whole = Column(np.uint32)
        self._row_of = Column(np.int64)
        self._signatures = np.zeros((64, self._spec.permutations), np.uint32)
        self._rows_used = 0
        self._per_outlet: Counter[int] = Counter()

    def spec(self) -> Mapping[str, Any]:
        return {**self._spec.to_dict(), "short_words": self.settings.index_short_words, "signatures": "short"}

    def expected(self) -> dict[str, float]:
        """Recalls by the settings, 0-1: of stretches of 60 and 100 reused words, of short texts at the wanted resemblance."""
        spec, least = self._spec, self.settings.index_shared_shingles
        reuse = {words: containment_recall(words - spec.posting_words + 1, spec.sample, least) for words in (60, 100)}
        return {
            **{f"recall_{words}_words": round(recall, 4) for words, recall in reuse.items()},
            "recall_short_texts": round(self.bands.recall, 4),
            "bands": self.bands.count,
            "rows_a_band": self.bands.rows,
        }

    def rows(self, texts: Sequence[str]) -> ShingleRows:
        return _joined(in_parts(lambda part: self._rows_of(texts[part]), len(texts), _FEW_TEXTS))

    def _rows_of(self, texts: Sequence[str]) -> ShingleRows:
        made = sketch(texts, self._spec)
        hashes = [made.postings.of(place) for place in range(len(texts))]
        words = made.words.copy()
        for place, every in self._every_hash(texts, made).items():
            hashes[place] = every
            if words[place] >= self.settings.index_short_words:
                words[place] = len(every)
        sizes = np.array([len(listed) for listed in hashes], np.int64)
        return ShingleRows(made.signatures, words, _offsets(sizes), np.concatenate([_NO_HASHES, *hashes]))

    def _every_hash(self, texts: Sequence[str], made: Sketches) -> dict[int, NDArray[np.uint32]]:
        """All shingle hashes of the short texts, and of those that say the same again and again, by their places."""
        least = self.settings.index_short_words
        few = np.diff(made.postings.offsets) < least / (2 * self._spec.sample)
        short = np.flatnonzero((made.words < least) | few).tolist()
        whole = sketch([texts[place] for place in short], self._whole_spec, rows=False).postings
        every = {place: whole.of(number) for number, place in enumerate(short)}
        return {place: hashes for place, hashes in every.items() if made.words[place] < least or len(hashes) < least}

    def pack(self, rows: ShingleRows) -> bytes:
        """Signatures of the short texts alone: no other one is looked up."""
        steps = np.diff(rows.hashes, prepend=np.uint32(0))  # those of a text rise, so most are small
        signatures = rows.signatures[rows.words < self.settings.index_short_words].ravel()
        return pack_arrays([part.astype("<u4") for part in (np.diff(rows.offsets), rows.words, steps, signatures)])

    def unpack(self, packed: Sequence[bytes]) -> ShingleRows:
        split = [self._split(batch) for batch in packed]
        sizes, counts, hashes, signatures = (np.concatenate(parts) for parts in zip(*split, strict=True))
        return ShingleRows(signatures, counts.astype(np.int32), _offsets(sizes), hashes)

    def _split(self, batch: bytes) -> tuple[NDArray[np.uint32], ...]:
        """Shingles of each text, words of each text, hashes, signatures: of the long texts zeros."""
        sizes, counts, steps, kept = unpack_arrays(batch, ("<u4",) * 4)
        width, short = self._spec.permutations, counts < self.settings.index_short_words
        whole = len(sizes) == len(counts) and int(sizes.sum()) == len(steps) and len(kept) == width * np.count_nonzero(short)
        if not sizes.size or not whole:
            raise ValueError(f"a batch of {len(batch)} bytes holds no rows of {len(sizes)} texts of width {width}")
        signatures = np.zeros((len(sizes), width), np.uint32)
        signatures[short] = kept.reshape(-1, width)
        return sizes, counts, np.cumsum(steps, dtype=np.uint32), signatures

    def take(self, rows: ShingleRows, places: NDArray[np.int64]) -> ShingleRows:
        sizes = np.diff(rows.offsets)[places]
        return ShingleRows(
            rows.signatures[places], rows.words[places], _offsets(sizes), rows.hashes[ranges(rows.offsets[places], sizes)]
        )

    def same(self, one: ShingleRows, other: ShingleRows) -> NDArray[np.bool_]:
        equal = np.diff(one.offsets) == np.diff(other.offsets)
        for place in np.flatnonzero(equal).tolist():
            mine, theirs = (rows.hashes[slice(*rows.offsets[place : place + 2])] for rows in (one, other))
            equal[place] = np.array_equal(mine, theirs)
        long = one.words >= self.settings.index_short_words  # of these none is kept
        return np.asarray(equal & (one.words == other.words) & (long | (one.signatures == other.signatures).all(axis=1)))

    def pages(self, hashes: NDArray[np.uint32], outlet: int, without: Numbers = NO_NUMBERS) -> NDArray[np.int64]:
        """How many articles of an outlet (`batches.outlet_number`) hold each of these sampled shingles; 0 for outlet 0."""
        if not outlet:
            return np.zeros(len(hashes), np.int64)
        held, _ = self._held_now()
        held.put(without, False)
        outlets = self._outlets.values[: len(held.values)]
        # Before the lookup, which gives the oldest holders: furniture of one outlet may stand on many older pages of another.
        held.values[: len(outlets)] &= outlets == outlet
        held.values[len(outlets) :] = False
        held_by = self._shingles.lookup(hashes, self._most(), held)
        return np.bincount(held_by.places, minlength=len(hashes)).astype(np.int64)

    def sampled(self, hashes: NDArray[np.uint32], numbers: Sequence[int]) -> list[Sampled]:
        """Of each stored article, how many of these distinct sampled shingles it has, and its size; both 0 where it is not here."""
        asked, place = np.unique(np.array(numbers, np.uint32), return_inverse=True)
        alive = Column(np.bool_)
        alive.put(asked, True)
        holding = self._shingles.lookup(hashes, len(asked), alive).numbers
        shared = np.bincount(np.searchsorted(asked, holding), minlength=len(asked))
        whole = self._whole.at(asked)
        sizes = np.where(whole > 0, whole, self._sampled.at(asked) * self._spec.sample)
        return [Sampled(*one) for one in zip(shared[place].tolist(), sizes[place].tolist(), strict=True)]

    def windows(self, query: str, stored: str) -> tuple[WindowPair, ...]:
        """Stretches that share shingles; the similarity is the share of the query's shingles there that are shared."""
        both = sketch([query, stored], self._whole_spec, rows=False).postings
        cut = int(both.offsets[1])
        _, mine, theirs = np.intersect1d(both.hashes[:cut], both.hashes[cut:], assume_unique=True, return_indices=True)
        order = np.argsort(both.starts[mine])
        mine, theirs = mine[order], theirs[order] + cut
        pairs = [_window(both, mine[run], theirs[run], cut) for run in _runs(both.starts[mine], both.starts[theirs])]
        return tuple(
            sorted(pairs, key=lambda pair: (-(pair.query[1] - pair.query[0]) * pair.similarity, pair.query))[:_WINDOW_PAIRS]
        )

    def _insert(self, numbers: Numbers, rows: ShingleRows) -> None:
        sizes = np.diff(rows.offsets)
        self._sampled.put(numbers, self._sample_sizes(rows))
        self._whole.put(numbers, np.where(rows.words < self.settings.index_short_words, sizes, 0))
        self._per_outlet.update(self._outlets.at(numbers).tolist())
        short = rows.words < self.settings.index_short_words
        self._insert_rows(numbers[short], rows.signatures[short])
        self._shingles.insert(rows.hashes, np.repeat(numbers, sizes))

    def _forget(self, numbers: Numbers) -> None:
        self._per_outlet.subtract(self._outlets.at(numbers).tolist())

    def _insert_rows(self, numbers: Numbers, signatures: NDArray[np.uint32]) -> None:
        used, top = self._rows_used, self._rows_used + len(numbers)
        if top > len(self._signatures):
            self._signatures = np.concatenate((self._signatures, np.zeros((max(top, used), signatures.shape[1]), np.uint32)))
        self._signatures[used:top] = signatures
        self._row_of.put(numbers, np.arange(used, top))
        self._rows_used = top
        self._banded.insert(self._band_keys(signatures).ravel(), np.repeat(numbers, self.bands.count))

    def _lookup(
        self, rows: ShingleRows, outlets: NDArray[np.uint32], before: NDArray[np.int64], without: Numbers
    ) -> tuple[Hits, ...]:
        del before
        held, gone = self._held_now()
        held.put(without, False)
        alive = held if gone or len(without) else None
        return self._by_containment(rows, outlets, alive), self._by_resemblance(rows, alive)

    def _by_containment(self, rows: ShingleRows, outlets: NDArray[np.uint32], alive: Column | None) -> Hits:
        sizes = np.diff(rows.offsets)
        asked = np.repeat(np.arange(len(rows)), sizes)
        held = self._shingles.lookup(rows.hashes, self._most(), alive)
        posting, numbers = held.places, held.numbers
        common = (held.counts > self._most()) | self._template(posting, numbers, asked, outlets)
        # A text most of whose shingles are common is no text with furniture: it is a story that many have printed.
        reprinted = np.bincount(asked, common, len(rows)) > self.settings.index_reprint_share * sizes
        kept = (~common | reprinted[asked])[posting]
        pairs, group, shared = np.unique(
            asked[posting[kept]].astype(np.uint64) << np.uint64(32) | numbers[kept], return_inverse=True, return_counts=True
        )
        size = max(len(self), _FEW_ARTICLES)
        rarity = np.bincount(group, np.log10(size / np.clip(held.counts[posting[kept]], 1, size)), len(pairs))
        # What chance finds grows with the articles that are there, so what is shared must be the rarer the more there are.
        enough = (shared >= self.settings.index_shared_shingles) & (rarity >= np.log10(size) + self.settings.index_shared_rarity)
        queries, numbered = (pairs[enough] >> np.uint64(32)).astype(np.int64), pairs[enough].astype(np.uint32)
        scores = (shared[enough] / np.maximum(self._smaller(rows, queries, numbered), 1)).astype(np.float32)
        return Hits(CONTAINMENT, queries, numbered, scores, scores)

    def _smaller(self, rows: ShingleRows, queries: NDArray[np.int64], others: Numbers) -> NDArray[np.uint32]:
        """How many shingles the smaller of two articles has among those that both keep."""
        mine = np.where(rows.words < self.settings.index_short_words, np.diff(rows.offsets), 0)[queries]
        theirs = self._whole.at(others)
        sampled = np.minimum(self._sample_sizes(rows)[queries], self._sampled.at(others))
        return np.asarray(np.where((mine > 0) & (theirs > 0), np.minimum(mine, theirs), sampled), np.uint32)

    def _sample_sizes(self, rows: ShingleRows) -> NDArray[np.int64]:
        """Of each text, how many of its shingles are in the sample that long texts keep."""
        sizes = np.diff(rows.offsets)
        short = np.flatnonzero(rows.words < self.settings.index_short_words)
        sampled = rows.hashes[ranges(rows.offsets[short], sizes[short])] < self._spec.ceiling
        sizes[short] = np.diff(_offsets(sampled)[_offsets(sizes[short])])
        return sizes

    def _most(self) -> int:
        """Articles from which on a shingle counts as common."""
        return max(self.settings.index_common_articles, int(self.settings.index_common_share * len(self)))

    def _template(
        self, posting: NDArray[np.int64], numbers: Numbers, asked: NDArray[np.int64], outlets: NDArray[np.uint32]
    ) -> NDArray[np.bool_]:
        """Which of the sampled shingles asked about are template text of the asking article's own outlet."""
        mine = outlets[asked]
        same = (self._outlets.at(numbers) == mine[posting]) & (mine[posting] != 0)
        printed = np.bincount(posting, same, len(asked))
        share, least = self.settings.index_template_share, self.settings.index_template_articles
        known, place = np.unique(outlets, return_inverse=True)
        limits = np.array([max(least, share * self._per_outlet[outlet]) for outlet in known.tolist()])[place]
        return (printed > limits[asked]) if len(limits) else np.zeros(0, np.bool_)

    def _by_resemblance(self, rows: ShingleRows, alive: Column | None) -> Hits:
        # A text twice as long as a banded one has at most half of its shingles: the wanted resemblance ends about there.
        short = np.flatnonzero(rows.words < 2 * self.settings.index_short_words)
        signatures = rows.signatures[short]
        held = self._banded.lookup(self._band_keys(signatures).ravel(), self._most(), alive)
        places, numbers = held.places // self.bands.count, held.numbers
        pairs = np.unique(places.astype(np.uint64) << np.uint64(32) | numbers)
        places, proposed = (pairs >> np.uint64(32)).astype(np.int64), pairs.astype(np.uint32)
        scores = (signatures[places] == self._signatures[self._row_of.at(proposed)]).mean(axis=1, dtype=np.float32)
        alike = scores >= self.settings.index_candidate_resemblance
        return Hits(RESEMBLANCE, short[places[alike]], proposed[alike], scores[alike], scores[alike])

    def _band_keys(self, signatures: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """A key for each band of each row, uint32 (n, bands)."""
        used = signatures[:, : self.bands.count * self.bands.rows].astype(np.uint64)
        banded = used.reshape(len(signatures), self.bands.count, self.bands.rows)
        keys = np.broadcast_to(np.arange(1, self.bands.count + 1, dtype=np.uint64), banded.shape[:2]) * _MIX
        for row in range(self.bands.rows):
            keys = (keys ^ banded[:, :, row]) * _MIX
            keys = keys ^ keys >> np.uint64(29)
        return (keys >> np.uint64(32)).astype(np.uint32)


def _joined(parts: Sequence[ShingleRows]) -> ShingleRows:
    if len(parts) == 1:
        return parts[0]
    signatures, words, sizes, hashes = (
        np.concatenate(arrays)
        for arrays in zip(*((one.signatures, one.words, np.diff(one.offsets), one.hashes) for one in parts), strict=True)
    )
    return ShingleRows(signatures, words, _offsets(sizes), hashes)


def _offsets(sizes: NDArray[Any]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def _runs(starts: NDArray[np.int32], others: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Places of shared shingles, parted where either side jumps."""
    if not len(starts):
        return []
    jumps = (np.diff(starts) > _GAP_CHARACTERS) | (np.abs(np.diff(others)) > _GAP_CHARACTERS)
    return np.split(np.arange(len(starts)), np.flatnonzero(jumps) + 1)


def _window(both: Postings, mine: NDArray[np.int64], theirs: NDArray[np.int64], cut: int) -> WindowPair:
    query = int(both.starts[mine].min()), int(both.ends[mine].max())
    stored = int(both.starts[theirs].min()), int(both.ends[theirs].max())
    inside = (both.starts[:cut] >= query[0]) & (both.ends[:cut] <= query[1])
    return WindowPair(query, stored, round(len(mine) / int(inside.sum()), 4))
