"""Negation, quantity, certainty, time, cause and action: what small words and verbs do to a statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from dedup.pair import lexicon
from dedup.pair.findings import Finding
from dedup.pair.loaded import cue_of
from dedup.pair.match import NUMERIC, Gap, Match, anchored, contrast, stops_between, synonymous
from dedup.pair.terms import Term, vocabulary
from dedup.pair.thesaurus import lemmas, relation

_CLOSE: Final = 0.6
"""Share of matched terms from which one word in the place of another is an exchange."""
_VERY_CLOSE: Final = 0.7
"""The same where neither the thesaurus nor the lexicon knows how the two words stand to each other."""
_REACH: Final = 4
"""Terms between a modal, quantifier or negation and its head."""
_PLAIN: Final = 3.5
"""Rank of a plain statement on the scale of certainty."""


def _head(row: tuple[Term, ...], at: int) -> int | None:
    """The telling term that a small word at `at` belongs to: the next one."""
    for k in range(at + 1, min(at + 1 + _REACH, len(row))):
        if not row[k].small and row[k].kind != "title":
            return k
    return None


def _before(row: tuple[Term, ...], head: int, table: Mapping[str, float] | frozenset[str]) -> int | None:
    """The nearest term of `table` before a head, not over another telling word of two back."""
    for k in range(head - 1, max(-1, head - 1 - _REACH), -1):
        if row[k].norm in table or row[k].form in table:
            return k
    return None


# -- negation


def negations(pairing: Match) -> Iterator[Finding]:
    """Negations put in or taken out before a matched word."""
    mine, theirs = _negated(pairing.b), _negated(pairing.a)
    for j, at in mine.items():
        i = pairing.to[j]
        if (
            i >= 0
            and i not in theirs
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
            and anchored(pairing, i, j)
            and not _denied(pairing.b, j)
            and pairing.back[at] < 0
            and not _won_elsewhere(pairing, j)
        ):
            yield Finding("negation", "fact", (at, i + 1), (max(0, j - 1), j + 1))
        if j < 0 and pairing.closeness >= 0.5:
            yield from _replaced(pairing, i, at)


_ADVISING: Final = (
    "advise advised warn warned recommend recommended vote voted argue argued decide decided rule ruled urge counsel caution"
)
"""Verbs after which "against" denies what follows."""


def _negated(row: tuple[Term, ...]) -> dict[int, int]:
    """Heads of negations -> the negation's place."""
    heads = {}
    for at, term in enumerate(row):
        if term.form in lexicon.NEGATORS or (term.form == "against" and at and row[at - 1].stem in lexicon.stems(_ADVISING)):
            head = _head(row, at)
            if head is not None:
                heads[head] = at
    return heads


def _denied(row: tuple[Term, ...], head: int) -> bool:
    return any(term.norm in lexicon.NEGATIVE_VERBS for term in row[max(0, head - 5) : head + 1])


def _lost_elsewhere(pairing: Match, i: int) -> bool:
    """Whether an unmatched negation of the source stands near: then it only moved."""
    near = range(max(0, i - 6), min(pairing.primary, i + 6))
    return any(pairing.a[k].form in lexicon.NEGATORS and pairing.back[k] < 0 for k in near)


def _won_elsewhere(pairing: Match, j: int) -> bool:
    near = range(max(0, j - 6), min(len(pairing.b), j + 6))
    return any(pairing.b[k].form in lexicon.NEGATORS and pairing.to[k] < 0 for k in near)


