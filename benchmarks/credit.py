"""Suite `credit`: is it seen who is credited for what, and which clauses do nothing but name somebody?

The hand-written articles of `credit.jsonl`, passage by passage; and the clauses that the gold of the story families calls
attribution, against all its other clauses of that length.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.family_drafts import drafts_of, read_pair
from dedup.article import Article
from dedup.pair.attribution import is_attribution
from dedup.pair.credit import credit_passages
from dedup.pair.drafts import Draft
from dedup.pair.prepare import prepare
from dedup.result import DERIVED_KINDS, Credit

ASPECTS = ("credited", "quoted", "claimed")
_LONGEST = 12
"""Words up to which a clause can be attribution and nothing else."""


def run(data: Path) -> dict[str, float]:
    """Figures 0-1, higher is better: precision, recall, F1 of credit; passages right in every aspect; F1 of attribution clauses."""
    pairs = [
        pair for line in (data / "credit.jsonl").read_text(encoding="utf-8").splitlines() for pair in _passages(json.loads(line))
    ]
    figures = _scores("", [(_is_credited(wanted), found is not None and found.credited) for wanted, found in pairs])
    figures["unclaimed_recall"] = _recall(
        [(_is_false_claim(wanted), found is not None and not found.claimed) for wanted, found in pairs]
    )
    figures["accuracy"] = sum(_same(wanted, found) for wanted, found in pairs) / len(pairs)
    return figures | _scores("attribution_", list(attribution_clauses(data)))


def _passages(row: dict[str, Any]) -> Iterator[tuple[dict[str, bool] | None, Credit | None]]:
    """(wanted, found) of each passage whose credit the gold states."""
    given = row["source"]
    source = prepare(Article(given["text"], outlet=given["outlet"], author=given["author"], url=given["url"]))
    text, drafts = "", []
    for number, passage in enumerate(row["passages"]):
        span = (len(text), len(text) + len(passage["text"]))
        drafts.append(Draft(span, number, passage["kind"], source.sentences[:1] if passage["kind"] in DERIVED_KINDS else ()))
        text += passage["text"] + "\n"
    found = credit_passages(source, prepare(Article(text)), tuple(drafts))
    for passage, credit in zip(row["passages"], found, strict=True):
        if passage["credit"] != "any":
            yield passage["credit"], credit


def _is_credited(wanted: dict[str, bool] | None) -> bool:
    return wanted is not None and wanted["credited"]


def _is_false_claim(wanted: dict[str, bool] | None) -> bool:
    return wanted is not None and not wanted["claimed"]


def _same(wanted: dict[str, bool] | None, found: Credit | None) -> bool:
    if wanted is None or found is None:
        return (wanted is None) == (found is None)
    return all(getattr(found, aspect) == wanted[aspect] for aspect in ASPECTS)


def attribution_clauses(data: Path) -> Iterator[tuple[bool, bool]]:
    """(wanted, found) for every short clause of the story families."""
    for family in sorted(path.parent for path in data.glob("*/family.json")):
        for name in ("altered", "rewrite", "commentary"):
            source, derivative, gold = read_pair(family, name)
            for draft in drafts_of(source, derivative, gold):
                if len(derivative.words.inside(draft.span)) <= _LONGEST:
                    yield draft.kind == "attribution", is_attribution(derivative, draft.span)


def _scores(name: str, pairs: list[tuple[bool, bool]]) -> dict[str, float]:
    count = Counter(pairs)
    right, found, wanted = count[True, True], count[True, True] + count[False, True], count[True, True] + count[True, False]
    return {
        f"{name}precision": right / max(1, found),
        f"{name}recall": right / max(1, wanted),
        f"{name}f1": 2 * right / max(1, found + wanted),
    }


def _recall(pairs: list[tuple[bool, bool]]) -> float:
    wanted = [found for want, found in pairs if want]
    return sum(wanted) / max(1, len(wanted))
