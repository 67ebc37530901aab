"""`dedup families`: a corpus in, its families out. Thin: read the options, one library call, write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dedup.cli.explained import explained
from dedup.cli.families_progress import Progress, progress_shown, refused
from dedup.cli.families_spark import PAGE, asked_of_spark, check_page, on_spark, parted
from dedup.cli.out import note, out, speaks
from dedup.cli.shared import settings_of
from dedup.errors import DedupError
from dedup.terminal import check_place, escaped, placed, write, write_to

if TYPE_CHECKING:
    from dedup.engines.local import Run
    from dedup.families.graph import Judge
    from dedup.families.keep import Keep
    from dedup.settings import Settings


@click.command()
@click.argument("corpus", nargs=-1, required=True, metavar="CORPUS...")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write the families to FILE: .jsonl, .csv (edges), .graphml, .parquet, .html (a page). May be given several times.  "
    "[default: JSON lines on standard output]",
)
@click.option(
    "--explain", metavar="FILE", help="Compare both articles of every edge, and write the comparisons to FILE (JSON lines)."
)
@click.option("--members", metavar="FILE", help="Write a line of CSV for each article of a family to FILE: id, family, root.")
@click.option(
    "--cleaned",
    metavar="FILE",
    help="Write the corpus as it was read, without what --keep leaves out, to FILE (.jsonl, .jsonl.gz, .parquet; "
    ".csv, in which formulas and control characters are made inert), and what went and why to FILE.removed.csv.",
)
@click.option(
    "--keep",
    type=click.Choice(["one", "root", "longest", "earliest"]),
    help="Of each family keep the root, the longest, the earliest, or one: the root, else the earliest, else the longest. A family "
    "without a root (or dates) stays whole under root (earliest).  [default: one]",
)
@click.option("--copies", is_flag=True, help="Leave out copies alone, no article that shares a part only.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True, help="Where the work is done.")
@click.option("--master", metavar="URL", help="Spark's master, such as local[4] or spark://host:7077.  [default: Spark's own]")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Threads that sketch.  [default: one a core]")
@click.option(
    "--work",
    metavar="DIR",
    help="Folder for what does not fit into memory; a killed run finds its sketches there.  [default: beside --output]",
)
@click.option(
    "--embeddings",
    is_flag=True,
    help="Propose pairs by sentence vectors too, which see rewriting without shared shingles; the comparison confirms each.  "
    "Slower, 5 KB of memory an article.",
)
@click.option(
    "--quotations",
    is_flag=True,
    help="Join articles, too, that share next to nothing but what both quote.",
)
@click.option("--no-model", is_flag=True, help="Compare by words alone.")
@click.option("--config", metavar="FILE", help="TOML file of `name = value` lines; `dedup settings` prints one.")
@speaks("jsonl", "csv", "graphml", writes=False)
def families(
    corpus: tuple[str, ...],
    outputs: tuple[str, ...],
    explain: str | None,
    members: str | None,
    cleaned: str | None,
    keep: Keep | None,
    copies: bool,
    engine: str,
    master: str | None,
    jobs: int | None,
    work: str | None,
    embeddings: bool,
    quotations: bool,
    no_model: bool,
    config: str | None,
) -> int:
    """Find the families of a corpus, and who took from whom.

    CORPUS: .jsonl (also .gz), .parquet, .arrow, .csv, .tsv, .warc(.gz), .txt, .html, .json,
    or folders of these (sheets are read where they are named).
    Records carry id, url, title, outlet, author, published, text. Dates direct the edges;
    with --explain the evidence of the comparisons does. Start a killed run again with the
    same arguments: the articles sketched so far are not sketched again; comparisons and
    sentence vectors start anew.

    \b
    Examples:
      dedup families crawl.jsonl --output families.jsonl --output families.html
      dedup families crawl/ --output edges.csv --explain comparisons.jsonl
      dedup families crawl.jsonl --output families.jsonl --copies --cleaned clean.jsonl

    A line of JSON is one family: {"family", "root", "members", "edges"}. Articles that
    belong to none are in no line. An edge says what it is: a copy, reuse of a part, a
    common source (with --explain). Articles that share only quotations, or the furniture
    of a site (captions, lists of headlines, forms), are not joined.

    With --engine spark, --members, --explain, and outputs that end in .jsonl, .parquet or
    .csv are folders that Spark's workers write, in parts; others pass through this machine.

    \b
    Exit codes: 0 done (records that could not be used are counted and named),
    2 bad input or wrong usage, 130 interrupted.
    """
    settings = settings_of(config, model="" if no_model else None)
    paths = [Path(name) for name in outputs]
    if cleaned is None and (keep or copies):
        raise click.UsageError("--keep and --copies say what --cleaned FILE leaves out; give it, too.")
    if outputs and click.get_current_context().get_parameter_source("form") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(f"--format is for standard output; of --output {outputs[0]} the ending of its name says the form.")
    _check(corpus, paths, [name for name in (explain, members, cleaned) if name])
    if cleaned is not None:
        _check_cleaned(corpus, cleaned)
    with progress_shown() as tell:
        if engine == "spark":
            check_page(corpus, paths, explain)
            written, paths = parted(outputs)
            asked = asked_of_spark(written, paths, explain, members, cleaned, embeddings, quotations)
            run = on_spark(corpus, settings, master, asked, tell)
        else:
            run = _here(corpus, settings, jobs, _work_folder(work, outputs), explain, embeddings, quotations, tell)
    _write(run, paths, lambda: _page(run, corpus, explain, settings), listed=not outputs)
    if members is not None and engine == "local":
        _write_members(run, Path(members))
    if cleaned is not None:
        _clean(run, corpus, keep or "one", copies, Path(cleaned), settings)
    return 0


def _here(
    corpus: Sequence[str],
    settings: Settings,
    jobs: int | None,
    work: Path,
    explain: str | None,
    embeddings: bool,
    quotations: bool,
    tell: Progress,
) -> Run:
    from dedup.engines.local import find_families
    from dedup.engines.spill import chunks_in
    from dedup.report.wording import counted

    if done := chunks_in(work):
        sketched = counted(done, "batch", "batches")
        note(f"{work} holds the work of a run that did not end: going on with the {sketched} of articles that it sketched")
    with _judge(corpus, settings, explain, tell) as judge:
        return find_families(
            corpus,
            work,
            settings,
            jobs=jobs,
            progress=tell,
            reject=refused,
            judge=judge,
            embeddings=embeddings,
            quotations=quotations,
        )


@contextmanager
def _judge(corpus: Sequence[str], settings: Settings, explain: str | None, tell: Progress) -> Iterator[Judge | None]:
    if explain is None:
        yield None
        return
    from dedup.engines.explaining import explainer

    with explained(explain) as stream:
        yield explainer(corpus, settings, stream, tell)


def _check(corpus: Sequence[str], paths: Sequence[Path], others: Sequence[str]) -> None:
    """Refuse before the work what would fail after it."""
    from dedup.engines.reading import check_apart
    from dedup.families.write import SUFFIXES

    for path in paths:
        if path.suffix.lower() not in (*SUFFIXES, PAGE):
            raise DedupError(f"cannot write families to {path}: the name must end in one of {', '.join((*SUFFIXES, PAGE))}")
    written = (*paths, *map(Path, others))
    check_apart(corpus, written)
    for path in written:
        if ":/" not in str(path):  # an address of Spark's is not on this machine
            check_place(str(path))


def _check_cleaned(corpus: Sequence[str], cleaned: str) -> None:
    from dedup.engines.cleaning import check_cleaned

    check_cleaned(corpus, Path(cleaned))


def _clean(run: Run, corpus: Sequence[str], keep: Keep, copies: bool, cleaned: Path, settings: Settings) -> None:
    from dedup.engines.cleaning import clean
    from dedup.families.keep import removals
    from dedup.report.wording import counted

    made = clean(corpus, removals(run.families, keep, copies=copies), cleaned, settings)
    line = f"{counted(made.read, 'record')} read, {made.kept:,} written to {escaped(str(cleaned))}"
    note(f"{line}, {made.removed:,} left out, {made.refused:,} refused")


def _write_members(run: Run, path: Path) -> None:
    from dedup.families.write import member_table

    write_to(member_table(run.families), str(path))


def _work_folder(work: str | None, outputs: Sequence[str]) -> Path:
    return Path(work) if work else Path(f"{outputs[0]}.work") if outputs else Path("families.work")


def _page(run: Run, corpus: Sequence[str], explain: str | None, settings: Settings) -> str:
    from dedup.engines.picturing import families_page

    return families_page(run.families, corpus, Path(explain) if explain else None, settings)


def _write(run: Run, paths: Sequence[Path], page: Callable[[], str], *, listed: bool) -> None:
    """`listed`: on standard output, too."""
    from dedup.families.write import edge_table, graphml, jsonl

    for path in paths:
        if path.suffix.lower() == PAGE:
            write_to(page(), str(path))
        else:
            _write_families(run, path)
    if listed:
        forms: dict[str, Callable[[Sequence[Any]], Iterable[str]]] = {
            "jsonl": jsonl, "graphml": graphml, "csv": lambda families: [edge_table(families)]
        }  # fmt: skip
        for line in forms[out().form](run.families):
            write(line)
    if not out().quiet:
        click.echo(summary(run), err=True) if listed else write(f"{summary(run)}\n")


def _write_families(run: Run, path: Path) -> None:
    from dedup.families.write import writer

    with placed(str(path)) as part:
        try:
            writer(path)(run.families, Path(part))
        except OSError as error:
            raise DedupError(f"cannot write to {path}: {error.strerror or error}") from error


def summary(run: Run) -> str:
    """What was found, in a few lines."""
    from dedup.report.wording import counted

    counts = run.counts()
    lines = [
        f"{counted(run.articles, 'article')}, {counted(counts.families, 'family', 'families')} with {counts.members:,} of them; "
        f"the root is known in {counts.rooted:,}",
        f"{counted(run.candidates, 'candidate pair')}, {run.edges + run.explained:,} confirmed, "
        f"{run.explained:,} of those explained by a third article",
    ]
    if run.quotations or run.furniture:
        quoting = counted(run.quotations, "pair")
        lines.append(f"{quoting} with only quotations in common, {run.furniture:,} with only the furniture of their sites")
    if counts.largest:
        lines.append("largest: " + ", ".join(f"{escaped(name)} ({size:,})" for name, size in counts.largest))
    if counts.not_compared:
        edges = counted(counts.not_compared, "edge")
        lines.append(f"{edges} could not be compared and stand by counts alone; the lines of --explain say why")
    if run.refused:
        lines.append(f"{counted(run.refused, 'record')} could not be used")
    return "\n".join(lines)
