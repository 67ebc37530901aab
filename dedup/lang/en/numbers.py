"""Numbers, percentages, money, dates and times as a text writes them, in one canonical form: "$1.9 million" is "$1900000".

English number words and months; digits of any script (the words carry European digits).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dedup.document import Document

_UNITS: Final = {
    word: value
    for value, listed in enumerate(
        "zero"
        "|nil;one;two;three;four;five;six;seven;eight;nine;ten;eleven;twelve;thirteen;fourteen;fifteen;sixteen;seventeen;eighteen;nineteen".split(
            ";"
        )
    )
    for word in listed.split("|")
}
_TENS: Final = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES: Final = {
    "hundred": 100.0,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
}
_ORDINALS: Final = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
MONTHS: Final = {
    word: number
    for number, listed in enumerate(
        "january jan;february feb;march mar;april apr;may;june jun;july jul;august aug;september sept sep;october "
        "oct;november nov;december dec".split(";"),
        1,
    )
    for word in listed.split()
}
WEEKDAYS: Final = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONEY: Final = {"$": "$", "£": "£", "€": "€", "¥": "¥", "₹": "₹"}
_MONEY_WORDS: Final = {
    "dollar": "$",
    "dollars": "$",
    "usd": "$",
    "pound": "£",
    "pounds": "£",
    "gbp": "£",
    "sterling": "£",
    "euro": "€",
    "euros": "€",
    "eur": "€",
    "yen": "¥",
    "rupees": "₹",
}
_PERCENT: Final = frozenset({"percent", "pct", "percentage"})
_FRACTIONS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_CLOCK: Final = {"noon": "t12:00", "midday": "t12:00", "midnight": "t00:00"}


_STARTERS: Final = frozenset({*_UNITS, *_TENS, *_ORDINALS, *MONTHS, *WEEKDAYS, *_CLOCK, "a", "an"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number over the words [first, last) with its canonical form, its kind and its value.

    `kind`: number, percent, money, ordinal, date (day and month), month, weekday, year, clock.
    """

    first: int
    last: int
    form: str
    kind: str
    value: float


def can_start(norm: str) -> bool:
    """Whether a number, date or time can start with this word."""
    return norm[0].isdigit() or norm in _STARTERS


def quantity_at(article: Document, i: int, stop: int) -> Quantity | None:
    """The number, date or time that starts at word `i`, as long as it goes, before word `stop`; None when there is none."""
    norm = article.words.norms[i]
    if norm in _CLOCK:
        return Quantity(i, i + 1, _CLOCK[norm], "clock", 0.0)
    if norm in WEEKDAYS:
        return Quantity(i, i + 1, norm, "weekday", 0.0)
    if norm in MONTHS and article.text[article.words.start(i)].isupper():
        return _after_month(article, i, stop)
    if (_ordinal(norm) and norm[0].isdigit()) or norm in _ORDINALS:
        return _with_month(article, i, i + 1, stop, _ordinal(norm)) or Quantity(
            i, i + 1, f"#{_ordinal(norm)}.", "ordinal", float(_ordinal(norm))
        )
    return _number(article, i, stop)


def _ordinal(norm: str) -> int:
    if norm in _ORDINALS:
        return _ORDINALS[norm]
    return int(norm[:-2]) if norm[:-2].isdigit() and len(norm) < 8 and norm[-2:] in ("st", "nd", "rd", "th") else 0


def _day(norm: str) -> int:
    value = int(norm) if norm.isdigit() and len(norm) <= 2 else _ordinal(norm)
    return value if 1 <= value <= 31 else 0


def _after_month(article: Document, i: int, stop: int) -> Quantity | None:
    norms = article.words.norms
    month = MONTHS[norms[i]]
    following = norms[i + 1] if i + 1 < stop and _adjacent(article, i) else ""
    if following and _day(following):
        return _with_year(article, i, i + 2, stop, f"d{month:02d}-{_day(following):02d}")
    if _year(following):
        return Quantity(i, i + 2, f"d{month:02d}/{following}", "month", float(month))
    if norms[i] in ("may", "march", "mar") and i and norms[i - 1] not in _BEFORE_MONTH:
        return None
    return Quantity(i, i + 1, f"d{month:02d}", "month", float(month))


_BEFORE_MONTH: Final = frozenset(
    "in of since by until till from last next this early late mid between during and before after to on for through "
    "every each".split()
)


def _with_month(article: Document, i: int, after: int, stop: int, day: int) -> Quantity | None:
    norms = article.words.norms
    if after < stop and norms[after] == "of" and after + 1 < stop and norms[after + 1] in MONTHS:
        after += 1
    if (
        not (1 <= day <= 31)
        or after >= stop
        or norms[after] not in MONTHS
        or not article.text[article.words.start(after)].isupper()
    ):
        return None
    return _with_year(article, i, after + 1, stop, f"d{MONTHS[norms[after]]:02d}-{day:02d}")


def _with_year(article: Document, first: int, last: int, stop: int, form: str) -> Quantity:
    if last < stop and _year(article.words.norms[last]):
        return Quantity(first, last + 1, f"{form}/{article.words.norms[last]}", "date", 0.0)
    return Quantity(first, last, form, "date", 0.0)


def _year(norm: str) -> bool:
    return len(norm) == 4 and norm.isdigit() and 1500 <= int(norm) <= 2100


