"""Negations put in or taken out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import REACH, head_of
from dedup.pair.explain.changes.term_alignment import CLOSE, LOOSE, TermAlignment, anchored, stops_between


def negations(pairing: TermAlignment) -> Iterator[Finding]:
    """Negations put in or taken out before a matched word."""
    mine, theirs = _negated(pairing.derivative, pairing.b), _negated(pairing.source, pairing.a)
    also = {pairing.a[i].stem for i in theirs}, {pairing.b[j].stem for j in mine}
    for j, at in mine.items():
        i = pairing.to[j]
        if (
            i >= 0
            and i not in theirs
            and pairing.b[j].stem not in also[0]
            and anchored(pairing, i, j)
            and not _denied(pairing.a, i)
            and pairing.to[at] < 0
            and not _lost_elsewhere(pairing, i)
        ):
            yield Finding("negation", "fact", (max(0, i - 1), i + 1), (at, j + 1))
    for i, at in theirs.items():
        j = pairing.back[i]
        if (
            j >= 0
            and j not in mine
            and pairing.a[i].stem not in also[1]
            and anchored(pairing, i, j)
            and not _denied(pairing.b, j)
            and pairing.back[at] < 0
            and not _won_elsewhere(pairing, j)
            and not (pairing.closeness < CLOSE and denies(pairing.b))
        ):
            gap = next((g for g in pairing.gaps if g.a0 <= at < g.a1 and g.b0 < j <= g.b0 + REACH), None)
            yield Finding("negation", "fact", (at, i + 1), (gap.b0 if gap else max(0, j - 1), j + 1))
        if j < 0 and pairing.closeness >= LOOSE:
            yield from _replaced(pairing, i, at)


def denials(pairing: TermAlignment) -> Iterator[Finding]:
    """What somebody denies told as what somebody says, or the reverse: "denied that the quay was rotten", "said that"."""
    denying, saying = pairing.pack.words("denying"), pairing.pack.words("plain_saying")
    for row, other, to in ((pairing.a, pairing.b, pairing.back), (pairing.b, pairing.a, pairing.to)):
        if not any(term.norm in denying for term in row):  # nearly always: asked before the other row is gone through
            continue
        if any(term.norm in denying or term.form in pairing.pack.words("negator") or _is_negative(term) for term in other):
            continue
        for at, term in enumerate(row):
            after = [k for k in range(at + 1, min(at + _SAID, len(row))) if not row[k].small]
            if term.norm not in denying or sum(to[k] >= 0 for k in after) < min(2, len(after)) or not after:
                continue
            said = next((k for k, word in enumerate(other) if word.norm in saying), None)
            if said is not None:
                mine, theirs = (at, min(at + 2, len(row))), (said, min(said + 2, len(other)))
                yield Finding("negation", "fact", *((mine, theirs) if row is pairing.a else (theirs, mine)))
                return


_TURNED_BEFORE, _TURNED_AFTER = 8, 6
"""Terms before and after a head among which a verb that denies ("failed to") turns it. Chosen by hand."""
_MOVED: Final = 6
"""Terms on either side among which a negation has only moved. Chosen by hand: wider, one of another clause hides a change."""
_SAID: Final = 7
"""Terms after a verb of denying that are what is denied."""


def _negated(article: Document, row: tuple[Term, ...]) -> dict[int, int]:
    """Heads of negations -> the negation's place."""
    heads = {}
    for at, term in enumerate(row):
        if term.form in term.pack.words("negator") or (
            term.form in term.pack.words("advised_against") and at and row[at - 1].stem in term.pack.stems("advising")
        ):
            head = None if _only_answers(article, row, at) else head_of(row, at)
            if head is not None and not any(stops_between(article, row, k) for k in range(at, head)):
                heads[head] = at
    return heads


