"""The omissions that matter: sentences of the source that are left out, and whose words the derivative does not have elsewhere."""

from __future__ import annotations

import re
from typing import Final

from dedup.kinds import Group
from dedup.report.dropped import dropped_sentences
from dedup.report.sentences import Marked
from dedup.report.sides import Column
from dedup.result import Comparison, Dropped

_FIRST: Final[tuple[Group, ...]] = ("qualification", "voice", "number", "negation", "position", "cause", "outlook", "context")
"""Groups in the order in which they are told; headings, dates alone and sentences of no group are told never."""
_WORD: Final = re.compile(r"[^\W\d_]{5,}|\d[\d.,]*\d|\d")
_STEM: Final = 5
"""Letters by which a word is looked for in the derivative: its endings may differ."""
_MOST_KNOWN: Final = 0.4
"""Share of a sentence's longer words and numbers that the derivative may have somewhere: above it the statement may be there."""
_LEAST_WORDS: Final = 8
_FURNITURE: Final = re.compile(
    r"©|@|https?:|www\.|\b(?:contact|see also|read more|sign up|subscribe|rights reserved|story continue[sd])\b", re.I
)


def omissions(comparison: Comparison, left: Column, right: Column, most: int) -> tuple[Marked, ...]:
    """At most `most` sentences of the source, one of each group before a second one, in the order of the source."""
    known = _keys(right.text)
    held = [
        item for item in dropped_sentences(comparison) if _is_telling(item, left) and _known_share(item.text, known) <= _MOST_KNOWN
    ]
    ranked = sorted(held, key=lambda item: (_turn(item, held), _FIRST.index(item.group), item.start))
    return tuple(Marked(item.text, item.start) for item in sorted(ranked[:most], key=lambda item: item.start))


def _is_telling(item: Dropped, left: Column) -> bool:
    is_headline = not left.text[: item.start].strip()
    is_whole = item.text.rstrip().rstrip("”’\"')").endswith((".", "!", "?")) and not _begins_inside(item.text)
    return item.group in _FIRST and item.words >= _LEAST_WORDS and is_whole and not is_headline and not _FURNITURE.search(item.text)


def _begins_inside(text: str) -> bool:
    """Whether a sentence is the end of a quotation that opened before it: nobody can read such a piece alone."""
    closed, opened = text.find("”"), text.find("“")
    straight = text.find('"')
    is_closing = straight > 0 and not text[straight - 1].isspace() and text[straight - 1] not in "(["
    return is_closing or (closed >= 0 and not 0 <= opened < closed)


def _turn(item: Dropped, held: list[Dropped]) -> int:
    """How many of its group come before a sentence."""
    return sum(other.group == item.group and other.start < item.start for other in held)


def _keys(text: str) -> frozenset[str]:
    return frozenset(
        match.group()[:_STEM].casefold() if match.group()[0].isalpha() else match.group() for match in _WORD.finditer(text)
    )


def _known_share(text: str, known: frozenset[str]) -> float:
    keys = _keys(text)
    return len(keys & known) / len(keys) if keys else 1.0
