"""How a statement is framed: how firmly it is said, on purpose or not, for what reason, and what is refused or only not done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import TermAlignment, contrast

_LEAST: Final = 0.3
"""Share of a passage's telling words that its sources must carry for its frame to be held against theirs."""


_BEFORE, _AFTER = 4, 6
"""Terms before a frame or a refusal, and from it on, whose matches show its counterpart. Chosen by hand: more would reach into
another clause."""
_FOLLOWS, _LEADS = 4, 3
"""Terms after and before a lost adverb among which its act is sought, and after a denial what is not done. Chosen by hand."""
_MOTIVE: Final = 5
"""Terms behind what opens a motive that tell it. Chosen by hand."""
_OPENING: Final = 4
"""Terms of the longest opening of a motive: "in the hope of"."""
_ASIDE: Final = 5
"""Terms of the passage between a denial and the match of what stands beside the refusal. Chosen by hand."""
_SHOWN, _SHOWN_HERE = 4, 3
"""Terms of what the source says, and of a refusal in the passage, that are shown at most. Chosen by hand."""


def frames(pairing: TermAlignment) -> Iterator[Finding]:
    """A statement that somebody makes or believes told as established, or the reverse: "said" made "confirmed"."""
    if pairing.coverage < _LEAST:
        return
    mine = [j for j in range(len(pairing.b)) if _is_said(pairing.b, j) and pairing.to[j] < 0 and not _is_quoted(pairing, j)]
    ours = [i for i, term in enumerate(pairing.a) if _is_said(pairing.a, i) and not pairing.source.quoted[term.first]]
    if not mine or not ours or any(_frame(pairing.a[i]) == _frame(pairing.b[j]) for i in ours for j in mine):
        return
    i, j = _nearest(pairing, ours, mine[0]), mine[0]
    if abs(_frame(pairing.a[i]) - _frame(pairing.b[j])) == 2 or (
        _frame(pairing.a[i]) == 2 and pairing.b[j].norm in pairing.pack.words("firm")
    ):
        yield Finding("certainty", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))


def _is_said(row: tuple[Term, ...], at: int) -> bool:
    """Whether a word that can frame a statement is a verb here: "she claims", not "the claims", "States" or "damage claims"."""
    term = row[at]
    if not _frame(term) or term.kind != "word":
        return False
    noun = at > 0 and (
        row[at - 1].form in row[at].pack.words("before_noun")
        or (at + 1 < len(row) and row[at + 1].form in row[at].pack.words("partitive"))
    )
    return not (noun and term.norm in term.pack.words("also_noun"))


def _frame(term: Term) -> float:
    return term.pack.ranks("strength").get(term.norm, 0)


def _nearest(pairing: TermAlignment, ours: list[int], j: int) -> int:
    """The frame of the source nearest to what the words beside frame `j` match."""
    near = [pairing.to[k] for k in range(max(0, j - _BEFORE), min(len(pairing.b), j + _AFTER)) if pairing.to[k] >= 0]
    return min(ours, key=lambda i: min((abs(i - at) for at in near), default=i))


def _is_quoted(pairing: TermAlignment, j: int) -> bool:
    return bool(pairing.derivative.quoted[pairing.b[j].first])


def intents(pairing: TermAlignment) -> Iterator[Finding]:
    """An act told without the word that said it was meant, secret or unlawful, or with one that the source does not have."""
    if pairing.coverage < _LEAST:
        return
    if not any(term.norm in pairing.pack.words("deliberate") for term in pairing.b):
        for i, term in enumerate(pairing.a):
            if term.norm in pairing.pack.words("deliberate") and pairing.back[i] < 0:
                yield from _lost(pairing, i)
    if not any(term.norm in pairing.pack.words("deliberate") for term in pairing.a):
        for j, term in enumerate(pairing.b):
            if term.norm in pairing.pack.words("deliberate") and pairing.to[j] < 0 and not _is_quoted(pairing, j):
                place = next((pairing.to[k] + 1 for k in range(j, -1, -1) if pairing.to[k] >= 0), 0)
                yield Finding("detail_added", "fact", (place, place), (j, min(j + 2, len(pairing.b))))


def _lost(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    """The act that lost its adverb: what the passage has between the matches of the words before and after it.

    Where a number, a date or a name follows, the act is before, and any new word of the passage may say how: "told it wrongly for
    20 years", "told a false story for 20 years".
    """
    behind, ahead = range(i + 1, min(len(pairing.a), i + 1 + _FOLLOWS)), range(i - 1, max(-1, i - 1 - _LEADS), -1)
    after, before = (next((k for k in near if pairing.back[k] >= 0 and not pairing.a[k].small), None) for near in (behind, ahead))
    if after is None or before is None:
        return
    if pairing.a[after].kind == "word":
        j = pairing.back[after]
        yield Finding("action", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))
    elif all(pairing.to[j] >= 0 or term.small for j, term in enumerate(pairing.b)):
        j = pairing.back[before]
        yield Finding("action", "fact", (before, i + 1), (j, j + 1))


@cache
def _motives(pack: Pack) -> dict[str, tuple[tuple[str, ...], ...]]:
    """What opens a motive, by its first word."""
    listed = sorted(tuple(opening.split()) for opening in pack.words("motive"))
    return {first: tuple(opening for opening in listed if opening[0] == first) for first in {opening[0] for opening in listed}}


