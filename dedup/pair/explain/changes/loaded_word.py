"""Loaded words that a passage puts for the source's plain ones: verbs of saying, labels, intensifiers, minimisers, scare quotes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from dedup.document import Document
from dedup.kinds import ChangeKind
from dedup.lang.base import Pack
from dedup.lang.terms import Term, is_written, stem, vocabulary
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import describes
from dedup.pair.explain.changes.term_alignment import TermAlignment, of_one_root, stops_between


def loaded_words(pairing: TermAlignment) -> Iterator[Finding]:
    """Words of the loaded lists that no source of the passage uses, beside what the source says in their place."""
    stems = {term.stem for term in pairing.a}
    for j, term in enumerate(pairing.b):
        if not is_written(pairing.derivative, term):
            continue
        cue = _hyphenated(pairing.derivative, pairing.b, j) or cue_of(term)
        if cue is None or term.stem in stems or _is_quoted(pairing, j) or not _stands_beside(pairing, j):
            continue
        if (term.kind == "name" and cue != "label") or _is_in_source(pairing, term):
            continue
        if cue == "saying" and not _replaces_saying(pairing, j):
            continue
        if cue == "label" and not _is_of_people(pairing.b, j):
            continue
        if cue in ("intensifier", "minimiser") and pairing.closeness < _OF_DEGREE:
            continue
        if cue == "verb" and (term.norm.endswith(tuple(pairing.pack.words("no_verb_ending"))) or _is_coloured(pairing, j)):
            continue
        if term.norm in pairing.pack.words("undoing") and describes(pairing.b, j):
            continue
        if term.norm in pairing.pack.words("literal") and not _stands_for(pairing, j):
            continue
        kind: ChangeKind = "label" if cue == "label" else "loaded_word"
        yield Finding(kind, "loaded", _counterpart(pairing, j), _phrase(pairing, j), _note(cue, pairing, j))


def _is_in_source(pairing: TermAlignment, term: Term) -> bool:
    """Whether the source has the word anywhere, or its sentence in another form or spelling: "colluded" for "collusion"."""
    if term.stem in vocabulary(pairing.source)[1]:
        return True
    joined = {one.norm + two.norm for one, two in pairwise(pairing.a)}
    return term.norm in joined or any(of_one_root(term.norm, other.norm) for other in pairing.a if not other.small)


def _stands_beside(pairing: TermAlignment, j: int) -> bool:
    """Whether a telling word within three of term `j`, over no stop, stands in the source sentences too."""
    row, near = pairing.b, []
    for step, end in ((-1, max(-1, j - _BESIDE - 1)), (1, min(len(row), j + _BESIDE + 1))):
        for k in range(j + step, end, step):
            if stops_between(pairing.derivative, row, min(k, k - step)):
                break
            near.append(k)
    return pairing.to[j] >= 0 or any(pairing.to[k] >= 0 and not row[k].small for k in near)


_OF_DEGREE: Final = 0.3
"""Share of matched terms below which a word of degree ("very", "only") belongs to another statement than the source's."""
_BESIDE: Final = 3
"""Words beside a loaded one among which one of the source's must stand: else it is part of something else."""


def _is_of_people(row: tuple[Term, ...], j: int) -> bool:
    """Whether a label is said of people, where only its plural is one: "illegals", "illegal migrants", but not "illegal entry"."""
    listed, norm = row[j].pack.words("loaded:label"), row[j].norm
    return norm in listed or f"{norm}s" not in listed or (j + 1 < len(row) and row[j].pack.thesaurus.is_person(row[j + 1].norm))


@cache
def _table(pack: Pack) -> dict[str, str]:
    table = {}
    for cue in ("minimiser", "intensifier", "adjective", "noun", "verb", "saying", "label"):
        listed = (
            (pack.words("loaded_saying") | pack.words("loaded_saying_form")) if cue == "saying" else pack.words(f"loaded:{cue}")
        )
        for word in listed:
            if cue in ("adjective", "intensifier", "minimiser") or "-" in word:
                table[word] = cue
            else:
                table[stem(word)] = cue
    return table


def cue_of(term: Term) -> str | None:
    """Name of the list that a word stands on, None for a plain word."""
    return _table(term.pack).get(term.norm) or _table(term.pack).get(term.stem)


