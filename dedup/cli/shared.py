"""What the commands have in common: exit codes, the look of their help, the settings that `--config` names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dedup.cli.out import out
from dedup.terminal import say

if TYPE_CHECKING:
    from dedup.settings import Settings

FOUND, BAD_INPUT, BUG, INTERRUPTED, READER_GONE = 1, 2, 70, 130, 141
"""Exit codes besides 0; 130 and 141 are those that a shell gives for SIGINT and SIGPIPE."""
PAGE_WIDTH: Final = 80
CONTEXT: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": PAGE_WIDTH}


def settings_of(config: str | None, *, model: str | None = None) -> Settings:
    """The settings of a file, else those that are found, with another sentence model ("" for none) if one is given."""
    from dedup.cli.nearest_settings import nearest_settings
    from dedup.settings import Settings

    settings, files = (Settings.load(config), (config,)) if config is not None else nearest_settings()
    settings = settings if model is None else settings.updated({"model": model})
    if out().verbose:
        say(f"settings {settings.signature()}{''.join(f', from {file}' for file in files)}")
    return settings
