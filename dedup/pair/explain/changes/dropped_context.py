"""What a passage leaves out of its source sentence or quotation that held the statement back: conditions, concessions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.lang.terms import Term, vocabulary
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.modality import leaves_open
from dedup.pair.explain.changes.term_alignment import TermAlignment, contrast, stops_between

_CARRIES: Final = 0.4
"""Share of a passage's telling words that its sources must carry for a condition of theirs to be missed in it."""
_MISSING: Final = 0.6
"""Share of a condition's telling words that the derivative must lack everywhere for it to be dropped."""
_CLIPPED: Final = 2
"""Terms up to which a quotation is only a scrap."""
_LEAST: Final = 3
"""Terms from which on what a quotation leaves out says something."""
_BEFORE, _AFTER, _MATCHED = 12, 25, 3
"""Terms before and after a condition of another source sentence of which so many telling ones must stand in the passage: else the
passage is not about it. Chosen by hand."""
_QUALIFIED: Final = 5
"""Telling words beside a condition that it surely belongs to."""


def qualifications(pairing: TermAlignment) -> Iterator[Finding]:
    """Conditions and concessions of the closest source sentence that the derivative drops though it carries the rest."""
    if pairing.coverage < _CARRIES:
        return
    known = vocabulary(pairing.derivative)[1]
    kept = {pairing.pack.values("opener")[term.form] for term in pairing.b if term.form in pairing.pack.values("opener")}
    kept |= {"denial"} if any(_denies(term) for term in pairing.b) else set()
    for i in range(len(pairing.a)):
        form = pairing.a[i].form
        sort = pairing.pack.values("opener").get(form) or _sort_at(pairing, i)
        if sort is None or pairing.back[i] >= 0 or sort in kept:
            continue
        if i >= pairing.primary and not _near_match(pairing, i):
            continue
        end = clause_end(pairing, i)
        if not _qualifies_carried(pairing, i, end):
            continue
        telling = [k for k in range(i + 1, end) if not pairing.a[k].small]
        missing = [k for k in telling if pairing.a[k].stem not in known and pairing.back[k] < 0]
        if telling and len(missing) >= _MISSING * len(telling):
            place = _place(pairing, i)
            yield Finding("qualification_dropped", "fact", (i, end), (place, place))


def _sort_at(pairing: TermAlignment, i: int) -> str | None:
    """What else takes back a statement at term `i`: "but" or "she stressed that" before a denial, "a charge that he rejects"."""
    row, term = pairing.a, pairing.a[i]
    if term.form in pairing.pack.words("turns_back") or _is_cautioned(pairing, i):
        return "denial" if any(map(_holds_back, row[i + 1 : clause_end(pairing, i)])) else None
    if term.form not in pairing.pack.words("appositive") or not i or not stops_between(pairing.source, row, i - 1):
        return None
    denials = pairing.pack.stems("denial")
    return "denial" if any(other.stem in denials for other in row[i + 1 : clause_end(pairing, i)]) else None


def _is_cautioned(pairing: TermAlignment, i: int) -> bool:
    """Whether term `i` opens what somebody adds with care: "stressed that"."""
    row = pairing.a
    opens = i + 1 < len(row) and row[i + 1].form in pairing.pack.words("opens_statement")
    return opens and row[i].stem in pairing.pack.stems("caution")


def _denies(term: Term) -> bool:
    if (
        term.form in term.pack.words("turns_back")
        or term.form in term.pack.words("negator")
        or term.norm in term.pack.words("negative_verb")
    ):
        return True
    return term.stem in term.pack.stems("denial")


def _holds_back(term: Term) -> bool:
    return term.form in term.pack.words("negator") or term.form in term.pack.words("holding_back") or leaves_open(term)


def _qualifies_carried(pairing: TermAlignment, i: int, end: int) -> bool:
    """Whether the passage has anything of what a clause qualifies: the words before it, or after it where it opens the sentence."""
    before = [k for k in range(i) if not pairing.a[k].small][-_QUALIFIED:]
    beside = before or [k for k in range(end, pairing.primary) if not pairing.a[k].small][:_QUALIFIED]
    return any(pairing.back[k] >= 0 for k in beside)


def _near_match(pairing: TermAlignment, i: int) -> bool:
    """Whether enough telling words about term `i` of another source sentence stand in the passage."""
    near = range(max(pairing.primary, i - _BEFORE), min(len(pairing.a), i + _AFTER))
    return sum(pairing.back[k] >= 0 and not pairing.a[k].small for k in near) >= _MATCHED


