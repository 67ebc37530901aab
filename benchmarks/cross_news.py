"""Openly licensed news to make pairs of sentences from, and what the rules that make them share.

Wikinews 2019 and 2020 (CC BY 2.5), as collected in the public repository vanatteveldt/wikinews: `wikinews_2019.csv` and
`wikinews_2020.csv` of its folder `data` at commit 347254178bf343f3801aac1d03c41cc09c35decb, columns url, date, title, text.
Their SHA-256 are checked.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.suite import DataError
from dedup.lang.base import pack_of
from dedup.lang.en.thesaurus import lemmas, relation

FILES: Final = {
    "wikinews_2019.csv": "d65f87b01244679d01c89ec15616fbd8413e7852732432d5895fa4db9b21ac9e",
    "wikinews_2020.csv": "42f833b55a848b6a9070c3be7e7ab5e55d3150a3e128419130df5b8283a62f4a",
}


Rule = Callable[[str, "News", Random], str | None]


@dataclass(frozen=True, slots=True)
class News:
    """An article: its headline, its sentences, and the names that stand in it."""

    title: str
    sentences: tuple[str, ...]
    names: tuple[str, ...]


def articles(folder: Path) -> list[News]:
    """The articles of a folder that has FILES."""
    found = []
    for name, digest in FILES.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise DataError(
                f"{path} is missing, or not the file with SHA-256 {digest}; see benchmarks/cross_news.py for its source"
            )
        with path.open(encoding="utf-8", newline="") as lines:
            found += [_news(row["title"], row["text"]) for row in csv.DictReader(lines)]
    _take_words(found)
    return found


_DATELINE: Final = re.compile(r"^\s*\w+day, \w+ \d+, \d{4}\s*")
_STOP: Final = re.compile(r"(?<=[a-z0-9)][.?!])[\"”]?\s+(?=[A-Z\"“])")
NAME: Final = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'-]+)(?: (?:of the |of )?[A-Z][\w’'-]+)*")
_LEAST, _MOST = 6, 45
"""Words of a sentence that is taken."""
_TAKEN: Final = 14
"""Sentences of an article that are taken; an interview would outweigh ten reports."""


def _news(title: str, text: str) -> News:
    parts = (part for line in _DATELINE.sub("", text).splitlines() for part in _STOP.split(line.strip()))
    good = (part for part in parts if _LEAST <= len(part.split()) <= _MOST and part[-1:] in '.?!"”' and "((" not in part)
    sentences = tuple(part.replace("\xa0", " ") for part in good)[:_TAKEN]
    names = Counter(name for sentence in sentences for name in NAME.findall(sentence))
    return News(
        title, sentences, tuple(name for name in names if name.split()[0] not in DATED and not name.startswith(("I'", "I’")))
    )


DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = tuple("January February March April May June July August September October November December".split())
DATED: Final = frozenset((*DAYS, *MONTHS))
COUNTS: Final = tuple("two three four five six seven eight nine ten eleven twelve".split())


def one_of(pattern: str | re.Pattern[str], text: str, draw: Random, new: Callable[[str], str | None]) -> str | None:
    """The text with one match, drawn by chance, replaced; None where none matches or nothing new is said of it."""
    matches = list(re.finditer(pattern, text))
    if not matches:
        return None
    at = draw.choice(matches)
    put = new(at.group())
    return None if put is None or put == at.group() else text[: at.start()] + put + text[at.end() :]


def other_of(of: Sequence[str], word: str, draw: Random) -> str | None:
    rest = [one for one in of if one.lower() != word.lower()]
    return draw.choice(rest) if rest else None


def listed(table: dict[str, tuple[str, ...]]) -> Rule:
    def rule(text: str, _news: News, draw: Random) -> str | None:
        there = [pattern for pattern in table if re.search(pattern, text)]
        if not there:
            return None
        pattern = draw.choice(there)
        return one_of(pattern, text, draw, lambda _: draw.choice(table[pattern]))

    return rule


def worded(relations: tuple[str, ...]) -> Rule:
    """A word for one that stands to it as `relations` say, in the same form."""

    def rule(text: str, _news: News, draw: Random) -> str | None:
        for word in draw.sample(words := re.findall(r"\b[a-z]{4,}\b", text), len(words)):
            if near := words_like(word, relations):
                return re.sub(rf"\b{word}\b", draw.choice(near), text, count=1)
        return None

    return rule


_VOCABULARY: dict[str, list[str]] = {}
_COMMON: Final = 900
"""Words of the articles that may stand for others, the commonest."""


def _ending(word: str) -> str:
    return next((end for end in ("ing", "ed", "ly", "ies", "s") if word.endswith(end) and not word.endswith("ss")), "")


_STEPPED: Final = frozenset("hundred thousand million billion trillion hundreds thousands millions billions".split())
"""Words that the thesaurus takes for each other, and that news does not."""


@cache
def _on_sides(word: str) -> bool:
    """Whether a word is listed with its contraries, or as a step of a scale: what is nearly the same word is another fact then."""
    pack = pack_of("en")
    return any(word in side for name in ("contraries", "scales") for row in pack.groups(name) for side in row)


@lru_cache(maxsize=16384)
def words_like(word: str, relations: tuple[str, ...]) -> tuple[str, ...]:
    """Words of the articles that stand to a word as the thesaurus or the pack's lists say: "same", "opposite", "group", "scale"."""
    pack, mine = pack_of("en"), set(lemmas(word))
    if not mine:
        return ()
    found = [v for (row,) in pack.groups("synonyms") if word in row for v in row] if "same" in relations else []
    for name, file in (("opposite", "contraries"), ("scale", "scales")):
        rows = [row for row in pack.groups(file) if any(word in side for side in row)] if name in relations else []
        found += [v for row in rows for side in row if word not in side for v in side]
    if not found:
        found = [v for v, stands in _stands(word) if stands in relations]
    if "same" in relations:
        found = [v for v in found if v not in _STEPPED and word not in _STEPPED and not _on_sides(v)] if not _on_sides(word) else []
    return tuple(v for v in sorted(set(found)) if v != word and _ending(v) == _ending(word) and not mine & set(lemmas(v)))


@cache
def _stands(word: str) -> tuple[tuple[str, str], ...]:
    """The common words of the same form that the thesaurus relates to a word, and how."""
    related = ((v, relation(word, v)) for v in _VOCABULARY.get(_ending(word), ()))
    return tuple((v, stands) for v, stands in related if stands)


def _take_words(pool: Sequence[News]) -> None:
    """Let the commonest words of some articles stand for others, unless some are taken already."""
    if not _VOCABULARY:
        counted = Counter(word for news in pool for one in news.sentences for word in re.findall(r"\b[a-z]{4,}\b", one))
        for word, _ in counted.most_common(_COMMON):
            if lemmas(word):
                _VOCABULARY.setdefault(_ending(word), []).append(word)


def lowered(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:] if phrase.startswith(("The ", "A ", "An ")) else phrase
