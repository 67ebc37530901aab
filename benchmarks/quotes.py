"""Suite `quotes`: is each quotation judged rightly, and is its speaker found on both sides?

The hand-written quotations of `quotes.jsonl`, one a case; and the passages of the story families whose gold says verbatim: a
quotation in them must be found true, and nobody may be said to have taken another's words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.family_drafts import drafts_of, read_pair
from benchmarks.suite import Figures, Options, Suite, mean
from dedup.article import Article
from dedup.document import analyse
from dedup.lang.base import pack_of
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.people import key_of
from dedup.pair.explain.quotations import check_quotes
from dedup.result import Quote
from dedup.settings import Settings

STATUSES: Final = ("identical", "style", "truncated", "changed", "spliced", "reattributed", "paraphrased", "not_in_source")
TRUE: Final = frozenset({"identical", "style", "truncated"})
_ENGLISH: Final = pack_of("en")
_ARTICLES: Final = ("altered", "rewrite", "commentary")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text with one quotation, its source, the status wanted, and the speakers as the two texts name them (None: not asked)."""

    name: str
    split: str
    source: str
    derivative: str
    status: str
    speaker: str | None
    source_speaker: str | None


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A derivative of a story family whose verbatim passages are looked at."""

    name: str
    family: Path
    article: str


Case = Quoted | Verbatim


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of one hand-written quotation; `found` is "missing" where no quotation was seen."""

    name: str
    split: str
    wanted: str
    found: str
    speaker: bool | None
    source_speaker: bool | None


@dataclass(frozen=True, slots=True)
class VerbatimOutcome:
    """The statuses of the quotations in the verbatim passages of one derivative."""

    name: str
    statuses: tuple[str, ...]


def load(data: Path, options: Options) -> list[Case]:
    """The quotations of `quotes.jsonl`, then the derivatives of the story families."""
    del options
    rows = [json.loads(line) for line in (data / "quotes.jsonl").read_text(encoding="utf-8").splitlines()]
    fields = ("source", "derivative", "status", "speaker", "source_speaker")
    quoted = [Quoted(row["id"], row.get("split", "dev"), *(row[field] for field in fields)) for row in rows]
    families = sorted(path.parent for path in data.glob("*/family.json"))
    return [*quoted, *(Verbatim(f"{family.name}/{name}", family, name) for family in families for name in _ARTICLES)]


def judge(case: Case, settings: Settings) -> Outcome | VerbatimOutcome:
    """Check the quotation, or those of the verbatim passages."""
    del settings
    return _of_quoted(case) if isinstance(case, Quoted) else VerbatimOutcome(case.name, tuple(_of_verbatim(case)))


def _of_quoted(case: Quoted) -> Outcome:
    one, other = analyse(Article(case.source)), analyse(Article(case.derivative))
    drafts = tuple(PassageDraft(span, n, "quote", one.sentences) for n, span in enumerate(other.sentences))
    quote = next((quote for listed in check_quotes(one, other, drafts) for quote in listed), None)
    if quote is None:
        return Outcome(case.name, case.split, case.status, "missing", None, None)
    speakers = _is_right(case.speaker, quote.speaker), _is_right(case.source_speaker, quote.source_speaker)
    return Outcome(case.name, case.split, case.status, quote.status, *speakers)


def _is_right(wanted: str | None, found: str | None) -> bool | None:
    """Whether a speaker goes by the surname or noun that is wanted; None where it is not asked for."""
    return None if wanted is None else found is not None and key_of(_ENGLISH, found) == key_of(_ENGLISH, wanted)


def _of_verbatim(case: Verbatim) -> Iterator[str]:
    source, derivative, gold = read_pair(case.family, case.article)
    drafts = drafts_of(source, derivative, gold)
    for draft, quotes in zip(drafts, check_quotes(source, derivative, drafts), strict=True):
        if draft.kind == "verbatim":
            yield from (quote.status for quote in quotes if _is_marked(derivative.text, quote))


def _is_marked(text: str, quote: Quote) -> bool:
    return text[quote.start] in "“\"‘'"


def figures(outcomes: Sequence[Outcome | VerbatimOutcome]) -> Figures:
    """Shares 0-1, higher is better.

    `precision`, `recall`, `f1`: means over the statuses that are wanted; those of each status; `accuracy`; `speaker` and
    `source_speaker`: named rightly; all of them for the test split alone as `test_*`; `verbatim_true`: verbatim quotations
    that are found true.
    """
    quoted = [item for item in outcomes if isinstance(item, Outcome)]
    figures = _figures("", quoted) | _figures("test_", [item for item in quoted if item.split == "test"])
    verbatim = [status in TRUE for item in outcomes if isinstance(item, VerbatimOutcome) for status in item.statuses]
    return figures | {"verbatim_true": mean(verbatim)}


def _figures(prefix: str, listed: Sequence[Outcome]) -> Figures:
    every = by_status([(item.wanted, item.found) for item in listed])
    wanted = {item.wanted for item in listed}
    figures = {measure: mean([every[f"{measure}_{status}"] for status in sorted(wanted)]) for measure in MEASURES}
    figures["accuracy"] = mean([item.wanted == item.found for item in listed])
    figures["speaker"] = mean([item.speaker for item in listed if item.speaker is not None])
    figures["source_speaker"] = mean([item.source_speaker for item in listed if item.source_speaker is not None])
    return {f"{prefix}{name}": value for name, value in (figures | every).items()}


MEASURES: Final = ("precision", "recall", "f1")


def by_status(pairs: Sequence[tuple[str, str]]) -> Figures:
    """Precision, recall and F1 of each status that occurs, over (wanted, found) pairs; 0 for what is never found or wanted."""
    right = Counter(wanted for wanted, found in pairs if wanted == found)
    wanted, found = Counter(want for want, _ in pairs), Counter(got for _, got in pairs)
    figures: Figures = {}
    for status in STATUSES:
        if wanted[status] or found[status]:
            figures[f"precision_{status}"] = right[status] / max(1, found[status])
            figures[f"recall_{status}"] = right[status] / max(1, wanted[status])
            figures[f"f1_{status}"] = 2 * right[status] / (wanted[status] + found[status])
    return figures


SUITE: Final[Suite[Case, Outcome | VerbatimOutcome]] = Suite(
    name="quotes",
    about="hand-written quotations: what was done to their words and who says them",
    folder="data",
    signs=("quotes.jsonl",),
    homes=("data",),
    files=("quotes.jsonl", "*/*.txt", "*/family.json", "*/gold/*.json"),
    load=load,
    judge=judge,
    figures=figures,
    details=r"(test_)?(precision|recall)_.+|test_f1_.+",
)
