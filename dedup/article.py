"""The article: a text and what is known about it. The raw text is never altered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal, get_args

from dedup.addresses import host_of, page_address
from dedup.errors import InputError

Rel = Literal["link", "canonical", "syndication-source", "original-source", "isBasedOn", "citation"]
"""What a page means by an address: a link in its text, or what its head says of it, where that leads to another site."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a page gives.

    `text` are its words, [start, end) their place in the article's text, 0 and 0 where none is known.
    Raises InputError for an unknown `rel`, and for a place that is none.
    """

    url: str
    text: str = ""
    start: int = 0
    end: int = 0
    rel: Rel = "link"

    def __post_init__(self) -> None:
        _check("link", self.url)
        _check(f"link {self.url!r}: text", self.text)
        if self.rel not in get_args(Rel):
            raise InputError(f"link {self.url!r}: rel is {self.rel!r}; it can be {', '.join(get_args(Rel))}")
        if not all(type(place) is int for place in (self.start, self.end)) or not 0 <= self.start <= self.end:
            raise InputError(f"link {self.url!r}: [{self.start!r}, {self.end!r}) is no place in a text")

    def to_plain(self) -> dict[str, Any]:
        """What is known of the link, as plain values."""
        plain = {"text": self.text, "start": self.start, "end": self.end, "rel": self.rel if self.rel != "link" else ""}
        return {"url": self.url, **{key: value for key, value in plain.items() if value}}


_SHOWN: Final = 40
"""Characters of a text that its article's repr shows."""
_APART: Final = ("text", "id", "links", "furniture")
"""What `known` tells in another way, or not at all."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read.

    `text` is the whole text, offsets everywhere else are 0-based half-open code points of it.
    `published` is an ISO 8601 date or date-time; `credit` is whom the page itself says that its text comes from.
    `links` are what it links to, each an address or a Link that knows its words and its place, see `linked`.
    `furniture`: stretches of the text that a corpus knows to be furniture of the outlet, see `Detector.with_furniture`; not stored.
    Raises InputError when the text holds no word, when a value is no string, and for code points that no encoding can carry.
    """

    text: str
    id: str = ""
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    links: tuple[str | Link, ...] = ()
    credit: str | None = None
    furniture: tuple[tuple[int, int], ...] = ()

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
        self._check_places(name)
        if not self.text.strip():
            raise InputError(f"{name}: the text is empty; give a text with at least one word")
        if not any(map(_carries_meaning, self.text)):
            raise InputError(f"{name}: the text has no letter and no digit; there is nothing to compare")

    def __repr__(self) -> str:
        """Its name and how it begins, never the whole text: what a shell, a log or a traceback shows."""
        begin = " ".join(self.text[: 2 * _SHOWN].split())[:_SHOWN]
        return f"<Article {self.name!r}: {begin!r}…, {len(self.text):,} characters>"

    @property
    def host(self) -> str | None:
        """The host that the url names, in lower case; None without one, also where the address is broken ("http://[oops/")."""
        return host_of(self.url)

    @property
    def name(self) -> str:
        """What tells the article from others: its id, else its address as pages are compared; "" where it states neither."""
        return self.id or page_address(self.url)

    @property
    def linked(self) -> tuple[Link, ...]:
        """Its links, those that were given as an address alone without words and place."""
        return tuple(link if isinstance(link, Link) else Link(link) for link in self.links)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that its text links to, in order, once each."""
        return tuple(dict.fromkeys(link.url for link in self.linked if link.rel == "link"))

    def known(self) -> dict[str, Any]:
        """Everything but the text and the id that is known of it, as plain values; `restored` is the inverse."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _APART}
        links = [link.to_plain() if isinstance(link, Link) else link for link in self.links]
        return {name: value for name, value in {**values, "links": links}.items() if value}

    def _known(self) -> Iterator[tuple[str, object]]:
        known = ((field, getattr(self, field)) for field in ("id", "title", "url", "outlet", "author", "published", "credit"))
        yield from ((field, value) for field, value in known if value is not None)
        yield from (("links", link) for link in self.links if not isinstance(link, Link))

    def _check_places(self, name: str) -> None:
        beyond = next((link for link in self.links if isinstance(link, Link) and link.end > len(self.text)), None)
        if beyond:
            raise InputError(f"{name}: the link to {beyond.url!r} ends at {beyond.end:,}, the text at {len(self.text):,}")


def restored(text: str, identity: str, known: Mapping[str, Any]) -> Article:
    """The article that `Article.known` took apart. Raises InputError, TypeError, AttributeError for what it cannot have given."""
    links = tuple(Link(**link) if isinstance(link, dict) else link for link in known.get("links", ()))
    return Article(text, identity, **{**known, "links": links})


def as_article(value: Article | str, name: str = "") -> Article:
    """An article as it is; a text as an article of which nothing else is known.

    Raises InputError for anything else, with the `name` of the value, if it has one; None and NaN are told as missing.
    """
    if isinstance(value, Article):
        return value
    if isinstance(value, str):
        return Article(value)
    if name and (value is None or value != value):
        raise InputError(f"{name} is missing; leave it out, or give its text")
    said = f"{name} is" if name else "got"
    raise InputError(f"{said} {type(value).__name__}, expected an Article or its text as str")


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
