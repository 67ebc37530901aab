"""`dedup completion`: what a shell needs to complete the commands."""

from __future__ import annotations

import click

from dedup.cli.out import out, speaks


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
    out().line(made(context.find_root().command, {}, "dedup", "_DEDUP_COMPLETE").source().rstrip("\n"))
