"""What the passages say beyond their kind: changes, quotations, credit, framing, and what was left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dedup.document import Document
from dedup.kinds import ADDED_KINDS, DERIVED_KINDS, Group, Relation, Side
from dedup.lang.base import pack_of
from dedup.pair.align.boilerplate import FURNITURE, boilerplate
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.align.links import Encode
from dedup.pair.explain.changes.changes import changes
from dedup.pair.explain.changes.confidence import Derived, in_news, in_view_of
from dedup.pair.explain.changes.headline import against_headline
from dedup.pair.explain.credit import credit_passages
from dedup.pair.explain.dropped import group
from dedup.pair.explain.quotations import check_quotes
from dedup.pair.voice.framing import classify_added, voice_vectors
from dedup.result import Change, Credit, Cue, Difference, Dropped, Edit, Passage, Quote, TextSpan
from dedup.settings import Settings
from dedup.words import Span

Cues = tuple[tuple[Cue, ...], ...]


def name_added(
    derivative: Document, drafts: tuple[PassageDraft, ...], encode: Encode | None
) -> tuple[tuple[PassageDraft, ...], Cues]:
    """The drafts with every added passage told apart as framing, commentary or background, and the cues for it per draft.

    Without `encode` the cues alone tell them apart; the vectors for it are the classifier's own.
    """
    if not pack_of(derivative.language).words("cue"):
        return drafts, tuple(() for _ in drafts)  # no words of framing are known in this language
    added = [at for at, draft in enumerate(drafts) if draft.kind in ADDED_KINDS]
    spans = [drafts[at].span for at in added]
    vectors = voice_vectors([derivative.text[slice(*span)] for span in spans]) if encode and spans else None
    named = list(drafts)
    cues: list[tuple[Cue, ...]] = [()] * len(drafts)
    for at, classified in zip(added, classify_added(derivative, spans, vectors), strict=True):
        named[at] = replace(drafts[at], kind=classified.kind)
        cues[at] = classified.cues
    return tuple(named), tuple(cues)


def explain(
    source: Document, derivative: Document, drafts: tuple[PassageDraft, ...], cues: Cues, settings: Settings
) -> tuple[Passage, ...]:
    """The passages of the result, in order."""
    quotes, credit = check_quotes(source, derivative, drafts), credit_passages(source, derivative, drafts)
    changed = [_changes(source, derivative, draft, settings) for draft in drafts]
    meant = in_view_of(changed, _derived(derivative, drafts))
    tiles = derivative.tiles([draft.span for draft in drafts])
    return tuple(
        _passage(source, derivative, draft, tiles[at], meant[at], quotes[at], credit[at], cues[at])
        for at, draft in enumerate(drafts)
    )


def _derived(derivative: Document, drafts: tuple[PassageDraft, ...]) -> Derived:
    """What a derivative has from its source, counted in words."""
    words = sum(len(derivative.words.inside(draft.span)) for draft in drafts if draft.kind in DERIVED_KINDS)
    whole = max(1, len(derivative.words))
    return Derived(words, words / whole)


def differences(
    source: Document, derivative: Document, passages: tuple[Passage, ...], side: Side | None, relation: Relation
) -> tuple[tuple[Passage, ...], tuple[Difference, ...]]:
    """The passages without changes, and what the two tell otherwise in a statement that both report.

    For a pair in which neither is known to be made from the other; `side`: which of the two `source` is, None where it is the
    source, so that changes are changes. Two reports of which neither `relation` makes the other's derivative are news.
    """
    if side is None:
        return passages, ()
    differing = tuple(
        _difference(source, derivative, change, side)
        for passage in passages
        if passage.similarity >= _ONE_STATEMENT
        for one in passage.changes
        if one.severity == "fact"  # what is doubtful of a pair is no surer in news
        for change in (one if relation in _DERIVED else in_news(one, passage.similarity),)
        if change.severity == "fact" and change.kind not in _ONE_SIDED and change.source.text and change.derivative.text
    )
    return tuple(replace(passage, changes=()) if passage.changes else passage for passage in passages), differing


_DERIVED: Final[frozenset[Relation]] = frozenset({"derivative", "near_duplicate"})
_ONE_SIDED: Final = frozenset({"attribution_dropped", "qualification_dropped", "detail_added", "name", "actor", "speaker"})
"""Changes that only a text made from another one can make; where neither is made from the other, another name is another matter."""
_ONE_STATEMENT: Final = 0.6
"""Similarity of a link from which both sentences report one statement: below it two reporters tell of one event."""


def _difference(source: Document, derivative: Document, change: Change, side: Side) -> Difference:
    theirs, mine = (change.source, _sentence(source, change.source)), (change.derivative, _sentence(derivative, change.derivative))
    (a, a_sentence), (b, b_sentence) = (theirs, mine) if side == "a" else (mine, theirs)
    return Difference(change.kind, a, b, a_sentence, b_sentence, f"A says “{a.text}”, B says “{b.text}”", change.confidence)


def _sentence(article: Document, words: TextSpan) -> TextSpan:
    """The sentence that words stand in; the words themselves where none holds them."""
    at = article.sentence_at(article.within(words.start, words.end)[0])
    return article.text_span(article.sentences[at]) if at >= 0 else words


def _changes(source: Document, derivative: Document, draft: PassageDraft, settings: Settings) -> tuple[float, tuple[Change, ...]]:
    """The similarity of a passage's link, which a headline may have got here, and its changes."""
    draft = against_headline(source, derivative, draft)
    if draft.kind not in DERIVED_KINDS or draft.kind == "verbatim" or is_too_long(source, derivative, draft, settings):
        return draft.similarity, ()
    return draft.similarity, changes(source, derivative, draft)


