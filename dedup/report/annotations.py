"""The comparison as W3C Web Annotations: every passage and every sentence left out, with selectors into both raw texts.

Source: Web Annotation Data Model, W3C Recommendation of 23 February 2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from dedup.article import Article
from dedup.report.dropped import dropped_sentences
from dedup.report.iris import iris
from dedup.report.json import json_text
from dedup.report.sides import Column, columns
from dedup.result import Comparison, Dropped, Passage

CONTEXT: Final = 32
"""Characters before and after a quotation that a TextQuoteSelector carries."""


def render_annotations(comparison: Comparison, a: Article, b: Article) -> str:
    """An AnnotationCollection with one embedded page, as JSON-LD.

    A passage targets the derivative and, where it has counterparts, links to each of them in the source; a sentence left out
    targets the source. Each place has a TextPositionSelector (code points of the text as read) and a TextQuoteSelector.
    """
    both = columns(comparison, a, b)
    base = collection_iri(*both)
    left, right = (_Text(name, column.text) for name, column in zip(iris(*both), both, strict=True))
    items = [
        *(_passage(item, f"{base}:p{number}", left, right) for number, item in enumerate(comparison.passages, 1)),
        *(_dropped(item, f"{base}:d{number}", left) for number, item in enumerate(dropped_sentences(comparison), 1)),
    ]
    return json_text(
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": base,
            "type": "AnnotationCollection",
            "total": len(items),
            "first": {"id": f"{base}:page", "type": "AnnotationPage", "startIndex": 0, "items": items},
        }
    )


def collection_iri(left: Column, right: Column) -> str:
    """The IRI of the collection; `:p1`, `:d1` and so on behind it name its annotations."""
    return "urn:x-dedup:pair:" + ":".join(quote(name, safe="") for name in iris(left, right))


@dataclass(frozen=True, slots=True)
class _Text:
    """One of the two texts, and the IRI by which selectors name it."""

    iri: str
    text: str


def _passage(item: Passage, name: str, left: _Text, right: _Text) -> dict[str, Any]:
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "linking" if item.source else "classifying",
        "body": list(_bodies(item, left)),
        "target": _place(right, item.start, item.end),
    }


def _bodies(item: Passage, left: _Text) -> Iterator[dict[str, Any]]:
    yield _text(item.kind, "tagging")
    yield from ({**_place(left, span.start, span.end), "purpose": "linking"} for span in item.source)
    for change in item.changes:
        yield _text(f"{change.kind} ({change.severity}): {change.source.text} → {change.derivative.text}", "describing")


def _dropped(item: Dropped, name: str, left: _Text) -> dict[str, Any]:
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "classifying",
        "body": [_text("left_out", "tagging"), _text(item.group, "tagging")],
        "target": _place(left, item.start, item.end),
    }


def _text(value: str, purpose: str) -> dict[str, Any]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _place(named: _Text, start: int, end: int) -> dict[str, Any]:
    text = named.text
    return {
        "type": "SpecificResource",
        "source": named.iri,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - CONTEXT) : start],
                "suffix": text[end : end + CONTEXT],
            },
        ],
    }
