"""Patterns over a whole article, where it holds what they need.

Most patterns open with a choice of words, which the engine of `re` tries at every place of a text; nearly all texts have none of
them. What a pattern needs, its language's folder says (`Pack.needs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dedup.document import Document, kept_with_document
from dedup.lang.base import Pack


@kept_with_document
def _folded(article: Document) -> str:
    return article.text.casefold()


def may_match(pack: Pack, name: str, article: Document) -> bool:
    """Whether an article, or a part of it, can match a pattern."""
    if not pack.has_pattern(name):
        return False
    needs = pack.needs(name)
    if not needs:
        return True
    text = _folded(article) if pack.pattern(name).flags & re.IGNORECASE else article.text
    return any(need in text for need in needs)


def matches(pack: Pack, name: str, article: Document) -> Iterator[re.Match[str]]:
    """The matches of a pattern in an article, in order."""
    return pack.pattern(name).finditer(article.text) if may_match(pack, name, article) else iter(())
