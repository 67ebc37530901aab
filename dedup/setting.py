"""One setting: its default, what it means and the range that it may take."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from dedup.errors import SettingsError


def setting(default: Any, about: str, low: float | None = None, high: float | None = None) -> Any:
    """The field of a dataclass of settings: the default's type is the setting's, `low` and `high` are in its range."""
    return field(default=default, metadata={"about": about, "low": low, "high": high})


def check(name: str, value: Any, default: Any, limits: Any) -> None:
    """Raises SettingsError when a value has not the type of the default, or is out of range."""
    kind = type(default)
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise SettingsError(f"{name} = {value!r} is {type(value).__name__}, expected {kind.__name__}")
    if kind in (int, float):
        _check_range(name, value, limits)


def _check_range(name: str, value: float, limits: Any) -> None:
    low, high = limits["low"], limits["high"]
    if (low is not None and value < low) or (high is not None and value > high) or value != value:
        raise SettingsError(f"{name} = {value!r} is out of range; it goes from {low} to {high if high is not None else 'any'}")
