"""How firmly a word lets a statement stand: ranks of modals, words that hold back what follows, and what only looks like them."""

from __future__ import annotations

from functools import cache
from typing import Final

from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.term_alignment import TermAlignment

PERHAPS: Final = 2.0
"""Rank up to which a modal leaves open whether a thing is so: "may", "might", "could"."""
DUE: Final = 2.5
"""Rank of what is about to be: it keeps a plan a plan."""
PLAIN: Final = 3.5
"""Rank of a plain statement on the scale of certainty."""
_HEDGED: Final = 8
"""Terms on either side of a word among which a hedge holds it back. Chosen by hand: wider, it finds hedges of other clauses, and
changes are missed."""
_BEFORE_ABLE, _ABLE = 2, 4
"""Terms before a modal, and from it on, among which a word of ability makes it one of what can be done. Chosen by hand."""


def rank_of(term: Term) -> float:
    """The rank of a modal, that of a plain statement for any other word."""
    ranks = term.pack.ranks("modality")
    return ranks.get(term.form) or ranks.get(term.norm) or PLAIN


def leaves_open(term: Term) -> bool:
    """Whether a word itself is a modal that leaves open whether a thing is so."""
    return term.pack.ranks("modality").get(term.form, PLAIN) <= PERHAPS


def is_weak(term: Term) -> bool:
    """Whether a word leaves open whether a thing is so: a modal, or a verb such as "suspects"."""
    if term.small:
        return (term.norm or term.form) in _weak_forms(term.pack)
    return term.stem in term.pack.stems("weak") and (
        term.norm in term.pack.words("weak") or term.norm not in term.pack.stems("weak")
    )


@cache
def _weak_forms(pack: Pack) -> frozenset[str]:
    return frozenset(form for form, rank in pack.ranks("modality").items() if rank <= PERHAPS) - pack.words("not_weak")


def is_hedged(row: tuple[Term, ...], head: int) -> bool:
    """Whether a word near a head holds it back."""
    near = row[max(0, head - _HEDGED) : head + _HEDGED]
    return any(term.stem in term.pack.stems("hedge") or rank_of(term) <= PERHAPS for term in near)


def is_ability(pairing: TermAlignment, i: int) -> bool:
    """Whether a modal speaks of what one can do, and the passage says so in other words or denies it: "will be able to", "can"."""
    near = {term.form for term in pairing.a[max(0, i - _BEFORE_ABLE) : i + _ABLE]}
    if pairing.a[i].form in pairing.pack.words("ability:modal") or near & pairing.pack.words("ability:word"):
        if near & pairing.pack.words("asks"):
            return True
        denied = bool(near & pairing.pack.words("negator")) and any(
            term.form in pairing.pack.words("negator") for term in pairing.b
        )
        return denied or any(term.form in pairing.pack.words("able") for term in pairing.b)
    return False


def is_noun(row: tuple[Term, ...], i: int) -> bool:
    """Whether a word that can hold back a verb is a noun here: "the plans would", "a proposal by two members"."""
    if row[i].form not in row[i].pack.words("plan") or row[i].form in row[i].pack.words("held_back"):
        return False
    after = row[i + 1].form if i + 1 < len(row) else ""
    return after in row[i].pack.words("verbal") or (
        i > 0 and row[i - 1].form in row[i].pack.words("own_noun") and after not in row[i].pack.words("infinitive")
    )


HOLDS: Final[dict[str, tuple[tuple[str, ...], float]]] = {
    "doubt": (("doubt", "saying", "hedge", "about"), 2.0),
    "intent": (("intent", "keeps_intent"), 3.0),
    "inquiry": (("open", "hedge"), 2.0),
}
"""How a source holds a statement back, each the tag of the words that do it: the tags of the words of a passage that keep it held
back, and the rank of modals up to which they do so too."""


def may_hold(term: Term) -> bool:
    """Whether a term opens with a word that holds back in any of the ways."""
    return term.form.partition(" ")[0] in _holding(term.pack)


@cache
def _holding(pack: Pack) -> frozenset[str]:
    return frozenset[str]().union(*map(pack.words, HOLDS))
