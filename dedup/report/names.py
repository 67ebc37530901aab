"""How an article is called: by its headline, its outlet and its date; by a file's name only where its text has no words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dedup.kinds import Side
from dedup.report.sides import Column
from dedup.report.visible import clipped, visible
from dedup.reread.mojibake import unbroken
from dedup.result import ArticleInfo

_LONGEST_HEADLINE: Final = 160
"""Characters of a first line from which it is read as a paragraph."""
_OPENING: Final = 70
"""Characters of the opening words of a text without a headline."""
_READ: Final = 1_000
"""Characters from which these are taken, white space and broken letters included."""
_IN_A_SENTENCE: Final = 72
"""Characters of a headline inside a sentence; the whole one stands beside it."""
_FIRST_LINE: Final = re.compile(r"\s*(\S[^\n\r\x0b\x0c\x85\u2028\u2029]*)[\n\r\x0b\x0c\x85\u2028\u2029]+\s*(\S)")
_LINE_ENDS: Final = "\n\r\x0b\x0c\x85\u2028\u2029"
_LETTER: Final = re.compile(r"[^\W_]")

_DATELINE: Final = re.compile(
    r"[-–—•|*]\s|.*\b(?:[^\W\d]{3,}\.?\s\d{1,2},?\s(?:19|20)\d\d|\d{1,2}\.?\s[^\W\d]{3,}\.?,?\s(?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d)(?:[\s,|]+\d{1,2}[:.]\d\d.*)?\W*$"
)
"""A line that ends in a date, or begins as an item of a list: it says where and when, and is no headline."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a reader knows an article by.

    `letter`: A or B, as the articles were given. `headline`: its title, or the short first line of its text; "" where it has
    neither: then `opening` are its first words.
    """

    side: Side
    letter: str
    role: str
    headline: str
    opening: str
    outlet: str
    published: str
    words: int

    @property
    def shown(self) -> str:
        """The headline; that there is none, and the opening words, else."""
        return self.headline or f"(no headline) {self.opening}"


def named(column: Column) -> Named:
    """What a reader knows the article of a column by; characters that act are made visible."""
    info = column.info
    opening = clipped(_readable(" ".join(_without_dateline(column.text)[:_READ].split())), _OPENING)
    return Named(
        side=column.side,
        letter=column.side.upper(),
        role=column.role,
        headline=_readable(headline(info, column.text)),
        opening=opening if opening.endswith("…") else f"{opening}…",
        outlet=visible(info.outlet or "").strip(),
        published=visible(info.published or "").strip(),
        words=info.words,
    )


def headline(info: ArticleInfo, text: str) -> str:
    """The title, or the first line of the text where it is short, is no sentence and a new one follows; "" otherwise.

    Neither is one without a letter or a digit.
    """
    if info.title and _LETTER.search(info.title):
        return " ".join(info.title.split())
    match = _FIRST_LINE.match(_begun(text))
    if match is None or _DATELINE.match(match.group(1)):
        return ""
    line, following = match.group(1).strip(), match.group(2)
    is_sentence = line.endswith((".", ",", ";", ":")) and not line.endswith("...")
    return "" if len(line) > _LONGEST_HEADLINE or is_sentence or following.islower() else " ".join(line.split())


def _without_dateline(text: str) -> str:
    """The text from where it begins to tell something."""
    begun = _begun(text)
    match = _FIRST_LINE.match(begun)
    return begun[match.start(2) :] if match and _DATELINE.match(match.group(1)) else begun


def _begun(text: str) -> str:
    """The text from its first line with a letter or a digit on; all of it where there is none."""
    first = _LETTER.search(text)
    before = text[: first.start()] if first else ""
    return text[max(before.rfind(end) for end in _LINE_ENDS) + 1 :].removeprefix("\ufeff")


def called(one: Named, other: Named) -> tuple[str, str]:
    """The two names for a sentence: headlines; outlets where these are the same or missing; else how the texts begin."""
    if one.headline and other.headline and one.headline.casefold() != other.headline.casefold():
        return _quoted(one.headline), _quoted(other.headline)
    if one.outlet and other.outlet and one.outlet.casefold() != other.outlet.casefold():
        return f"the text of {clipped(one.outlet, _IN_A_SENTENCE)}", f"the text of {clipped(other.outlet, _IN_A_SENTENCE)}"
    if one.shown.casefold() != other.shown.casefold():
        return _by_words(one), _by_words(other)
    return f"article {one.letter}", f"article {other.letter}"


def _by_words(one: Named) -> str:
    return _quoted(one.headline) if one.headline else f"article {one.letter} ({_quoted(one.opening)})"


def _readable(words: str) -> str:
    """Words of a text as a reader would have them: letters that a wrong encoding has broken read again, acting ones shown."""
    mended = unbroken(words)
    return visible(mended.text if mended else words)


def _quoted(words: str) -> str:
    return f"“{clipped(words, _IN_A_SENTENCE)}”"
