"""Who speaks: the speaker of a quotation or of a sentence, across verbs of saying, pronouns and titles.

A speaker is named beside the quotation, or is the one who goes on speaking in the same paragraph. Where neither is said for sure,
nobody is named: no speaker beats a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack, pack_of
from dedup.pair.explain.beside import by_verb, cited, named_beside, names_a_work, sentence_in_line
from dedup.pair.explain.people import (
    Speaker,
    is_person,
    key_of,
    line_of,
    names_in,
    people_in,
    persons_anywhere,
    plain,
    sex_of,
    subjects_in,
    unknown_subjects_in,
)
from dedup.quotations import Quotation
from dedup.words import Span

__all__ = ["Speaker", "key_of", "other_person", "shown", "speaker_of", "speaks_in"]

_NEAR: Final = 2
"""Sentences up to which a quotation without a speaker of its own may go on from another one."""
_BACK: Final = 3
"""Sentences up to which a pronoun reaches back."""


@lru_cache(maxsize=1024)
def speaker_of(article: Document, quotation: Quotation) -> Speaker | None:
    """Speaker of a quotation, pronouns resolved to the one person that they can mean; None when the text does not say."""
    pack = pack_of(article.language)
    if not pack.has_pattern("speech.verb"):
        return None  # who speaks is known in English alone
    text = plain(pack, article.text)
    if names_a_work(pack, text, quotation):
        return None
    named = named_beside(article, text, quotation)
    if named is None:
        return _going_on(article, text, quotation)
    return _resolved(article, text, *named)


def _going_on(article: Document, text: str, quotation: Quotation) -> Speaker | None:
    """Who goes on speaking: the speaker of the quotation before this one, where nobody else is named between them.

    This one opens a sentence of the same line, or a line where the quotation of the line before was not closed.
    """
    line = line_of(text, quotation.span[0])
    sentence = sentence_in_line(article, line, quotation.span[0])
    if text[sentence[0] : quotation.span[0]].strip() or text[quotation.inner[1] - 1] == ",":  # "…,” she shot back"
        return None
    earlier = article.quotations_before(quotation.span[0], _NEAR)
    for other in reversed(earlier):
        if other.span[0] < line[0] and not quotation.continues:
            return None
        named = named_beside(article, text, other)
        speaker = _resolved(article, text, *named) if named else None
        if named is None:
            continue
        if (
            speaker is None
            or _steps_between(article, other, quotation) > _NEAR
            or _others(article, text, other, quotation, speaker)
        ):
            return None
        near = quotation.continues or _steps_between(article, other, quotation) <= 1
        return speaker if near else replace(speaker, sure=False)
    return None


def _steps_between(article: Document, one: Quotation, other: Quotation) -> int:
    return abs(article.sentence_at(other.span[0]) - article.sentence_at(one.span[0]))


def _others(article: Document, text: str, one: Quotation, other: Quotation, speaker: Speaker) -> bool:
    """Whether a sentence between two quotations names somebody else, who may have begun to speak."""
    pack = pack_of(article.language)
    between = article.sentence_at(one.span[0]) + 1, article.sentence_at(other.span[0])
    if between[0] >= between[1]:
        return False
    start, end = article.sentences[between[0]][0], article.sentences[between[1] - 1][1]
    return any(start <= at < end and key_of(pack, name) != speaker.key for at, name in people_in(pack, text))


def _resolved(article: Document, text: str, speaker: Speaker, place: int) -> Speaker | None:
    """The speaker itself; for "he" and "she" at a place the person that the nearest sentence before it names, if that is one."""
    pack = pack_of(article.language)
    if not speaker.pronoun:
        return speaker
    passed: set[str] = set()
    for start, end in _sentences_before(article, place):
        here = [(at, name) for at, name in subjects_in(pack, text) if start <= at < end and not _inside_quotation(article, at)]
        here = [(at, name) for at, name in here if sex_of(pack, name, text) in (None, speaker.key)]
        keys = {key_of(pack, name) for _, name in here}
        if len(keys) == 1 or (keys and not text[start : here[0][0]].strip()):
            name = here[0][1]
            if passed - {key_of(pack, name)} or _rivals(pack, text, key_of(pack, name), (start, end)):
                return None
            return Speaker(name, key_of(pack, name), sure=line_of(text, start) == line_of(text, place) and len(keys) == 1)
        if keys or _tells_of_another(article, text, (start, end)):
            return None
        passed |= {
            key_of(pack, name)
            for at, name in persons_anywhere(pack, text)
            if start <= at < end and not _inside_quotation(article, at)
        }
    return None


def _tells_of_another(article: Document, text: str, sentence: Span) -> bool:
    """Whether a sentence opens with somebody of whom nothing else is known: "Poole, the chairman, was", "A neighbour was"."""
    pack = pack_of(article.language)
    return _is_described_anew(pack, text, sentence) or any(
        sentence[0] <= at < sentence[1] and not _inside_quotation(article, at) for at, _ in unknown_subjects_in(pack, text)
    )


def _is_described_anew(pack: Pack, text: str, sentence: Span) -> bool:
    """Whether a sentence opens with a description of somebody: "the mayor" is whoever was called mayor before."""
    opening = pack.pattern("speech.opens_described").match(text, *sentence)
    person = next((word for word in opening["words"].split() if is_person(pack, word)), None) if opening else None
    if opening is None or person is None:
        return False
    known = opening["opens"].lower() in pack.words("definite")
    return not (known and re.search(rf"(?i)\b{re.escape(person)}\b", text[: sentence[0]]))


def _rivals(pack: Pack, text: str, key: str, sentence: Span) -> bool:
    """Whether a sentence names somebody else of whom the text speaks as often: either may be meant."""
    named = [(at, key_of(pack, name)) for at, name in persons_anywhere(pack, text)]
    times = Counter(name for _, name in named)
    others = {name for at, name in named if sentence[0] <= at < sentence[1]} - {key}
    return any(times[other] >= times[key] for other in others)


def _sentences_before(article: Document, place: int) -> Iterator[Span]:
    """The sentences that a pronoun can refer to, the nearest first, its own cut off before it."""
    at = article.sentence_at(place)
    for number in range(at, max(-1, at - _BACK - 1), -1):
        start, end = article.sentences[number]
        yield start, min(end, place)


def _inside_quotation(article: Document, place: int) -> bool:
    return any(q.inner[0] <= place < q.inner[1] for q in article.quotations_over((place, place + 1)))


def shown(article: Document, speaker: Speaker) -> str:
    """A speaker's name as the article writes it: with the full stop of "Mr." where it has one."""
    pack = pack_of(article.language)
    title = pack.pattern("speech.abbreviated_title").match(speaker.text)
    return f"{title[1]}. {speaker.text[title.end() :]}" if title and f"{title[1]}." in article.text else speaker.text


