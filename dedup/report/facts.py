"""The lines of the brief beside its claims: headlines, what was added, what was left out; each says of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dedup.kinds import ADDED_KINDS
from dedup.report.dropped import dropped_sentences
from dedup.report.figures import Counts
from dedup.report.names import Named
from dedup.report.sentences import Marked
from dedup.report.sides import Column, is_directed
from dedup.report.visible import visible
from dedup.report.wording import listed, percent
from dedup.result import Comparison

_LOADED_WORDS: Final = 6
_STEM, _ENDING = 5, 3
"""Letters of a word that must be the same, and of its ending, that need not: attacking, attacks."""
_LETTERS: Final = re.compile(r"[^\W_]+")


def of_words(part: int, whole: int) -> str:
    """So many of so many words, with the share."""
    return f"{part:,} of {whole:,} words ({percent(min(1.0, part / whole))})" if whole else "no words"


def headlines(comparison: Comparison, one: Named, two: Named, left: Column, right: Column) -> tuple[Marked, Marked] | None:
    """Both headlines where they differ; loaded words of the derivative's that the source has nowhere marked."""
    if not one.headline or not two.headline or one.headline == two.headline:
        return None
    start = right.text.find(two.headline)
    known = f" {_bare(left.text)} "
    of_both = [cue for item in comparison.passages[:2] for cue in item.cues if cue.kind == "loaded_word"]
    cues = [cue for cue in of_both if is_directed(comparison) and f" {_stem(cue.text)}" not in known]
    inside = [cue for cue in cues if 0 <= start <= cue.start and cue.end <= start + len(two.headline)]
    return Marked(one.headline, 0), Marked(
        two.headline, max(0, start), tuple((cue.start - start, cue.end - start) for cue in inside)
    )


def added(comparison: Comparison, left: Column, two: Named, words: Counts) -> Iterator[str]:
    """How many words have no counterpart, and the loaded ones among them that the source has nowhere.

    Whether they frame, comment or tell other facts stands at the passages alone: as a share of the whole it was often wrong.
    """
    if not words.added:
        return
    yield f"{of_words(words.added, words.words)} of the {two.role} have no counterpart{_apart(words)}"
    known = f" {_bare(left.text)} "
    cues = [cue for item in comparison.passages if item.kind in ADDED_KINDS for cue in item.cues if cue.kind == "loaded_word"]
    loaded = [f"“{visible(cue.text)}”" for cue in cues if f" {_stem(cue.text)}" not in known]
    if loaded:
        yield f"strong words of it, as far as seen, that the source does not have: {listed(dict.fromkeys(loaded), _LOADED_WORDS)}"


def _apart(words: Counts) -> str:
    """What of the derivative is neither taken nor added, so that all adds up."""
    kinds = [
        name
        for name, there in (("page furniture", words.furniture), ("lead-ins and credits", words.apart - words.furniture))
        if there
    ]
    return f"; {words.apart:,} more {'is' if words.apart == 1 else 'are'} {', '.join(kinds)}" if kinds else ""


def _stem(words: str) -> str:
    """The beginning of a word, whose ending may be another in the source; several words whole, as in `_bare`."""
    bare = _bare(words)
    return f"{bare} " if " " in bare or len(bare) <= _STEM else bare[: max(_STEM, len(bare) - _ENDING)]


def _bare(text: str) -> str:
    """The words of a text in lower case, one space between them: "hard-line" is "hard line"."""
    return " ".join(_LETTERS.findall(text.casefold()))


def left_out(comparison: Comparison, one: Named) -> str:
    """How many words of the source have no counterpart."""
    if not dropped_sentences(comparison):
        return ""
    words = sum(item.words for item in dropped_sentences(comparison))
    return f"{of_words(words, one.words)} of the {one.role} have no counterpart"
