"""From links to passages: which parts of the derivative are derived, and of what kind.

A sentence that is the same throughout is one passage; one that is partly derived is split at its clauses. Passages tile the
derivative: every character that is not white space is in exactly one, and none crosses a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np

from dedup.document import Document
from dedup.kinds import Kind
from dedup.pair.align.attribution import is_attribution
from dedup.pair.align.boilerplate import FURNITURE
from dedup.pair.align.diff import edits
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.align.likelihood import owners_of
from dedup.pair.align.links import TELLING_RARITY, Link, Scores
from dedup.pair.align.passage_kinds import Furniture, Pair, close_kind, derived_kind, is_long_quotation, likeness, same_marks
from dedup.settings import Settings
from dedup.words import Span


@dataclass(frozen=True, slots=True)
class _Clause:
    span: Span
    words: int
    links: tuple[Link, ...]
    score: float
    derived: bool
    attribution: bool
    insert: bool = False
    aside: bool = False


def drafts(
    source: Document,
    derivative: Document,
    scores: Scores,
    links: tuple[tuple[Link, ...], ...],
    furniture: Furniture,
    settings: Settings,
) -> tuple[PassageDraft, ...]:
    """Passages of the derivative in order."""
    pair = Pair(source, derivative, furniture, settings)
    drafted: list[PassageDraft] = []
    edges = np.searchsorted(scores.units.owner, np.arange(len(derivative.sentences) + 1)).tolist()
    for index, (first, last) in enumerate(pairwise(edges)):
        pieces = [_clause(pair, scores, links, unit) for unit in range(first, last)]
        drafted.extend(_sentence_drafts(pair, index, pieces))
    return tuple(drafted)


def whole_copy(source: Document, derivative: Document) -> tuple[PassageDraft, ...]:
    """The passages of an article whose words are the source's, one for one: every sentence verbatim."""
    owner = owners_of(source, source.sentences).tolist()
    pair = Pair(source, derivative, Furniture((), ()), Settings())
    drafts: list[PassageDraft] = []
    for index, (sentence, inside) in enumerate(zip(derivative.sentences, derivative.sentence_words, strict=True)):
        spans = [source.sentences[place] for place in dict.fromkeys(owner[inside.start : inside.stop]) if place >= 0]
        drafts.append(_draft(pair, index, sentence, "verbatim", spans, 1.0))
    return tuple(drafts)


def without_source(passages: tuple[PassageDraft, ...], *, form: bool = False) -> tuple[PassageDraft, ...]:
    """The passages of an article that took nothing: what stands word for word in both keeps its counterpart, for both may quote
    one speaker; what chance likeness had called paraphrase is added, sentence by sentence. So is what was edited in a `form` that
    was filled in twice."""
    kept: list[PassageDraft] = []
    for draft in passages:
        if draft.kind == "paraphrase" or (form and draft.kind == "edited"):
            draft = PassageDraft(draft.span, draft.sentence, "added_background", confidence=1 - draft.confidence)
        before = kept[-1] if kept else None
        if before and (before.sentence, before.kind) == (draft.sentence, draft.kind) and not draft.sources:
            kept[-1] = replace(before, span=(before.span[0], draft.span[1]), confidence=min(before.confidence, draft.confidence))
        else:
            kept.append(draft)
    return tuple(kept)


def _clause(pair: Pair, scores: Scores, links: tuple[tuple[Link, ...], ...], unit: int) -> _Clause:
    span, (sentences, row) = scores.units.spans[unit], scores.of(unit)
    best = float(row.max(initial=0.0))
    insert = span in pair.furniture.inserts
    aside = len(row) > 0 and _is_own_aside(pair, span, int(sentences[row.argmax()]))
    return _Clause(
        span,
        int(scores.units.words[unit]),
        () if insert or aside else links[unit],
        min(best, _ASIDE_SCORE) if aside else best,
        derived=best >= pair.settings.link_probability and not insert and not aside,
        attribution=is_attribution(pair.derivative, span),
        insert=insert,
        aside=aside,
    )


