"""A check: one kind of change, what it needs of a language, how close an alignment it needs, and how it is shown to work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from dedup.kinds import ChangeKind
    from dedup.pair.explain.changes.findings import Finding
    from dedup.pair.explain.changes.term_alignment import TermAlignment


class Example(NamedTuple):
    """Two sentences: of the source, and of the derivative."""

    source: str
    derivative: str


LEAST: Final = 0.33
"""Similarity of a link from which on checks without a value of their own may say something grave: below it, readers found the two
sentences to be about different things more often than not."""


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of change with the rule that finds it.

    `name`: what a pack registers it by. `needs`: tags of words without which it is silent. `least`: similarity of the link from
    which what it finds is a fact or a loaded word, 0-1; below it says nothing grave. `find` gives findings in terms. `failing`: a
    change that only this check reports; `harmless`: a rewording on which it must be silent.
    """

    name: str
    kind: ChangeKind
    find: Callable[[TermAlignment], Iterable[Finding]]
    failing: Example
    harmless: Example
    needs: tuple[str, ...] = ()
    least: float = LEAST
