"""Whether a stretch of a text only names who says something: "he said", "The Courier adds:", "according to a report"."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.lang.base import Pack, pack_of
from dedup.words import Span

_LONGEST: Final = 12
"""Words up to which a clause can be attribution and nothing else."""
_QUOTED: Final = 0.5
"""Share of quoted words beyond which a clause is what was said, not who said it."""
_NAME_WORDS, _OTHER_WORDS = 4, 2
"""Words behind a verb of saying that name its speaker, and how many others may stand among them."""


def is_attribution(derivative: Document, span: Span) -> bool:
    """Whether `span`, a clause, holds nothing but who says it: a verb of saying and a name, a pronoun or an outlet.

    What is said makes it something else: "he said" is attribution, "he said taxes would rise" is not.
    """
    inside, pack = derivative.words.inside(span), pack_of(derivative.language)
    text = derivative.text[slice(*span)].replace("\u00a0", " ").strip()
    if (
        not 0 < len(inside) <= _LONGEST
        or text.endswith("?")
        or np.count_nonzero(derivative.quoted[inside.start : inside.stop]) > _QUOTED * len(inside)
    ):
        return False
    opening = pack.pattern("attribution.according").match(text)
    if opening:
        skipped = len(opening.group().split())
        return all(_is_who(derivative, i) or derivative.words.norms[i] in pack.words("whom") for i in inside[skipped:])
    return bool(pack.pattern("attribution.points").match(text)) or any(
        _is_frame(derivative, inside, at) for at in inside if derivative.words.norms[at] in _verbs(pack)
    )


@cache
def _verbs(pack: Pack) -> frozenset[str]:
    return pack.words("framing_verb") | (pack.words("loaded_saying_form") - pack.words("not_framing"))


def _is_frame(article: Document, inside: range, verb: int) -> bool:
    """Whether before the verb stands only who, and after it only to whom and when; or after it only who."""
    norms, pack = article.words.norms, pack_of(article.language)
    telling = [i for i in inside if norms[i] not in pack.words("frame_adverb")]
    left = [i for i in telling if i < verb and norms[i] not in pack.words("frame_joining")]
    right = [i for i in telling if i > verb]
    if left:
        plain = all(_is_who(article, i) for i in left) or "," not in article.between(left[0], verb)
        return plain and _names_somebody(article, left) and all(_is_whom(article, i) for i in right)
    if not right or inside[0] != verb:
        return article.text.startswith(":", article.words.end(inside[-1])) and all(_is_whom(article, i) for i in right)
    head = right[:_NAME_WORDS]
    return _names_somebody(article, head) and sum(not _is_who(article, i) for i in right) <= _OTHER_WORDS


def _names_somebody(article: Document, words_of: list[int]) -> bool:
    """Whether words name a speaker: a pronoun, a name, an outlet or a role, with one other word at most, no "it" and no "that"."""
    norms = [article.words.norms[i] for i in words_of]
    pronoun = len(norms) == 1 and norms[0] in pack_of(article.language).words("pronoun")
    noun = any(_is_name(article, i) or article.words.stems[i] in _nouns(article) for i in words_of)
    return pronoun or (noun and sum(not _is_who(article, i) for i in words_of) <= 1)


def _is_who(article: Document, i: int) -> bool:
    norm = article.words.norms[i]
    listed = norm in pack_of(article.language).words("who") or article.words.stems[i] in _nouns(article)
    return listed or norm.isdigit() or _is_name(article, i)


def _is_whom(article: Document, i: int) -> bool:
    norm = article.words.norms[i]
    return norm in pack_of(article.language).words("whom") or norm.isdigit() or _is_name(article, i)


def _is_name(article: Document, i: int) -> bool:
    norm, pack = article.words.norms[i], pack_of(article.language)
    capital = article.text[article.words.start(i)].isupper()
    return capital and norm not in pack.words("who") and norm not in pack.words("no_name")


def _nouns(article: Document) -> frozenset[str]:
    return pack_of(article.language).stems("outlet", "role")
