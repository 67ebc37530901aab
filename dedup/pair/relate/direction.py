"""Which of two articles is the source: dates, who names whom, who heard it first hand, whose quotations are fuller.

Length says nothing (Clough 2001 and our own re-posts agree), so it is not asked. Each piece of evidence carries log-odds;
they add up, and a sum near zero is "unknown".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import numpy as np

from dedup.addresses import same_page
from dedup.document import KEPT, Document
from dedup.pair.relate.outlets import Outlets, is_press, mentions, outlets, same_outlet
from dedup.pair.voice.framing import subjectivity
from dedup.result import Direction, Evidence, Side
from dedup.settings import Settings
from dedup.words import Span

_HEDGE: Final = re.compile(
    r"\b(?:reportedly|according to (?:a|the|one|several|media|news) (?:\w+ )?reports?|reports say"
    r"|it was (?:previously |first )?reported)\b",
    re.I,
)
_FIRST_HAND: Final = re.compile(
    r"\b(?:in an? (?:\w+ )?interview|told (?:us|me|this (?:newspaper|paper|reporter))|can be reached at|"
    r"has (?:reviewed|obtained|seen|learned)|declined to comment|"
    r"did not (?:respond|return|answer)|asked (?:for comment|whether|about))\b",
    re.I,
)


WEIGHTS: Final[dict[str, float]] = {
    "published_first": 1.5,
    "credits_the_other": 2.5,
    "credits_whom_the_other_heard": 2.0,
    "names_the_other": 1.5,
    "links_the_other": 3.0,
    "hedge": 0.6,
    "first_hand": 0.35,
    "cuts_a_quotation": 0.5,
    "comments_more": 6.0,
}
"""Log-odds that each kind of evidence is worth; of what is counted, for each one more, up to three; of voices, for their
difference."""

_SHARPNESS: Final = 1.75
"""Factor on the sum of the weights that makes the confidence come true; fitted by `python -m benchmarks.fit_direction`."""


@dataclass(frozen=True, slots=True)
class CrossReferences:
    """What the two articles say of each other.

    `named`: one names the other; `third_party`: both credit one outlet that neither of them is, each in its own words;
    `evidence`: the sum of the evidence for a direction, its voice apart, log-odds, without sign.
    """

    named: bool
    third_party: bool
    evidence: float


Press = tuple[Outlets, Outlets]
"""The outlets of the two articles."""
_NAMING: Final = frozenset({"credits_the_other", "credits_whom_the_other_heard", "names_the_other", "links_the_other"})


def direct(a: Document, b: Document, settings: Settings) -> tuple[Direction, Side | None, CrossReferences]:
    """The direction with its evidence, the strongest first, the side of the source (None when there is too little to go on), and
    the ties between the two.

    The confidence is the chance that the side with the stronger evidence is the source, 0.5-1.
    """
    press = outlets(a), outlets(b)
    found = list(_evidence(a, b, press))
    if abs(sum(item.weight for item in found)) < settings.direction_least_evidence:
        found.extend(_voices(a, b))
    found.sort(key=lambda item: -abs(item.weight))
    total = sum(item.weight for item in found)
    side: Side | None = None if abs(total) < settings.direction_least_evidence else "a" if total > 0 else "b"
    confidence = 1 / (1 + math.exp(-_SHARPNESS * abs(total)))
    signed = tuple(_turned(item) for item in found) if side == "b" else tuple(found)
    return Direction(round(confidence, 4), signed), side, _ties(a, b, found, press)


def _ties(a: Document, b: Document, found: list[Evidence], press: Press) -> CrossReferences:
    # A column and a report on one event differ in voice too: that tells a direction, but ties nothing to anything.
    total = sum(item.weight for item in found if item.kind != "comments_more")
    return CrossReferences(any(item.kind in _NAMING for item in found), _third_party(a, b, press), abs(total))


def _third_party(a: Document, b: Document, press: Press) -> bool:
    """Whether both credit one outlet that neither of them is, outside text that they have in common."""
    one, other = press
    own = one.own | other.own
    return any(
        same_outlet(key, theirs) and is_press(key) and not _among(key, own) and _around(a, place) != _around(b, there)
        for key, place in one.credited.items()
        for theirs, there in other.credited.items()
    )


def _around(article: Document, span: Span) -> tuple[str, ...]:
    """The three words before a span and after it."""
    inside = article.words.inside(span)
    return article.words.norms[max(0, inside.start - 3) : inside.start] + article.words.norms[inside.stop : inside.stop + 3]


def _turned(item: Evidence) -> Evidence:
    return Evidence(item.kind, item.text, item.start, item.end, item.article, -item.weight)


def _evidence(a: Document, b: Document, press: Press) -> Iterator[Evidence]:
    """Evidence with its weight in log-odds for `a` as the source (negative: for `b`)."""
    yield from _dates(a, b)
    yield from _named(press[0], press[1], b, "b", 1.0)
    yield from _named(press[1], press[0], a, "a", -1.0)
    yield from _linked(a, b, "b", 1.0)
    yield from _linked(b, a, "a", -1.0)
    yield from _counted("hedge", _HEDGE, a, b, sign=-1.0)
    yield from _counted("first_hand", _FIRST_HAND, a, b, sign=1.0)
    yield from _fuller_quotations(a, b)


def _dates(a: Document, b: Document) -> Iterator[Evidence]:
    one, other = _moment(a.article.published), _moment(b.article.published)
    if one is None or other is None or one == other:
        return
    if one.date() == other.date() and not (_has_time(a.article.published) and _has_time(b.article.published)):
        return
    earlier: Side = "a" if one < other else "b"
    article = a if earlier == "a" else b
    weight = WEIGHTS["published_first"] if earlier == "a" else -WEIGHTS["published_first"]
    yield Evidence("published_first", article.article.published or "", 0, 0, earlier, weight)


def _moment(published: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(published) if published else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _has_time(published: str | None) -> bool:
    return bool(published) and "T" in (published or "")


def _named(one: Outlets, other: Outlets, theirs: Document, side: Side, sign: float) -> Iterator[Evidence]:
    """Places where `theirs` credits or names the outlet of the other article."""
    credited = [(key, span) for key, span in other.credited.items() if not _among(key, other.own)]
    for key, span in credited:
        if _among(key, one.own):
            yield _at("credits_the_other", theirs, span, side, sign)
            return
    for key, span in credited:
        if _among(key, one.close) and not _among(key, one.credited) and not _among(key, other.close):
            yield _at("credits_whom_the_other_heard", theirs, span, side, sign)
            return
    for key in sorted(one.own - other.own):
        named = mentions(theirs, key)
        if named is not None:
            yield _at("names_the_other", theirs, named, side, sign)
            return


def _among(key: str, keys: Iterable[str]) -> bool:
    return any(same_outlet(key, known) for known in keys)


def _linked(ours: Document, theirs: Document, side: Side, sign: float) -> Iterator[Evidence]:
    link = next((link for link in theirs.article.linked if same_page(link.url, ours.article.url)), None)
    if link:
        place = theirs.text[link.start : link.end] or link.url
        yield Evidence("links_the_other", place, link.start, link.end, side, sign * WEIGHTS["links_the_other"])


def _counted(kind: str, pattern: re.Pattern[str], a: Document, b: Document, sign: float) -> Iterator[Evidence]:
    """Cues that one article has more of: each one more counts, up to three."""
    ours, theirs = _places(pattern, a), _places(pattern, b)
    more = len(ours) - len(theirs)
    if more:
        side: Side = "a" if more > 0 else "b"
        weight = sign * max(-3, min(3, more))
        yield _at(kind, a if side == "a" else b, (ours if more > 0 else theirs)[0], side, weight)


@lru_cache(maxsize=2 * KEPT)
def _places(pattern: re.Pattern[str], article: Document) -> tuple[Span, ...]:
    return tuple(match.span() for match in pattern.finditer(article.text))


def _fuller_quotations(a: Document, b: Document) -> Iterator[Evidence]:
    """Quotations of the one that stand longer in the other: cutting a quotation is easy, completing it is not."""
    cut_by_b, cut_by_a = list(_cut_quotations(a, b)), list(_cut_quotations(b, a))
    more = len(cut_by_b) - len(cut_by_a)
    if more:
        side: Side = "b" if more > 0 else "a"
        span = (cut_by_b if more > 0 else cut_by_a)[0]
        yield _at("cuts_a_quotation", b if side == "b" else a, span, side, max(-3, min(3, more)))


_CLEARLY_LOUDER: Final = 0.12
"""Difference of two voices from which on it tells: on the dev half of the re-posts all such differences point at the derivative."""

_LOUDEST: Final = 1 / 3
"""Difference of two voices from which on more of it tells no more."""


def _voices(a: Document, b: Document) -> Iterator[Evidence]:
    """Who speaks more in the author's own voice: a column is made from a report more often than a report from a column."""
    (one, _), (other, _) = _voice(a), _voice(b)
    if abs(other - one) < _CLEARLY_LOUDER:
        return
    side: Side = "b" if other > one else "a"
    article = b if side == "b" else a
    louder = min(_LOUDEST, abs(other - one))
    yield _at("comments_more", article, _voice(article)[1], side, louder if side == "b" else -louder)