def _replaced(pairing: Match, i: int, at: int) -> Iterator[Finding]:
    """A negated verb in whose place the passage has another verb without negation: "did not vote", "approved it"."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1), None)
    if gap is None or gap.b0 == gap.b1 or _won_elsewhere(pairing, gap.b0) or _denied(pairing.b, min(gap.b1, len(pairing.b)) - 1):
        return
    mine = pairing.free_b(gap)
    telling = [j for j in mine if not pairing.b[j].small]
    if (
        telling
        and len(telling) <= 2
        and not any(pairing.b[j].form in lexicon.NEGATORS or pairing.b[j].form[:2] == "un" for j in mine)
    ):
        yield Finding("negation", "fact", (at, i + 1), (mine[0], mine[-1] + 1))


# -- quantity


def quantities(pairing: Match) -> Iterator[Finding]:
    """Quantifiers and limits exchanged, cut or put in before the same thing."""
    for i, term in enumerate(pairing.a):
        if term.form in lexicon.QUANTIFIERS and pairing.back[i] < 0:
            yield from _quantifier(pairing, i)
    for j, term in enumerate(pairing.b):
        if term.form in lexicon.QUANTIFIERS and pairing.to[j] < 0:
            yield from _widened(pairing, j)
        if (term.kind in ("number", "percent", "money") or term.form in _WHOLES) and pairing.to[j] >= 0:
            yield from _limit(pairing, pairing.to[j], j)


def _quantifier(pairing: Match, i: int) -> Iterator[Finding]:
    head = _kept_head(pairing, i)
    j = pairing.back[head] if head is not None else -1
    if head is None or j < 0 or not anchored(pairing, head, j):
        return
    rank = lexicon.QUANTIFIERS[pairing.a[i].form]
    at = _before(pairing.b, j, lexicon.QUANTIFIERS)
    if at is not None:
        if abs(lexicon.QUANTIFIERS[pairing.b[at].form] - rank) >= 1:
            yield Finding("quantity", "fact", (i, head + 1), (at, j + 1))
    elif 0 < rank < 5 and not _counted(pairing.b, j) and pairing.a[i].form not in ("any", "few"):
        yield Finding("quantity", "fact", (i, head + 1), (j, j + 1))


def _kept_head(pairing: Match, i: int) -> int | None:
    """The thing that a quantifier is said of; where its first word is gone, the next one: "some of the largest firms"."""
    head = _head(pairing.a, i)
    if head is not None and pairing.back[head] < 0 and head + 1 < pairing.primary and not pairing.a[head + 1].small:
        return head + 1
    return head


def _widened(pairing: Match, j: int) -> Iterator[Finding]:
    """A quantifier that the source does not have: "all", "every" and "most" say more, "no" says the contrary."""
    head = _head(pairing.b, j)
    i = pairing.to[head] if head is not None else -1
    each = pairing.b[j].form in ("each", "every", "usually", "often")
    if head is None or i < 0 or each or lexicon.QUANTIFIERS[pairing.b[j].form] < 4 or pairing.closeness < 0.4:
        return
    counted = _counted(pairing.a, i) and lexicon.QUANTIFIERS[pairing.b[j].form] < 5
    superlative = pairing.b[j].form == "most" and pairing.b[j + 1].small
    if _before(pairing.a, i, lexicon.QUANTIFIERS) is None and anchored(pairing, i, head) and not counted and not superlative:
        first = max(0, i - 1)
        yield Finding("quantity", "fact", (first, i + 1), (j, head + 1))


_WHOLES: Final = frozenset("anyone anybody everyone everybody all any every nobody everything".split())


def superlatives(pairing: Match) -> Iterator[Finding]:
    """ "the most extreme of the cities" made "cities": a part singled out by a superlative taken for the whole."""
    for i, term in enumerate(pairing.a[:-2]):
        single = (term.form in ("most", "least") and pairing.a[i + 2].form == "of") or (
            term.norm.endswith("est") and pairing.a[i + 1].form == "of"
        )
        if not single or pairing.back[i] >= 0:
            continue
        end = next((k for k in range(i + 1, min(i + 8, len(pairing.a))) if not pairing.a[k].small and pairing.back[k] >= 0), None)
        if end is not None and anchored(pairing, end, pairing.back[end]):
            yield Finding("quantity", "fact", (i, end + 1), (pairing.back[end], pairing.back[end] + 1))


def _counted(row: tuple[Term, ...], head: int) -> bool:
    return any(term.kind in NUMERIC for term in row[max(0, head - 3) : head])


def _limit(pairing: Match, i: int, j: int) -> Iterator[Finding]:
    theirs, mine = _limit_at(pairing.a, i), _limit_at(pairing.b, j)
    if theirs == mine:
        return
    dropped = pairing.a[i - 1].form in _EXCEEDED if i and not mine else False
    grave = ("~" not in (theirs, mine) and not dropped) or (theirs and mine)
    a = (i - 1, i + 1) if theirs else (i, i + 1)
    b = (j - 1, j + 1) if mine else (j, j + 1)
    yield Finding("quantity", "fact" if grave else "neutral", a, b)


def _limit_at(row: tuple[Term, ...], at: int) -> str:
    """What is said of the number at `at`: ">" at least, "<" at most, "~" about, "" nothing."""
    before = row[at - 1].form if at else ""
    after = [term.form for term in row[at + 1 : at + 4]]
    if before == "than" and at > 1:
        return "<" if row[at - 2].form in _LESSER else ">"
    if after and after[0] in ("at most", "at least"):
        return lexicon.LIMITS[after[0]]
    if "or" in after[:2]:
        return (
            ">"
            if any(word in ("more", "over", "above") for word in after)
            else "<"
            if any(word in _LESSER for word in after)
            else ""
        )
    return lexicon.LIMITS.get(before, "")


_EXCEEDED: Final = frozenset(("at least", "more than", "over", "no less than"))
"""Limits that a rounder report leaves out without saying much else."""
_LESSER: Final = frozenset("less fewer smaller lower younger shorter under below cheaper".split())


# -- certainty


def certainty(pairing: Match) -> Iterator[Finding]:
    """Modals and hedges exchanged, cut or put in before a matched word."""
    for i, term in enumerate(pairing.a):
        if term.norm in lexicon.MODALITY or term.form in lexicon.MODALITY:
            yield from _modal(pairing, i)


def _rank(term: Term) -> float:
    return lexicon.MODALITY.get(term.form) or lexicon.MODALITY.get(term.norm) or _PLAIN


def _modal(pairing: Match, i: int) -> Iterator[Finding]:
    if pairing.back[i] >= 0:
        return
    if pairing.a[i].form in ("can", "could") and any(term.form in ("able", "unable", "cannot") for term in pairing.b):
        return
    rank, head = _rank(pairing.a[i]), _head(pairing.a, i)
    j = pairing.back[head] if head is not None else -1
    if head is None or j < 0 or not anchored(pairing, head, j):
        yield from _exchanged_modal(pairing, i)
        return
    at = _before(pairing.b, j, lexicon.MODALITY)
    other = _rank(pairing.b[at]) if at is not None else _PLAIN
    if at is None and (rank > 2 or _is_hedged(pairing.b, j)):
        return
    if abs(other - rank) >= 1:
        yield Finding("certainty", "fact", (i, head + 1), (at if at is not None else _start(pairing, i, j), j + 1))


def _start(pairing: Match, i: int, j: int) -> int:
    """Where the plain verb starts that stands for a hedged one: what the gap of the hedge has, or the word before."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1 and g.b0 < g.b1 <= j), None)
    return gap.b0 if gap and j - gap.b0 <= _REACH else max(0, j - 1)


