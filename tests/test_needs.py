"""What patterns need: nothing that a pattern matches is without one of the strings that it is said to need."""

from __future__ import annotations

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.lang.base import NEUTRAL, Pack, pack_of
from dedup.lang.needs import matches, may_match

ENGLISH = pack_of("en")
LISTED = [(pack, name) for pack in (ENGLISH, NEUTRAL) for name in pack._needs]


def _strings(items: Any) -> set[str] | None:
    """All strings that a sequence of the taken-apart pattern may begin and run on with, as far as it is plain; None: too many."""
    found = {""}
    for code, value in items:
        if code is codes.LITERAL:
            found = {text + chr(value) for text in found}
        elif code is codes.IN and all(one is codes.LITERAL for one, _ in value):
            found = {text + chr(letter) for text in found for _, letter in value}
        elif code is codes.AT or code in (codes.ASSERT, codes.ASSERT_NOT):
            continue
        elif code is codes.BRANCH:
            parts = [_strings(branch) for branch in value[1]]
            found = {text + (tail or "\0") for text in found for part in parts for tail in (part or {"\0"})}
        elif code is codes.SUBPATTERN:
            found = {text + (tail or "") for text in found for tail in (_strings(value[3]) or {"\0"})}
        elif code is codes.MAX_REPEAT and value[0] <= 1 and value[1] == 1:
            tails = (_strings(value[2]) or {"\0"}) | ({""} if value[0] == 0 else set())
            found = {text + tail for text in found for tail in tails}
        else:
            found = {text + "\0" for text in found}  # anything: no string runs across it
        if len(found) > 4000:
            return None
    return found


def _without(pack: Pack, name: str) -> list[str]:
    """What the pattern may match that holds none of its strings, with NUL for what is not plain."""
    pattern = pack.pattern(name)
    texts = _strings(_parser.parse(pattern.pattern))
    assert texts, f"{name} is too wide to be taken apart"
    folded = {text: text.casefold() if pattern.flags & re.IGNORECASE else text for text in texts}
    return sorted(text for text, held in folded.items() if not any(need in held for need in pack.needs(name)))


@pytest.mark.parametrize(("pack", "name"), LISTED, ids=[f"{pack.code}-{name}" for pack, name in LISTED])
def test_nothing_that_a_pattern_matches_is_without_what_it_needs(pack: Pack, name: str) -> None:
    assert not _without(pack, name)


def test_a_pattern_is_tried_only_where_what_it_needs_stands() -> None:
    told = analyse(Article("The mayor released a STATEMENT. A spokeswoman for the harbour said so."))
    assert [match[0] for match in matches(ENGLISH, "third.statement", told)] == ["spokeswoman"]
    assert not may_match(ENGLISH, "third.debate", told)
    assert not may_match(NEUTRAL, "third.statement", told)  # no language has it
    assert may_match(ENGLISH, "clause.opener", told)  # needs nothing


def test_strings_of_a_pattern_that_takes_any_case_are_found_in_any_case() -> None:
    assert may_match(ENGLISH, "furniture.rights", analyse(Article("COPYRIGHT 2024 by the Vale Courier")))
