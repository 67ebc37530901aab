"""Arguments, options and output that the commands of `dedup index` share."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click

from dedup.cli.out import out
from dedup.terminal import clock, is_terminal, write_over

_REFRESH_SECONDS: Final = 0.5
index_config = click.option("--config", metavar="FILE", help="TOML file of settings; an index is bound to those it was built with.")
index_kinds = click.option(
    "--index",
    "kinds",
    type=click.Choice(["minhash", "embedding"]),
    multiple=True,
    help="Which indexes; give it twice for both.  [default: both for a new one, else those it has]",
)
index_place = click.argument("place", metavar="INDEX")
index_files = click.argument("files", metavar="FILES...", nargs=-1, required=True)


def shown_place(place: str) -> str:
    """The place for messages: an address without its password."""
    if "://" not in place:
        return place
    return re.sub(r"(?<=password=)[^&]*", "…", re.sub(r"(://[^:@/]*):[^@]*@", r"\1@", place))


Show = Callable[[int, int], None]
"""Told of the work done and of all of it, 0 where that is not known."""


@contextmanager
def progress_shown() -> Iterator[Show]:
    """Count, rate and time left, on standard error when that is a terminal."""
    started = shown = time.monotonic()
    terminal = is_terminal(sys.stderr) and not out().quiet

    def show(done: int, every: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if terminal and now - shown > _REFRESH_SECONDS:
            shown, spent = now, now - started
            every = max(every, done) if every else 0
            left = f", {clock(spent * (every - done) / max(1, done))} left" if every else ""
            write_over(f"dedup: {done:,}{f' of {every:,}' * bool(every)}, {done / spent:,.0f}/s{left}")

    try:
        yield show
    finally:
        if terminal and shown != started:
            write_over()


def print_line(text: str) -> None:
    out().line(text)
