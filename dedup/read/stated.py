"""What a record says of other pages and of whom its text comes from: links, isBasedOn, citation, creditText, sourceOrganization."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast, get_args

from dedup.addresses import resolved, same_page
from dedup.article import Link, Rel
from dedup.errors import InputError

PAGE_KEYS: Final = ("links", "isBasedOn", "isBasedOnUrl", "citation")
"""Keys whose values name other pages."""
CREDIT_KEYS: Final = ("credit", "creditText", "sourceOrganization")
"""Keys whose values name whom the text comes from."""
_ADDRESS: Final = re.compile(r"\s*(?:https?://|/)\S+\s*\Z", re.I)
_RELS: Final[Mapping[str, Rel]] = {"isBasedOn": "isBasedOn", "isBasedOnUrl": "isBasedOn", "citation": "citation"}


def stated_links(record: Mapping[str, Any], url: str | None, text: str | None) -> tuple[tuple[str | Link, ...], tuple[str, ...]]:
    """The pages that a record names, and notes. `url` is its own page, `text` what places count in, None where it has none.

    An entry of `links` is an address, or an object with `url`, and with `text`, `start`, `end`, `rel` where they are known; what is
    neither is told in a note. A place beyond the text is none.
    """
    links: list[str | Link] = []
    strange = 0
    for key in PAGE_KEYS:
        value = record.get(key)
        for item in value if isinstance(value, list) else [] if value in (None, "") else [value]:
            link = _link(item, key, url, text)
            links += [link] if link is not None and not same_page(_address(link), url) else []
            strange += link is None and key == "links"
    note = f"{strange} of key 'links' not used: expected addresses, or objects with one as 'url'"
    return tuple(dict.fromkeys(links)), (note,) if strange else ()


def stated_credit(record: Mapping[str, Any], outlet: str | None) -> str | None:
    """Whom the record says that its text comes from, other than its own outlet."""
    names = (name for key in CREDIT_KEYS for name in _names(record.get(key)))
    return ", ".join(dict.fromkeys(name for name in names if name != outlet)) or None


def _names(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _address(link: str | Link) -> str:
    return link.url if isinstance(link, Link) else link


def _link(item: Any, key: str, url: str | None, text: str | None) -> str | Link | None:
    """The link in an entry, None where it is none. schema.org names works by their titles, too: those are no addresses."""
    known = item if isinstance(item, dict) else {"url": item}
    href = next((known[name] for name in ("url", "href", "@id") if isinstance(known.get(name), str)), None)
    address = resolved(href, url) if href and _ADDRESS.match(href) else None
    if address is None:
        return None
    if key != "links":
        return Link(address, rel=_RELS[key])
    return _placed(address, known, text) if known.keys() & {"text", "start", "end", "rel"} else address


def _placed(address: str, known: Mapping[str, Any], text: str | None) -> Link | None:
    start, end, rel = known.get("start") or 0, known.get("end") or 0, known.get("rel") or "link"
    if text is None or not (type(start) is type(end) is int and 0 <= start <= end <= len(text)):
        start = end = 0
    words, rel = known.get("text"), rel if rel in get_args(Rel) else "link"
    words = words if isinstance(words, str) and words else (text or "")[start:end]
    try:
        return Link(address, words, start, end, cast(Rel, rel))
    except InputError:  # code points that no encoding can carry
        return None
