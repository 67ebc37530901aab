"""How the articles of a family are called: by their headlines, as in a brief, told apart where several have the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dedup.report.names import Named, named
from dedup.report.sides import Column
from dedup.report.visible import clipped, visible
from dedup.report.wording import when
from dedup.result import ArticleInfo

_LONGEST: Final = 72
"""Characters of a headline in a table and in a sentence; the list of the articles has it whole."""


@dataclass(frozen=True, slots=True)
class Called:
    """What an article goes by in a family, each under another name.

    `name`: its headline; that there is none, and how its text begins, else; what else is known of it where its text is not here.
    `said`: the name in a sentence. `whole`: the name in full. `about`: outlet and date.
    """

    name: str
    said: str
    whole: str
    about: str


def names_of(articles: Sequence[ArticleInfo], texts: Mapping[int, str] | Sequence[str]) -> tuple[Called, ...]:
    """What each article is called; `texts`: those that are known, by the places of their articles."""
    known = dict(enumerate(texts)) if not isinstance(texts, Mapping) else texts
    columns = [named(Column("a", "", known.get(place, ""), info)) for place, info in enumerate(articles)]
    bare = [_words(one, info, place, place in known) for place, (one, info) in enumerate(zip(columns, articles, strict=True))]
    ends = _set_apart([words for words, _ in bare], columns)
    return tuple(
        Called(
            name=f"{'' if is_headline or not is_words else '(no headline) '}{clipped(words, _LONGEST)}{end}",
            said=f"“{clipped(words, _LONGEST)}”{end}" if is_words else f"{clipped(words, _LONGEST)}{end}",
            whole=words,
            about=" · ".join(item for item in (one.outlet, visible(when(one.published))) if item),
        )
        for (words, is_words), is_headline, one, end in zip(
            bare, (bool(one.headline) for one in columns), columns, ends, strict=True
        )
    )


def _words(one: Named, info: ArticleInfo, place: int, is_read: bool) -> tuple[str, bool]:
    """What an article is called before it is told from others, and whether these are words of its own."""
    if one.headline or is_read:
        return one.headline or one.opening, True
    return visible(" ".join((info.outlet or info.id).split())) or f"Article {place + 1}", False


def _set_apart(names: Sequence[str], columns: Sequence[Named]) -> list[str]:
    """What each name needs behind it so that no two are the same: the outlet, the date too, at last a number."""
    ends = [""] * len(names)
    for end in (_outlet, _outlet_and_date):
        taken = Counter(f"{name}{added}".casefold() for name, added in zip(names, ends, strict=True))
        ends = [
            end(one, name) if taken[f"{name}{added}".casefold()] > 1 else added
            for name, added, one in zip(names, ends, columns, strict=True)
        ]
    taken = Counter(f"{clipped(name, _LONGEST)}{added}".casefold() for name, added in zip(names, ends, strict=True))
    return [
        f"{added} (article {place})" if taken[f"{clipped(name, _LONGEST)}{added}".casefold()] > 1 else added
        for place, (name, added) in enumerate(zip(names, ends, strict=True), 1)
    ]


def _outlet(one: Named, name: str) -> str:
    return f" ({one.outlet})" if one.outlet and one.outlet != name else ""


def _outlet_and_date(one: Named, name: str) -> str:
    known = [item for item in (one.outlet, visible(when(one.published))) if item and item != name]
    return f" ({', '.join(known)})" if known else ""
