"""The command line: read, one library call, render. Results go to standard output, everything else to standard error.

Nothing heavy is imported before a command needs it, so that `dedup --help` answers at once.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from typing import Final

import click

from dedup.cli.commands import cli
from dedup.cli.shared import BAD_INPUT, BUG, INTERRUPTED, READER_GONE
from dedup.errors import DedupError
from dedup.terminal import ReaderGoneError, say

__all__ = ["main"]

_OBJECTS: Final = 50_000
"""New objects after which cycles are looked for: after 700, as Python does it, a start looks many times at all it imported."""


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
