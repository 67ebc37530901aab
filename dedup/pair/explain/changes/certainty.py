"""How sure a statement is: modals, hedges, and what only may be told as what is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import REACH, before, head_of, leads_to_verb
from dedup.pair.explain.changes.modality import DUE, PERHAPS, PLAIN, is_ability, is_hedged, is_noun, is_weak, may_hold, rank_of
from dedup.pair.explain.changes.term_alignment import CLOSE, LOOSE, VERY_CLOSE, Gap, TermAlignment, anchored

_SHOWN: Final = 5
"""Terms from a held-back verb on that are shown beside what stands for it, no further than their gap. Chosen by hand."""


def certainty(pairing: TermAlignment) -> Iterator[Finding]:
    """Modals and hedges exchanged, cut or put in before a matched word."""
    for i, term in enumerate(pairing.a):
        if term.norm in pairing.pack.words("modality") or term.form in pairing.pack.words("modality"):
            yield from _modal(pairing, i)


def _modal(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    if pairing.back[i] >= 0:
        return
    if is_ability(pairing, i) or is_noun(pairing.a, i):
        return
    own, head = rank_of(pairing.a[i]), head_of(pairing.a, i)
    j = pairing.back[head] if head is not None else -1
    if head is None or j < 0 or not anchored(pairing, head, j):
        yield from _exchanged_modal(pairing, i)
        return
    if any(term.form == pairing.a[i].form for term in pairing.b[max(0, j - REACH) : j]):
        return  # the modal is there, with another one between: "probably will", "will probably"
    at = before(pairing.b, j, pairing.pack.words("modality"))
    other = rank_of(pairing.b[at]) if at is not None else PLAIN
    if at is None and (own > PERHAPS or is_hedged(pairing.b, j)):
        return
    if abs(other - own) >= 1 and not (at is not None and _to_come(pairing.a[i], pairing.b[at])):
        yield Finding("certainty", "fact", (i, head + 1), (at if at is not None else _start(pairing, i, j), j + 1))


def _to_come(one: Term, other: Term) -> bool:
    """Whether the one tells what somebody plans and the other what will be: neither is done, and a house puts one for the other."""
    sorts = {_intends(one), _intends(other)}
    rest = other if _intends(one) else one
    return sorts == {True, False} and rest.form in rest.pack.words("to_come")


def _intends(term: Term) -> bool:
    """Whether a term is of a plan of one's own, or of what is foreseen: "plans to", "expected to", not "proposed"."""
    if term.form in term.pack.words("foreseen"):
        return True
    return leads_to_verb(term) and term.form.partition(" ")[0] in term.pack.words("intent")


def added_hedges(pairing: TermAlignment) -> Iterator[Finding]:
    """What the source tells as done told as tried, planned, expected or suspected: "attempted to land", "expected to be named"."""
    if pairing.closeness < CLOSE or any(rank_of(term) <= DUE or is_weak(term) or may_hold(term) for term in pairing.a):
        return
    for j, term in enumerate(pairing.b):
        if (
            pairing.to[j] >= 0
            or rank_of(term) > DUE
            or term.form in term.pack.words("no_hedge")
            or pairing.derivative.quoted[term.first]
        ):
            continue
        head = head_of(pairing.b, j)
        i = pairing.to[head] if head is not None else -1
        plain = i >= 0 and before(pairing.a, i, pairing.pack.words("modality")) is None
        same = head is not None and plain and pairing.a[i].stem == pairing.b[head].stem and not is_noun(pairing.b, j)
        same = same and not _is_infinitive(pairing.a, i) and not _is_described(pairing.a, i)
        if head is not None and same and pairing.a[i].kind == "word" and anchored(pairing, i, head):
            yield Finding("certainty", "fact", (max(0, i - 1), i + 1), (j, head + 1))
            return


def _is_infinitive(row: tuple[Term, ...], i: int) -> bool:
    """Whether a verb tells what is to be done, after "to"."""
    return (
        i > 0
        and (row[i - 1].form in row[i].pack.words("governs") or leads_to_verb(row[i - 1]))
        and not row[i].form.endswith(tuple(row[i].pack.words("lasting_ending")))
    )


def _is_described(row: tuple[Term, ...], i: int) -> bool:
    """Whether a word stands before a noun, with an article: "a healing service"."""
    return i > 0 and row[i - 1].form in row[i].pack.words("own_noun") and i + 1 < len(row) and not row[i + 1].small


def _start(pairing: TermAlignment, i: int, j: int) -> int:
    """Where the plain verb starts that stands for a hedged one: what the gap of the hedge has, or the word before."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1 and g.b0 < g.b1 <= j), None)
    return gap.b0 if gap and j - gap.b0 <= REACH else max(0, j - 1)


def _exchanged_modal(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    """A modal in whose gap the passage has another one, before a word that is not matched."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1), None)
    if gap is None or pairing.closeness < LOOSE:
        return
    for j in pairing.free_b(gap):
        if (
            rank_of(pairing.b[j]) != PLAIN
            and pairing.b[j].form in pairing.pack.words("modality")
            and abs(rank_of(pairing.b[j]) - rank_of(pairing.a[i])) >= 1
            and not _to_come(pairing.a[i], pairing.b[j])
        ):
            yield Finding("certainty", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
            return
    yield from _flattened(pairing, gap, i)


def _flattened(pairing: TermAlignment, gap: Gap, i: int) -> Iterator[Finding]:
    """A held-back verb in whose place the passage has another one, plain: "might have played a part", "had caused"."""
    mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small]
    if rank_of(pairing.a[i]) > PERHAPS or pairing.closeness < VERY_CLOSE or not 1 <= len(mine) <= 2:
        return
    if not is_hedged(pairing.b, mine[0]):
        yield Finding("certainty", "fact", (i, min(i + _SHOWN, gap.a1)), (gap.b0, gap.b1))


CHECKS: Final = (
    Check(
        "certainty",
        "certainty",
        certainty,
        Example(
            "The river authority will raise the dike next year.",
            "The river authority may raise the dike next year.",
        ),
        Example(
            "The river authority may raise the dike next year.",
            "The river authority might raise the dike next year.",
        ),
        least=0.5,
    ),
    Check(
        "added_hedges",
        "certainty",
        added_hedges,
        Example(
            "The crew landed the drone on the roof of the hospital on Thursday.",
            "The crew tried to land the drone on the roof of the hospital on Thursday.",
        ),
        Example(
            "The crew hopes to land the drone on the roof of the hospital on Thursday.",
            "The crew plans to land the drone on the roof of the hospital on Thursday.",
        ),
        least=0.4,
    ),
)
