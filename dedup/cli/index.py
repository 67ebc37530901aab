"""`dedup index add`, `find` and `matches`: read, one library call, print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from dedup.cli.index_matches import show_matches
from dedup.cli.index_parts import Show, index_config, index_files, index_kinds, index_place, print_line, progress_shown, shown_place
from dedup.cli.index_search import furniture, search, show_new
from dedup.cli.index_show import show
from dedup.cli.index_upkeep import backup, rebuild, remove, stats, verify
from dedup.cli.out import TERMINAL, note, out, speaks
from dedup.cli.shared import BAD_INPUT, CONTEXT, FOUND, settings_of
from dedup.errors import InputError
from dedup.terminal import is_terminal, say

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.crawl.intake import Intake
    from dedup.detect import Added
    from dedup.read.corpus import CorpusRecord, Reached


@click.group("index", context_settings=CONTEXT)
def index() -> None:
    """Keeps articles, and finds what a new one took from them.

    INDEX is a folder, or postgresql://user@host/name for one that many machines share.

    \b
    Example:
      dedup index add articles.index crawl.warc.gz
      dedup index find articles.index new.html
    """


@index.command()
@index_place
@index_files
@index_kinds
@click.option(
    "--same-id",
    type=click.Choice(["replace", "version", "refuse"]),
    default="replace",
    show_default=True,
    help="An article whose id is there with another text takes its place, is kept beside it, or is refused.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    help="Where refused records are appended, each once.  [default: rejects.jsonl in INDEX, or here for a database]",
)
@index_config
@speaks("jsonl", TERMINAL)
def add(place: str, files: tuple[str, ...], kinds: Any, same_id: Any, rejects: str | None, config: str | None) -> int:
    """Add articles, and print the candidates of each.

    FILES: .jsonl (also .gz), .parquet, .warc(.gz), .html, .txt, .json, folders of these,
    or `-` for JSON lines on standard input. Records carry id, url, title, outlet, author,
    published, text. What states neither id nor url is named by what it holds, a file by its
    path as given. Folders that hold an index are passed over, so is the rejects file.

    \b
    Example:
      dedup index add articles.index crawl.jsonl > candidates.jsonl

    JSON lines {"id", "version", "candidates", "where"} go to standard output unless that
    is a terminal ("where": its file, and place in it); progress and counts go to standard
    error.

    Start it again after an interruption: what is there with the same text is passed over,
    and the line that it had when it was kept is printed again, so that the output is
    complete.

    A refused record is one line {"where", "error", "record"}, the record cut after 20,000
    characters; a run that meets it again adds no second line.

    \b
    Exit codes: 0 done (refused records are counted and written down),
    2 bad input or wrong usage, 130 interrupted.
    """
    from dedup.crawl.intake import Intake, take_in
    from dedup.crawl.rejects import Rejects
    from dedup.detect import Detector
    from dedup.read.corpus import Reached, check_paths, corpus_bytes, read_corpus
    from dedup.report.wording import counted

    settings, refused = settings_of(config), _rejects_path(place, rejects)
    skip, reached = _written_here(refused), Reached()
    check_paths(files)
    _check_apart(files, skip)
    written = Rejects(refused) if rejects else None  # INDEX may not be there yet
    with Detector.open(place, indexes=kinds or None, settings=settings) as detector:
        counts, output = Intake(), written or Rejects(refused)
        try:
            with progress_shown() as show:
                take_in(
                    detector,
                    read_corpus(files, settings, skip=skip, reached=reached),
                    rejects=output,
                    same_id=same_id,
                    batch=settings.index_batch,
                    report=None if out().is_to_read else _show_added,
                    progress=_intake_progress(corpus_bytes(files, skip) if is_terminal(sys.stderr) else 0, reached, show),
                    counts=counts,
                )
        except BaseException:  # an interrupt, too: what came of the run so far
            say(f"cut short: {_outcome(counts, refused)}")
            raise
        note(f"{_outcome(counts, refused)}; {counted(len(detector), 'article')} in {shown_place(place)}")
    return 0


@index.command()
@index_place
@index_files
@click.option(
    "--explain",
    is_flag=True,
    help="Compare every candidate with the sentence model, which finds more, and print the whole comparisons.",
)
@click.option(
    "--same-story",
    is_flag=True,
    help="List stored articles that tell the same event, too, though neither took from the other.  Slower.",
)
@click.option("--candidates", is_flag=True, help="Print what the indexes propose, without comparing: fast, and no finding.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything was found.")
@click.option(
    "--new-only",
    is_flag=True,
    help="Print the articles themselves of which no stored one holds half of the word runs, as JSON lines.  Fast, and no finding.",
)
@index_config
@speaks("jsonl", TERMINAL)
def find(
    place: str,
    files: tuple[str, ...],
    explain: bool,
    same_story: bool,
    candidates: bool,
    exit_code: bool,
    new_only: bool,
    config: str | None,
) -> int:
    """Print which stored articles those in FILES copy or rewrite.

    FILES as for `dedup index add`. Nothing is kept.

    \b
    Example:
      dedup index find articles.index new.html
      dedup index find archive.index crawl.jsonl --new-only > new.jsonl
      dedup index find archive.index new.html --same-story

    One JSON line an article, {"id", "matches": [...]}; on a terminal lines to read.

    \b
    Exit codes: 0 done, 1 found (with --exit-code only), 2 bad input,
    130 interrupted.
    """
    from dedup.detect import Detector
    from dedup.read.corpus import read_corpus

    if new_only and (explain or same_story or candidates or exit_code):
        raise click.UsageError(
            "--new-only compares nothing: it cannot go with --explain, --same-story, --candidates or --exit-code."
        )
    if candidates and (explain or same_story):
        raise click.UsageError("--candidates compares nothing: it cannot go with --explain or --same-story.")
    settings, some, refused, failed, skip = settings_of(config), False, False, 0, _written_here()
    _check_apart(files, skip)
    records = read_corpus(files, settings, skip=skip)
    with Detector.open(place, settings=settings, create=False) as detector:
        if new_only:
            return show_new(detector, records)
        for record in records:
            try:
                article = _asked(record)
                wanted = {"explain": explain, "same_story": same_story}
                matches = detector.candidates(article) if candidates else detector.find(article, **wanted)
            except InputError as error:
                say(f"{record.where}: {error}")
                refused = True
                continue
            some = some or bool(matches)
            failed += show_matches(record.stated or record.where, [match.to_dict(whole=explain) for match in matches])
            if matches and files == (record.where,) and out().is_to_read:
                _tell_next(place, matches[0].article.id, record.where)
        _tell_failures(failed)
    return BAD_INPUT if refused else FOUND if exit_code and some else 0


@index.command()
@index_place
@click.argument("ids", metavar="[IDS...]", nargs=-1)
@click.option(
    "--explain",
    is_flag=True,
    help="Compare every candidate with the sentence model, which finds more, and print the whole comparisons.",
)
@index_config
@speaks("jsonl", TERMINAL)
def matches(place: str, ids: tuple[str, ...], explain: bool, config: str | None) -> int:
    """Print what stored articles copied or rewrote of earlier ones.

    Compares the candidates that were kept with the articles of these ids, or of all
    articles, in their order of arrival; nothing is looked for anew.

    \b
    Example:
      dedup index matches articles.index https://example.org/a

    One JSON line an article, {"id", "matches": [...]}; on a terminal lines to read.

    \b
    Exit codes: 0 done, 2 an id was not there, or bad input, 130 interrupted.
    """
    from dedup.detect import Detector

    missing, failed = False, 0
    with Detector.open(place, settings=settings_of(config), create=False) as detector:
        for identity in ids or list(dict.fromkeys(article.id for article in detector)):
            if identity in detector:
                earlier = detector.matches(identity, explain=explain)
                failed += show_matches(identity, [match.to_dict(whole=explain) for match in earlier])
            elif ids:
                say(f"there is no article {identity!r} in {shown_place(place)}")
                missing = True
        _tell_failures(failed)
    return BAD_INPUT if missing else 0


for command in (show, search, furniture, remove, stats, verify, rebuild, backup):
    index.add_command(command)


def _rejects_path(place: str, rejects: str | None) -> Path:
    if rejects is not None:
        return Path(rejects)
    return Path("rejects.jsonl") if "://" in place else Path(place, "rejects.jsonl")


def _check_apart(files: Sequence[str], is_written: Callable[[str], bool]) -> None:
    """Refuse to read what is being written: it would grow as it is read."""
    for file in files:
        if file != "-" and is_written(file):
            raise click.UsageError(f"{file} is a file that this run writes to; it cannot be read at the same time.")


def _written_here(refused: Path | None = None) -> Callable[[str], bool]:
    """Whether a file is one that this run writes: the rejects, or what standard output and standard error go to."""
    streams = [os.fstat(number) for number in (1, 2) if _is_open(number)]
    places = [os.path.realpath(name) for name in (refused, out().path) if name]

    def is_written(file: str) -> bool:
        if not os.path.isfile(file):
            return False
        own = os.stat(file)
        return os.path.realpath(file) in places or any(os.path.samestat(own, stream) for stream in streams)

    return is_written


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _outcome(counts: Intake, refused: Path) -> str:
    replaced = f" ({counts.replaced:,} in place of another text)" if counts.replaced else ""
    again = counts.refused - counts.new_refused
    seen = f"{again:,} of them there already, " if again else ""
    where = f" ({seen}see {refused})" if counts.refused else ""
    return f"{counts.kept:,} kept{replaced}, {counts.known:,} there already, {counts.refused:,} refused{where}"


def _asked(record: CorpusRecord) -> Article:
    """The article under the id that it states, if any: what is stored under that one is itself, and no match."""
    if record.article is None:
        raise InputError(record.error or "no article")
    return replace(record.article, id=record.stated)


def _tell_next(place: str, identity: str, file: str) -> None:
    stored = f"dedup index show {quote(shown_place(place))} {quote(identity)}"
    note(f"what was taken and changed: {stored} | dedup compare - {quote(file)}")


def _tell_failures(failed: int) -> None:
    if failed:
        from dedup.report.wording import counted

        say(f"{counted(failed, 'candidate')} could not be compared; the key `failed` of their lines says why")


def _show_added(added: Added, where: str) -> None:
    row = {"id": added.id, "version": added.version, "candidates": added.candidates, "where": where}
    print_line(json.dumps(row, ensure_ascii=False))


def _intake_progress(every: int, reached: Reached, show: Show) -> Callable[[Intake], None]:
    """Progress by articles; how many there will be is estimated from how far the reading has come in the files."""

    def tell(counts: Intake) -> None:
        show(counts.read, round(counts.read * every / reached.bytes) if every and reached.bytes else 0)

    return tell
