"""The group `dedup` and its commands, each in a file of its own."""

from __future__ import annotations

import click

from dedup import __version__
from dedup.cli.compare import compare
from dedup.cli.completion import complete_names, completion
from dedup.cli.families import families
from dedup.cli.index import index
from dedup.cli.serve import serve
from dedup.cli.settings import show_settings
from dedup.cli.setup import setup
from dedup.cli.shared import CONTEXT


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Shows what one news article took from another: word by word, rewritten, added, left out.

    \b
    Example:
      dedup compare source.txt rewrite.txt

    Everything runs on this machine; no text leaves it. The web is asked for nothing
    but the page at an address that is given in place of a file.

    \b
    Exit codes: 0 done, 2 bad input or wrong usage (one line on standard error),
    130 interrupted. `dedup COMMAND --help` tells what else a command returns.
    """


for command in (compare, show_settings, setup, completion, families, index, serve):
    cli.add_command(command)
complete_names(cli)
