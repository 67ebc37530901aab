"""The stretches of an article: its own words; what others say in it; and the furniture that is known by its form on one page.

Furniture that only a corpus can tell is not looked for here, see `own_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from dedup.lang.base import Pack, pack_of
from dedup.language import language_of
from dedup.quotations import quotations
from dedup.words import Span

_ASCII_MARKS: Final = ('"', "(@")
_MARKS: Final = (*_ASCII_MARKS, *"“”„«»‹›「」『』")
"""What quotations and posts begin with. Looked for one by one: a pattern of all of them took half of the time of a whole run."""
_POST: Final = re.compile(
    r"^[^\n]*(?:[—–-][^\n]{1,60}\(@\w{1,15}\)|pic\.twitter\.com/\w|https?://t\.co/\w)[^\n]*$",
    re.M,
)
"""A line with an embedded post: its text, "— Name (@handle) date", or the address of its picture."""


_COUNTER: Final = re.compile(r"\b(\d{1,3})(?: [^\W\d]{1,4} | ?/ ?)(\d{1,3})\b")
"""A counter, "3 of 17" or "3/17"."""
_GALLERY_COUNTERS: Final = 3
"""Counters that follow each other, "3 of 17" after "2 of 17", which make the text around them the captions of a gallery."""

_LINE: Final = re.compile(r"[^\n]+")
_WORD: Final = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)*")
_FIRST_PERSON_SHARE: Final = 0.04
"""Share of words in the first person from which on a line is somebody's speech that lost its marks, as in `pair.relate.shared`."""
_LEAST_LINE: Final = 12
"""Words that such a line has at least."""
_AUTHOR_SHARE: Final = 1 / 3
"""Share of an article's words in such lines from which on they are its author's: an opinion, a diary, a transcript."""
_TELLING: Final = 2000
"""Characters by which the language of an article is told."""


def is_marked(text: str) -> bool:
    """Whether a text may hold quotations or embedded posts: else all of its words are its own."""
    return any(mark in text for mark in (_ASCII_MARKS if text.isascii() else _MARKS))


def galleries(text: str) -> list[Span]:
    """Code points of picture galleries: from the line of a first counter to the last of the counters that follow it."""
    spans: list[Span] = []
    row: list[re.Match[str]] = []
    for match in _COUNTER.finditer(text):
        if row and match[2] == row[-1][2] and int(match[1]) == int(row[-1][1]) + 1:
            row.append(match)
            continue
        spans += _gallery(text, row)
        row = [match]
    return spans + _gallery(text, row)


def _gallery(text: str, counters: Sequence[re.Match[str]]) -> list[Span]:
    if len(counters) < _GALLERY_COUNTERS:
        return []
    return [(text.rfind("\n", 0, counters[0].start()) + 1, counters[-1].end())]


def headlines(text: str, pack: Pack) -> list[Span]:
    """Code points of headlines that a page hangs on a name: the name again, grown together with the first of them.

    None in a language of which no word is known by which they end.
    """
    if not pack.pattern("furniture.headlines_end").search(text):
        return []
    return [match.span() for match in pack.pattern("furniture.headlines").finditer(text)]


def spoken_lines(text: str, quoted: Sequence[Span], pack: Pack) -> list[Span]:
    """Code points of lines in the first person outside what is `quoted`, in an article that tells the rest in the third: statements
    and block quotations without their marks. None in a language whose words for it are not known."""
    if not pack.words("first_person"):
        return []
    spans, total, spoken = list[Span](), 0, 0
    for line in _LINE.finditer(_blanked(text, quoted)):
        words = _WORD.findall(line[0].replace("’", "'"))
        total += len(words)
        if len(words) >= _LEAST_LINE and sum(_is_mine(word, pack) for word in words) >= _FIRST_PERSON_SHARE * len(words):
            spans.append(line.span())
            spoken += len(words)
    return spans if spoken <= _AUTHOR_SHARE * total else []


def _is_mine(word: str, pack: Pack) -> bool:
    """Whether a word is of the first person, and no name in capitals that is written like one ("US")."""
    norm = word.lower()
    return norm in pack.words("first_person") and not (word.isupper() and norm in pack.words("also_name"))


def _blanked(text: str, spans: Sequence[Span]) -> str:
    """The text with blanks for some spans, which do not overlap."""
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join((*parts, text[done:]))


def language_pack(text: str) -> Pack:
    """What is known of the language that an article is in."""
    return pack_of(language_of(tuple(_WORD.findall(text[:_TELLING].lower()))))


def own_and_furniture(text: str) -> tuple[list[str], list[str]]:
    """The stretches of a text outside its quotations, embedded posts, speech and furniture, in order; and those of the furniture
    that is known by its form."""
    pack = language_pack(text)
    posts = [match.span() for match in _POST.finditer(text)]
    quoted = [quotation.span for quotation in quotations(text)]
    furniture = [*galleries(text), *headlines(text, pack)]
    own = _between(text, [*quoted, *posts, *furniture, *spoken_lines(text, quoted, pack)])
    return own, [text[start:end] for start, end in furniture]


def _between(text: str, cuts: Iterable[Span]) -> list[str]:
    stretches, done = [], 0
    for start, end in sorted(cuts):
        if start > done:
            stretches.append(text[done:start])
        done = max(done, end)
    return [*stretches, text[done:]]
