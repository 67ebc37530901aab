"""Words that do not say the same: contraries, steps of a scale, other words altogether, and who does it to whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.kinds import ChangeKind
from dedup.lang.base import Pack
from dedup.lang.terms import Term, stem, vocabulary
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import leads_to_verb
from dedup.pair.explain.changes.loaded_word import cue_of
from dedup.pair.explain.changes.term_alignment import (
    CLOSE,
    FREE,
    NUMERIC,
    Gap,
    TermAlignment,
    contrast,
    contrast_listed,
    is_listed,
    on_one_step,
    synonymous,
)

_OTHER_WORDS, _OTHER_NOUN = 0.75, 0.8
"""Closeness from which words that nothing joins are other words, and one noun for another is: two houses that say the same choose
theirs, "power" for "electricity"."""
_FAR: Final = 0.6
"""Closeness below which contraries are looked for out of their gaps, too: set by hand on the pairs of the suite `changes`."""


def actions(pairing: TermAlignment) -> Iterator[Finding]:
    """Words in the place of others that say the contrary, another step of a scale, or something else altogether."""
    for gap in pairing.gaps:
        contrasts = _contrasts(pairing, gap) if pairing.closeness >= FREE else []
        yield from contrasts
        if not contrasts and pairing.closeness >= _OTHER_WORDS:
            yield from _unknown(pairing, gap)
    if pairing.closeness < _FAR:
        yield from _far_contrasts(pairing)


def _contrasts(pairing: TermAlignment, gap: Gap) -> list[Finding]:
    ours = [i for i in pairing.free_a(gap) if _telling(pairing.a[i])]
    mine = [j for j in pairing.free_b(gap) if _telling(pairing.b[j])]
    return [
        _exchange(pairing, i, j)
        for i in ours
        for j in mine
        if not _apart(pairing, i, j)
        and contrast(pairing.pack, _bare(pairing.a[i]), _bare(pairing.b[j]))
        and not _one_denied(pairing, i, j)
        and not (pairing.closeness < CLOSE and (_tell_both(pairing, i, j) or not _share_neighbour(pairing, i, j)))
    ]


def _share_neighbour(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether a telling word within three terms of the one is within three of the other, too."""
    beside = range(max(0, i - _BESIDE), i + _BESIDE + 1)
    near = range(max(0, j - _BESIDE), min(len(pairing.b), j + _BESIDE + 1))
    return any(pairing.to[k] in beside and not pairing.b[k].small for k in near)


_BESIDE: Final = 3
"""Terms on either side of a word among which a shared neighbour shows that two words are said of one thing. Chosen by hand."""
_DENIED: Final = 3
"""Terms before a word among which it is denied. Chosen by hand: a denial further off is another clause's."""
_LONE, _MANY, _LONG_GAP = 3, 4, 7
"""Terms of a gap in which a single word stands for another; telling words, and terms of their gap, in which several stand for
several. Chosen by hand: of longer gaps it is not known which word stands for which."""
_SHORT_PASSAGE: Final = 6
"""Terms up to which a passage is so short that a gap at its end is no cut. Chosen by hand."""
_ACTS_BEFORE, _ACTS_AFTER, _ACTS_SOURCE = 4, 5, 6
"""Terms before and after a verb in the passage, and to either side in the source, where those who act and suffer it stand. Chosen
by hand: further off another verb's may stand."""
_TURNED: Final = 5
"""Terms before a verb of the source, and after one of the passage, among which a word turns the sentence passive. By hand."""