def _is_own_aside(pair: Pair, span: Span, likeliest: int) -> bool:
    """Whether a clause in brackets has not one telling word of the sentence that it most likely comes from."""
    inside = pair.derivative.words.inside(span)
    if pair.derivative.text[span[0]] != "(" or len(inside) < _LONG_ADDITION:
        return False
    carried = pair.source.sentence_stems[likeliest]
    stems, rarity = pair.derivative.words.stems, pair.derivative.rarity
    return not any(stems[word] in carried and rarity[word] > TELLING_RARITY for word in inside)


def _sentence_drafts(pair: Pair, index: int, pieces: list[_Clause]) -> list[PassageDraft]:
    if pair.furniture.sentences[index] >= FURNITURE or _leads_in(pair, index, pieces):
        pieces = [_as(piece, derived=False) for piece in pieces]
        return [_underived(pair, index, pieces)]
    exact = _exact(pair, index)
    if exact is not None:
        return [exact]
    whole = [list(run) for _, run in groupby(pieces, key=lambda piece: piece.insert)]
    return [draft for run in whole for draft in _stretch_drafts(pair, index, run)]


_ASIDE_SCORE = 0.5
"""Most that the score of an author's own aside may be: that it takes nothing is as likely as not at least."""
_SMALL_PIECE = 3
"""Words up to which a lone clause is drawn to what stands on both sides of it."""


def _leads_in(pair: Pair, index: int, pieces: list[_Clause]) -> bool:
    """Whether a sentence only says whose words follow ("The Courier adds:"): it takes nothing, whatever names it shares."""
    return pair.derivative.text[pair.derivative.sentences[index][1] - 1] in ":：" and all(piece.attribution for piece in pieces)


_TELLING_WORDS = 5
"""Words from which on a sentence that stands in the source is no chance, whatever its words."""


def _exact(pair: Pair, index: int) -> PassageDraft | None:
    """The sentence as a verbatim passage, when a source sentence has the very same words."""
    sentence = pair.derivative.sentences[index]
    inside = pair.derivative.sentence_words[index]
    place = pair.source.sentence_index.get(pair.derivative.words.norms[inside.start : inside.stop])
    if place is None or len(inside) < _TELLING_WORDS:
        return None
    return _draft(pair, index, sentence, "verbatim", [pair.source.sentences[place]], 1.0)


def _stretch_drafts(pair: Pair, index: int, pieces: list[_Clause]) -> list[PassageDraft]:
    """Passages of a sentence, or of what stands between the furniture in it."""
    pieces = _smoothed(pair, pieces)
    if not any(piece.derived for piece in pieces):
        return [_underived(pair, index, pieces)]
    lead, body = _parted(pieces)
    whole = _close(pair, index, body)
    if whole is not None:
        return [*([_underived(pair, index, lead)] if lead else []), whole]
    runs = [list(run) for _, run in groupby(pieces, key=lambda piece: (piece.derived, is_long_quotation(pair, piece.span)))]
    return _joined_frames([_run_draft(pair, index, run) for run in runs], pair)


def _parted(pieces: list[_Clause]) -> tuple[list[_Clause], list[_Clause]]:
    """A sentence's opening clauses that no source carries ("The Courier adds:"), and the rest."""
    first = next(at for at, piece in enumerate(pieces) if piece.derived)
    return pieces[:first], pieces[first:]


def _close(pair: Pair, index: int, pieces: list[_Clause]) -> PassageDraft | None:
    """The clauses as one verbatim, edited or quote passage, when one source sentence stands in them nearly as it was."""
    span = (pieces[0].span[0], pieces[-1].span[1])
    if sum(piece.words for piece in pieces if not piece.derived) >= _LONG_ADDITION:
        return None
    linked = sorted({link.sentence for piece in pieces for link in piece.links})
    ranked = sorted(linked, key=lambda place: -likeness(pair, pair.source.sentences[place], span))
    if not ranked or likeness(pair, pair.source.sentences[ranked[0]], span) < pair.settings.passage_edited_similarity:
        return None
    sources = [pair.source.sentences[place] for place in ranked]
    kind = close_kind(pair, sources[0], span)
    return _draft(pair, index, span, kind, sources[:1] if kind == "verbatim" else sources, _confidence(pieces))


