"""What happens to open stores and indexes when the process is forked."""

from __future__ import annotations

import os
from typing import Final, Protocol
from weakref import WeakSet


class Watched(Protocol):
    """What holds locks, or what a process must not share with its child."""

    def before_fork(self) -> None:
        """Let go of what must not be there twice."""

    def after_fork(self) -> None:
        """In the new process, which has none of the other threads: locks that they held are held for ever."""


_WATCHED: Final[WeakSet[Watched]] = WeakSet()


def watch(one: Watched) -> None:
    """Tell it of forks as long as it lives."""
    _WATCHED.add(one)


def _before() -> None:
    for one in tuple(_WATCHED):
        one.before_fork()


def _after() -> None:
    for one in tuple(_WATCHED):
        one.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before, after_in_child=_after)
