"""Rules that change what a sentence of news says, one fact at a time. Each gives None where it does not apply."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Final

from benchmarks.cross_news import COUNTS, DATED, DAYS, MONTHS, NAME, News, Rule, listed, one_of, other_of, worded
from dedup.lang.en.thesaurus import lemmas


def _number(text: str, _news: News, draw: Random) -> str | None:
    def new(found: str) -> str:
        value = int(found.replace(",", ""))
        if 1900 < value < 2100:
            return str(value + draw.choice((-3, -2, -1, 1, 2)))
        other = (
            max(1, round(value * draw.choice((0.1, 0.5, 0.8, 1.2, 1.5, 2, 10)))) if value > 5 else value + draw.choice((1, 2, 3))
        )
        return f"{other:,}" if "," in found else str(other)

    if draw.random() < 0.3:
        return one_of(r"\b(?:" + "|".join(COUNTS) + r")\b", text, draw, lambda found: other_of(COUNTS, found, draw))
    return one_of(r"\b\d{1,3}(?:,\d{3})+\b|(?<![\d.,])\d{1,4}\b(?![.,]\d)", text, draw, new)


def _date(text: str, _news: News, draw: Random) -> str | None:
    for row in draw.sample((DAYS, MONTHS), 2):
        put = one_of(r"\b(?:" + "|".join(row) + r")\b", text, draw, lambda found, row=row: other_of(row, found, draw))  # type: ignore[misc]
        if put:
            return put
    return None


def _name(text: str, news: News, draw: Random) -> str | None:
    def new(found: str) -> str | None:
        near = [name for name in news.names if abs(len(name.split()) - len(found.split())) < 2 and name not in text]
        return draw.choice(near) if near and not found.startswith(tuple(DATED)) else None

    return one_of(NAME, text, draw, new)


_BETWEEN: Final = re.compile(r"\b\w+ed\b|\b(?:by|to|from|than|with)\b")


def _swap(text: str, news: News, draw: Random) -> str | None:
    """Two names change places, where a verb stands between them."""
    known = sorted((name for name in news.names if name in text), key=len, reverse=True)
    spans: list[tuple[int, int]] = []
    for name in known:
        at = text.find(name)
        if not any(at < end and start < at + len(name) for start, end in spans):
            spans.append((at, at + len(name)))
    spans.sort()
    good = [(a, b) for a, b in pairwise(spans) if _BETWEEN.search(text, a[1], b[0])]
    if not good:
        return None
    a, b = draw.choice(good)
    return text[: a[0]] + text[slice(*b)] + text[a[1] : b[0]] + text[slice(*a)] + text[b[1] :]


def _deny(text: str, _news: News, draw: Random) -> str | None:
    if re.search(r"\bnot\b|n't\b", text) and draw.random() < 0.8:
        return re.sub(r"\b(did|does|do) not (\w+)", r"\2", re.sub(r"n't\b", "", text, count=1), count=1).replace(" not ", " ", 1)
    auxiliary = r"\b(?:is|are|was|were|will|would|can|could|has|have|had|should)\b(?! not)"
    past = lambda word: f"did not {base}" if (base := _base(word)) else None  # noqa: E731
    rules: list[Callable[[], str | None]] = [
        lambda: one_of(auxiliary, text, draw, lambda found: found + " not"),
        lambda: one_of(r"(?<![a-z]ly )\b[a-z]{3,}ed\b(?! by)", text, draw, past),
        lambda: one_of(r"\b(?:said|confirmed|announced|stated)\b", text, draw, lambda _: "denied"),
    ]
    return draw.choice(rules)()


def _base(word: str) -> str | None:
    return next((form for form in lemmas(word) if form != word), None)


_HEDGED: Final = {
    r"\bwill\b": ("may", "might", "could"),
    r"\b(?:may|might|could)\b": ("will",),
    r"\bwas\b": ("may have been", "was allegedly"),
    r"\bis\b": ("may be", "is reportedly"),
    r"\bwere\b": ("were allegedly", "may have been"),
    r"\ballegedly |\breportedly ": ("",),
    r"\b(?:plans|plan|planned|intends|hopes|expects) to\b": ("refused to", "has begun to"),
    r"\bhas\b": ("is expected to have", "may have"),
    r"\bare\b": ("could be", "are said to be"),
    r"\bsuspected\b": ("convicted", "proven"),
    r"\bsaid\b": ("suggested", "speculated"),
    r"\bexpected to\b": ("certain to", "unlikely to"),
    r"\bbelieved\b": ("proved", "doubted"),
}
_SCOPES: Final = {
    r"\ball\b": ("some", "few"),
    r"\bevery\b": ("hardly any", "some"),
    r"\bsome\b": ("all", "most", "no"),
    r"\bmost\b": ("few", "some", "all"),
    r"\bmany\b": ("few", "all"),
    r"\bat least\b": ("at most", "fewer than"),
    r"\bmore than\b": ("less than",),
    r"\bless than\b": ("more than",),
    r"\b(?:over|nearly|almost) (?=\d)": ("fewer than ", "twice as many as "),
    r"\bonly\b": ("even", "not only"),
    r"\bseveral\b": ("hundreds of", "no"),
    r"\bboth\b": ("neither of", "one of"),
    r"\balways\b": ("sometimes", "never"),
    r"\bfirst\b": ("last", "second"),
    r"\bformer\b": ("current",),
    r"\bmillion\b": ("billion", "thousand"),
    r"\bbillion\b": ("million",),
    r"\bbefore\b": ("after",),
    r"\bafter\b": ("before",),
    r"\bbecause of\b": ("despite",),
    r"\bdespite\b": ("because of",),
    r"\bwithout\b": ("with",),
    r"\bhundreds\b": ("thousands", "dozens"),
}


CHANGES: Final[dict[str, Rule]] = {
    "number": _number,
    "date": _date,
    "name": _name,
    "swap": _swap,
    "deny": _deny,
    "hedge": listed(_HEDGED),
    "scope": listed(_SCOPES),
    "opposite": worded(("opposite", "scale")),
    "group": worded(("group",)),
}
WEIGHTS: Final = {"group": 0.7, "opposite": 2, "number": 6, "swap": 6, "date": 4}
"""How readily a change is drawn: a word of the same group is often no change, and few sentences have numbers."""
