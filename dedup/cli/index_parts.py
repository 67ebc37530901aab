"""Arguments, options and output that the commands of `dedup index` share."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from dedup.cli.out import out
from dedup.terminal import clock, is_terminal, write_over

if TYPE_CHECKING:
    from dedup.detect import Added
    from dedup.read.found import Found

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


class Places:
    """Where the articles of a run come from: a file, or a record in one; kept until an article's line is printed."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def passing(self, records: Iterable[Found]) -> Iterator[Found]:
        """The records as they are; where each of them that is an article comes from is noted."""
        from dedup.crawl.intake import named

        for found in records:
            if found.article is not None:
                self._of[named(found).id] = found.where
            yield found

    def show(self, added: Added) -> None:
        """Print what is found of an article that is kept."""
        plain = {"id": added.id, "version": added.version, "candidates": added.candidates, "where": self._of.pop(added.id, None)}
        print_line(json.dumps(plain, ensure_ascii=False))


def print_line(text: str) -> None:
    out().line(text)
