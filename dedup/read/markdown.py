"""Markdown -> Article: the text that it shows, a paragraph a line; what a head of `name: value` lines between `---` says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from dedup.article import Article
from dedup.read.dates import iso_date
from dedup.read.markup import without_markup

_HEAD: Final = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_LINE: Final = re.compile(r"^([A-Za-z_]+)[ \t]*:[ \t]*(\S.*?)[ \t\r]*$", re.M)
_NAMES: Final = {
    "title": "title", "author": "author", "date": "published", "published": "published", "url": "url", "canonical_url": "url",
    "outlet": "outlet", "source": "outlet",
}  # fmt: skip


def article_from_markdown(text: str, identity: str) -> tuple[Article, tuple[str, ...]]:
    """The article in a Markdown text, and notes. A first heading of the first level is the title, no part of the text.

    Raises InputError where nothing is left of the text.
    """
    from markdown_it import MarkdownIt

    head = _HEAD.match(text)
    known = _known(head[1]) if head else {}
    tokens = MarkdownIt().enable("table").parse(text[head.end() :] if head else text)
    heading = tokens[1] if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1" else None
    if heading is not None:
        known.setdefault("title", _inline(heading.children or ()))
    lines = list(_lines(tokens[3:] if heading is not None else tokens))
    links = tuple(dict.fromkeys(_links(tokens)))
    return Article("\n".join(lines), identity, links=links, **known), ("Markdown, read as what it shows",)


def _known(head: str) -> dict[str, Any]:
    stated = {_NAMES[name.lower()]: value.strip("\"'") for name, value in _LINE.findall(head) if name.lower() in _NAMES}
    date = iso_date(stated.pop("published", ""))
    return {**stated, **({"published": date} if date else {})}


def _lines(tokens: Sequence[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from filter(None, (line.strip() for line in [_inline(token.children or ())]))
        elif token.type in ("fence", "code_block", "html_block"):
            yield from filter(None, map(str.strip, without_markup(token.content)[0].splitlines()))


def _inline(tokens: Sequence[Any]) -> str:
    """The words of a paragraph: of a picture none, of a link what is shown, a line break as a space."""
    shown = (
        token.content if token.type in ("text", "code_inline") else " " if token.type in ("softbreak", "hardbreak") else ""
        for token in tokens
    )
    return "".join(shown).strip()


def _links(tokens: Sequence[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "link_open" and str(token.attrs.get("href", "")).startswith(("http://", "https://")):
            yield str(token.attrs["href"])
        yield from _links(token.children or ())
