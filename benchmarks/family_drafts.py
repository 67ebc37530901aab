"""Reads the story families of `data/`: their articles, prepared, and passages made from their hand-made gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dedup.article import Article
from dedup.document import Document, analyse
from dedup.kinds import ADDED_KINDS, Kind
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.words import Span

_SAME: dict[str, Kind] = {"near_verbatim": "edited", "quote_reuse": "quote", "partial": "paraphrase"}


def read_article(family: Path, name: str) -> Document:
    """One article of a story family with what its `family.json` says of it, text as it stands in the file."""
    row = json.loads((family / "family.json").read_text(encoding="utf-8"))["articles"][name]
    with (family / row["file"]).open(encoding="utf-8", newline="") as file:
        text = file.read()
    return analyse(Article(text, row["id"], None, row["url"], row["outlet"], row["author"], row["published"]))


def read_pair(family: Path, name: str) -> tuple[Document, Document, dict[str, Any]]:
    """The source of a family, the derivative of that name, and its gold."""
    gold = json.loads((family / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return read_article(family, "source"), read_article(family, name), gold


def drafts_of(source: Document, derivative: Document, gold: dict[str, Any]) -> tuple[PassageDraft, ...]:
    """Passages as the gold has them: its spans where a sentence has some, else its sentences; sources the closest first."""
    places = {row["id"]: (row["start"], row["end"]) for row in gold["source_sentences"]}
    found = []
    for number, unit in enumerate(gold["sentences"]):
        for piece in unit["spans"] or [unit]:
            span, kind = (piece["start"], piece["end"]), _SAME.get(piece["label"], piece["label"])
            spans = [places[name] for name in piece["source_ids"] if name in places]
            found.append(_draft(source, derivative, number, span, kind, spans))
    return tuple(found)


def _draft(source: Document, derivative: Document, number: int, span: Span, kind: Kind, spans: list[Span]) -> PassageDraft:
    if not spans or kind in ADDED_KINDS or kind in ("boilerplate", "attribution"):
        return PassageDraft(span, number, kind)
    ranked = tuple(sorted(spans, key=lambda other: -_shared(source, other, derivative, span)))
    return PassageDraft(span, number, kind, ranked, 1.0, edits=edits(source, ranked[0], derivative, span))


def _shared(source: Document, one: Span, derivative: Document, other: Span) -> float:
    """Rarity of the stems that two spans share."""
    mine = {derivative.words.stems[k] for k in derivative.words.inside(other)}
    rarity = {source.words.stems[k]: float(source.rarity[k]) for k in source.words.inside(one)}
    return sum(weight for stem, weight in rarity.items() if stem in mine)
