"""Words of a text, with offsets: the only tokenizer in the house.

A word is a run of letters, marks and digits of any script; an apostrophe joins two letters ("don't"), a point or comma
joins digits ("3.5", "1,000"), points inside initials vanish ("U.S." is "us"). In scripts that do not part their words
(Han, kana, Thai, Lao, Myanmar, Khmer) each character is a word. The normal form of a word is lower case, composed (NFC),
with one apostrophe, European digits, and without marks that have no glyph, Arabic vowel signs and the accents of Greek.
Characters that a wrong encoding has broken ("donâ€™t"), words broken at line ends and letters of another script that look the same
("соunсil") count as what they were meant to be, see `reread`.
"""

from __future__ import annotations

import threading
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise, repeat
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from dedup.characters import APOSTROPHE, COMMA, DIGIT, IGNORED, LETTER, POINT, SINGLE, character_tables
from dedup.reread import repaired

WORDS_VERSION: Final = "4"
"""Part of every stored spec: rows made by another definition of a word must never be compared with ours."""

T = TypeVar("T")
Span = tuple[int, int]
"""Half-open range of code points, 0-based."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Distinct forms in the order of their first occurrence, and for each of n words the index of its form: int64 (n,).

    `index`: the place of each form; not to be written into.

    Equal to itself alone, so that what is worked out of it can be kept by `functools.lru_cache`.
    """

    forms: tuple[str, ...]
    ids: NDArray[np.int64]
    index: dict[str, int]

    def each(self, values: Sequence[T]) -> tuple[T, ...]:
        """For each word what stands at its form's place among the values, one per form."""
        return tuple(map(values.__getitem__, self.ids.tolist()))


def vocabulary(forms: tuple[str, ...]) -> Vocabulary:
    """The distinct ones of some forms."""
    different = tuple(dict.fromkeys(forms))
    index = dict(zip(different, range(len(different)), strict=True))
    return Vocabulary(different, np.fromiter(map(index.__getitem__, forms), np.int64, len(forms)), index)


@lru_cache(maxsize=8)
def joint_ids(one: Vocabulary, other: Vocabulary) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The words of two texts in one numbering, int64 (n,) and (m,), and how many distinct forms there are; `one` comes first.

    The last ones are kept, for each stage asks again: write into none.
    """
    places = np.fromiter(map(one.index.get, other.forms, repeat(-1)), np.int64, len(other.forms))
    fresh = np.flatnonzero(places < 0)
    places[fresh] = len(one.forms) + np.arange(len(fresh))
    return one.ids, places[other.ids], len(one.forms) + len(fresh)


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Distinct numbers in order. `np.unique` hashes them, which takes several times as long, and imports numpy.ma, 15 ms."""
    ordered = np.sort(numbers)
    return ordered[_begins(ordered)]


