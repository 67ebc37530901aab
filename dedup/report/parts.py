"""Parts of the terminal's report that a reader may ask for by themselves."""

from __future__ import annotations

from typing import Final

from dedup.errors import InputError

PARTS: Final = ("changes", "quotes", "credit", "added", "left-out", "text")
"""What `--show` takes, by commas."""


def asked_parts(*, full: bool, show: str | None, why: bool) -> tuple[str, ...]:
    """The parts that are asked for, in that order; () for the whole report. Raises InputError for a part that there is not."""
    wanted = f"--show takes {', '.join(PARTS)}, by commas"
    asked = [part.strip() for part in show.split(",")] if show is not None else []
    if full and (why or asked):
        raise InputError("--full tells all; leave --show and --why away, or --full")
    if wrong := [part for part in asked if part not in PARTS]:
        raise InputError(f"there is no part {wrong[0]!r}; {wanted}")
    return (*asked, *(["why"] if why else []))
