"""Texts that hold markup: what feeds and crawlers keep as a text is often a piece of HTML -> the text that it shows."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_BLOCKS: Final = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote tr table section article figure figcaption hr pre header footer aside".split()
)
_RAW: Final = {name: re.compile(f"</{name}", re.I) for name in ("script", "style")}
"""Elements whose content is no markup and not shown."""
_UNSEEN: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">"), ("</", ">"))
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,99})")
_QUOTED_VALUE: Final = re.compile(r">|=\s*([\"'])")
_ENDLESS: Final = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")
"""References to characters that do not exist, of more digits than Python makes a number of."""
_MARKUP: Final = re.compile(
    r"</(?:p|div|a|em|strong|b|i|span|blockquote|li|h[1-6]|figure|section|article)\s*>|<(?:br|p)\s*/?>", re.I
)
_ENTITY: Final = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|lt|gt);", re.I)
_BLANKS: Final = re.compile(r"[ \t\n\f\r]+")


def _unescaped(text: str) -> str:
    return unescape(_ENDLESS.sub("\ufffd", text)) if "&" in text else text


def without_markup(text: str) -> tuple[str, tuple[str, ...]]:
    """The text that a piece of HTML shows, a paragraph a line, and a note; a text without markup stays as it is, without a note."""
    for piece in (text, _unescaped(text) if _ENTITY.search(text) else ""):  # markup that was escaped once too often is markup, too
        if _MARKUP.search(piece) and (inner := shown_text(piece)):
            return inner, ("the text is HTML: read as what it shows, without its markup",)
    if _ENTITY.search(text):
        return _unescaped(text), ("character references in the text, such as &amp;, were read as what they stand for",)
    return text, ()


def shown_text(piece: str) -> str:
    """The text that a piece of HTML shows, a paragraph a line."""
    return _Shown(piece).text()


class _Shown:
    """Walks through a piece of HTML once and collects what it shows, each block on lines of its own.

    Python's own parser takes time that grows with the square of comments that never end, and fails at broken declarations.
    """

    def __init__(self, piece: str) -> None:
        self._piece = piece
        self._lines: list[list[str]] = [[]]
        self._hidden = 0
        self._unpaired = False
        self._missing: dict[str, int] = {}

    def text(self) -> str:
        """The lines that are not blank, white space as browsers show it."""
        at = 0
        while at < len(self._piece):
            at = self._step(at)
        lines = (_BLANKS.sub(" ", _unescaped("".join(line))).strip() for line in self._lines)
        return "\n".join(filter(None, lines))

    def _step(self, at: int) -> int:
        """Where to go on behind the text, the tag or the comment at `at`."""
        mark = self._find("<", at)
        if mark != at:
            return self._show(at, mark)
        tag = _TAG.match(self._piece, at)
        if tag:
            end = self._tag_end(tag.end())
            return self._tagged(bool(tag[1]), tag[2].lower(), end) if end else self._show(at, at + 1)
        for opens, closes in _UNSEEN:
            if self._piece.startswith(opens, at):
                end = self._find(closes, at + len(opens))
                return min(len(self._piece), end + len(closes))
        return self._show(at, at + 1)

    def _tagged(self, closing: bool, name: str, end: int) -> int:
        if name in _BLOCKS:
            self._lines.append([])
        if name == "template":
            self._hidden = max(0, self._hidden + (-1 if closing else 1))
        if name in _RAW and not closing:
            closing_tag = _RAW[name].search(self._piece, end)
            return closing_tag.start() if closing_tag else len(self._piece)
        return end

    def _tag_end(self, at: int) -> int:
        """The place behind the ">" of a tag, past the values in quotation marks; 0 where there is none.

        Marks that do not pair show once that they are none; from there on a tag ends at the next ">".
        """
        plain = self._find(">", at) + 1
        if self._unpaired or plain > len(self._piece):
            return 0 if plain > len(self._piece) else plain
        while (mark := _QUOTED_VALUE.search(self._piece, at)) and mark[0] != ">":
            closing = self._find(mark[1], mark.end())
            at = closing + 1 if closing < len(self._piece) else mark.end()
        self._unpaired = mark is None
        return mark.end() if mark else plain

    def _show(self, start: int, end: int) -> int:
        if not self._hidden:
            self._lines[-1].append(self._piece[start:end])
        return end

    def _find(self, mark: str, at: int) -> int:
        """The next place of a mark, the end where there is none: what is missing once is not looked for again."""
        if self._missing.get(mark, at) < at:
            return len(self._piece)
        place = self._piece.find(mark, at)
        if place < 0:
            self._missing[mark] = at
            return len(self._piece)
        return place
