"""What a source only suspects, plans, asks or sets a condition for, where a passage has it as what is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.modality import DUE, HOLDS, is_ability, is_noun, is_weak, may_hold, rank_of
from dedup.pair.explain.changes.term_alignment import TermAlignment, stops_between

_CARRIES: Final = 0.4
"""Share of a passage's telling words that its sources must carry for a lost condition to be reported."""
_SHOWN: Final = 8
"""Terms from a hedge on that are shown at most: further on stands another clause. Chosen by hand."""
_CONDITION: Final = 8
"""Terms from an "if" on that are its condition at most. Chosen by hand."""
_HELD: Final = 12
"""Terms after a hedge that it may hold back, no further than the next stop. Chosen by hand: more would reach into other clauses."""
_BESIDE: Final = 3
"""Terms before a hedge whose match shows, too, that the passage says the same. Chosen by hand."""
_BACK, _ON = 3, 6
"""Terms before a hedge, and after what it holds back, to whose matches the flat words of the passage may reach. Chosen by hand."""
_FLAT: Final = 4
"""Terms before and after the match of what was held back that are shown with it at most. Chosen by hand."""


def lost_hedges(pairing: TermAlignment) -> Iterator[Finding]:
    """What the source only suspects, plans or asks, told by the passage as what is: "proposed closing", "will close"."""
    if not any(may_hold(term) or is_weak(term) for term in pairing.a) or _asks(pairing):
        return
    unkept = [sort for sort in ("weak", *HOLDS) if not _keeps(pairing.b, sort)]
    taken: set[int] = set()
    for i, term in enumerate(pairing.a):
        if (
            pairing.back[i] >= 0
            or not _held(pairing, term, unkept)
            or (i and pairing.a[i - 1].form in pairing.pack.words("compares"))
        ):
            continue
        if is_ability(pairing, i) or is_noun(pairing.a, i):
            continue
        carried = _carried(pairing, i)
        if carried is not None and carried not in taken:
            taken.add(carried)
            j = pairing.back[carried]
            flat = _flat_from(pairing, i, j), _flat_to(pairing, i, j)
            yield Finding("certainty", "fact", (i, min(carried + 1, i + _SHOWN)), flat)


def _flat_from(pairing: TermAlignment, i: int, j: int) -> int:
    """Where the words start that tell flatly what term `j` says: back over what the source does not have there."""
    first = j
    near = range(max(0, i - _BACK), pairing.to[j] + 1)
    while first > max(0, j - _FLAT) and (pairing.b[first - 1].small or pairing.to[first - 1] not in near):
        if stops_between(pairing.derivative, pairing.b, first - 1):
            break
        first -= 1
    return first


def _flat_to(pairing: TermAlignment, i: int, j: int) -> int:
    """Where they end: where a subject follows the hedge ("whether the clerk burned it"), at the next telling word of the clause."""
    if pairing.a[i].form.partition(" ")[0] in pairing.pack.words("intent"):
        return j + 1
    after = (k for k in range(j + 1, min(len(pairing.b), j + _FLAT)) if not pairing.b[k].small)
    following = next(after, None)
    return following + 1 if following is not None and pairing.to[j] < pairing.to[following] < pairing.to[j] + _ON else j + 1


def _carried(pairing: TermAlignment, i: int) -> int | None:
    """The first telling term after a hedge that the passage has, where it has another one near; it may not hold back itself."""
    row = pairing.a
    last = min(len(row), i + _HELD)
    end = next((k for k in range(i + 1, last) if stops_between(pairing.source, row, k - 1)), last)
    near = [k for k in range(max(0, i - _BESIDE), end) if pairing.back[k] >= 0 and not row[k].small]
    after = [k for k in near if k > i and row[k].kind == "word"]
    sure = [k for k in after if row[k].stem == pairing.b[pairing.back[k]].stem]
    return sure[0] if len(near) >= 2 and sure else None


def _held(pairing: TermAlignment, term: Term, sorts: list[str]) -> bool:
    """Whether a source term holds back what follows it, in one of the ways that the passage does not know."""
    if "weak" in sorts and is_weak(term):
        return True
    word = term.form.partition(" ")[0]
    quoted = bool(pairing.source.quoted[term.first])
    return any(sort != "weak" and word in term.pack.words(sort) and not (quoted and sort == "doubt") for sort in sorts)


def _keeps(row: tuple[Term, ...], sort: str) -> bool:
    """Whether a passage holds its statement back in that way."""
    if sort == "weak":
        return any(is_weak(term) or rank_of(term) <= DUE for term in row)
    tags, most = HOLDS[sort]
    return any(term.stem in term.pack.stems(*tags) or rank_of(term) <= most or is_weak(term) for term in row)


def conditions(pairing: TermAlignment) -> Iterator[Finding]:
    """A condition whose words the passage has without an "if": "would resign if it was not done", "was resigning over it"."""
    conditional = pairing.pack.words("conditional")
    if pairing.coverage < _CARRIES or any(term.form in conditional or rank_of(term) <= 1 for term in pairing.b):
        return
    for i in range(pairing.primary - 2):
        if (
            pairing.a[i].form not in pairing.pack.words("sets_condition")
            or pairing.back[i] >= 0
            or not _is_conditional(pairing.a, i)
        ):
            continue
        last = min(pairing.primary, i + _CONDITION) - 1
        end = next((k for k in range(i, last) if stops_between(pairing.source, pairing.a, k)), last) + 1
        kept = [k for k in range(i + 1, end) if pairing.back[k] >= 0 and not pairing.a[k].small]
        if len(kept) >= 2:
            j = pairing.back[kept[0]]
            yield Finding("certainty", "fact", (i, kept[-1] + 1), (_flat_from(pairing, i, j), j + 1))


def _is_conditional(row: tuple[Term, ...], i: int) -> bool:
    """Whether an "if" sets a condition, and does not ask: "asked if"."""
    return not (i and row[i - 1].stem in row[i].pack.stems("saying"))


def _asks(pairing: TermAlignment) -> bool:
    end = pairing.derivative.words.end(pairing.b[-1].last - 1)
    return pairing.derivative.text[end : end + 1] == "?"


CHECKS: Final = (
    Check(
        "lost_hedges",
        "certainty",
        lost_hedges,
        Example(
            "The court is examining whether the clerk burned the ledger.",
            "The clerk burned the ledger, the court heard.",
        ),
        Example(
            "The mayor proposed closing the two branch libraries in the spring.",
            "Under a plan by the mayor the two branch libraries would close in the spring.",
        ),
    ),
    Check(
        "conditions",
        "certainty",
        conditions,
        Example(
            "The harbour master would resign if the dredging was not paid for by May.",
            "The harbour master is resigning over dredging that was not paid for by May.",
        ),
        Example(
            "The harbour master would resign if the dredging was not paid for by May.",
            "Unless the dredging was paid for by May, the harbour master would resign.",
        ),
    ),
)