@lru_cache(maxsize=KEPT)
def _voice(article: Document) -> tuple[float, Span]:
    """Mean subjectivity of the sentences weighed by their words, 0-1, and the sentence that has most of it."""
    chances = subjectivity(article, article.sentences)
    lengths = np.array([len(article.words.inside(span)) for span in article.sentences])
    return float((chances * lengths).sum() / max(1, lengths.sum())), article.sentences[int(chances.argmax())]


def _cut_quotations(full: Document, cut: Document) -> Iterator[Span]:
    said = "\n".join(" " + " ".join(_norms(full, quotation.inner)) + " " for quotation in full.quotations)
    for quotation in cut.quotations:
        norms = _norms(cut, quotation.inner)
        longer = _longer(said, " " + " ".join(norms) + " ") if len(norms) >= 4 else ""
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
        if len(line) > len(part) + 20:
            return line
        at = lines.find(part, at + 1)
    return ""


def _share_known(norms: Sequence[str], article: Document) -> float:
    """Share of the word triples that an article has, 0-1."""
    triples = list(zip(norms, norms[1:], norms[2:], strict=False))
    return sum(triple in _triples(article) for triple in triples) / max(1, len(triples))


@lru_cache(maxsize=KEPT)
def _triples(article: Document) -> frozenset[tuple[str, str, str]]:
    norms = article.words.norms
    return frozenset(zip(norms, norms[1:], norms[2:], strict=False))


def _norms(article: Document, span: Span) -> tuple[str, ...]:
    inside = article.words.inside(span)
    return article.words.norms[inside.start : inside.stop]


def _at(kind: str, article: Document, span: Span, side: Side, amount: float) -> Evidence:
    """Evidence worth `amount` times the weight of its kind."""
    place = article.text_span(span)
    return Evidence(kind, place.text, place.start, place.end, side, round(amount * WEIGHTS[kind], 4))
