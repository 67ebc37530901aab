"""Dates as feeds, crawlers and pages write them -> ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_EPOCH: Final = re.compile(r"\d{9,10}(?:\.\d+)?|\d{13}")
_EARLIEST: Final = 1e8
"""Smaller numbers count no seconds (they would end in March 1973): 20240531 is a day as ISO 8601 may write it, 2024 nothing."""
_MILLISECONDS_FROM: Final = 1e11
"""Numbers from here on count milliseconds: as seconds they are later than the year 5138."""
_FIRST_YEAR: Final = 1600
"""No newspaper is older; the year 1 is what programs write for a date that they do not know."""


def iso_date(value: str | float) -> str | None:
    """An ISO 8601 date or date-time, as it stands, from the format of mail and RSS, or from seconds or milliseconds since 1970.

    None for anything else, also for an offset of a day and more, and for years before the first newspaper ("0001-01-01").
    """
    if isinstance(value, str) and not _EPOCH.fullmatch(value.strip()):
        return _of_iso(value.strip()) or _of_mail(value)
    try:
        number = float(value)
    except OverflowError:  # a whole number of hundreds of digits
        return None
    return _of_epoch(number) if number >= _EARLIEST else _of_iso(str(value))


def _of_iso(value: str) -> str | None:
    try:
        return value if datetime.fromisoformat(value).year >= _FIRST_YEAR else None
    except ValueError:
        return None


def _of_mail(value: str) -> str | None:
    from email.utils import parsedate_to_datetime  # takes 20 ms to load

    try:
        moment = parsedate_to_datetime(value)
        return moment.isoformat() if moment.year >= _FIRST_YEAR else None
    except (ValueError, OverflowError, IndexError, TypeError):  # numbers that are no date fail in many ways
        return None


def _of_epoch(number: float) -> str | None:
    try:
        seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):  # not a number, or beyond the year 9999
        return None