def _is_hedged(row: tuple[Term, ...], head: int) -> bool:
    hedges = lexicon.stems(lexicon.HEDGES)
    return any(term.stem in hedges or _rank(term) <= 2 for term in row[max(0, head - 8) : head + 8])


def _exchanged_modal(pairing: Match, i: int) -> Iterator[Finding]:
    """A modal in whose gap the passage has another one, before a word that is not matched."""
    gap = next((g for g in pairing.gaps if g.a0 <= i < g.a1), None)
    if gap is None or pairing.closeness < 0.5:
        return
    for j in pairing.free_b(gap):
        if (
            _rank(pairing.b[j]) != _PLAIN
            and pairing.b[j].form in lexicon.MODALITY
            and abs(_rank(pairing.b[j]) - _rank(pairing.a[i])) >= 1
        ):
            yield Finding("certainty", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
            return
    yield from _flattened(pairing, gap, i)


def _flattened(pairing: Match, gap: Gap, i: int) -> Iterator[Finding]:
    """A held-back verb in whose place the passage has another one, plain: "might have played a part", "had caused"."""
    mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small]
    if _rank(pairing.a[i]) > 2 or pairing.closeness < _CLOSE or not mine or len(mine) > 2 or _is_hedged(pairing.b, mine[0]):
        return
    yield Finding("certainty", "fact", (i, min(i + 5, gap.a1)), (gap.b0, gap.b1))


