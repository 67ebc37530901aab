"""What two articles both rest on, by name: an agency, reporting that both credit, a page, a tweet, somebody's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.kinds import Side
from dedup.pair.relate.shared import shared
from dedup.pair.relate.ties import third_texts, ties
from dedup.result import Evidence, ThirdParty
from dedup.words import Span

_LEAST_SPEECH: Final = 25
"""Words of somebody's speech that both have from which on it is a third text rather than a phrase that everybody quotes."""
_AROUND: Final = 300
"""Code points around shared speech in which its speaker is looked for."""
_NAME: Final = re.compile(r"[A-Z][\w’'-]+(?: (?:[A-Z]\.? )?[A-Z][\w’'-]+)+")
_ORDER: Final = ("agency", "outlet", "page", "tweet")


def third_party(a: Document, b: Document) -> ThirdParty | None:
    """The third text that shows best; None where nothing shows one."""
    named = sorted(ties(a, b).thirds, key=lambda third: _ORDER.index(third[0]))
    strong = [third for third in named if third[0] in ("agency", "outlet")]
    spoken = _spoken(a, b)
    if strong:
        return _of(*strong[0], a, b)
    return spoken or (_of(*named[0], a, b) if named else None)


def _of(kind: str, name: str, one: Span, other: Span, a: Document, b: Document) -> ThirdParty:
    places = tuple(_place(kind, article, span, side, 0.0) for article, span, side in ((a, one, "a"), (b, other, "b")) if span[1])
    shown = name if kind in ("agency", "page") else f"@{name}" if kind == "tweet" else _spelled(name, a, b, one, other)
    return ThirdParty(shown, kind, places)


def _spelled(key: str, a: Document, b: Document, one: Span, other: Span) -> str:
    """An outlet as the texts write it."""
    return a.text[slice(*one)] or b.text[slice(*other)] or key


def _place(kind: str, article: Document, span: Span, side: str, weight: float) -> Evidence:
    which: Side = "a" if side == "a" else "b"
    place = article.text_span(span)
    return Evidence(kind, place.text, place.start, place.end, which, weight)


def _spoken(a: Document, b: Document) -> ThirdParty | None:
    """Somebody's words that both have at length: whose, if a name stands beside them in both, and at which occasion."""
    runs = shared(a, b)
    chosen = np.flatnonzero(runs.speech & ~runs.furniture & (runs.lengths >= 8))
    if int(runs.lengths[chosen].sum()) < _LEAST_SPEECH:
        return None
    order = chosen[np.argsort(-runs.lengths[chosen], kind="stable")][:3]
    places = tuple(place for at in order.tolist() for place in _both(a, b, at))
    kind = _occasion(a, b)
    return ThirdParty(_speaker(a, b, places) or kind, kind, places)


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


def _speaker(a: Document, b: Document, places: tuple[Evidence, ...]) -> str | None:
    """The name that stands nearest to the shared words in one article and somewhere beside them in the other."""
    names: dict[str, set[str]] = {"a": set(), "b": set()}
    listed: list[str] = []
    for place in places:
        text = (a if place.article == "a" else b).article.text
        near = text[max(0, place.start - _AROUND) : place.start] + "\n" + text[place.end : place.end + _AROUND]
        found = [match.group() for match in _NAME.finditer(near)]
        names[place.article].update(name.split()[-1] for name in found)
        listed += found
    return next((name for name in listed if name.split()[-1] in names["a"] & names["b"]), None)
