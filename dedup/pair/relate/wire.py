"""Whose copy an article is: an agency's, by byline, dateline or the tag at its end, or of whom its page says that it is.

Two articles that are copy of one third took nothing from each other, unless one of them says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dedup.document import Document, kept_with_document
from dedup.lang.base import pack_of
from dedup.pair.relate.outlets import INITIALS, is_press, outlet_key, outlets, same_outlet
from dedup.pair.relate.ties import CREDIT, EDGE, agencies, agency_named, cross_references, is_agency_page
from dedup.words import Span

_TAIL: Final = 250
"""Characters of the end in which a line or a tag of an agency's name alone says whose copy an article is; of the top it is `EDGE`.
Set by hand on made-up copies (tests/test_wire.py)."""
_NOWHERE: Final = (0, 0)
"""The place of what the page says, not the text."""


@kept_with_document
def copied_from(article: Document) -> dict[str, tuple[str, str, Span]]:
    """Kind, name and place of those whose copy an article is, by key; not the agency on whose own page it stands."""
    copied = {outlet_key(name): ("agency", name, span) for name, span in _agencies(article) if not is_agency_page(name, article)}
    for name in (article.article.credit or "").split(", "):
        key = outlet_key(name)
        own = any(same_outlet(key, one) for one in outlets(article).own)
        if len(key) >= INITIALS and not own and not agency_named(name):
            copied.setdefault(key, ("outlet" if is_press(key) else "statement", name.strip(), _NOWHERE))
    return copied


def _agencies(article: Document) -> list[tuple[str, Span]]:
    """Agencies whose copy an article says that it is."""
    known = [(one.name, one.span) for one in agencies(article).values() if one.copy]
    return known + _tagged(article)


def _tagged(article: Document) -> list[tuple[str, Span]]:
    text, pack = article.text, pack_of(article.language)
    end = max(len(text) // 2, len(text) - _TAIL)
    opening = pack.pattern("sourcing.agency_opening").finditer(text, 0, min(EDGE, end))
    closing = pack.pattern("sourcing.agency_closing").finditer(text, end)
    named = ((agency_named(match[match.lastgroup or 0]), match.span()) for match in (*opening, *closing))
    return [(name, span) for name, span in named if name]


def copies_of_one(a: Document, b: Document) -> tuple[str, str, Span, Span] | None:
    """The third whose copy both articles are: kind, name, places; None where none shows, or where one of them credits the other."""
    one, other = copied_from(a), copied_from(b)
    key = next((key for key in one if key in other), None)
    if key is None or _is_credited(a, b):
        return None
    kind, name, span = one[key]
    return kind, name, span, other[key][2]


def copy_of_one(a: Document, b: Document) -> tuple[str, str, Span, Span] | None:
    """The agency whose copy one of two articles is that do not credit each other: what both have may be the agency's."""
    if _is_credited(a, b):
        return None
    for article, is_first in ((a, True), (b, False)):
        for kind, name, span in copied_from(article).values():
            if kind == "agency" and not any(is_agency_page(name, page) for page in (a, b)):
                return kind, name, *((span, _NOWHERE) if is_first else (_NOWHERE, span))
    return None


def untaken(chances: Mapping[str, float], a: Document, b: Document, *, quoted_alone: bool = False) -> dict[str, float]:
    """The chances of the relations where that one was written from the other is out of the question.

    Where both are copy of one third, what they share is the third's: its chance goes to copy and common source, in their
    proportion. Where they share what somebody said and nothing else (`quoted_alone`), to all others: everybody may quote that.
    """
    if copies_of_one(a, b) is not None:
        return _moved(chances, ("copy", "common_source"))
    return _moved(chances, ("copy", "common_source", "independent")) if quoted_alone else dict(chances)


def _moved(chances: Mapping[str, float], to: tuple[str, ...]) -> dict[str, float]:
    """The chances without that of a derivative, which some others get in their proportion; none where these are 0."""
    whole = sum(chances[name] for name in to)
    if not whole:
        return dict(chances)
    grown = {name: chances[name] * (1 + chances["derivative"] / whole) for name in to}
    return {**chances, "derivative": 0.0, **grown}


def _is_credited(a: Document, b: Document) -> bool:
    """Whether one of the two says that it has something from the other."""
    references = cross_references(a, b)
    return any(tie.strength >= CREDIT for tie in (*references.of_a, *references.of_b) if tie.kind in _CREDITS)


_CREDITS: Final = ("credits_the_other", "links_the_other", "based_on_the_other")
"""Ties to the other article itself; its author may be the agency's."""
