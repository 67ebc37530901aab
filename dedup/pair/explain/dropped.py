"""What kind of thing a sentence is that the derivative leaves out."""

from __future__ import annotations

from typing import Final

import numpy as np

from dedup.document import Document
from dedup.kinds import Group
from dedup.lang.base import pack_of
from dedup.lang.terms import terms, vocabulary
from dedup.pair.explain.speakers import Speaker, key_of, shown, speaker_of, speaks_in
from dedup.words import Span

_SPEECH: Final = 4
"""Words from which on a quotation is speech, not a single quoted word."""


def group(source: Document, sentence: Span, derivative: Document) -> tuple[Group, str | None]:
    """Group of a left-out sentence (voice, number, context, qualification, other), and its speaker if the derivative has none.

    A voice is speech, quoted or reported. A sentence with speech is a voice first, a qualification before a number, and a
    number before context.
    """
    speaker = _speaker(source, sentence)
    if speaker is not None:
        return "voice", None if _is_mentioned(speaker, derivative) else speaker
    text = source.text[slice(*sentence)]
    pack = pack_of(source.language)
    if pack.pattern("dropped.qualifies").search(text):
        return "qualification", None
    if _numbers(source, sentence):
        return "number", None
    return ("context" if pack.pattern("dropped.context").search(text) else "other"), None


def _speaker(source: Document, sentence: Span) -> str | None:
    """Who speaks in a sentence: in its longest quotation, or by a verb of saying; "" when unnamed, None when nobody does."""
    inside = source.words.inside(sentence)
    around = sorted(source.quotations_over(sentence), key=lambda q: q.inner[0] - q.inner[1])
    for quotation in around[:1]:
        if len(source.words.inside(quotation.inner)) >= _SPEECH:
            return _named(source, speaker_of(source, quotation))
    if len(inside) and 2 * np.count_nonzero(source.quoted[inside.start : inside.stop]) >= len(inside):
        return ""
    found = speaks_in(source, sentence)
    return _named(source, found) if found else None


def _named(source: Document, speaker: Speaker | None) -> str:
    return shown(source, speaker) if speaker and not speaker.pronoun and not speaker.text.islower() else ""


def _is_mentioned(speaker: str, derivative: Document) -> bool:
    """Whether the derivative names a speaker, by surname or by the noun that they go by; unknown speakers count as mentioned."""
    return not speaker or key_of(speaker) in vocabulary(derivative)[0]


def _numbers(source: Document, sentence: Span) -> int:
    """Numbers, percentages and sums of money in a sentence; small plain numbers and dates do not count."""
    return sum(t.kind in ("percent", "money") or (t.kind == "number" and t.value > 2) for t in terms(source, sentence))
