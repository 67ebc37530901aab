"""What `dedup families` says while it works."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from dedup.cli.out import note, out
from dedup.terminal import clock, is_terminal, say, write_over

Progress = Callable[[str, int, int], None]

_EVERY_SECOND: Final = 1.0
_EVERY_LINE: Final = 15.0
"""Seconds between two messages on a terminal, and in a log."""


def refused(record: Any) -> None:
    say(f"{record.where}: {record.error}")


@contextmanager
def progress_shown() -> Iterator[Progress]:
    """Progress on standard error: one line that is written over on a terminal, a line now and then in a log."""
    terminal = is_terminal(sys.stderr) and not out().quiet
    at, since, said = "", 0.0, time.monotonic()

    def tell(stage: str, done: int, every: int) -> None:
        nonlocal at, since, said
        now = time.monotonic()
        if stage != at:
            at, since = stage, now
        elif now - said > (_EVERY_SECOND if terminal else _EVERY_LINE):
            said = now
            line = f"{stage}{_left(done, every, now - since)}"
            write_over(f"dedup: {line}") if terminal else note(line)

    try:
        yield tell
    finally:
        if terminal:
            write_over()


def _left(done: int, every: int, spent: float) -> str:
    if not every or not done:
        return ""
    return f" {100 * done / every:.0f} %, {clock(spent * (every - done) / done)} left"
