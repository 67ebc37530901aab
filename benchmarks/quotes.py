"""Suite `quotes`: is each quotation judged rightly, and is its speaker found on both sides?

The hand-written quotations of `quotes.jsonl`, one a case; and the sentences of the story families whose gold says verbatim:
a quotation in them must be found true, and nobody may be said to have taken another's words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.family_drafts import drafts_of, read_pair
from dedup.article import Article
from dedup.pair.drafts import Draft
from dedup.pair.prepare import prepare
from dedup.pair.quotecheck import check_quotes
from dedup.pair.speakers import key_of
from dedup.result import Quote

STATUSES = ("identical", "style", "truncated", "changed", "spliced", "reattributed", "paraphrased", "not_in_source")
TRUE = frozenset({"identical", "style", "truncated"})


def run(data: Path) -> dict[str, float]:
    """Figures 0-1, higher is better: accuracy, F1 by status, speakers right on both sides, and verbatim quotations found true."""
    rows = [json.loads(line) for line in (data / "quotes.jsonl").read_text(encoding="utf-8").splitlines()]
    judged = [(row["status"], _judged(row["source"], row["derivative"])) for row in rows]
    figures = {"accuracy": sum(wanted == _status(quote) for wanted, quote in judged) / len(judged)}
    figures |= f1_by_status([(wanted, _status(quote)) for wanted, quote in judged])
    speakers = [(row, quote) for row, (_, quote) in zip(rows, judged, strict=True) if quote is not None]
    figures["speaker"] = _right([(row["speaker"], quote.speaker) for row, quote in speakers])
    figures["source_speaker"] = _right([(row["source_speaker"], quote.source_speaker) for row, quote in speakers])
    verbatim = list(verbatim_quotes(data))
    figures["verbatim_true"] = sum(quote.status in TRUE for quote in verbatim) / max(1, len(verbatim))
    return figures


def _judged(source: str, derivative: str) -> Quote | None:
    one, other = prepare(Article(source)), prepare(Article(derivative))
    drafts = tuple(Draft(span, n, "quote", one.sentences) for n, span in enumerate(other.sentences))
    return next((quote for listed in check_quotes(one, other, drafts) for quote in listed), None)


def _status(quote: Quote | None) -> str:
    return quote.status if quote else "missing"


def f1_by_status(pairs: list[tuple[str, str]]) -> dict[str, float]:
    """F1 of each status over (wanted, found) pairs."""
    right = Counter(wanted for wanted, found in pairs if wanted == found)
    total = Counter(wanted for wanted, _ in pairs) + Counter(found for _, found in pairs)
    return {f"f1_{status}": 2 * right[status] / total[status] for status in STATUSES if total[status]}


def _right(pairs: list[tuple[str | None, str | None]]) -> float:
    """Share of the named speakers that are found by the same surname or noun."""
    named = [(wanted, found) for wanted, found in pairs if wanted]
    return sum(found is not None and key_of(found) == key_of(wanted) for wanted, found in named) / max(1, len(named))


def verbatim_quotes(data: Path) -> Iterator[Quote]:
    """What is found of the quotations in passages that the gold of the story families calls verbatim."""
    for family in sorted(path.parent for path in data.glob("*/family.json")):
        for name in ("altered", "rewrite", "commentary"):
            source, derivative, gold = read_pair(family, name)
            drafts = drafts_of(source, derivative, gold)
            for draft, quotes in zip(drafts, check_quotes(source, derivative, drafts), strict=True):
                if draft.kind == "verbatim":
                    yield from (quote for quote in quotes if derivative.text[quote.start] in "“\"‘'")
