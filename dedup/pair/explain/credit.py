"""Whether the derivative names its source where it uses it: outlets, agencies, reporters, "a report", links, last-line credits.

A credit covers the sentence that it stands in, the block quotation that it introduces, and, where nothing nearer credits
them, what a credit in the last line reasonably covers: every borrowed passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dedup.document import Document
from dedup.kinds import DERIVED_KINDS
from dedup.lang.base import pack_of
from dedup.lang.terms import phrased
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.trust import sentence_keys
from dedup.pair.explain.credit_blocks import DraftRows, credited_blocks, is_quoted, markers_inside, with_lead_ins
from dedup.pair.explain.creditors import Marker, markers
from dedup.result import Credit
from dedup.words import Span

_BEFORE, _BEHIND = 30, 40
"""Characters about a credit within which a verb of reporting belongs to it."""
_AIRED: Final = 12
"""Characters before a credit in which it may be said to be on the air."""
_LAST_PART: Final = 0.6
"""Share of a text behind which a line of its own that credits somebody credits for the whole of it."""


def credit_passages(source: Document, derivative: Document, drafts: tuple[PassageDraft, ...]) -> tuple[Credit | None, ...]:
    """For each passage its credit: None where the passage neither borrows anything nor names the source.

    `credited`: the source is named for it; `quoted`: its borrowed words stand in quotation marks or in a credited block;
    `claimed`: False where a passage that nothing in the source carries stands under a credit to the source.
    """
    rows = DraftRows.of(drafts)
    crediting = with_lead_ins(source, derivative, rows, markers(source, derivative))
    last = _last_credit(derivative, crediting)
    blocks = credited_blocks(derivative, crediting, rows)
    return tuple(_credit(source, derivative, draft, crediting, last, blocks.over(draft.span[0])) for draft in drafts)


def _credit(
    source: Document,
    derivative: Document,
    draft: PassageDraft,
    crediting: tuple[Marker, ...],
    last: Marker | None,
    block: Marker | None,
) -> Credit | None:
    sentence = derivative.sentences[draft.sentence] if draft.sentence < len(derivative.sentences) else draft.span
    own = [marker for marker in markers_inside(crediting, sentence) if not _closes_before(derivative.text, marker.span, draft.span)]
    borrowed = draft.kind in DERIVED_KINDS
    marker = _nearest(own, draft.span) or block or (last if borrowed else None)
    if not borrowed:
        return _claim(source, derivative, draft, own, block)
    quoted = is_quoted(derivative, draft.span) or block is not None
    if marker is None:
        return Credit(False, quoted, None, None)
    return Credit(True, quoted, marker.to, derivative.text_span(marker.span))


def _nearest(crediting: Sequence[Marker], span: Span) -> Marker | None:
    ranked = sorted(crediting, key=lambda m: (not m.sure, max(m.span[0] - span[1], span[0] - m.span[1], 0)))
    return ranked[0] if ranked else None


def _closes_before(text: str, marker: Span, span: Span) -> bool:
    """Whether a credit at the start of a passage closes what stands before it: "..., the Courier said.The quay ..."."""
    end = _FUSED.match(text, marker[1])
    return end is not None and span[0] <= marker[0] and 2 * (end.end() - span[0]) < span[1] - end.end()


_FUSED: Final = re.compile(r"(?:[ \u00a0]\w+){0,2}[.!?][”\"’]?(?=[^\W\d_a-z])")
"""The end of a sentence whose space was lost before the next one."""


def _claim(
    source: Document, derivative: Document, draft: PassageDraft, own: Sequence[Marker], block: Marker | None
) -> Credit | None:
    """An added passage under a credit to the source claims what the source does not carry; lead-ins and furniture claim nothing."""
    if draft.kind == "boilerplate":
        return None
    if draft.kind == "attribution":
        marker = _nearest(own, draft.span)
        return Credit(True, False, marker.to, derivative.text_span(marker.span)) if marker else None
    inside = [m for m in own if m.sure and _governs(derivative, m.span, draft.span)]
    marker = _nearest(inside, draft.span) or block
    if marker is None or draft.kind == "added_commentary":
        return None
    there = _has_its_gist(source, derivative, draft.span)
    return Credit(True, is_quoted(derivative, draft.span), marker.to, derivative.text_span(marker.span), claimed=there)


def _has_its_gist(source: Document, derivative: Document, span: Span) -> bool:
    """Whether one sentence of the source has a third of a passage's telling words: it may well say so in other ones."""
    mine = {term.stem for term in phrased(derivative, span) if not term.small}
    return any(3 * len(mine & keys) >= len(mine) for keys in sentence_keys(source))


def _governs(derivative: Document, marker: Span, span: Span) -> bool:
    """Whether a credit speaks for a passage: it stands in it or touches it with a verb of reporting or "according to"."""
    inside = span[0] <= marker[0] and marker[1] <= span[1]
    around = derivative.text[max(0, marker[0] - _BEFORE) : marker[1] + _BEHIND]
    if pack_of(derivative.language).pattern("credit.aired").search(derivative.text, max(0, marker[0] - _AIRED), marker[0]):
        return False
    speaks = pack_of(derivative.language).pattern("credit.speaks").search(around)
    gap = derivative.text[min(span[1], marker[1]) : max(span[0], marker[0])]
    return bool(speaks) and (inside or len(gap) < _BEHIND)


def _last_credit(derivative: Document, crediting: tuple[Marker, ...]) -> Marker | None:
    """A credit that stands alone in one of the last lines: "Source: The Vale Courier", "via …"."""
    lines = [
        m
        for m in pack_of(derivative.language).pattern("credit.last_line").finditer(derivative.text)
        if m.start() >= len(derivative.text) * _LAST_PART
    ]
    for line in reversed(lines):
        named = [m for m in markers_inside(crediting, line.span()) if m.sure]
        if named:
            return named[0]
    return None
