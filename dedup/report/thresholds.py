"""The settings as lines of TOML, which `--config` reads back, and as JSON."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from dedup.settings import Settings


def render_settings_toml(settings: Settings, *, width: int = 80) -> str:
    """Every setting as `name = value` under its meaning, in lines of at most `width` columns; names and values are never broken."""
    blocks = [_comment(f"Settings of dedup, signature {settings.signature()}", width)]
    for name, value, default, about in settings.described():
        mark = "the default" if value == default else f"changed; the default is {_toml(default)}"
        blocks.append(f"{_comment(about, width)}{_comment(f'Here: {mark}.', width)}{_assignment(name, value, width)}")
    return "\n".join(blocks)


def render_settings_json(settings: Settings) -> str:
    """The signature, and a list of {name, value, default, meaning} in the order of the stages."""
    rows = [
        {"name": name, "value": value, "default": default, "meaning": about} for name, value, default, about in settings.described()
    ]
    return json.dumps({"signature": settings.signature(), "settings": rows}, ensure_ascii=False, indent=1) + "\n"


def _assignment(name: str, value: Any, width: int) -> str:
    line = f"{name} = {_toml(value)}\n"
    if len(line) <= width or not isinstance(value, tuple):
        return line
    items = textwrap.fill(", ".join(map(_toml, value)), width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return f"{name} = [\n{items}\n]\n"


def _comment(text: str, width: int) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return "".join(f"# {line}\n" for line in textwrap.wrap(text, width - 2, break_long_words=False, break_on_hyphens=False))


def _toml(value: Any) -> str:
    """A value as TOML writes it: numbers, booleans and strings are like JSON's, but DEL must be escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
