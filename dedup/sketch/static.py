"""Static vectors for crawling: a sum over words, no network is run. A hundred times faster than the model itself.

A word's vector has two parts. What it means: the vectors of its word pieces, each the model's answer to that piece alone, less
those of an average word. And which word it is: a random direction of its stem, longer the rarer the word is in its language.
The first finds a rewrite in other words; the second the same names and rare words, and is all there is for a script that the
model does not know. Measured on the windows of PAN 2013 (recall of translated, shuffled, summarised sources at 11 candidates): the
first part alone .97 .96 .93, the second .96 .95 .95, both .98 .97 .975.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dedup.cache import kept
from dedup.language import FREQUENCIES, language_of_script, rarity
from dedup.settings import MODEL_NAME
from dedup.sketch.blocks import KERNEL, Blocks, find_blocks
from dedup.sketch.encoder import OnnxEncoder, Vectors
from dedup.sketch.minhash import WordHashes
from dedup.sketch.model_files import check_weights, default_folder
from dedup.sketch.pieces import WordPieces
from dedup.sketch.shingles import SHINGLE_HASH, word_hash
from dedup.words import Words, normal_forms_each, stems_of, words

STATIC_VERSION: Final = "1"
"""Part of the cached folder's name: another way to distil makes a new folder."""
VECTOR_VERSION: Final = "2"
"""Part of the spec: another way to make vectors of the same model makes other rows."""

_DIMENSION: Final = 256
_RUN: Final = 128
_SPECIAL: Final = re.compile(r"\[(?:PAD|UNK|CLS|SEP|MASK|unused\d+)\]")
_SIF: Final = 1e-4
_IDENTITY_WEIGHT: Final = 2.0
"""Length of the random part of a rare word, where the part of its pieces has a typical length of 1."""
_TERM_RARITY: Final = 3.5
"""Words more common than one in some 3,000 are no terms: no window is found by them."""
_WHOLE: Final = 1 << 40
"""Words of a block that has no end: the whole text."""
_LATIN: Final = ("en", "de", "fr", "es", "it", "pt", "nl")
_ARABIC: Final = ("ur", "fa", "ar")
_MOST_WORDS: Final = 1_000_000
"""Distinct words that are remembered, some 60 MB; what comes then begins anew."""
_loading = threading.Lock()


def static_encoder() -> StaticEncoder:
    """The static model distilled from the default one; loaded once per process, made in some ten seconds when it is not there.

    Raises ModelError when the default model is missing or damaged.
    """
    with _loading:
        return _loaded()


@cache
def _loaded() -> StaticEncoder:
    folder = default_folder()
    return StaticEncoder(folder, check_weights(folder))


@dataclass(frozen=True, slots=True)
class BlockVectors:
    """Blocks, the sum of each one's word vectors, and its terms (hashes of its rarer words' stems, rising, each once).

    `sums` float32 (m, dimension); the terms of block b are terms[term_bounds[b]:term_bounds[b + 1]], int64 (m + 1,), uint32.
    """

    blocks: Blocks
    sums: Vectors
    term_bounds: NDArray[np.int64]
    terms: NDArray[np.uint32]


