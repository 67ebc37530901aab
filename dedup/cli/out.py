"""What every command can be told of its output: -o where to, -f in which form, -q without notes, -v with more of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TextIO

import click

from dedup.errors import InputError
from dedup.terminal import check_output, file_to_write, is_terminal, placed, say, write

_KEY: Final = "dedup.out"
TERMINAL: Final = "terminal"

quiet_option = click.option("-q", "--quiet", is_flag=True, help="No notes on standard error, errors alone.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say on standard error with which settings it is done.")


@dataclass(frozen=True, slots=True)
class Out:
    """Where the results of a command go, in which form, and how much is said beside them."""

    form: str = ""
    quiet: bool = False
    verbose: bool = False
    path: str | None = None
    stream: TextIO | None = None

    @property
    def is_to_read(self) -> bool:
        """Whether lines for a reader are wanted, not lines for programs."""
        return self.form == TERMINAL

    def line(self, text: str) -> None:
        """A line of the result. Raises DedupError, with the file's name, when it cannot be written."""
        if self.stream is None:
            write(f"{text}\n")
        else:
            self.stream.write(f"{text}\n")

    def note(self, message: str) -> None:
        """A line on standard error that is no error."""
        if not self.quiet:
            say(message)


def out() -> Out:
    """What the command that runs was told."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_KEY, _USUAL) if context else _USUAL


def note(message: str) -> None:
    """A line on standard error that is no error, unless the command is to be quiet."""
    out().note(message)


_USUAL: Final = Out()


def speaks(*forms: str, writes: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command -q and -v; with `writes` also -o; -f where there are `forms`, the first the usual, "terminal" to read."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*given: Any, quiet: bool, verbose: bool, output: str | None = None, form: str | None = None, **known: Any) -> Any:
            path = None if output == "-" else output
            form = form or (TERMINAL if TERMINAL in forms and path is None and is_terminal(sys.stdout) else (*forms, "")[0])
            read = (*known.get("files", ()), known.get("config"), *files_of(known.get("place")))
            with _opened(path, tuple(name for name in read if name)) as stream:
                click.get_current_context().meta[_KEY] = Out(form, quiet, verbose, path, stream)
                return function(*given, **known)

        for option in reversed(_options(forms, writes)):
            run = option(run)
        return run

    return add


def files_of(place: str | None) -> list[str]:
    """The files of the index that a command reads, none for a database. Raises InputError for a folder that cannot be listed."""
    try:
        return [os.path.join(place, name) for name in os.listdir(place)] if place and os.path.isdir(place) else []
    except OSError as error:
        raise InputError(f"cannot list the index at {place}: {error.strerror}") from error


def _options(forms: tuple[str, ...], writes: bool) -> list[Callable[[Callable[..., Any]], Callable[..., Any]]]:
    options: list[Callable[[Callable[..., Any]], Callable[..., Any]]] = [quiet_option, verbose_option]
    if forms:
        usual = "terminal on a terminal, else " if TERMINAL in forms[1:] else ""
        about = f"In which form the result is written; terminal is to read.  [default: {usual}{forms[0]}]"
        about = about if TERMINAL in forms else f"In which form standard output is written.  [default: {forms[0]}]"
        options.insert(0, click.option("-f", "--format", "form", type=click.Choice(forms), help=about))
    if writes:
        about = "Write the result to FILE, whole or not at all.  [default: standard output]"
        options.insert(0, click.option("-o", "--output", metavar="FILE", help=about))
    return options


@contextmanager
def _opened(path: str | None, inputs: tuple[str, ...]) -> Iterator[TextIO | None]:
    """The file to write, which stands in its place when all is done; None for standard output."""
    if path is None:
        yield None
        return
    check_output(path, inputs)
    with placed(path) as part, file_to_write(part, path) as stream:
        yield stream
