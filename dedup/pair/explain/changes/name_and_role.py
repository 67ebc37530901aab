"""Who and what a passage names: names exchanged, and the standing of a speaker ("deputy minister" made "minister")."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final
from unicodedata import combining, normalize

from dedup.kinds import ChangeKind
from dedup.lang.terms import Term, vocabulary
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.loaded_word import cue_of
from dedup.pair.explain.changes.term_alignment import CLOSE, Gap, TermAlignment, synonymous

_SHORT: Final = 6
"""Terms up to which a gap binds a name or a role to the one in its place. By hand: in longer ones they may be of two things."""
_CAPITALS: Final = 4
"""Letters of the longest name in capitals that is read as another's initials. Chosen by hand: longer ones are words."""
_FEWEST: Final = 3
"""Letters from which a name may be the short form of another: "Ron". Chosen by hand."""
_STANDING: Final = 3
"""Terms between which a word of standing ("deputy") and its office stand. Chosen by hand."""
_NAMED: Final = 4
"""Terms about a role among which a name makes it a speaker's. Chosen by hand."""


def names(pairing: TermAlignment) -> Iterator[Finding]:
    """Names in the place of other names."""
    if pairing.closeness < CLOSE or _is_headline(pairing):
        return
    known = vocabulary(pairing.source)[0]
    for gap in pairing.gaps:
        ours = [i for i in pairing.free_a(gap) if _is_proper(pairing.a[i])]
        mine = [j for j in pairing.free_b(gap) if _is_proper(pairing.b[j]) and not cue_of(pairing.b[j])]
        if not ours or not mine or gap.a1 - gap.a0 > _SHORT or gap.b1 - gap.b0 > _SHORT:
            continue
        if _same_name(pairing, ours, mine) or _one_describes(pairing, gap) or _are_addressed(pairing, ours[0], mine[0]):
            continue
        swapped = all(pairing.b[j].norm in known for j in mine)
        yield Finding("actor" if swapped else "name", "fact", (ours[0], ours[-1] + 1), (mine[0], mine[-1] + 1))


def _is_proper(term: Term) -> bool:
    """Whether a name names, and is no office ("President"), no contraction and no part of a name that tells kin apart ("Jr")."""
    return term.kind == "name" and not term.small and not _is_role(term) and term.norm not in term.pack.words("name_suffix")


