"""Details in a passage that the source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from dedup.lang.terms import vocabulary
from dedup.pair.explain.changes.action import is_saying, is_vague
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.loaded_word import cue_of
from dedup.pair.explain.changes.term_alignment import CLOSE, VERY_CLOSE, TermAlignment, stops_between, synonymous

_COMMON: Final = 3.0
"""Rarity of a word that says little by itself: one in a thousand."""
_SOME: Final = 0.4
"""The same of a word put between two that stand as they did."""
_TELLING: Final = 1.6
"""What new words must tell together to be a detail; set on the dev half of the free pairs and of the families."""


_CARRIES: Final = 0.25
"""Share of a passage's telling words that its sources must carry for its other words to be new beside them."""
_TELLS_ENOUGH: Final = 2.0
"""What a single new word must tell where two would do: a word of one text in a hundred thousand. Set as the one before."""
_RUN: Final = 12
"""Terms of the longest run of new words that is a detail; a longer one is a statement of its own."""


def additions(pairing: TermAlignment) -> Iterator[Finding]:
    """A telling word put between matched neighbours that the source has nowhere."""
    if pairing.closeness < VERY_CLOSE:
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
                yield Finding("detail_added", "neutral", (gap.a0, gap.a0), (gap.b0, min(gap.b1 + 1, len(pairing.b))))


def inventions(pairing: TermAlignment) -> Iterator[Finding]:
    """A run of telling words in a freely reworded passage that neither its source nor the rest of the source article has."""
    if pairing.closeness >= CLOSE or pairing.coverage < _CARRIES:
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
        if (
            (len(new) >= 2 or _telling(pairing, new) >= _TELLS_ENOUGH)
            and end - start <= _RUN
            and _telling(pairing, new) >= _TELLING
        ):
            yield Finding("detail_added", "neutral", _place(pairing, start), (new[0], new[-1] + 1))
        start = max(end, start + 1)


def misquoted(pairing: TermAlignment) -> Iterator[Finding]:
    """Words inside a quotation that nobody says there: its other words are those of a quotation of the source."""
    known = vocabulary(pairing.source)[1]
    for first, last in _quoted_runs(pairing):
        telling = [j for j in range(first, last) if not pairing.b[j].small]
        kept = [j for j in telling if pairing.to[j] >= 0 and pairing.source.quoted[pairing.a[pairing.to[j]].first]]
        new = [j for j in telling if pairing.to[j] < 0 and pairing.b[j].stem not in known and pairing.b[j].kind == "word"]
        enough = len(new) >= _NEW_WORDS and _telling(pairing, new) >= _TELLING
        if enough and _is_one_quotation(pairing, (first, last), kept) and not _is_bracketed(pairing, new):
            gap = pairing.gap_at(new[0])
            free = pairing.free_a(gap) if gap else []
            if not all(pairing.source.quoted[pairing.a[i].first] for i in free):
                continue  # what stands there in the source is no speech: a lead-in, or headlines of other articles
            place = (free[0], free[-1] + 1) if free else _place(pairing, new[0])
            yield Finding("action", "fact", place, (new[0], new[-1] + 1), "the quotation of the source has other words")


def _is_one_quotation(pairing: TermAlignment, run: tuple[int, int], kept: list[int]) -> bool:
    """Whether two quotations are one: they share enough, or a little where what stands about both is the same."""
    if len(kept) >= _KEPT_WORDS:
        return True
    about = [j for j, term in enumerate(pairing.b) if not (run[0] <= j < run[1] or term.small)]
    carried = [
        j for j in about if 0 <= pairing.to[j] < pairing.primary and not pairing.source.quoted[pairing.a[pairing.to[j]].first]
    ]
    return len(kept) >= 1 and len(carried) >= max(_KEPT_WORDS, _FRAME * len(about))


_FRAME: Final = 0.75
"""Share of what stands about a quotation that the source must have about its own, for the two to be one."""


def _quoted_runs(pairing: TermAlignment) -> Iterator[tuple[int, int]]:
    """Terms of the passage that stand in quotation marks, run by run; a run ends with its sentence."""
    quoted = [pairing.derivative.quoted[term.first] and _sentence(pairing, j) for j, term in enumerate(pairing.b)]
    for inside, run in groupby(range(len(quoted)), key=quoted.__getitem__):
        places = list(run)
        if inside:
            yield places[0], places[-1] + 1


def _sentence(pairing: TermAlignment, j: int) -> int:
    """Which sentence of the passage a term stands in, from 1 on: after how many full stops."""
    start, end = pairing.derivative.words.start(pairing.b[0].first), pairing.derivative.words.start(pairing.b[j].first)
    return 1 + len(_STOP.findall(pairing.derivative.text, start, end))


_STOP: Final = re.compile(r"[.!?]['\"’”]*(?=\s|[A-Z“\"])")


def _is_bracketed(pairing: TermAlignment, new: list[int]) -> bool:
    """Whether new words stand in square brackets: a reporter's help."""
    text = pairing.derivative.text_of(pairing.b[max(0, new[0] - 1)].first, pairing.b[new[-1]].last)
    return "[" in text or "(" in text


_KEPT_WORDS: Final = 4
"""Telling words of a quotation that the source's quotation has, so that both are one."""
_NEW_WORDS: Final = 2
"""Telling words that it lacks, so that they are no slip of a transcript."""


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


CHECKS: Final = (
    Check(
        "additions",
        "detail_added",
        additions,
        Example(
            "The barge sank near the lock on Friday.",
            "The rusty barge sank near the lock on Friday.",
        ),
        Example(
            "The barge sank near the lock on Friday.",
            "The barge sank close to the lock on Friday.",
        ),
    ),
    Check(
        "inventions",
        "detail_added",
        inventions,
        Example(
            "The barge sank near the lock on Friday with a load of gravel for the quarry, the harbour office said.",
            "With its gravel the barge went down by the lock on Friday, frightening kindergarten pupils and a troupe of acrobats.",
        ),
        Example(
            "The barge sank near the lock on Friday with a load of gravel for the quarry.",
            "On Friday a barge with gravel for the quarry went down by the lock.",
        ),
    ),
    Check(
        "misquoted",
        "action",
        misquoted,
        Example(
            "“We believe the new levy is unfair to small boats and their crews,” said Ida Holm.",
            "“We believe the new levy is unfair to small boats, foreign trawlers and rich yachtsmen,” said Ida Holm.",
        ),
        Example(
            "“We believe the new levy is unfair to small boats and their crews,” said Ida Holm.",
            "“We believe the new levy is unfair to small boats,” said Ida Holm, who owns two trawlers.",
        ),
    ),
)
