"""Frozen dataclasses as plain dicts, lists, strings and numbers, and back by their annotations."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints


def to_plain(value: Any) -> Any:
    """Plain values of a dataclass and of all that it holds, but for fields that say `plain` False; tuples become lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_plain(getattr(value, item.name)) for item in fields(value) if item.metadata.get("plain", True)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value


T = TypeVar("T")


def from_plain(cls: type[T], data: Mapping[str, Any]) -> T:
    """The inverse of `to_plain`; unknown keys are ignored, absent ones take defaults. Raises ValueError, TypeError, KeyError."""
    hints = _hints(cls)  # type: ignore[arg-type]
    return cls(**{name: _typed(hint, data[name]) for name, hint in hints.items() if name in data})


@cache
def _hints(cls: type) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {item.name: hints[item.name] for item in fields(cls) if item.metadata.get("plain", True)}


def _typed(hint: Any, value: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal and value not in arguments:
        raise ValueError(f"{value!r} is none of {', '.join(map(str, arguments))}")
    if origin in (Union, types.UnionType):
        return None if value is None else _typed(next(a for a in arguments if a is not type(None)), value)
    if origin is tuple:
        kinds = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(_typed(kind, item) for kind, item in zip(kinds, value, strict=True))
    if isinstance(hint, type) and is_dataclass(hint):
        return from_plain(hint, value)
    return dict(value) if isinstance(value, Mapping) else value