def first_places(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct numbers in order, and where each stands first: int64 (k,) twice."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    begins = _begins(ordered)
    return ordered[begins], order[begins]


def numbered(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct numbers in order, and the place of each number among them: int64 (k,) and (n,)."""
    order = np.argsort(numbers)
    ordered = numbers[order]
    begins, places = _begins(ordered), np.empty(len(numbers), np.int64)
    places[order] = np.cumsum(begins) - 1
    return ordered[begins], places


def _begins(ordered: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of rising numbers differ from the one before."""
    begins = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    return begins


@dataclass(frozen=True)
class Words:
    """The words of a text, n of them: `starts`, `ends` (int32 code point offsets into the text) and their normal forms."""

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    norms: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.norms)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stems of the normal forms: Porter2 for words in the letters a-z, the normal form itself for all others."""
        known = self.norm_vocabulary  # a word stands in a text three times
        return known.each(stems_of(known.forms))

    @cached_property
    def norm_vocabulary(self) -> Vocabulary:
        """The distinct normal forms."""
        return vocabulary(self.norms)

    @cached_property
    def stem_vocabulary(self) -> Vocabulary:
        """The distinct stems."""
        return vocabulary(self.stems)

    def start(self, word: int) -> int:
        """The code point that a word starts at."""
        return self._edges[0][word]

    def end(self, word: int) -> int:
        """The code point after a word."""
        return self._edges[1][word]

    def span(self, first: int, last: int) -> Span:
        """Code points from the start of word `first` to the end of the one before `last`; there is one at least."""
        starts, ends = self._edges
        return starts[first], ends[last - 1]

    def first_at(self, position: int) -> int:
        """Index of the first word that ends after the code point `position`, n when there is none."""
        return bisect_right(self._edges[1], position)

    def inside(self, span: Span) -> range:
        """Indices of the words that lie wholly inside `span`."""
        starts, ends = self._edges
        first = bisect_left(starts, span[0])
        return range(first, max(first, bisect_right(ends, span[1])))

    def inside_each(self, spans: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where `inside` of each of many spans starts and stops: int64 (n,) twice, in a tenth of the time of asking for each."""
        edges = np.array(spans, np.int64).reshape(-1, 2)
        first = np.searchsorted(self.starts, edges[:, 0])
        return first, np.maximum(first, np.searchsorted(self.ends, edges[:, 1], "right"))

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Starts and ends as lists: a look-up of one word costs a tenth of one in an array."""
        return self.starts.tolist(), self.ends.tolist()


def words(text: str) -> Words:
    """Words of `text` in order, with offsets into `text` as it is."""
    again = repaired(text)
    if again is None:
        return _words(text)
    parsed = _words(again.text)
    starts, ends = (again.places[edge].astype(np.int32) for edge in (parsed.starts, parsed.ends))
    return Words(starts, ends, parsed.norms)


def _words(text: str) -> Words:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    tables = character_tables()
    tables.cover(codes)
    starts, ends, inner = _boundaries(tables.kind[codes])
    folded = tables.folded[codes]
    flat = folded.tobytes().decode("utf-32-le", "surrogatepass")
    norms = [flat[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    _drop_inner(norms, starts, inner, text)
    return Words(starts, ends, tuple(norms))


def normal_forms(text: str) -> tuple[str, ...]:
    """Normal forms of the words of `text`; for plain letters without the arrays of `words`, which cost 0.1 ms a call."""
    plain = text.isascii() and text.replace(" ", "").isalpha()
    return tuple(text.lower().split()) if plain else words(text).norms


def normal_forms_each(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Normal forms of the words of each of many short texts without line ends, which are read as the lines of one."""
    lines = [0, *accumulate(len(text) + 2 for text in texts)]
    parsed = words("\n\n".join(texts))  # a blank line: no word goes on behind one
    edges = np.searchsorted(parsed.starts, lines).tolist()
    return [parsed.norms[first:last] for first, last in pairwise(edges)]


def _boundaries(kind: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Starts and ends of the words, and which code points inside words are not part of the normal form."""
    padded = np.zeros(len(kind) + 4, np.uint8)
    padded[2:-2] = kind
    before2, before, after, after2 = padded[:-4], padded[1:-3], padded[3:-1], padded[4:]
    digits = (before == DIGIT) & (after == DIGIT)
    initials = (before == LETTER) & (after == LETTER) & ~_wordlike(before2) & ~_wordlike(after2)
    joins = (kind == APOSTROPHE) & (before == LETTER) & (after == LETTER)
    joins |= (kind == POINT) & (digits | initials) | (kind == COMMA) & digits
    part = (kind == LETTER) | (kind == DIGIT) | (kind == IGNORED) | joins
    single = kind == SINGLE
    edge = np.diff(np.concatenate(([0], part.view(np.int8), [0])))
    starts, ends = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    solid = np.concatenate(([0], np.cumsum((part & (kind != IGNORED)).view(np.int8), dtype=np.int64)))
    kept = solid[ends] > solid[starts]
    starts = np.concatenate((starts[kept], np.flatnonzero(single)))
    ends = np.concatenate((ends[kept], np.flatnonzero(single) + 1))
    order = np.argsort(starts, kind="stable") if single.any() else slice(None)
    dropped = (kind == IGNORED) | (kind == COMMA) | (kind == POINT) & ~digits
    return starts[order].astype(np.int32), ends[order].astype(np.int32), dropped


def _wordlike(kind: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray((kind == LETTER) | (kind == DIGIT) | (kind == SINGLE))


def _drop_inner(norms: list[str], starts: NDArray[np.int32], inner: NDArray[np.bool_], text: str) -> None:
    """Rewrite, in place, the few normal forms that hold dropped characters or are not composed."""
    first = np.searchsorted(starts, np.flatnonzero(inner), side="right") - 1
    for index in distinct(first[first >= 0]).tolist():
        start = int(starts[index])
        norms[index] = "".join(c for offset, c in enumerate(norms[index]) if not inner[start + offset])
    if not unicodedata.is_normalized("NFC", text):
        norms[:] = [norm if norm.isascii() else unicodedata.normalize("NFC", norm) for norm in norms]


@cache
def _stemmer() -> tuple[Any, threading.Lock, dict[str, str]]:
    """Porter2, its lock (it is not safe in several threads), and the stems known so far: articles repeat themselves."""
    import Stemmer

    return Stemmer.Stemmer("english"), threading.Lock(), {}


_MOST_STEMS: Final = 500_000
"""Words whose stems are remembered; what comes later is stemmed each time."""


def stems_of(forms: Sequence[str]) -> list[str]:
    """Stems of normal forms: Porter2 without a possessive 's for words in the letters a-z, the form itself for all others."""
    porter, lock, known = _stemmer()
    unknown = [form for form in set(forms) if form not in known and form.isascii() and not form.isdigit()]
    with lock:
        fresh = dict(zip(unknown, porter.stemWords([form.removesuffix("'s") for form in unknown]), strict=True))
        if len(known) < _MOST_STEMS:
            known.update(fresh)
    return [known.get(form) or fresh.get(form, form) for form in forms]