def lost_hedges(pairing: Match) -> Iterator[Finding]:
    """A hedge of a source clause that the passage retells without any: "might hold hearings", "is launching hearings"."""
    if any(_is_weak(term) for term in pairing.b) or _asks(pairing):
        return
    for i, term in enumerate(pairing.a):
        if not _is_weak(term) or pairing.back[i] >= 0:
            continue
        near = [k for k in range(max(0, i - 3), min(len(pairing.a), i + 9)) if pairing.back[k] >= 0 and not pairing.a[k].small]
        after = [k for k in near if k > i]
        if len(near) >= 2 and after:
            j = pairing.back[after[0]]
            yield Finding("certainty", "fact", (i, min(after[0] + 1, i + 8)), (max(0, j - 3), j + 1))


def _asks(pairing: Match) -> bool:
    end = int(pairing.derivative.words.ends[pairing.b[-1].last - 1])
    return pairing.derivative.text[end : end + 1] == "?"


def _is_weak(term: Term) -> bool:
    return (term.norm or term.form) in _weak_forms() if term.small else term.stem in lexicon.stems(lexicon.WEAK)


@cache
def _weak_forms() -> frozenset[str]:
    return frozenset(form for form, rank in lexicon.MODALITY.items() if rank <= 2) - {"can", "should", "considered"}


# -- time


_WHEN: Final = {
    word: place
    for place, listed in enumerate(
        ("last previous past", "this current present", "next coming following", "yesterday", "today", "tomorrow")
    )
    for word in listed.split()
}


def times(pairing: Match) -> Iterator[Finding]:
    """ "last year" put for "this year", and what will be told as what is."""
    for gap in pairing.gaps:
        for i in pairing.free_a(gap):
            for j in pairing.free_b(gap):
                one, other = _WHEN.get(pairing.a[i].norm), _WHEN.get(pairing.b[j].norm)
                if one is not None and other is not None and one != other:
                    yield Finding("time", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
        yield from _tense(pairing, gap)


_FUTURE: Final = frozenset("will shall".split())
_NOW: Final = frozenset("is are was were has have had".split())


def _tense(pairing: Match, gap: Gap) -> Iterator[Finding]:
    future = [i for i in range(gap.a0, gap.a1) if pairing.a[i].form in _FUTURE]
    now = [j for j in range(gap.b0, gap.b1) if pairing.b[j].form in _NOW]
    if future and now and pairing.closeness >= 0.4 and not any(pairing.b[j].form in _FUTURE for j in range(gap.b0, gap.b1)):
        i, j = future[0], now[0]
        yield Finding("time", "fact", (i, min(i + 3, pairing.primary)), (j, min(j + 3, len(pairing.b))))


# -- cause


_REASONS: Final = {
    form: group
    for group, listed in (
        ("cause", "because|because of|due to|owing to|thanks to|as a result of|caused|caused by|prompted"),
        ("time", "after|before|when|during|following|until"),
        ("condition", "if|unless|provided that|only if|in case"),
        ("concession", "although|though|despite|in spite of|even if|but"),
    )
    for form in listed.split("|")
}


def reasons(pairing: Match) -> Iterator[Finding]:
    """A cause, a condition or a time put for another of them."""
    if pairing.closeness < 0.5:
        return
    for gap in pairing.gaps:
        ours = [i for i in range(gap.a0, gap.a1) if pairing.a[i].form in _REASONS]
        mine = [j for j in range(gap.b0, gap.b1) if pairing.b[j].form in _REASONS]
        groups = {_REASONS[pairing.a[i].form] for i in ours}, {_REASONS[pairing.b[j].form] for j in mine}
        if ours and mine and not groups[0] & groups[1] and groups[0] | groups[1] != {"time", "concession"}:
            kind = "certainty" if "condition" in groups[0] | groups[1] else "cause"
            yield Finding(kind, "fact", (ours[0], min(ours[0] + 4, len(pairing.a))), (mine[0], min(mine[0] + 4, len(pairing.b))))


# -- action


def actions(pairing: Match) -> Iterator[Finding]:
    """Words in the place of others that say the contrary, another step of a scale, or something else altogether."""
    for gap in pairing.gaps:
        found = _contrasts(pairing, gap) if pairing.closeness >= 0.4 else []
        yield from found
        if not found and pairing.closeness >= _VERY_CLOSE:
            yield from _unknown(pairing, gap)
    if pairing.closeness < 0.4:
        yield from _far_contrasts(pairing)


def _contrasts(pairing: Match, gap: Gap) -> list[Finding]:
    ours = [i for i in pairing.free_a(gap) if _telling(pairing.a[i])]
    mine = [j for j in pairing.free_b(gap) if _telling(pairing.b[j])]
    return [
        Finding(_kind(pairing.a[i], pairing.b[j]), "fact", _phrase(pairing.a, i), _phrase(pairing.b, j))
        for i in ours
        for j in mine
        if not _apart(pairing, i, j) and contrast(pairing.a[i].norm, pairing.b[j].norm)
    ]


_PERIODS: Final = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years decade decades".split()
)


