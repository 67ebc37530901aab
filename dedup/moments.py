"""When something was published, read from what an article states of it."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(stated: str | None) -> datetime | None:
    """An ISO 8601 date or date-time, without a zone where none is given; None for anything else."""
    try:
        return datetime.fromisoformat(stated) if stated else None
    except ValueError:
        return None


def moment_in_utc(stated: str | None) -> datetime | None:
    """The same, taken to be in UTC where no zone is given, so that any two can be compared."""
    when = moment(stated)
    return when.replace(tzinfo=UTC) if when is not None and when.tzinfo is None else when
