"""Findings of the detectors, in terms, and how they become changes, in code points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dedup.document import Document
from dedup.kinds import ChangeKind, Severity
from dedup.lang.terms import Term
from dedup.pair.explain.changes.confidence import DOUBTFUL, precision
from dedup.pair.explain.changes.term_alignment import TermAlignment, span_of
from dedup.result import Change
from dedup.words import Span

_MOST_WORDS: Final = 12
"""Words that one side of a change may have: it points at the fault, not at the sentence."""
GRAVE: Final[frozenset[str]] = frozenset({"fact", "loaded"})
_ORDER: Final[dict[str, int]] = {"style": 0, "neutral": 1, "loaded": 2, "fact": 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """A change in terms: [a0, a1) of the source, [b0, b1) of the passage; an empty range is a place."""

    kind: ChangeKind
    severity: Severity
    a: tuple[int, int]
    b: tuple[int, int]
    note: str = ""


def arranged(pairing: TermAlignment, findings: tuple[Finding, ...]) -> tuple[Change, ...]:
    """Changes in order of their place; of two that overlap in the passage the graver stays, of equals the first."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: -_ORDER[f.severity]):
        if not any(_same_place(finding, other) for other in kept):
            kept.append(finding)
    kept.sort(key=lambda f: (f.b, f.a))
    return tuple(_change(pairing, finding) for finding in kept)


def _same_place(one: Finding, other: Finding) -> bool:
    if one.b[0] == one.b[1] or other.b[0] == other.b[1]:
        return _meet(one.a, other.a) and one.a[0] < one.a[1]
    return _meet(one.b, other.b) and (
        one.kind == other.kind or one.severity in ("style", "neutral") or _meet(one.a, other.a) or one.a[0] == one.a[1]
    )


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _change(pairing: TermAlignment, finding: Finding) -> Change:
    theirs = _side(pairing.source, pairing.a, finding.a)
    mine = _side(pairing.derivative, pairing.b, finding.b)
    said = pairing.source.text[slice(*theirs)], pairing.derivative.text[slice(*mine)]
    sides = pairing.source.text_span(theirs), pairing.derivative.text_span(mine)
    note = finding.note or _note(finding, *said)
    sure = precision().of(finding.kind, pairing.similarity) if finding.severity in GRAVE else 0.0
    severity = "neutral" if finding.severity == "fact" and sure < DOUBTFUL else finding.severity  # loaded ones: see in_view_of
    return Change(finding.kind, severity, *sides, note, round(sure, 4))


def _side(article: Document, row: tuple[Term, ...], place: tuple[int, int]) -> Span:
    first, last = place
    while first < last and row[last - 1].last - row[first].first > _MOST_WORDS:
        last -= 1
    start, end = span_of(article, row, first, last)
    if first < last:
        start, end = _with_marks(article.text, row, first, last, (start, end))
    return start, end


def _with_marks(text: str, row: tuple[Term, ...], first: int, last: int, span: Span) -> Span:
    """A span with the signs before its first number and the percent sign after its last one."""
    start, end = span
    while row[first].kind in ("money", "number", "percent") and start and _is_sign(text, start - 1):
        start -= 1
    if row[last - 1].kind == "percent" and text[end : end + 1] == "%":
        end += 1
    return start, end


def _is_sign(text: str, at: int) -> bool:
    """Whether a mark belongs to the number after it; between two digits a dash joins them."""
    return text[at] in _MARKS and not (at and text[at - 1].isdigit())


_MARKS: Final = frozenset("$£€¥₹-−+<>≤≥")
"""Signs before a number that belong to it."""


def _note(finding: Finding, theirs: str, mine: str) -> str:
    """One sentence on what was seen, in plain words."""
    said = _NOTES.get(finding.kind, "")
    if not theirs:
        return f"the source has nothing like “{mine}” here"
    if not mine:
        return f"the source says “{theirs}”; it is left out here" + said
    return f"the source says “{theirs}”" + said


_NOTES: Final = {
    "style": ", which means the same",
    "loaded_word": "; the wording here carries a judgement",
    "certainty": "; this is said with another certainty",
    "quantity": "; the scope is another",
    "attribution_dropped": ": there somebody says it, here it is stated",
}
