"""`dedup completion`: what a shell needs to complete the commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from dedup.cli.out import out, speaks

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_NAMES: Final = {
    **dict.fromkeys(("A B [MORE] | FOLDER", "FILE", "FILES...", "CORPUS..."), "file"),
    **dict.fromkeys(("INDEX", "FOLDER", "DIR"), "dir"),
}
"""How the help calls what is the name of a file or a folder, and which of them a shell is to look for."""

_MENDED: Final = {
    'string split ","': 'string split --max 1 ","',  # fish: a description ended at its first comma
    "    compdef _dedup": "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n    compdef _dedup",
}
"""What click's scripts have, and what mends them; zsh knows no compdef where nothing has started completion."""


class _Name(click.types.StringParamType):
    """Any text, for which a shell completes the names of files, or of folders."""

    def __init__(self, sort: str) -> None:
        self._sort = sort

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        del ctx, param
        return [CompletionItem(incomplete, type=self._sort)]


def complete_names(command: click.Command) -> None:
    """Makes shells complete files and folders wherever a command, or one of its own, takes the name of one as text.

    A `click.Path` is completed by click, and keeps what it makes of the name.
    """
    for parameter in _parameters(command):
        if parameter.metavar in _NAMES and isinstance(parameter.type, click.types.StringParamType):
            parameter.type = _Name(_NAMES[parameter.metavar])


def _parameters(command: click.Command) -> Iterator[click.Parameter]:
    yield from command.params
    for part in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _parameters(part)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
@speaks()
def completion(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands and options.

    \b
    Examples:
      dedup completion bash >> ~/.bashrc
      dedup completion zsh >> ~/.zshrc
      dedup completion fish > ~/.config/fish/completions/dedup.fish

    Exit codes: 0 done, 2 the shell is none of the three.
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:  # another click; the choice above is what it has
        raise click.UsageError(f"click completes nothing in {shell}.")
    script = made(context.find_root().command, {}, "dedup", "_DEDUP_COMPLETE").source()
    for as_click_has_it, as_needed in _MENDED.items():
        script = script.replace(as_click_has_it, as_needed)
    out().line(script.rstrip("\n"))
