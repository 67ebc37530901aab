"""Who all others go back to, among articles of which some are known to have taken from others."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

_T = TypeVar("_T", bound=Hashable)


def root_of(articles: Collection[_T], taken: Iterable[tuple[_T, _T]]) -> _T | None:
    """The only one of the articles that is nobody's derivative, where all others go back to it along `taken`; else None.

    `taken`: source and derivative of each edge whose direction is known. An edge of which it is not is none here, so an article
    with no other edge leaves the root unknown. In a circle nobody is the root.
    """
    below: dict[_T, list[_T]] = {}
    for source, derivative in taken:
        below.setdefault(source, []).append(derivative)
    tops = set(articles).difference(*below.values())
    if len(tops) != 1:
        return None
    root = tops.pop()
    return root if _reached(root, below) >= set(articles) else None


def _reached(root: _T, below: Mapping[_T, Sequence[_T]]) -> set[_T]:
    seen, waiting = {root}, [root]
    while waiting:
        new = [item for item in below.get(waiting.pop(), ()) if item not in seen]
        seen.update(new)
        waiting.extend(new)
    return seen
