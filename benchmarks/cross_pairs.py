"""Pairs of sentences made by rule from openly licensed news, to teach a model *same*, *changed* and *another statement*.

*changed*: a number, date, name or word of the sentence is another, who acts and who is acted upon change places, it is denied,
hedged or made certain, its scope is another. *same*: other words by the thesaurus, other clause order, dropped or added detail,
another form of a name or number, a headline's style, and headlines with their leads, which people wrote. *another*: a sentence of
the same article, or of another one, that shares words. A changed sentence is reworded, too, so that other words alone tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.cross_changes import CHANGES, WEIGHTS
from benchmarks.cross_news import News
from benchmarks.cross_same import SAME

LABELS: Final = ("same", "changed", "another")


@dataclass(frozen=True, slots=True)
class Pair:
    """Source, derivative, and which of LABELS the two are; `rule` says what made it."""

    source: str
    derivative: str
    label: int
    rule: str


def _reworded(text: str, news: News, draw: Random, most: int) -> tuple[str, str]:
    """The text after `most` rules that keep its meaning, fewer where few apply, and their names."""
    used: list[str] = []
    for name in draw.choices(tuple(SAME), weights=(5, 3, 1, 1, 1, 2, 2, 3, 2), k=3 * most):
        for _ in range((3 if name == "synonym" else 1) if len(set(used)) < most and name not in used else 0):
            put = SAME[name](text, news, draw)
            text, used = (put, [*used, name]) if put else (text, used)
    return text, "+".join(dict.fromkeys(used))


def _shared(one: str, other: str) -> int:
    return len(set(re.findall(r"\b[\w’']{4,}\b", one)) & set(re.findall(r"\b[\w’']{4,}\b", other)))


def _another(text: str, news: News, pool: Sequence[News], draw: Random) -> str:
    """A sentence that shares words with a text and says something else: of its article, or the best of fifty elsewhere."""
    rest = [one for one in news.sentences if one != text]
    elsewhere = [draw.choice(other.sentences) for other in draw.choices(pool, k=50) if other is not news and other.sentences]
    ranked = sorted(elsewhere if elsewhere and (not rest or draw.random() < 0.25) else rest, key=lambda one: -_shared(text, one))
    return draw.choice(ranked[:3])


def pairs(pool: Sequence[News], seed: int) -> Iterator[Pair]:
    """Three pairs and more of every sentence, one of each label, in either direction."""
    draw = Random(seed)
    for news in pool:
        if news.sentences:
            yield from _of_headline(news, draw)
        for text in news.sentences:
            yield from _of_sentence(text, news, pool, draw)


def _of_headline(news: News, draw: Random) -> Iterator[Pair]:
    """A headline and its lead, as they stand and with a change, and the headline with another sentence."""
    lead = news.sentences[0]
    yield Pair(lead, news.title, 0, "title")
    rule = draw.choice(tuple(CHANGES))
    if put := CHANGES[rule](news.title, news, draw):
        yield Pair(lead, put, 1, f"title: {rule}")
    if len(news.sentences) > 3:
        yield Pair(draw.choice(news.sentences[3:]), news.title, 2, "title: another")


def _of_sentence(text: str, news: News, pool: Sequence[News], draw: Random) -> Iterator[Pair]:
    same, how = _reworded(text, news, draw, draw.choice((0, 1, 1, 2, 2, 2, 3, 3, 4)))
    yield _directed(Pair(text, same, 0, how or "as it is"), draw)
    for rule in sorted(CHANGES, key=lambda rule: draw.random() ** (1 / WEIGHTS.get(rule, 3)), reverse=True):
        if put := CHANGES[rule](text, news, draw):
            put, how = _reworded(put, news, draw, draw.choice((0, 1, 2, 3)))
            yield _directed(Pair(text, put, 1, f"{rule}: {how}"), draw)
            break
    other, _ = _reworded(_another(text, news, pool, draw), news, draw, draw.choice((0, 1)))
    yield _directed(Pair(text, other, 2, "another"), draw)


def _directed(pair: Pair, draw: Random) -> Pair:
    return Pair(pair.derivative, pair.source, pair.label, pair.rule) if draw.random() < 0.3 else pair