def _adjacent(article: Document, i: int) -> bool:
    """Whether only spaces, a full stop or a comma part word `i` from the next."""
    return article.between(i, i + 1).strip(" .,\u00a0\u2009") == ""


def _number(article: Document, i: int, stop: int) -> Quantity | None:
    """A cardinal number with its scale, currency, percent sign or month."""
    norms = article.words.norms
    value, last = _cardinal(article, i, stop)
    if value is None:
        return _attached(article, i)
    if norms[i].isdigit():
        dated = _with_month(article, i, last, stop, int(value)) if value == int(value) else None
        if dated:
            return dated
        clock = _clock(article, i, last, stop, value)
        if clock:
            return clock
    if norms[last : last + 3] == ("and", "a", "half") and last + 3 <= stop:
        value, last = value + 0.5, last + 3
    while last < stop and norms[last] in _SCALES and _joined(article, last - 1) and norms[last] != "b":
        value *= _SCALES[norms[last]]
        last += 1
    return _with_unit(article, i, last, stop, value)


def _cardinal(article: Document, i: int, stop: int) -> tuple[float | None, int]:
    norms = article.words.norms
    norm = norms[i]
    if norm in _UNITS:
        return float(_UNITS[norm]), i + 1
    if norm in _TENS:
        if i + 1 < stop and 0 < _UNITS.get(norms[i + 1], 0) < 10 and _joined(article, i):
            return float(_TENS[norm] + _UNITS[norms[i + 1]]), i + 2
        return float(_TENS[norm]), i + 1
    if norm in ("a", "an") and i + 1 < stop and norms[i + 1] in ("hundred", "thousand", "million", "billion", "dozen"):
        return _SCALES[norms[i + 1]], i + 2
    if norm in ("dozen", "half") and i + 1 < stop and norm == "half" and norms[i + 1] == "a":
        return None, i
    digits = norm.replace(",", "")
    if digits and digits[0].isdigit() and digits.replace(".", "", 1).isdigit():
        return float(digits), i + 1
    return None, i


def _joined(article: Document, i: int) -> bool:
    return article.between(i, i + 1).strip("-‐‑– \u00a0\u2009\n") == ""


def _attached(article: Document, i: int) -> Quantity | None:
    """Numbers with letters on them: "1.9m", "63pc", "186M", "5pm", "1980s"."""
    norm = article.words.norms[i]
    cut = next((n for n, c in enumerate(norm) if not (c.isdigit() or c == ".")), len(norm))
    if not cut or cut == len(norm):
        return None
    head, tail = norm[:cut].rstrip("."), norm[cut:]
    if tail in _FRACTIONS:
        return Quantity(i, i + 1, "#" + _plain(float(head) + _FRACTIONS[tail]), "number", float(head) + _FRACTIONS[tail])
    if tail in _SCALES and tail != "b":
        return _with_unit(article, i, i + 1, i + 1, float(head) * _SCALES[tail])
    if tail in ("pc", "percent"):
        return Quantity(i, i + 1, _plain(float(head)) + "%", "percent", float(head))
    if tail in ("am", "pm"):
        return Quantity(i, i + 1, _clock_form(float(head), tail), "clock", float(head))
    return None


def _with_unit(article: Document, i: int, last: int, stop: int, value: float) -> Quantity:
    text, norms = article.text, article.words.norms
    end = article.words.end(last - 1)
    before, after = _mark_before(article, i), text[end : end + 2].strip()
    if after[:1] == "%":
        return Quantity(i, last, _plain(value) + "%", "percent", value)
    if last < stop and (norms[last] in _PERCENT or (norms[last] == "per" and last + 1 < stop and norms[last + 1] == "cent")):
        return Quantity(i, last + (2 if norms[last] == "per" else 1), _plain(value) + "%", "percent", value)
    if before in _MONEY:
        return Quantity(i, last, _MONEY[before] + _plain(value), "money", value)
    if last < stop and norms[last] in _MONEY_WORDS and _joined(article, last - 1):
        return Quantity(i, last + 1, _MONEY_WORDS[norms[last]] + _plain(value), "money", value)
    if last == i + 1 and _year(norms[i]) and not before:
        return Quantity(i, last, norms[i], "year", value)
    return Quantity(i, last, "#" + _plain(value), "number", value)


def _mark_before(article: Document, i: int) -> str:
    start = article.words.start(i)
    return article.text[start - 1 : start].strip() if start else ""


def _clock(article: Document, i: int, last: int, stop: int, value: float) -> Quantity | None:
    norms = article.words.norms
    if last < stop and norms[last] in ("am", "pm") and _joined(article, last - 1):
        return Quantity(i, last + 1, _clock_form(value, norms[last]), "clock", value)
    gap = article.between(i, i + 1) if i + 1 < stop else ""
    if gap == ":" and norms[i + 1][:2].isdigit() and len(norms[i + 1]) in (2, 4):
        half = norms[i + 1][2:] or (norms[i + 2] if i + 2 < stop and norms[i + 2] in ("am", "pm") else "")
        used = i + 2 + (half != "" and norms[i + 1][2:] == "")
        return Quantity(i, used, _clock_form(value + int(norms[i + 1][:2]) / 100, half), "clock", value)
    return None


def _clock_form(value: float, half: str) -> str:
    hour, minute = int(value), round(value % 1 * 100)
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return f"t{hour:02d}:{minute:02d}"


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
