"""Dates with their precision: a day without a time is the whole day, wherever on earth it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from dedup.article import Article
from dedup.moments import moment

Interval = tuple[datetime, datetime]

_EARLIEST: Final = timedelta(hours=14)
"""How far ahead of UTC a clock may be: a local day begins so much before the UTC day."""
_LATEST: Final = timedelta(hours=12)
"""How far behind UTC a clock may be."""
_DAY_ONLY: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}$")


_IN_PATH: Final = re.compile(r"/((?:19|20)\d{2})([-/]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
"""A day in the path of an address: /2031/04/07/, /2031-04-07-, /20310407/."""
_NUMBER: Final = re.compile(r"[-/_](?P<number>\d{5,9})(?:\.\w{1,5})?/?$")
"""The number of an article at the end of its path."""


def dated(article: Article) -> str | None:
    """When an article was published, as it says, or else the day that its address names."""
    in_path = None if article.published else _IN_PATH.search(_path(article))
    return f"{in_path[1]}-{in_path[3]}-{in_path[4]}" if in_path else article.published


def numbered(one: Article, other: Article) -> tuple[int, int] | None:
    """The numbers of two articles of one site, which counts them as it publishes them; None where the addresses show none."""
    if not one.host or one.host != other.host:
        return None
    matches = [_NUMBER.search(_path(article)) for article in (one, other)]
    numbers = [int(match["number"]) for match in matches if match]
    if len(numbers) < 2 or len(str(numbers[0])) != len(str(numbers[1])) or numbers[0] == numbers[1]:
        return None
    return numbers[0], numbers[1]


def _path(article: Article) -> str:
    try:
        return urlsplit(article.url or "").path
    except ValueError:
        return ""


def interval(published: str | None) -> Interval | None:
    """When an article may have been published, both ends in UTC; None where nothing, or no date, is given.

    A time without an offset is local time somewhere: both ends leave room for where. Two of them are compared as of one place, see
    `precedes`.
    """
    stated = moment(_bare(published))
    if stated is None:
        return None
    first, last = stated, stated + (timedelta(days=1) if _is_day(published) else timedelta(0))
    if stated.tzinfo is not None:
        return first.astimezone(UTC), last.astimezone(UTC)
    return first.replace(tzinfo=UTC) - _EARLIEST, last.replace(tzinfo=UTC) + _LATEST


def precedes(one: str | None, other: str | None) -> bool:
    """Whether the first was surely published before the second.

    Two dates without an offset are of one calendar: days count as days, and times as of one place.
    """
    first, second = moment(_bare(one)), moment(_bare(other))
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


def _bare(published: str | None) -> str:
    return (published or "").strip()


def _is_day(published: str | None) -> bool:
    return _DAY_ONLY.match(_bare(published)) is not None
