"""How two English words stand to each other: the same in some sense, opposites, one broader than the other, or of one group.

From WordNet 3.0 (Fellbaum 1998; licence in thesaurus.LICENSE), cut down to common words and their commonest senses: rare ones
make everything a synonym of everything. Read once, 0.4 MB, about 10 ms.
"""

from __future__ import annotations

import gzip
import sys
from array import array
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from dedup.lang.base import Relation


@dataclass(frozen=True, slots=True)
class _Lists:
    """A list of numbers for each number from 0 on: `values` from `edges[n]` to `edges[n + 1]`.

    Dictionaries of lists would take 50 ms to make, a tenth of a short comparison, for a few hundred look-ups.
    """

    edges: array[int]
    values: array[int]

    def __getitem__(self, number: int) -> array[int]:
        return self.values[self.edges[number] : self.edges[number + 1]]


@dataclass(frozen=True, slots=True)
class _Thesaurus:
    """`words`: the number of each word. `senses`: its synsets, those of a noun first, by the commonest; `nouns`: the numbers of
    nouns' synsets are below it. `parents`, `similar`: synsets of a synset. The others: words of a word, parted by spaces."""

    words: dict[str, int]
    senses: _Lists
    nouns: int
    parents: _Lists
    similar: _Lists
    antonyms: dict[str, str]
    derived: dict[str, str]
    forms: dict[str, str]


@cache
def _thesaurus() -> _Thesaurus:
    import msgpack

    data: dict[str, Any] = msgpack.loads(gzip.decompress(Path(__file__).with_name("thesaurus.msgpack.gz").read_bytes()))
    words = {word: number for number, word in enumerate(data.pop("words").split())}
    senses, parents, similar = (_Lists(*map(_numbers, data.pop(name))) for name in ("senses", "parents", "similar"))
    return _Thesaurus(words, senses=senses, parents=parents, similar=similar, **data)


def _numbers(stored: bytes) -> array[int]:
    numbers = array("i", stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


@lru_cache(maxsize=65536)
def lemmas(word: str) -> tuple[str, ...]:
    """Dictionary forms that a word can be a form of, itself first; () for a word that is not listed."""
    known = _thesaurus()
    bases = [word] if word in known.words else []
    bases += known.forms.get(word, "").split()
    for ending, replacements in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            base = word[: -len(ending)]
            shorter = [base[:-1]] if len(base) > 3 and base[-1] == base[-2] else []
            bases += [form for form in [*(base + r for r in replacements), *shorter] if form in known.words]
    return tuple(dict.fromkeys(bases))


_ENDINGS: Final = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ier", ("y",)),
    ("iest", ("y",)),
    ("er", ("", "e")),
    ("est", ("", "e")),
)


@dataclass(frozen=True, slots=True)
class _Profile:
    """What the thesaurus knows of a word: dictionary forms, words of one root, synsets, and synsets like and above these."""

    forms: frozenset[str]
    derived: frozenset[str]
    senses: frozenset[int]
    similar: frozenset[int]
    above: frozenset[int]
    higher: frozenset[int]
    contraries: frozenset[str]


@lru_cache(maxsize=65536)
def _profile(word: str) -> _Profile:
    known, forms = _thesaurus(), lemmas(word)
    senses = frozenset(synset for form in forms for synset in known.senses[known.words[form]])
    above = frozenset(parent for synset in senses for parent in known.parents[synset])
    return _Profile(
        frozenset(forms),
        frozenset(other for form in forms for other in known.derived.get(form, "").split()),
        senses,
        frozenset(near for synset in senses for near in known.similar[synset]),
        above,
        above | {parent for synset in above for parent in known.parents[synset]},
        frozenset(other for form in forms for other in known.antonyms.get(form, "").split()),
    )


@lru_cache(maxsize=65536)
def relation(one: str, other: str) -> Relation | None:
    """How `other` stands to `one`; "broader": `other` is the broader word. None when neither the words nor their senses meet."""
    mine, theirs = _profile(one), _profile(other)
    if mine.forms & theirs.forms:
        return "same"
    if mine.contraries & theirs.forms:
        return "opposite"
    if mine.senses & theirs.senses or mine.similar & theirs.senses or theirs.similar & mine.senses:
        return "same"
    if mine.derived & theirs.forms or theirs.derived & mine.forms or mine.derived & theirs.derived:
        return "same"
    if theirs.senses & mine.higher:
        return "broader"
    if mine.senses & theirs.higher:
        return "narrower"
    return "group" if mine.above & theirs.above else None


def opposite(one: str, other: str) -> bool:
    """Whether the thesaurus lists the two words as contraries."""
    return any(not _profile(mine).contraries.isdisjoint(_profile(theirs).forms) for mine in _stems(one) for theirs in _stems(other))


def _stems(word: str) -> tuple[str, ...]:
    """A word, and the adjective that an adverb is made of."""
    return (word, word[:-2]) if word.endswith("ly") and len(word) > _ADVERB else (word,)


_ADVERB: Final = 5


@lru_cache(maxsize=65536)
def is_person(word: str) -> bool:
    """Whether the commonest sense of a noun is a person or a group of persons."""
    known, people = _thesaurus(), _people()
    commonest = (known.senses[known.words[form]][0] for form in lemmas(word))
    return any(synset < known.nouns and not people.isdisjoint(_ancestors(synset)) for synset in commonest)


def is_act(word: str) -> bool:
    """Whether a listed word has to do with acting, as a verb has."""
    return relation(word, "act") is not None and bool(lemmas(word))


@cache
def _people() -> frozenset[int]:
    known = _thesaurus()
    return frozenset(known.senses[known.words[word]][0] for word in ("person", "people"))


def _ancestors(synset: int) -> set[int]:
    """A synset and all above it that are in the data."""
    above, open_ = {synset}, [synset]
    while open_:
        new = [parent for parent in _thesaurus().parents[open_.pop()] if parent not in above]
        above.update(new)
        open_.extend(new)
    return above
