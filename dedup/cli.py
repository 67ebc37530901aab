"""The command line: read, one library call, render. Results go to standard output, everything else to standard error.

Nothing heavy is imported before a command needs it, so that `dedup --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from dedup import __version__
from dedup.cli_families import families
from dedup.cli_index import index
from dedup.errors import DedupError
from dedup.terminal import ReaderGoneError, check_output, say, write_to

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.result import Comparison, CorpusComparison, Side
    from dedup.settings import Settings

FOUND, BAD_INPUT, BUG, INTERRUPTED, READER_GONE = 1, 2, 70, 130, 141
"""Exit codes besides 0; 130 and 141 are those that a shell gives for SIGINT and SIGPIPE."""

_OBJECTS: Final = 50_000
"""New objects after which cycles are looked for: after 700, as Python does it, a start looks many times at all it imported."""
_PAGE_WIDTH: Final = 80
_WIDEST: Final = 160
_CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": _PAGE_WIDTH}
_SUFFIXES: Final = {
    "": "terminal", ".txt": "terminal", ".json": "json", ".html": "html", ".htm": "html", ".csv": "csv", ".md": "markdown",
    ".xml": "pan",
}  # fmt: skip
_EXPORTS: Final = {
    "json": "json.render_json",
    "html": "page.render_page",
    "csv": "csv.render_csv",
    "markdown": "markdown.render_markdown",
    "annotations": "annotations.render_annotations",
    "pan": "pan.render_pan",
    "schema-org": "schema_org.render_schema_org",
}
"""Formats besides the terminal's: a module of `dedup.report` and the function in it, imported when it is asked for."""
_FAMILY_FORMATS: Final = ("terminal", "json", "html")
"""Formats for three and more articles."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. Every refusal is one line on standard error, no traceback."""
    gc.set_threshold(_OBJECTS)
    try:
        return int(cli.main(args=arguments, prog_name="dedup", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        say(f"{error.format_message()} See `{context.command_path if context else 'dedup'} --help`.")
    except DedupError as error:
        say(f"{error}")
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    except ReaderGoneError:
        return READER_GONE
    except Exception:  # any other exit code of Python's own would read as an answer under --exit-code
        import traceback

        traceback.print_exc()
        say("this is a bug in dedup; please report the lines above")
        return BUG
    return BAD_INPUT


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Shows what one news article took from another: word by word, rewritten, added, left out.

    \b
    Example:
      dedup compare data/ward-closure/source.txt data/ward-closure/rewrite.txt

    Everything runs on this machine; no text leaves it.

    \b
    Exit codes: 0 done, 2 bad input or wrong usage (one line on standard error),
    130 interrupted. `dedup COMMAND --help` tells what else a command returns.
    """


@cli.command()
@click.argument("articles", nargs=-1, required=True, metavar="A B [MORE]")
@click.option(
    "--source",
    type=click.Choice(["a", "b", "auto"]),
    default="auto",
    show_default=True,
    help="The article that the other one took from.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", *_EXPORTS]),
    help="A report to read here, the whole result, a page for the browser, a table of the passages, a report for issues and mail, "
    "W3C Web Annotations, PAN XML, or isBasedOn and citation for publishers.  [default: by --output's suffix, else terminal]",
)
@click.option("--output", metavar="FILE", help="Write the result to FILE, whole or not at all.  [default: standard output]")
@click.option(
    "--model",
    metavar="NAME",
    help="Sentence model: a folder, or a name that sentence-transformers loads.  [default: all-MiniLM-L6-v2]",
)
@click.option("--no-model", is_flag=True, help="Compare by words alone: faster, and blind to free paraphrase.")
@click.option("--config", metavar="FILE", help="TOML file of `name = value` lines; `dedup settings` prints one.")
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
    **known: str | None,
) -> int:
    """Report how articles A and B are related, in at most 40 lines.

    It says what was found and how sure that is, the gravest changes, quotations, credit, and
    what was added and left out. --full, --show and --why tell the rest.

    With three or more, each is compared with each: who took what from whom, leaving out what a
    third article explains (terminal, json and html).

    Articles are files, or `-` for standard input: .txt (the text as it stands), .html (the
    article in the page), .json (keys text, title, url, outlet, author, published, id, or
    those of a schema.org NewsArticle). What had to be guessed is told on standard error.

    \b
    Examples:
      dedup compare data/ward-closure/source.txt data/ward-closure/rewrite.txt
      dedup compare first.html second.html --output report.html
      dedup compare data/ward-closure/*.txt --output family.html
      curl -s URL | dedup compare known.txt - --format json --no-model

    \b
    Exit codes: 0 done, 1 related (with --exit-code only), 2 bad input or wrong
    usage, 130 interrupted, 141 the reader of the output went away.
    """
    if articles.count("-") > 1:
        raise click.UsageError("Standard input can be one of the articles only.")
    if len(articles) < 2:
        raise click.UsageError("Missing argument 'B'.")
    output = None if output == "-" else output
    check_output(output, (*articles, *([config] if config else [])))
    form = form or _format_for(output)
    parts = _parts(full, show, why, form, len(articles))
    if len(articles) > 2:
        _check_family(source, form)
    settings = _settings(config, "" if no_model else model, both=no_model and model is not None)
    from dedup.read.head import described_by

    read = described_by([_read(path, settings, head=head) for path in articles], known)
    if len(read) > 2:
        return _compare_family(read, settings, with_text, form, output, exit_code)
    first, second = read
    result = _compared(first, second, source, settings, with_text)
    write_to(_rendered(result, first, second, form, output is None, parts), output)
    return FOUND if exit_code and result.relation != "independent" else 0


@cli.command("settings")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="Lines to read, or JSON.",
)
@click.option("--config", metavar="FILE", help="TOML file whose values to show in place of the defaults.")
def show_settings(form: str, config: str | None) -> None:
    """Print every threshold with its value and meaning.

    The lines are TOML: change a value, and give the file to `--config`.

    \b
    Example:
      dedup settings > dedup.toml

    Exit codes: 0 done, 2 a setting is unknown or out of its range.
    """
    from dedup.report.thresholds import render_settings_json, render_settings_toml

    settings = _settings(config, None)
    write_to(render_settings_json(settings) if form == "json" else render_settings_toml(settings, width=_PAGE_WIDTH), None)


@cli.command()
@click.option("--index", "for_index", is_flag=True, help="Prepare what only an index needs, too (half a minute, once).")
def setup(for_index: bool) -> None:
    """Check the sentence model and prepare fast starts.

    Without it the first comparison, or the first index, does the same. Progress goes to standard error.

    \b
    Example:
      dedup setup --index

    Exit codes: 0 ready, 2 the model is missing or damaged.
    """
    from dedup.setup import prepare

    prepare(say, index=for_index)


cli.add_command(families)
cli.add_command(index)


def _settings(config: str | None, model: str | None, *, both: bool = False) -> Settings:
    from dedup.settings import Settings

    if both:
        raise click.UsageError("--model and --no-model exclude each other.")
    settings = Settings.load(config) if config is not None else Settings()
    return settings if model is None else settings.updated({"model": model})


def _read(path: str, settings: Settings, *, head: bool = False) -> Article:
    from dedup.read import read_noted

    reading = read_noted(path, settings=settings, head=head)
    for note in reading.notes:
        say(f"note: {path}: {note}")
    return reading.article


def _compared(a: Article, b: Article, source: str, settings: Settings, with_text: bool) -> Comparison:
    from dedup.pair.compare import compare as compare_articles

    result = compare_articles(a, b, source=_side(source), settings=settings, with_text=with_text)
    for note in result.notes:
        say(f"note: {note}")
    return result


def _side(source: str) -> Side | None:
    return "a" if source == "a" else "b" if source == "b" else None


def _parts(full: bool, show: str | None, why: bool, form: str, articles: int) -> tuple[str, ...] | None:
    """Parts of the terminal's report that are asked for: none for the brief, () for all of it."""
    from dedup.report.parts import asked_parts

    if not (full or why or show is not None):
        return None
    if form != "terminal" or articles > 2:
        raise click.UsageError("--full, --show and --why are for the terminal's report of two articles.")
    return asked_parts(full=full, show=show, why=why)


def _rendered(result: Comparison, a: Article, b: Article, form: str, to_stdout: bool, parts: tuple[str, ...] | None) -> str:
    if form != "terminal":
        return _export(form)(result, a, b)
    width, color = _width() if to_stdout else _PAGE_WIDTH, to_stdout and _wants_color()
    if parts is None:
        from dedup.report.terminal_brief import render_brief

        return render_brief(result, a, b, width=width, color=color)
    from dedup.report.terminal import render_terminal

    return render_terminal(result, a, b, width=width, color=color, show=parts)


def _check_family(source: str, form: str) -> None:
    if source != "auto":
        raise click.UsageError("--source takes two articles; with more, the evidence decides for each pair.")
    if form not in _FAMILY_FORMATS:
        raise click.UsageError(f"--format {form} takes two articles; with more, take one of {', '.join(_FAMILY_FORMATS)}.")


def _compare_family(
    articles: list[Article], settings: Settings, with_text: bool, form: str, output: str | None, exit_code: bool
) -> int:
    from dedup.pair.compare_all import compare_all

    result = compare_all(articles, settings=settings, with_text=with_text)
    write_to(_rendered_family(result, articles, form, output is None), output)
    return FOUND if exit_code and result.edges else 0


def _rendered_family(result: CorpusComparison, articles: list[Article], form: str, to_stdout: bool) -> str:
    if form == "json":
        from dedup.report.json import json_text

        return json_text(result.to_dict())
    if form == "html":
        from dedup.report.family_page import render_family_page

        return render_family_page(result, articles)
    from dedup.report.terminal_family import render_family_terminal

    width, color = (_width(), _wants_color()) if to_stdout else (_PAGE_WIDTH, False)
    return render_family_terminal(result, articles, width=width, color=color)


def _export(form: str) -> Callable[[Comparison, Article, Article], str]:
    from importlib import import_module

    module, function = _EXPORTS[form].split(".")
    render: Callable[[Comparison, Article, Article], str] = getattr(import_module(f"dedup.report.{module}"), function)
    return render


def _format_for(output: str | None) -> str:
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix not in _SUFFIXES:
        raise click.UsageError(f"Nothing is written as {suffix}: name it {', '.join(filter(None, _SUFFIXES))}, or give --format.")
    return _SUFFIXES[suffix]


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size((_PAGE_WIDTH, 24)).columns, _WIDEST)


def _wants_color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


if __name__ == "__main__":
    sys.exit(main())
