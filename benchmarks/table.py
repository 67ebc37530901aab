"""Tables of figures: beside each the goal and the best published one; on a terminal, and in README.md from results/."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from benchmarks.harness import RESULTS, SUITES, suite_named
from benchmarks.suite import DataError, Suite, number

README: Final = Path(__file__).resolve().parent / "README.md"
START: Final = "<!-- table: written by `python -m benchmarks table --write` -->"
END: Final = "<!-- end of table -->"


def printed(suite: Suite[Any, Any], record: Mapping[str, Any]) -> Table:
    """The figures of one run for the terminal."""
    table = Table("figure", "reached", "wanted", "best published", title=f"{suite.name}: {suite.about}", title_justify="left")
    for row in _rows(suite, record):
        table.add_row(*row)
    return table


def markdown(results: Path = RESULTS) -> str:
    """The table of the README: the last whole run of every suite, with and without the model."""
    lines = ["| suite | figure | with the model | words alone | wanted | best published |", "|---|---|---|---|---|---|"]
    for name in SUITES:
        suite = suite_named(name)
        runs = last_runs(results / f"{name}.jsonl", in_parts=suite.in_parts)
        figures = list(dict.fromkeys(figure for record in runs.values() for figure in record["figures"]))
        figures = [figure for figure in figures if not re.fullmatch(suite.details, figure)]
        for place, figure in enumerate(figures):
            reached = [_reached(runs.get(kind), figure) for kind in ("model", "words")]
            cells = ["" if place else name, f"`{figure}`", *reached]
            cells += [suite.wanted.get(figure, "–"), str(suite.published.get(figure, "–"))]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def last_runs(path: Path, *, in_parts: bool = False) -> dict[str, Mapping[str, Any]]:
    """The last unlimited record of a results file by kind: "model" or "words". Raises DataError for a broken line.

    `in_parts`: with the figures that it lacks from the records before.
    """
    runs: dict[str, Mapping[str, Any]] = {}
    for place, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.is_file() else (), 1):
        try:
            record = json.loads(line)
            if record["limit"] is None:
                kind = "words" if record["settings"].startswith("model:none|") else "model"
                before = runs[kind]["figures"] if in_parts and kind in runs else {}
                runs[kind] = {**record, "figures": {**before, **record["figures"]}}
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}, line {place}: not a result ({error}); delete the line") from error
    return runs


def write(readme: Path = README, results: Path = RESULTS) -> None:
    """Put the table between its marks in the README. Raises DataError when they are gone."""
    text = readme.read_text(encoding="utf-8")
    if text.count(START) != 1 or text.count(END) != 1:
        raise DataError(f"{readme}: expected one line {START!r} and one {END!r}")
    before, rest = text.split(START)
    readme.write_text(f"{before}{START}\n{markdown(results)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def _rows(suite: Suite[Any, Any], record: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name, value in record["figures"].items():
        yield name, number(value), suite.wanted.get(name, ""), str(suite.published.get(name, ""))


def _reached(record: Mapping[str, Any] | None, figure: str) -> str:
    return number(record["figures"][figure]) if record and figure in record["figures"] else "–"
