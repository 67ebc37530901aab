"""Who is named in a text: names and their surnames, people told from places and firms, and phrases that stand for somebody.

Words and patterns come from the pack of the language in which the text is; one that lacks them names nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from dedup.lang.base import Pack
from dedup.lang.terms import stem
from dedup.words import Span


@cache
def says(pack: Pack) -> frozenset[str]:
    """Verbs of saying, those that are loaded and those of quoting among them."""
    return pack.words("saying") | pack.words("loaded_saying_form") | pack.words("quoting")


@cache
def _titles(pack: Pack) -> frozenset[str]:
    return frozenset(word.capitalize() for word in pack.words("speaker_title"))


@cache
def _no_names(pack: Pack) -> frozenset[str]:
    return pack.words("not_name") | says(pack)


_WORD_BEFORE: Final = re.compile(r"\b([^\W\d_]+)\s+$")
_OWNS: Final = ("’s", "'s")
_MOST_WORDS: Final = 9
"""A phrase of more words tells something; it names nobody."""
_BEFORE_NAME, _BEHIND_NAME = 40, 30
"""Characters before and behind a name in which what marks it as a person's stands."""
_WORD, _SMALL_WORD = 20, 8
"""Characters that hold the word before a name with its space, and a preposition with its own."""
_MARKS: Final = 3
"""Characters that hold a mark and the spaces beside it."""
_PERSON_WORDS: Final = 3
"""Words up to which a name without a mark is a person's; a longer one is an office's or a work's."""
_SHOUTED: Final = 6
"""Letters from which on a word in capitals is no acronym but a label: "BREAKING"."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the words that name them, and what they are known by (surname or head noun, lower case).

    `sure`: a person whom the text names right beside a verb of saying, or the only one whom a pronoun there can mean.
    """

    text: str
    key: str
    pronoun: bool = False
    sure: bool = False


def speaker_named(pack: Pack, text: str, phrase: str, *, tagged: bool = False) -> Speaker | None:
    """The person, organisation or description that a phrase of a text names: nobody for a stretch of page, a thing or a clause.

    `tagged`: the phrase stands between a quotation and a verb of saying, so that any description is a speaker's.
    """
    piece = pack.pattern("speech.day_before").sub("", phrase.strip(" \u00a0,—–-\n\t“”\"‘’'"))
    words = piece.split()
    if not words or not piece[0].isalnum() or len(words) > _MOST_WORDS or piece.endswith(_OWNS):
        return None
    if words[0].lower() in pack.words("no_speaker"):
        return None
    if pack.pattern("speech.somebody").fullmatch(words[0]) and len(words) == 1:
        return None
    if len(words) <= 2 and words[0].lower() in pack.words("who_speaks") and (len(words) == 1 or _is_oneself(pack, words[1])):
        return Speaker(words[0], words[0].lower(), pronoun=True)
    if any(word.lower().strip(",.") in pack.words("auxiliary") for word in words):
        return None
    head = _head(pack, piece)
    if _described(pack, words, head, tagged):
        return Speaker(piece, head.lower())
    names = [(at, name) for at, name in names_in(pack, piece) if not _is_label(pack, name)]
    if names and not (words[-1][0].isupper() or _is_oneself(pack, words[-1]) or words[-1][0].isdigit()):
        return None  # "part of his fondness for the Ferry is old"
    opening = words[0].lower()
    if names and not governing(pack).isdisjoint(re.findall(r"[a-z]+", piece[: names[0][0]].lower())):
        return None  # "later in an interview with X"
    if names and (words[0][0].isupper() or opening in pack.words("describes") or _names_end(piece, names)):
        return _of_names(pack, text, piece, names)
    return None


def _is_oneself(pack: Pack, word: str) -> bool:
    return word.endswith(tuple(pack.words("self_ending")))


def _of_names(pack: Pack, text: str, piece: str, names: list[tuple[int, str]]) -> Speaker:
    keys = person_keys(pack, text)
    title = pack.pattern("speech.title")
    known = ((at, name) for at, name in names if key_of(pack, name) in keys or (" " in name and title.match(name)))
    people = [name for at, name in known if not _describes(pack, piece, at + len(name))]
    if people:
        person = people[-1] if piece.endswith(people[-1]) else people[0]
        return Speaker(person, key_of(pack, person), sure=True)
    last = names[-1][1]
    name = last if piece.endswith(last) else names[0][1]
    return Speaker(name, key_of(pack, name))


def _names_end(piece: str, names: list[tuple[int, str]]) -> bool:
    """Whether the last name closes the phrase: "rancher Ida Marsh"."""
    return piece.endswith(names[-1][1])


def _head(pack: Pack, piece: str) -> str:
    """The noun that a phrase is about: "spokesman" of "a spokesman for Bell"."""
    return pack.pattern("speech.head_ends").split(f"{piece} ")[0].split()[-1].strip(".,’'\"") if piece.split() else ""


