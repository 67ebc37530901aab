"""The headline of a derivative against the headline and the lead of its source, whatever sentence it was linked to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dedup.document import Document
from dedup.lang.terms import phrased
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.trust import keys_of, sentence_keys
from dedup.words import Span

_LONGEST: Final = 20
"""Words of a headline at most."""
_SHARED, _SHARE = 2, 0.4
"""Telling words, and the share of them, that a headline must have in common with the other headline or the lead: its subject."""
_SHARED_LINK, _SHARE_LINK = 3, 0.3
"""The same for a link, beside those that a sentence further down has: what changed is told only of closer ones."""
_LEAD: Final = 2
"""Sentences that are the headline and the lead, or the lead alone."""


def is_headline(article: Document, span: Span) -> bool:
    """Whether a span lies in the first sentence of an article, and that is a line of its own without a full stop."""
    if not article.sentences or span[0] >= article.sentences[0][1]:
        return False
    start, end = article.sentences[0]
    ends_line = end == len(article.text) or article.text[end] in "\r\n"
    return ends_line and article.text[end - 1] not in ".:;," and len(article.words.inside((start, end))) <= _LONGEST


def against_headline(source: Document, derivative: Document, draft: PassageDraft) -> PassageDraft:
    """The draft of a headline with the source's headline and lead alone for sources, where they tell of one thing; else itself."""
    told = _told_by_lead(source, derivative, draft)
    if told is None:
        return draft
    sources, share = told
    if draft.sources and draft.sources[0] in sources:
        return replace(draft, sources=tuple(span for span in draft.sources if span in sources))
    return replace(draft, kind="paraphrase", sources=sources, similarity=share)


def linked_to_headline(source: Document, derivative: Document, drafts: tuple[PassageDraft, ...]) -> tuple[PassageDraft, ...]:
    """The drafts, those of the headline with the source's headline or lead before what they were linked to."""
    if not drafts or not is_headline(derivative, drafts[0].span):
        return drafts
    return tuple(_linked(source, derivative, draft) if draft.sentence == 0 else draft for draft in drafts)


def _linked(source: Document, derivative: Document, draft: PassageDraft) -> PassageDraft:
    told = _told_by_lead(source, derivative, draft, _SHARE_LINK if draft.sources else _SHARE)
    if told is None or any(span in told[0] for span in draft.sources):
        return draft
    keys = sentence_keys(source)
    mine = _keys(derivative, draft.span)
    near = [span for span in told[0] if len(mine & keys[source.sentence_at(span[0])]) >= _SHARED_LINK]
    if not near:
        return draft
    sources = (*near, *draft.sources)
    return replace(
        draft,
        kind="paraphrase",
        sources=sources,
        similarity=told[1],
        confidence=draft.confidence if draft.sources else 1 - draft.confidence,  # without a source: the chance that it is new
        edits=edits(source, sources[0], derivative, draft.span),
    )


def _told_by_lead(
    source: Document, derivative: Document, draft: PassageDraft, least: float = _SHARE
) -> tuple[tuple[Span, ...], float] | None:
    """The source's headline and lead, the closer first, and the share of the headline's words in it; None where it tells else."""
    if draft.kind in ("verbatim", "boilerplate", "attribution") or not is_headline(derivative, draft.span):
        return None
    mine = sentence_keys(derivative)[0]
    ranked = sorted(range(min(_LEAD, len(source.sentences))), key=lambda at: -len(mine & sentence_keys(source)[at]))
    if not ranked or not mine:
        return None
    shared = len(mine & sentence_keys(source)[ranked[0]])
    if shared < _SHARED or shared / len(mine) < least:
        return None
    return tuple(source.sentences[at] for at in ranked), shared / len(mine)


def _keys(article: Document, span: Span) -> frozenset[str]:
    return keys_of(phrased(article, span))