def _is_quoted(pairing: TermAlignment, j: int) -> bool:
    return bool(pairing.derivative.quoted[pairing.b[j].first])


def _replaces_saying(pairing: TermAlignment, j: int) -> bool:
    """Whether the passage's verb of saying stands where the source has a plain one; a strong verb need not."""
    verbs = pairing.pack.stems("neutral_saying")
    if pairing.to[j] >= 0:
        return pairing.a[pairing.to[j]].stem in verbs
    gap = pairing.gap_at(j)
    near = gap is not None and any(pairing.a[i].stem in verbs for i in pairing.free_a(gap))
    return near or pairing.b[j].stem not in pairing.pack.stems("mild_saying")


def _is_coloured(pairing: TermAlignment, j: int) -> bool:
    """Whether the source has a coloured verb in its place, or one that means the same or something narrower."""
    gap = pairing.gap_at(j)
    free = [pairing.a[i] for i in pairing.free_a(gap)] if gap else []
    return any(
        term.kind == "word"
        and not term.small
        and (cue_of(term) == "verb" or pairing.pack.thesaurus.relation(term.norm, pairing.b[j].norm) == "same")
        for term in free
    )


def _stands_for(pairing: TermAlignment, j: int) -> bool:
    """Whether a word stands for one of the source's that says about the same more plainly."""
    gap = pairing.gap_at(j)
    free = [pairing.a[i] for i in pairing.free_a(gap)] if gap else []
    near = ("group", "broader", "narrower")
    return any(
        not term.small and term.kind == "word" and pairing.pack.thesaurus.relation(term.norm, pairing.b[j].norm) in near
        for term in free
    )


_SHOWN, _SHOWN_SOURCE = 4, 8
"""Terms from a loaded word on, and of what the source has in its place, that are shown at most. Chosen by hand."""
_HYPHENS: Final = frozenset("-‐‑–")


def _hyphenated(article: Document, row: tuple[Term, ...], j: int) -> str | None:
    """Cue of two words that are one with a hyphen: "left-wing"."""
    if j + 1 >= len(row):
        return None
    gap = article.between(row[j].last - 1, row[j + 1].first)
    return _table(row[j].pack).get(f"{row[j].norm}-{row[j + 1].norm}") if gap in _HYPHENS else None


def _phrase(pairing: TermAlignment, j: int) -> tuple[int, int]:
    """The loaded word with the telling words that touch it, and one more after a small word."""
    row, first, last = pairing.b, j, j + 1
    while first > 0 and j - first < 2 and not row[first - 1].small and not stops_between(pairing.derivative, row, first - 1):
        first -= 1
    while last < len(row) and last - j < _SHOWN and not stops_between(pairing.derivative, row, last - 1):
        last += 1
        if not row[last - 1].small and last - j > 2:
            break
    while last > j + 1 and row[last - 1].small:
        last -= 1
    return first, last


def _counterpart(pairing: TermAlignment, j: int) -> tuple[int, int]:
    """What the source says there: the matched term, the free terms of the gap, or the place between the neighbours."""
    if pairing.to[j] >= 0:
        return pairing.to[j], pairing.to[j] + 1
    gap = pairing.gap_at(j)
    free = [i for i in pairing.free_a(gap) if not pairing.a[i].small] if gap else []
    if free:
        return free[0], min(free[-1] + 1, free[0] + _SHOWN_SOURCE)
    after = next((pairing.to[k] for k in range(j + 1, len(pairing.b)) if pairing.to[k] >= 0), pairing.primary)
    return after, after


def _note(cue: str, pairing: TermAlignment, j: int) -> str:
    said = {
        "saying": "a verb of saying that judges the speaker",
        "label": "a label",
        "intensifier": "an intensifier",
        "minimiser": "a minimiser",
    }.get(cue, "a loaded word")
    return f"“{pairing.b[j].norm}” is {said}; the source does not use it"


CHECKS: Final = (
    Check(
        "loaded_words",
        "loaded_word",
        loaded_words,
        Example(
            "The minister defended the plan for the reef on Monday.",
            "The minister defended the disgraceful plan for the reef on Monday.",
        ),
        Example(
            "The hapless minister rejected the plan for the reef.",
            "The plan for the reef was rejected by the hapless minister.",
        ),
        least=0.12,
    ),
)
