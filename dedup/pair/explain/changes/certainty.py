"""How sure a statement is: modals, hedges, and what only may be told as what is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import REACH, before, head_of, leads_to_verb
from dedup.pair.explain.changes.term_alignment import CLOSE, LOOSE, VERY_CLOSE, Gap, TermAlignment, anchored, stops_between

_DUE: Final = 2.5
"""Rank of what is about to be: it keeps a plan a plan."""
_PLAIN: Final = 3.5
"""Rank of a plain statement on the scale of certainty."""


def certainty(pairing: TermAlignment) -> Iterator[Finding]:
    """Modals and hedges exchanged, cut or put in before a matched word."""
    for i, term in enumerate(pairing.a):
        if term.norm in pairing.pack.words("modality") or term.form in pairing.pack.words("modality"):
            yield from _modal(pairing, i)


def _rank(term: Term) -> float:
    return term.pack.ranks("modality").get(term.form) or term.pack.ranks("modality").get(term.norm) or _PLAIN


def _modal(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    if pairing.back[i] >= 0:
        return
    if _is_ability(pairing, i) or _is_noun(pairing.a, i):
        return
    rank, head = _rank(pairing.a[i]), head_of(pairing.a, i)
    j = pairing.back[head] if head is not None else -1
    if head is None or j < 0 or not anchored(pairing, head, j):
        yield from _exchanged_modal(pairing, i)
        return
    if any(term.form == pairing.a[i].form for term in pairing.b[max(0, j - REACH) : j]):
        return  # the modal is there, with another one between: "probably will", "will probably"
    at = before(pairing.b, j, pairing.pack.words("modality"))
    other = _rank(pairing.b[at]) if at is not None else _PLAIN
    if at is None and (rank > 2 or _is_hedged(pairing.b, j)):
        return
    if abs(other - rank) >= 1 and not (at is not None and _to_come(pairing.a[i], pairing.b[at])):
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


def _is_noun(row: tuple[Term, ...], i: int) -> bool:
    """Whether a word that can hold back a verb is a noun here: "the plans would", "a proposal by two members"."""
    if row[i].form not in row[i].pack.words("plan") or row[i].form in row[i].pack.words("held_back"):
        return False
    after = row[i + 1].form if i + 1 < len(row) else ""
    return after in row[i].pack.words("verbal") or (
        i > 0 and row[i - 1].form in row[i].pack.words("own_noun") and after not in row[i].pack.words("infinitive")
    )


def added_hedges(pairing: TermAlignment) -> Iterator[Finding]:
    """What the source tells as done told as tried, planned, expected or suspected: "attempted to land", "expected to be named"."""
    if pairing.closeness < CLOSE or any(_rank(term) <= _DUE or _is_weak(term) or _may_hold(term) for term in pairing.a):
        return
    for j, term in enumerate(pairing.b):
        if (
            pairing.to[j] >= 0
            or _rank(term) > _DUE
            or term.form in term.pack.words("no_hedge")
            or pairing.derivative.quoted[term.first]
        ):
            continue
        head = head_of(pairing.b, j)
        i = pairing.to[head] if head is not None else -1
        plain = i >= 0 and before(pairing.a, i, pairing.pack.words("modality")) is None
        same = head is not None and plain and pairing.a[i].stem == pairing.b[head].stem and not _is_noun(pairing.b, j)
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


def _is_ability(pairing: TermAlignment, i: int) -> bool:
    """Whether a modal speaks of what one can do, and the passage says so in other words or denies it: "will be able to", "can"."""
    near = {term.form for term in pairing.a[max(0, i - 2) : i + 4]}
    if pairing.a[i].form in pairing.pack.words("ability:modal") or near & pairing.pack.words("ability:word"):
        if near & pairing.pack.words("asks"):
            return True
        denied = bool(near & pairing.pack.words("negator")) and any(
            term.form in pairing.pack.words("negator") for term in pairing.b
        )
        return denied or any(term.form in pairing.pack.words("able") for term in pairing.b)
    return False


def _start(pairing: TermAlignment, i: int, j: int) -> int:
    """Where the plain verb starts that stands for a hedged one: what the gap of the hedge has, or the word before."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1 and g.b0 < g.b1 <= j), None)
    return gap.b0 if gap and j - gap.b0 <= REACH else max(0, j - 1)


