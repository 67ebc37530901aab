"""Scores of one comparison against hand-made gold: kinds, links, sentences left out, changes.

Gold is a mapping as in `data/*/gold/*.json` (data/README.md names its fields). All shares go from 0 to 1, higher is better.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dedup.kinds import ADDED_KINDS, DERIVED_KINDS
from dedup.result import Change, Comparison

Gold = Mapping[str, Any]
Span = tuple[int, int]

DERIVED_RELATIONS: Final = frozenset({"identical", "near_duplicate", "derivative"})
"""Relations that say: one of the two was made from the other."""

CHANGE_MAX_WORDS: Final = 12
"""A change that spans more words than this on either side points at nothing."""

LINK_MIN_CHARACTERS: Final = 30
"""A source span touches a sentence when they share this much, or half of a shorter sentence."""

_GOLD_KINDS: Final = {"near_verbatim": "edited", "quote_reuse": "quote"}
_UNSCORED: Final = frozenset({"attribution", "partial"})
_GRAVE: Final = frozenset({"loaded", "fact"})
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_CONTENT: Final = re.compile(r"\w{3,}|\d+")


@dataclass(frozen=True, slots=True)
class Judged:
    """One passage that gold speaks about: how sure it was, its scored words, whether most of them have the right coarse kind."""

    confidence: float
    words: int
    right: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one derivative. `distorted` maps a severity to (found, all); `flagged` is (right, reported) changes."""

    kind3: float
    kind9: float
    links: float
    dropped: float
    distorted: Mapping[str, tuple[int, int]]
    flagged: tuple[int, int]
    judged: tuple[Judged, ...] = ()


def score(result: Comparison, gold: Gold, derivative: str) -> Scores:
    """Scores of `result`, the comparison of source and `derivative` (its raw text) with the direction given."""
    wanted = wanted_kinds(gold, derivative)
    found = found_kinds(result, wanted)
    changes = tuple(_grave_changes(result))
    return Scores(
        kind3=coarse_macro_f1([(coarse(kind), coarse(found[word])) for word, kind in wanted.items()]),
        kind9=_share([kind == found[word] for word, kind in wanted.items()]),
        links=_links(result, gold),
        dropped=_dropped(result, gold),
        distorted=_distorted(changes, gold),
        flagged=(sum(_is_gold_change(change, gold) for change in changes), len(changes)),
        judged=tuple(_judged(result, wanted)),
    )


def coarse(kind: str) -> str:
    """The coarse class of a kind: derived, added or boilerplate; any other name stands for itself."""
    return "derived" if kind in DERIVED_KINDS else "added" if kind in ADDED_KINDS else kind


def wanted_kinds(gold: Gold, derivative: str) -> dict[Span, str]:
    """The gold kind of every scored word of `derivative`, by its offsets; clauses overrule their sentence."""
    words = [match.span() for match in _WORD.finditer(derivative)]
    kinds: dict[Span, str] = {}
    for unit in gold["sentences"]:
        for part in (unit, *unit["spans"]):
            label = _GOLD_KINDS.get(part["label"], part["label"])
            kinds.update(dict.fromkeys(_inside(words, part["start"], part["end"]), label))
    return {word: kind for word, kind in sorted(kinds.items()) if kind not in _UNSCORED}


def found_kinds(result: Comparison, words: Iterable[Span]) -> dict[Span, str]:
    """The kind of the passage that holds each word wholly; "missing" where none does."""
    listed = list(words)
    kinds = dict.fromkeys(listed, "missing")
    for passage in result.passages:
        kinds.update(dict.fromkeys(_inside(listed, passage.start, passage.end), passage.kind))
    return kinds


