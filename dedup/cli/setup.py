"""`dedup setup`: what is slow and done once."""

from __future__ import annotations

import click

from dedup.cli.out import note, speaks


@click.command()
@click.option("--index", "for_index", is_flag=True, help="Prepare what only an index needs, too (half a minute, once).")
@speaks(writes=False)
def setup(for_index: bool) -> None:
    """Check the sentence model and prepare fast starts.

    Without it the first comparison, or the first index, does the same. Progress goes to standard error.

    \b
    Example:
      dedup setup --index

    Exit codes: 0 ready, 2 the model is missing or damaged.
    """
    from dedup.setup import prepare

    prepare(note, index=for_index)