def _is_hedged(row: tuple[Term, ...], head: int) -> bool:
    return any(term.stem in term.pack.stems("hedge") or _rank(term) <= 2 for term in row[max(0, head - 8) : head + 8])


def _exchanged_modal(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    """A modal in whose gap the passage has another one, before a word that is not matched."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1), None)
    if gap is None or pairing.closeness < LOOSE:
        return
    for j in pairing.free_b(gap):
        if (
            _rank(pairing.b[j]) != _PLAIN
            and pairing.b[j].form in pairing.pack.words("modality")
            and abs(_rank(pairing.b[j]) - _rank(pairing.a[i])) >= 1
            and not _to_come(pairing.a[i], pairing.b[j])
        ):
            yield Finding("certainty", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
            return
    yield from _flattened(pairing, gap, i)


def _flattened(pairing: TermAlignment, gap: Gap, i: int) -> Iterator[Finding]:
    """A held-back verb in whose place the passage has another one, plain: "might have played a part", "had caused"."""
    mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small]
    if _rank(pairing.a[i]) > 2 or pairing.closeness < VERY_CLOSE or not mine or len(mine) > 2 or _is_hedged(pairing.b, mine[0]):
        return
    yield Finding("certainty", "fact", (i, min(i + 5, gap.a1)), (gap.b0, gap.b1))


def lost_hedges(pairing: TermAlignment) -> Iterator[Finding]:
    """What the source only suspects, plans or asks, told by the passage as what is: "proposed closing", "will close"."""
    if not any(_may_hold(term) or _is_weak(term) for term in pairing.a) or _asks(pairing):
        return
    told = [sort for sort in ("weak", *_HOLDS) if not _keeps(pairing.b, sort)]
    taken: set[int] = set()
    for i, term in enumerate(pairing.a):
        if (
            pairing.back[i] >= 0
            or not _held(pairing, term, told)
            or (i and pairing.a[i - 1].form in pairing.pack.words("compares"))
        ):
            continue
        if _is_ability(pairing, i) or _is_noun(pairing.a, i):
            continue
        carried = _carried(pairing, i)
        if carried is not None and carried not in taken:
            taken.add(carried)
            j = pairing.back[carried]
            yield Finding("certainty", "fact", (i, min(carried + 1, i + 8)), (_told_from(pairing, i, j), _told_to(pairing, i, j)))


def _told_from(pairing: TermAlignment, i: int, j: int) -> int:
    """Where the words start that tell flatly what term `j` says: back over what the source does not have there, four at most."""
    first = j
    near = range(max(0, i - 3), pairing.to[j] + 1)
    while first > max(0, j - 4) and (pairing.b[first - 1].small or pairing.to[first - 1] not in near):
        if stops_between(pairing.derivative, pairing.b, first - 1):
            break
        first -= 1
    return first


def _told_to(pairing: TermAlignment, i: int, j: int) -> int:
    """Where they end: where a subject follows the hedge ("whether the clerk burned it"), at the next telling word of the clause."""
    if pairing.a[i].form.partition(" ")[0] in pairing.pack.words("intent"):
        return j + 1
    after = (k for k in range(j + 1, min(len(pairing.b), j + 4)) if not pairing.b[k].small)
    following = next(after, None)
    return following + 1 if following is not None and pairing.to[j] < pairing.to[following] < pairing.to[j] + 6 else j + 1


def _carried(pairing: TermAlignment, i: int) -> int | None:
    """The first telling term after a hedge that the passage has, where it has another one near; it may not hold back itself."""
    row = pairing.a
    end = next((k for k in range(i + 1, min(len(row), i + 12)) if stops_between(pairing.source, row, k - 1)), min(len(row), i + 12))
    near = [k for k in range(max(0, i - 3), end) if pairing.back[k] >= 0 and not row[k].small]
    after = [k for k in near if k > i and row[k].kind == "word"]
    sure = [k for k in after if row[k].stem == pairing.b[pairing.back[k]].stem]
    return sure[0] if len(near) >= 2 and sure else None


_HOLDS: Final[dict[str, tuple[tuple[str, ...], float]]] = {
    "doubt": (("doubt", "saying", "hedge", "about"), 2.0),
    "intent": (("intent", "keeps_intent"), 3.0),
    "inquiry": (("open", "hedge"), 2.0),
}
"""How a source holds a statement back, each the tag of the words that do it: the tags of the words of a passage that keep it held
back, and the rank of modals up to which they do so too."""


def _may_hold(term: Term) -> bool:
    """Whether a term opens with a word that holds back in any of the ways."""
    word = term.form.partition(" ")[0]
    return any(word in term.pack.words(sort) for sort in _HOLDS)


def _held(pairing: TermAlignment, term: Term, sorts: list[str]) -> bool:
    """Whether a source term holds back what follows it, in one of the ways that the passage does not know."""
    if "weak" in sorts and _is_weak(term):
        return True
    word = term.form.partition(" ")[0]
    quoted = bool(pairing.source.quoted[term.first])
    return any(sort != "weak" and word in term.pack.words(sort) and not (quoted and sort == "doubt") for sort in sorts)


def _keeps(row: tuple[Term, ...], sort: str) -> bool:
    """Whether a passage holds its statement back in that way."""
    if sort == "weak":
        return any(_is_weak(term) or _rank(term) <= _DUE for term in row)
    tags, rank = _HOLDS[sort]
    return any(term.stem in term.pack.stems(*tags) or _rank(term) <= rank or _is_weak(term) for term in row)


def conditions(pairing: TermAlignment) -> Iterator[Finding]:
    """A condition whose words the passage has without an "if": "would resign if it was not done", "was resigning over it"."""
    if any(term.form in pairing.pack.words("conditional") or _rank(term) <= 1 for term in pairing.b) or pairing.coverage < _CARRIES:
        return
    for i in range(pairing.primary - 2):
        if (
            pairing.a[i].form not in pairing.pack.words("sets_condition")
            or pairing.back[i] >= 0
            or not _is_conditional(pairing.a, i)
        ):
            continue
        last = min(pairing.primary, i + 8) - 1
        end = next((k for k in range(i, last) if stops_between(pairing.source, pairing.a, k)), last) + 1
        kept = [k for k in range(i + 1, end) if pairing.back[k] >= 0 and not pairing.a[k].small]
        if len(kept) >= 2:
            j = pairing.back[kept[0]]
            yield Finding("certainty", "fact", (i, kept[-1] + 1), (_told_from(pairing, i, j), j + 1))


_CARRIES: Final = 0.4
"""Share of a passage's telling words that its sources must carry for a lost condition to be reported."""


def _is_conditional(row: tuple[Term, ...], i: int) -> bool:
    """Whether an "if" sets a condition, and does not ask: "asked if"."""
    return not (i and row[i - 1].stem in row[i].pack.stems("saying"))


def _asks(pairing: TermAlignment) -> bool:
    end = pairing.derivative.words.end(pairing.b[-1].last - 1)
    return pairing.derivative.text[end : end + 1] == "?"


def _is_weak(term: Term) -> bool:
    if term.small:
        return (term.norm or term.form) in _weak_forms(term.pack)
    return term.stem in term.pack.stems("weak") and (
        term.norm in term.pack.words("weak") or term.norm not in term.pack.stems("weak")
    )


@cache
def _weak_forms(pack: Pack) -> frozenset[str]:
    return frozenset(form for form, rank in pack.ranks("modality").items() if rank <= 2) - pack.words("not_weak")


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
