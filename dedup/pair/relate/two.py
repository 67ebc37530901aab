"""Two figures of which it does not matter which article has which."""

from __future__ import annotations


def two(name: str, one: float, other: float) -> dict[str, float]:
    """The greater and the lesser, by name."""
    return {f"{name}_most": max(one, other), f"{name}_least": min(one, other)}