def _described(pack: Pack, words: list[str], head: str, tagged: bool) -> bool:
    """Whether a phrase describes a speaker without naming one: "a second official", "Bell officials", "critics"."""
    return (
        head.islower()
        and head not in pack.words("document")
        and words[0].lower() not in governing(pack)
        and (words[0].lower() in pack.words("describes") or words[0][0].isupper() or len(words) <= 2)
        and (
            _can_speak(pack, head)
            or (tagged and words[0].lower() in pack.words("describes") and pack.words("period").isdisjoint([head]))
        )
    )


def _can_speak(pack: Pack, noun: str) -> bool:
    return (
        noun in pack.words("speaks")
        or stem(noun) in pack.stems("role")
        or pack.thesaurus.is_person(noun)
        or pack.pattern("speech.person_ending").search(noun) is not None
    )


def _is_label(pack: Pack, name: str) -> bool:
    """Whether what looks like a name is a day, a month or a label in capitals."""
    words = name.split()
    shouted = any(len(word) >= _SHOUTED and word.isupper() for word in words)
    return shouted or (name.isupper() and " " in name) or all(word.lower().strip(".,") in pack.words("not_name") for word in words)


_PIECE: Final = 300
"""Characters up to which a text is a phrase or a name: thousands are asked for, and must not push articles out of a cache."""


