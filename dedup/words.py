"""Words and sentences of a text, with offsets: the only tokenizer in the house.

A word is a run of letters, marks and digits of any script; an apostrophe joins two letters ("don't"), a point or comma
joins digits ("3.5", "1,000"), points inside initials vanish ("U.S." is "us"). In scripts that do not part their words
(Han, kana, Thai, Lao, Myanmar, Khmer) each character is a word. The normal form of a word is lower case, composed (NFC),
with one apostrophe, European digits, and without marks that have no glyph, Arabic vowel signs and the accents of Greek.
Characters that a wrong encoding has broken ("donâ€™t"), words broken at line ends and letters of another script that look the same
("соunсil") count as what they were meant to be, see `reread`.
"""

from __future__ import annotations

import re
import threading
import unicodedata
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.reread import repaired

WORDS_VERSION: Final = "4"
"""Part of every stored spec: rows made by another definition of a word must never be compared with ours."""

SEPARATOR, LETTER, DIGIT, SINGLE, IGNORED, APOSTROPHE, POINT, COMMA = range(8)
"""Classes of code points; `character_tables` maps each code point to one of them."""

Span = tuple[int, int]
"""Half-open range of code points, 0-based."""

_CODE_POINTS: Final = 0x110000
_SINGLE_SCRIPTS: Final = (
    "CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA", "KATAKANA", "THAI ", "LAO ", "MYANMAR ", "KHMER ",
)  # fmt: skip
_APOSTROPHES: Final = frozenset("'’ʼ＇‘`´")
_IGNORED: Final = frozenset("\u00ad\u034f\u061c\u0640\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_NO_GLYPH: Final = (
    (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFFA0, 0xFFA0), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""First and last code points that are ignored wherever they stand: the property Default_Ignorable_Code_Point of Unicode."""
_FOLDED: Final = {
    "ς": "σ", "ı": "i", "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω",
    "ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ہ", "ه": "ہ", "ة": "ہ", "أ": "ا", "إ": "ا", "ٱ": "ا",
}  # fmt: skip
"""What is written in two ways by keyboard, capitals or place in the word."""


class _CharacterTables:
    """Class and folded form of every code point, worked out when it is first met."""

    def __init__(self) -> None:
        self.kind = np.zeros(_CODE_POINTS, np.uint8)
        self.folded = np.arange(_CODE_POINTS, dtype=np.uint32)
        self._known = np.zeros(_CODE_POINTS, np.bool_)
        self._lock = threading.Lock()

    def cover(self, codes: NDArray[np.uint32]) -> None:
        """Make sure that the tables are filled for every code point in `codes`."""
        known = self._known[codes]
        if not known.all():
            with self._lock:
                for code in set(codes[~known].tolist()):
                    self.kind[code], self.folded[code] = _describe(chr(code))
                    self._known[code] = True


def _describe(character: str) -> tuple[int, int]:
    is_selector = unicodedata.name(character, "").startswith("VARIATION SELECTOR")
    has_no_glyph = any(first <= ord(character) <= last for first, last in _NO_GLYPH)
    if character in _IGNORED or has_no_glyph or is_selector or _is_arabic_sign(character):
        return IGNORED, ord(character)
    if character in _APOSTROPHES:
        return APOSTROPHE, ord("'")
    if character in ".,":
        return (POINT if character == "." else COMMA), ord(character)
    kind = _class_by_category(character)
    return kind, ord(_fold(character)) if kind != SEPARATOR else ord(character)


def _class_by_category(character: str) -> int:
    category = unicodedata.category(character)
    if category == "Nd":
        return DIGIT
    if category[0] not in "LMN":
        return SEPARATOR
    return SINGLE if unicodedata.name(character, "").startswith(_SINGLE_SCRIPTS) else LETTER


def _fold(character: str) -> str:
    """Lower case, compatibility form and European digits, where that is one character; the character itself elsewhere."""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    compatible = unicodedata.normalize("NFKC", character)
    lower = (compatible if len(compatible) == 1 else character).lower()
    folded = lower if len(lower) == 1 else lower[0]
    return _FOLDED.get(folded, folded)


def _is_arabic_sign(character: str) -> bool:
    marks = "\u064b" <= character <= "\u065f" or "\u06d6" <= character <= "\u06ed" or character == "\u0670"
    return marks and unicodedata.category(character) == "Mn"


@cache
def character_tables() -> _CharacterTables:
    """The one pair of tables of this process; `cover` before use."""
    return _CharacterTables()


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Distinct forms in the order of their first occurrence, and for each of n words the index of its form: int64 (n,).

    Equal to itself alone, so that what is worked out of it can be kept by `functools.lru_cache`.
    """

    forms: tuple[str, ...]
    ids: NDArray[np.int64]


def vocabulary(forms: tuple[str, ...]) -> Vocabulary:
    """The distinct ones of some forms."""
    known = dict.fromkeys(forms)
    for index, form in enumerate(known):
        known[form] = index
    return Vocabulary(tuple(known), np.fromiter(map(known.__getitem__, forms), np.int64, len(forms)))


@lru_cache(maxsize=8)
def joint_ids(one: Vocabulary, other: Vocabulary) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The words of two texts in one numbering, int64 (n,) and (m,), and how many distinct forms there are; `one` comes first.

    The last ones are kept, for each stage asks again: write into none.
    """
    known = {form: index for index, form in enumerate(one.forms)}
    places = np.array([known.setdefault(form, len(known)) for form in other.forms], np.int64)
    return one.ids, places[other.ids], len(known)


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Distinct numbers in order. `np.unique` hashes them, which takes several times as long, and imports numpy.ma, 15 ms."""
    ordered = np.sort(numbers)
    return ordered[np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))] if len(ordered) else ordered


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
        return tuple(stems_of(self.norms))

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

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Starts and ends as lists: a look-up of one word costs a tenth of one in an array."""
        return self.starts.tolist(), self.ends.tolist()


def words(text: str) -> Words:
    """Words of `text` in order, with offsets into `text` as it is."""
    again = repaired(text)
    if again is None:
        return _words(text)
    found = _words(again.text)
    starts, ends = (again.places[edge].astype(np.int32) for edge in (found.starts, found.ends))
    return Words(starts, ends, found.norms)


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
    found = words("\n\n".join(texts))  # a blank line: no word goes on behind one
    edges = np.searchsorted(found.starts, lines).tolist()
    return [found.norms[first:last] for first, last in pairwise(edges)]


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


_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_FORCED_END: Final = re.compile(
    r"(?P<brackets>\([^()]*\))(?=\s+[“\"‘]?[^\W\d_])"  # a caption's credit ends the caption
    r"|D\.C\.(?<=\bD\.C\.)(?=\s+[A-Z])"  # not \bD: with a plain character first in every branch the search skips to those
    r"|[。！？۔؟।](?:[”’\"»」』）)]*)"
    r"|[.!?…][”’](?=\s+[“‘])"  # one quotation closed, the next opened
    r"|[.!?…][”’\"]*(?=\s*\*{3})"
    r"|[?!][”’\")]*(?=[ \u00a0]{2,}\w)"  # an extracted page sets what was a paragraph of its own behind two blanks
)


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences of `text` as trimmed spans, in order; none crosses a line.

    The breaks are blingfire's and a few of our own (captions, "D.C.", full stops of scripts that it does not know). A stretch of
    over 200 words without a break, which nobody reads as a sentence, is cut where its words say (see `_cut`).
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for span in _breaks(line.group(), line.start()):
            start, end = _trimmed(text, span)
            spans.extend(_cut(text, (start, end)) if _may_be_long(text, start, end) else [(start, end)])
    return tuple(span for span in spans if span[0] < span[1])


_LONGEST_SENTENCE: Final = 200
"""Words of a sentence at most."""
_SHORTEST_CUT, _CUT_EVERY = 30, 40
"""Words between two cuts at least, and about how many more there are on average."""


def _may_be_long(text: str, start: int, end: int) -> bool:
    """Whether the words need counting: each takes two characters, but one in the scripts that do not part their words."""
    if end - start >= 2 * _LONGEST_SENTENCE:
        return True
    return end - start > _LONGEST_SENTENCE and not text[start:end].translate(_PLAIN).isascii()


_PLAIN: Final = str.maketrans("’‘“”–—…\u00a0", "''\"\"--. ")
"""The marks of set type, without which most English is ASCII."""


def _cut(text: str, span: Span) -> list[Span]:
    """A stretch without a break in pieces of at most 200 words, cut between pairs of words that their own hash selects.

    So the same words are cut at the same places in every text that holds them, and a copy still matches piece by piece. Source:
    content-defined chunking, Muthitacharoen et al. 2001.
    """
    found = words(text[slice(*span)])
    if len(found) <= _LONGEST_SENTENCE:
        return [span]
    cuts, last = [span[0]], 0
    for index in range(1, len(found)):
        length = index - last
        if length >= _LONGEST_SENTENCE or (length >= _SHORTEST_CUT and _is_cut(*found.norms[index - 1 : index + 1])):
            cuts.append(span[0] + found.start(index))
            last = index
    return [_trimmed(text, piece) for piece in pairwise([*cuts, span[1]])]


def _is_cut(before: str, after: str) -> bool:
    return zlib.crc32(f"{before} {after}".encode()) % _CUT_EVERY == 0


_MAY_END: Final = re.compile(r"[^\w\s,;:'’“‘(\[-]")
_SPACE: Final = re.compile(r"\s")


def _forced_ends(line: str) -> Iterator[int]:
    """Where a sentence ends whatever blingfire says."""
    for match in _FORCED_END.finditer(line):
        if match["brackets"] is None or _PHOTO.search(line, *match.span("brackets")):
            yield match.end()


_PHOTO: Final = re.compile(r"\bPhotos?\b")


def _may_break(line: str) -> bool:
    """Whether white space follows a mark that may end a sentence, anywhere behind it."""
    mark = _MAY_END.search(line)
    return mark is not None and _SPACE.search(line, mark.end()) is not None


def _breaks(line: str, offset: int) -> list[Span]:
    starts = _blingfire_starts(line) if _may_break(line) else []
    cuts = {*starts, *_forced_ends(line)}
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(line)), len(line)]
    return [(offset + start, offset + end) for start, end in _without_bare_marks(line, list(pairwise(edges)))]


def _blingfire_starts(line: str) -> list[int]:
    """Where blingfire starts a sentence, in code points; it would stop at a NUL."""
    from livekit.blingfire import text_to_sentences_with_offsets

    return [start for start, _ in text_to_sentences_with_offsets(line.replace("\0", " "))[1]]


def _without_bare_marks(line: str, spans: list[Span]) -> list[Span]:
    """Join a stretch without a letter or digit to the one before it (to the next one at the start of the line)."""
    joined: list[Span] = []
    before_is_bare = False
    for start, end in spans:
        is_bare = not any(map(str.isalnum, line[start:end]))
        if joined and (before_is_bare or is_bare):
            joined[-1] = (joined[-1][0], end)
            before_is_bare = before_is_bare and is_bare
        else:
            joined.append((start, end))
            before_is_bare = is_bare
    return joined


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