def motives(pairing: TermAlignment) -> Iterator[Finding]:
    """Why somebody did it, where the source gives no such reason: "hoping to see them fail"."""
    if pairing.coverage < _LEAST or any(_motive_at(pairing.a, i) for i in range(len(pairing.a))):
        return
    for j in range(len(pairing.b)):
        length = _motive_at(pairing.b, j)
        if not length or any(pairing.to[k] >= 0 for k in range(j, j + length)) or _is_quoted(pairing, j):
            continue
        motive = [k for k in range(j + length, min(len(pairing.b), j + length + _MOTIVE)) if not pairing.b[k].small]
        if motive and all(pairing.to[k] < 0 for k in motive[:2]):
            place = next((pairing.to[k] + 1 for k in range(j, -1, -1) if pairing.to[k] >= 0), 0)
            yield Finding("detail_added", "fact", (place, place), (j, motive[-1] + 1))
            return


def _motive_at(row: tuple[Term, ...], at: int) -> int:
    """Terms that open a motive at `at`, 0 when none does; a fixed phrase is one term."""
    openings = _motives(row[at].pack).get(row[at].form.split(" ", 1)[0])
    if openings is None:
        return 0
    words = [word for term in row[at : at + _OPENING] for word in term.form.split()]
    opening = next((listed for listed in openings if tuple(words[: len(listed)]) == listed), ())
    count, length = 0, 0
    while count < len(opening):
        count += len(row[at + length].form.split())
        length += 1
    return length


def refusals(pairing: TermAlignment) -> Iterator[Finding]:
    """A refusal told as what was just not done, or the reverse: "refused to publish", "has not published"."""
    for i, term in enumerate(pairing.a):
        if (
            term.norm not in pairing.pack.words("refusal")
            or pairing.back[i] >= 0
            or _has(pairing.b, pairing.pack.words("refusal") | pairing.pack.words("declining"))
        ):
            continue
        if not any(contrast(term.pack, term.norm, other.norm) for other in pairing.b):  # "did not accept" is a refusal
            yield from _softened(pairing, i)
    if not _has(pairing.a, pairing.pack.words("refusal")):
        for j, term in enumerate(pairing.b):
            if term.norm in pairing.pack.words("refusal") and not _is_quoted(pairing, j):
                yield from _sharpened(pairing, j)


def _has(row: tuple[Term, ...], words: frozenset[str]) -> bool:
    return any(term.norm in words for term in row)


def _softened(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    j = next(
        (
            j
            for j, term in enumerate(pairing.b)
            if term.form in pairing.pack.words("negator")
            and pairing.to[j] < 0
            and not _wills(pairing.b, j)
            and _beside(pairing, i, j)
        ),
        None,
    )
    if j is not None and pairing.coverage >= _LEAST:
        end = next((k + 1 for k in range(j + 1, min(len(pairing.b), j + _FOLLOWS)) if not pairing.b[k].small), j + 1)
        yield Finding("action", "fact", (i, min(i + _SHOWN, len(pairing.a))), (max(0, j - 1), end))


def _beside(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether what stands around term `i` of the source stands around term `j` here."""
    near = {pairing.back[k] for k in range(max(0, i - _BEFORE), min(len(pairing.a), i + _AFTER))}
    return any(at >= 0 and abs(at - j) <= _ASIDE for at in near)


def _wills(row: tuple[Term, ...], j: int) -> bool:
    """Whether a denial is one of the will: "would not sign" says as much as a refusal."""
    return j > 0 and row[j - 1].form in row[j].pack.words("of_the_will")


def _sharpened(pairing: TermAlignment, j: int) -> Iterator[Finding]:
    """A refusal where the source has somebody decline, or not do it."""
    mild = [
        i
        for i, term in enumerate(pairing.a)
        if term.norm in pairing.pack.words("declining")
        or (term.form in pairing.pack.words("negator") and pairing.back[i] < 0 and not _wills(pairing.a, i))
    ]
    if mild and pairing.coverage >= _LEAST:
        i = pairing.to[j] if pairing.to[j] in mild else mild[0]
        if any(contrast(pairing.pack, pairing.b[j].norm, term.norm) for term in pairing.a[i : i + _SHOWN]):
            return  # "did not accept" is a refusal
        yield Finding("action", "loaded", (i, min(i + _SHOWN, len(pairing.a))), (j, min(j + _SHOWN_HERE, len(pairing.b))))


CHECKS: Final = (
    Check(
        "frames",
        "certainty",
        frames,
        Example(
            "The skipper said the anchor cut the cable to the island.",
            "The skipper proved the anchor cut the cable to the island.",
        ),
        Example(
            "Divers said the anchor cut the cable to the island.",
            "The anchor cut the cable to the island, divers told reporters.",
        ),
    ),
    Check(
        "intents",
        "action",
        intents,
        Example(
            "The clerk accidentally deleted the ledger of the harbour.",
            "The clerk deleted the ledger of the harbour.",
        ),
        Example(
            "The clerk accidentally deleted the ledger of the harbour.",
            "The clerk deleted the ledger of the harbour by mistake, inadvertently.",
        ),
    ),
    Check(
        "motives",
        "detail_added",
        motives,
        Example(
            "The council sold the market hall to a brewery on Monday.",
            "The council sold the market hall to a brewery on Monday, eager to punish shopkeepers.",
        ),
        Example(
            "The council sold the market hall on Monday to pay its debts.",
            "On Monday the council sold the market hall in order to pay its debts.",
        ),
    ),
    Check(
        "refusals",
        "action",
        refusals,
        Example(
            "The museum refused to publish the inventory of the bronzes.",
            "The museum has not published the inventory of the bronzes.",
        ),
        Example(
            "The museum refused to publish the inventory of the bronzes.",
            "The museum declined to publish the inventory of the bronzes.",
        ),
    ),
)
