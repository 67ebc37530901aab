"""What page furniture says of itself: its patterns, and the banner that asks for consent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dedup.document import Document
from dedup.lang.base import NEUTRAL, Pack
from dedup.lang.needs import may_match
from dedup.pair.align import boilerplate_points as worth

Signs = Mapping[str, tuple[re.Pattern[str], ...]]
"""Patterns of furniture by name, of the language and of any, without those that the article has nothing for."""
_SIGNS: Final = (
    "issue",
    "timestamp",
    "greeting",
    "byline",
    "agency_note",
    "label",
    "loud_label",
    "player",
    "rights",
    "consent",
    "consent_hint",
)


def signs_of(pack: Pack, article: Document) -> Signs:
    """The patterns that can match in an article."""
    packs = tuple({pack, NEUTRAL})
    return {
        name: tuple(one.pattern(f"furniture.{name}") for one in packs if may_match(one, f"furniture.{name}", article))
        for name in _SIGNS
    }


def says(signs: Signs, name: str, text: str) -> bool:
    """Whether a text says what the furniture of that name says, in its language or as pages do in any."""
    for pattern in signs[name]:  # noqa: SIM110 - `any` over a generator takes three times as long, ten times a sentence
        if pattern.search(text):
            return True
    return False


_SHORTEST_BANNER: Final = 12
"""Characters of "I agree", "our partners" and what else alone makes no banner: they are not looked through."""


def asks_consent(signs: Signs, text: str) -> float:
    """Points of a banner that asks for consent to cookies: news tells of them, too, so that one hint alone counts little."""
    if len(text) < _SHORTEST_BANNER:
        return 0.0
    hints = {match[0].lower() for pattern in signs["consent_hint"] for match in pattern.finditer(text)}
    return worth.CONSENT * says(signs, "consent", text) + min(worth.MOST_HINTS, worth.CONSENT_HINT * len(hints))
