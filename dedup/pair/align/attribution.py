"""Whether a stretch of a text only names who says something: "he said", "The Courier adds:", "according to a report"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from dedup.document import Document
from dedup.lang.base import pack_of
from dedup.words import Span

_LONGEST: Final = 12
"""Words up to which a clause can be attribution and nothing else."""
_ACCORDING: Final = re.compile(
    r"\W*(?:all )?(?:according to|as (?:first )?(?:reported|noted|told) (?:by|in|to)|citing|per|via|source:|h/t|in the words of)\b",
    re.I,
)
_POINTS: Final = re.compile(
    r"\W*(?:(?:and )?(?:from|start with|here is|here’s|here's|read) (?:the|its|his|her)\b.*\b(?:account|story|words"
    r"|report|piece|article|statement)\W*$"
    r"|.*\b(?:first |originally |previously )?(?:reported|published|revealed) (?:on \w+ )?by (?:the )?(?:\w+ "
    r"){0,2}[A-Z][\w’' ]+\W*$"
    r"|.*\b(?:has|have|had|reports?|gives?) the (?:story|details|outcome|facts|figures)\W*$)"
)
_VERBS: Final = """
said says saying told tells telling added adds adding wrote writes writing reported reports noted notes explained explains
stated states replied
replies answered answers commented comments remarked remarks continued continues recalled recalls testified argued argues warned
warns insisted
insists claimed claims tweeted posted quipped joked reiterated concluded concludes stressed stresses announced announces
complained complains
"""
_OTHER_VERBS: Final = pack_of("en").words("loaded_saying_form") - frozenset(
    "protest protests mocks mocked blasts blasted rips ripped slams slammed".split()
)
_WHO: Final = frozenset(
    "he she they we i who which the a an his her their our one two another and of from for at in with mr mrs ms dr sir "
    "dame lord lady prof professor "
    "newspaper paper outlet source sources man woman people who whom both former its year old pensioner senior junior "
    "sister brother mother father chief".split()
)
_WHOM: Final = frozenset(
    "that to on in at by a an the his her their reporters journalists lawmakers them us court outside later yesterday "
    "today tonight then also again and "
    "monday tuesday wednesday thursday friday saturday sunday statement interview email letter report reports post "
    "tweet speech afternoon morning "
    "evening night week newspaper paper outlet conference news press here there wednesday’s this last parliament "
    "shareholders members councillors chamber council jury jurors judge reporter officers staff year old tribunal "
    "inquiry panel committee board".split()
)
_ADVERBS: Final = frozenset("also then later reportedly further once again simply has had have goes on went to for".split())


def is_attribution(derivative: Document, span: Span) -> bool:
    """Whether `span`, a clause, holds nothing but who says it: a verb of saying and a name, a pronoun or an outlet.

    What is said makes it something else: "he said" is attribution, "he said taxes would rise" is not.
    """
    inside = derivative.words.inside(span)
    text = derivative.text[slice(*span)].replace("\u00a0", " ").strip()
    if not 0 < len(inside) <= _LONGEST or text.endswith("?") or derivative.quoted[inside.start : inside.stop].mean() > 0.5:
        return False
    opening = _ACCORDING.match(text)
    if opening:
        skipped = len(opening.group().split())
        return all(_is_who(derivative, i) or derivative.words.norms[i] in _WHOM for i in inside[skipped:])
    return bool(_POINTS.match(text)) or any(
        _is_frame(derivative, inside, at) for at in inside if derivative.words.norms[at] in _verbs()
    )


@cache
def _verbs() -> frozenset[str]:
    return frozenset(_VERBS.split()) | _OTHER_VERBS | {"goes"}


def _is_frame(article: Document, inside: range, verb: int) -> bool:
    """Whether before the verb stands only who, and after it only to whom and when; or after it only who."""
    norms = article.words.norms
    left = [i for i in inside if i < verb and norms[i] not in _ADVERBS and norms[i] not in ("and", "but")]
    right = [i for i in inside if i > verb and norms[i] not in _ADVERBS]
    if left:
        plain = all(_is_who(article, i) for i in left) or "," not in article.between(left[0], verb)
        return plain and _names_somebody(article, left) and all(_is_whom(article, i) for i in right)
    if not right or inside[0] != verb:
        return article.text.startswith(":", article.words.end(inside[-1])) and all(_is_whom(article, i) for i in right)
    head = right[:4]
    return _names_somebody(article, head) and sum(not _is_who(article, i) for i in right) <= 2


def _names_somebody(article: Document, words_of: list[int]) -> bool:
    """Whether words name a speaker: a pronoun, a name, an outlet or a role, with one other word at most, no "it" and no "that"."""
    norms = [article.words.norms[i] for i in words_of]
    pronoun = norms in (["he"], ["she"], ["they"], ["we"], ["i"], ["who"])
    noun = any(_is_name(article, i) or article.words.stems[i] in _nouns() for i in words_of)
    return pronoun or (noun and sum(not _is_who(article, i) for i in words_of) <= 1)


def _is_who(article: Document, i: int) -> bool:
    return (
        article.words.norms[i] in _WHO
        or _is_name(article, i)
        or article.words.stems[i] in _nouns()
        or article.words.norms[i].isdigit()
    )


def _is_whom(article: Document, i: int) -> bool:
    norm = article.words.norms[i]
    return norm in _WHOM or norm.isdigit() or _is_name(article, i)


def _is_name(article: Document, i: int) -> bool:
    start = article.words.start(i)
    return (
        article.text[start].isupper()
        and article.words.norms[i] not in _WHO
        and article.words.norms[i] not in ("it", "no", "this", "that", "i")
    )


@cache
def _nouns() -> frozenset[str]:
    return pack_of("en").stems("outlet", "role")
