"""What `dedup compare` was given, read: files, standard input, addresses, the files of a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dedup.addresses import is_address
from dedup.errors import InputError
from dedup.terminal import say

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.settings import Settings

MOST_OF_FOLDER: Final = 40
"""Articles of a folder that are compared with one another: 780 pairs, some minutes; beyond, `dedup families` is the way."""


def listed(given: tuple[str, ...]) -> tuple[str, ...]:
    """What was given, with the articles of a folder in its place. Raises UsageError for a folder of none, or of too many."""
    return tuple(path for one in given for path in (_files_of(one) if os.path.isdir(one) else [one]))


def _files_of(folder: str) -> list[str]:
    from dedup.read import SUFFIXES

    files = sorted(str(path) for path in Path(folder).iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())
    if not files:
        raise click.UsageError(f"{folder} holds no file that is read as an article ({', '.join(SUFFIXES)}).")
    if len(files) > MOST_OF_FOLDER:
        raise click.UsageError(
            f"{folder} holds {len(files):,} articles; up to {MOST_OF_FOLDER} are compared each with each. "
            f"`dedup families {folder}` finds who took from whom among any number."
        )
    return files


def read_all(
    given: tuple[str, ...], settings: Settings, *, head: bool, quiet: bool, verbose: bool
) -> tuple[tuple[str, ...], list[Article]]:
    """The articles of what was given, and the names of their files; a file of a folder that holds none is told and left out.

    Raises UsageError where a folder leaves fewer than two, and InputError for what was named itself and cannot be read.
    """
    read: list[tuple[str, Article]] = []
    for one in given:
        of_folder = os.path.isdir(one)
        for path in listed((one,)):
            try:
                read.append((path, read_one(path, settings, head=head, quiet=quiet, verbose=verbose)))
            except InputError as error:
                if not of_folder:
                    raise
                if not quiet:
                    say(f"note: left out: {error}")
    if len(read) < 2:
        raise click.UsageError(f"{', '.join(given)}: of its files {'one is' if read else 'none is'} an article that can be read.")
    return tuple(path for path, _ in read), [article for _, article in read]


def read_one(path: str, settings: Settings, *, head: bool, quiet: bool, verbose: bool) -> Article:
    """The article in a file or at an address; on standard error the notes, unless `quiet`, and, if `verbose`, what it is."""
    from dedup.read import NO_HEAD, read_noted

    if is_address(path):
        from dedup.read.address import read_address  # what a connection needs takes 60 ms to load

        reading = read_address(path, settings=settings)
        notes = (NO_HEAD, *reading.notes) if head else reading.notes
    else:
        reading = read_noted(path, settings=settings, head=head)
        notes = reading.notes
    article = reading.article
    for note in () if quiet else notes:
        say(f"note: {path}: {note}")
    if verbose:
        from dedup.report.wording import counted
        from dedup.words import words

        known = ", ".join(f"{name} {value}" for name, value in article.known().items() if name != "links")
        say(f"{path}: {counted(len(words(article.text)), 'word')}{f'; {known}' if known else ''}")
    return article
