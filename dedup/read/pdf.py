"""PDF -> Article: the text of its pages as paragraphs, with the title and the author that the file states."""

from __future__ import annotations

import io
import logging
import re
from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError

_SENTENCE_END: Final = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_HYPHENATED: Final = re.compile(r"(?<=[a-zà-öø-ÿ])[-‐\u00ad]$")
_SHORT: Final = 0.8
"""Share of the longest line's length below which a line that ends a sentence ends its paragraph."""
_SILENCE: Final = logging.NullHandler()


def article_from_pdf(data: bytes, identity: str, limit: int) -> tuple[Article, tuple[str, ...]]:
    """The article in a PDF, and notes. Lines are joined to paragraphs, and words that were parted at the end of a line.

    Raises InputError for a PDF that is broken, locked, or holds no text (a scan), and for one of more than `limit` characters.
    """
    logging.getLogger("pypdf").addHandler(_SILENCE)
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    broken = (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("the PDF is locked by a password; save it without one, or its text as .txt")
        pages = _pages(reader, limit)
        known = reader.metadata
    except (*broken, DependencyError, NotImplementedError) as error:  # the last two: a filter or a lock that pypdf cannot undo
        raise InputError(f"a PDF that cannot be read: {str(error) or type(error).__name__}") from error
    text = "\n".join(filter(None, map(_paragraphs, pages)))
    if not text:
        raise InputError("the PDF holds no text: its pages are pictures; have them read by a program for that first")
    title, author = (str(known.title or "").strip(), str(known.author or "").strip()) if known else ("", "")
    note = f"the text of {len(pages):,} page{'s' * (len(pages) > 1)} of a PDF; its lines were joined to paragraphs"
    return Article(text, identity, title=title or None, author=author or None), (note,)


def _pages(reader: Any, limit: int) -> list[str]:
    pages: list[str] = []
    left = limit
    for page in reader.pages:
        pages.append(page.extract_text())
        left -= len(pages[-1])
        if left < 0:
            raise InputError(f"the text has more than article_max_characters = {limit:,} characters, on {len(pages):,} pages")
    return pages


def _paragraphs(page: str) -> str:
    """The lines of a page, joined where a sentence goes on."""
    lines = [line.strip() for line in page.splitlines()]
    longest = max(map(len, lines), default=0)
    paragraphs: list[str] = [""]
    for line in lines:
        if not line:
            paragraphs.append("")
        elif _HYPHENATED.search(paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = _HYPHENATED.sub("", paragraphs[-1]) + line
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line}".strip()
        if line and len(line) < _SHORT * longest and _SENTENCE_END.search(line):
            paragraphs.append("")
    return "\n".join(filter(None, paragraphs))
