"""When and why: times, tenses, causes and conditions put for one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.kinds import ChangeKind
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import head_of, leads_to_verb
from dedup.pair.explain.changes.term_alignment import FREE, LOOSE, NUMERIC, Gap, TermAlignment


def times(pairing: TermAlignment) -> Iterator[Finding]:
    """ "last year" put for "this year", and what will be told as what is."""
    for gap in pairing.gaps:
        ours = [i for i in pairing.free_a(gap) if _tells_when(pairing.a, i)]
        mine = [j for j in pairing.free_b(gap) if _tells_when(pairing.b, j)] if ours else []
        for i in ours:
            for j in mine:
                if pairing.pack.values("when")[pairing.a[i].norm] != pairing.pack.values("when")[pairing.b[j].norm]:
                    yield Finding("time", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
        if pairing.closeness >= FREE:
            yield from _tense(pairing, gap)


def _tells_when(row: tuple[Term, ...], at: int) -> bool:
    """Whether a word tells a time: of those that point at other things too ("this"), only before a period, a month or a day,
    with a word between at most: "this financial year"."""
    term = row[at]
    if term.norm not in term.pack.values("when"):
        return False
    after = row[at + 1 : at + 1 + _PERIOD]
    return term.form not in term.pack.words("own_noun") or any(
        one.norm in term.pack.words("period") or one.kind in NUMERIC for one in after
    )


_PERIOD: Final = 2
"""Terms after "last" or "this" among which the period stands that they tell. Chosen by hand: one word may come between."""
_TO_COME: Final = 3
"""Terms after a gap among which a word may still tell what is to come. Chosen by hand."""
_LASTING: Final = 2
"""Terms after "is" among which a verb in -ing tells what lasts, as the future of the source does. Chosen by hand."""
_SHOWN, _SHOWN_REASON = 3, 4
"""Terms of a future, and of a reason, that are shown at most. Chosen by hand."""
_VERB: Final = 3
"""Terms after "is" or "has" among which the verb must stand that the source puts into the future."""


def _tense(pairing: TermAlignment, gap: Gap) -> Iterator[Finding]:
    future = [i for i in range(gap.a0, gap.a1) if pairing.a[i].form in pairing.pack.words("future")]
    if not future:
        return
    now = [j for j in range(gap.b0, gap.b1) if pairing.b[j].form in pairing.pack.words("present_or_past")]
    here = pairing.b[gap.b0 : gap.b1 + _TO_COME]
    to_come = any(term.form in pairing.pack.words("to_come") or leads_to_verb(term) for term in here)
    if now and _lasts(pairing.b, now[0]):
        return
    if now and not to_come:
        i, j = future[0], now[0]
        head = head_of(pairing.a, i)
        if head is None or not j <= pairing.back[head] <= j + _VERB:
            return
        yield Finding("time", "fact", (i, min(i + _SHOWN, pairing.primary)), (j, min(j + 2, len(pairing.b))))


def _lasts(row: tuple[Term, ...], at: int) -> bool:
    """Whether "is" at a place tells what lasts: "is building"."""
    if row[at].form not in row[at].pack.words("present_be"):
        return False
    endings = tuple(row[at].pack.words("lasting_ending"))
    return any(term.form.endswith(endings) for term in row[at + 1 : at + 1 + _LASTING])


def reasons(pairing: TermAlignment) -> Iterator[Finding]:
    """A cause, a condition or a time put for another of them."""
    if pairing.closeness < LOOSE:
        return
    for gap in pairing.gaps:
        ours = [i for i in range(gap.a0, gap.a1) if pairing.a[i].form in pairing.pack.values("reason")]
        mine = [j for j in range(gap.b0, gap.b1) if pairing.b[j].form in pairing.pack.values("reason")]
        if not ours or not mine:
            continue
        groups = (
            {pairing.pack.values("reason")[pairing.a[i].form] for i in ours},
            {pairing.pack.values("reason")[pairing.b[j].form] for j in mine},
        )
        if not groups[0] & groups[1] and groups[0] | groups[1] != {"time", "concession"}:
            kind: ChangeKind = "certainty" if "condition" in groups[0] | groups[1] else "cause"
            theirs, here = min(ours[0] + _SHOWN_REASON, len(pairing.a)), min(mine[0] + _SHOWN_REASON, len(pairing.b))
            yield Finding(kind, "fact", (ours[0], theirs), (mine[0], here))


CHECKS: Final = (
    Check(
        "times",
        "time",
        times,
        Example(
            "The bridge was repainted last year by volunteers.",
            "The bridge was repainted this year by volunteers.",
        ),
        Example(
            "The bridge was repainted last year by volunteers.",
            "The bridge was repainted by volunteers in the past year.",
        ),
    ),
    Check(
        "reasons",
        "cause",
        reasons,
        Example(
            "The ferry stopped after the storm had damaged the pier.",
            "The ferry stopped because the storm had damaged the pier.",
        ),
        Example(
            "The ferry stopped because the storm had damaged the pier.",
            "The ferry stopped due to the damage that the storm had done to the pier.",
        ),
        least=0.5,
    ),
)
