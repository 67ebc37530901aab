"""The lines of the brief on credit: the taken words in four parts, whom the article names, and credits that name nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dedup.kinds import DERIVED_KINDS
from dedup.report.figures import Counts
from dedup.report.visible import visible
from dedup.report.wording import counted, listed, percent
from dedup.result import Comparison, Credit, Passage

_SHOWN: Final = 2
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_ADDRESS: Final = re.compile(r"[a-z]\.[a-z]|://")
_ARTICLE: Final = 3
"""Letters of the longest article: The, Der, Les, Los. A first word that is no longer, and no abbreviation, tells no name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that the words of something fall into; `share` is rounded per cent, `words` the count."""

    name: str
    words: int
    share: str


def credit_parts(words: Counts) -> tuple[Part, ...]:
    """The words that have a counterpart: credited and quoted, credited, quoted, neither."""
    parts = {
        "credited and quoted": words.credited_quoted,
        "credited": words.credited,
        "quoted": words.quoted,
        "neither": words.neither,
    }
    return tuple(Part(name, part, percent(part / words.taken)) for name, part in parts.items()) if words.taken else ()


def credit_names(comparison: Comparison, is_directed: bool, altered: int = 0, unmarked: int = 0) -> str:
    """What the shares of credit do not tell: how much is credited by words that name nobody; of two reports, whom B names.

    `altered`: words in marks that no share counts as quoted, as the source does not have them so; `unmarked`: those that count as
    quoted though they stand in a block without marks; their number is not told, for it may be less than the block has.
    """
    given = [(item.credit, item.words) for item in _taken(comparison) if item.credit is not None and item.credit.credited]
    if is_directed:
        vague = [(credit, words) for credit, words in given if not _names(credit)]
        shown = _most(visible(credit.marker.text) for credit, _ in vague if credit.marker)
        total = sum(words for _, words in vague)
        said = [f"{counted(total, 'credited word')} without a name where the credit stands: {shown}"] if shown else []
        are = "is" if altered == 1 else "are"
        said += (
            [f"{counted(altered, 'word')} in marks that the source does not have so {are} not counted as quoted"] if altered else []
        )
        said += ["some of what counts as quoted stands in a block without marks"] if unmarked else []
        return "; ".join(said)
    named = _most(visible(credit.to) for credit, _ in given if credit.to and _names(credit))
    return f"B names {named} for what stands in A, too" if named else ""


def _taken(comparison: Comparison) -> Iterator[Passage]:
    return (item for item in comparison.passages if item.kind in DERIVED_KINDS)


def _names(credit: Credit) -> bool:
    """Whether the words of a credit hold a word of the name that it means, or its address does."""
    if credit.marker is None or not credit.to:
        return False
    said = credit.marker.text.casefold()
    words = frozenset(_LETTERS.findall(said))
    return any(name in words or (_may_stand_inside(name, said) and name in said) for name in _telling(credit.to))


def _telling(name: str) -> list[str]:
    """The words of a name that tell it from others, in lower case: none without its capital, as "of", nor an article before it."""
    words = [word for word in _LETTERS.findall(name) if not word.islower()]
    is_article = len(words) > 1 and words[0].istitle() and len(words[0]) <= _ARTICLE
    return [word.casefold() for word in words[is_article:]]


def _may_stand_inside(name: str, said: str) -> bool:
    """Whether a name need not stand between spaces: in an address, or where letters have no case, as in Chinese or Arabic."""
    return (len(name) > _ARTICLE and _ADDRESS.search(said) is not None) or not name.islower()


def _most(names: Iterator[str]) -> str:
    """The names that stand most often, in quotation marks, and how many more there are."""
    outlets = [f"“{name}”" for name, _ in Counter(names).most_common()]
    return listed(outlets, _SHOWN)
