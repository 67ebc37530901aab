"""`dedup index remove`, `stats`, `verify`, `rebuild` and `backup`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from dedup.cli.index_parts import index_config, index_kinds, index_place, print_line, progress_shown, shown_place
from dedup.cli.out import TERMINAL, note, out, speaks
from dedup.cli.shared import BAD_INPUT, FOUND, settings_of
from dedup.terminal import escaped, say


@click.command()
@index_place
@click.argument("ids", metavar="IDS...", nargs=-1, required=True)
@index_config
@speaks(writes=False)
def remove(place: str, ids: tuple[str, ...], config: str | None) -> int:
    """Remove the articles with these ids, in all versions.

    \b
    Example:
      dedup index remove articles.index https://example.org/a

    Exit codes: 0 all were there and are gone, 2 an id was not there, or bad input.
    """
    from dedup.detect import Detector

    with Detector.open(place, settings=settings_of(config), create=False) as detector:
        missing = [identity for identity in ids if not detector.remove(identity)]
    for identity in missing:
        say(f"there is no article {identity!r} in {shown_place(place)}")
    note(f"{len(ids) - len(missing):,} removed")
    return BAD_INPUT if missing else 0


@click.command()
@index_place
@index_config
@speaks("json", TERMINAL)
def stats(place: str, config: str | None) -> None:
    """Print counts, bytes, expected recalls and the spec.

    \b
    Example:
      dedup index stats articles.index

    Exit codes: 0 done, 2 there is no such index.
    """
    from dedup.detect import Detector

    with Detector.open(place, settings=settings_of(config), create=False) as detector:
        counts = detector.stats()
    if not out().is_to_read:
        return print_line(json.dumps(counts, indent=1, ensure_ascii=False))
    for name, value in _flat(counts):
        print_line(escaped(f"{name}  {value:,}" if isinstance(value, int) else f"{name}  {value}"))
    return None


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name} ")
        else:
            yield f"{above}{name}", value


@click.command()
@index_place
@index_config
@speaks()
def verify(place: str, config: str | None) -> int:
    """Print what is wrong with an index, one line each.

    Checks the files, every batch, and the rows of every article against its text.

    \b
    Example:
      dedup index verify articles.index

    Exit codes: 0 nothing is wrong, 1 something is, 2 there is no such index.
    """
    from dedup.detect import verify as problems
    from dedup.report.wording import counted

    wrong = 0
    for wrong, problem in enumerate(problems(place, settings=settings_of(config)), 1):  # noqa: B007
        print_line(escaped(problem))
    note(
        counted(wrong, "problem")
        + (f"; `dedup index rebuild {shown_place(place)}` makes all rows anew from the texts" if wrong else "")
    )
    return FOUND if wrong else 0


@click.command()
@index_place
@index_kinds
@index_config
@speaks(writes=False)
def rebuild(place: str, kinds: Any, config: str | None) -> None:
    """Make all rows anew from the stored texts.

    After a change of settings or of indexes, after damage, and to drop what removed
    articles left behind. All or nothing; others go on reading the old rows meanwhile.

    \b
    Example:
      dedup index rebuild articles.index --config dedup.toml

    Exit codes: 0 done, 2 there is no such index, 130 interrupted (nothing has changed).
    """
    from dedup.detect import rebuild_index
    from dedup.report.wording import counted

    with progress_shown() as show:
        count = rebuild_index(place, indexes=kinds or None, settings=settings_of(config), progress=show, damaged=say)
    note(f"{counted(count, 'article')}, all rows made anew")


@click.command()
@index_place
@click.argument("target", metavar="FOLDER")
@index_config
@speaks(writes=False)
def backup(place: str, target: str, config: str | None) -> None:
    """Copy an index to FOLDER as it is now, while others go on using it.

    A plain copy of the files is one only while no process has the index open. For a
    database: pg_dump --schema=dedup.

    \b
    Example:
      dedup index backup articles.index backups/monday.index

    Exit codes: 0 done, 2 there is no such index, or FOLDER is not empty.
    """
    from dedup.detect import backup_index

    backup_index(place, target, settings=settings_of(config))
    note(f"{shown_place(place)} is copied to {target}")
