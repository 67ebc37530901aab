"""Which of two articles is the source: dates, who names whom, who heard it first hand, whose quotations are fuller.

Length says nothing (Clough 2001 and our own re-posts agree), so it is not asked. Each piece of evidence carries log-odds;
they add up, and a sum near zero is "unknown".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from dedup.calibration import fitted, logistic
from dedup.document import Document, kept_with_document
from dedup.kinds import Side
from dedup.lang.base import pack_of
from dedup.lang.needs import matches
from dedup.pair.relate.dates import dated, numbered, precedes
from dedup.pair.relate.shared import MOST, shared, voice
from dedup.pair.relate.ties import agencies, cross_references
from dedup.pair.relate.wire import copies_of_one, copy_of_one
from dedup.pair.voice.framing import subjectivity
from dedup.result import Direction, Evidence
from dedup.settings import Settings
from dedup.words import Span


def _weights() -> Mapping[str, float]:
    """Log-odds that each kind of evidence is worth; of what is counted, for each one more, up to three; of voices, for their
    difference."""
    weights: Mapping[str, float] = fitted("direction")["weights"]
    return weights


def direct(a: Document, b: Document, settings: Settings) -> tuple[Direction, Side | None]:
    """The direction with its evidence, the strongest first, and the side of the source (None when there is too little to go on).

    The confidence is the chance that the side with the stronger evidence is the source, 0.5-1.
    """
    evidence = list(_evidence(a, b))
    if abs(sum(item.weight for item in evidence)) < settings.direction_least_evidence:
        evidence.extend(_voices(a, b))
    evidence.sort(key=lambda item: -abs(item.weight))
    total = sum(item.weight for item in evidence)
    side: Side | None = None if abs(total) < settings.direction_least_evidence else "a" if total > 0 else "b"
    if side and (_is_one_weak_cue(evidence, total) or copies_of_one(a, b)):
        side = None
    confidence = logistic(fitted("direction")["sharpness"] * abs(total))
    signed = tuple(_turned(item) for item in evidence) if side == "b" else tuple(evidence)
    return Direction(round(confidence, 4), signed), side


_WEAK: Final = frozenset({"hedge", "first_hand", "comments_more", "cuts_a_quotation", "links_its_site"})
"""Kinds of evidence that name nobody by themselves, however often they are there."""


def _is_one_weak_cue(evidence: Sequence[Evidence], total: float) -> bool:
    """Whether all that speaks for the side with the stronger evidence is of one weak kind."""
    kinds = {item.kind for item in evidence if item.weight * total > 0}
    return len(kinds) == 1 and kinds <= _WEAK


def _turned(item: Evidence) -> Evidence:
    return Evidence(item.kind, item.text, item.start, item.end, item.article, -item.weight)


def _evidence(a: Document, b: Document) -> Iterator[Evidence]:
    """Evidence with its weight in log-odds for `a` as the source (negative: for `b`)."""
    if not copy_of_one(a, b) and not copies_of_one(a, b):  # who prints an agency's copy first is not who wrote it
        yield from _dates(a, b)
    references = cross_references(a, b)
    yield from (_at(tie.kind, b, tie.span, "b", 1.0, tie.name) for tie in references.of_b)
    yield from (_at(tie.kind, a, tie.span, "a", -1.0, tie.name) for tie in references.of_a)
    yield from _agency_copy(a, b)
    yield from _counted("hedge", a, b, sign=-1.0)
    yield from _counted("first_hand", a, b, sign=1.0)
    yield from _fuller_quotations(a, b)
    yield from _requotes(a, b)


def _dates(a: Document, b: Document) -> Iterator[Evidence]:
    """Which was surely published before the other: days that touch, or times whose zone is not known, tell nothing."""
    one, other = dated(a.article), dated(b.article)
    if precedes(one, other):
        yield Evidence("published_first", one or "", 0, 0, "a", _weights()["published_first"])
    elif precedes(other, one):
        yield Evidence("published_first", other or "", 0, 0, "b", -_weights()["published_first"])
    elif numbers := numbered(a.article, b.article):
        side: Side = "a" if numbers[0] < numbers[1] else "b"
        weight = _weights()["numbered_first"]
        yield Evidence("numbered_first", str(min(numbers)), 0, 0, side, weight if side == "a" else -weight)


def _agency_copy(a: Document, b: Document) -> Iterator[Evidence]:
    """One is an agency's own copy and the other is nobody's: agencies are copied more often than they copy."""
    mine, theirs = (next((one for one in agencies(article).values() if one.copy), None) for article in (a, b))
    if mine and not theirs:
        yield _at("agency_copy", a, mine.span, "a", 1.0, mine.name)
    elif theirs and not mine:
        yield _at("agency_copy", b, theirs.span, "b", -1.0, theirs.name)


_PIECE_WORDS, _FULLER = 4, 20
"""Words of a piece of quotation that can be found again, and characters by which another quotation must be longer to be fuller."""
_COUNTS: Final = 3.0
"""How often one kind of evidence counts at most: a fourth hedge says nothing that three do not."""
_REQUOTED_WORDS: Final = 12
"""Words that one article tells and the other quotes, of which each doubling is one more piece of evidence."""


def _requotes(a: Document, b: Document) -> Iterator[Evidence]:
    """What the one tells in its own words and the other sets in quotation marks: it quotes the first."""
    runs = shared(a, b)
    quoted_a = voice(a)
    amounts, places = {"a": 0, "b": 0}, {"a": (0, 0), "b": (0, 0)}
    for at in np.flatnonzero(runs.requoted & ~runs.furniture).tolist():
        start, length = int(runs.starts_a[at]), int(runs.lengths[at])
        side = "a" if quoted_a[start : start + length].mean() >= MOST else "b"
        if not amounts[side]:
            article, first = (a, start) if side == "a" else (b, int(runs.starts_b[at]))
            places[side] = article.words.span(first, first + length)
        amounts[side] += length
    more = amounts["b"] - amounts["a"]
    if abs(more) >= _REQUOTED_WORDS:
        side = "b" if more > 0 else "a"
        amount = math.copysign(min(_COUNTS, math.log2(abs(more) / _REQUOTED_WORDS) + 1), more)
        yield _at("quotes_the_other", b if side == "b" else a, places[side], "b" if side == "b" else "a", amount)


def _counted(kind: str, a: Document, b: Document, sign: float) -> Iterator[Evidence]:
    """Cues that one article has more of: each one more counts, up to three."""
    ours, theirs = _places(kind, a), _places(kind, b)
    more = len(ours) - len(theirs)
    if more:
        side: Side = "a" if more > 0 else "b"
        weight = sign * max(-_COUNTS, min(_COUNTS, more))
        yield _at(kind, a if side == "a" else b, (ours if more > 0 else theirs)[0], side, weight)


@kept_with_document
def _places(kind: str, article: Document) -> tuple[Span, ...]:
    return tuple(match.span() for match in matches(pack_of(article.language), f"sourcing.{kind}", article))


def _fuller_quotations(a: Document, b: Document) -> Iterator[Evidence]:
    """Quotations of the one that stand longer in the other: cutting a quotation is easy, completing it is not."""
    cut_by_b, cut_by_a = list(_cut_quotations(a, b)), list(_cut_quotations(b, a))
    more = len(cut_by_b) - len(cut_by_a)
    if more:
        side: Side = "b" if more > 0 else "a"
        span = (cut_by_b if more > 0 else cut_by_a)[0]
        yield _at("cuts_a_quotation", b if side == "b" else a, span, side, max(-_COUNTS, min(_COUNTS, more)))


_CLEARLY_LOUDER: Final = 0.12
"""Difference of two voices from which on it tells: on the dev half of the re-posts all such differences point at the derivative."""

_LOUDEST: Final = 1 / 3
"""Difference of two voices from which on more of it tells no more."""


def _voices(a: Document, b: Document) -> Iterator[Evidence]:
    """Who speaks more in the author's own voice: a column is made from a report more often than a report from a column."""
    if not all(pack_of(article.language).words("cue") for article in (a, b)):
        return  # the classifier of voices learnt English
    (one, _), (other, _) = _voice(a), _voice(b)
    if abs(other - one) < _CLEARLY_LOUDER:
        return
    side: Side = "b" if other > one else "a"
    article = b if side == "b" else a
    louder = min(_LOUDEST, abs(other - one))
    yield _at("comments_more", article, _voice(article)[1], side, louder if side == "b" else -louder)


