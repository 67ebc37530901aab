"""Texts that hold markup: what feeds and crawlers keep as a text is often a piece of HTML -> the text that it shows."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote tr table section article figure figcaption hr pre header footer aside".split()
)
_UNSHOWN: Final = frozenset(["script", "style", "template"])
_MARKUP: Final = re.compile(
    r"</(?:p|div|a|em|strong|b|i|span|blockquote|li|h[1-6]|figure|section|article)\s*>|<(?:br|p)\s*/?>", re.I
)
_ENTITY: Final = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|lt|gt);", re.I)
_BLANKS: Final = re.compile(r"[ \t\n\f\r]+")


def without_markup(text: str) -> tuple[str, tuple[str, ...]]:
    """The text that a piece of HTML shows, a paragraph a line, and a note; a text without markup stays as it is, without a note."""
    for piece in (text, unescape(text) if _ENTITY.search(text) else ""):  # markup that was escaped once too often is markup, too
        if _MARKUP.search(piece) and (inner := shown_text(piece)):
            return inner, ("the text is HTML: read as what it shows, without its markup",)
    if _ENTITY.search(text):
        return unescape(text), ("character references in the text, such as &amp;, were read as what they stand for",)
    return text, ()


def shown_text(piece: str) -> str:
    """The text that a piece of HTML shows, a paragraph a line."""
    shown = _Shown()
    shown.feed(piece)
    shown.close()
    return shown.text()


class _Shown(HTMLParser):
    """Collects the text of a piece of HTML, each block on lines of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[list[str]] = [[]]
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in _UNSHOWN
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _UNSHOWN))
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._lines[-1].append(data)

    def text(self) -> str:
        """The lines that are not blank, white space as browsers show it."""
        lines = (_BLANKS.sub(" ", "".join(line)).strip() for line in self._lines)
        return "\n".join(filter(None, lines))

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._lines.append([])
