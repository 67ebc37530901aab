"""`dedup compare`: two articles, or a few, read, compared and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from dedup.cli.out import files_of
from dedup.cli.reading import listed, read_all
from dedup.cli.rendering import EXPORTS, format_for, ranked_pairs, rendered, rendered_family
from dedup.cli.shared import FOUND, settings_of
from dedup.terminal import check_output, say, write_to

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.kinds import Side
    from dedup.result import Comparison
    from dedup.settings import Settings

_FAMILY_FORMATS: Final = ("terminal", "json", "html")
"""Formats for three and more articles."""
_NAMED: Final = 6
"""Files that an error names."""


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="A B [MORE] | FOLDER")
@click.option(
    "--source",
    type=click.Choice(["a", "b", "auto"]),
    default="auto",
    show_default=True,
    help="The article that the other one took from.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", *EXPORTS]),
    help="A report to read here, the whole result, a page for the browser, a table of the passages, a report for issues and mail, "
    "W3C Web Annotations, PAN XML, or isBasedOn and citation for publishers.  [default: by --output's suffix, else terminal]",
)
@click.option("-o", "--output", metavar="FILE", help="Write the result to FILE, whole or not at all.  [default: standard output]")
@click.option(
    "--model",
    metavar="NAME",
    help="Sentence model: a folder, or a name that sentence-transformers loads.  [default: all-MiniLM-L6-v2]",
)
@click.option("--no-model", is_flag=True, help="Compare by words alone: faster, and blind to free paraphrase.")
@click.option("--config", metavar="FILE", help="TOML file of `name = value` lines; `dedup settings` prints one.")
@click.option("--index", metavar="INDEX", help="Take for furniture what this index has learnt to be, of the outlets of A and B.")
@click.option("--outlet-a", metavar="NAME", help="Outlet of A; --outlet-b that of B.")
@click.option("--outlet-b", metavar="NAME", hidden=True)
@click.option("--date-a", metavar="DATE", help="When A was published, ISO 8601; --date-b when B was.")
@click.option("--date-b", metavar="DATE", hidden=True)
@click.option("--url-a", metavar="URL", help="Address of A; --url-b that of B.")
@click.option("--url-b", metavar="URL", hidden=True)
@click.option("--head", is_flag=True, help="Texts begin with lines such as `Outlet: …`, `Date: …`, `URL: …` up to a blank one.")
@click.option("--full", is_flag=True, help="The whole report in the terminal, passage by passage, in place of the brief.")
@click.option("--show", metavar="PARTS", help="Only these parts of it, by commas: changes, quotes, credit, added, left-out, text.")
@click.option("--why", is_flag=True, help="Only what speaks for the finding: the evidence and the measures.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when the articles are related in any way.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on standard error, errors alone.")
@click.option("-v", "--verbose", is_flag=True, help="Say on standard error what was read and with which settings.")
@click.option("--with-text", is_flag=True, help="Carry both texts in the result: its offsets count their characters.")
def compare(
    articles: tuple[str, ...],
    source: str,
    form: str | None,
    output: str | None,
    model: str | None,
    no_model: bool,
    config: str | None,
    full: bool,
    show: str | None,
    why: bool,
    exit_code: bool,
    with_text: bool,
    head: bool,
    quiet: bool,
    verbose: bool,
    index: str | None,
    **known: str | None,
) -> int:
    """Report how articles A and B are related, in at most 40 lines.

    It says what was found and how sure that is, the gravest changes, quotations, credit, and
    what was added and left out. --full, --show and --why tell the rest.

    With three or more, each is compared with each: who took what from whom, leaving out what a
    third article explains (terminal, json and html). Of a FOLDER's articles, 40 at most, the
    pairs are listed, the likeliest first; a file that holds no article is told and left out.

    Articles are files, addresses of pages (http or https; they are fetched), or `-` for
    standard input: .txt (the text as it stands), .html (the article in the page), .pdf,
    .docx, .epub, .mhtml, .md, .rss (one item), .json (keys text, title, url, outlet, author,
    published, id, or those of a schema.org NewsArticle). What had to be guessed is told on
    standard error.

    \b
    Examples:
      dedup compare source.txt rewrite.txt
      dedup compare first.html second.html --output report.html
      dedup compare one.txt two.txt three.txt --output family.html
      dedup compare known.txt https://news.example/story -o report.html
      dedup compare drafts/

    \b
    Exit codes: 0 done, 1 related (with --exit-code only), 2 bad input or wrong
    usage, 130 interrupted, 141 the reader of the output went away.
    """
    given, articles = articles, listed(articles)
    if articles.count("-") > 1:
        raise click.UsageError("Standard input can be one of the articles only.")
    if len(articles) < 2:
        from dedup.read import refuse_many

        refuse_many(articles[0])
        raise click.UsageError("Missing argument 'B'.")
    output = None if output == "-" else output
    check_output(output, (*articles, *([config] if config else []), *files_of(index)))
    form = form or format_for(output)
    parts = _parts(full, show, why, form, len(articles))
    if len(articles) > 2:
        _check_family(source, form, articles)
    if no_model and model is not None:
        raise click.UsageError("--model and --no-model exclude each other.")
    settings = settings_of(config, model="" if no_model else model)
    from dedup.read.head import described_by

    names, entered = read_all(given, settings, head=head, quiet=quiet, verbose=verbose)
    read = described_by(entered, known)
    if index is not None:
        read = _furnished(read, index, settings)
    if verbose:
        say(f"settings {settings.signature()}")
    if len(articles) > 2:  # also where a folder leaves two that can be read: what is shown does not hang on that
        return _compare_family(read, settings, with_text, form, output, exit_code, names if given != articles else None)
    first, second = read
    result = _compared(first, second, source, settings, with_text, quiet)
    write_to(rendered(result, first, second, form, output is None, parts), output)
    return FOUND if exit_code and result.relation != "independent" else 0


def _compared(a: Article, b: Article, source: str, settings: Settings, with_text: bool, quiet: bool) -> Comparison:
    from dedup.pair.compare import compare as compare_articles

    result = compare_articles(a, b, source=_side(source), settings=settings, with_text=with_text)
    for note in () if quiet else result.notes:
        say(f"note: {note}")
    return result


def _side(source: str) -> Side | None:
    return "a" if source == "a" else "b" if source == "b" else None


def _furnished(articles: list[Article], place: str, settings: Settings) -> list[Article]:
    from dedup.detect import Detector

    with Detector.open(place, settings=settings, create=False) as detector:
        return [detector.with_furniture(article) for article in articles]


def _parts(full: bool, show: str | None, why: bool, form: str, articles: int) -> tuple[str, ...] | None:
    """Parts of the terminal's report that are asked for: none for the brief, () for all of it."""
    from dedup.report.parts import asked_parts

    if not (full or why or show is not None):
        return None
    if form != "terminal" or articles > 2:
        raise click.UsageError("--full, --show and --why are for the terminal's report of two articles.")
    return asked_parts(full=full, show=show, why=why)


def _check_family(source: str, form: str, articles: tuple[str, ...]) -> None:
    if source != "auto":
        more = f" and {len(articles) - _NAMED} more" if len(articles) > _NAMED else ""
        named = ", ".join(articles[:_NAMED]) + more
        raise click.UsageError(
            f"--source takes two articles, not {len(articles)} ({named}); with more, the evidence decides for each pair."
        )
    if form not in _FAMILY_FORMATS:
        raise click.UsageError(f"--format {form} takes two articles; with more, take one of {', '.join(_FAMILY_FORMATS)}.")


def _compare_family(
    articles: list[Article],
    settings: Settings,
    with_text: bool,
    form: str,
    output: str | None,
    exit_code: bool,
    names: tuple[str, ...] | None,
) -> int:
    """`names`: the files of a folder, whose pairs the terminal is to list."""
    from dedup.pair.compare_all import compare_all

    result = compare_all(articles, settings=settings, with_text=with_text)
    shown = ranked_pairs(result, names) if names and form == "terminal" else rendered_family(result, articles, form, output is None)
    write_to(shown, output)
    return FOUND if exit_code and result.edges else 0
