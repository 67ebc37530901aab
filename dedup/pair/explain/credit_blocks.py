"""Blocks that a lead-in credits: "X writes:", "according to X:" and what follows, as long as it is carried over whole."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.kinds import DERIVED_KINDS
from dedup.lang.base import pack_of
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.creditors import Marker
from dedup.words import Span

_BLOCK_END: Final = re.compile(r"[:：]\s*$")
_COLON: Final = re.compile(r"[^\n.!?:;“\"]{0,300}(?:\.[A-Z ][^\n.!?:;“\"]{0,200}){0,3}:\s+(?![“\"‘'])(?=[^\W\d_a-z])")
"""From a credit to a colon of the same sentence, points of initials on the way; no quotation behind it."""
_CARRIED: Final = ("verbatim", "edited", "quote")


@dataclass(frozen=True, slots=True)
class DraftRows:
    """The passages with their edges, and for each the end of the run of carried ones that begins with it (0: none).

    Furniture between them ends no run.
    """

    drafts: tuple[PassageDraft, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    runs: tuple[int, ...]

    @classmethod
    def of(cls, drafts: tuple[PassageDraft, ...]) -> DraftRows:
        """Of passages in order."""
        runs, run = list[int](), 0
        for draft in reversed(drafts):
            if draft.kind != "boilerplate":
                run = max(run, draft.span[1]) if draft.kind in _CARRIED else 0
            runs.append(run)
        starts, ends = ([draft.span[side] for draft in drafts] for side in (0, 1))
        return cls(drafts, tuple(starts), tuple(ends), tuple(reversed(runs)))

    def after(self, place: int) -> PassageDraft | None:
        """The first passage that ends behind a place."""
        at = bisect_right(self.ends, place)
        return self.drafts[at] if at < len(self.drafts) else None

    def block_end(self, start: int) -> int:
        """Where the run of passages after `start` ends that stand as the source has them."""
        at = bisect_left(self.starts, start)
        return max(start, self.runs[at]) if at < len(self.drafts) else start


@dataclass(frozen=True, slots=True)
class Blocks:
    """Credited blocks in the order of their starts: of two that cover a place the later credits it."""

    starts: tuple[int, ...]
    blocks: tuple[tuple[Span, Marker], ...]

    def over(self, place: int) -> Marker | None:
        """What credits a place. A block that begins later ends no earlier, for both end where their run does."""
        at = bisect_right(self.starts, place) - 1
        return self.blocks[at][1] if at >= 0 and place < self.blocks[at][0][1] else None


def credited_blocks(derivative: Document, crediting: tuple[Marker, ...], rows: DraftRows) -> Blocks:
    """Block quotations that a lead-in credits: "X writes:" and the passages after it, as long as they are carried over whole.

    The lead-in names the source itself or stands in one line with the sentence that does.
    """
    pack = pack_of(derivative.language)
    blocks = [((marker.span[1], rows.block_end(marker.span[1])), marker) for marker in crediting if marker.opens]
    for at, sentence in enumerate(derivative.sentences):
        if not _BLOCK_END.search(derivative.text[slice(*sentence)]):
            continue
        near = derivative.sentences[max(0, at - 1)][0], sentence[1]
        inside = markers_inside(crediting, near)
        own = [marker for marker in inside if marker.sure and _one_line(derivative, marker.span[0], sentence[0])]
        blocks += [((sentence[1], rows.block_end(sentence[1])), own[-1])] if own else []
    for marker in crediting:
        inner = pack.pattern("credit.says_colon").match(derivative.text, marker.span[1]) if marker.sure else None
        if inner:
            blocks.append(((inner.end(), rows.block_end(inner.end())), marker))
    blocks = sorted((item for item in blocks if item[0][0] < item[0][1]), key=lambda item: item[0])
    return Blocks(tuple(span[0] for span, _ in blocks), tuple(blocks))


def markers_inside(crediting: tuple[Marker, ...], span: Span) -> Sequence[Marker]:
    """The credits that begin in a span; `crediting` are in order."""
    first = bisect_left(crediting, span[0], key=lambda marker: marker.span[0])
    return crediting[first : bisect_left(crediting, span[1], lo=first, key=lambda marker: marker.span[0])]


def with_lead_ins(source: Document, derivative: Document, rows: DraftRows, known: tuple[Marker, ...]) -> tuple[Marker, ...]:
    """The credits, and those that only a colon shows: the name is unknown, what follows is the source's own prose, as it stands.

    Words that the source has in quotation marks are a speaker's: "According to Smith: ..." credits him, and no text.
    """
    pack = pack_of(derivative.language)
    if not pack.has_pattern("credit.lead_in"):
        return known
    lead_ins = []
    for match in pack.pattern("credit.lead_in").finditer(derivative.text):
        first = rows.after(match.end())
        if first is None or first.kind not in _CARRIED or not first.sources or is_quoted(source, first.sources[0]):
            continue
        named = next(iter(markers_inside(known, match.span())), None)
        name = named.to if named else match["a"] or match["b"]
        lead_ins.append(Marker(match.span(), name, named is not None and named.sure, opens=True))
    ends = {marker.span[1] for marker in lead_ins}
    lead_ins += [marker for marker in _opening(source, derivative, rows, known) if marker.span[1] not in ends]
    lead_ins.sort(key=lambda marker: marker.span)
    kept = [marker for marker in known if not _is_within(marker.span[0], lead_ins)]
    return tuple(sorted([*kept, *lead_ins], key=lambda marker: marker.span))


def _is_within(place: int, lead_ins: list[Marker]) -> bool:
    at = bisect_right(lead_ins, place, key=lambda marker: marker.span[0]) - 1
    return at >= 0 and place < lead_ins[at].span[1]


def _opening(source: Document, derivative: Document, rows: DraftRows, known: tuple[Marker, ...]) -> Iterator[Marker]:
    """Credits whose sentence comes to a colon and prose of the source: "Tidewire reports that it is over: The quay ..."."""
    for marker in known:
        colon = _COLON.match(derivative.text, marker.span[1])
        first = rows.after(colon.end()) if colon else None
        if colon and first and first.kind in DERIVED_KINDS and first.sources and not is_quoted(source, first.sources[0]):
            yield Marker((marker.span[0], colon.end()), marker.to, marker.sure, opens=True)


def is_quoted(article: Document, span: Span) -> bool:
    """Whether half the words of a span and more stand in quotation marks."""
    inside = article.words.inside(span)
    return len(inside) > 0 and bool(2 * np.count_nonzero(article.quoted[inside.start : inside.stop]) >= len(inside))


def _one_line(derivative: Document, one: int, other: int) -> bool:
    return "\n" not in derivative.text[min(one, other) : max(one, other)]
