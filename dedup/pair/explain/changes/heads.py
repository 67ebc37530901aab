"""What a small word belongs to: the telling word after it, the small word before a telling one; and what only describes a noun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dedup.lang.terms import Term

REACH: Final = 4
"""Terms between a modal, quantifier or negation and its head."""


def leads_to_verb(term: Term) -> bool:
    """Whether a term is a fixed phrase before a verb: "plans to"."""
    words, _, last = term.form.rpartition(" ")
    return bool(words) and last in term.pack.words("infinitive")


def head_of(row: tuple[Term, ...], at: int) -> int | None:
    """The telling term that a small word at `at` belongs to: the next one."""
    for k in range(at + 1, min(at + 1 + REACH, len(row))):
        if not row[k].small and row[k].kind != "title":
            return k
    return None


def before(row: tuple[Term, ...], head: int, table: Mapping[str, float] | frozenset[str]) -> int | None:
    """The nearest term of `table` before a head, not over another telling word of two back."""
    for k in range(head - 1, max(-1, head - 1 - REACH), -1):
        if row[k].norm in table or row[k].form in table:
            return k
    return None


def describes(row: tuple[Term, ...], j: int) -> bool:
    """Whether a word stands between what opens a thing's name and the noun: "the abandoned mill", "in withdrawn papers"."""
    opens = row[j].pack.words("own_noun") | row[j].pack.words("owner") | row[j].pack.words("preposition")
    return 0 < j < len(row) - 1 and row[j - 1].form in opens - row[j].pack.words("infinitive") and not row[j + 1].small
