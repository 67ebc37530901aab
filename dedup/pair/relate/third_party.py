"""What two articles both rest on, by name: an agency, reporting that both credit, a page, a tweet, somebody's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.kinds import Side
from dedup.pair.relate.shared import Marks, first_person, shared
from dedup.pair.relate.ties import agencies, cross_references, is_agency_page, third_texts
from dedup.pair.relate.wire import copied_from, copies_of_one, copy_of_one
from dedup.result import Evidence, Quote, ThirdParty
from dedup.words import Span

_SPEECH_RUN: Final = 8
"""Words of a run of shared speech from which on its place is worth showing."""
_LEAST_SPEECH: Final = 25
"""Words of somebody's speech that both have from which on it is a third text rather than a phrase that everybody quotes."""
_ORDER: Final = ("agency", "outlet", "page", "tweet")


def third_party(a: Document, b: Document, speakers: Sequence[Quote] = ()) -> ThirdParty | None:
    """The third text that shows best; None where nothing shows one.

    `speakers`: the quotations that both have, for the name of whoever spoke at length; without a sure name the kind stands for it.
    """
    if copied := copies_of_one(a, b):
        return _of(*copied, a, b)
    named = sorted(cross_references(a, b).thirds, key=lambda third: _ORDER.index(third[0]))
    strong = [third for third in named if third[0] in ("agency", "outlet")] or list(_agency_of_one(a, b))
    if strong:
        return _of(*strong[0], a, b)
    return _spoken(a, b, speaker_of(speakers)) or (_of(*named[0], a, b) if named else None)


def copied_party(a: Document, b: Document) -> ThirdParty | None:
    """Whose copy the one article is or both are, where both have much prose in common; what is of one may be the third's.

    None where each is copy of another third: which of them both have it from is not to be known.
    """
    runs = shared(a, b)
    each = copied_from(a) and copied_from(b)
    third = copies_of_one(a, b) or (None if each else copy_of_one(a, b))
    is_much = min(int(runs.prose_a.sum()), int(runs.prose_b.sum())) >= _LEAST_PROSE
    return _of(*third, a, b) if third and is_much else None


_LEAST_PROSE: Final = 40
"""Shared words outside quotation marks from which on the agency that one of the two credits is where both have them from."""


def _agency_of_one(a: Document, b: Document) -> Iterator[tuple[str, str, Span, Span]]:
    """An agency that one of the two credits, where both have much prose in common: agencies' copy often loses its mark."""
    runs = shared(a, b)
    if min(int(runs.prose_a.sum()), int(runs.prose_b.sum())) < _LEAST_PROSE:
        return
    for article, side in ((a, "a"), (b, "b")):
        for name, one in agencies(article).items():
            if not is_agency_page(name, a) and not is_agency_page(name, b):
                yield "agency", name, one.span if side == "a" else (0, 0), one.span if side == "b" else (0, 0)


def speaker_of(quotes: Sequence[Quote]) -> str | None:
    """Whose words both have most of: of the quotations whose speaker both name alike, the one with the longest in sum."""
    lengths: Counter[str] = Counter()
    names: dict[str, str] = {}
    for quote in quotes:
        if quote.source is None or not quote.speaker or not quote.source_speaker:
            continue
        key = quote.speaker.split()[-1].lower()
        if key == quote.source_speaker.split()[-1].lower():
            lengths[key] += quote.end - quote.start
            names[key] = max(names.get(key, ""), quote.speaker, quote.source_speaker, key=len)
    return names[lengths.most_common(1)[0][0]] if lengths else None


def _of(kind: str, name: str, one: Span, other: Span, a: Document, b: Document) -> ThirdParty:
    places = tuple(_place(kind, article, span, side, 0.0) for article, span, side in ((a, one, "a"), (b, other, "b")) if span[1])
    shown = name if kind in ("agency", "page", "statement") else f"@{name}" if kind == "tweet" else _spelled(name, a, b, one, other)
    return ThirdParty(shown, kind, places)


def _spelled(key: str, a: Document, b: Document, one: Span, other: Span) -> str:
    """An outlet as the texts write it."""
    return a.text[slice(*one)] or b.text[slice(*other)] or key


def _place(kind: str, article: Document, span: Span, side: str, weight: float) -> Evidence:
    which: Side = "a" if side == "a" else "b"
    place = article.text_span(span)
    return Evidence(kind, place.text, place.start, place.end, which, weight)


def _spoken(a: Document, b: Document, speaker: str | None) -> ThirdParty | None:
    """Somebody's words that both have at length: whose, if that is known, and at which occasion."""
    runs = shared(a, b)
    chosen = np.flatnonzero(runs.speech & ~runs.furniture & ~_reported(a, b) & (runs.lengths >= _SPEECH_RUN))
    if int(runs.lengths[chosen].sum()) < _LEAST_SPEECH:
        return None
    order = chosen[np.argsort(-runs.lengths[chosen], kind="stable")][:3]
    places = tuple(place for at in order.tolist() for place in _both(a, b, at))
    kind = _occasion(a, b)
    return ThirdParty(speaker or kind, kind, places)


def _reported(a: Document, b: Document) -> Marks:
    """Runs that one of the two tells as its own prose and the other quotes: a reporter's words, and no statement of anybody's."""
    runs = shared(a, b)
    own = np.concatenate(([0], np.cumsum(first_person(a))))
    return np.asarray(runs.requoted & (own[runs.starts_a + runs.lengths] == own[runs.starts_a]))


def _both(a: Document, b: Document, at: int) -> Iterator[Evidence]:
    runs = shared(a, b)
    length = int(runs.lengths[at])
    for article, start, side in ((a, int(runs.starts_a[at]), "a"), (b, int(runs.starts_b[at]), "b")):
        yield _place("shared_speech", article, article.words.span(start, start + length), side, float(length))


def _occasion(a: Document, b: Document) -> str:
    """The kind of third text that both name most; a statement where they name none."""
    one, other = third_texts(a), third_texts(b)
    both = {kind: min(count, other.get(kind, 0)) for kind, count in one.items()}
    return max(both, key=lambda kind: both[kind]) if any(both.values()) else "statement"