def _tell_both(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether both articles have both of two words: in loosely linked sentences each may speak of the other's step elsewhere."""
    return pairing.b[j].stem in vocabulary(pairing.source)[1] and pairing.a[i].stem in vocabulary(pairing.derivative)[1]


def _bare(term: Term) -> str:
    """A verb without the "to" that is joined to it: "agreed to"."""
    verb, _, last = term.norm.rpartition(" ")
    return verb if verb and last in term.pack.words("infinitive") else term.norm


def _one_denied(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether one of two contraries is denied: "failed" and "did not pass" say the same."""
    before = pairing.a[max(0, i - _DENIED) : i], pairing.b[max(0, j - _DENIED) : j]
    denying = pairing.pack.words("negator") | pairing.pack.words("negative_verb")
    ours, mine = (any(term.form in denying or term.norm in denying for term in terms) for terms in before)
    return ours != mine


def _apart(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether two periods of time stand with different numbers: then it is another statement."""
    if pairing.a[i].norm not in pairing.pack.words("period") or pairing.b[j].norm not in pairing.pack.words("period"):
        return False
    return not i or not j or pairing.a[i - 1].kind not in NUMERIC or pairing.to[j - 1] != i - 1


def _telling(term: Term) -> bool:
    telling = not term.small or term.form in term.pack.words("contrasting") or leads_to_verb(term)
    return term.kind in ("word", "name") and telling


def _exchange(pairing: TermAlignment, i: int, j: int) -> Finding:
    """The finding for one word in another's place: a verb with what it governs, a noun with what describes it."""
    kind = _kind(pairing.a[i], pairing.b[j])
    cut = _described if kind == "label" else _phrase
    return Finding(kind, "fact", cut(pairing.a, i), cut(pairing.b, j))


def _described(row: tuple[Term, ...], at: int) -> tuple[int, int]:
    """A noun with the telling word right before it."""
    return (at - 1 if at and not row[at - 1].small else at), at + 1


def _phrase(row: tuple[Term, ...], at: int) -> tuple[int, int]:
    """The word with the next telling one, where that follows at once or after one small word."""
    for k in (at + 1, at + 2):
        if k < len(row) and not row[k].small:
            return at, k + 1
    return at, at + 1


def _kind(one: Term, other: Term) -> ChangeKind:
    return "action" if _is_verb(one) or _is_verb(other) else "label"


def _is_verb(term: Term) -> bool:
    return term.norm.endswith(tuple(term.pack.words("verb_ending"))) or term.pack.thesaurus.is_act(term.norm)


def _unknown(pairing: TermAlignment, gap: Gap) -> Iterator[Finding]:
    """A few telling words for a few others between matched neighbours, which nothing joins."""
    ours = [i for i in pairing.free_a(gap) if not pairing.a[i].small]
    mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small]
    single = len(ours) == 1 == len(mine) and max(gap.a1 - gap.a0, gap.b1 - gap.b0) <= _LONE
    several = 1 <= len(ours) <= _MANY and 1 <= len(mine) <= _MANY and max(gap.a1 - gap.a0, gap.b1 - gap.b0) <= _LONG_GAP
    if not (single or several) or any(_joined(pairing.a[i], pairing.b[j]) for i in ours for j in mine):
        return
    kind = _kind(pairing.a[ours[0]], pairing.b[mine[0]])
    if single and kind == "label" and pairing.closeness < _OTHER_NOUN:
        return
    if single and not _is_edge(pairing, gap):
        yield Finding(kind, "fact", _phrase(pairing.a, ours[0]), _phrase(pairing.b, mine[0]))
    elif several and not _is_edge(pairing, gap):
        yield Finding(kind, "fact", (ours[0], ours[-1] + 1), (mine[0], mine[-1] + 1))


def _is_edge(pairing: TermAlignment, gap: Gap) -> bool:
    """Whether a gap stands at an end of the passage or of the sentence: what follows there was cut, not exchanged."""
    return len(pairing.b) > _SHORT_PASSAGE and (gap.b1 == len(pairing.b) or gap.a1 == pairing.primary) and gap.a1 - gap.a0 > 2


def _joined(one: Term, other: Term) -> bool:
    """Whether two words can say the same, or one of them says too little to tell."""
    if one.kind != "word" or other.kind != "word" or {one.form, other.form} & one.pack.words("quantifier"):
        return True
    if is_saying(one) or is_saying(other) or is_vague(one) or is_vague(other) or cue_of(other):
        return True
    if on_one_step(one.pack, one.norm, other.norm):
        return True
    thesaurus = one.pack.thesaurus
    if _is_inside(one.form, other.form):
        return True
    relation = thesaurus.relation(one.norm, other.norm)
    if relation == "group":  # two kinds of people are two; of other groups the thesaurus knows too much
        return not (thesaurus.is_person(one.norm) or thesaurus.is_person(other.norm))
    return relation is not None or synonymous(one.pack, one.norm, other.norm)


def _is_inside(one: str, other: str) -> bool:
    """Whether one of two words ends with the other one, whole: "re-entry" and "entry", "coconspirator" and "conspirator"."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _WHOLE and longer.endswith(shorter)


_WHOLE: Final = 5
"""Letters of a word that is no ending of another by chance."""


def is_vague(term: Term) -> bool:
    """Verbs and nouns that mean what their neighbours make of them."""
    return term.stem in term.pack.stems("vague")


def is_saying(term: Term) -> bool:
    return term.stem in term.pack.stems("saying")


def reversals(pairing: TermAlignment) -> Iterator[Finding]:
    """Who does it and to whom it is done, exchanged around the same verb: "the landlord sued the tenants"."""
    for j, i in enumerate(pairing.to):
        if i < 0 or pairing.b[j].small or pairing.b[j].kind in NUMERIC or not _is_verb(pairing.b[j]):
            continue
        left, right = range(max(0, j - _ACTS_BEFORE), j), range(j + 1, min(len(pairing.b), j + _ACTS_AFTER))
        behind, ahead = range(i + 1, min(i + _ACTS_SOURCE, pairing.primary)), range(max(0, i - _ACTS_SOURCE + 1), i)
        before = [k for k in left if not pairing.b[k].small and pairing.to[k] in behind]
        after = [k for k in right if not pairing.b[k].small and pairing.to[k] in ahead]
        if before and after and not _turned(pairing, i, j):
            a = sorted((pairing.to[after[0]], pairing.to[before[-1]]))
            yield Finding("actor", "fact", (a[0], a[1] + 1), (before[-1], after[0] + 1))


def _turned(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether one of the two sentences is passive, or a clause hangs between."""
    return any(
        term.form in pairing.pack.words("turning")
        for term in (*pairing.a[max(0, i - _TURNED) : i + _ACTS_SOURCE], *pairing.b[max(0, j - _ACTS_BEFORE) : j + _TURNED])
    )


@cache
def _converses(pack: Pack) -> tuple[frozenset[str], ...]:
    """Stems of two words for one deal from its two sides: in free rewording they need not contradict each other."""
    return tuple(frozenset(stem(word) for side in pair for word in side) for pair in pack.groups("converses"))


def _is_far_word(pack: Pack, term: Term) -> bool:
    """Whether a telling word has a contrary, or stands on a scale, in the pack's lists."""
    return is_listed(pack, term.norm) and _telling(term) and not term.small


def _far_contrasts(pairing: TermAlignment) -> Iterator[Finding]:
    """In free rewording: another step of the same scale, or the contrary, where neither text has the other's word."""
    mine = [j for j, term in enumerate(pairing.b) if pairing.to[j] < 0 and _is_far_word(pairing.pack, term)]
    ours = [i for i, term in enumerate(pairing.a) if pairing.back[i] < 0 and _is_far_word(pairing.pack, term)]
    if not mine or not ours:
        return
    stems = {term.stem for term in pairing.a}
    taken: set[int] = set()
    for j in mine:
        if any(on_one_step(pairing.pack, term.norm, pairing.b[j].norm) for term in pairing.a):
            continue
        for i in ours:
            if (
                i not in taken
                and {pairing.a[i].stem, pairing.b[j].stem} not in _converses(pairing.pack)
                and pairing.a[i].norm not in pairing.pack.words("period")
                and pairing.b[j].stem not in stems
                and contrast_listed(pairing.pack, pairing.a[i].norm, pairing.b[j].norm)
                and not _one_denied(pairing, i, j)
                and not _tell_both(pairing, i, j)
                and _share_neighbour(pairing, i, j)
            ):
                taken.add(i)
                yield Finding(_kind(pairing.a[i], pairing.b[j]), "fact", (max(0, i - 1), i + 1), (max(0, j - 1), j + 1))
                break


CHECKS: Final = (
    Check(
        "actions",
        "action",
        actions,
        Example(
            "Two guards were charged with theft of copper in May.",
            "Two guards were convicted of theft of copper in May.",
        ),
        Example(
            "Two guards were charged with theft of copper in May.",
            "In May two guards were charged with stealing copper.",
        ),
    ),
    Check(
        "reversals",
        "actor",
        reversals,
        Example(
            "The landlord sued the tenants over the boiler.",
            "The tenants sued the landlord over the boiler.",
        ),
        Example(
            "The landlord sued the tenants over the boiler.",
            "The tenants were sued by the landlord over the boiler.",
        ),
    ),
)