def _only_answers(article: Document, row: tuple[Term, ...], at: int) -> bool:
    """Whether a "no" stands for itself: "No, we have to", "No we have to"."""
    if row[at].form not in row[at].pack.words("answers") or at + 1 >= len(row):
        return False
    if at and row[at - 1].stem in row[at].pack.stems("plain_saying") and row[at + 1].form in row[at].pack.words("infinitive"):
        return True  # "says no to it": a word for refusing, but "says no boat sank" denies
    after = row[at].pack.words("first_person") | row[at].pack.words("no_speaker") | row[at].pack.words("who_speaks")
    return stops_between(article, row, at) or article.words.norms[row[at + 1].first] in after


def _denied(row: tuple[Term, ...], head: int) -> bool:
    return any(term.norm in term.pack.words("negative_verb") for term in row[max(0, head - _TURNED_BEFORE) : head + _TURNED_AFTER])


def _lost_elsewhere(pairing: TermAlignment, i: int) -> bool:
    """Whether an unmatched negation of the source stands near: then it only moved."""
    near = range(max(0, i - _MOVED), min(pairing.primary, i + _MOVED))
    return any(
        pairing.back[k] < 0
        and (
            pairing.a[k].form in pairing.pack.words("negator") | pairing.pack.words("denying_degree")
            or pairing.a[k].form in pairing.pack.words("unless")
        )
        for k in near
    )


def _won_elsewhere(pairing: TermAlignment, j: int) -> bool:
    near = range(max(0, j - _MOVED), min(len(pairing.b), j + _MOVED))
    return any(
        pairing.to[k] < 0
        and (
            pairing.b[k].form in pairing.pack.words("negator") | pairing.pack.words("denying_degree") or _is_negative(pairing.b[k])
        )
        for k in near
    )


def denies(row: tuple[Term, ...]) -> bool:
    """Whether a freely reworded passage denies anything, in whatever words."""
    return any(
        term.form in term.pack.words("negator")
        or term.norm in term.pack.words("negative_verb")
        or term.norm in term.pack.words("lacking")
        or _is_negative(term)
        for term in row
    )


def _is_negative(term: Term) -> bool:
    """Whether a word denies by its form: "unnamed", "anonymous", "homeless"."""
    if term.small:
        return False
    starts, ends = _denying_parts(term.pack)
    return term.form.startswith(starts) or term.form.endswith(ends) or term.norm in term.pack.words("contrary")


@cache
def _denying_parts(pack: Pack) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a word that denies by its form starts with, and what it ends in."""
    return tuple(pack.words("denying_prefix")), tuple(pack.words("denying_ending"))


def _replaced(pairing: TermAlignment, i: int, at: int) -> Iterator[Finding]:
    """A negated verb in whose place the passage has another verb without negation: "did not vote", "approved it"."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1), None)
    if denies(pairing.b):
        return
    if gap is None or gap.b0 == gap.b1 or _won_elsewhere(pairing, gap.b0) or _denied(pairing.b, min(gap.b1, len(pairing.b)) - 1):
        return
    mine = pairing.free_b(gap)
    telling = [j for j in mine if not pairing.b[j].small]
    if (
        telling
        and len(telling) <= 2
        and not any(
            pairing.b[j].form in pairing.pack.words("negator")
            or pairing.b[j].form.startswith(tuple(pairing.pack.words("undoing_prefix")))
            for j in mine
        )
    ):
        yield Finding("negation", "fact", (at, i + 1), (mine[0], mine[-1] + 1))


CHECKS: Final = (
    Check(
        "negations",
        "negation",
        negations,
        Example(
            "The board did not vote on the merger of the two mills.",
            "The board voted on the merger of the two mills.",
        ),
        Example(
            "The board did not accept the merger of the two mills.",
            "The board rejected the merger of the two mills.",
        ),
    ),
    Check(
        "denials",
        "negation",
        denials,
        Example(
            "The engineer denied that the new quay was rotten.",
            "The engineer said that the new quay was rotten.",
        ),
        Example(
            "The engineer denied that the new quay was rotten.",
            "The engineer said that the new quay was not rotten.",
        ),
    ),
)
