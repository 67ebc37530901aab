"""Numbers, dates and times that a passage changes, each bound to what it counts and to its clause."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from dedup.document import Document
from dedup.kinds import ChangeKind
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import LOOSE, NUMERIC, TermAlignment

_ROUNDED: Final = 0.06
"""Relative difference up to which a number after "about" or "nearly" is the other one, rounded."""
_SHORT: Final = 5
"""Terms up to which a gap binds a number to the one in its place, where the passage is freely reworded."""
_NEAR: Final = 9
"""Terms before a number among which the word that it belongs to is sought."""
_RANGE: Final = 3
"""Terms of a range: its two ends and what joins them."""
_AFTER: Final = 2
"""Terms after a number among which what it counts, its limit or the other end of its range stands. Chosen by hand."""
_YEARS: Final = 1000
"""Number from which one may be told for a year."""
_COUNTED: Final = frozenset({"number", "percent", "money"})
"""Kinds of which one may be told for another: "50%" and "50"."""
_DATES: Final = frozenset({"date", "month", "weekday", "year", "clock"})


def numbers(pairing: TermAlignment) -> Iterator[Finding]:
    """Numbers that stand in another number's place, and true numbers bound to another thing than in the source."""
    for j, term in enumerate(pairing.b):
        if term.kind not in NUMERIC:
            continue
        i = pairing.to[j]
        other = _partner(pairing, j) if i < 0 else _rightful(pairing, i, j)
        if i < 0 and term.kind == "year" and any(a.form.endswith("/" + term.form) for a in pairing.a):
            continue
        if other is not None and not _agree(pairing.a[other], term):
            yield _finding(pairing, other, j, bound=i >= 0)


def ranges(pairing: TermAlignment) -> Iterator[Finding]:
    """One end of a range given for the whole of it: "between 300 and 500 families", "500 families"."""
    for i in range(len(pairing.a) - 2):
        ends = pairing.a[i], pairing.a[i + 2]
        joint = pairing.a[i + 1].form
        if joint not in pairing.pack.words("range") or not all(end.kind in ("number", "money", "percent") for end in ends):
            continue
        if joint in pairing.pack.words("range_closes") and not (i and pairing.a[i - 1].form in pairing.pack.words("range_opens")):
            continue
        kept = [pairing.back[k] for k in (i, i + 2) if pairing.back[k] >= 0]
        if len(kept) == 1 and not _is_limited(pairing.b, kept[0]) and not _is_end(pairing.derivative, pairing.b, kept[0]):
            yield Finding("number", "fact", (i, i + _RANGE), _with_head(pairing.b, kept[0]))


def _is_end(article: Document, row: tuple[Term, ...], j: int) -> bool:
    """Whether a number is an end of a range still: "300 to 600", "between 300 and 600", "300-600"."""
    after, before = row[j + 1 : j + 1 + _AFTER], row[max(0, j - 2) : j][::-1]
    for one, two in pairwise(row[max(0, j - 1) : j + 2]):
        if {one.kind, two.kind} <= NUMERIC and article.between(one.last - 1, two.first).strip() in _DASHES:
            return True
    return any(len(two) == 2 and two[0].form in two[0].pack.words("range") and two[1].kind in NUMERIC for two in (after, before))


_DASHES: Final = frozenset("-‐‑–—")


def _is_limited(row: tuple[Term, ...], j: int) -> bool:
    """Whether a number is said to be a limit: "up to 500"."""
    return any(term.form in term.pack.words("limit") for term in row[max(0, j - 2) : j]) or any(
        term.form in term.pack.words("alternative") for term in row[j + 1 : j + 1 + _AFTER]
    )


def _finding(pairing: TermAlignment, i: int, j: int, *, bound: bool) -> Finding:
    mine = pairing.b[j]
    rounded = _is_rounded(pairing, i, j)
    kind: ChangeKind = "date" if mine.kind in _DATES else "number"
    note = "the source has this number, but for another thing; here it says another" if bound else ""
    return Finding(kind, "neutral" if rounded else "fact", _with_head(pairing.a, i), _with_head(pairing.b, j), note)


def _with_head(row: tuple[Term, ...], at: int) -> tuple[int, int]:
    """The number with the word it counts, or with the word before it ("article 14")."""
    if at + 1 < len(row) and not row[at + 1].small and row[at + 1].kind == "word":
        return at, at + 2
    if at > 0 and not row[at - 1].small and row[at - 1].kind not in NUMERIC:
        return at - 1, at + 1
    return at, at + 1


def _partner(pairing: TermAlignment, j: int) -> int | None:
    """The unmatched number of the source in whose place number `j` stands: in the same gap, or before the same noun."""
    term, gap = pairing.b[j], pairing.gap_at(j)
    near = [i for i in pairing.free_a(gap) if _comparable(pairing.a[i], term)] if gap else []
    if gap and max(gap.a1 - gap.a0, gap.b1 - gap.b0) > _SHORT and pairing.closeness < LOOSE:
        near = []
    if near and (term.form != "#1" or len(near) == 1):
        return near[0]
    head = _head(pairing.b, j)
    for i, other in enumerate(pairing.a):
        if pairing.back[i] < 0 and _comparable(other, term) and head and head == _head(pairing.a, i):
            return i
    return None


