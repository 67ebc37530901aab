"""Whether this checkout says of every pair, byte for byte, what another one said: `python -m benchmarks.same BEFORE`.

BEFORE is another checkout (a worktree of the commit that one started from) or a file that `--write` made. Compared is the JSON of
all pairs of the story families, of `changes.jsonl`, `quotes.jsonl` and `credit.jsonl` and, where they are beside the checkout, of
the seeds and of the rewrites with gold: by words alone and with the model. The signature of the settings and the schema's version
may differ. Exit codes: 0 the same, 1 something differs (what, of the first pairs), 2 bad input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from benchmarks import families, rewrites, seeds
from benchmarks.gold import PassageCase, RelationCase
from benchmarks.harness import ROOT, find_data
from benchmarks.suite import DataError, Options
from dedup import Article
from dedup.article import as_article

PROGRAM: Final = Path(__file__).with_name("same_lines.py")
HAND_WRITTEN: Final = ("changes.jsonl", "quotes.jsonl")
SHOWN: Final = 10
"""Pairs that differ of which is said what differs."""
MODES: Final = {"words": False, "model": True}

Pair = Mapping[str, Any]
"""A line for `same_lines`."""
Results = Mapping[str, Any]
"""The plain result of each pair, by its name."""


def pairs(modes: Iterable[str], beside: Path | None = None) -> list[Pair]:
    """All pairs, once for each mode; `beside`: the folder of the sets that are not in this repository."""
    plain = [*_with_gold(beside), *_hand_written(ROOT / "data")]
    return [
        {"name": f"{name} ({mode})", "a": asdict(a), "b": asdict(b), "source": source, "model": MODES[mode]}
        for mode in modes
        for name, a, b, source in plain
    ]


Plain = tuple[str, Article, Article, str | None]


def _with_gold(beside: Path | None) -> Iterator[Plain]:
    """Pairs of whole articles; of those that are not in this repository, what is found beside it."""
    options = Options()
    yield from (_of_gold("families", case) for case in families.load(find_data(families.SUITE, None), options))
    for suite in (seeds.SUITE, rewrites.SUITE):
        try:
            place = find_data(suite, beside)
        except DataError:
            click.echo(f"{suite.name}: left out, no data beside this checkout; give --data DIR", err=True)
            continue
        for number, case in enumerate(suite.load(place, options)):
            if isinstance(case, rewrites.RewriteCase):
                yield f"rewrites/{number}", case.source, case.derivative, "a"
            else:
                yield _of_gold("seeds", case)


def _of_gold(suite: str, case: RelationCase | PassageCase) -> Plain:
    return f"{suite}/{case.name}", case.a, case.b, "a" if isinstance(case, PassageCase) else None


def _hand_written(data: Path) -> Iterator[Plain]:
    for name in HAND_WRITTEN:
        for row in _rows(data / name):
            yield f"{name}/{row['id']}", as_article(row["source"]), as_article(row["derivative"]), "a"
    for row in _rows(data / "credit.jsonl"):
        text = " ".join(passage["text"] for passage in row["passages"])
        yield f"credit.jsonl/{row['id']}", Article(**row["source"]), as_article(text), "a"


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def results_of(checkout: Path, asked: Sequence[Pair]) -> list[str]:
    """The lines of `same_lines` for these pairs with the package of a checkout. Raises DataError where its run fails."""
    if not (checkout / "dedup" / "__init__.py").is_file():
        raise DataError(f"{checkout} is no checkout: it has no dedup/__init__.py")
    given = "".join(json.dumps(pair) + "\n" for pair in asked)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", PROGRAM.read_text(encoding="utf-8")]  # with -c, the folder it runs in comes first
    done = subprocess.run(command, cwd=checkout, env=kept, input=given.encode(), capture_output=True, check=False)
    if done.returncode:
        raise DataError(f"the comparisons in {checkout} ended with exit code {done.returncode}: {done.stderr.decode()[-500:]}")
    return done.stdout.decode().split("\n")[:-1]


def read(lines: Iterable[str]) -> Results:
    """Results by the name of their pair."""
    return {row["name"]: row["result"] for row in map(json.loads, lines)}


def differing(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Where two plain values differ: `passages[3].kind: "quote" -> "edited"`. A whole number is no decimal one, as in bytes."""
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        for key in before:
            yield from differing(before[key], after[key], f"{place}.{key}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differing(one, other, f"{place}[{at}]")
    elif json.dumps(before) != json.dumps(after):
        yield f"{place}: {_short(before)} -> {_short(after)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:97]}..."


def report(before: Results, after: Results) -> tuple[list[str], bool]:
    """Lines that say what differs, or that nothing does, and whether nothing does. Pairs that only one side has differ."""
    changed = {name: list(differing(before.get(name), result)) for name, result in after.items()}
    gone = [name for name in before if name not in after]
    unlike = {name: places for name, places in changed.items() if places}
    lines = [f"{name}\n  {places[0]}" + f"\n  and {len(places) - 1} more" * (len(places) > 1) for name, places in unlike.items()]
    lines = [*islice(lines, SHOWN), *(f"{name}: gone" for name in gone[:SHOWN])]
    if unlike or gone:
        return [*lines, f"{len(unlike) + len(gone)} of {len(after) + len(gone)} comparisons differ"], False
    return [f"{len(after)} comparisons, byte for byte the same"], True


def _results(place: Path, asked: Sequence[Pair]) -> Results:
    """What a checkout says now, or what a file says of the same pairs."""
    if place.is_dir():
        return read(results_of(place, asked))
    wanted = {pair["name"] for pair in asked}
    return {name: result for name, result in read(place.read_text(encoding="utf-8").split("\n")[:-1]).items() if name in wanted}


@click.command(help=__doc__)
@click.argument("before", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--write", "target", type=click.Path(path_type=Path), help="Write what is said now there, to compare with later.")
@click.option("--mode", type=click.Choice(list(MODES)), help="By words alone, or with the model.  [default: both]")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="Folder of seeds/ and rewrites/.")
@click.option("--only", default="", help="Pairs whose name begins so: families/, seeds/, rewrites/, changes.jsonl/ …")
def main(before: Path | None, target: Path | None, mode: str | None, data: Path | None, only: str) -> None:
    """The command."""
    if not before and not target:
        raise click.UsageError("nothing to do: give BEFORE, a checkout or a file, or --write FILE")
    try:
        asked = [pair for pair in pairs([mode] if mode else MODES, data) if pair["name"].startswith(only)]
        if not asked:
            raise DataError(f"no pair has a name that begins with {only!r}")
        lines = results_of(ROOT, asked)
        if target:
            target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            click.echo(f"{len(lines)} comparisons -> {target}", err=True)
        if before:
            said, same = report(_results(before, asked), read(lines))
            click.echo("\n".join(said))
            sys.exit(not same)
    except DataError as error:
        raise click.UsageError(str(error)) from error


if __name__ == "__main__":
    main()
