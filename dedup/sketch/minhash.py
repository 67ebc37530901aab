"""Texts -> rows: MinHash signatures and sampled shingle hashes (FracMinHash), pure functions of the texts and the spec.

    from dedup.sketch.minhash import SketchSpec, sketch
    sketches = sketch(["a text", "another one"], SketchSpec())
    sketches.signatures, sketches.postings.of(0), sketches.words

Rows are bit for bit those of datasketch 2 (`MinHash(128)`, scheme affine32) fed with the hashes of `shingles`, so they serve in
any of its indexes; this module does not import it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import compress
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.characters import DIGIT, IGNORED, LETTER, SINGLE, character_tables
from dedup.reread import repaired
from dedup.settings import Settings
from dedup.sketch.compiled import Kernels
from dedup.sketch.layout import ASCII, COMPOSED, GIVEN, IN_WORD, KIND_SHIFT, MAY_COMPOSE, ODD, PADDING, UNKNOWN
from dedup.sketch.shingles import SHINGLE_HASH, word_hash
from dedup.words import WORDS_VERSION, Words, words

EMPTY: Final = 0xFFFFFFFF
"""Every value of the signature of a text without words, as in datasketch."""

Signatures = NDArray[np.uint32]

_KERNEL: Final = Kernels("dedup.sketch.plain")


@dataclass(frozen=True, slots=True)
class SketchSpec:
    """What rows were made with; rows of different specs must never be compared.

    `row_words`: words of a shingle of the signatures; `permutations`, `seed`, `scheme`: as in datasketch; `posting_words`: words
    of a sampled shingle; `sample`: one shingle hash in so many is kept, those below 2^32 / sample.
    """

    row_words: int = 3
    permutations: int = 128
    seed: int = 1
    scheme: str = "affine32"
    posting_words: int = 4
    sample: int = 8
    words: str = WORDS_VERSION
    hash: str = SHINGLE_HASH

    @classmethod
    def of(cls, settings: Settings) -> SketchSpec:
        """The spec that the settings ask for."""
        return cls(row_words=settings.sketch_row_words, posting_words=settings.sketch_posting_words, sample=settings.sketch_sample)

    def to_dict(self) -> dict[str, Any]:
        """The spec as plain values, to be stored beside the rows."""
        return asdict(self)

    @property
    def ceiling(self) -> int:
        """Sampled shingle hashes are below this."""
        return (1 << 32) // self.sample


@dataclass(frozen=True, slots=True)
class Postings:
    """Sampled shingle hashes of n texts, m in all: those of text i are [offsets[i], offsets[i + 1]), rising, each once.

    `offsets` int64 (n + 1,), `hashes` uint32 (m,), `starts` and `ends` int32 (m,): the code points of the text from the first to
    the end of the last word where the shingle stands first.
    """

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def of(self, index: int) -> NDArray[np.uint32]:
        """The hashes of one text."""
        return self.hashes[self.offsets[index] : self.offsets[index + 1]]


@dataclass(frozen=True, slots=True)
class Shingles:
    """All shingle hashes of n texts in their order, repeats included, uint32: text i has hashes[offsets[i]:offsets[i + 1]]."""

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint32]

    def of(self, index: int) -> NDArray[np.uint32]:
        """The hashes of one text."""
        return self.hashes[self.offsets[index] : self.offsets[index + 1]]


@dataclass(frozen=True, slots=True)
class Sketches:
    """Sketches of n texts.

    `signatures` uint32 (n, permutations), with no rows where they were not asked for; `postings`; `words` int32 (n,), how many
    words each text has; `shingles`, of `posting_words` words, none of any text where they were not asked for.
    """

    signatures: Signatures
    postings: Postings
    words: NDArray[np.int32]
    shingles: Shingles

    def __len__(self) -> int:
        return len(self.words)


def sketch(texts: Sequence[str], spec: SketchSpec | None = None, *, rows: bool = True, shingles: bool = False) -> Sketches:
    """Sketches of the texts, in their order. Pure; safe from several threads, which run side by side.

    `rows=False` leaves the signatures out, half of the work; `shingles=True` keeps all shingle hashes beside the sampled ones.
    """
    return _filled(_Out(_Read(texts), spec or SketchSpec(), rows, shingles)).sketches()


@dataclass(frozen=True, slots=True)
class WordHashes:
    """Words of n texts, m in all: those of text i are [offsets[i], offsets[i + 1]) of `hashes` uint64 and `spans` int32 (m, 2)."""

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    spans: NDArray[np.int32]


def word_hashes(texts: Sequence[str]) -> WordHashes:
    """The words of the texts: hashes of their normal forms (`shingles.word_hash`) and code points."""
    return _filled(_Out(_Read(texts), SketchSpec(), rows=False, shingles=False, words=True)).words()


def _filled(out: _Out) -> _Out:
    done = 0
    while (done := out.fill(done)) < len(out):
        if not out.table.learn():
            out.read.compose(done)
    return out


class _Read:
    """Texts as `sketch_texts` takes them: those in ASCII as bytes, the others as code points."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._again = {place: again for place, text in enumerate(texts) if (again := repaired(text))}
        if self._again:
            texts = [self._again[place].text if place in self._again else text for place, text in enumerate(texts)]
        self._texts = texts
        plain = [text.isascii() for text in texts]
        self.modes = np.array(plain, np.uint8) * np.uint8(ASCII)
        self.sizes = np.array([*map(len, texts)], np.int64)
        ours, others = list(compress(texts, plain)), [text for text, is_plain in zip(texts, plain, strict=True) if not is_plain]
        self.data = np.frombuffer("".join(ours).encode("ascii"), np.uint8)
        self.codes = np.frombuffer("".join(others).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.places = np.where(plain, *(_bounds(self.sizes * kind)[:-1] for kind in (self.modes == ASCII, self.modes != ASCII)))
        self.give({})

    def __len__(self) -> int:
        return len(self.modes)

    def give(self, known: Mapping[int, Words]) -> None:
        """Words of some texts, by their places, in the place of those that the pass would find."""
        self.modes[list(known)] = GIVEN
        sizes = np.zeros(len(self), np.int64)
        sizes[list(known)] = [len(item) for item in known.values()]
        self.word_bounds = _bounds(sizes)
        self.words = np.array([word_hash(norm) for item in known.values() for norm in item.norms], np.uint64)
        spans = [np.column_stack((item.starts, item.ends)).ravel() for item in known.values()]
        self.spans = np.concatenate([np.empty(0, np.int32), *spans])

    def place(self, offsets: NDArray[np.int64], *each: NDArray[np.int32]) -> None:
        """Turn code points of texts that were read again into raw ones, in place: of text i, [offsets[i], offsets[i + 1])."""
        for place, again in self._again.items():
            for values in each:
                mine = values[offsets[place] : offsets[place + 1]]
                mine[...] = again.places[mine]

    def compose(self, first: int) -> None:
        """See which texts are not composed (NFC): composing changes words one by one, which is Python's to do."""
        places = first + np.flatnonzero(self.modes[first:] == 0)
        if not len(places):  # another thread learnt the page that this one stopped at
            return
        self.modes[places] = COMPOSED
        texts = {place: self._texts[place] for place in places.tolist()}
        self.give({place: words(text) for place, text in texts.items() if not unicodedata.is_normalized("NFC", text)})


class _Out:
    """What `sketch_texts` writes to, and its scratch; texts are read one after the other and their results stand so."""

    def __init__(self, read: _Read, spec: SketchSpec, rows: bool, shingles: bool, words: bool = False) -> None:
        count = len(read)
        self.read, self._spec, self.table = read, spec, character_table()
        self._signatures = np.full((count if rows else 0, spec.permutations), EMPTY, np.uint32)
        self._sizes = np.zeros(count, np.int32)
        self._offsets, self._every_offsets = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
        room = len(read.data) // 2 + len(read.codes) + count  # between two words in ASCII stands a mark
        self._hashes, self._starts, self._ends = np.empty(room, np.uint32), np.empty(room, np.int32), np.empty(room, np.int32)
        self._every = np.empty(room if shingles else 0, np.uint32)
        self._word_offsets, most = np.zeros(count + 1, np.int64), (room + len(read.codes)) if words else 0
        self._words, self._spans = np.empty(most, np.uint64), np.empty(2 * most, np.int32)
        longest = int(read.sizes.max(initial=0)) + PADDING
        bytes_and_codes = np.empty(3 * longest, np.uint8), np.empty(4 * longest, np.uint8), np.empty(longest, np.uint32)
        word_arrays = np.empty(longest, np.uint64), np.empty(2 * longest, np.int32)
        self._scratch = (*bytes_and_codes, *word_arrays, np.empty(longest, np.uint32), np.empty(longest, np.uint64))

    def __len__(self) -> int:
        return len(self.read)

    def fill(self, first: int) -> int:
        """Sketch the texts from `first` on; how many are done."""
        read, spec, table = self.read, self._spec, self.table
        return _KERNEL.sketch_texts(
            *(read.data, read.codes, read.places, read.sizes, read.modes, table.entries, table.met),
            *(read.words, read.spans, read.word_bounds, *self._scratch),
            *(spec.row_words, *permutations(spec.permutations, spec.seed), self._signatures.reshape(-1)),
            *(spec.posting_words, spec.ceiling, self._sizes, self._offsets, self._hashes, self._starts, self._ends),
            *(self._every_offsets, self._every, self._word_offsets, self._words, self._spans, first, len(read)),
        )

    def sketches(self) -> Sketches:
        """What was written."""
        used = slice(int(self._offsets[-1]))
        self.read.place(self._offsets, self._starts, self._ends)
        postings = Postings(self._offsets, self._hashes[used].copy(), self._starts[used].copy(), self._ends[used].copy())
        every = Shingles(self._every_offsets, self._every[: self._every_offsets[-1]])
        return Sketches(self._signatures, postings, self._sizes, every)

    def words(self) -> WordHashes:
        """The words, where they were asked for."""
        size = self._word_offsets[-1]
        self.read.place(2 * self._word_offsets, self._spans)
        return WordHashes(self._word_offsets, self._words[:size].copy(), self._spans[: 2 * size].reshape(-1, 2).copy())


def _bounds(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


class _CharacterTable:
    """What `sketch_texts` needs to know of every code point, one uint32 each, `UNKNOWN` until a text with its page of 256 comes."""

    def __init__(self) -> None:
        self.entries = np.full(0x110000, UNKNOWN, np.uint32)
        self.met = np.zeros(0x110000 >> 8, np.uint8)

    def learn(self) -> bool:
        """Describe every page that has been met; whether there was one. Several threads may: each writes the same values."""
        pages = np.flatnonzero(self.met).tolist()
        for page in pages:
            codes = np.arange(page << 8, (page + 1) << 8, dtype=np.uint32)
            tables = character_tables()
            tables.cover(codes)
            kinds = tables.kind[codes].astype(np.uint32)
            entries = tables.folded[codes] | kinds << np.uint32(KIND_SHIFT)
            entries[np.isin(kinds, (LETTER, DIGIT))] |= np.uint32(IN_WORD)
            entries[np.isin(kinds, (SINGLE, IGNORED))] |= np.uint32(ODD)
            entries[[may_compose(chr(code)) for code in codes.tolist()]] |= np.uint32(MAY_COMPOSE)
            self.entries[codes] = entries
            self.met[page] = 0
        return bool(pages)


def may_compose(character: str) -> bool:
    """Whether a text with the character may not be composed (NFC). True as well for some with which every text is."""
    code, category = ord(character), unicodedata.category(character)
    return (
        category[0] == "M"
        or 0x1100 <= code <= 0x11FF  # parts of Korean syllables
        or (code > 0xFFFF and category[0] == "L")
        or not unicodedata.is_normalized("NFC", character)
    )


@cache
def character_table() -> _CharacterTable:
    """The table of this process. Two threads that ask first at once may each get one: each has to learn into the one it reads."""
    return _CharacterTable()


@cache
def permutations(count: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The factors (odd) and summands of datasketch's affine32 permutations, uint32 (count,) each."""
    random = np.random.RandomState(seed)
    factors = random.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.randint(0, 1 << 32, count, dtype=np.uint32)