@kept_with_document
def _voice(article: Document) -> tuple[float, Span]:
    """Mean subjectivity of the sentences weighed by their words, 0-1, and the sentence that has most of it."""
    chances = subjectivity(article, article.sentences)
    lengths = np.array([len(inside) for inside in article.sentence_words])
    return float((chances * lengths).sum() / max(1, lengths.sum())), article.sentences[int(chances.argmax())]


def _cut_quotations(full: Document, cut: Document) -> Iterator[Span]:
    said = "\n".join(" " + " ".join(_norms(full, quotation.inner)) + " " for quotation in full.quotations)
    for quotation in cut.quotations:
        norms = _norms(cut, quotation.inner)
        longer = _longer(said, " " + " ".join(norms) + " ") if len(norms) >= _PIECE_WORDS else ""
        if longer and _share_known(longer.split(), cut) < _KNOWN:
            yield quotation.span


_KNOWN: Final = 0.8
"""Share of a longer quotation that the other article has too from which on nothing is cut: it is split, or quotes that article."""


def _longer(lines: str, part: str) -> str:
    """The first line that holds `part` and over 20 characters more, "" for none; the lines are one text, searched at once."""
    at = lines.find(part)
    while at >= 0:
        first, end = lines.rfind("\n", 0, at) + 1, lines.find("\n", at)
        line = lines[first:] if end < 0 else lines[first:end]
        if len(line) > len(part) + _FULLER:
            return line
        at = lines.find(part, at + 1)
    return ""


def _share_known(norms: Sequence[str], article: Document) -> float:
    """Share of the word triples that an article has, 0-1."""
    triples = list(zip(norms, norms[1:], norms[2:], strict=False))
    return sum(triple in _triples(article) for triple in triples) / max(1, len(triples))


@kept_with_document
def _triples(article: Document) -> frozenset[tuple[str, str, str]]:
    norms = article.words.norms
    return frozenset(zip(norms, norms[1:], norms[2:], strict=False))


def _norms(article: Document, span: Span) -> tuple[str, ...]:
    inside = article.words.inside(span)
    return article.words.norms[inside.start : inside.stop]


def _at(kind: str, article: Document, span: Span, side: Side, amount: float, name: str = "") -> Evidence:
    """Evidence worth `amount` times the weight of its kind; without a place in the text, `name` says what it is."""
    weight = round(amount * _weights()[kind], 4)
    if span[0] == span[1]:
        return Evidence(kind, name, 0, 0, side, weight)
    place = article.text_span(span)
    return Evidence(kind, place.text, place.start, place.end, side, weight)
