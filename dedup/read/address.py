"""The address of a page -> Article: fetched within bounds, then read as what the server says that it is.

reading = read_address("https://news.example/story", fetcher=Fetcher())
reading.article, reading.notes
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.fetch import Fetched, Fetcher
from dedup.read import Format, Reading, most_bytes, read_page
from dedup.settings import Settings

_TYPES: Final[dict[str, Format]] = {
    "text/html": "html", "application/xhtml+xml": "html", "application/json": "json", "application/ld+json": "json",
    "text/markdown": "markdown", "application/pdf": "pdf", "application/rss+xml": "feed", "application/atom+xml": "feed",
}  # fmt: skip


def read_address(address: str, *, settings: Settings | None = None, fetcher: Fetcher | None = None) -> Reading:
    """The article at an address, and notes. Its id is where it was found in the end, its url too unless the page states its own.

    Raises InputError, beginning with the address, see `Fetcher.fetch` and `dedup.read.read_noted`.
    """
    limit = (settings or Settings()).article_max_characters
    page = (fetcher or Fetcher(most_bytes=most_bytes(limit))).fetch(address)
    try:
        return read_fetched(page, settings=settings)
    except InputError as error:
        raise InputError(f"{address}: {str(error).removeprefix(f'article {page.url!r}: ')}") from error.__cause__


def read_fetched(page: Fetched, *, settings: Settings | None = None) -> Reading:
    """The article in what was fetched, and notes. Raises InputError without the address."""
    known = _TYPES.get(page.media_type)
    reading = read_page(page.data, page.url, known, charset=page.charset, settings=settings)
    return replace(reading, article=_placed(reading.article, page.url))


def _placed(article: Article, url: str) -> Article:
    return article if article.url else replace(article, url=url)
