"""The headline of a derivative against the headline and the lead of its source, whatever sentence it was linked to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dedup.document import Document
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.trust import sentence_keys
from dedup.words import Span

_LONGEST: Final = 20
"""Words of a headline at most."""
_SHARED, _SHARE = 2, 0.4
"""Telling words, and the share of them, that a headline must have in common with the other headline or the lead: its subject."""
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
    """The draft of a headline with the source's headline and lead for its sources, where they tell of one thing; else itself."""
    if draft.kind in ("verbatim", "boilerplate", "attribution") or not is_headline(derivative, draft.span):
        return draft
    mine = sentence_keys(derivative)[0]
    ranked = sorted(range(min(_LEAD, len(source.sentences))), key=lambda at: -len(mine & sentence_keys(source)[at]))
    if not ranked or not mine:
        return draft
    shared = len(mine & sentence_keys(source)[ranked[0]])
    if shared < _SHARED or shared / len(mine) < _SHARE:
        return draft
    sources = tuple(source.sentences[at] for at in ranked)
    if draft.sources and draft.sources[0] in sources:
        return draft
    return replace(draft, kind="paraphrase", sources=sources, similarity=shared / len(mine))
