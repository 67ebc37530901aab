"""Files -> Article: text, HTML pages, one-article JSON, Markdown, items of feeds, PDF, .docx, .epub, .mhtml, from a path or stdin.

    from dedup.read import read_noted
    reading = read_noted("page.html")
    reading.article, reading.notes        # notes: what was guessed, one line each

The order of the work: bytes (here), their encoding (decode, guess), the format (here), the article in it (text, html, records,
markdown, feed; of PDF, archives, saved pages: pdf, zipped, saved). What stands at an address is read by `dedup.read.address`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal
from urllib.parse import urlsplit

from dedup.addresses import is_address
from dedup.article import Article
from dedup.errors import InputError
from dedup.read.corpus_record import shown
from dedup.read.decode import decode
from dedup.read.saved import is_saved_page, saved_page
from dedup.read.text import remarks
from dedup.settings import Settings

Format = Literal["text", "html", "json", "markdown", "feed", "pdf", "zip", "saved"]

STANDARD_INPUT: Final = "-"

NO_HEAD: Final = "it is no plain text, so it has no head that could be read"
SUFFIXES: Final[dict[str, Format]] = {
    ".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".json": "json", ".md": "markdown", ".markdown": "markdown",
    ".rss": "feed", ".atom": "feed", ".xml": "feed", ".pdf": "pdf", ".docx": "zip", ".epub": "zip",
    ".mhtml": "saved", ".mht": "saved",
}  # fmt: skip
_MANY: Final = (".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz", ".parquet", ".warc", ".warc.gz")
_BINARY: Final[tuple[tuple[bytes, Format], ...]] = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"))
_FEED_START: Final = re.compile(r"(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:rss|feed|item|entry|rdf:RDF)\b", re.S)
_JSON_START: Final = re.compile(r'\s*(?:\[\s*)*(?:\{\s*(?:"(?:[^"\\]|\\.){1,200}"\s*:|\})|\[\s*\])')
_HTML_START: Final = re.compile(
    r"(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body|meta|title|link|script|main|article|section|div|h1|p)\b",
    re.I | re.S,
)
_BYTES_PER_CHARACTER: Final = 16
"""A page or an escaped JSON string may take this many bytes for each character of its text; beyond, a file is not read on."""
_BYTES_AROUND: Final = 1 << 20
_LONGEST_NAME: Final = 255
"""Characters that a part of a path may have on the usual systems."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article and what its reader should know: every guess and oddity met on the way, one line each, without the file's name."""

    article: Article
    notes: tuple[str, ...] = ()


def read_article(path: str | Path, *, file_format: Format | None = None, settings: Settings | None = None) -> Article:
    """The article in a file, or on standard input for "-". Raises InputError, see `read_noted`."""
    return read_noted(path, file_format=file_format, settings=settings).article


def read_noted(
    path: str | Path, *, file_format: Format | None = None, settings: Settings | None = None, head: bool = False
) -> Reading:
    """The article in a file, or on standard input for "-", and notes on how it was read.

    `head`: a plain text begins with lines that say what is known of it, see `dedup.read.head`; of what is none a note says so.
    `file_format` is known by the file's suffix, elsewhere by the first characters. Raises InputError, with the file's name, when
    the file cannot be read, is binary, broken, holds no article, or a text longer than `settings.article_max_characters`.
    """
    name = "standard input" if str(path) == STANDARD_INPUT else _short(str(path))
    identity = "stdin" if str(path) == STANDARD_INPUT else Path(shown(path)).stem
    settings = settings or Settings()
    known = file_format or SUFFIXES.get(Path(path).suffix.lower())
    try:
        if known is None:
            refuse_many(name)
        return _reading(_bytes(path, settings.article_max_characters), known, identity, settings, head=head)
    except InputError as error:
        raise InputError(f"{name}: {str(error).removeprefix(f'article {identity!r}: ')}") from error.__cause__


def refuse_many(path: str) -> None:
    """Raises InputError, without the file's name, for a file of many articles."""
    if path.lower().endswith(_MANY):
        raise InputError("holds many articles; `dedup families` finds who took from whom, `dedup index add` stores them")


def read_bytes(data: bytes, name: str = "", *, settings: Settings | None = None) -> Reading:
    """The article in the bytes of a file that a program was given, and notes; the suffix of `name` says how it is read.

    Raises InputError as `read_noted` does, without a name.
    """
    return _reading(data, SUFFIXES.get(Path(shown(name)).suffix.lower()), Path(shown(name)).stem, settings or Settings())


def read_page(
    data: bytes, address: str, known: Format | None = None, *, charset: str | None = None, settings: Settings | None = None
) -> Reading:
    """The article in what a server sent, and notes; `known` and `charset` are the format and the encoding that it states.

    The article's id is the address. Raises InputError as `read_noted` does, without a name.
    """
    known = known or SUFFIXES.get(Path(urlsplit(address).path).suffix.lower())
    return _reading(data, known, address, settings or Settings(), address=address, charset=charset)


