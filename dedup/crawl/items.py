"""What extractors and crawlers put out -> Article: our own keys, those of trafilatura, of news-please and of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.records import KEYS, article_from_record

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {**KEYS, "id": ("id",), "links": ("links",), "credit": ("credit",)}
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
    taken = set(names.values()) if names else set()
    record = {key: _plain(value) for key, value in item.items() if key not in taken}
    for field, key in (names or {}).items():
        record = {one: value for one, value in record.items() if one not in _NAMES[field]} | {field: _plain(item.get(key))}
    if not any(record.get(key) for key in _NAMES["text"]):
        asked = " or ".join(map(repr, (names["text"],) if names and "text" in names else _NAMES["text"]))
        raise InputError(f"no key {asked} with a text; its keys are {', '.join(map(repr, item))}")
    article = article_from_record(record)[0]
    return article if article.id else replace(article, id=article.name)


def _plain(value: Any) -> Any:
    """Dates as ISO 8601, tuples as lists, blank names as not known."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, (str, list, dict, int, float)) and not value else value  # of others nothing is asked
