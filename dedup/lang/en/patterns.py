"""Patterns of English: spellings, and the wording of credits, speech, page furniture and clauses.

"<<tag>>" in a pattern is any word with that tag.
"""

from __future__ import annotations

import re
from typing import Final

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

PATTERNS: Final[dict[str, str]] = {}