def clause_end(pairing: TermAlignment, i: int) -> int:
    """End of the clause that opens at term `i`: the next mark of punctuation, or the end of the sentence."""
    article = pairing.source
    stop = pairing.primary if i < pairing.primary else len(pairing.a)
    for k in range(i, stop - 1):
        gap = article.between(pairing.a[k].last - 1, pairing.a[k + 1].first)
        if k > i and not _CLAUSE_ENDS.isdisjoint(gap):
            return k + 1
    return stop


_CLAUSE_ENDS: Final = frozenset(",;:.—()")


def _place(pairing: TermAlignment, i: int) -> int:
    """Where in the passage the dropped words would stand: after the match of the nearest term before them."""
    return next((pairing.back[k] + 1 for k in range(i - 1, -1, -1) if pairing.back[k] >= 0), 0)


def _quotations_of(pairing: TermAlignment) -> Iterator[tuple[range, list[int]]]:
    """The words of each quotation that the passage has a part of, and its terms in the passage."""
    first, last = pairing.b[0].first, pairing.b[-1].last
    start, end = pairing.derivative.words.span(first, last)
    for quotation in pairing.derivative.quotations:
        if quotation.inner[0] < end and start < quotation.inner[1]:
            inside = pairing.derivative.words.inside(quotation.inner)
            mine = [j for j, term in enumerate(pairing.b) if inside.start <= term.first < inside.stop]
            if mine:
                yield inside, mine


def halved_quotations(pairing: TermAlignment) -> Iterator[Finding]:
    """A quotation cut short where its speaker goes on to hold it back: "“They are right to worry and wrong to be certain”"."""
    for _, mine in _quotations_of(pairing):
        kept = [pairing.to[j] for j in mine if pairing.to[j] >= 0]
        if len(mine) <= _CLIPPED or len(kept) < len(mine):
            continue
        whole, last = _quotation_at(pairing, kept[-1]), max(kept) + 1
        if whole is None or last >= whole[1] or not pairing.source.quoted[pairing.a[last].first] or pairing.back[last] >= 0:
            continue
        rest = pairing.a[last : _stop(pairing, last, whole[1])]
        if len(rest) >= _LEAST and _takes_back(rest, [pairing.a[i] for i in kept]):
            yield Finding("qualification_dropped", "fact", (last, last + len(rest)), (mine[-1] + 1, mine[-1] + 1))


def _stop(pairing: TermAlignment, first: int, end: int) -> int:
    """Where the sentence of term `first` ends, `end` at the latest."""
    for k in range(first, end - 1):
        gap = pairing.source.between(pairing.a[k].last - 1, pairing.a[k + 1].first)
        if any(mark in gap for mark in ".!?"):
            return k + 1
    return end


def _takes_back(rest: tuple[Term, ...], kept: list[Term]) -> bool:
    """Whether words that follow a statement hold it back: "but", "if", or "and" with a contrary of what was said."""
    if rest[0].form in rest[0].pack.values("opener") or rest[0].form in rest[0].pack.words("taking_back"):
        return True
    return rest[0].form in rest[0].pack.words("goes_on") and any(
        contrast(one.pack, one.norm, two.norm) == "opposite" for one in kept for two in rest
    )


def _quotation_at(pairing: TermAlignment, i: int) -> tuple[int, int] | None:
    """The terms of the source quotation that holds term `i`, as far as they are in the sources of the passage."""
    quotation = next((q for q in pairing.source.quotations if pairing.a[i].first in pairing.source.words.inside(q.inner)), None)
    if quotation is None:
        return None
    inside = pairing.source.words.inside(quotation.inner)
    held = [k for k, term in enumerate(pairing.a) if inside.start <= term.first < inside.stop]
    return held[0], held[-1] + 1


CHECKS: Final = (
    Check(
        "qualifications",
        "qualification_dropped",
        qualifications,
        Example(
            "The library will close in June unless a donor pays for the roof.",
            "The library will close in June.",
        ),
        Example(
            "The library will close in June unless a donor pays for the roof.",
            "If no donor pays for the roof, the library will close in June.",
        ),
        least=0.6,
    ),
    Check(
        "halved_quotations",
        "qualification_dropped",
        halved_quotations,
        Example(
            "“The fishermen are right to worry and wrong to be certain,” said Ida Holm.",
            "“The fishermen are right to worry,” said Ida Holm.",
        ),
        Example(
            "“The fishermen are right to worry about the reef,” said Ida Holm.",
            "“The fishermen are right to worry,” said Ida Holm.",
        ),
    ),
)
