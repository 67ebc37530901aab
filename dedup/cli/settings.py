"""`dedup settings`: every threshold, its value and its meaning."""

from __future__ import annotations

import click

from dedup.cli.nearest_settings import nearest_settings
from dedup.cli.out import TERMINAL, out, speaks
from dedup.cli.shared import PAGE_WIDTH, settings_of


@click.command("settings")
@click.option("--config", metavar="FILE", help="TOML file whose values to show in place of the defaults.")
@speaks(TERMINAL, "json")
def show_settings(config: str | None) -> None:
    """Print every threshold with its value and meaning.

    The lines are TOML: change a value, and give the file to `--config`, or keep it as
    $XDG_CONFIG_HOME/dedup/settings.toml (~/.config/dedup/settings.toml), or as [tool.dedup]
    in the pyproject.toml of a project. The first lines say which of these were found.

    \b
    Example:
      dedup settings > dedup.toml

    Exit codes: 0 done, 2 a setting is unknown or out of its range.
    """
    from dedup.report.thresholds import render_settings_json, render_settings_toml

    settings = settings_of(config)
    files = [config] if config else [str(path) for path in nearest_settings()[1]]
    origins = "".join(f"# from {file}\n" for file in files)
    shown = origins + render_settings_toml(settings, width=PAGE_WIDTH) if out().is_to_read else render_settings_json(settings)
    out().line(shown.removesuffix("\n"))