def _apart(pairing: Match, i: int, j: int) -> bool:
    """Whether two periods of time stand with different numbers: then it is another statement."""
    if pairing.a[i].norm not in _PERIODS or pairing.b[j].norm not in _PERIODS:
        return False
    return not i or not j or pairing.a[i - 1].kind not in NUMERIC or pairing.to[j - 1] != i - 1


def _telling(term: Term) -> bool:
    return term.kind in ("word", "name") and (
        not term.small
        or term.form in ("for", "against", "with", "without", "more", "before", "after", "up", "down", "over", "under")
    )


def _phrase(row: tuple[Term, ...], at: int) -> tuple[int, int]:
    """The word with the next telling one, where that follows at once or after one small word."""
    for k in (at + 1, at + 2):
        if k < len(row) and not row[k].small:
            return at, k + 1
    return at, at + 1


def _kind(one: Term, other: Term) -> str:
    return "action" if _is_verb(one.norm) or _is_verb(other.norm) else "label"


def _is_verb(word: str) -> bool:
    return word.endswith(("ed", "ing")) or (relation(word, "act") is not None and bool(lemmas(word)))


def _unknown(pairing: Match, gap: Gap) -> Iterator[Finding]:
    """A few telling words for a few others between matched neighbours, which nothing joins."""
    ours = [i for i in pairing.free_a(gap) if not pairing.a[i].small]
    mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small]
    single = len(ours) == 1 == len(mine) and gap.a1 - gap.a0 <= 3 and gap.b1 - gap.b0 <= 3
    several = (
        1 <= len(ours) <= 4
        and 1 <= len(mine) <= 4
        and max(gap.a1 - gap.a0, gap.b1 - gap.b0) <= 7
        and pairing.closeness >= _VERY_CLOSE
    )
    if not (single or several) or any(_joined(pairing.a[i], pairing.b[j]) for i in ours for j in mine):
        return
    if single and not _is_edge(pairing, gap):
        yield Finding(
            _kind(pairing.a[ours[0]], pairing.b[mine[0]]), "fact", _phrase(pairing.a, ours[0]), _phrase(pairing.b, mine[0])
        )
    elif several and not _is_edge(pairing, gap):
        yield Finding(_kind(pairing.a[ours[0]], pairing.b[mine[0]]), "fact", (ours[0], ours[-1] + 1), (mine[0], mine[-1] + 1))


def _is_edge(pairing: Match, gap: Gap) -> bool:
    """Whether a gap stands at an end of the passage or of the sentence: what follows there was cut, not exchanged."""
    return len(pairing.b) > 6 and (gap.b1 == len(pairing.b) or gap.a1 == pairing.primary) and gap.a1 - gap.a0 > 2


def _joined(one: Term, other: Term) -> bool:
    """Whether two words can say the same, or one of them says too little to tell."""
    if one.kind != "word" or other.kind != "word":
        return True
    if _is_saying(one) or _is_vague(one) or _is_vague(other) or cue_of(other.norm, other.stem):
        return True
    return relation(one.norm, other.norm) is not None or synonymous(one.norm, other.norm)


