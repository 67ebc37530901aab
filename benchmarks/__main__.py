"""The one command: `python -m benchmarks SUITE`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from benchmarks import table
from benchmarks.harness import SUITES, find_data, run, save, save_details, suite_named
from benchmarks.suite import DataError, Options, Suite
from dedup.errors import DedupError
from dedup.settings import Settings

BAD_INPUT: Final = 2
INTERRUPTED: Final = 130

_NOTES: Final = Console(stderr=True)
_OUT: Final = Console()


def _own_options(asked: Sequence[str]) -> list[click.Option]:
    """The options that suites declare for themselves."""
    own: dict[str, str] = {}
    for name in asked:
        for option, about in suite_named(name).extra.items():
            own[option] = f"{name}: {about}"
    return [click.Option([f"--{option}"], metavar="DIR", help=about) for option, about in own.items()]


def command(asked: Sequence[str] = SUITES) -> click.Command:
    """The command with the options of the suites that were asked for: the others are not imported."""
    listed = "\n".join(f"  {name:<11} {suite_named(name).about}" for name in asked)
    return click.Command(
        "benchmarks",
        callback=_run,
        help=f"""Run suites and print their figures beside the best published ones.

\b
Suites:
{listed}
  all         every one of them
  table       no run: print the table of all results (--write puts it into benchmarks/README.md)

\b
Example:
  python -m benchmarks families --jobs 2

Each run appends one line of JSON to benchmarks/results/SUITE.jsonl, or to --output.

\b
Exit codes: 0 done, 2 bad input or missing data (one line on standard error), 130 interrupted.
""",
        params=[
            click.Argument(["suites"], nargs=-1, required=True, metavar="SUITE..."),
            _file(
                "--data", "DIR", "The set as published, or the folder that holds it by its usual name.  [default: see README.md]"
            ),
            click.Option(["--limit"], type=int, metavar="N", help="Run N cases only, spread evenly over the set.  [default: all]"),
            click.Option(["--jobs"], type=click.IntRange(min=1), default=1, show_default=True, help="Processes side by side."),
            _file("--output", "FILE", "Append the result there, one line of JSON a suite."),
            _file("--details", "FILE", "Append what was wanted and found of every case, one line of JSON each."),
            click.Option(["--no-model"], is_flag=True, help="Words alone."),
            click.Option(["--config"], metavar="FILE", help="TOML file of settings."),
            click.Option(["--write"], is_flag=True, help="table: write it into benchmarks/README.md."),
            *_own_options(asked),
        ],
    )


def _file(name: str, kind: str, about: str) -> click.Option:
    return click.Option([name], type=click.Path(path_type=Path), metavar=kind, help=about)


def _run(
    suites: tuple[str, ...],
    data: Path | None,
    limit: int | None,
    jobs: int,
    output: Path | None,
    details: Path | None,
    no_model: bool,
    config: str | None,
    write: bool,
    **extra: str | None,
) -> int:
    if suites == ("table",):
        return _show_table(write)
    settings = Settings.load(config) if config else Settings()
    settings = settings.updated({"model": ""}) if no_model else settings
    options = Options(settings, limit, jobs, {name.replace("_", "-"): value for name, value in extra.items() if value is not None})
    named = [suite_named(name) for name in (SUITES if suites == ("all",) else suites)]
    failed = [not _run_one(suite, data, options, output, details) for suite in named]
    return BAD_INPUT if any(failed) else 0


def _run_one(suite: Suite[Any, Any], data: Path | None, options: Options, output: Path | None, details: Path | None) -> bool:
    """Run and show one suite; False when it could not be run, so that the others of `all` still are."""
    columns = TextColumn(suite.name), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    try:
        place = find_data(suite, data)
        with Progress(*columns, console=_NOTES, transient=True) as bar:
            task = bar.add_task(suite.name, total=None)
            done = run(suite, place, options, lambda judged, every: bar.update(task, completed=judged, total=every))
    except DedupError as error:
        _NOTES.print(f"benchmarks: {error}", markup=False, highlight=False, soft_wrap=True)
        return False
    if details:
        save_details(done.outcomes, details)
    path = save(done.record, output)
    _OUT.print(table.printed(suite, done.record))
    record = done.record
    for failure in record.get("failures", ()):
        _NOTES.print(f"benchmarks: no figure for {failure}", markup=False, highlight=False, soft_wrap=True)
    _NOTES.print(
        f"{record['cases']} cases, {record['seconds']} s, {record['peak_memory_mb']} MB, {record['settings']} -> {path}",
        soft_wrap=True,
    )
    return True


def _show_table(write: bool) -> int:
    if write:
        table.write()
        _NOTES.print(f"written into {table.README}", soft_wrap=True)
    else:
        print(table.markdown())
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        given = sys.argv[1:] if arguments is None else arguments
        asked = [name for name in SUITES if name in given]
        return int(command(asked or SUITES).main(args=arguments, prog_name="python -m benchmarks", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
    except (DataError, DedupError) as error:
        _NOTES.print(f"benchmarks: {error}", markup=False, highlight=False, soft_wrap=True)
    except (click.Abort, KeyboardInterrupt):
        _NOTES.print("benchmarks: interrupted; suites that were done are saved")
        return INTERRUPTED
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
