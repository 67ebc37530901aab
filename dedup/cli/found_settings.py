"""Settings of files that are looked for where `--config` names none: the user's own, then the project's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.errors import SettingsError

if TYPE_CHECKING:
    from dedup.settings import Settings


def found_settings() -> tuple[Settings, tuple[Path, ...]]:
    """The settings of the files that are found, the later ones over the earlier, and those files.

    `$XDG_CONFIG_HOME/dedup/settings.toml` (`~/.config/…`), then `[tool.dedup]` in the nearest pyproject.toml from here upwards.
    Raises SettingsError, which names the file.
    """
    from dedup.settings import Settings

    settings, files = Settings(), []
    for path, section in ((_users_file(), ()), (_projects_file(), ("tool", "dedup"))):
        if path is not None:
            settings = _updated(settings, path, section)
            files.append(path)
    return settings, tuple(files)


def _users_file() -> Path | None:
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    path = Path(home, "dedup", "settings.toml")
    return path if path.is_file() else None


def _projects_file() -> Path | None:
    """The nearest pyproject.toml, if it has a section of ours; others are none of our business, broken ones neither."""
    here = Path.cwd()
    path = next((path for folder in (here, *here.parents) if (path := folder / "pyproject.toml").is_file()), None)
    return path if path is not None and b"[tool.dedup]" in path.read_bytes() else None


def _updated(settings: Settings, path: Path, section: tuple[str, ...]) -> Settings:
    import tomllib

    try:
        table: Any = tomllib.loads(path.read_text(encoding="utf-8"))
        for name in section:
            table = table[name]
        return settings.updated(table if section else table.get("dedup", table))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError, SettingsError) as error:
        raise SettingsError(f"{path}: {error}") from error
