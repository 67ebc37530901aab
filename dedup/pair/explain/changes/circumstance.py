"""When and why: times, tenses, causes and conditions put for one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import Gap, TermAlignment

_WHEN: Final = {
    word: place
    for place, listed in enumerate(
        ("last previous past", "this current present", "next coming following", "yesterday", "today", "tomorrow")
    )
    for word in listed.split()
}


def times(pairing: TermAlignment) -> Iterator[Finding]:
    """ "last year" put for "this year", and what will be told as what is."""
    for gap in pairing.gaps:
        ours = [i for i in pairing.free_a(gap) if pairing.a[i].norm in _WHEN]
        mine = [j for j in pairing.free_b(gap) if pairing.b[j].norm in _WHEN] if ours else []
        for i in ours:
            for j in mine:
                if _WHEN[pairing.a[i].norm] != _WHEN[pairing.b[j].norm]:
                    yield Finding("time", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
        if pairing.closeness >= 0.4:
            yield from _tense(pairing, gap)


_FUTURE: Final = frozenset("will shall".split())
_TO_COME: Final = frozenset("will shall soon".split())
_NOW: Final = frozenset("is are was were has have had".split())


def _tense(pairing: TermAlignment, gap: Gap) -> Iterator[Finding]:
    future = [i for i in range(gap.a0, gap.a1) if pairing.a[i].form in _FUTURE]
    if not future:
        return
    now = [j for j in range(gap.b0, gap.b1) if pairing.b[j].form in _NOW]
    to_come = any(term.form in _TO_COME or term.form[-3:] == " to" for term in pairing.b[gap.b0 : gap.b1 + 3])
    if (
        now
        and pairing.b[now[0]].form in ("is", "are")
        and any(term.form.endswith("ing") for term in pairing.b[now[0] + 1 : now[0] + 3])
    ):
        return
    if now and not to_come:
        i, j = future[0], now[0]
        yield Finding("time", "fact", (i, min(i + 3, pairing.primary)), (j, min(j + 2, len(pairing.b))))


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


def reasons(pairing: TermAlignment) -> Iterator[Finding]:
    """A cause, a condition or a time put for another of them."""
    if pairing.closeness < 0.5:
        return
    for gap in pairing.gaps:
        ours = [i for i in range(gap.a0, gap.a1) if pairing.a[i].form in _REASONS]
        mine = [j for j in range(gap.b0, gap.b1) if pairing.b[j].form in _REASONS]
        if not ours or not mine:
            continue
        groups = {_REASONS[pairing.a[i].form] for i in ours}, {_REASONS[pairing.b[j].form] for j in mine}
        if not groups[0] & groups[1] and groups[0] | groups[1] != {"time", "concession"}:
            kind = "certainty" if "condition" in groups[0] | groups[1] else "cause"
            yield Finding(kind, "fact", (ours[0], min(ours[0] + 4, len(pairing.a))), (mine[0], min(mine[0] + 4, len(pairing.b))))
