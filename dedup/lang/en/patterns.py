"""Patterns of English: spellings, and the wording of credits, speech, page furniture and clauses.

"<<tag>>" in a pattern is any word with that tag.
"""

from __future__ import annotations

import re
from typing import Final

from dedup.lang.en.crediting import CREDITING
from dedup.lang.en.credits import CREDITS
from dedup.lang.en.furniture import FURNITURE
from dedup.lang.en.leftout import LEFT_OUT
from dedup.lang.en.needs import NEEDS
from dedup.lang.en.sourcing import SOURCING
from dedup.lang.en.speech import SPEECH

__all__ = ["CLITICS", "NEEDS", "PATTERNS", "SPELLINGS"]

CLITICS: Final = (("n't", "not"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'d", "would"))
SPELLINGS: Final = (
    ("is", re.compile(r"(?<=.{3})is(e|ed|es|ing|ation|ations|er|ers)$"), r"iz\1"),
    ("our", re.compile(r"(?<=.{2})our(?=s?$|ed$|ing$|ite|able|hood|ly$|er|ful)"), "or"),
    ("re", re.compile(r"(?<=[bt])re(s?)$"), r"er\1"),
    ("ence", re.compile(r"(?<=.{2})ence(s?)$"), r"ense\1"),
    ("ll", re.compile(r"^(.*[aeiou].*[aeiou])ll(ed|ing|er|ers|or|ors)$"), r"\1l\2"),
    ("ogue", re.compile(r"ogue(s?)$"), r"og\1"),
    ("yse", re.compile(r"yse(d|s|r)?$"), r"yze\1"),
)
"""Letters without which a pattern need not be tried, the pattern, and what stands for it."""

PATTERNS: Final[dict[str, str]] = {
    **FURNITURE,
    **SOURCING,
    **SPEECH,
    **CREDITS,
    **CREDITING,
    **LEFT_OUT,
    "clause.opener": (
        r"(?=\s(?:while|although|though|whereas|despite|because|after|before|when|but|amid|unless|until|who|whose|which)\s)"
        r"(?<!\bin)(?<!\bof)(?<!\bto)(?<!\bby)(?<!\bfor)(?<!\bunder)(?<!\bwith)(?<!\bfrom)(?<!\bon)"
    ),
    "voice.saying": (
        r"(?i)(?<!so-)\b(?:said|says|say|told|tells|called|calls|calling|wrote|writes|added|asked|described|named|titled|entitled"
        r"|dubbed)\b"
    ),
    "attribution.according": (
        r"(?i)\W*(?:all )?(?:according to|as (?:first )?(?:reported|noted|told) (?:by|in|to)|citing|per|via|source:|h/t"
        r"|in the words of)\b"
    ),
    "attribution.marked": r"(?i)according to|reportedly|allegedly|in the words of|in (?:his|her|its|their) view|[“\"]",
    "attribution.points": (
        r"\W*(?:(?:and )?(?:from|start with|here is|here’s|here's|read) (?:the|its|his|her)\b.*\b(?:account|story|words"
        r"|report|piece|article|statement)\W*$"
        r"|.*\b(?:first |originally |previously )?(?:reported|published|revealed) (?:on \w+ )?by (?:the )?(?:\w+ "
        r"){0,2}[A-Z][\w’' ]+\W*$"
        r"|.*\b(?:has|have|had|reports?|gives?) the (?:story|details|outcome|facts|figures)\W*$)"
    ),
}