_VAGUE: Final = (
    "hear heard date pull push come front number side case point group kind sort type form level state use serve spend "
    "work be have do go come get take make put give set run keep hold bring turn let leave find call see look stand "
    "move bear draw lay went came got took made "
    "gave kept held brought turned left found called saw looked stood drew laid put thing way time part place place people"
)


def _is_vague(term: Term) -> bool:
    """Verbs and nouns that mean what their neighbours make of them."""
    return term.stem in lexicon.stems(_VAGUE)


def _is_saying(term: Term) -> bool:
    return term.stem in lexicon.stems(lexicon.SAYING)


def reversals(pairing: Match) -> Iterator[Finding]:
    """Who does it and to whom it is done, exchanged around the same verb: "the landlord sued the tenants"."""
    for j, i in enumerate(pairing.to):
        if i < 0 or pairing.b[j].small or pairing.b[j].kind in NUMERIC or not _is_verb(pairing.b[j].norm):
            continue
        before = [k for k in range(max(0, j - 4), j) if not pairing.b[k].small and i < pairing.to[k] < min(i + 6, pairing.primary)]
        after = [
            k for k in range(j + 1, min(len(pairing.b), j + 5)) if not pairing.b[k].small and max(-1, i - 6) < pairing.to[k] < i
        ]
        if before and after and not _turned(pairing, i, j):
            a = sorted((pairing.to[after[0]], pairing.to[before[-1]]))
            yield Finding("actor", "fact", (a[0], a[1] + 1), (before[-1], after[0] + 1))


def _turned(pairing: Match, i: int, j: int) -> bool:
    """Whether one of the two sentences is passive, or a clause hangs between."""
    return any(
        term.form in ("by", "was", "were", "been", "be", "is", "are", "who", "which", "that", "and")
        for term in (*pairing.a[max(0, i - 5) : i + 6], *pairing.b[max(0, j - 4) : j + 5])
    )


def additions(pairing: Match) -> Iterator[Finding]:
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
            new = [
                j for j in mine if pairing.b[j].stem not in known and not _is_saying(pairing.b[j]) and not _is_vague(pairing.b[j])
            ]
            if new and not any(synonymous(pairing.b[new[0]].norm, term.norm) for term in pairing.a if not term.small):
                yield Finding("detail_added", "fact", (gap.a0, gap.a0), (gap.b0, min(gap.b1 + 1, len(pairing.b))))


def inventions(pairing: Match) -> Iterator[Finding]:
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
        if len(new) >= 2 and end - start <= 12:
            yield Finding("detail_added", "fact", _place(pairing, start), (new[0], new[-1] + 1))
        start = max(end, start + 1)


def _is_new(pairing: Match, j: int, known: frozenset[str]) -> bool:
    term = pairing.b[j]
    if term.small or term.kind != "word" or term.stem in known or _is_saying(term) or pairing.to[j] >= 0:
        return False
    return not any(
        not a.small and a.kind == "word" and (relation(a.norm, term.norm) or synonymous(a.norm, term.norm)) for a in pairing.a
    )


def _place(pairing: Match, j: int) -> tuple[int, int]:
    at = next((pairing.to[k] + 1 for k in range(j - 1, -1, -1) if pairing.to[k] >= 0), 0)
    return at, at


def _far_contrasts(pairing: Match) -> Iterator[Finding]:
    """In free rewording: another step of the same scale, or the contrary, where neither text has the other's word."""
    mine = [j for j, term in enumerate(pairing.b) if pairing.to[j] < 0 and _telling(term) and not term.small]
    ours = [i for i, term in enumerate(pairing.a) if pairing.back[i] < 0 and _telling(term) and not term.small]
    stems = {term.stem for term in pairing.a}
    taken: set[int] = set()
    for j in mine:
        for i in ours:
            if (
                i not in taken
                and pairing.a[i].norm not in _PERIODS
                and pairing.b[j].stem not in stems
                and contrast(pairing.a[i].norm, pairing.b[j].norm)
            ):
                taken.add(i)
                yield Finding(_kind(pairing.a[i], pairing.b[j]), "fact", (max(0, i - 1), i + 1), (max(0, j - 1), j + 1))
                break
