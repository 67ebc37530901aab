"""The article: a text and what is known about it. The raw text is never altered."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from dedup.errors import InputError


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    `text` is the whole text, offsets everywhere else are 0-based half-open code points of it.
    `published` is an ISO 8601 date or date-time, `links` are the addresses that the text links to.
    Raises InputError when the text holds no word, or code points that no encoding can carry.
    """

    text: str
    id: str = ""
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name = f"article {self.id!r}" if self.id else "article"
        object.__setattr__(self, "links", tuple(self.links))  # a list would make an article that cannot be hashed
        if not isinstance(self.text, str):
            raise InputError(f"{name}: text is {type(self.text).__name__}, expected str")
        if not self.text.strip():
            raise InputError(f"{name}: the text is empty; give a text with at least one word")
        if not any(map(_carries_meaning, self.text)):
            raise InputError(f"{name}: the text has no letter and no digit; there is nothing to compare")
        try:
            self.text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InputError(
                f"{name}: lone surrogate U+{ord(self.text[error.start]):04X} at character {error.start}; "
                "decode the text with its right encoding"
            ) from None


def _carries_meaning(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] in "LN"
