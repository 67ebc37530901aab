"""What a language is to the rest of the house: a folder of words by tag, groups of words, patterns and a thesaurus.

A rule in `pair/` asks the pack of its document's language for "the words tagged negator", and knows none of them itself. A new
language is a new folder beside `en`; see docs/languages.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypeVar, cast

from dedup.words import normal_forms, stems_of

Relation = Literal["same", "opposite", "broader", "narrower", "group"]
Groups = tuple[tuple[frozenset[str], ...], ...]
"""Entries of two or more sides each: the two of a contrary, the steps of a scale; synonyms have one."""


class Thesaurus(Protocol):
    """How two words of a language stand to each other; `dedup.lang.en.thesaurus` says what each answer means."""

    def lemmas(self, word: str) -> tuple[str, ...]: ...
    def relation(self, one: str, other: str) -> Relation | None: ...
    def opposite(self, one: str, other: str) -> bool: ...
    def is_person(self, word: str) -> bool: ...
    def is_act(self, word: str) -> bool: ...


class _NoThesaurus:
    """The thesaurus of a language that has none: it knows no word."""

    def lemmas(self, word: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    def relation(self, one: str, other: str) -> Relation | None:
        return "same" if one == other else None

    def opposite(self, one: str, other: str) -> bool:  # noqa: ARG002
        return False

    def is_person(self, word: str) -> bool:  # noqa: ARG002
        return False

    def is_act(self, word: str) -> bool:  # noqa: ARG002
        return False


_Value = TypeVar("_Value")


class _Made(dict[str, _Value]):
    """Values by tag, each made when it is first asked for. To ask is an item of a dict: rules do so 12,000 times a comparison."""

    def __init__(self, make: Callable[[str], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, tag: str) -> _Value:
        made = self[tag] = self._make(tag)
        return made


@dataclass(frozen=True, eq=False)
class Pack:
    """A language: `code` (ISO 639-1, "und" for none) and the folder of its data; everything is read when first asked for.

    Tags are plain ("negator") or have a value ("modality:2.5"). A word that no file lists has no tag, and a tag that a language
    lacks has no words: a rule that needs them then finds nothing.
    """

    code: str
    folder: Path
    _stems: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict, repr=False)
    _values: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    _groups: dict[str, Groups] = field(default_factory=dict, repr=False)
    _patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """The words and phrases of each tag, a value being part of its tag."""
        alike: dict[str, list[str]] = {}  # many words have the same tags: the tags are then taken apart once
        for name in ("words", "phrases"):
            for line in _lines(self.folder / f"{name}.tsv"):
                word, _, listed = line.partition("\t")
                alike.setdefault(listed, []).append(word)
        by_tag: dict[str, list[str]] = {}
        for listed, words in alike.items():
            for tag in listed.split(","):
                by_tag.setdefault(tag, []).extend(words)
        return MappingProxyType({tag: tuple(words) for tag, words in by_tag.items()})

    @cached_property
    def words(self) -> Callable[[str], frozenset[str]]:
        """Words and phrases with a tag: of a tag with values, "modality:2.5" those with this one, "modality" all."""
        return _Made(lambda tag: frozenset(self.tags.get(tag) or self.values(tag))).__getitem__

    def stems(self, *tags: str) -> frozenset[str]:
        """Stems of the words with any of the tags."""
        kept = self._stems.get(tags)
        if kept is None:
            words = " ".join(word for tag in tags for word in sorted(self.words(tag)))
            kept = self._stems[tags] = frozenset(stems_of(normal_forms(words)))
        return kept

    def values(self, tag: str) -> Mapping[str, str]:
        """The value that a tag gives to each word: {"may": "1"} for "modality"."""
        by_word = self._values.get(tag)
        if by_word is None:
            opening = f"{tag}:"
            valued = [(listed.removeprefix(opening), words) for listed, words in self.tags.items() if listed.startswith(opening)]
            by_word = self._values[tag] = {word: value for value, words in valued for word in words}
        return by_word

    @cached_property
    def ranks(self) -> Callable[[str], Mapping[str, float]]:
        """The same as numbers."""
        made = _Made[Mapping[str, float]](lambda tag: {word: float(value) for word, value in self.values(tag).items()})
        return made.__getitem__

    def groups(self, name: str) -> Groups:
        """The entries of a file of groups, "contraries", "scales" or "synonyms": each a tuple of sides."""
        if name not in self._groups:
            self._groups[name] = tuple(
                tuple(frozenset(side.split()) for side in line.split("/")) for line in _lines(self.folder / f"{name}.txt")
            )
        return self._groups[name]

    def pattern(self, name: str) -> re.Pattern[str]:
        """The pattern of that name; where the language has none, that of any language, else one that matches nothing.

        "<<tag>>" in it is any word of the tag.
        """
        if name not in self._patterns:
            self._patterns[name] = re.compile(
                _TAG.sub(self._any_of, self._sources.get(name) or NEUTRAL._sources.get(name, r"(?!)"))
            )
        return self._patterns[name]

    def has_pattern(self, name: str) -> bool:
        """Whether the language, or else no language, has a pattern of that name: without one nothing matches."""
        return name in self._sources or name in NEUTRAL._sources

    def needs(self, name: str) -> tuple[str, ...]:
        """Strings of which a text must hold one for the pattern of that name to match it, see `needs`; () where none are known."""
        return self._needs.get(name, ()) if name in self._sources else NEUTRAL._needs.get(name, ())

    @cached_property
    def _needs(self) -> Mapping[str, tuple[str, ...]]:
        return cast(Mapping[str, tuple[str, ...]], self._named("NEEDS", {}))

    def named(self, opening: str) -> tuple[str, ...]:
        """What follows in the names of the language's patterns that open so, in order: kinds of a thing by "third."."""
        return tuple(name.removeprefix(opening) for name in self._sources if name.startswith(opening))

    @cached_property
    def _sources(self) -> Mapping[str, str]:
        return cast(Mapping[str, str], self._named("PATTERNS", {}))

    @cached_property
    def checks(self) -> tuple[str, ...]:
        """Names of the checks that look for changes of meaning in this language, in the order of their file."""
        return self.lines("checks")

    def lines(self, name: str) -> tuple[str, ...]:
        """Lines of a text file of the language's folder, without comments; none where it has no such file."""
        return tuple(_lines(self.folder / f"{name}.txt"))

    @cached_property
    def clitics(self) -> tuple[tuple[str, str], ...]:
        """Endings that are words of their own, and the words: "n't" is "not"."""
        return cast(tuple[tuple[str, str], ...], self._named("CLITICS", ()))

    @cached_property
    def spellings(self) -> tuple[tuple[str, re.Pattern[str], str], ...]:
        """Spellings that are evened out: letters that a word must have, the pattern, and what stands for it."""
        return cast(tuple[tuple[str, re.Pattern[str], str], ...], self._named("SPELLINGS", ()))

    @cached_property
    def decimal_comma(self) -> bool:
        """Whether a comma stands before the decimals, and a point between thousands."""
        return bool(self._named("DECIMAL_COMMA", False))

    @cached_property
    def nouns_in_capitals(self) -> bool:
        """Whether every noun has a capital, so that a capital tells no name."""
        return bool(self._named("NOUNS_IN_CAPITALS", False))

    def _named(self, name: str, otherwise: object) -> object:
        """What the language's module of patterns calls by that name."""
        if not (self.folder / "patterns.py").is_file():
            return otherwise
        return getattr(import_module(f"dedup.lang.{self.code}.patterns"), name, otherwise)

    def _any_of(self, match: re.Match[str]) -> str:
        """The alternation of the words of a tag, the longest first; each word capitalised for "<Tag>"."""
        tag = match[1]
        words = self.words(tag.lower())
        shown = {word.capitalize() for word in words} if tag[0].isupper() else words
        return "|".join(map(re.escape, sorted(shown, key=lambda word: (-len(word), word))))

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """How words of the language stand to each other."""
        if not (self.folder / "thesaurus.py").is_file():
            return _NoThesaurus()
        module: Thesaurus = import_module(f"dedup.lang.{self.code}.thesaurus")
        return module


_TAG: Final = re.compile(r"<<(\w+)>>")
_ROOT: Final = Path(__file__).parent
NEUTRAL: Final = Pack("und", _ROOT / "und")
"""Of every language without a folder: numbers, edits of words and copies of quotation marks, no judgement on words."""


TWEET: Final = "tweet"
THIRD_TEXTS: Final = ("statement", TWEET, "interview", "speech", "ruling", "study", "letter", "debate")
"""Kinds of a third text that two reports may both rest on; a language names each by its pattern "third.KIND"."""


@cache
def pack_of(code: str) -> Pack:
    """The pack of a language by its ISO 639-1 code; NEUTRAL where it has no folder."""
    return Pack(code, _ROOT / code) if code in languages() else NEUTRAL


@cache
def languages() -> frozenset[str]:
    """Codes of the languages that have a folder."""
    return frozenset(path.parent.name for path in _ROOT.glob("??/words.tsv"))


def pack_of_both(one: str, other: str) -> Pack:
    """The pack of two texts that are compared: NEUTRAL where their languages differ."""
    return pack_of(one) if one == other else NEUTRAL


def _lines(path: Path) -> list[str]:
    """Lines of a data file without empty ones and comments; none where there is no file."""
    if not path.is_file():
        return []
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
