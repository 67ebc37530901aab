"""An item of RSS or an entry of Atom, alone or as the only one of its feed -> Article."""

from __future__ import annotations

from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.dates import iso_date
from dedup.read.markup import shown_text

_ITEMS: Final = ("item", "entry")
_TEXTS: Final = ("encoded", "content", "description", "summary")
"""What may hold the text, the whole one first: a description is often the first sentences of it."""
_DATES: Final = ("pubDate", "published", "date", "updated")


def article_from_feed(text: str, identity: str) -> tuple[Article, tuple[str, ...]]:
    """The article in a feed of one item, or in an item that was saved alone, and notes.

    Raises InputError for broken XML, for XML of another kind, for no item and for several.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    try:  # what the text says of its encoding was heeded when it was decoded, and is not true of these bytes
        tree: Any = etree.fromstring(text.removeprefix("\ufeff").encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError("broken XML") from error
    if tree is None:
        raise InputError("broken XML")
    items = [item for item in tree.iter() if _name(item) in _ITEMS]
    if len(items) != 1:
        problem = f"it holds {len(items)} items; save one of them" if items else f"no item of a feed: its root is <{_name(tree)}>"
        raise InputError(f"{problem}, or the page that it leads to")
    return _article(items[0], tree, identity)


def _article(item: Any, feed: Any, identity: str) -> tuple[Article, tuple[str, ...]]:
    known = {_name(child): child for child in reversed(item)}
    held = next((name for name in _TEXTS if name in known and _words(known[name])), None)
    if held is None:
        raise InputError(f"the item holds no text: none of {', '.join(_TEXTS)}")
    date = next((_words(known[name]) for name in _DATES if name in known), "")
    link = known.get("link")
    whole = () if held in _TEXTS[:2] else (f"the text is the item's {held}, which may be only the beginning of the article",)
    article = Article(
        shown_text(_words(known[held])),
        identity,
        title=_of(known, "title"),
        url=None if link is None else link.get("href") or _words(link) or None,
        outlet=None if feed is item else _title_of(feed, item),
        author=_of(known, "creator") or _of(known, "author"),
        published=iso_date(date) if date else None,
    )
    return article, ("an item of a feed", *whole)


def _title_of(feed: Any, item: Any) -> str | None:
    return next((_words(one) for one in feed.iter() if _name(one) == "title" and one.getparent() is not item), None)


def _of(known: dict[str, Any], name: str) -> str | None:
    return (_words(known[name]) or None) if name in known else None


def _words(item: Any) -> str:
    """The text in an element, that of its children too: Atom wraps names, and may hold its text as XHTML."""
    return "".join(item.itertext()).strip()


def _name(item: Any) -> str:
    return item.tag.rpartition("}")[2] if isinstance(item.tag, str) else ""
