"""How sure a change is: the share of right ones among those of its kind, at that closeness, that a reader has judged.

What a check finds is a change or a mistake. Mistakes come at about one rate in all texts, changes do not: a text that was altered
on purpose has one in each sentence or two, news that was taken over has few. So there are shares of both, and how many changes a
pair has in how many words says which of the two it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log
from typing import Any, Final

from dedup.calibration import fitted, logistic
from dedup.kinds import ChangeKind, Severity
from dedup.result import Change

DOUBTFUL: Final = 0.5
"""Confidence below which a change is no fact and no loaded word: it is told with its kind, and is neutral."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of right changes, 0-1: `kinds` by kind and band of similarity, `bands` of every kind."""

    bands: tuple[float, ...]
    kinds: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a derivative has from its source: `words` of derived passages, and their `share` of all its words, 0-1."""

    words: int
    share: float


@dataclass(frozen=True, slots=True)
class Rates:
    """A logistic model of whether what is found in a text is more than mistakes, over how much is found, in how many derived words.

    `mean`, `scale` and `weights` of three features: the logarithm of the derived words, that of the findings in each of them, and
    the share of the derivative's words that are derived.
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def chance(self, findings: int, words: int, share: float) -> float:
        """The chance, 0-1, for a pair with so many findings, one at least."""
        rows = zip(rate_features(findings, words, share), self.mean, self.scale, self.weights, strict=True)
        return logistic(self.bias + sum(weight * (value - mean) / scale for value, mean, scale, weight in rows))


def rate_features(findings: int, words: int, share: float) -> tuple[float, float, float]:
    """The three features of `Rates`."""
    words = max(words, _LEAST_WORDS)
    return log(words), log(max(findings, 1) / words), share


_LEAST_WORDS: Final = 20
"""Derived words below which a rate of changes says no more than at so many."""


@dataclass(frozen=True, slots=True)
class Precision:
    """The shares of texts that were `altered` on purpose and of `news` as outlets take it over, and the rates that tell which.

    `edges`: where a band of similarity ends; `rates`: of changes; `loaded`: of loaded words, by which a text was rewritten freely.
    """

    edges: tuple[float, ...]
    altered: Shares
    news: Shares
    rates: Rates
    loaded: Rates

    def of(self, kind: ChangeKind, similarity: float, altered: float = 1.0) -> float:
        """The share for a kind at a similarity of the link, where the text was altered on purpose with that chance.

        That of its band where the kind was never judged.
        """
        band = bisect_right(self.edges, similarity)
        chosen, taken = (shares.kinds.get(kind, shares.bands)[band] for shares in (self.altered, self.news))
        return altered * chosen + (1 - altered) * taken


@cache
def precision() -> Precision:
    """What `calibration.json` says, read once."""
    return precision_of(fitted("changes"))


def precision_of(values: Mapping[str, Any]) -> Precision:
    """What plain values say, as `benchmarks.fit_claims` writes them."""
    rates = (_rates(values[name]) for name in ("rates", "loaded_rates"))
    return Precision(tuple(values["edges"]), _shares(values["altered"]), _shares(values["news"]), *rates)


def _rates(values: Mapping[str, Any]) -> Rates:
    return Rates(tuple(values["mean"]), tuple(values["scale"]), tuple(values["weights"]), values["bias"])


def _shares(values: Mapping[str, Any]) -> Shares:
    return Shares(tuple(values["bands"]), {kind: tuple(shares) for kind, shares in values["kinds"].items()})


UNJUDGED, MOST_UNJUDGED = 0.25, 0.6
"""Similarity below which hardly a loaded word of a free rewrite has been judged, and how sure one is at most there: it is the
author's own word, but the sentences hardly tell the same. Set by hand."""
WHOLE: Final = 0.9
"""Derived share of a text from which on it is the source, but for what was put into it."""
VALUES: Final[frozenset[ChangeKind]] = frozenset({"number", "date", "name", "negation"})
"""Changes that stand as values against each other: in a sentence of a whole copy that is else the same, they are as sure as in a
text that was altered, however few they are. Set by hand: readers have had no such change of news; without this rule one number
that differs in a copy of 600 words is doubtful."""


def in_view_of(passages: Sequence[tuple[float, tuple[Change, ...]]], derived: Derived) -> tuple[tuple[Change, ...], ...]:
    """The changes of a pair's passages, each as sure as it is where so many are found in so many derived words.

    `passages`: similarity of the link and changes of each. Loaded words are counted by themselves: a free rewriter puts them in
    whatever else changes.
    """
    every = [change for _, changes in passages for change in changes if change.confidence > 0]
    counted = sum(map(is_counted, every))
    altered = precision().rates.chance(counted, derived.words, derived.share)
    rewritten = precision().loaded.chance(len(every) - counted, derived.words, derived.share)
    return tuple(
        tuple(_weighed(one, close, 1.0 if _is_of_a_copy(one, close, derived) else altered, rewritten) for one in changes)
        for close, changes in passages
    )


def _is_of_a_copy(change: Change, similarity: float, derived: Derived) -> bool:
    return change.kind in VALUES and derived.share >= WHOLE and similarity >= precision().edges[-1]


def in_news(change: Change, similarity: float) -> Change:
    """A change of two articles of which neither was made from the other, as sure as it is in news."""
    return _weighed(change, similarity, 0.0, 0.0)


def is_counted(change: Change) -> bool:
    """Whether a change is a finding, sure or doubtful, and no loaded word."""
    return change.confidence > 0 and change.severity in ("fact", "neutral") and change.kind != "loaded_word"


def _weighed(change: Change, similarity: float, altered: float, rewritten: float) -> Change:
    """A change as sure as it is where the text was `altered` on purpose, or a loaded word `rewritten` freely, with that chance."""
    if change.confidence <= 0:
        return change
    severe: Severity = "fact" if is_counted(change) else "loaded"
    sure = precision().of(change.kind, similarity, altered if severe == "fact" else rewritten)
    if severe == "loaded" and similarity < UNJUDGED:
        sure = min(sure, MOST_UNJUDGED)
    return replace(change, severity=severe if sure >= DOUBTFUL else "neutral", confidence=round(sure, 4))
