"""Suite `same_story`: how often independent articles on one event or topic are called copy or derivative.

Two sets. ECB+ (Cybulska & Vossen 2014): every pair of one topic that shares at most 10 % of its 5-grams; the others are reprints,
left out and counted. Reuters-21578: 5,000 random pairs that share a topic label, by the same rule. The layouts: ecbplus/TOPIC/*.xml
and reuters21578/*.sgm; --data is the folder of both, or ecbplus itself with the other beside it.
"""

from __future__ import annotations

import html
import random
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from benchmarks.scoring import DERIVED_RELATIONS
from benchmarks.suite import DataError, Figures, Options, Suite, mean
from dedup import Article, Settings, compare
from dedup.words import words

REPRINT: Final = 0.10
"""A pair that shares more than this of the 5-grams of either article is a reprint."""

GRAM: Final = 5
RANDOM_PAIRS: Final = 5000
SEED: Final = 21578

Grams = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EventPair:
    """Two articles that nobody made from each other; only `left_out`, they share too much to be sure of it."""

    corpus: str
    name: str
    a: Article
    b: Article
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """The relation that was found; "" of a pair that was left out."""

    corpus: str
    name: str
    relation: str
    confidence: float


def load(data: Path, options: Options) -> list[EventPair]:
    """The pairs of both sets, those of ECB+ first. Raises DataError when one of the sets is missing."""
    topics: dict[str, list[Article]] = {}
    for path in sorted(data.glob("*/*.xml")):
        topics.setdefault(path.parent.name, []).append(read_ecb(path))
    pairs = [pair for topic in topics.values() for pair in combinations(topic, 2)]
    listed = [read_reuters(path) for path in sorted(_reuters(data, options).glob("*.sgm"))]
    return [*_sorted_out("ecb", pairs), *_drawn([entry for file in listed for entry in file])]


def _sorted_out(corpus: str, pairs: Sequence[tuple[Article, Article]]) -> list[EventPair]:
    grams = {id(article): grams_of(article.text) for pair in pairs for article in pair}
    return [EventPair(corpus, f"{a.id}+{b.id}", a, b, left_out=shared(grams[id(a)], grams[id(b)]) > REPRINT) for a, b in pairs]


def _reuters(data: Path, options: Options) -> Path:
    homes = (data.parent / "reuters21578", data / "reuters21578")
    given = [Path(options.extra["reuters"])] if "reuters" in options.extra else list(homes)
    for home in given:
        if next(home.glob("*.sgm"), None) is not None:
            return home
    raise DataError(f"same_story: no Reuters-21578 (*.sgm) in {' or '.join(map(str, given))}; give --reuters DIR")


def _drawn(entries: Sequence[tuple[Article, tuple[str, ...]]]) -> list[EventPair]:
    """The first pairs of a fixed random order, until enough of them are no reprints. A label is drawn with the first article."""
    by_label: dict[str, list[Article]] = {}
    for article, labels in entries:
        for label in labels:
            by_label.setdefault(label, []).append(article)
    able = [(article, many) for article, labels in entries if (many := [name for name in labels if len(by_label[name]) > 1])]
    rng, grams = random.Random(SEED), dict[str, Grams]()
    drawn: dict[str, EventPair] = {}
    kept = 0
    for _ in range(10 * RANDOM_PAIRS if able else 0):
        first, usable = rng.choice(able)
        second = rng.choice(by_label[rng.choice(usable)])
        a, b = sorted((first, second), key=lambda article: article.id)
        if a is b or f"{a.id}+{b.id}" in drawn:
            continue
        for article in (a, b):
            grams.setdefault(article.id, grams_of(article.text))
        left_out = shared(grams[a.id], grams[b.id]) > REPRINT
        drawn[f"{a.id}+{b.id}"] = EventPair("reuters", f"{a.id}+{b.id}", a, b, left_out)
        kept += not left_out
        if kept == RANDOM_PAIRS:
            break
    return list(drawn.values())


def grams_of(text: str) -> Grams:
    """The 5-grams of a text over normal forms of its words."""
    norms = words(text).norms
    return frozenset(zip(*(norms[start:] for start in range(GRAM)), strict=False))


def shared(left: Grams, right: Grams) -> float:
    """Share of the shorter one's 5-grams that both have, 0-1: the larger containment of the two."""
    smaller = min(len(left), len(right))
    return len(left & right) / smaller if smaller else 0.0


