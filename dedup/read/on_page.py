"""What a page holds beside one article: several articles, teasers, an article laid out in a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from dedup.addresses import same_page

_SENTENCE: Final = re.compile(r"[.!?…。！？۔؟।][\"'”’»)\]]*\s*$")
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_LEAST_PARAGRAPHS, _LEAST_WORDS = 2, 40
"""Paragraphs of prose and words in them from which on a marked article is one, and no teaser."""
_TEASERS, _TEASER_WORDS = 3, 45
"""Teasers on a page from which on it is a list, and the most words of one."""
_CELL_WORDS: Final = 30
"""Words of prose in a cell from which on its table lays out a page."""


def record_of_page(records: Sequence[Mapping[str, Any]], address: str | None, titles: Sequence[str]) -> Mapping[str, Any] | None:
    """The record, of several that a page states, of the article that the page is of: by its address, else by its headline."""
    if len(records) < 2:
        return records[0] if records else None
    for record in records:
        if any(same_page(value, address) for value in _addresses(record)):
            return record
    wanted = [_folded(title) for title in titles if title]
    for title in wanted:
        for record in records:
            headline = _folded(str(record.get("headline") or record.get("name") or ""))
            if headline and (headline == title or title.startswith((f"{headline} |", f"{headline} -", f"{headline} –"))):
                return record
    return None


def _addresses(record: Mapping[str, Any]) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = record.get(key)
        value = value.get("@id", value.get("url")) if isinstance(value, dict) else value
        if isinstance(value, str) and "://" in value:
            yield value


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def titles_of(tree: Any) -> list[str]:
    """What the page calls itself, the surest first."""
    stated = [item.get("content") or "" for item in tree.iter("meta") if item.get("property") == "og:title"]
    return [*stated, *(_shown(item) for item in tree.iter("title"))]


def articles_on(tree: Any) -> list[Any]:
    """The elements of the page that are articles of their own: marked so, with a heading and prose, none inside another.

    Where fewer than two are, boxes of one kind with prose, each under a first heading or one that links to a page of its own.
    """
    outermost = [item for item in tree.iter("article") if not any(parent.tag == "article" for parent in item.iterancestors())]
    held = [item for item in outermost if next(item.iter(*_HEADINGS), None) is not None and _is_prose(item)]
    return held if len(held) > 1 else _boxes(tree) or held


def _boxes(tree: Any) -> list[Any]:
    """Boxes of one kind with prose, one of which is under the page's title, or which hold nearly all of its prose."""
    kinds: dict[tuple[str, str, Any], list[Any]] = {}
    for heading in tree.iter("h1", "h2"):
        if heading.tag != "h1" and next(heading.iter("a"), None) is None:
            continue  # the parts of one article have headings, too
        box = _box_of(heading)
        if box is not None and _is_prose(box):
            kinds.setdefault((box.tag, box.get("class") or "", box.getparent()), []).append(box)
    boxes = max(kinds.values(), key=len, default=[])
    if len(boxes) < 2:
        return []
    is_all = sum(map(_prose_words, boxes)) >= _NEARLY_ALL * _prose_words(tree)
    return boxes if is_all or of_the_page(boxes, titles_of(tree)) is not None else []


def _box_of(heading: Any) -> Any | None:
    """The nearest element around a heading that holds prose, too; None where another heading comes first."""
    for box in islice(heading.iterancestors("div", "section", "article", "li", "td"), _REACH):
        if sum(1 for _ in islice(box.iter(*_HEADINGS), 2)) > 1:
            return None
        if _prose_words(box):
            return box
    return None


_REACH: Final = 4
"""Elements around a heading in which its prose is looked for."""


def is_marked(tree: Any) -> bool:
    """Whether the page marks an article: one element or two, or several of which one is no teaser."""
    marked = list(tree.iter("article"))
    return 0 < len(marked) < _TEASERS or any(_is_prose(item) for item in marked)


def of_the_page(articles: Sequence[Any], titles: Sequence[str]) -> Any | None:
    """The one of several articles whose heading is the page's title; None where that tells none."""
    wanted = [_folded(title) for title in titles if title]
    for item in articles:
        heading = _folded(_shown(next(item.iter(*_HEADINGS))))
        if heading and any(title.startswith(heading) for title in wanted):
            return item
    return None


def _is_prose(item: Any) -> bool:
    prose = [text for paragraph in item.iter("p") if _SENTENCE.search(text := _shown(paragraph))]
    return len(prose) >= _LEAST_PARAGRAPHS and sum(len(text.split()) for text in prose) >= _LEAST_WORDS


def teasers_on(tree: Any) -> int:
    """How many teasers a page holds that holds nothing else: boxes of one kind, each a heading and a sentence or two. Else 0."""
    boxes = Counter[tuple[str, str, Any]]()
    words = 0
    for heading in tree.iter(*_HEADINGS):
        box = _box_of(heading)
        if box is None:
            continue
        size = _prose_words(box)
        if 0 < size <= _TEASER_WORDS:
            boxes[box.tag, box.get("class") or "", box.getparent()] += 1
            words += size
    most = max(boxes.values(), default=0)
    return most if most >= _TEASERS and words >= _NEARLY_ALL * _prose_words(tree) else 0


_NEARLY_ALL: Final = 0.9


def _prose_words(item: Any) -> int:
    return sum(len(text.split()) for paragraph in item.iter("p") if _SENTENCE.search(text := _shown(paragraph)))


def _shown(item: Any) -> str:
    return " ".join("".join(item.itertext()).split())


def without_layout_tables(tree: Any) -> bool:
    """Make tables that lay out the page into divisions, in place, and their lines into paragraphs; whether there are any."""
    cells = [cell for cell in tree.iter("td") if _lays_out(cell)] or [cell for item in tree.iter("table") for cell in _column(item)]
    for cell in cells:
        for item in (cell, *cell.iterancestors("tr", "tbody", "table")):
            item.tag = "div"
        _part_paragraphs(cell)
    for cell in [item for item in tree.iter("td") if item.getparent().tag == "div"]:
        cell.tag = "aside"  # what stands beside it: menus
    return bool(cells)


def _lays_out(cell: Any) -> bool:
    text = _shown(cell)
    return len(text.split()) >= _CELL_WORDS and next(cell.iter("td", "table"), cell) is cell and bool(re.search(r"[.!?…]", text))


def _column(table: Any) -> list[Any]:
    """The cells of a table with a paragraph a row, and nothing beside it; [] where it is another one."""
    rows = [row for row in table.iter("tr") if len(row) == 1 and row[0].tag == "td" and next(row.iter("table"), None) is None]
    prose = [row[0] for row in rows if _SENTENCE.search(_shown(row[0]))]
    is_prose = len(prose) >= _TEASERS and sum(len(_shown(cell).split()) for cell in prose) >= 2 * _CELL_WORDS
    return prose if is_prose else []


def _part_paragraphs(cell: Any) -> None:
    """Wrap what stands between two line breaks in a row into paragraphs."""
    from lxml.html import Element

    if next(cell.iter("p"), None) is not None:
        return
    paragraph = Element("p")
    paragraph.text, cell.text = cell.text, None
    paragraphs = [paragraph]
    for child in list(cell):
        cell.remove(child)
        if child.tag == "br":
            paragraph = Element("p")
            paragraph.text = child.tail
            paragraphs.append(paragraph)
        else:
            paragraph.append(child)
    cell.extend([item for item in paragraphs if _shown(item)])
