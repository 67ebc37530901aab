"""Dates with their precision: a day without a time is the whole day, wherever on earth it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

Interval = tuple[datetime, datetime]

_EARLIEST: Final = timedelta(hours=14)
"""How far ahead of UTC a clock may be: a local day begins so much before the UTC day."""
_LATEST: Final = timedelta(hours=12)
"""How far behind UTC a clock may be."""
_DAY_ONLY: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}$")


def interval(published: str | None) -> Interval | None:
    """When an article may have been published, both ends in UTC; None where nothing, or no date, is given.

    A time without an offset is local time somewhere: both ends leave room for where. Two of them are compared as of one place, see
    `precedes`.
    """
    moment = _moment(published)
    if moment is None:
        return None
    first, last = moment, moment + (timedelta(days=1) if _is_day(published) else timedelta(0))
    if moment.tzinfo is not None:
        return first.astimezone(UTC), last.astimezone(UTC)
    return first.replace(tzinfo=UTC) - _EARLIEST, last.replace(tzinfo=UTC) + _LATEST


def precedes(one: str | None, other: str | None) -> bool:
    """Whether the first was surely published before the second.

    Two dates without an offset are of one calendar: days count as days, and times as of one place.
    """
    first, second = _moment(one), _moment(other)
    if first is None or second is None:
        return False
    if first.tzinfo is None and second.tzinfo is None:
        end = first + timedelta(days=1) if _is_day(one) else first
        return end <= second if _is_day(one) else end < second
    earlier, later = interval(one), interval(other)
    return bool(earlier and later and earlier[1] < later[0])


def gap(one: str | None, other: str | None) -> timedelta | None:
    """The time between two dates, not negative; None where one is not known."""
    first, second = interval(one), interval(other)
    if first is None or second is None:
        return None
    return abs((first[0] + (first[1] - first[0]) / 2) - (second[0] + (second[1] - second[0]) / 2))


def _moment(published: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(published.strip()) if published else None
    except ValueError:
        return None


def _is_day(published: str | None) -> bool:
    return bool(published) and _DAY_ONLY.match((published or "").strip()) is not None