def names_in(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    """Names with where they stand; words that only open a sentence are cut off, and so is what owns the name ("Halmen's")."""
    return _names_in_piece(pack, text) if len(text) <= _PIECE else _names_in_article(pack, text)


@lru_cache(maxsize=4096)
def _names_in_piece(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    return _names(pack, text)


@lru_cache(maxsize=32)
def _names_in_article(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    return _names(pack, text)


def _names(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    names = []
    for match in pack.pattern("speech.name").finditer(text):
        words = match.group().split()
        tail = match.group()
        while len(words) > 1 and pack.pattern("speech.date").fullmatch(words[-1]):
            tail = tail[: tail.rstrip().rfind(words.pop())].rstrip()
        while words and (words[0].lower() in _no_names(pack) or (words[0].endswith(_OWNS) and len(words) > 1)):
            words.pop(0)
        name = " ".join(words)
        end = match.start() + len(tail)
        owns = name.endswith(_OWNS) and text[end : end + 2].strip()[:1].islower()
        if words and name not in _titles(pack) and not owns:
            names.append((end - len(name), name))
    return tuple(names)


@lru_cache(maxsize=4096)
def key_of(pack: Pack, text: str) -> str:
    """What somebody is known by: the surname of a name, else the last noun of the phrase before "of", "for", "at" or "in"."""
    names = [name for _, name in names_in(pack, plain(pack, text))]
    if names:
        words = [word.strip(".,’'") for word in names[0].split() if not word.islower()]
        if words:
            return re.sub(r"[’']s$", "", words[-1]).lower()
    head = pack.pattern("speech.key_ends").split(text.lower())[0].split()
    return head[-1].strip(".,") if head else text.lower().strip()


_ASIDE: Final = re.compile(r"\([^()\n]{1,60}\)|, [DRI]-[A-Z][\w.]{1,6}(?:,|(?=\s))")


def plain(pack: Pack, text: str) -> str:
    """The text with spaces for the full stops of "Mr." and initials, for brackets and parties: as long, without false ends."""
    return _plain(pack, text) if len(text) <= _PIECE else _plain_article(pack, text)


@lru_cache(maxsize=32)
def _plain_article(pack: Pack, text: str) -> str:
    return _plain(pack, text)


def _plain(pack: Pack, text: str) -> str:
    bare = _ASIDE.sub(
        lambda match: " " * len(match[0]), pack.pattern("speech.set_into_text").sub(lambda match: "." * len(match[0]), text)
    )
    return pack.pattern("speech.abbreviated").sub(lambda match: match[1] + " ", bare)


def _describes(pack: Pack, piece: str, end: int) -> bool:
    """Whether a name only says whose man the next one is: "Bell spokesman Jim Rowe", "Bell's lawyer, Ann Poole"."""
    after = re.match(r"(?:[’']s?)?\s+(?:[a-z]+\s){0,2}?(?P<role>[a-z]+),?\s+(?=[A-Z])", piece[end:])
    return after is not None and stem(after["role"]) in pack.stems("role")


@lru_cache(maxsize=16)
def people_in(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    """Where people are named: by names that a title, a verb of saying or a description ("X, a nurse") marks anywhere."""
    no_person = pack.words("no_person") | pack.words("outlet")
    named = [(at, name) for at, name in names_in(pack, text) if not name.isupper() and no_person.isdisjoint(name.lower().split())]
    times = Counter(key_of(pack, name) for _, name in named)
    named = [(at, name) for at, name in named if " " in name or not _opens(text, at) or times[key_of(pack, name)] > 1]
    marked = {key_of(pack, name) for at, name in named if _is_marked(pack, text, at, name)}
    return tuple(
        (at, name)
        for at, name in named
        if (key_of(pack, name) in marked or _is_like_one(pack, name)) and not _governed(pack, text, at)
    )


def _is_like_one(pack: Pack, name: str) -> bool:
    """Whether a name without a mark reads like a person's: a few words, none of them "of"."""
    return 2 <= len(name.split()) <= _PERSON_WORDS and pack.words("partitive").isdisjoint(name.split(" "))


@lru_cache(maxsize=16)
def persons_anywhere(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    """The names of people wherever they stand, also behind a preposition."""
    keys = person_keys(pack, text)
    return tuple((at, name) for at, name in names_in(pack, text) if key_of(pack, name) in keys)


@lru_cache(maxsize=16)
def subjects_in(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    """Where people stand as somebody who acts: a pronoun behind may mean them."""
    return tuple((at, name) for at, name in people_in(pack, text) if _acts(pack, text, at, at + len(name)))


@lru_cache(maxsize=16)
def unknown_subjects_in(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    """Where a single name that nothing marks as a person's stands as if somebody acted: "Poole, the chairman,", "Poole laughed"."""
    keys = person_keys(pack, text)
    return tuple(
        (at, name)
        for at, name in names_in(pack, text)
        if " " not in name
        and key_of(pack, name) not in keys
        and not _governed(pack, text, at)
        and _may_act(pack, text, at, at + len(name))
    )


def _may_act(pack: Pack, text: str, start: int, end: int) -> bool:
    described = pack.pattern("speech.description_behind").match(text, end) is not None
    return described or (not pack.thesaurus.lemmas(text[start:end].lower()) and _acts(pack, text, start, end))


def is_person(pack: Pack, noun: str) -> bool:
    """Whether a noun is surely one person: "keeper", "brother", but no "council"."""
    role = stem(noun) in pack.stems("role") and not noun.endswith(tuple(pack.words("plural_ending")))
    if noun in pack.words("no_person"):
        return False
    return role or noun in pack.words("speaks") & pack.words("who") or pack.thesaurus.is_person(noun)


def _acts(pack: Pack, text: str, start: int, end: int) -> bool:
    before = pack.pattern("speech.before_subject").search(text[max(0, start - _BEFORE_NAME) : start])
    noun = re.search(r"([a-z]+),?\s+\Z", text[max(0, start - _WORD) : start])
    role = noun is not None and (stem(noun[1]) in pack.stems("role") or noun[1] in pack.words("speaks"))
    return (before is not None or role) and re.match(r",|\s+[a-z]|\s*\n", text[end : end + _MARKS]) is not None


@lru_cache(maxsize=16)
def person_keys(pack: Pack, text: str) -> frozenset[str]:
    """What the people of a text are known by."""
    return frozenset(key_of(pack, name) for _, name in people_in(pack, text))


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or a quotation opens at `at`, so that a capital says nothing."""
    before = text[max(0, at - _MARKS) : at].rstrip()
    return not before or before[-1] in '.!?:“"‘\n'


def _is_marked(pack: Pack, text: str, at: int, name: str) -> bool:
    if pack.pattern("speech.title").match(name):
        return True
    after = text[at + len(name) : at + len(name) + _BEHIND_NAME]
    if len(name.split()) > 1 and re.match(r",\s+(?:[a-z]|\d\d\b)", after):
        return True
    following, preceding = pack.pattern("speech.word_after").match(after), _WORD_BEFORE.search(text[max(0, at - _WORD) : at])
    if following and (following["verb"] is None or following["verb"] in says(pack)):
        return True
    return preceding is not None and preceding[1] in says(pack)


def _governed(pack: Pack, text: str, at: int) -> bool:
    """Whether a preposition stands right before: "in Port Averil"."""
    before = text[max(0, at - _SMALL_WORD) : at].split()
    return bool(before) and before[-1].lower() in governing(pack)


@cache
def governing(pack: Pack) -> frozenset[str]:
    """Words that make what is named behind them no subject."""
    return (pack.words("preposition") - pack.words("definite")) | pack.words("governs")


@lru_cache(maxsize=1024)
def sex_of(pack: Pack, name: str, text: str) -> str | None:
    """The pronoun that goes with a person's title anywhere in the text; None when no title tells."""
    surname = re.escape(name.split()[-1])
    named = re.compile(rf"\w+\s+(?:[A-Z]\w+\s+)?{surname}\b")
    sexes = {sex for at, sex in _titled(pack, text) if named.match(text, at)}
    return min(sexes, default=None)


@lru_cache(maxsize=16)
def _titled(pack: Pack, text: str) -> tuple[tuple[int, str], ...]:
    """Where the titles stand that tell a person's sex, and the pronoun that goes with each."""
    return tuple((match.start(), str(match.lastgroup)) for match in pack.pattern("speech.titled").finditer(text))


def line_of(text: str, position: int) -> Span:
    """The line that holds a position."""
    start = max(text.rfind(mark, 0, position) for mark in "\n\r") + 1
    ends = [end for end in (text.find(mark, position) for mark in "\n\r") if end >= 0]
    return start, min(ends, default=len(text))
