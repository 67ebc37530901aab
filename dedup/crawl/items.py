"""What extractors and crawlers put out -> Article: our own keys, those of trafilatura, of news-please and of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.records import article_from_record

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "maintext", "articleBody"),
    "title": ("title", "headline"),
    "url": ("url",),
    "outlet": ("outlet", "sitename", "source_domain", "publisher"),
    "author": ("author", "authors"),
    "published": ("published", "date", "date_publish", "datePublished"),
    "id": ("id",),
}
FIELDS: Final = tuple(_NAMES)
"""Fields of an article that an item's keys can be named for."""


def article_from_item(item: Mapping[str, Any], names: Mapping[str, str] | None = None) -> Article:
    """The article in an item; without an id its url is its id.

    `names` says which key of the item holds which field ({"text": "body"}); without it the names that trafilatura
    (`bare_extraction(…).as_dict()`), news-please (`article.get_dict()`) and schema.org use are known. Raises InputError for a
    field that there is not, and for an item that is no article.
    """
    if unknown := set(names or ()) - set(FIELDS):
        raise InputError(f"an article has no {', '.join(map(repr, sorted(unknown)))}; its fields are {', '.join(FIELDS)}")
    known = {field: (names[field],) if names and field in names else keys for field, keys in _NAMES.items()}
    found = {field: next((item[key] for key in keys if item.get(key)), None) for field, keys in known.items()}
    if found["text"] is None:
        asked = " or ".join(map(repr, known["text"]))
        raise InputError(f"no key {asked} with a text; its keys are {', '.join(map(repr, item))}")
    published = found["published"]
    record: dict[str, Any] = {**found, "published": published.isoformat() if isinstance(published, date) else published}
    record["id"] = found["id"] or found["url"]
    return article_from_record({key: value for key, value in record.items() if value is not None})[0]
