"""A page as a browser saves it in one file (.mhtml, .mht; RFC 2557) -> the bytes of its HTML, where it stood, and its encoding.

Parts are cut at their boundaries here and only their heads given to `email`, whose parser takes long for parts within parts.
"""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from dedup.errors import InputError

_DEEPEST: Final = 4
"""Parts within parts: a saved page has one level, mail with a page in it two or three."""
_HEAD: Final = 8192
"""Bytes in which the head of a saved page says what it is."""


def is_saved_page(data: bytes) -> bool:
    """Whether a file of unknown format begins with the head of a saved page."""
    head = data[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    return b"\ncontent-type: multipart/related" in head and b"\nmime-version:" in head


def saved_page(data: bytes) -> tuple[bytes, str | None, str | None]:
    """The HTML of a saved page, its address and its encoding where they are stated. Raises InputError where it holds no HTML."""
    whole = _parsed(data)
    page = _page_in(whole, 0)
    if page is None:
        raise InputError('a saved page (.mhtml) without HTML in it; save it in the browser as .html ("HTML only")')
    body = page.get_payload(decode=True)
    address = page.get("Content-Location") or whole.get("Snapshot-Content-Location")
    address = "".join(str(address or "").split())
    charset = page.get_param("charset")
    known = charset if isinstance(charset, str) else None
    return body if isinstance(body, bytes) else b"", address if address.startswith(("http://", "https://")) else None, known


def _page_in(part: Message, depth: int) -> Message | None:
    """The first HTML in a part, or in the parts that it holds."""
    if part.get_content_type() == "text/html":
        return part
    boundary = part.get_boundary()
    if boundary is None or not part.get_content_type().startswith("multipart/") or depth == _DEEPEST:
        return None
    held = str(part.get_payload()).encode("ascii", "surrogateescape").replace(b"\r\n", b"\n")
    mark = b"\n--" + boundary.encode("utf-8", "surrogateescape")
    for piece in (b"\n" + held).split(mark)[1:]:
        rest, _, inside = piece.partition(b"\n")
        if not rest.strip() and (page := _page_in(_parsed(inside), depth + 1)) is not None:
            return page
    return None


def _parsed(data: bytes) -> Message:
    return BytesHeaderParser().parsebytes(data)
