"""Whether the derivative names its source where it uses it: outlets, agencies, reporters, "a report", links, last-line credits.

A credit covers the sentence that it stands in, the block quotation that it introduces, and, where nothing nearer credits
them, what a credit in the last line reasonably covers: every borrowed passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.kinds import DERIVED_KINDS
from dedup.lang.base import pack_of
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.creditors import Marker, markers
from dedup.result import Credit
from dedup.words import Span

_LAST_LINE: Final = pack_of("en").pattern("credit.last_line")
_BLOCK_END: Final = re.compile(r"[:：]\s*$")
_SAYS_COLON: Final = pack_of("en").pattern("credit.says_colon")
_LEAD_IN: Final = pack_of("en").pattern("credit.lead_in")
_COLON: Final = re.compile(r"[^\n.!?:;“\"]{0,300}(?:\.[A-Z ][^\n.!?:;“\"]{0,200}){0,3}:\s+(?![“\"‘'])(?=[^\W\d_a-z])")
"""From a credit to a colon of the same sentence, points of initials on the way; no quotation behind it."""
_CARRIED: Final = ("verbatim", "edited", "quote")


def credit_passages(source: Document, derivative: Document, drafts: tuple[PassageDraft, ...]) -> tuple[Credit | None, ...]:
    """For each passage its credit: None where the passage neither borrows anything nor names the source.

    `credited`: the source is named for it; `quoted`: its borrowed words stand in quotation marks or in a credited block;
    `claimed`: False where a passage that nothing in the source carries stands under a credit to the source.
    """
    found = _with_lead_ins(source, derivative, drafts, markers(source, derivative))
    last = _last_credit(derivative, found)
    blocks = _blocks(derivative, found, drafts)
    return tuple(_credit(derivative, draft, found, last, blocks) for draft in drafts)


def _credit(
    derivative: Document,
    draft: PassageDraft,
    markers_found: tuple[Marker, ...],
    last: Marker | None,
    blocks: tuple[tuple[Span, Marker], ...],
) -> Credit | None:
    sentence = derivative.sentences[draft.sentence] if draft.sentence < len(derivative.sentences) else draft.span
    own = [m for m in markers_found if sentence[0] <= m.span[0] < sentence[1]]
    block = next((marker for span, marker in blocks if span[0] <= draft.span[0] < span[1]), None)
    borrowed = draft.kind in DERIVED_KINDS
    marker = _nearest(own, draft.span) or block or (last if borrowed else None)
    if not borrowed:
        return _claim(derivative, draft, own, block)
    quoted = _is_quoted(derivative, draft.span) or block is not None
    if marker is None:
        return Credit(False, quoted, None, None)
    return Credit(True, quoted, marker.to, derivative.text_span(marker.span))


def _nearest(markers_found: list[Marker], span: Span) -> Marker | None:
    ranked = sorted(markers_found, key=lambda m: (not m.sure, max(m.span[0] - span[1], span[0] - m.span[1], 0)))
    return ranked[0] if ranked else None


def _claim(derivative: Document, draft: PassageDraft, own: list[Marker], block: Marker | None) -> Credit | None:
    """An added passage under a credit to the source claims what the source does not carry; lead-ins and furniture claim nothing."""
    if draft.kind in ("boilerplate", "attribution"):
        marker = _nearest(own, draft.span)
        return Credit(True, False, marker.to, derivative.text_span(marker.span)) if marker else None
    inside = [m for m in own if m.sure and _governs(derivative, m.span, draft.span)]
    marker = _nearest(inside, draft.span) or block
    if marker is None or draft.kind == "added_commentary":
        return None
    return Credit(True, _is_quoted(derivative, draft.span), marker.to, derivative.text_span(marker.span), claimed=False)


def _governs(derivative: Document, marker: Span, span: Span) -> bool:
    """Whether a credit speaks for a passage: it stands in it or touches it with a verb of reporting or "according to"."""
    inside = span[0] <= marker[0] and marker[1] <= span[1]
    around = derivative.text[max(0, marker[0] - 30) : marker[1] + 40]
    speaks = pack_of("en").pattern("credit.speaks").search(around)
    gap = derivative.text[min(span[1], marker[1]) : max(span[0], marker[0])]
    return bool(speaks) and (inside or len(gap) < 40)


def _is_quoted(derivative: Document, span: Span) -> bool:
    inside = derivative.words.inside(span)
    return len(inside) > 0 and bool(2 * np.count_nonzero(derivative.quoted[inside.start : inside.stop]) >= len(inside))


def _last_credit(derivative: Document, markers_found: tuple[Marker, ...]) -> Marker | None:
    """A credit that stands alone in one of the last lines: "Source: The Vale Courier", "via …"."""
    lines = [m for m in _LAST_LINE.finditer(derivative.text) if m.start() >= len(derivative.text) * 0.6]
    for line in reversed(lines):
        named = [m for m in markers_found if line.start() <= m.span[0] < line.end() and m.sure]
        if named:
            return named[0]
    return None


def _blocks(
    derivative: Document, markers_found: tuple[Marker, ...], drafts: tuple[PassageDraft, ...]
) -> tuple[tuple[Span, Marker], ...]:
    """Block quotations that a lead-in credits: "X writes:" and the passages after it, as long as they are carried over whole.

    The lead-in names the source itself or stands in one line with the sentence that does.
    """
    found = []
    for at, sentence in enumerate(derivative.sentences):
        colon = _BLOCK_END.search(derivative.text[slice(*sentence)])
        near = [*derivative.sentences[max(0, at - 1) : at], sentence]
        own = [
            m
            for m in markers_found
            if m.sure and any(s[0] <= m.span[0] < s[1] for s in near) and _one_line(derivative, m.span[0], sentence[0])
        ]
        if colon and own:
            found.append(((sentence[1], _block_end(sentence[1], drafts)), own[-1]))
    for marker in markers_found:
        inner = _SAYS_COLON.match(derivative.text, marker.span[1]) if marker.sure else None
        if inner:
            found.append(((inner.end(), _block_end(inner.end(), drafts)), marker))
    found += [((marker.span[1], _block_end(marker.span[1], drafts)), marker) for marker in markers_found if marker.opens]
    return tuple(found)


def _with_lead_ins(
    source: Document, derivative: Document, drafts: tuple[PassageDraft, ...], known: tuple[Marker, ...]
) -> tuple[Marker, ...]:
    """The credits, and those that only a colon shows: the name is unknown, what follows is the source's own prose, as it stands.

    Words that the source has in quotation marks are a speaker's: "According to Smith: ..." credits him, and no text.
    """
    if pack_of(derivative.language).code != "en":
        return known
    found = []
    for match in _LEAD_IN.finditer(derivative.text):
        first = next((draft for draft in drafts if draft.span[1] > match.end()), None)
        if first is None or first.kind not in _CARRIED or not first.sources or _is_quoted(source, first.sources[0]):
            continue
        of_name = next((marker for marker in known if match.start() <= marker.span[0] < match.end()), None)
        name = of_name.to if of_name else match["a"] or match["b"]
        found.append(Marker(match.span(), name, of_name is not None and of_name.sure, opens=True))
    ends = {marker.span[1] for marker in found}
    found += [marker for marker in _opening(source, derivative, drafts, known) if marker.span[1] not in ends]
    kept = [marker for marker in known if not any(one.span[0] <= marker.span[0] < one.span[1] for one in found)]
    return tuple(sorted([*kept, *found], key=lambda marker: marker.span))


def _opening(
    source: Document, derivative: Document, drafts: tuple[PassageDraft, ...], known: tuple[Marker, ...]
) -> Iterator[Marker]:
    """Credits whose sentence comes to a colon and prose of the source: "Tidewire reports that it is over: The quay ..."."""
    for marker in known:
        colon = _COLON.match(derivative.text, marker.span[1])
        first = next((draft for draft in drafts if colon and draft.span[1] > colon.end()), None)
        if colon and first and first.kind in DERIVED_KINDS and first.sources and not _is_quoted(source, first.sources[0]):
            yield Marker((marker.span[0], colon.end()), marker.to, marker.sure, opens=True)


def _one_line(derivative: Document, one: int, other: int) -> bool:
    return "\n" not in derivative.text[min(one, other) : max(one, other)]


def _block_end(start: int, drafts: tuple[PassageDraft, ...]) -> int:
    """End of the run of passages after `start` that stand as the source has them; furniture between them ends no run."""
    end = start
    for draft in drafts:
        if draft.span[0] < start or draft.kind == "boilerplate":
            continue
        if draft.kind not in _CARRIED:
            break
        end = draft.span[1]
    return end