def read_ecb(path: Path) -> Article:
    """The text of an ECB+ file: its tokens put together again, a sentence a line. A first line that is an address is the url."""
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError) as error:
        raise DataError(f"cannot read {path}: {error}") from error
    sentences: dict[str, list[str]] = {}
    for token in root.iter("token"):
        sentences.setdefault(token.get("sentence", ""), []).append(token.text or "")
    lines = list(sentences.values())
    url = "".join(lines.pop(0)) if lines and lines[0][0].lower() in ("http", "https") else None
    return Article(text="\n".join(map(untokenised, lines)), id=path.stem, url=url)


_GLUED: Final = (
    (re.compile(r"``\s*|''(?=\w)"), " “"),
    (re.compile(r"\s*''"), "”"),
    (re.compile(r" (?=[.,;:!?%)\]’])| (?=n't\b)| (?='(?:s|re|ve|ll|d|m)\b)"), ""),
    (re.compile(r"(?<=[(\[$£€]) "), ""),
    (re.compile(r"(?<=\w) - (?=\w)"), "-"),
    (re.compile(r"\s+"), " "),
)


def untokenised(tokens: Sequence[str]) -> str:
    """A sentence as it may have been printed: the blanks that the tokenizer put before points and around hyphens taken out."""
    text = " ".join(tokens)
    for pattern, glued in _GLUED:
        text = pattern.sub(glued, text)
    return text.strip()


_STORY: Final = re.compile(r"<REUTERS.*?</REUTERS>", re.DOTALL)
_TOPICS: Final = re.compile(r"<TOPICS>(.*?)</TOPICS>", re.DOTALL)
_LABEL: Final = re.compile(r"<D>(.*?)</D>")
_PART: Final = re.compile(r"<(TITLE|BODY)>(.*?)</\1>", re.DOTALL)
_NUMBER: Final = re.compile(r'NEWID="(\d+)"')


def read_reuters(path: Path) -> list[tuple[Article, tuple[str, ...]]]:
    """The articles of a Reuters file that have a body, with their topic labels; the title is the first line of the text."""
    try:
        text = path.read_text(encoding="latin-1")
    except OSError as error:
        raise DataError(f"cannot read {path}: {error}") from error
    entries = []
    for story in _STORY.findall(text):
        parts = {name: html.unescape(value).replace("\x03", "").strip() for name, value in _PART.findall(story)}
        labels, number = _TOPICS.search(story), _NUMBER.search(story)
        if any(map(str.isalnum, parts.get("BODY", ""))) and labels and number:
            title = parts.get("TITLE")
            body = parts["BODY"].removesuffix("REUTER").removesuffix("Reuter").rstrip()
            article = Article(text=f"{title}\n\n{body}" if title else body, id=number[1], title=title, outlet="Reuters")
            entries.append((article, tuple(_LABEL.findall(labels[1]))))
    return entries


def judge(case: EventPair, settings: Settings) -> EventOutcome:
    """Compare the two, unless the pair was left out."""
    if case.left_out:
        return EventOutcome(case.corpus, case.name, "", 0.0)
    found = compare(case.a, case.b, settings=settings)
    return EventOutcome(case.corpus, case.name, found.relation, found.confidence)


def figures(outcomes: Sequence[EventOutcome]) -> Figures:
    """Shares of pairs called copy or derivative, of both sets and of each, and how many pairs were judged and left out."""
    found: Figures = {"false_derived": _false([item for item in outcomes if item.relation])}
    for corpus in ("ecb", "reuters"):
        mine = [item for item in outcomes if item.corpus == corpus]
        judged = [item for item in mine if item.relation]
        found |= {
            f"false_derived_{corpus}": _false(judged),
            f"common_source_{corpus}": mean([item.relation == "common_source" for item in judged]),
            f"pairs_{corpus}": float(len(judged)),
            f"left_out_{corpus}": float(len(mine) - len(judged)),
        }
    return found


def _false(outcomes: Sequence[EventOutcome]) -> float:
    return mean([item.relation in DERIVED_RELATIONS for item in outcomes])


def report(outcomes: Sequence[EventOutcome], options: Options) -> Mapping[str, Any]:
    """The pairs that were wrongly called derived, the first hundred of them by name."""
    del options
    return {"called_derived": [f"{item.corpus} {item.name}" for item in outcomes if item.relation in DERIVED_RELATIONS][:100]}


SUITE: Final[Suite[EventPair, EventOutcome]] = Suite(
    name="same_story",
    about="independent reports of one event or topic (ECB+, Reuters): how often they are called copy or derivative",
    folder="ecbplus",
    signs=("*/*_*ecbplus.xml",),
    files=("*/*.xml", "../reuters21578/*.sgm"),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    extra={"reuters": "the folder of Reuters-21578 (*.sgm)  [default: reuters21578 beside the ECB+ folder]"},
    wanted={"false_derived_ecb": "≤ .01", "false_derived": "≤ .01"},
)
