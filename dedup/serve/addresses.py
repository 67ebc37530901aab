"""Articles from addresses that a browser or a program names: public pages alone, within narrow bounds."""

from __future__ import annotations

from typing import Final

from dedup.errors import InputError
from dedup.fetch import Fetcher
from dedup.read import Reading
from dedup.read.address import read_fetched
from dedup.settings import Settings

_SECONDS: Final = 10.0
_MOST_BYTES: Final = 5 << 20
_REDIRECTS: Final = 3
_TYPES: Final = ("text/html", "application/xhtml+xml", "text/plain", "")
"""Media types that are read; "" where the server states none: then the first characters tell."""


def fetcher() -> Fetcher:
    """A fetcher for a server: ports 80 and 443, public addresses that are looked up once and checked anew at each redirect."""
    return Fetcher(seconds=_SECONDS, most_bytes=_MOST_BYTES, most_redirects=_REDIRECTS, global_only=True)


def read_page(address: str, through: Fetcher, settings: Settings) -> Reading:
    """The article at an address, and notes on how it was read. Raises InputError, beginning with the address."""
    page = through.fetch(address)
    if page.media_type not in _TYPES:
        raise InputError(f"{address}: it is {page.media_type}; only HTML and plain text are read")
    try:
        return read_fetched(page, settings=settings)
    except InputError as error:
        raise InputError(f"{address}: {str(error).removeprefix(f'article {page.url!r}: ')}") from error.__cause__