def _are_addressed(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether both are told something: an interviewer for her outlet ("told Bell", "told the Courier")."""
    return _is_addressed(pairing.a, i) and _is_addressed(pairing.b, j)


def _is_addressed(row: tuple[Term, ...], at: int) -> bool:
    pack, before = row[at].pack, at - 1
    if before > 0 and row[before].form in pack.words("own_noun"):
        before -= 1
    return before >= 0 and row[before].form in pack.words("telling_whom")


def _one_describes(pairing: TermAlignment, gap: Gap) -> bool:
    """Whether one of the two sides has nouns beside its name, and the other names alone: "the Korean company", "Hanbo"."""
    ours = sum(pairing.a[i].kind == "word" and not pairing.a[i].small for i in pairing.free_a(gap))
    mine = sum(pairing.b[j].kind == "word" and not pairing.b[j].small for j in pairing.free_b(gap))
    return (ours == 0) != (mine == 0)


def _is_headline(pairing: TermAlignment) -> bool:
    """Whether the passage ends without a full stop at the end of its line: headlines write any word with a capital."""
    end = pairing.derivative.words.end(pairing.b[-1].last - 1)
    return pairing.derivative.text[end : end + 1] in ("\n", "\r")


def _same_name(pairing: TermAlignment, ours: list[int], mine: list[int]) -> bool:
    """One name is the other's initials or an inflection of it."""
    theirs = {pairing.a[i].form for i in ours}
    other = {pairing.b[j].form for j in mine}
    letters = "".join(pairing.a[i].form[0] for i in ours), "".join(pairing.b[j].form[0] for j in mine)
    return (
        bool(theirs & other)
        or _is_shorter(theirs, other)
        or letters[0] in other
        or letters[1] in theirs
        or _is_lettered(pairing, ours, mine)
        or any(_is_misspelt(x, y) or _plain(x) == _plain(y) for x in theirs for y in other)
        or any(synonymous(pairing.pack, x, y) for x in theirs for y in other)
    )


def _is_lettered(pairing: TermAlignment, ours: list[int], mine: list[int]) -> bool:
    """Whether a name written in capitals, two to four, has its letters in order from a longer one: "FB", "Facebook", not "Fbk"."""
    theirs = [pairing.source.text_of(pairing.a[i].first, pairing.a[i].last) for i in ours]
    other = [pairing.derivative.text_of(pairing.b[j].first, pairing.b[j].last) for j in mine]
    return any(_abbreviates(x, y) or _abbreviates(y, x) for x in theirs for y in other)


def _abbreviates(short: str, name: str) -> bool:
    rest = iter(name[1:].upper())
    return (
        2 <= len(short) <= _CAPITALS < len(name)
        and short.isupper()
        and short[0] == name[0]
        and all(one in rest for one in short[1:])
    )


@cache
def _plain(name: str) -> str:
    """A name without its accents, apostrophes and genitive: "Julián" is "Julian", "O'Neill's" is "ONeills"."""
    letters = "".join(letter for letter in normalize("NFKD", name) if letter.isalnum() and not combining(letter))
    return letters.removesuffix("s") if len(letters) > _LONG else letters


def _is_misspelt(one: str, other: str) -> bool:
    """Whether a letter too many or too few, or another vowel, is all that parts two long names: a slip, no other name."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) == len(shorter) >= _LONG:
        return [{x, y} <= _VOWELS for x, y in zip(one, other, strict=True) if x != y] == [True]
    if len(longer) - len(shorter) != 1 or len(shorter) < _LONG:
        return False
    return any(longer[:k] + longer[k + 1 :] == shorter for k in range(len(longer)))


_VOWELS: Final = frozenset("aeiouy")
_LONG: Final = 6
"""Letters of a name in which one letter more or less is a misprint."""


def _is_shorter(one: set[str], other: set[str]) -> bool:
    """Whether a name is short for another: "Ron" for "Ronald"."""
    pairs = ((x, y) if len(x) < len(y) else (y, x) for x in one for y in other)
    return any(len(x) >= _FEWEST and len(y) >= len(x) + 2 and y.startswith(x) for x, y in pairs)


def speakers(pairing: TermAlignment) -> Iterator[Finding]:
    """The standing of a person added, cut or exchanged, and one role put for another beside a name."""
    yield from _standing(pairing)
    if pairing.closeness >= CLOSE:
        for gap in pairing.gaps:
            yield from _roles(pairing, gap)


def _standing(pairing: TermAlignment) -> Iterator[Finding]:
    for j, term in enumerate(pairing.b):
        head = _role_after(pairing.b, j) if term.norm in pairing.pack.words("standing") and pairing.to[j] < 0 else None
        i = pairing.to[head] if head is not None else -1
        if head is not None and i >= 0 and _is_role(pairing.a[i]) and _standing_of(term) not in _standings(pairing.a, i):
            first = next(
                (
                    k
                    for k in range(max(0, i - _STANDING), i)
                    if pairing.a[k].norm in pairing.pack.words("standing") or _is_role(pairing.a[k])
                ),
                i,
            )
            yield Finding("speaker", "fact", (first, i + 1), (j, head + 1))
    for i, term in enumerate(pairing.a):
        head = _role_after(pairing.a, i) if term.norm in pairing.pack.words("standing") and pairing.back[i] < 0 else None
        j = pairing.back[head] if head is not None else -1
        if head is not None and j >= 0 and _is_role(pairing.b[j]) and _standing_of(term) not in _standings(pairing.b, j):
            yield Finding("speaker", "fact", (i, head + 1), (j, j + 1))


def _role_after(row: tuple[Term, ...], at: int) -> int | None:
    """The noun of the office that a word of standing belongs to: the last role near it."""
    if at + 1 < len(row) and row[at + 1].form in row[at].pack.words("after_standing"):
        return None
    roles = [k for k in range(at + 1, min(at + 1 + _STANDING, len(row))) if _is_role(row[k])]
    return roles[-1] if roles else None


def _is_role(term: Term) -> bool:
    """Whether a word is an office; with a capital only as it is listed: "Associated" in a name is no associate."""
    return term.norm in term.pack.words("role") or (term.kind != "name" and term.stem in term.pack.stems("role"))


def _standings(row: tuple[Term, ...], head: int) -> set[str]:
    return {_standing_of(term) for term in row[max(0, head - _STANDING) : head] if term.norm in term.pack.words("standing")}


def _standing_of(term: Term) -> str:
    """One word for each way to hold an office: an ex-postmaster is a former one, though a retired judge is not just a judge."""
    return term.pack.values("standing_like").get(term.norm, term.norm)


def _roles(pairing: TermAlignment, gap: Gap) -> Iterator[Finding]:
    if any(cue_of(pairing.b[j]) for j in pairing.free_b(gap)):
        return
    ours = [i for i in pairing.free_a(gap) if _is_role(pairing.a[i]) or pairing.a[i].norm in pairing.pack.words("standing")]
    mine = [j for j in pairing.free_b(gap) if _is_role(pairing.b[j]) or pairing.b[j].norm in pairing.pack.words("standing")]
    if not ours or not mine or gap.a1 - gap.a0 > _SHORT or gap.b1 - gap.b0 > _SHORT:
        return
    alike = ((_standing_of(pairing.a[i]), _standing_of(pairing.b[j])) for i in ours for j in mine)
    if any(one == other or synonymous(pairing.pack, one, other) for one, other in alike):
        return
    near = [*pairing.b[max(0, gap.b0 - _NAMED) : gap.b1 + _NAMED]]
    kind: ChangeKind = "speaker" if any(term.kind == "name" for term in near) else "actor"
    a0, b0 = min(ours), min(mine)
    yield Finding(kind, "fact", (a0, max(ours) + 1), (b0, max(mine) + 1))


CHECKS: Final = (
    Check(
        "names",
        "name",
        names,
        Example(
            "The prize went to Tomas Wieland of Ostra on Friday.",
            "The prize went to Tomas Weyland of Ostra on Friday.",
        ),
        Example(
            "The prize went to Tomas Wieland of Ostra on Friday.",
            "The prize went to Wieland of Ostra on Friday.",
        ),
        least=0.5,
    ),
    Check(
        "speakers",
        "speaker",
        speakers,
        Example(
            "“The deal is void,” said the deputy minister, Iris Cole.",
            "“The deal is void,” said the minister, Iris Cole.",
        ),
        Example(
            "“The deal is void,” said the ex-minister, Iris Cole.",
            "“The deal is void,” said the former minister, Iris Cole.",
        ),
    ),
)