def coarse_macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean F1 over the classes that occur among the wanted ones, from (wanted, found) pairs; 1 when there is nothing to score."""
    wanted, found = Counter(want for want, _ in pairs), Counter(got for _, got in pairs)
    right = Counter(want for want, got in pairs if want == got)
    return _mean([_f1(right[name], found[name], wanted[name]) for name in wanted])


def _links(result: Comparison, gold: Gold) -> float:
    wanted, found = set(), set()
    for unit in gold["sentences"]:
        wanted |= {(unit["id"], sentence) for sentence in unit["source_ids"]}
        mine = [p for p in result.passages if _overlap((p.start, p.end), (unit["start"], unit["end"])) > 0]
        spans = [(span.start, span.end) for passage in mine for span in passage.source]
        found |= {(unit["id"], sentence) for sentence in _touched(spans, gold)}
    return _f1(len(wanted & found), len(found), len(wanted))


def _dropped(result: Comparison, gold: Gold) -> float:
    every = {sentence["id"] for sentence in gold["source_sentences"]}
    wanted, found = set(gold["dropped_source_ids"]), _touched([(item.start, item.end) for item in result.dropped], gold)
    kept, seen = every - wanted, every - found
    return (_f1(len(wanted & found), len(found), len(wanted)) + _f1(len(kept & seen), len(seen), len(kept))) / 2


def _touched(spans: Iterable[Span], gold: Gold) -> set[str]:
    """Ids of the source sentences that one of the spans shares enough with."""
    listed = list(spans)
    touched = set()
    for sentence in gold["source_sentences"]:
        place = sentence["start"], sentence["end"]
        enough = min(LINK_MIN_CHARACTERS, (place[1] - place[0]) / 2)
        if any(_overlap(place, span) >= enough for span in listed):
            touched.add(sentence["id"])
    return touched


def _grave_changes(result: Comparison) -> Iterable[Change]:
    for passage in result.passages:
        for change in passage.changes:
            longest = max(len(change.source.text.split()), len(change.derivative.text.split()))
            if change.severity in _GRAVE and longest <= CHANGE_MAX_WORDS:
                yield change


def _distorted(changes: Sequence[Change], gold: Gold) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for unit in gold["sentences"]:
        near = [change for change in changes if _starts_in_or_overlaps(change, unit)]
        for distortion in unit["distortions"]:
            hits, every = counts.get(distortion["severity"], (0, 0))
            counts[distortion["severity"]] = hits + _is_found(distortion, near), every + 1
    return counts


def _is_found(distortion: Mapping[str, Any], near: Iterable[Change]) -> bool:
    """Whether a change shares a word with the distortion; with its source words where the derivative only left out."""
    cue = _content(distortion["derivative"]) or _content(distortion["source"])
    sides = ("derivative",) if distortion["derivative"] else ("derivative", "source")
    return any(cue & _content(getattr(change, side).text) for change in near for side in sides)


def _is_gold_change(change: Change, gold: Gold) -> bool:
    place = change.derivative.start, max(change.derivative.end, change.derivative.start + 1)
    words = _content(change.source.text) | _content(change.derivative.text)
    return any(
        words & (_content(cue["derivative"]) | _content(cue["source"]))
        for unit in gold["sentences"]
        if _overlap(place, (unit["start"], unit["end"])) > 0
        for cue in (*unit["distortions"], *(item for item in unit["alterations"] if item.get("severity") in _GRAVE))
    )


def _starts_in_or_overlaps(change: Change, unit: Mapping[str, Any]) -> bool:
    place = change.derivative.start, change.derivative.end
    return unit["start"] <= place[0] <= unit["end"] or _overlap(place, (unit["start"], unit["end"])) > 0


def _judged(result: Comparison, wanted: Mapping[Span, str]) -> Iterable[Judged]:
    for passage in result.passages:
        kinds = [coarse(wanted[word]) for word in _inside(wanted, passage.start, passage.end)]
        if kinds:
            right = kinds.count(coarse(passage.kind))
            yield Judged(passage.confidence, len(kinds), 2 * right > len(kinds))


def _content(text: str) -> set[str]:
    return {word.lower() for word in _CONTENT.findall(text)}


def _inside(words: Iterable[Span], start: int, end: int) -> list[Span]:
    return [word for word in words if start <= word[0] and word[1] <= end]


def _overlap(left: Span, right: Span) -> int:
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


def _share(rights: Sequence[bool]) -> float:
    return sum(rights) / len(rights) if rights else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0
