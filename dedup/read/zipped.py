"""Documents that are archives of XML -> Article: Word's .docx and books in .epub."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.dates import iso_date
from dedup.read.decode import decode
from dedup.read.markup import shown_text

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_OPF: Final = "{http://www.idpf.org/2007/opf}"
_BODY, _BODY_END = re.compile(r"<body\b", re.I), re.compile(r"</body>", re.I)
_DOCUMENT, _CORE, _CONTAINER = "word/document.xml", "docProps/core.xml", "META-INF/container.xml"


def article_from_zip(data: bytes, identity: str, most: int) -> tuple[Article, tuple[str, ...]]:
    """The article in a .docx or an .epub, and notes; `most` bytes are unpacked of it.

    Raises InputError for another archive, a broken or a locked one, and one with more in it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts, names = _Parts(archive, most), set(archive.namelist())
            if _DOCUMENT in names:
                return _docx(parts, names, identity), ("the text of a Word document, without notes and what was struck out",)
            if _CONTAINER in names:
                return _epub(parts, identity), ("the text of an e-book, all its chapters",)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError(f"an archive that cannot be read: {error}") from error
    raise InputError("a zip archive, neither .docx nor .epub; give the text itself")


class _Parts:
    """Unpacks the files of an archive, so many bytes in all: a few packed ones may stand for any number."""

    def __init__(self, archive: zipfile.ZipFile, most: int) -> None:
        self._archive, self._most, self._left = archive, most, most

    def read(self, name: str) -> bytes:
        with self._archive.open(name) as stream:
            data = stream.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"over {self._most:,} bytes when unpacked")
        return data

    def tree(self, name: str) -> Any:
        from lxml import etree

        try:
            return etree.fromstring(self.read(name), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
        except etree.XMLSyntaxError as error:
            raise InputError(f"broken XML in {name}: {error}") from error


def _docx(parts: _Parts, names: set[str], identity: str) -> Article:
    lines = ("".join(_shown(item)).strip() for item in parts.tree(_DOCUMENT).iter(f"{_WORD}p"))
    known = parts.tree(_CORE) if _CORE in names else None
    text = "\n".join(filter(None, lines))
    return Article(text, identity, title=_stated(known, "title"), author=_stated(known, "creator"))


def _shown(paragraph: Any) -> Iterator[str]:
    """The runs of a paragraph; not those of text boxes in it, which are paragraphs of their own, nor what was struck out."""
    for child in paragraph:
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
            yield " "
        elif child.tag not in (f"{_WORD}p", f"{_WORD}del", f"{_WORD}moveFrom"):
            yield from _shown(child)


def _epub(parts: _Parts, identity: str) -> Article:
    place = next((item.get("full-path") for item in parts.tree(_CONTAINER).iter() if item.get("full-path")), None)
    if place is None:
        raise InputError(f"an e-book whose {_CONTAINER} names no book")
    book = parts.tree(place)
    files = {item.get("id"): item.get("href") or "" for item in book.iter(f"{_OPF}item")}
    spine = [files[item.get("idref")] for item in book.iter(f"{_OPF}itemref") if item.get("idref") in files]
    chapters = (parts.read(posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(name)))) for name in spine)
    text = "\n".join(filter(None, (shown_text(_decoded(chapter)) for chapter in chapters)))
    date = _stated(book, "date")
    return Article(
        text,
        identity,
        title=_stated(book, "title"),
        author=_stated(book, "creator"),
        outlet=_stated(book, "publisher"),
        published=iso_date(date) if date else None,
    )


def _decoded(page: bytes) -> str:
    """A chapter as text, in the encoding that its first line states, if that is one of texts."""
    text = decode(page, page=True).text
    body = _BODY.search(text)
    start = text.find(">", body.end()) + 1 if body else 0  # one search: a chapter may open a million bodies and close none
    end = _BODY_END.search(text, start)
    return text[start : end.start() if end else len(text)]


def _stated(tree: Any, name: str) -> str | None:
    value = None if tree is None else next((item.text for item in tree.iter(f"{_DC}{name}") if item.text), None)
    return (value or "").strip() or None
