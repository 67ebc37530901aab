"""The links of an HTML page: those in the paragraphs of its article, with their words and places, and what its head says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from dedup.addresses import resolved, same_page, same_site
from dedup.article import Link, Rel

BLOCKS: Final = frozenset(
    ["p", "li", "blockquote", "dd", "dt", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "figcaption", "div"]
)
_LONG_LINE: Final = 40
"""Letters of a paragraph that breaks over several lines of the text, and is still found as one stretch of it."""
_SOURCES: Final = ("syndication-source", "original-source")


def article_links(tree: Any, text: str, url: str | None) -> Iterator[Link]:
    """The links in paragraphs of the text, in the order of the page, each once at a place; links to the page itself aside."""
    shown, links = _Shown(text), dict[Link, None]()
    for block, anchors in _blocks(tree):
        letters, spans = _letters(block)
        if (start := shown.place(letters)) is None:
            continue
        for anchor in anchors:
            address = resolved(anchor.get("href", ""), url)
            if address and not same_page(address, url):
                place = shown.span(start, *spans[anchor])
                links[Link(address, text[slice(*place)], *place)] = None
    yield from links


def head_links(tree: Any, url: str | None) -> Iterator[Link]:
    """What the head says of pages on other sites: where the text has its canonical address, whom it was syndicated from."""
    named = [("canonical", item.get("href")) for item in tree.iter("link") if (item.get("rel") or "").lower() == "canonical"]
    for rel in _SOURCES:
        named += [(rel, item.get("href")) for item in tree.iter("link") if (item.get("rel") or "").lower() == rel]
        named += [(rel, item.get("content")) for item in tree.iter("meta") if (item.get("name") or "").lower() == rel]
    for rel, href in dict.fromkeys(named):
        address = resolved(href or "", url)
        if address and url and not same_site(address, url):
            yield Link(address, rel=cast(Rel, rel))


class _Shown:
    """The letters of a text without white space, and where each of them stands."""

    def __init__(self, text: str) -> None:
        self._places = [place for place, letter in enumerate(text) if not letter.isspace()]
        self._letters = "".join(text.split())
        self._lines: dict[str, int] = {}
        start = 0
        for line in text.splitlines():
            squeezed = "".join(line.split())
            self._lines.setdefault(squeezed, start)
            start += len(squeezed)

    def place(self, letters: str) -> int | None:
        """Where a paragraph begins among the letters; None for one that is no line of the text, such as a menu's "Sport"."""
        if letters in self._lines:
            return self._lines[letters]
        start = self._letters.find(letters) if len(letters) > _LONG_LINE else -1
        return None if start < 0 else start

    def span(self, start: int, first: int, last: int) -> tuple[int, int]:
        """The place in the text of some letters of the paragraph that begins at `start`; empty where they are none."""
        if first >= last:
            return 0, 0
        return self._places[start + first], self._places[start + last - 1] + 1


def _blocks(tree: Any) -> list[tuple[Any, list[Any]]]:
    """Paragraphs with the links that stand in them, a paragraph inside of another for itself."""
    blocks: dict[Any, list[Any]] = {}
    for anchor in tree.iter("a"):
        block = next((parent for parent in anchor.iterancestors() if parent.tag in BLOCKS), None)
        if block is not None:
            blocks.setdefault(block, []).append(anchor)
    return list(blocks.items())


def _letters(block: Any) -> tuple[str, dict[Any, tuple[int, int]]]:
    """The letters of a paragraph without white space, and which of them each of its links holds."""
    from lxml.etree import iterwalk

    parts: list[str] = []
    size, spans = 0, dict[Any, tuple[int, int]]()

    def take(text: str | None) -> None:
        nonlocal size
        parts.append("".join((text or "").split()))
        size += len(parts[-1])

    for event, item in iterwalk(block, events=("start", "end")):
        if event == "start":
            spans[item] = (size, size)
            take(item.text)
        else:
            spans[item] = (spans[item][0], size)
            take(item.tail if item is not block else None)
    return "".join(parts), spans
