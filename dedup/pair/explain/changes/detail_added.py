"""Details in a passage that the source does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.lang.terms import vocabulary
from dedup.pair.explain.changes.action import is_saying, is_vague
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.loaded_word import cue_of
from dedup.pair.explain.changes.term_alignment import TermAlignment, stops_between, synonymous

_CLOSE: Final = 0.6
"""Share of matched terms from which one word in the place of another is an exchange."""
_VERY_CLOSE: Final = 0.7
"""The same where neither the thesaurus nor the lexicon knows how the two words stand to each other."""

_COMMON: Final = 3.0
"""Rarity of a word that says little by itself: one in a thousand."""
_SOME: Final = 0.4
"""The same of a word put between two that stand as they did."""
_TELLING: Final = 1.6
"""What new words must tell together to be a detail; set on the dev half of the free pairs and of the families."""


def additions(pairing: TermAlignment) -> Iterator[Finding]:
    """A telling word put between matched neighbours that the source has nowhere."""
    if pairing.closeness < _VERY_CLOSE:
        return
    known = vocabulary(pairing.source)[1]
    for gap in pairing.gaps:
        mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small and pairing.b[j].kind == "word"]
        if (
            mine
            and not pairing.free_a(gap)
            and gap.b0 > 0
            and gap.b1 < len(pairing.b)
            and gap.b1 - gap.b0 <= 2
            and gap.a0 == gap.a1
        ):
            plain = [j for j in mine if pairing.b[j].norm not in pairing.pack.words("filler") and not is_vague(pairing.b[j])]
            new = [j for j in plain if pairing.b[j].stem not in known and not is_saying(pairing.b[j])]
            if (
                new
                and _telling(pairing, new) >= _SOME
                and not any(synonymous(pairing.pack, pairing.b[new[0]].norm, term.norm) for term in pairing.a if not term.small)
            ):
                yield Finding("detail_added", "fact", (gap.a0, gap.a0), (gap.b0, min(gap.b1 + 1, len(pairing.b))))


def inventions(pairing: TermAlignment) -> Iterator[Finding]:
    """A run of telling words in a freely reworded passage that neither its source nor the rest of the source article has."""
    if pairing.closeness >= _CLOSE or pairing.coverage < 0.25:
        return
    known = vocabulary(pairing.source)[1]
    start = 0
    while start < len(pairing.b):
        end = start
        while (
            end < len(pairing.b)
            and (pairing.to[end] < 0 or pairing.b[end].small)
            and not (end > start and stops_between(pairing.derivative, pairing.b, end - 1))
        ):
            end += 1
        new = [j for j in range(start, end) if _is_new(pairing, j, known)]
        if (len(new) >= 2 or _telling(pairing, new) >= 2.0) and end - start <= 12 and _telling(pairing, new) >= _TELLING:
            yield Finding("detail_added", "fact", _place(pairing, start), (new[0], new[-1] + 1))
        start = max(end, start + 1)


def _is_new(pairing: TermAlignment, j: int, known: frozenset[str]) -> bool:
    term = pairing.b[j]
    if term.small or term.kind != "word" or term.stem in known or is_saying(term) or pairing.to[j] >= 0:
        return False
    if term.norm in pairing.pack.words("filler") or cue_of(term) == "saying" or term.stem in pairing.pack.stems("hedge"):
        return False
    return not any(
        not a.small
        and a.kind == "word"
        and (pairing.pack.thesaurus.relation(a.norm, term.norm) or synonymous(pairing.pack, a.norm, term.norm))
        for a in pairing.a
    )


def _telling(pairing: TermAlignment, new: list[int]) -> float:
    """How much new words tell together: what each is rarer than a common word, in powers of ten."""
    rarity = pairing.derivative.rarity
    return sum(max(0.0, float(rarity[pairing.b[j].first]) - _COMMON) for j in new)


def _place(pairing: TermAlignment, j: int) -> tuple[int, int]:
    at = next((pairing.to[k] + 1 for k in range(j - 1, -1, -1) if pairing.to[k] >= 0), 0)
    return at, at
