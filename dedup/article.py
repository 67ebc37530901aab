"""The article: a text and what is known about it. The raw text is never altered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from dedup.errors import InputError


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    `text` is the whole text, offsets everywhere else are 0-based half-open code points of it.
    `published` is an ISO 8601 date or date-time, `links` are the addresses that the text links to.
    Raises InputError when the text holds no word, when a value is no string, and for code points that no encoding can carry.
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
        if not isinstance(self.id, str):
            raise InputError(f"article {self.id!r}: id is {type(self.id).__name__}, expected str")
        name = f"article {self.id!r}" if self.id else "article"
        if isinstance(self.links, str) or not isinstance(self.links, Iterable):
            raise InputError(f"{name}: links is {type(self.links).__name__}, expected a tuple of addresses")
        object.__setattr__(self, "links", tuple(self.links))  # a list would make an article that cannot be hashed
        if not isinstance(self.text, str):
            raise InputError(f"{name}: text is {type(self.text).__name__}, expected str")
        _check(name, self.text)
        for field, value in self._known():
            _check(f"{name}: {field}", value)
        if not self.text.strip():
            raise InputError(f"{name}: the text is empty; give a text with at least one word")
        if not any(map(_carries_meaning, self.text)):
            raise InputError(f"{name}: the text has no letter and no digit; there is nothing to compare")

    @property
    def host(self) -> str | None:
        """The host that the url names, in lower case; None without one, also where the address is broken ("http://[oops/")."""
        try:
            return urlsplit(self.url or "").hostname
        except ValueError:
            return None

    def _known(self) -> Iterator[tuple[str, object]]:
        known = ((field, getattr(self, field)) for field in ("id", "title", "url", "outlet", "author", "published"))
        yield from ((field, value) for field, value in known if value is not None)
        yield from (("links", link) for link in self.links)


def _check(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise InputError(f"{name} is {type(value).__name__}, expected str")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"{name}: lone surrogate U+{ord(value[error.start]):04X} at character {error.start}; decode it with its right encoding"
        ) from None


def _carries_meaning(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] in "LN"
