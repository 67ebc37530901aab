"""The passages as a table: one row each, for spreadsheets and data frames."""

from __future__ import annotations

from typing import Final

from dedup.article import Article
from dedup.result import Change, Comparison, Passage
from dedup.sheet import csv_text

COLUMNS: Final = (
    "number", "kind", "start", "end", "text", "words", "quoted_words", "similarity", "confidence", "source_spans", "source_text",
    "credited", "quoted", "credit_to", "changes", "quotations", "cues",
)  # fmt: skip


def render_csv(comparison: Comparison, a: Article, b: Article) -> str:  # noqa: ARG001
    """CSV as in RFC 4180, every cell quoted, a header first; UTF-8 has no byte order mark.

    Source spans are `start-end`, several with a space between; their texts are parted by " […] ". What would act is made inert,
    see `dedup.sheet`.
    """
    rows = (_row(number, item) for number, item in enumerate(comparison.passages, 1))
    return csv_text([COLUMNS, *rows], quote_all=True)


def _row(number: int, item: Passage) -> list[str]:
    credit = item.credit
    return [
        str(number),
        item.kind,
        str(item.start),
        str(item.end),
        item.text,
        str(item.words),
        str(item.quoted_words),
        f"{item.similarity:.4f}",
        f"{item.confidence:.4f}",
        " ".join(f"{span.start}-{span.end}" for span in item.source),
        " […] ".join(span.text for span in item.source),
        _said(credit.credited if credit else None),
        _said(credit.quoted if credit else None),
        (credit.to if credit else None) or "",
        "; ".join(map(_change, item.changes)),
        "; ".join(quote.status for quote in item.quotes),
        "; ".join(f"{cue.kind}: {cue.text}" for cue in item.cues),
    ]


def _said(value: bool | None) -> str:
    return "" if value is None else "true" if value else "false"


def _change(item: Change) -> str:
    return f"{item.kind} ({item.severity}): {item.source.text} → {item.derivative.text}"
