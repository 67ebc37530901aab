"""Articles from addresses that a browser or a program names: public pages alone, within narrow bounds."""

from __future__ import annotations

from typing import Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.fetch import Fetcher
from dedup.read import sniffed
from dedup.read.decode import decode
from dedup.read.html import article_from_html
from dedup.read.text import remarks

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 5 << 20
_REDIRECTS: Final = 3
_TYPES: Final = ("text/html", "application/xhtml+xml", "text/plain", "")
"""Media types that are read; "" where the server states none: then the first characters tell."""


def fetcher() -> Fetcher:
    """A fetcher for a server: ports 80 and 443, public addresses that are looked up once and checked anew at each redirect."""
    return Fetcher(seconds=_SECONDS, most_bytes=_MOST_BYTES, most_redirects=_REDIRECTS, global_only=True)


def read_page(address: str, through: Fetcher) -> tuple[Article, tuple[str, ...]]:
    """The article at an address, and notes on how it was read. Raises InputError, beginning with the address."""
    page = through.fetch(address)
    try:
        if page.media_type not in _TYPES:
            raise InputError(f"it is {page.media_type}; only HTML and plain text are read")
        is_page = page.media_type != "text/plain"
        found = decode(page.data, page=is_page)
        if is_page and sniffed(found.text) == "html":
            article, notes = article_from_html(found.text, "", page.url)
        else:
            article, notes = Article(found.text, url=page.url), ()
    except InputError as error:
        raise InputError(f"{address}: {error}") from error
    return article, (*found.notes, *notes, *remarks(article.text))