_LONG_ADDITION = 4
"""Words of clauses without a source from which on a sentence is split, however much of the rest stands in the source."""


def _smoothed(pair: Pair, pieces: list[_Clause]) -> list[_Clause]:
    """Clauses with a lone small piece drawn to what surrounds it: a short clause is no evidence either way."""
    total = sum(piece.words for piece in pieces)
    derived = sum(piece.words for piece in pieces if piece.derived)
    share = derived / max(1, total)
    if share >= pair.settings.passage_whole_share:
        return [_as(piece, derived=True) for piece in pieces]
    if share <= 1 - pair.settings.passage_whole_share:
        return [_as(piece, derived=False) for piece in pieces]
    return [_drawn(pieces, at) for at in range(len(pieces))]


def _drawn(pieces: list[_Clause], at: int) -> _Clause:
    piece = pieces[at]
    around = {pieces[i].derived for i in (at - 1, at + 1) if 0 <= i < len(pieces)}
    lone = len(around) == 1 and piece.derived not in around
    return _as(piece, derived=not piece.derived) if lone and (piece.words <= _SMALL_PIECE or piece.attribution) else piece


def _as(piece: _Clause, *, derived: bool) -> _Clause:
    if piece.insert or piece.aside:
        return piece
    return replace(piece, links=piece.links if derived else (), derived=derived)


def _underived(pair: Pair, index: int, pieces: list[_Clause]) -> PassageDraft:
    """A passage that no source sentence carries; whether framing, commentary or background is told later."""
    span = (pieces[0].span[0], pieces[-1].span[1])
    attribution = all(piece.attribution for piece in pieces)
    furniture = pair.furniture.sentences[index] >= FURNITURE or all(piece.insert for piece in pieces)
    kind: Kind = "boilerplate" if furniture else "attribution" if attribution else "added_background"
    return _draft(pair, index, span, kind, [], 1 - max((piece.score for piece in pieces), default=0.0))


def _run_draft(pair: Pair, index: int, run: list[_Clause]) -> PassageDraft:
    span = (run[0].span[0], run[-1].span[1])
    if not run[0].derived:
        return _underived(pair, index, run)
    places = sorted({link.sentence: link.score for piece in run for link in piece.links}.items(), key=lambda item: -item[1])
    spans = [pair.source.sentences[place] for place, _ in places]
    spans.sort(key=lambda one: -likeness(pair, one, span))
    kind = derived_kind(pair, spans, span)
    return _draft(pair, index, span, kind, spans, _confidence(run))


def _joined_frames(drafts: list[PassageDraft], pair: Pair) -> list[PassageDraft]:
    """A quotation and the bare lead-in beside it ("he said") as one passage."""
    joined: list[PassageDraft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if before is not None and _frames(before, draft):
            joined[-1] = _merge(pair, before, draft)
        else:
            joined.append(draft)
    return joined


def _frames(before: PassageDraft, draft: PassageDraft) -> bool:
    return {before.kind, draft.kind} == {"quote", "attribution"}


def _merge(pair: Pair, before: PassageDraft, draft: PassageDraft) -> PassageDraft:
    main = before if before.kind == "quote" else draft
    return _draft(pair, main.sentence, (before.span[0], draft.span[1]), "quote", list(main.sources), main.confidence)


def _confidence(pieces: list[_Clause]) -> float:
    total = sum(piece.words for piece in pieces)
    return sum(piece.words * piece.score for piece in pieces) / max(1, total)


def _draft(pair: Pair, index: int, span: Span, kind: Kind, sources: list[Span], confidence: float) -> PassageDraft:
    alike = likeness(pair, sources[0], span) if sources else 0.0
    if kind == "verbatim" and sources and not same_marks(pair, sources[0], span):
        kind = "edited"  # "-5 degrees" is not "5 degrees", though the words are the same
    changed = edits(pair.source, sources[0], pair.derivative, span) if sources else ()
    return PassageDraft(span, index, kind, tuple(sources), alike, confidence, changed)
