"""Last stage: a comparison of texts that were read again (`dedup.mojibake`) in terms of the texts as they were given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dedup.document import Document
from dedup.result import Alignment, Change, Comparison, Credit, Cue, Difference, Dropped, Edit, Evidence, Passage, Quote, TextSpan


def restored(result: Comparison, a: Document, b: Document) -> Comparison:
    """The comparison with all offsets and texts those of the raw articles; itself where neither was read again."""
    if a.places is None and b.places is None:
        return result
    source, derivative = (b, a) if result.source == "b" else (a, b)
    evidence = tuple(_evidence(item, a if item.article == "a" else b) for item in result.direction.evidence)
    return replace(
        result,
        direction=replace(result.direction, evidence=evidence),
        passages=_closed([_passage(item, source, derivative) for item in result.passages], derivative.article.text),
        alignments=tuple(_alignment(item, source, derivative) for item in result.alignments),
        dropped=tuple(_dropped(item, source) for item in result.dropped),
        differences=tuple(_difference(item, a, b) for item in result.differences),
    )


def _closed(passages: list[Passage], text: str) -> tuple[Passage, ...]:
    """The passages with the broken white space at their ends: a "Â" that belongs to a space is none in the raw text."""
    starts = [len(text) - len(text.lstrip()), *(passage.start for passage in passages[1:])]
    gaps = [text[one.end : start] for one, start in zip(passages, [*starts[1:], len(text)], strict=True)]
    return tuple(
        _widened(passage, min(start, passage.start), passage.end + len(gap.rstrip()), text)
        for passage, start, gap in zip(passages, starts, gaps, strict=True)
    )


def _widened(passage: Passage, start: int, end: int, text: str) -> Passage:
    if (start, end) == (passage.start, passage.end):
        return passage
    edits = list(passage.edits)
    if edits and start < passage.start:
        edits.insert(0, Edit("insert", (edits[0].source[0],) * 2, (start, passage.start)))
    if edits and end > passage.end:
        edits.append(Edit("insert", (edits[-1].source[1],) * 2, (passage.end, end)))
    return replace(passage, start=start, end=end, text=text[start:end], edits=tuple(edits))


def _evidence(item: Evidence, article: Document) -> Evidence:
    if item.start == item.end:  # a date or an address: it stands in no text
        return item
    start, end = article.place((item.start, item.end))
    return replace(item, start=start, end=end, text=article.raw((item.start, item.end)))


def _alignment(item: Alignment, source: Document, derivative: Document) -> Alignment:
    return replace(item, source=source.place(item.source), derivative=derivative.place(item.derivative))


def _dropped(item: Dropped, source: Document) -> Dropped:
    return replace(item, **_where(item, source))


def _passage(item: Passage, source: Document, derivative: Document) -> Passage:
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


def _change(change: Change, source: Document, derivative: Document) -> Change:
    return replace(change, source=_span(change.source, source), derivative=_span(change.derivative, derivative))


def _difference(item: Difference, a: Document, b: Document) -> Difference:
    mine, theirs = (_span(item.a, a), _span(item.a_sentence, a)), (_span(item.b, b), _span(item.b_sentence, b))
    return replace(item, a=mine[0], a_sentence=mine[1], b=theirs[0], b_sentence=theirs[1])


def _quote(quote: Quote, source: Document, derivative: Document) -> Quote:
    start, end = derivative.place((quote.start, quote.end))
    return replace(quote, start=start, end=end, source=quote.source and _span(quote.source, source))


def _credit(credit: Credit | None, derivative: Document) -> Credit | None:
    return replace(credit, marker=_span(credit.marker, derivative)) if credit and credit.marker else credit


def _span(span: TextSpan, article: Document) -> TextSpan:
    return replace(span, **_where(span, article))


def _where(item: TextSpan | Passage | Dropped | Cue, article: Document) -> dict[str, Any]:
    start, end = article.place((item.start, item.end))
    return {"start": start, "end": end, "text": article.raw((item.start, item.end))}
