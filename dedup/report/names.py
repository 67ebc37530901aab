"""How an article is called: by its headline, its outlet and its date; by a file's name only where its text has no words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dedup.kinds import Side
from dedup.report.sides import Column
from dedup.report.visible import clipped, visible
from dedup.result import ArticleInfo

_LONGEST_HEADLINE: Final = 160
"""Characters of a first line from which it is read as a paragraph."""
_OPENING: Final = 70
"""Characters of the opening words of a text without a headline."""
_IN_A_SENTENCE: Final = 72
"""Characters of a headline inside a sentence; the whole one stands beside it."""
_FIRST_LINE: Final = re.compile(r"\s*(\S[^\n\r\x0b\x0c\x85\u2028\u2029]*)[\n\r\x0b\x0c\x85\u2028\u2029]+\s*(\S)")


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
        """The headline; the opening words and an ellipsis where there is none."""
        return self.headline or self.opening


def named(column: Column) -> Named:
    """What a reader knows the article of a column by; characters that act are made visible."""
    info = column.info
    opening = clipped(visible(" ".join(column.text.split())), _OPENING)
    return Named(
        side=column.side,
        letter=column.side.upper(),
        role=column.role,
        headline=visible(headline(info, column.text)),
        opening=opening if opening.endswith("…") else f"{opening}…",
        outlet=visible(info.outlet or "").strip(),
        published=visible(info.published or "").strip(),
        words=info.words,
    )


def headline(info: ArticleInfo, text: str) -> str:
    """The title, or the first line of the text where it is short, is no sentence and a new one follows; "" otherwise."""
    if info.title and info.title.strip():
        return " ".join(info.title.split())
    match = _FIRST_LINE.match(text.removeprefix("\ufeff"))
    if match is None:
        return ""
    line, following = match.group(1).strip(), match.group(2)
    is_sentence = line.endswith((".", ",", ";", ":")) and not line.endswith("...")
    return "" if len(line) > _LONGEST_HEADLINE or is_sentence or following.islower() else " ".join(line.split())


def called(one: Named, other: Named) -> tuple[str, str]:
    """The two names for a sentence: headlines; outlets where these are the same or missing; else the roles."""
    if one.headline and other.headline and one.headline.casefold() != other.headline.casefold():
        return _quoted(one.headline), _quoted(other.headline)
    if one.outlet and other.outlet and one.outlet.casefold() != other.outlet.casefold():
        return f"the text of {clipped(one.outlet, _IN_A_SENTENCE)}", f"the text of {clipped(other.outlet, _IN_A_SENTENCE)}"
    if one.shown.casefold() != other.shown.casefold():
        return _quoted(one.shown), _quoted(other.shown)
    return f"article {one.letter}", f"article {other.letter}"


def _quoted(words: str) -> str:
    return f"“{clipped(words, _IN_A_SENTENCE)}”"
