"""The commands `dedup index …`: read, one library call, print. Imported by `cli`; nothing heavy before a command needs it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from dedup.crawl.intake import Intake
    from dedup.detect import Added
    from dedup.settings import Settings

FOUND, BAD_INPUT = 1, 2

_CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
_REFRESH_SECONDS: Final = 0.5


class ReaderGoneError(Exception):
    """The program that reads our standard output has ended."""


@click.group("index", context_settings=_CONTEXT)
def index() -> None:
    """Keeps articles, and finds what a new one took from them.

    INDEX is a folder, or postgresql://user@host/name for one that many machines share.

    \b
    Example:
      dedup index add articles.index crawl.warc.gz
      dedup index find articles.index new.html
    """


_config = click.option("--config", metavar="FILE", help="TOML file of settings; an index is bound to those it was built with.")
_kinds = click.option(
    "--index",
    "kinds",
    type=click.Choice(["minhash", "embedding"]),
    multiple=True,
    help="Which indexes; give it twice for both.  [default: both for a new one, else those it has]",
)
_place = click.argument("place", metavar="INDEX")
_files = click.argument("files", metavar="FILES...", nargs=-1, required=True)


@index.command()
@_place
@_files
@_kinds
@click.option(
    "--same-id",
    type=click.Choice(["replace", "version", "refuse"]),
    default="replace",
    show_default=True,
    help="An article whose id is there with another text takes its place, is kept beside it, or ends the run.",
)
@click.option("--rejects", metavar="FILE", help="Where bad records go.  [default: rejects.jsonl in INDEX, or here for a database]")
@_config
def add(place: str, files: tuple[str, ...], kinds: Any, same_id: Any, rejects: str | None, config: str | None) -> int:
    """Add articles, and print the candidates of each.

    FILES: .jsonl (also .gz), .parquet, .warc(.gz), .html, .txt, .json, folders of these,
    or `-` for JSON lines on standard input. Records carry id, url, title, outlet, author,
    published, text. Start it again after an interruption: what is there is passed over.

    \b
    Example:
      dedup index add articles.index crawl.jsonl > candidates.jsonl

    JSON lines {"id", "version", "candidates"} go to standard output unless that is a
    terminal; progress and counts go to standard error.

    \b
    Exit codes: 0 done (refused records are counted and written down),
    2 bad input or wrong usage, 130 interrupted.
    """
    from dedup.crawl.intake import take_in
    from dedup.detect import Detector
    from dedup.read.corpus import read_corpus

    settings = _settings(config)
    with Detector.open(place, indexes=kinds or None, settings=settings) as detector:
        refused = Path(rejects or (os.path.join(place, "rejects.jsonl") if os.path.isdir(place) else "rejects.jsonl"))
        with _progress() as show:
            counts = take_in(
                detector,
                read_corpus(files, settings),
                rejects=refused,
                same_id=same_id,
                report=None if sys.stdout.isatty() else _show_added,
                progress=_intake_progress(files, show),
            )
        told = f" (see {refused})" if counts.refused else ""
        kept = f"{counts.kept:,} kept, {counts.known:,} there already, {counts.refused:,} refused{told}"
        _say(f"{kept}; {len(detector):,} articles in {place}")
    return 0


@index.command()
@_place
@_files
@click.option("--explain", is_flag=True, help="Compare with the sentence model, and print the whole comparisons.")
@click.option("--candidates", is_flag=True, help="Print what the indexes propose, without comparing: fast, and no finding.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything was found.")
@_config
def find(place: str, files: tuple[str, ...], explain: bool, candidates: bool, exit_code: bool, config: str | None) -> int:
    """Print which stored articles those in FILES copy or rewrite.

    FILES as for `dedup index add`. Nothing is kept.

    \b
    Example:
      dedup index find articles.index new.html

    One JSON line an article, {"id", "matches": [...]}; on a terminal lines to read.

    \b
    Exit codes: 0 done, 1 found (with --exit-code only), 2 bad input,
    130 interrupted.
    """
    from dedup.detect import Detector
    from dedup.read.corpus import read_corpus

    settings, found, refused = _settings(config), False, False
    with Detector.open(place, settings=settings, create=False) as detector:
        for record in read_corpus(files, settings):
            if record.article is None:
                _say(f"{record.where}: {record.error}")
                refused = True
                continue
            matches = detector.candidates(record.article) if candidates else detector.find(record.article, explain=explain)
            found = found or bool(matches)
            _show_matches(record.article.id, [match.to_dict(whole=explain) for match in matches])
    return BAD_INPUT if refused else FOUND if exit_code and found else 0


@index.command()
@_place
@click.argument("ids", metavar="IDS...", nargs=-1, required=True)
@_config
def remove(place: str, ids: tuple[str, ...], config: str | None) -> int:
    """Remove the articles with these ids, in all versions.

    \b
    Example:
      dedup index remove articles.index https://example.org/a

    Exit codes: 0 all were there and are gone, 2 an id was not there, or bad input.
    """
    from dedup.detect import Detector

    with Detector.open(place, settings=_settings(config), create=False) as detector:
        missing = [identity for identity in ids if not detector.remove(identity)]
    for identity in missing:
        _say(f"there is no article {identity!r} in {place}")
    _say(f"{len(ids) - len(missing):,} removed")
    return BAD_INPUT if missing else 0


@index.command()
@_place
@_config
def stats(place: str, config: str | None) -> None:
    """Print counts, bytes, expected recalls and the spec, as JSON.

    \b
    Example:
      dedup index stats articles.index

    Exit codes: 0 done, 2 there is no such index.
    """
    from dedup.detect import Detector

    with Detector.open(place, settings=_settings(config), create=False) as detector:
        _line(json.dumps(detector.stats(), indent=1, ensure_ascii=False))


@index.command()
@_place
@_config
def verify(place: str, config: str | None) -> int:
    """Print what is wrong with an index, one line each.

    Checks the files, every batch, and the rows of every article against its text.

    \b
    Example:
      dedup index verify articles.index

    Exit codes: 0 nothing is wrong, 1 something is, 2 there is no such index.
    """
    from dedup.detect import verify as problems

    wrong = 0
    for wrong, problem in enumerate(problems(place, settings=_settings(config)), 1):  # noqa: B007
        _line(problem)
    _say(f"{wrong:,} problems" + (f"; `dedup index rebuild {place}` makes all rows anew from the texts" if wrong else ""))
    return FOUND if wrong else 0


@index.command()
@_place
@_kinds
@_config
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

    with _progress() as show:
        count = rebuild_index(place, indexes=kinds or None, settings=_settings(config), progress=show)
    _say(f"{count:,} articles, all rows made anew")


def _settings(config: str | None) -> Settings:
    from dedup.settings import Settings

    return Settings.load(config) if config is not None else Settings()


def _show_added(added: Added) -> None:
    _line(json.dumps({"id": added.id, "version": added.version, "candidates": added.candidates}, ensure_ascii=False))


def _show_matches(identity: str, matches: Sequence[Mapping[str, Any]]) -> None:
    if not sys.stdout.isatty():
        return _line(json.dumps({"id": identity, "matches": matches}, ensure_ascii=False))
    _line(f"{identity}: {len(matches) or 'no'} match{'es' * (len(matches) != 1)}")
    for match in matches:
        why = "; ".join(f"{one['measure']} {one['similarity']:.2f}" for one in match["why"])
        _line(f"  {match.get('relation', 'candidate'):<14} {match['id']}  ({why})")
    return None


Show = Callable[[int, int], None]
"""Told of the work done and of all of it, 0 where that is not known."""


@contextmanager
def _progress() -> Iterator[Show]:
    """Count, rate and time left, on standard error when that is a terminal."""
    started = shown = time.monotonic()

    def show(done: int, every: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if sys.stderr.isatty() and now - shown > _REFRESH_SECONDS:
            shown, spent = now, now - started
            left = f", {_clock(spent * (every - done) / max(1, done))} left" if every else ""
            click.echo(f"\r\033[Kdedup: {done:,}{f' of {every:,}' * bool(every)}, {done / spent:,.0f}/s{left}", err=True, nl=False)

    try:
        yield show
    finally:
        if sys.stderr.isatty() and shown != started:
            click.echo("\r\033[K", err=True, nl=False)


def _intake_progress(files: Sequence[str], show: Show) -> Callable[[Intake], None]:
    """Progress by articles; how many there will be is estimated from the bytes of those read so far."""
    from dedup.read.corpus import corpus_bytes

    every = corpus_bytes(files)

    def told(counts: Intake) -> None:
        show(counts.read, round(every / counts.bytes_each) if every and counts.bytes_each else 0)

    return told


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _line(text: str) -> None:
    """One line on standard output."""
    try:
        click.echo(text)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the flush at exit complains once more
        raise ReaderGoneError from None


def _say(message: str) -> None:
    """One line on standard error; what could break the line or steer a terminal is shown escaped."""
    click.echo("dedup: " + "".join(c if c.isprintable() else repr(c)[1:-1] for c in message), err=True)