def is_too_long(source: Document, derivative: Document, draft: PassageDraft, settings: Settings) -> bool:
    """Whether a derived passage or one of its source spans has more words than changes are looked for in."""
    if draft.kind not in DERIVED_KINDS or draft.kind == "verbatim":
        return False
    sides = [len(derivative.words.inside(draft.span)), *(len(source.words.inside(span)) for span in draft.sources)]
    return max(sides) > settings.changes_max_words


def _passage(
    source: Document,
    derivative: Document,
    draft: PassageDraft,
    tile: Span,
    meant: tuple[Change, ...],
    quotes: tuple[Quote, ...],
    credit: Credit | None,
    cues: tuple[Cue, ...],
) -> Passage:
    return Passage(
        kind=draft.kind,
        start=tile[0],
        end=tile[1],
        text=derivative.article.text[slice(*tile)],
        similarity=round(draft.similarity, 4),
        confidence=round(draft.confidence, 4),
        source=tuple(source.text_span(span) for span in draft.sources),
        edits=_reaching(draft.edits, tile),
        changes=meant,
        quotes=quotes,
        credit=credit,
        cues=cues,
        words=len(derivative.words.inside(draft.span)),
        quoted_words=_quoted_words(derivative, draft, quotes, credit),
    )


def _reaching(edits: tuple[Edit, ...], tile: Span) -> tuple[Edit, ...]:
    """The edits of a passage up to the ends of its tile: what it has there besides, no source has."""
    if not edits:
        return edits
    reaching, (first, last) = list(edits), (edits[0], edits[-1])
    if tile[0] < first.derivative[0]:
        reaching.insert(0, Edit("insert", (first.source[0], first.source[0]), (tile[0], first.derivative[0])))
    if last.derivative[1] < tile[1]:
        reaching.append(Edit("insert", (last.source[1], last.source[1]), (last.derivative[1], tile[1])))
    return tuple(reaching)


def _quoted_words(derivative: Document, draft: PassageDraft, quotes: tuple[Quote, ...], credit: Credit | None) -> int:
    """Words of a passage that stand in a quotation; all of them where a derived passage is quoted and its marks were lost."""
    inside = derivative.words.inside(draft.span)
    if not quotes:
        return len(inside) if draft.kind in DERIVED_KINDS and credit is not None and credit.quoted else 0
    covered = {word for quote in quotes for word in derivative.words_at(quote.start, quote.end)}
    return len(covered & set(inside))


def left_out(source: Document, derivative: Document, drafts: tuple[PassageDraft, ...]) -> tuple[Dropped, ...]:
    """Source sentences that no passage carries, in order; what is furniture of its page is called so."""
    used = {span for draft in drafts for span in draft.sources}
    unused = [(span, chance) for span, chance in zip(source.sentences, boilerplate(source), strict=True) if span not in used]
    return tuple(
        Dropped(*source.place(span), source.raw(span), *_group(source, span, derivative, chance), len(source.words.inside(span)))
        for span, chance in unused
    )


def _group(source: Document, span: Span, derivative: Document, furniture: float) -> tuple[Group, str | None]:
    return ("boilerplate", None) if furniture >= FURNITURE else group(source, span, derivative)