def _comparable(one: Term, other: Term) -> bool:
    if one.kind == other.kind or ({one.kind, other.kind} <= _COUNTED and abs(one.value) == abs(other.value)):
        return True
    return {one.kind, other.kind} <= {"date", "month"} or (
        {one.kind, other.kind} <= {"number", "year"} and min(one.value, other.value) > _YEARS
    )


def _agree(one: Term, other: Term) -> bool:
    """Whether the two can be one: equal, one money without its currency, or one a date without the other's day or year."""
    if one.form == other.form or ({one.kind, other.kind} == {"number", "money"} and one.value == other.value):
        return True
    if {one.kind, other.kind} <= {"date", "month"}:
        return one.form.startswith(other.form) or other.form.startswith(one.form)
    return False


def _is_rounded(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether one number is the other rounded: exactly so, or about so where it is said to be no exact one."""
    (rough, row, at), (exact, _, _) = sorted(
        ((pairing.a[i], pairing.a, i), (pairing.b[j], pairing.b, j)), key=lambda side: _digits(side[0].value)
    )
    if not rough.value or _digits(rough.value) == _digits(exact.value) or rough.kind not in _COUNTED:
        return False
    hedged = at > 0 and row[at - 1].form in pairing.pack.words("limit")
    away = abs(exact.value - rough.value)
    return away <= _ROUNDED * abs(exact.value) if hedged else away <= _unit(rough.value) / 2 and _digits(rough.value) > 1


def _unit(value: float) -> float:
    """What the last significant digit of a number counts: 0.1 of 2.5, 1000 of 14,000."""
    text = f"{abs(value):.4f}".rstrip("0").rstrip(".")
    return 10.0 ** -len(text.partition(".")[2]) if "." in text else 10.0 ** (len(text) - len(text.rstrip("0")))


def _digits(value: float) -> int:
    """Significant digits of a number."""
    return len(f"{value:.4f}".rstrip("0").rstrip(".").replace(".", "").strip("0"))


def _head(row: tuple[Term, ...], at: int) -> str:
    """Stem of what a number counts: the next telling word, not over a stop."""
    for term in row[at + 1 : at + 1 + _AFTER]:
        if not term.small and term.kind not in NUMERIC:
            return term.stem
    return ""


def _rightful(pairing: TermAlignment, i: int, j: int) -> int | None:
    """For a number that stands in the source: the number that the source gives there instead, None when it is the same one.

    The nearest telling word before it in the clause, if the source has it too, is followed there by the number that belongs
    to it; a number of the same kind with the same neighbour that comes first is the rightful one.
    """
    if i >= pairing.primary:
        return None
    neighbour = pairing.b[j - 1].stem if j else ""
    for k in range(j - 1, max(-1, j - _NEAR), -1):
        term = pairing.b[k]
        if term.kind in NUMERIC:
            if _is_designation(pairing.b, k):
                continue
            return None
        at = pairing.to[k]
        if term.small or at < 0 or at >= i or _count(pairing, term.stem) > 1:
            continue
        between = [
            m for m in range(at + 1, i) if _comparable(pairing.a[m], pairing.b[j]) and pairing.a[m].form != pairing.b[j].form
        ]
        same_head = [
            m for m in between if (pairing.a[m - 1].stem == neighbour != "") or (_head(pairing.a, m) == _head(pairing.b, j) != "")
        ]
        return same_head[0] if same_head and pairing.back[same_head[0]] < 0 else None
    return None


def _is_designation(row: tuple[Term, ...], k: int) -> bool:
    """Whether a number is the first half of a name like "Title 8 Section 12", which counts nothing of its own."""
    words = (row[k - 1], row[k + 1]) if 0 < k < len(row) - 1 else ()
    return bool(words) and all(term.norm in term.pack.words("designator") for term in words)


def _count(pairing: TermAlignment, stem: str) -> int:
    return sum(term.stem == stem for term in pairing.a[: pairing.primary])


CHECKS: Final = (
    Check(
        "numbers",
        "number",
        numbers,
        Example(
            "The dredging cost $731 million over nine years.",
            "The dredging cost $713 million over nine years.",
        ),
        Example(
            "The dredging cost $1.9 million over two years.",
            "The dredging cost 1.9 million dollars over two years.",
        ),
    ),
    Check(
        "ranges",
        "number",
        ranges,
        Example(
            "The closure will cost between 300 and 500 jobs at the mill.",
            "The closure will cost 500 jobs at the mill.",
        ),
        Example(
            "The closure will cost between 300 and 500 jobs at the mill.",
            "The closure will cost 300 to 500 jobs at the mill.",
        ),
    ),
)