def other_person(one: Speaker | None, other: Speaker | None, *articles: Document) -> bool:
    """Whether the two are for sure two persons: both named, with no part of their names in common.

    Nor may one of the articles have both in one name: "Ida Marsh Venn" is Marsh and Venn.
    """
    if one is None or other is None or not (one.sure and other.sure):
        return False
    shared = set(one.text.lower().split()) & set(other.text.lower().split())
    for article in articles:
        shared -= pack_of(article.language).words("no_part_of_name")
    if one.key.rstrip("s") == other.key.rstrip("s") or shared:
        return False
    both = {one.key, other.key}
    texts = ((pack_of(article.language), article.text) for article in articles)
    named = (name for pack, text in texts for _, name in names_in(pack, plain(pack, text)))
    return not any(both <= set(name.lower().split()) for name in named)


def speaks_in(article: Document, sentence: Span) -> Speaker | None:
    """Who says something in a sentence without quotation marks, by its verb of saying; None when nobody does."""
    pack = pack_of(article.language)
    if not pack.has_pattern("speech.verb"):
        return None
    text = plain(pack, article.text)
    inside = article.words.inside(sentence)
    named = by_verb(pack, text, sentence, article.words.norms[inside.start : inside.stop]) or cited(pack, text, sentence)
    return _resolved(article, text, *named) if named else None
