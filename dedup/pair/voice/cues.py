"""Words and marks by which a sentence shows its author: cues of opinion, framing and report, with offsets.

A cue is evidence, never a verdict. Words inside quotation marks belong to the speaker and give none, short scare quotes apart.
The lists are written from general knowledge of English prose, after the clues that Wiebe et al. (2004), "Learning subjective
language", and Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013), "Linguistic models for analyzing and detecting biased
language", found to tell; other languages are left to the marks and to the vectors.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple, get_args

from dedup.document import Document
from dedup.kinds import CueKind
from dedup.lang.base import Pack, pack_of
from dedup.result import Cue
from dedup.words import Span, normal_forms_each

_LISTED: Final = (
    "first_person", "second_person", "hedge", "intensifier", "minimiser", "certainty", "judgement", "loaded_word",
    "contrast", "aside", "colloquial", "report", "contraction", "present", "past", "pointing", "negation", "date",
)  # fmt: skip
"""Kinds of cues that are words and phrases: a language tags them "cue:" and the kind."""
KINDS: Final = (*_LISTED, "scare_quotes", "question", "exclamation", "capitals", "aside_marks", "ellipsis", "number", "name")
"""Every kind of cue, in the order of the features."""
SHOWN: Final[dict[str, CueKind]] = {kind: kind for kind in get_args(CueKind)}
"""Kinds that mean something to a reader; the others are for the classifier alone."""

_MARKS: Final = re.compile(r"(?P<question>[?؟？]+)|(?P<exclamation>[!！]+)|(?P<ellipsis>\.{3}|…)|(?P<aside_marks>[—–(;]| - )")
_LOUD: Final = 4
"""Letters from which a word in capitals counts as shouted; shorter ones are mostly initials."""
_SCARE_WORDS: Final = 3
"""Words up to which a quotation without a saying verb beside it is one of scare quotes."""
_NEAR: Final = 25
"""Characters on either side of a quotation in which a saying verb is looked for."""


class Hit(NamedTuple):
    """A cue of any kind, in code points of the document's text."""

    kind: str
    start: int
    end: int
    text: str


def cues(article: Document, spans: Sequence[Span]) -> tuple[tuple[Hit, ...], ...]:
    """Cues inside each of `spans`, in order of their start; every kind of `KINDS`, also those that no reader is shown.

    The text is read once, however many spans there are and however they overlap.
    """
    hits = sorted((*_word_cues(article), *_scare_quotes(article), *_mark_cues(article)), key=lambda cue: (cue.start, cue.end))
    starts = [cue.start for cue in hits]
    return tuple(
        tuple(cue for cue in hits[bisect_left(starts, start) : bisect_left(starts, end)] if cue.end <= end) for start, end in spans
    )


def shown(article: Document, hits: tuple[Hit, ...]) -> tuple[Cue, ...]:
    """The cues that explain a passage to a reader, in code points of the raw text; no word that has a plain sense as well."""
    faint = pack_of(article.language).words("cue_faint")
    return tuple(_cue(article, hit, SHOWN[hit.kind]) for hit in hits if hit.kind in SHOWN and hit.text.lower() not in faint)


def _cue(article: Document, hit: Hit, kind: CueKind) -> Cue:
    place = article.text_span((hit.start, hit.end))
    return Cue(kind, place.start, place.end, place.text)


def _word_cues(article: Document) -> Iterator[Hit]:
    """Listed words and phrases, numbers, names and shouted words outside speech."""
    pack, norms, text = pack_of(article.language), article.words.norms, article.text
    listed, also_names = _phrases(pack), pack.words("also_name")
    starts, ends, quoted = article.words.starts.tolist(), article.words.ends.tolist(), article.quoted.tolist()
    for index, (norm, start, end) in enumerate(zip(norms, starts, ends, strict=True)):
        if quoted[index] or (norm in also_names and _is_name(text, starts, ends, index)):
            continue
        for phrase, kind in listed.get(norm, ()):
            stop = index + len(phrase)
            if norms[index:stop] == phrase:
                yield Hit(kind, start, ends[stop - 1], text[start : ends[stop - 1]])
        kind = _shape(text, start, end)
        if kind:
            yield Hit(kind, start, end, text[start:end])


def _is_name(text: str, starts: list[int], ends: list[int], index: int) -> bool:
    """Whether a word stands in capitals where its neighbours do not."""
    around = [at for at in (index - 1, index + 1) if 0 <= at < len(starts) and ends[at] - starts[at] > 1]
    shouted = [text[starts[at] : ends[at]].isupper() for at in around]
    return text[starts[index] : ends[index]].isupper() and not all(shouted)


def _shape(text: str, start: int, end: int) -> str:
    """ "number", "capitals" or "name" for a word that looks like one, else nothing; the first word of a sentence is no name."""
    if text[start].isdigit():
        return "number"
    if not text[start].isupper():
        return ""
    if end - start >= _LOUD and text[start:end].isupper():
        return "capitals"
    return "name" if start > 1 and text[start - 1] == " " and (text[start - 2].isalnum() or text[start - 2] in ",;’'\")") else ""


@cache
def _phrases(pack: Pack) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The listed words and phrases by their first word, in normal form."""
    listed = [(kind, phrase) for kind in _LISTED for phrase in pack.words(f"cue:{kind}")]
    if not listed:
        return {}
    by_first: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for (kind, _), norms in zip(listed, normal_forms_each([phrase for _, phrase in listed]), strict=True):
        by_first.setdefault(norms[0], {})[norms, kind] = None
    return {first: tuple(phrases) for first, phrases in by_first.items()}


def _scare_quotes(article: Document) -> Iterator[Hit]:
    saying = pack_of(article.language).pattern("voice.saying")
    for quotation in article.quotations:
        start, end = quotation.span
        if 0 < len(article.words.inside(quotation.inner)) <= _SCARE_WORDS:
            around = article.text[max(0, start - _NEAR) : start] + " " + article.text[end : end + _NEAR]
            if not saying.search(around):
                yield Hit("scare_quotes", start, end, article.text[start:end])


def _mark_cues(article: Document) -> Iterator[Hit]:
    """Marks outside speech."""
    speech = [quotation.span for quotation in article.quotations]
    opens = [start for start, _ in speech]
    for match in _MARKS.finditer(article.text):
        within = bisect_left(opens, match.start()) - 1
        if match.lastgroup and not (within >= 0 and match.end() < speech[within][1]):
            yield Hit(match.lastgroup, match.start(), match.end(), match.group())
