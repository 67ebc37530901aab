"""A pair of articles as a row of numbers, in a fixed order: what the fitted model of the relation reads.

Of what each of the two has there are two figures, the greater and the lesser, so that the row hardly depends on which comes first.
Counts are logarithms, shares go from 0 to 1. Most need no language: words, runs, quotations, numbers. What an unknown page or
language cannot give is 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import timedelta

from dedup.document import Document
from dedup.lang.base import pack_of
from dedup.lang.needs import matches
from dedup.pair.relate.credit_features import credit_features
from dedup.pair.relate.dates import dated, gap
from dedup.pair.relate.link_features import Linked, link_features
from dedup.pair.relate.outlets import outlets, same_outlet
from dedup.pair.relate.retold_features import retold_features, title_inside
from dedup.pair.relate.run_features import run_features
from dedup.pair.relate.speech_features import speech_features
from dedup.pair.relate.third_features import third_features
from dedup.pair.relate.word_features import word_features


def features(a: Document, b: Document, linked: Linked, most_words: int = 20_000) -> dict[str, float]:
    """The row of a pair, by name, in order; `linked`: the links in either direction."""
    row = {**_lengths(a, b), **run_features(a, b), **speech_features(a, b), **word_features(a, b, most_words)}
    row |= third_features(a, b)
    return with_page({**row, **retold_features(a, b), **link_features(linked, a, b)}, a, b)


def _together(row: Mapping[str, float]) -> dict[str, float]:
    """What only tells together: a credit and the words that it may be for, an agency in both and what both have of it."""
    return {
        "credit_and_prose": row["credit_most"] * row["prose_words"],
        "credit_and_speech": row["credit_most"] * row["speech_words"],
        "credit_and_requoted": row["credit_most"] * row["requoted"],
        "link_and_paraphrase": row["links_other"] * row["linked_most"],
        "link_and_retold": row["links_other"] * row["retold"],
        "title_and_requoted": row["title_inside"] * row["requoted"],
        "same_outlet_and_speech": row["same_outlet"] * row["speech_words"],
        "same_outlet_and_requoted": row["same_outlet"] * row["requoted"],
        "credit_and_paraphrase": row["credit_most"] * row["likely_most"],
        "agency_and_prose": row["agency_third"] * row["prose_words"],
        "any_agency_and_prose": row["agency_some"] * row["prose_words"],
        "own_agency_and_prose": row["agency_own"] * row["prose_words"],
        "thirds_and_speech": row["thirds"] * row["speech_words"],
        "same_outlet_and_prose": row["same_outlet"] * row["prose_words"],
        "whole": min(row["prose_most"], 1.0) * row["linked_least"],
    }


def with_page(row: Mapping[str, float], a: Document, b: Document) -> dict[str, float]:
    """A row of the same two texts, with what is known beside them now."""
    other = {**row, **page_features(a, b)}
    return other | _together(other)


def page_features(a: Document, b: Document) -> dict[str, float]:
    """That part of the row which what is known beside the texts has a say in."""
    return {**credit_features(a, b), **_page(a, b)}


def _lengths(a: Document, b: Document) -> dict[str, float]:
    one, other = len(a.words), len(b.words)
    return {"words_least": math.log(1 + min(one, other)), "words_ratio": abs(math.log((1 + one) / (1 + other)))}


def _page(a: Document, b: Document) -> dict[str, float]:
    mine, theirs = outlets(a), outlets(b)
    same = any(same_outlet(one, other) for one in mine.own for other in theirs.own)
    known = bool(a.article.outlet or a.article.host) and bool(b.article.outlet or b.article.host)
    days = gap(dated(a.article), dated(b.article))
    authors = [_author_words(article) for article in (a, b)]
    return {
        "same_outlet": float(same),
        "other_outlet": float(known and not same),
        "same_author": float(len(authors[0] & authors[1]) >= 2),
        "titles": _titles(a.article.title, b.article.title),
        "title_inside": title_inside(a, b),
        "days": 0.0 if days is None else math.log1p(days / timedelta(days=1)),
        "updated": float(any(_is_updated(article) for article in (a, b))),
    }


def _titles(one: str | None, other: str | None) -> float:
    """Share of the longer words of two titles that both have (Jaccard), 0-1; 0 where either is not known."""
    mine, theirs = (set(re.findall(r"\w{4,}", (title or "").lower())) for title in (one, other))
    return len(mine & theirs) / max(1, len(mine | theirs))


def _author_words(article: Document) -> frozenset[str]:
    """Words of an author's name; none of what names a desk."""
    words = re.findall(r"[^\W\d_]{3,}", (article.article.author or "").lower())
    desk = pack_of(article.language).pattern("credit.desk")
    return frozenset() if any(desk.search(word) for word in words) else frozenset(words)


def _is_updated(article: Document) -> bool:
    """Whether an article says that it was updated."""
    return any(matches(pack_of(article.language), "sourcing.updated", article))
