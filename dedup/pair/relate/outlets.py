"""Which outlet an article belongs to, and which outlets it credits, told from its metadata and its text.

Names are compared by their letters alone, in lower case and without "the": "The Vale Courier", "ValeCourier.com" and
"vale-courier" are one name. How a language names and credits outlets, its pack knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from dedup.addresses import site
from dedup.document import Document, kept_with_document
from dedup.lang.base import NEUTRAL, Pack, languages, pack_of
from dedup.language import is_common
from dedup.words import Span

_THE: Final = NEUTRAL.pattern("outlet.the")


INITIALS, _TELLING, _NAME_WORDS = 3, 4, 4
"""Letters of the shortest initials that name an outlet, and of the shortest part of a key that does; words of the longest name."""
_TAIL: Final = 0.8
"""Share of a text behind which a copyright or an address is the article's own."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """Names by key: `own` are the article's for sure, `close` those it heard things as, `credited` those it says reported.

    `ascribed`: every name, an outlet's or not, that something is ascribed to, by all keys that it may go by: it credits the other
    article where the other's outlet is known to be called so.
    """

    own: frozenset[str]
    close: frozenset[str]
    credited: dict[str, Span]
    ascribed: dict[str, tuple[Span, ...]]


@kept_with_document
def outlets(article: Document) -> Outlets:
    """The outlets of an article by key, with the place of the first credit."""
    credited: dict[str, Span] = {}
    named = {kind: list(_matched(f"outlet.{kind}", article)) for kind in ("crediting", "owning", "ascribing", "signature")}
    for name, span in named["crediting"]:
        if _is_outlet(name):
            credited.setdefault(outlet_key(name), span)
    own = frozenset(filter(None, _own(article)))
    close = frozenset(outlet_key(name) for name, _ in named["owning"] if _is_outlet(name))
    return Outlets(own, close, credited, _ascribed(chain.from_iterable(named.values()), pack_of(article.language)))


def _ascribed(named: Iterable[tuple[str, Span]], pack: Pack) -> dict[str, tuple[Span, ...]]:
    by_key: dict[str, list[Span]] = {}
    for name, span in named:
        for key in _keys(name, pack):
            by_key.setdefault(key, []).append(span)
    return {key: tuple(spans) for key, spans in by_key.items()}


def _keys(name: str, pack: Pack) -> Iterator[str]:
    """What a name in running text may be called as a key: its letters, with and without "the", and what is short for it.

    "The Vale Evening Post" is "valeeveningpost", as a host may be "vep" or "vepost"; of "A Vale Post article" only the name is one.
    """
    yield _letters(name)
    opening, _, rest = name.partition(" ")
    if rest and not _THE.match(name) and opening.lower() in pack.words("small"):
        name = rest
    yield outlet_key(name)
    words = re.findall(r"\w+", _THE.sub("", name))
    if len(words) < 2 or not (_is_outlet(name) or _THE.match(name)):
        return  # a person's initials are nobody's host
    if len(words) >= INITIALS:
        yield "".join(word[0] for word in words).lower()
    yield ("".join(word[0] for word in words[:-1]) + words[-1]).lower()


def strict_names(article: Document) -> frozenset[str]:
    """The keys by which a text may ascribe something to the article's outlet.

    One that is called "The" and a common word is so called with "the" alone: "Post" is a fence's too, "The Post" is not.
    """
    known = re.sub(NEUTRAL.pattern("outlet.section"), "", article.article.outlet or "").strip()
    own = set(outlets(article).own)
    the = _THE.match(known)
    if the and re.fullmatch(r"\w+", known[the.end() :]):
        own.discard(outlet_key(known))
        own.add(_letters(known))
    return frozenset(key for key in own if len(key) >= INITIALS)


def outlet_key(name: str) -> str:
    """Letters and digits of a name in lower case, without "the", "www." and the top-level domain."""
    return _letters(NEUTRAL.pattern("outlet.no_key").sub("", name.strip().lower()))


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def same_outlet(one: str, other: str) -> bool:
    """Whether two keys name one outlet: equal, or the one is short for the other.

    "courier" of "valecourier", where it is an outlet's word; "valecourier" of "valecouriernewsfoundation".
    """
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if len(short) < _TELLING:
        return False
    tail = long.removeprefix(short)
    return (long.endswith(short) and short in _outlet_words()) or (
        tail != long and NEUTRAL.pattern("outlet.company_tail").fullmatch(tail) is not None
    )


def mentions(article: Document, key: str) -> Span | None:
    """Where the article first names an outlet, as one to four words or as an address; None where it does not.

    A common word ("Time", "The Hill") names none, unless it stands in capitals ("CNN"): what a text has from there, it ascribes.
    """
    run = _named(article, key)
    span = run and article.words.span(run[0], run[1] + 1)
    return None if span and _is_word(key, article) and not article.text[slice(*span)].isupper() else span


_COMMON: Final = 5.5
"""Rarity up to which a word is one of the language's, in -log10 of its frequency: "gazette" is, "axios" is not."""


