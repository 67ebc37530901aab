"""What is told of the gold of `rewrites`, what the checks hold back, and every other word in the place of one of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.gold import read_json, read_text
from benchmarks.parse import Claim, counted
from benchmarks.rewrites import GRAVE, MOST_WORDS
from dedup import Passage, compare
from dedup.document import Document, analyse
from dedup.kinds import DERIVED_KINDS
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import CHECKS
from dedup.pair.explain.changes.findings import Finding, arranged
from dedup.pair.explain.changes.term_alignment import TermAlignment, match
from dedup.pair.explain.changes.trust import is_trusted


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that some rule makes, where it stands in the derivative, and the two sentences it is about.

    `by`: "told" today; "distant", "elsewhere": found by a check and held back, as the link is too loose for it, or as one of the
    articles says it elsewhere; "gap": telling words in the place of others, no check asked.
    """

    claim: Claim
    at: int
    sentences: tuple[str, str]
    by: str


Sentences = list[tuple[dict[str, Any], list[Candidate]]]


def candidates(folder: Path) -> Iterator[tuple[dict[str, Any], list[Candidate]]]:
    """Every sentence of the derivatives of `rewrites` with what is told of it, held back, or only other words."""
    for case in sorted(folder.glob("*/gold.json")):
        source, derivative = (read_text(case.parent / f"{name}.txt") for name in ("source", "derivative"))
        found = compare(source, derivative, source="a")
        listed = [one for passage in found.passages for one in _of_passage(analyse(source), analyse(derivative), passage)]
        for sentence in read_json(case)["sentences"]:
            yield sentence, [one for one in listed if sentence["start"] <= one.at <= sentence["end"] and _size(one) <= MOST_WORDS]


def _size(one: Candidate) -> int:
    return max(len(text.split()) for text in one.claim[2:])


def _of_passage(source: Document, derivative: Document, passage: Passage) -> Iterator[Candidate]:
    if not passage.source:
        return
    both = passage.source[0].text, passage.text
    told = [one for one in passage.changes if one.severity in GRAVE]
    for one in told:
        yield Candidate((one.severity, one.kind, one.source.text, one.derivative.text), one.derivative.start, both, "told")
    if passage.kind not in DERIVED_KINDS:
        return
    spans = tuple((one.start, one.end) for one in passage.source)
    pairing = match(source, derivative, PassageDraft((passage.start, passage.end), 0, passage.kind, spans, passage.similarity))
    if not pairing.a or not pairing.b:
        return
    for by, finding in (*_held_back(pairing), *_gaps(pairing)):
        (one,) = arranged(pairing, (finding,))
        if by == "gap" or not any(one.derivative == other.derivative for other in told):
            yield Candidate((finding.severity, one.kind, one.source.text, one.derivative.text), one.derivative.start, both, by)


def _held_back(pairing: TermAlignment) -> Iterator[tuple[str, Finding]]:
    """Grave findings of the checks, and which of the two gates holds them back."""
    for name in pairing.pack.checks:
        check = CHECKS[name]
        for finding in check.find(pairing) if all(map(pairing.pack.words, check.needs)) else ():
            if finding.severity in GRAVE:
                yield "distant" if is_trusted(pairing, finding) else "elsewhere", finding


def _gaps(pairing: TermAlignment) -> Iterator[tuple[str, Finding]]:
    """Telling words of the passage in the place of telling words of the source, whatever they are."""
    for gap in pairing.gaps:
        mine = [j for j in pairing.free_b(gap) if not pairing.b[j].small]
        theirs = [i for i in pairing.free_a(gap) if not pairing.a[i].small]
        if mine and theirs:
            yield "gap", Finding("detail_added", "fact", (theirs[0], theirs[-1] + 1), (mine[0], mine[-1] + 1))


def scored(
    sentences: Iterable[tuple[dict[str, Any], list[Candidate]]], is_said: Callable[[Candidate], bool]
) -> tuple[int, int, int, int]:
    """Facts said, right, alterations of fact found, alterations of fact, where what `is_said` lets through is said."""
    total = [0, 0, 0, 0]
    for sentence, listed in sentences:
        said = list(dict.fromkeys(one.claim for one in listed if is_said(one)))
        total = [one + more for one, more in zip(total, counted(said, sentence["alterations"]), strict=True)]
    return total[0], total[1], total[2], total[3]


def right_ones(sentences: Sentences) -> frozenset[Candidate]:
    """The candidates that are right by the gold: what a gate that is never wrong would let through."""
    return frozenset(one for sentence, listed in sentences for one in listed if _counted_right(one.claim, sentence["alterations"]))


def _counted_right(claim: Claim, alterations: list[dict[str, Any]]) -> bool:
    return bool(counted([("fact", *claim[1:])], alterations)[1])
