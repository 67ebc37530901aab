"""What is known of a text: told by its head, lines of `Key: value` up to a blank one, or by options. Read where it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.dates import iso_date

_LINE: Final = re.compile(r"(?P<key>[^\W\d_][\w -]{0,30}):[ \t]+(?P<value>\S[^\r\n]*?)[ \t]*(?:\r?\n|\Z)")
_BLANK: Final = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_FIELDS: Final = {
    "title": "title", "headline": "title", "outlet": "outlet", "publisher": "outlet", "source": "outlet", "author": "author",
    "by": "author", "date": "date", "published": "date", "url": "url", "link": "url", "credit": "credit",
}  # fmt: skip


def without_head(text: str, identity: str) -> tuple[Article, tuple[str, ...]]:
    """The article behind a head, and a note on what the head said: offsets count from the first character behind it.

    Raises InputError for a date that is none, and where the text has no head.
    """
    stated: dict[str, str] = {}
    unknown: list[str] = []
    at = 1 if text.startswith("\ufeff") else 0
    while line := _LINE.match(text, at):
        field = _FIELDS.get(line["key"].strip().lower())
        if field:
            stated.setdefault(field, line["value"])
        else:
            unknown.append(line["key"])
        at = line.end()
    blank = _BLANK.match(text, at)
    if not stated or blank is None:
        raise InputError(
            "no head: --head wants lines such as `Outlet: …` or `Date: …` before the text, and a blank line behind them"
        )
    noted = f"the head states {', '.join(stated)}" + (f"; not used: {', '.join(unknown)}" if unknown else "")
    return described(Article(text[blank.end() :], identity), stated), (noted,)


def described(article: Article, stated: Mapping[str, str]) -> Article:
    """The article with what is stated of it: title, outlet, author, url, credit, date. Raises InputError for no date."""
    known: dict[str, Any] = {field: value for field, value in stated.items() if field != "date"}
    if "date" in stated:
        if (date := iso_date(stated["date"])) is None:
            raise InputError(
                f"the date {stated['date']!r} is none: expected ISO 8601, such as 2024-05-31 or 2024-05-31T09:30:00+02:00"
            )
        known["published"] = date
    return replace(article, **known) if known else article


def described_by(articles: Sequence[Article], known: Mapping[str, str | None]) -> list[Article]:
    """Two articles with what options say of them: "outlet_a" is the outlet of the first. Raises InputError where they are more."""
    if len(articles) > 2 and any(known.values()):
        raise InputError("--outlet, --date and --url take two articles; for more, give files that state them")
    sides = [{name[:-2]: value for name, value in known.items() if name.endswith(end) and value} for end in ("_a", "_b")]
    first_two = [described(article, stated) for article, stated in zip(articles[:2], sides, strict=False)]
    return [*first_two, *articles[2:]]
