"""Last stage: a comparison of texts that were read again (`dedup.mojibake`) in terms of the texts as they were given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dedup.pair.prepare import Prepared
from dedup.result import Alignment, Change, Comparison, Credit, Cue, Dropped, Edit, Evidence, Passage, Quote, TextSpan


def restored(result: Comparison, a: Prepared, b: Prepared) -> Comparison:
    """The comparison with all offsets and texts those of the raw articles; itself where neither was read again."""
    if a.places is None and b.places is None:
        return result
    source, derivative = (b, a) if result.source == "b" else (a, b)
    evidence = tuple(_evidence(item, a if item.article == "a" else b) for item in result.direction.evidence)
    return replace(
        result,
        direction=replace(result.direction, evidence=evidence),
        passages=tuple(_passage(item, source, derivative) for item in result.passages),
        alignments=tuple(_alignment(item, source, derivative) for item in result.alignments),
        dropped=tuple(_dropped(item, source) for item in result.dropped),
    )


def _evidence(item: Evidence, article: Prepared) -> Evidence:
    if item.start == item.end:  # a date or an address: it stands in no text
        return item
    start, end = article.place((item.start, item.end))
    return replace(item, start=start, end=end, text=article.raw((item.start, item.end)))


def _alignment(item: Alignment, source: Prepared, derivative: Prepared) -> Alignment:
    return replace(item, source=source.place(item.source), derivative=derivative.place(item.derivative))


def _dropped(item: Dropped, source: Prepared) -> Dropped:
    return replace(item, **_where(item, source))


def _passage(item: Passage, source: Prepared, derivative: Prepared) -> Passage:
    return replace(
        item,
        **_where(item, derivative),
        source=tuple(_span(span, source) for span in item.source),
        edits=tuple(Edit(one.op, source.place(one.source), derivative.place(one.derivative)) for one in item.edits),
        changes=tuple(_change(change, source, derivative) for change in item.changes),
        quotes=tuple(_quote(quote, source, derivative) for quote in item.quotes),
        credit=_credit(item.credit, derivative),
        cues=tuple(replace(cue, **_where(cue, derivative)) for cue in item.cues),
    )


def _change(change: Change, source: Prepared, derivative: Prepared) -> Change:
    return replace(change, source=_span(change.source, source), derivative=_span(change.derivative, derivative))


def _quote(quote: Quote, source: Prepared, derivative: Prepared) -> Quote:
    start, end = derivative.place((quote.start, quote.end))
    return replace(quote, start=start, end=end, source=quote.source and _span(quote.source, source))


def _credit(credit: Credit | None, derivative: Prepared) -> Credit | None:
    return replace(credit, marker=_span(credit.marker, derivative)) if credit and credit.marker else credit


def _span(span: TextSpan, article: Prepared) -> TextSpan:
    return replace(span, **_where(span, article))


def _where(item: TextSpan | Passage | Dropped | Cue, article: Prepared) -> dict[str, Any]:
    start, end = article.place((item.start, item.end))
    return {"start": start, "end": end, "text": article.raw((item.start, item.end))}
