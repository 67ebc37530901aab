"""Texts -> rows: MinHash signatures and sampled shingle hashes (FracMinHash), pure functions of the texts and the spec.

    from dedup.sketch.minhash import SketchSpec, sketch
    sketches = sketch(["a text", "another one"], SketchSpec())
    sketches.signatures, sketches.postings.of(0), sketches.words

Rows are bit for bit those of datasketch 2 (`MinHash(128)`, scheme affine32) fed with the hashes of `shingles`, so they serve in
any of its indexes; this module does not import it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.errors import MissingExtra, SpecError
from dedup.settings import Settings
from dedup.sketch.shingles import SHINGLE_HASH, word_hash
from dedup.words import DIGIT, LETTER, WORDS_VERSION, Words, character_tables, words

EMPTY: Final = 0xFFFFFFFF
"""Every value of the signature of a text without words, as in datasketch."""

Signatures = NDArray[np.uint32]


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

    def check(self, stored: dict[str, Any], where: str) -> None:
        """Raise SpecError, naming both values, when rows stored at `where` were made under another spec."""
        for name, value in self.to_dict().items():
            if stored.get(name) != value:
                raise SpecError(
                    f"{where} was built with {name} = {stored.get(name)!r}, settings ask {name} = {value!r}; "
                    "rebuild it or change it back"
                )

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
    Raises MissingExtra without numba.
    """
    spec = spec or SketchSpec()
    found = word_hashes(texts)
    count = len(texts)
    signatures = np.full((count if rows else 0, spec.permutations), EMPTY, np.uint32)
    _kernel().fill_rows(found.hashes, found.offsets, spec.row_words, *permutations(spec.permutations, spec.seed), signatures)
    postings, every = _postings(found, spec, shingles)
    return Sketches(signatures, postings, np.diff(found.offsets).astype(np.int32), every)


@dataclass(frozen=True, slots=True)
class WordHashes:
    """Words of n texts, m in all: those of text i are [offsets[i], offsets[i + 1]) of `hashes` uint64 and `spans` int32 (m, 2)."""

    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    spans: NDArray[np.int32]


def word_hashes(texts: Sequence[str]) -> WordHashes:
    """The words of the texts: hashes of their normal forms (`shingles.word_hash`) and code points. Raises MissingExtra."""
    odd = [i for i, text in enumerate(texts) if not text.isascii() and not unicodedata.is_normalized("NFC", text)]
    if not odd:
        return _compiled_words(texts)
    rest = _compiled_words(["" if i in odd else text for i, text in enumerate(texts)])
    return _with(rest, {i: words(texts[i]) for i in odd})


def _compiled_words(texts: Sequence[str]) -> WordHashes:
    data, bounds = _utf8(texts)
    room = len(data) // 2 + len(texts)  # between two words stands a mark, or one of them takes three bytes
    offsets = np.empty(len(bounds), np.int64)
    hashes, spans = np.empty(room, np.uint64), np.empty((room, 2), np.int32)
    ascii_only = np.array([text.isascii() for text in texts], np.bool_)
    table = character_table()
    while not _kernel().find_words(data, bounds, ascii_only, table.entries, table.met, offsets, hashes, spans):
        table.learn()
    return WordHashes(offsets, hashes, spans)


def _with(found: WordHashes, others: dict[int, Words]) -> WordHashes:
    """`found` with the words of the texts that are not composed (NFC): composing changes words one by one, Python's to do."""
    hashes, spans, sizes = [], [], [0]
    for i in range(len(found.offsets) - 1):
        part = slice(found.offsets[i], found.offsets[i + 1])
        own = others.get(i)
        hashes.append(np.array([word_hash(norm) for norm in own.norms], np.uint64) if own else found.hashes[part])
        spans.append(np.column_stack((own.starts, own.ends)) if own else found.spans[part])
        sizes.append(len(hashes[-1]))
    return WordHashes(np.cumsum(sizes), np.concatenate(hashes), np.concatenate(spans))


def _postings(found: WordHashes, spec: SketchSpec, shingles: bool) -> tuple[Postings, Shingles]:
    room = int(found.offsets[-1])
    bounds, every_bounds = np.zeros(len(found.offsets), np.int64), np.zeros(len(found.offsets), np.int64)
    hashes, places = np.empty(room, np.uint32), np.empty((room, 2), np.int32)
    every = np.empty(room if shingles else 0, np.uint32)
    _kernel().fill_postings(
        found.hashes, found.spans, found.offsets, spec.posting_words, spec.ceiling, bounds, hashes, places, every_bounds, every
    )
    size = bounds[-1]
    postings = Postings(bounds, hashes[:size].copy(), places[:size, 0].copy(), places[:size, 1].copy())
    return postings, Shingles(every_bounds, every)


def _utf8(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    bounds = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(item) for item in encoded], out=bounds[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), bounds


class _CharacterTable:
    """Class and folded form of every code point in one uint32 each, `UNKNOWN` until a text with its page of 256 comes by."""

    def __init__(self) -> None:
        self.entries = np.full(0x110000, _kernel().UNKNOWN, np.uint32)
        self.met = np.zeros(0x110000 >> 8, np.bool_)
        self.met[0] = True
        self.learn()

    def learn(self) -> None:
        """Describe every page that has been met. Several threads may: each writes the same values."""
        for page in np.flatnonzero(self.met).tolist():
            codes = np.arange(page << 8, (page + 1) << 8, dtype=np.uint32)
            tables = character_tables()
            tables.cover(codes)
            kinds = tables.kind[codes].astype(np.uint32)
            in_word = np.where((kinds == LETTER) | (kinds == DIGIT), np.uint32(_kernel().IN_WORD), np.uint32(0))
            self.entries[codes] = tables.folded[codes] | kinds << np.uint32(_kernel().KIND_SHIFT) | in_word
            self.met[page] = False


@cache
def character_table() -> _CharacterTable:
    """The one table of this process."""
    return _CharacterTable()


@cache
def _kernel() -> ModuleType:
    try:
        return import_module("dedup.sketch.kernel")
    except ModuleNotFoundError as error:
        raise MissingExtra(f"sketches need {error.name}; install it with: pip install 'dedup[index]'") from error


@cache
def permutations(count: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The factors (odd) and summands of datasketch's affine32 permutations, uint32 (count,) each."""
    random = np.random.RandomState(seed)
    factors = random.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.randint(0, 1 << 32, count, dtype=np.uint32)
