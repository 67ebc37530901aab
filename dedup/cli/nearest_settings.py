"""Settings of files that are looked for where `--config` names none: the user's own, then the project's."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dedup.errors import SettingsError

if TYPE_CHECKING:
    from dedup.settings import Settings

_HEADER: Final = re.compile(rb"^\s*\[\s*tool\s*\.\s*dedup\s*\]", re.M)


def nearest_settings() -> tuple[Settings, tuple[Path, ...]]:
    """The settings of the files that are found, the later ones over the earlier, and those files.

    `$XDG_CONFIG_HOME/dedup/settings.toml` (`~/.config/…`), then `[tool.dedup]` in the nearest pyproject.toml from here upwards.
    Raises SettingsError, which names the file.
    """
    from dedup.settings import Settings

    settings, files = Settings(), []
    if (users := _users_file()) is not None:
        settings = _updated(settings, users, Settings.section(users))
        files.append(users)
    if (table := _projects_table()) is not None:
        settings = _updated(settings, *table)
        files.append(table[0])
    return settings, tuple(files)


def _users_file() -> Path | None:
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    path = Path(home, "dedup", "settings.toml")
    try:
        return path if path.is_file() else None
    except OSError:  # a folder of somebody else's
        return None


def _projects_table() -> tuple[Path, Any] | None:
    """The nearest pyproject.toml and its section of ours, if it has one; others are none of our business, broken ones neither."""
    import tomllib

    try:
        here = Path.cwd()
        path = next((path for folder in (here, *here.parents) if (path := folder / "pyproject.toml").is_file()), None)
        data = b"" if path is None else path.read_bytes()
    except OSError:  # the folder is gone, or not to be read
        return None
    if path is None or b"dedup" not in data:  # most say nothing of us, and need not be parsed
        return None
    try:
        tool = tomllib.loads(data.decode("utf-8")).get("tool")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        if _HEADER.search(data):  # it means us
            raise SettingsError(f"{path}: {error}") from error
        return None
    return (path, tool["dedup"]) if isinstance(tool, dict) and "dedup" in tool else None


def _updated(settings: Settings, path: Path, table: Any) -> Settings:
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: [tool.dedup] must be a table of name = value lines")
    try:
        return settings.updated(table)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from error
