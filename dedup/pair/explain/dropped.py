"""What kind of thing a sentence is that the derivative leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, get_args

import numpy as np

from dedup.document import Document
from dedup.kinds import Group
from dedup.lang.base import pack_of
from dedup.lang.terms import Term, terms, vocabulary
from dedup.pair.explain.speakers import Speaker, key_of, shown, speaker_of, speaks_in
from dedup.words import Span

_SPEECH: Final = 4
"""Words from which on a quotation is speech, not a single quoted word."""


def group(source: Document, sentence: Span, derivative: Document) -> tuple[Group, str | None]:
    """Group of a left-out sentence, the first of `_GROUPS` that it chiefly is of, and its speaker if the derivative has none.

    A voice is speech, quoted or reported. A sentence with speech is a voice first, a qualification before a number, and a
    number before context; "heading" is a line without an end, "other" what is of no group.
    """
    speaker = _speaker(source, sentence)
    if speaker is not None:
        return "voice", None if _is_mentioned(source, speaker, derivative) else speaker
    return next((name for name in _GROUPS if _is_of(name, source, sentence)), "other"), None


_GROUPS: Final[tuple[Group, ...]] = tuple(name for name in get_args(Group) if name not in ("boilerplate", "other"))
"""Groups in the order in which a sentence is asked for them; all but three are patterns of its language."""
_DATED: Final = frozenset({"date", "month", "weekday", "clock"})
_HEADING: Final = 14
"""Words up to which a line that ends in no mark is a heading."""
_SHORT: Final = 10
"""Words up to which a sentence with a date says chiefly when; in a longer one the day stands beside what happened. Set by hand
after a reading (results/read-leftout.jsonl)."""


def _is_of(name: Group, source: Document, sentence: Span) -> bool:
    asked = _ASKED.get(name)
    if asked is not None:
        return asked(source, sentence)
    return _has(name, source, sentence)


def _has(name: Group, source: Document, sentence: Span) -> bool:
    """Whether the language's pattern of a group is in a sentence, which is looked at without what stands about it."""
    return bool(pack_of(source.language).pattern(f"dropped.{name}").search(source.text[slice(*sentence)]))


def _is_dated(source: Document, sentence: Span) -> bool:
    if len(source.words.inside(sentence)) > _SHORT:
        return False
    return any(term.kind in _DATED for term in terms(source, sentence))


def _is_context(source: Document, sentence: Span) -> bool:
    """Whether a sentence is of the past by its words, or by a month or a day with its year."""
    context = _has("context", source, sentence)
    return context or any(term.kind in ("date", "month") and _YEAR.search(term.form) for term in terms(source, sentence))


def _is_heading(source: Document, sentence: Span) -> bool:
    """Whether a sentence is a short line of its own without a mark at its end, or opens as such a line does."""
    if _has("heading", source, sentence):
        return True
    start, end = sentence
    alone = not source.text[:start].rpartition("\n")[2].strip() and not source.text[end:].partition("\n")[0].strip()
    return alone and source.text[:end].rstrip()[-1:].isalnum() and len(source.words.inside(sentence)) <= _HEADING


def _speaker(source: Document, sentence: Span) -> str | None:
    """Who speaks in a sentence: in its longest quotation, or by a verb of saying; "" when unnamed, None when nobody does."""
    inside = source.words.inside(sentence)
    around = sorted(source.quotations_over(sentence), key=lambda q: q.inner[0] - q.inner[1])
    for quotation in around[:1]:
        if len(source.words.inside(quotation.inner)) >= _SPEECH:
            return _named(source, speaker_of(source, quotation))
    if len(inside) and 2 * np.count_nonzero(source.quoted[inside.start : inside.stop]) >= len(inside):
        return ""
    speaker = speaks_in(source, sentence)
    return _named(source, speaker) if speaker else None


def _named(source: Document, speaker: Speaker | None) -> str:
    return shown(source, speaker) if speaker and not speaker.pronoun and not speaker.text.islower() else ""


def _is_mentioned(source: Document, speaker: str, derivative: Document) -> bool:
    """Whether the derivative names a speaker of the source, by surname or by the noun they go by; unknown ones count as named."""
    return not speaker or key_of(pack_of(source.language), speaker) in vocabulary(derivative)[0]


def _has_numbers(source: Document, sentence: Span) -> bool:
    """Whether a sentence tells a figure: a share, a sum, or a number in digits beside three other words.

    A number in words ("four reasons"), a small one, one in a word ("45-year-old"), an age beside a name (", 45,") and the numeral
    of a list are no figures.
    """
    if len(source.words.inside(sentence)) <= _FIGURE_WORDS:
        return False
    return any(t.kind in ("percent", "money") or _is_figure(source, t) for t in terms(source, sentence))


def _is_figure(source: Document, term: Term) -> bool:
    start, end = source.words.span(term.first, term.last)
    before, after = source.text[:start].rstrip()[-1:], source.text[end : end + 2]
    is_in_word = after[:1] == "-" and not after[1:].isdigit()  # "45-year-old", not the vote "31-2"
    is_age = before == "," and after[:1] == ","
    return term.kind == "number" and term.value > 2 and source.text[start].isdigit() and not (is_in_word or is_age)


_YEAR: Final = re.compile(r"\d{4}")
"""A year in the form of a date."""
_FIGURE_WORDS: Final = 2
"""Words up to which a sentence is no more than a numeral."""


_ASKED: Final[Mapping[Group, Callable[[Document, Span], bool]]] = {
    "number": _has_numbers,
    "heading": _is_heading,
    "date": _is_dated,
    "context": _is_context,
}
"""Groups that no pattern tells."""
