"""The source as quotations are sought in it: one row of terms, with what stands in marks, and where."""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq

import numpy as np

from dedup.document import Document, kept_with_document
from dedup.lang.base import Pack, pack_of
from dedup.lang.terms import Term, terms
from dedup.result import TextSpan
from dedup.words import Span

BLOCK = 4
"""Words from which on unmarked words of the source can be a block quotation that lost its marks."""
MOST_PLACES = 50
"""Places of a quotation's rarest word that are looked at for the whole of it: of one said more often, the last are not seen."""
_SAID_TWICE = (3, 2, 1)
"""Words that a speaker says twice in a row where hesitating: so many together, the longest first."""


@dataclass(frozen=True)
class Page:
    """The source as one row of terms, with the words inside quotation marks and the sentences marked."""

    article: Document
    terms: tuple[Term, ...]
    forms: tuple[str, ...]
    quoted: tuple[bool, ...]
    sentence: tuple[int, ...]
    places: dict[str, list[int]]
    smooth: Smooth
    pack: Pack


@dataclass(frozen=True, slots=True)
class Smooth:
    """The terms of a page without hesitations, parted by spaces, and which terms they are."""

    text: str
    places: tuple[int, ...]


@kept_with_document
def page_of(source: Document) -> Page:
    row = terms(source, (0, len(source.text)))
    marked = source.quoted.tolist()
    ends = np.array([span[0] for span in source.sentences[1:]], np.int64)
    places: dict[str, list[int]] = {}
    for at, term in enumerate(row):
        places.setdefault(term.form, []).append(at)
    numbers = tuple(np.searchsorted(ends, source.words.starts[[term.first for term in row]], side="right").tolist())
    forms = tuple([term.form for term in row])
    said = spoken(forms, pack_of(source.language))
    smooth = Smooth(" ".join(forms[at] for at in said), tuple(said))
    return Page(source, row, forms, tuple([marked[t.first] for t in row]), numbers, places, smooth, pack_of(source.language))


def spoken(forms: tuple[str, ...], pack: Pack) -> list[int]:
    """The words of speech without hesitations, and of what is said twice in a row the second."""
    hesitations = pack.words("hesitation")
    kept = [at for at, form in enumerate(forms) if form not in hesitations]
    for size in _SAID_TWICE:
        said = [forms[at] for at in kept]
        if b"\1" * size not in bytes(map(eq, said, said[size:])):
            continue  # hardly a text says a word twice in a row
        at = 0
        while at + 2 * size <= len(kept):
            if all(forms[kept[at + n]] == forms[kept[at + size + n]] for n in range(size)):
                del kept[at : at + size]
            else:
                at += 1
    return kept


def starts_of(page: Page, forms: tuple[str, ...]) -> list[int]:
    """Where words stand in one run, sought by the rarest of them."""
    rarest = min(range(len(forms)), key=lambda n: len(page.places.get(forms[n], ())))
    starts = [at - rarest for at in page.places.get(forms[rarest], ())[:MOST_PLACES]]
    return [at for at in starts if at >= 0 and page.forms[at : at + len(forms)] == forms]


def span_of(page: Page, place: Span) -> TextSpan:
    return page.article.text_span(offsets_of(page, place))


def offsets_of(page: Page, place: Span) -> Span:
    return page.article.words.span(page.terms[place[0]].first, page.terms[place[1] - 1].last)
