"""How two English words stand to each other: the same in some sense, opposites, one broader than the other, or of one group.

From WordNet 3.0 (Fellbaum 1998; licence in thesaurus.LICENSE), cut down to common words. Read once, 0.5 MB, about 30 ms.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

Relation = Literal["same", "opposite", "broader", "narrower", "group"]

_SENSES: Final = 8
"""Senses of a word that count, the commonest first: rare ones make everything a synonym of everything."""


@dataclass(frozen=True)
class _Thesaurus:
    """`lemmas`: word -> lists of a word class and its synsets; `parents`, `similar`: synset -> synsets."""

    lemmas: dict[str, list[list[int]]]
    parents: dict[int, list[int]]
    similar: dict[int, list[int]]
    antonyms: dict[str, list[str]]
    derived: dict[str, list[str]]
    forms: dict[str, list[str]]


@cache
def _thesaurus() -> _Thesaurus:
    import msgpack

    data: dict[str, Any] = msgpack.loads(
        gzip.decompress(Path(__file__).with_name("thesaurus.msgpack.gz").read_bytes()), strict_map_key=False
    )
    contraries: dict[str, list[str]] = {}
    for one, other in data["antonyms"]:
        contraries.setdefault(one, []).append(other)
        contraries.setdefault(other, []).append(one)
    data["antonyms"] = contraries
    return _Thesaurus(**data)


@lru_cache(maxsize=65536)
def lemmas(word: str) -> tuple[str, ...]:
    """Dictionary forms that a word can be a form of, itself first; () for a word that is not listed."""
    known = _thesaurus()
    found = [word] if word in known.lemmas else []
    found += known.forms.get(word, [])
    for ending, replacements in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            base = word[: -len(ending)]
            shorter = [base[:-1]] if len(base) > 3 and base[-1] == base[-2] else []
            found += [form for form in [*(base + r for r in replacements), *shorter] if form in known.lemmas]
    return tuple(dict.fromkeys(found))


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
    senses = frozenset(synset for form in forms for listed in known.lemmas.get(form, ()) for synset in listed[1 : 1 + _SENSES])
    above = frozenset(parent for synset in senses for parent in known.parents.get(synset, ()))
    return _Profile(
        frozenset(forms),
        frozenset(other for form in forms for other in known.derived.get(form, ())),
        senses,
        frozenset(near for synset in senses for near in known.similar.get(synset, ())),
        above,
        above | {parent for synset in above for parent in known.parents.get(synset, ())},
        frozenset(other for form in forms for other in known.antonyms.get(form, ())),
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
    return not _profile(one).contraries.isdisjoint(_profile(other).forms)


@lru_cache(maxsize=65536)
def is_person(word: str) -> bool:
    """Whether the commonest sense of a noun is a person or a group of persons."""
    known, people = _thesaurus(), _people()
    for form in lemmas(word):
        nouns = [listed for listed in known.lemmas[form] if listed[0] == 0]
        if nouns and not people.isdisjoint(_ancestors(nouns[0][1])):
            return True
    return False


@cache
def _people() -> frozenset[int]:
    lists = _thesaurus().lemmas
    return frozenset(listed[1] for word in ("person", "people") for listed in lists[word] if listed[0] == 0)


def _ancestors(synset: int) -> set[int]:
    """A synset and all above it that are in the data."""
    found, open_ = {synset}, [synset]
    while open_:
        new = [parent for parent in _thesaurus().parents.get(open_.pop(), ()) if parent not in found]
        found.update(new)
        open_.extend(new)
    return found