def read_html(page: str | bytes, url: str | None = None, *, settings: Settings | None = None) -> Article:
    """The article on a page that a program has fetched: its text without the page's furniture, title, outlet, date, author, links.

    `url`: where the page stood, which the links on it and the article's id come from. Bytes are decoded as the page says. Raises
    InputError where the page holds no article, or a text longer than `settings.article_max_characters`.
    """
    if isinstance(page, bytes):
        return _reading(page, "html", url or "", settings or Settings(), address=url).article
    data = page.encode("utf-8", "surrogatepass")
    return _reading(data, "html", url or "", settings or Settings(), address=url, charset="utf-8").article


def sniffed(text: str) -> Format:
    """The format that a text of unknown origin is in, by its first characters."""
    start = text[:4096].removeprefix("\ufeff")
    if _JSON_START.match(start):
        return "json"
    if _FEED_START.match(start):
        return "feed"
    return "html" if _HTML_START.match(start) else "text"


def _reading(
    data: bytes,
    known: Format | None,
    identity: str,
    settings: Settings,
    *,
    head: bool = False,
    address: str | None = None,
    charset: str | None = None,
) -> Reading:
    limit = settings.article_max_characters
    binary = next((form for signature, form in _BINARY if data.startswith(signature)), known)
    if binary in ("pdf", "zip"):
        article, notes = _packed(data, binary, identity, settings)
        return _bounded_reading(article, (*((NO_HEAD,) if head else ()), *notes), limit)
    if known == "saved" or (known is None and is_saved_page(data)):
        page, place, label = saved_page(data)
        return _reading(page, "html", identity, settings, head=head, address=address or place, charset=label)
    decoded = decode(data, page=known in (None, "html", "feed"), stated=charset)
    seems = sniffed(decoded.text)
    article, notes = _article(decoded.text, known or seems, identity, settings, head, address)
    if head and (known or seems) != "text":
        notes = (NO_HEAD, *notes)
    if known == "text" and seems != "text":
        notes = (*notes, f"read as plain text, as its name says, though it looks like {seems.upper()}")
    return _bounded_reading(article, (*decoded.notes, *notes), limit)


def _bounded_reading(article: Article, notes: tuple[str, ...], limit: int) -> Reading:
    if len(article.text) > limit:
        raise InputError(f"the text has {len(article.text):,} characters, over article_max_characters = {limit:,}")
    return Reading(article, (*notes, *remarks(article.text)))


def _packed(data: bytes, known: Format, identity: str, settings: Settings) -> tuple[Article, tuple[str, ...]]:
    limit = settings.article_max_characters
    if known == "pdf":
        from dedup.read.limited import pdf_within

        return pdf_within(data, identity, limit, settings.read_page_seconds)
    from dedup.read.zipped import article_from_zip

    return article_from_zip(data, identity, most_bytes(limit))


def _article(
    text: str, known: Format, identity: str, settings: Settings, head: bool, address: str | None
) -> tuple[Article, tuple[str, ...]]:
    if known == "text" and is_address(text):
        raise InputError(f"this is the address of a page, not its text; give the address itself: dedup compare {text.strip()} …")
    if known == "text" and head:
        from dedup.read.head import without_head

        return without_head(text, identity)
    if known == "text":
        return Article(text=text, id=identity), ()
    if known == "json":
        from dedup.read.records import article_from_json

        return article_from_json(text, identity)
    if known == "markdown":
        from dedup.read.markdown import article_from_markdown

        return article_from_markdown(text, identity)
    if known == "feed":
        from dedup.read.feed import article_from_feed

        return article_from_feed(text, identity)
    from dedup.read.limited import article_within

    return article_within(text, identity, address, settings.read_page_seconds)


def _short(name: str) -> str:
    """A name for messages: who gives a whole text in place of a file does not get it back."""
    if "\n" not in name and max(map(len, name.split("/"))) <= _LONGEST_NAME:
        return name
    return f"{' '.join(name.split())[:60]}… ({len(name):,} characters, the name of no file)"


def _bytes(path: str | Path, limit: int) -> bytes:
    try:
        if str(path) == STANDARD_INPUT:
            if sys.stdin is None:
                raise InputError("it is closed; give a file, or pipe a text in")
            if not (data := _bounded(sys.stdin.buffer, limit)):
                raise InputError("nothing came; what was to write into the pipe may have failed")
            return data
        with open(path, "rb") as stream:
            return _bounded(stream, limit)
    except FileNotFoundError:
        raise InputError("no such file") from None
    except IsADirectoryError:
        raise InputError("this is a folder; give a file, or the folder alone to have its articles ranked by pairs") from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error


def most_bytes(limit: int) -> int:
    """Bytes that a page or a record may have whose text has at most `limit` characters."""
    return limit * _BYTES_PER_CHARACTER + _BYTES_AROUND


def _bounded(stream: BinaryIO, limit: int) -> bytes:
    most = most_bytes(limit)
    data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"over {most:,} bytes, too many for article_max_characters = {limit:,}")
    return data