class StaticEncoder:
    """Sums of word vectors, pure functions of the text. A text without a word gets a row of zeros; a text is read to its end."""

    name = f"{MODEL_NAME}-static"

    def __init__(self, folder: Path, digest: str) -> None:
        self.digest = f"{digest[:16]}/static-{STATIC_VERSION}.{VECTOR_VERSION}/{SHINGLE_HASH}"
        self._table, self._word_pieces = table_of(folder, digest), WordPieces(folder)
        mean, scale = _kept_average(digest, self._table, self._word_pieces)
        self._table /= scale
        self._mean = mean / scale
        self._lexicon = _Lexicon(self._word_pieces)
        self.dimension = self._table.shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, float32, shape (len(texts), 256)."""
        summed = self.blocks(texts, _WHOLE)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        rows[np.diff(summed.blocks.bounds) > 0] = summed.sums
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)

    def blocks(self, texts: Sequence[str], least: int) -> BlockVectors:
        """The blocks of the texts, of at least so many words, with their sums and terms. Safe from several threads."""
        cut = find_blocks(texts, least)
        ids, known = self._lexicon.look_up(texts, cut.words)
        sums = np.zeros((len(cut.firsts), self.dimension), np.float32)
        words_of = (known.seeds, known.weights, known.piece_bounds, known.pieces)
        KERNEL.add_words(ids, cut.firsts, cut.ends, *words_of, self._table.reshape(-1), self._mean, sums.reshape(-1))
        return BlockVectors(cut, sums, *_terms_of(cut, known.terms[ids]))


def _terms_of(blocks: Blocks, words: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The terms of the blocks as in `BlockVectors`; `words`: the term of each word of theirs, 0 for none."""
    numbers = np.arange(len(blocks.firsts) + 1, dtype=np.uint64) << np.uint64(32)
    keys = (np.repeat(numbers[:-1], blocks.ends - blocks.firsts) | words)[words > 0]
    keys.sort()
    first = np.ones(len(keys), np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    keys = keys[first]
    return np.searchsorted(keys, numbers), keys.astype(np.uint32)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the words met so far, by id: arrays with room to grow; the pieces of word i as in `BlockVectors`.

    `terms` uint32, 0 for a common word; `seeds` uint64 and `weights` float32 of the random part; pieces int32.
    """

    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    terms: NDArray[np.uint32]
    seeds: NDArray[np.uint64]
    weights: NDArray[np.float32]
    piece_bounds: NDArray[np.int32]
    pieces: NDArray[np.int32]
    count: int


class _Lexicon:
    """Words by their hash. Readers take the state as it is; one writer at a time makes the next one."""

    def __init__(self, word_pieces: WordPieces) -> None:
        self._word_pieces = word_pieces
        self._lock = threading.Lock()
        self._known = _nothing_known()

    def look_up(self, texts: Sequence[str], hashed: WordHashes) -> tuple[NDArray[np.int32], _Known]:
        """The id of each word, and what is known by id."""
        hashes = np.maximum(hashed.hashes[: hashed.offsets[-1]], np.uint64(1))  # 0 is an empty place
        ids = np.empty(len(hashes), np.int32)
        known = self._known
        missing = KERNEL.find_ids(known.keys, known.values, hashes, ids)
        if missing or ids.max(initial=-1) >= known.count:  # the table may be ahead of the rest while another thread writes
            with self._lock:
                if KERNEL.find_ids(self._known.keys, self._known.values, hashes, ids):
                    self._learn(texts, hashed, hashes, ids)
                known = self._known
                KERNEL.find_ids(known.keys, known.values, hashes, ids)
        return ids, known

    def _learn(self, texts: Sequence[str], hashed: WordHashes, hashes: NDArray[np.uint64], ids: NDArray[np.int32]) -> None:
        if self._known.count > _MOST_WORDS:
            self._known = _nothing_known()
            ids[:] = -1
        missing = np.flatnonzero(ids < 0)
        places = missing[np.sort(np.unique(hashes[missing], return_index=True)[1])]
        self._known = _with(self._known, hashes[places], _described(_forms(texts, hashed, places), self._word_pieces))


@dataclass(frozen=True, slots=True)
class _Described:
    """New words in the terms of `_Known`; `pieces` a list for each."""

    terms: NDArray[np.uint32]
    seeds: NDArray[np.uint64]
    weights: NDArray[np.float32]
    pieces: list[list[int]]


def _forms(texts: Sequence[str], hashed: WordHashes, places: NDArray[np.int64]) -> list[str]:
    """Normal forms of words of which the hashes are known.

    Each is read alone, all of them in one go; a word that reads otherwise alone ("U.S." is one word beside letters only), with its
    text.
    """
    owners = (np.searchsorted(hashed.offsets, places, side="right") - 1).tolist()
    spans = hashed.spans[places].tolist()
    alone = normal_forms_each([texts[owner][start:end] for owner, (start, end) in zip(owners, spans, strict=True)])
    forms = ["".join(norms) for norms in alone]
    wanted = hashed.hashes[places].tolist()
    again: dict[int, Words] = {}
    for at in [at for at, form in enumerate(forms) if max(word_hash(form), 1) != max(wanted[at], 1)]:
        if owners[at] not in again:
            again[owners[at]] = words(texts[owners[at]])
        every = again[owners[at]]
        forms[at] = every.norms[int(np.searchsorted(every.starts, spans[at][0]))]
    return forms


def _described(forms: Sequence[str], word_pieces: WordPieces) -> _Described:
    stems = stems_of(forms)
    seeds = np.array([word_hash(stem) for stem in stems], np.uint64)
    rarities = _rarities(forms)
    shares = 10.0**-rarities
    weights = (_IDENTITY_WEIGHT / _DIMENSION**0.5 * _SIF / (_SIF + shares)).astype(np.float32)
    mixed = (seeds ^ seeds >> np.uint64(32)) & np.uint64(0xFFFFFFFF)
    terms = np.where(rarities >= _TERM_RARITY, np.maximum(mixed, 1), 0).astype(np.uint32)
    pieces = [word_pieces.inside(form) if _is_latin(form) else [] for form in forms]
    return _Described(terms, seeds, weights, [[piece for piece in one if piece != word_pieces.unknown] for one in pieces])


def _rarities(forms: Sequence[str]) -> NDArray[np.float64]:
    """How rare each word is in the language of its script in which it is the least rare, see `language.rarity`."""
    rarest = np.empty(len(forms))
    places: dict[tuple[str, ...], list[int]] = {}
    for place, form in enumerate(forms):
        places.setdefault(_languages(form), []).append(place)
    for languages, mine in places.items():
        listed = tuple(forms[place] for place in mine)
        rarest[mine] = np.min([rarity(listed, language) for language in languages], axis=0)
    return rarest


def _languages(form: str) -> tuple[str, ...]:
    if _is_latin(form):
        return _LATIN
    language = language_of_script(form)
    return _ARABIC if language in _ARABIC else (language,)


def _is_latin(form: str) -> bool:
    return form.isascii() or all(ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x1F00 for character in form)


def _nothing_known() -> _Known:
    room = 1 << 14
    return _Known(
        np.zeros(2 * room, np.uint64),
        np.zeros(2 * room, np.int32),
        np.zeros(room, np.uint32),
        np.zeros(room, np.uint64),
        np.zeros(room, np.float32),
        np.zeros(room + 1, np.int32),
        np.zeros(2 * room, np.int32),
        0,
    )


def _with(known: _Known, hashes: NDArray[np.uint64], new: _Described) -> _Known:
    """What is known with more words: in the same arrays while there is room, else in larger ones."""
    count, top = known.count, known.count + len(hashes)
    sizes = np.array([len(pieces) for pieces in new.pieces])
    ends = known.piece_bounds[count] + np.cumsum(sizes)
    flat = np.array([piece for pieces in new.pieces for piece in pieces], np.int32)
    terms, seeds, weights = (_grown(array, top) for array in (known.terms, known.seeds, known.weights))
    bounds, pieces = _grown(known.piece_bounds, top + 1), _grown(known.pieces, int(ends[-1]))
    terms[count:top], seeds[count:top], weights[count:top] = new.terms, new.seeds, new.weights
    bounds[count + 1 : top + 1], pieces[known.piece_bounds[count] : ends[-1]] = ends, flat
    keys, values = _roomy(known.keys, known.values, top)
    KERNEL.put_ids(keys, values, hashes, count)
    return _Known(keys, values, terms, seeds, weights, bounds, pieces, top)


def _roomy(keys: NDArray[np.uint64], values: NDArray[np.int32], count: int) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The table, in a larger one when half of it would be taken."""
    if 2 * count <= len(keys):
        return keys, values
    size = 1 << (4 * count - 1).bit_length()
    taken = np.flatnonzero(keys)
    old = keys[taken[np.argsort(values[taken])]]
    keys, values = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    KERNEL.put_ids(keys, values, old, 0)
    return keys, values


def _grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    return array if size <= len(array) else np.concatenate((array, np.zeros(max(size, 2 * len(array)) - len(array), array.dtype)))


def _kept_average(digest: str, table: Vectors, word_pieces: WordPieces) -> tuple[Vectors, np.float32]:
    """`_average`, from the cache where it was worked out before: that takes a fifth of a second."""
    name = f"average-word-{digest[:16]}-{STATIC_VERSION}.{VECTOR_VERSION}-{_list_sum()}.f4"
    values = np.frombuffer(kept(name, lambda: np.append(*_average(table, word_pieces)).astype("<f4").tobytes()), "<f4")
    return values[:-1].astype(np.float32), np.float32(values[-1])


def _list_sum() -> str:
    """A checksum of the list of English words: another list has another average."""
    return f"{crc32((FREQUENCIES / 'en.words').read_bytes()):08x}"


def _average(table: Vectors, word_pieces: WordPieces) -> tuple[Vectors, np.float32]:
    """The vector of the average English word, and the typical length of a word's: over the whole words among the pieces."""
    pieces = [(piece, number) for piece, number in word_pieces.vocabulary.items() if piece.isalpha() and piece.isascii()]
    shares = 10.0 ** -rarity(tuple(piece for piece, _ in pieces), "en").astype(np.float64)
    rows = table[[number for _, number in pieces]].astype(np.float64)
    mean = shares @ rows / shares.sum()
    return mean.astype(np.float32), np.float32(np.median(np.linalg.norm(rows - mean, axis=1)))


def table_name(digest: str) -> str:
    """The name in the cache of the table distilled from the weights of this digest."""
    return f"static-table-{digest[:16]}-{STATIC_VERSION}.f2"


def table_of(folder: Path, digest: str) -> Vectors:
    """The vectors of all word pieces, float32 (pieces, 256), distilled from the model in `folder` unless they are in the cache."""
    content = kept(table_name(digest), lambda: distil(OnnxEncoder(folder, digest)).astype("<f2").tobytes())
    return np.frombuffer(content, "<f2").reshape(-1, _DIMENSION).astype(np.float32)


def distil(encoder: OnnxEncoder) -> NDArray[np.float16]:
    """A vector for each word piece of the default model, float16 (pieces, 256).

    Every word piece goes through the model alone; of its vector the 256 main components over all pieces stay, weighted by the
    piece's rank (smooth inverse frequency, Zipf's law for the frequencies). Source: model2vec (Tulkens and van Dongen 2024).
    """
    pieces = encoder.pieces.vocabulary
    kept_ones = np.array(sorted(number for piece, number in pieces.items() if not _SPECIAL.fullmatch(piece)))
    whole = np.insert(np.full((len(kept_ones), 2), pieces["[CLS]"]), 1, kept_ones, axis=1)
    whole[:, 2] = pieces["[SEP]"]
    with ThreadPoolExecutor() as pool:
        rows = np.concatenate(list(pool.map(encoder.run, np.array_split(whole, len(whole) // _RUN))))
    table = np.zeros((len(pieces), _DIMENSION), np.float16)
    table[kept_ones] = _main_components(rows, _DIMENSION) * _weights(len(kept_ones))[:, None]
    return table


def _weights(count: int) -> NDArray[np.float64]:
    shares = 1 / np.arange(2, count + 2)
    shares /= shares.sum()
    return np.asarray(_SIF / (_SIF + shares))


def _main_components(rows: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    centred = rows.astype(np.float64) - rows.mean(0, dtype=np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, ::-1][:, :count])
