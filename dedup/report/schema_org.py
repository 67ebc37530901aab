"""What a publisher could say of the derivative in schema.org terms: what it is based on, what it cites. A suggestion."""

from __future__ import annotations

from typing import Any

from dedup.article import Article
from dedup.kinds import DERIVED_KINDS
from dedup.report.iris import iris
from dedup.report.json import json_text
from dedup.report.sides import Column, columns
from dedup.report.visible import web_address
from dedup.result import Comparison


def render_schema_org(comparison: Comparison, a: Article, b: Article) -> str:
    """JSON-LD of the derivative as a NewsArticle.

    `isBasedOn` names the source where there is one and it is known; `citation` names it where the derivative credits it.
    """
    left, right = columns(comparison, a, b)
    source, derivative = iris(left, right)
    suggested = _article(right, derivative)
    if comparison.source is not None:
        suggested["isBasedOn"] = _article(left, source)
        if any(item.kind in DERIVED_KINDS and item.credit and item.credit.credited for item in comparison.passages):
            suggested["citation"] = {"@id": source}
    return _inert(json_text({"@context": "https://schema.org", **suggested}))


def _inert(text: str) -> str:
    """JSON that stands in a page's script element as it is: nothing in it ends the element or begins another."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _article(column: Column, name: str) -> dict[str, Any]:
    info = column.info
    known = {
        "headline": info.title,
        "url": web_address(info.url),
        "datePublished": info.published,
        "author": info.author and {"@type": "Person", "name": info.author},
        "publisher": info.outlet and {"@type": "NewsMediaOrganization", "name": info.outlet},
        "wordCount": info.words,
    }
    return {"@type": "NewsArticle", "@id": name, **{field: value for field, value in known.items() if value}}
