"""`dedup serve`: the page and the JSON API. Thin: read the options, print the address, serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dedup.cli.out import note, speaks
from dedup.cli.shared import settings_of
from dedup.errors import MissingExtra
from dedup.terminal import say, write

if TYPE_CHECKING:
    from dedup.serve.options import Options


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 takes a free one.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; any but this machine's own needs --token-file."
)
@click.option("--name", "names", multiple=True, metavar="NAME", help="A name under which others call the server.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE", help="File with the token.  [default: drawn anew]")
@click.option("--index", metavar="INDEX", help="Index for Find the source, as `dedup index` makes it.")
@click.option(
    "--families", type=click.Path(path_type=Path), metavar="FILE", help="Families to show, as `dedup families` wrote them."
)
@click.option("--keep", type=click.Path(path_type=Path), metavar="FOLDER", help="Keep comparisons here.  [default: until it stops]")
@click.option("--allow-add", is_flag=True, help="Let programs add articles to the index.")
@click.option("--fetch", is_flag=True, help="Read articles from addresses on the web (public ones alone, ports 80 and 443).")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Comparisons at once.  [default: one a core]")
@click.option("--no-model", is_flag=True, help="Compare by words alone.")
@click.option("--config", metavar="FILE", help="TOML file of `name = value` lines; `dedup settings` prints one.")
@speaks(writes=False)
def serve(
    port: int,
    host: str,
    names: tuple[str, ...],
    token_file: Path | None,
    index: str | None,
    families: Path | None,
    keep: Path | None,
    allow_add: bool,
    fetch: bool,
    jobs: int | None,
    no_model: bool,
    config: str | None,
) -> int:
    """Serve a page and a JSON API on this machine.

    Prints the address to open. The page compares two articles, pasted, from files or (with --fetch) from addresses; with --index
    it finds the source of one, with --families it shows the families of a corpus. Programs use the
    API; /api/openapi.json describes it, docs/serve.md has examples.

    Only who has the token, which is in the address printed, is answered. Texts stay on this machine.

    \b
    Example:
      dedup serve --index articles.index

    \b
    Exit codes: 0 stopped by Ctrl-C, 2 bad input or wrong usage, 143 ended by SIGTERM.
    """
    if allow_add and index is None:
        raise click.UsageError("--allow-add needs the --index to add to.")
    try:
        from dedup.serve import run
        from dedup.serve.options import Options, cores
    except ModuleNotFoundError as error:
        raise MissingExtra("dedup serve needs Starlette and uvicorn; install them with: pip install 'dedup-news[serve]'") from error
    settings = settings_of(config, model="" if no_model else None)
    token = run.drawn_token() if token_file is None else run.read_token(token_file)
    made = Options(
        token, host, port, names, index, families, keep, allow_add=allow_add, fetch=fetch, settings=settings, jobs=jobs or cores()
    )
    _check_place(made, token_file)
    with run.bound(host, port) as place:
        made = run.at(made, place)
        _tell(made, token_file)
        try:
            run.serve(made, place, note)
        except KeyboardInterrupt:
            note("stopped")
    return 0


def _check_place(options: Options, token_file: Path | None) -> None:
    """Refuse what would let others in by accident, and look into the index before the processes do."""
    if not options.is_local and token_file is None:
        raise click.UsageError(f"--host {options.host} lets other machines in: give the token in a --token-file of your own.")
    if not options.is_local and options.host in ("0.0.0.0", "::") and not options.names:
        raise click.UsageError(f"--host {options.host} is no name: say with --name under which one the server is called.")
    if options.index is not None:
        from dedup.detect import Detector

        Detector.open(options.index, settings=options.settings, create=False).close()


def _tell(options: Options, token_file: Path | None) -> None:
    if not options.is_local:
        say(
            f"warning: other machines can reach {options.host}:{options.port}, and what they send is not encrypted; "
            "put a proxy with TLS before it, and keep the token to those who may use it"
        )
    token = options.token if token_file is None else "TOKEN"
    write(f"{options.address}/?token={token}\n")
    note("serving; " + ("Ctrl-C stops" if token_file is None else f"TOKEN is what {token_file} holds; Ctrl-C stops"))
