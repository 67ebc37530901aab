"""JSON -> Article: this project's own keys, or those of a schema.org NewsArticle; one article, not a list of several."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from dedup.addresses import is_address
from dedup.article import Article
from dedup.errors import InputError
from dedup.read.dates import iso_date
from dedup.read.markup import without_markup
from dedup.read.stated import CREDIT_KEYS, PAGE_KEYS, stated_credit, stated_links

KEYS: Final = {  # field of the article: its keys, our own first, then those of news-please, trafilatura, Media Cloud, schema.org
    "text": ("text", "maintext", "articleBody"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "sitename", "media_name", "source_domain", "publisher"),
    "author": ("author", "authors"),
    "published": ("published", "date", "date_publish", "publish_date", "datePublished"),
    "url": ("url", "mainEntityOfPage", "@id"),
}
RECORD_KEYS: Final = ("id", *(key for keys in KEYS.values() for key in keys), *PAGE_KEYS, *CREDIT_KEYS)
"""All keys of a record that are looked at: who reads tables needs no other columns."""
TEXT_KEYS: Final = KEYS["text"]
_ARTICLE_TYPE: Final = re.compile(r"(Article|BlogPosting|SocialMediaPosting|Report)$")
_JSON_TYPES: Final = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def article_from_json(text: str, identity: str) -> tuple[Article, tuple[str, ...]]:
    """The article in a JSON document, and notes; `identity` where it states no id. Raises InputError for anything else."""
    return article_from_record(sole_record(parsed(text)), identity)


def article_from_record(record: Mapping[str, Any], identity: str = "") -> tuple[Article, tuple[str, ...]]:
    """The article that a record describes, and notes. Keys that are not known are ignored; null and "" mean not known.

    Keys: id, url, title, outlet, author, published, text, links, credit, or those of a schema.org NewsArticle, of news-please,
    trafilatura and Media Cloud, see `KEYS`. A text that is HTML is read as what it shows. Raises InputError for a key of the wrong
    type, for a missing text, and for code points that no encoding can carry.
    """
    given = _text(record)
    text, markup_notes = without_markup(given)
    known, notes = known_from_record(record, given if text == given else None)
    return Article(**{"text": text, "id": identity, **known}), (*markup_notes, *notes)


def known_from_record(record: Mapping[str, Any], text: str | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a record says of an article besides its text, by the article's fields, and notes.

    `text` is what the places of its links count in, None where they count in nothing. Raises InputError as `article_from_record`.
    """
    published, notes = _date(record)
    url, outlet = _address(record), _names(record, "outlet")
    links, strange = stated_links(record, url, text)
    known = {
        "id": _identity(record),
        "title": _string(record, "title"),
        "url": url,
        "outlet": outlet,
        "author": _names(record, "author"),
        "published": published,
        "links": links,
        "credit": stated_credit(record, outlet),
    }
    return {field: value for field, value in known.items() if value}, (*notes, *strange)


def parsed(text: str) -> Any:
    """The value of a JSON document. Raises InputError that says where it breaks."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise InputError(f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"JSON that cannot be read: {error}") from error


def sole_record(value: Any) -> Mapping[str, Any]:
    """The one article in a parsed JSON value, also inside a list or an `@graph`. Raises InputError for none and for several."""
    if not isinstance(value, (dict, list)):
        raise InputError(f"the JSON holds {_type(value)}, expected an object with a key 'text'")
    records = records_in(value)
    if len(records) > 1:
        raise InputError(f"the JSON holds {len(records)} articles; give a file with one")
    if records:
        return records[0]
    raise InputError(f"no article in the JSON: no key 'text' (or 'articleBody'); {_keys_there(value)}")


def records_in(value: Any) -> list[Mapping[str, Any]]:
    """Every object that describes an article in a JSON value: itself, the items of a list, the nodes of an `@graph`."""
    if isinstance(value, list):
        return [record for item in value for record in records_in(item)]
    if not isinstance(value, dict):
        return []
    if _is_article(value):
        return [value]
    return records_in(value.get("@graph", []))


def _is_article(record: Mapping[str, Any]) -> bool:
    kinds = record.get("@type")
    if kinds is None:
        return any(key in record for key in KEYS["text"])
    return any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _keys_there(value: Any) -> str:
    if isinstance(value, list):
        return f"it is a list of {len(value)} items" if value else "the list is empty"
    return f"its keys are {', '.join(map(repr, list(value)[:12]))}" if value else "the object is empty"


def _text(record: Mapping[str, Any]) -> str:
    key, value = _first(record, "text")
    if value is None:
        raise InputError(f"no key 'text' (or 'articleBody') with a text; {_keys_there(record)}")
    if not isinstance(value, str):
        raise InputError(f"key {key!r} is {_type(value)}, expected a string")
    return value


def _string(record: Mapping[str, Any], field: str) -> str | None:
    key, value = _first(record, field)
    if value is not None and not isinstance(value, str):
        raise InputError(f"key {key!r} is {_type(value)}, expected a string")
    return _clean(key, value)


def _identity(record: Mapping[str, Any]) -> str | None:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f"key 'id' is {_type(value)}, expected a string or a whole number")
    return _clean("id", value)


def _address(record: Mapping[str, Any]) -> str | None:
    """The page's address: a string, or the `@id` of the page it is the main entity of. Node names like "#article" are none."""
    key, value = _first(record, "url")
    if isinstance(value, dict):
        value = value.get("@id", value.get("url"))
    if value is not None and not isinstance(value, str):
        raise InputError(f"key {key!r} is {_type(value)}, expected a string")
    return None if key == "@id" and value and "://" not in value else _clean(key, value)


def _names(record: Mapping[str, Any], field: str) -> str | None:
    """A name, an object with a name, or a list of these, as one string; the page of an author, which some state, is no name."""
    key, value = _first(record, field)
    names = [_name(key, item) for item in (value if isinstance(value, list) else [value])]
    return ", ".join(name for name in names if name and not (field == "author" and is_address(name))) or None


def _name(key: str, value: Any) -> str | None:
    inner = value.get("name") if isinstance(value, dict) else value
    if inner is not None and not isinstance(inner, str):
        raise InputError(f"key {key!r} is {_type(inner)}, expected a name, an object with a 'name', or a list of these")
    return _clean(key, inner)


def _date(record: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    key, value = _first(record, "published")
    stated = value if isinstance(value, (int, float)) and not isinstance(value, bool) else _string(record, "published")
    if stated is None or (date := iso_date(stated)):
        return (date if stated is not None else None), ()
    wanted = "ISO 8601, such as 2024-05-31 or 2024-05-31T09:30:00+02:00, or seconds since 1970"
    return None, (f"the date {stated!r} under key {key!r} is not used: expected {wanted}",)


def _first(record: Mapping[str, Any], field: str) -> tuple[str, Any]:
    """The first key of a field that says something, else the first that is there and not null, with its value."""
    stated = [(key, record.get(key)) for key in KEYS[field]]
    there = [(key, value) for key, value in stated if value is not None]
    return next((one for one in there if one[1] != ""), (there or [(KEYS[field][0], None)])[0])


def _clean(key: str, value: str | None) -> str | None:
    try:
        return (value or "").encode("utf-8").decode("utf-8").strip() or None
    except UnicodeEncodeError as error:
        raise InputError(f"key {key!r} holds a lone surrogate at character {error.start}; write the file again as UTF-8") from error


def _type(value: Any) -> str:
    return "null" if value is None else _JSON_TYPES.get(type(value), type(value).__name__)