def _is_word(key: str, article: Document) -> bool:
    """Whether the key of an outlet is a common word, with or without "the", and no agency's name."""
    bare = key.removeprefix("the")
    return key not in NEUTRAL.words("agency_key") and any(is_common(one, article.language, _COMMON) for one in (key, bare))


def _named(article: Document, key: str) -> tuple[int, int] | None:
    """First and last word of what first has a key's letters: one to four words from a capital on, else a single word."""
    letters = _bare(article)
    for start in article.initials:
        if key.startswith(letters[start]):
            joined = ""
            for end in range(start, min(start + _NAME_WORDS, len(letters))):
                joined += letters[end]
                if joined == key:
                    return start, end
    return (letters.index(key),) * 2 if key in letters else None


@kept_with_document
def _bare(article: Document) -> tuple[str, ...]:
    """The letters and digits of each word."""
    known = article.words.norm_vocabulary
    return known.each([form if form.isalnum() else re.sub(r"[\W_]", "", form) for form in known.forms])


def _own(article: Document) -> Iterator[str]:
    known, text, pack = article.article, article.text, pack_of(article.language)
    yield outlet_key(known.outlet or "")
    yield outlet_key(re.sub(NEUTRAL.pattern("outlet.section"), "", known.outlet or ""))
    yield outlet_key(site(known.url))
    tail = text[int(len(text) * _TAIL) :]
    for match in pack.pattern("outlet.copyright").finditer(tail):
        yield outlet_key(NEUTRAL.pattern("outlet.company").sub("", match["name"]))
    for match in NEUTRAL.pattern("outlet.address").finditer(tail):
        yield outlet_key(match[1] or match[2])
    opening = pack.pattern("outlet.dateline").match(text)
    if opening:
        yield outlet_key(opening["a"] or opening["b"])


def _matched(name: str, article: Document) -> Iterator[tuple[str, Span]]:
    text, pack = article.text, pack_of(article.language)
    for match in pack.pattern(name).finditer(text):
        for group, listed in match.groupdict().items():
            if listed:
                end = match.start(group) + len(_alone(listed, pack))
                yield text[match.start(group) : end], (match.start(group), end)


_SENTENCE_END: Final = re.compile(r"(?<=[^\W\d_]{3})\.\s+")
"""A full stop behind three letters: that of "St. Ives Echo" ends no sentence."""


def _alone(name: str, pack: Pack) -> str:
    """A name without what opens the next sentence: of "The Ferry. Fishermen", of "Daily Bugle In other", where a line was lost."""
    name = _SENTENCE_END.split(name, maxsplit=1)[0]
    for match in re.finditer(r"\s([A-Z]\w*)", name):
        if match[1].lower() in pack.words("small"):
            return name[: match.start()]
    return name


def _is_outlet(name: str) -> bool:
    """Whether a name looks like an outlet's: by one of its words, as an address, as an agency, or by odd capitals."""
    parts = re.findall(r"[\w’'&-]+", name)
    key = outlet_key(name)
    odd = any(re.search(r"[a-z][A-Z]|^[A-Z]{3,}$", part) for part in parts)
    return (
        key in NEUTRAL.words("agency_key")
        or "." in name.strip(".")
        or odd
        or any(part.lower() in _outlet_words() for name_part in parts for part in (name_part, name_part.rpartition("-")[2]))
    )


def is_press(key: str) -> bool:
    """Whether a key is surely that of an outlet or agency: it ends in an outlet's word or is a known agency."""
    return key in NEUTRAL.words("agency_key") or any(key.endswith(word) for word in _outlet_words() if len(word) >= _TELLING)


@cache
def _outlet_words() -> frozenset[str]:
    """Words that outlets of any language are called by: a name stays what it is in a text of another language."""
    return frozenset[str]().union(*(pack_of(code).words("outlet") for code in languages()))
