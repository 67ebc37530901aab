"""Numbers, percentages, money, dates and times as a text writes them, in one canonical form: "$1.9 million" is "$1900000".

Number words and months of the pack; digits of any script (the words carry European digits).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack, pack_of

_MONEY: Final = frozenset("$£€¥₹")
_FRACTIONS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_SIGNS: Final = {"-": "-", "−": "-", "–": "-", "+": "+", "<": "<", ">": ">", "≤": "<=", "≥": ">="}
"""Marks right before a number that belong to it, after a space, a bracket or at the start of a text."""
_OPENING: Final = frozenset("([{“‘\"'«:,")
_GROUPING: Final = frozenset("\u00a0\u2007\u2009\u202f")
"""No-break and thin spaces, which stand between the thousands of a number."""
_MOST: Final = 1e18
"""Numbers from here on are no numbers but rows of digits."""
_FOLLOWS: Final = frozenset(
    (before, kind)
    for kind, listed in {
        "unit": ("", "tens", "hundred", "scale", "and"),
        "tens": ("", "hundred", "scale", "and"),
        "hundred": ("unit", "tens"),
        "scale": ("unit", "tens", "hundred"),
    }.items()
    for before in listed
)
"""What may follow what in a number in words."""
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL: Final = re.compile(r"\d+,\d+")
_STARTING: Final = ("unit", "tens", "ordinal", "month", "weekday", "clock", "one")
"""Tags of the words that a number, date or time can start with."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number over the words [first, last) with its canonical form, its kind and its value.

    The form has the sign that stands before the number; percentage points are "5pp", and 25 basis points "0.25pp".

    `kind`: number, percent, money, ordinal, date (day and month), month, weekday, year, clock.
    """

    first: int
    last: int
    form: str
    kind: str
    value: float


def can_start(pack: Pack, norm: str) -> bool:
    """Whether a number, date or time can start with this word."""
    return norm[0].isdigit() or any(norm in pack.words(tag) for tag in _STARTING)


def quantity_at(pack: Pack, article: Document, i: int, stop: int) -> Quantity | None:
    """The number, date or time that starts at word `i`, as long as it goes, before word `stop`; None when there is none."""
    return _Reader(pack, article, article.words.norms, stop).quantity(i)


def number_marks(article: Document, inside: range) -> tuple[str, ...]:
    """What stands about each word of digits and counts though it is no word: signs, currency, "%", and a comma before decimals.

    Two texts of the same words say the same only where these are the same, too.
    """
    return tuple(_marks(article, i) for i in inside if article.has_digit[i])


def _marks(article: Document, i: int) -> str:
    text, (start, end) = article.text, article.words.span(i, i + 1)
    raw = text[start:end]
    is_decimal = _DECIMAL.fullmatch(raw) and (pack_of(article.language).decimal_comma or not _GROUPED.fullmatch(raw))
    comma = "," if is_decimal else ""
    sign, money = marks_before(article, i)
    return sign + money + comma + ("%" if text[end : end + 2].strip()[:1] == "%" else "")


def marks_before(article: Document, i: int) -> tuple[str, str]:
    """The sign of the number at word `i` ("-" for every minus) and the sign of its currency, "" for none."""
    text, start = article.text, article.words.start(i)
    money = text[start - 1 : start] if start and text[start - 1] in _MONEY else ""
    start -= len(money)
    mark = _SIGNS.get(text[start - 1 : start], "") if start else ""
    apart = start < 2 or text[start - 2].isspace() or text[start - 2] in _OPENING
    return (mark if apart else ""), money


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the numbers of an article before word `stop`."""

    pack: Pack
    article: Document
    norms: tuple[str, ...]
    stop: int

    def quantity(self, i: int) -> Quantity | None:
        norm, clock = self.norms[i], self.pack.values("clock")
        if norm in clock:
            return Quantity(i, i + 1, clock[norm], "clock", 0.0)
        if norm in self.pack.words("weekday"):
            return Quantity(i, i + 1, norm, "weekday", 0.0)
        if self._month(norm) and self._is_capital(i):
            return self._after_month(i)
        number = self._ordinal(norm)
        if number and (norm[0].isdigit() or norm in self.pack.words("ordinal")):
            return self._with_month(i, i + 1, number) or Quantity(i, i + 1, f"#{number}.", "ordinal", float(number))
        return self._number(i)

    def _is_capital(self, i: int) -> bool:
        return self.article.text[self.article.words.start(i)].isupper()

    def _month(self, norm: str) -> int:
        return int(self.pack.ranks("month").get(norm, 0))

    def _ordinal(self, norm: str) -> int:
        known = self.pack.ranks("ordinal").get(norm)
        if known is not None:
            return int(known)
        head, ending = norm[:-2], norm[-2:]
        return int(head) if head.isdigit() and len(norm) < 8 and ending in self.pack.words("ordinal_ending") else 0

    def _day(self, norm: str) -> int:
        value = int(norm) if norm.isdigit() and len(norm) <= 2 else self._ordinal(norm)
        return value if 1 <= value <= 31 else 0

    def _after_month(self, i: int) -> Quantity | None:
        month = self._month(self.norms[i])
        following = self.norms[i + 1] if i + 1 < self.stop and self._adjacent(i) else ""
        if following and self._day(following):
            return self._with_year(i, i + 2, f"d{month:02d}-{self._day(following):02d}")
        if _is_year(following):
            return Quantity(i, i + 2, f"d{month:02d}/{following}", "month", float(month))
        if self.norms[i] in self.pack.words("also_month") and i and self.norms[i - 1] not in self.pack.words("before_month"):
            return None
        return Quantity(i, i + 1, f"d{month:02d}", "month", float(month))

    def _with_month(self, i: int, after: int, day: int) -> Quantity | None:
        norms, stop = self.norms, self.stop
        if after + 1 < stop and norms[after] in self.pack.words("date_of") and self._month(norms[after + 1]):
            after += 1
        if not 1 <= day <= 31 or after >= stop or not self._month(norms[after]) or not self._is_capital(after):
            return None
        return self._with_year(i, after + 1, f"d{self._month(norms[after]):02d}-{day:02d}")

    def _with_year(self, first: int, last: int, form: str) -> Quantity:
        if last < self.stop and _is_year(self.norms[last]):
            return Quantity(first, last + 1, f"{form}/{self.norms[last]}", "date", 0.0)
        return Quantity(first, last, form, "date", 0.0)

    def _gap(self, i: int) -> str:
        """The characters between word `i` and the next."""
        return self.article.between(i, i + 1)

    def _adjacent(self, i: int) -> bool:
        """Whether only spaces, a full stop or a comma part word `i` from the next."""
        return self._gap(i).strip(" .,\u00a0\u2009") == ""

    def _joined(self, i: int) -> bool:
        return self._gap(i).strip("-‐‑– \u00a0\u2009\n") == ""

    def _number(self, i: int) -> Quantity | None:
        """A cardinal number with its scale, currency, percent sign or month."""
        value, last = self._cardinal(i)
        if value is None:
            return self._attached(i)
        if self.norms[i].isdigit():
            dated = self._with_month(i, last, int(value)) if value == int(value) else None
            moment = dated or self._clock(i, last, value)
            if moment:
                return moment
        if last + 3 <= self.stop and " ".join(self.norms[last : last + 3]) in self.pack.words("and_half"):
            value, last = value + 0.5, last + 3
        elif last < self.stop and self.norms[last] in _FRACTIONS and self._joined(last - 1):
            value, last = value + _FRACTIONS[self.norms[last]], last + 1
        scales = self.pack.ranks("scale")
        while last < self.stop and self.norms[last] in scales and self._joined(last - 1):
            value *= scales[self.norms[last]]
            last += 1
        return self._with_unit(i, last, self.stop, value)

    def _cardinal(self, i: int) -> tuple[float | None, int]:
        """The value of a number in digits or words, and the word after it; no value where there is none."""
        value = _read(self._digits(i), self.pack.decimal_comma)
        if value is None:
            return self._spelled(i)
        last = i + 1
        while value == int(value) and value < _MOST / 1000 and self._is_group(i, last):
            value, last = 1000 * value + int(self.norms[last]), last + 1
        return value, last

    def _digits(self, i: int) -> str:
        """A word as written, where its normal form has lost the commas of a number."""
        raw = self.article.text_of(i, i + 1)
        return raw if "," in raw and raw.isascii() else self.norms[i]

    def _is_group(self, first: int, at: int) -> bool:
        """Whether word `at` is the next three digits of a number set with thin or no-break spaces: "12 500"."""
        if at >= self.stop or len(self.norms[first]) > 3 or not (self.norms[at].isdigit() and len(self.norms[at]) == 3):
            return False
        return self._gap(at - 1) in _GROUPING

    def _spelled(self, i: int) -> tuple[float | None, int]:
        """The value of a number in words: "two thousand three hundred and fifty"."""
        total, current, limit, before, at = 0.0, 0.0, _MOST, "", i
        if self.norms[i] in self.pack.words("one") and self._at(i + 1) in self.pack.words("after_one"):
            current, before, at = 1.0, "unit", i + 1
        while at < self.stop and (at == i or self._joined(at - 1)):
            kind, value = self._part(at, limit)
            if kind == "and" and before in ("hundred", "scale") and self._goes_on(at + 1, limit):
                before, at = "and", at + 1
                continue
            if (before, kind) not in _FOLLOWS or (kind == "unit" and before == "tens" and not 0 < value < 10):
                break
            if kind == "scale":
                total, current, limit = total + current * value, 0.0, value
            else:
                current = current * value if kind == "hundred" else current + value
            before, at = kind, at + 1
        return (total + current if before else None), at

    def _at(self, i: int) -> str:
        return self.norms[i] if i < self.stop else ""

    def _part(self, at: int, limit: float) -> tuple[str, float]:
        """What a word adds to a number in words: unit, tens, hundred, scale below `limit`, "and", or nothing."""
        norm, pack = self.norms[at], self.pack
        for tag in ("unit", "tens"):
            if norm in pack.ranks(tag):
                return tag, pack.ranks(tag)[norm]
        scale = pack.ranks("scale").get(norm, 0.0) if norm in pack.words("after_one") else 0.0
        if scale == 100 or scale == 12:
            return "hundred", scale
        if 1000 <= scale < limit:
            return "scale", scale
        return ("and", 0.0) if norm in pack.words("number_and") else ("", 0.0)

    def _goes_on(self, at: int, limit: float) -> bool:
        """Whether after "and" the same number goes on, and no other one begins: "one hundred and two hundred"."""
        if at >= self.stop or self._part(at, limit)[0] not in ("unit", "tens"):
            return False
        for k in range(at + 1, min(at + 3, self.stop)):
            if not self._joined(k - 1):
                break
            if self._part(k, _MOST)[0] in ("hundred", "scale"):
                return False
        return True

    def _attached(self, i: int) -> Quantity | None:
        """Numbers with letters on them: "1.9m", "63pc", "186M", "5pm", "1980s"."""
        pack, norm = self.pack, self.norms[i]
        cut = next((n for n, c in enumerate(norm) if not (c.isdigit() or c == ".")), len(norm))
        if not cut or cut == len(norm):
            return None
        head, tail, scales = norm[:cut].rstrip("."), norm[cut:], pack.ranks("scale")
        value = _read(head, decimal_comma=False)
        if value is None:
            return None
        if tail in _FRACTIONS:
            return Quantity(i, i + 1, "#" + _plain(value + _FRACTIONS[tail]), "number", value + _FRACTIONS[tail])
        if tail in scales:
            return self._with_unit(i, i + 1, i + 1, value * scales[tail])
        if tail in pack.words("percent_ending"):
            return Quantity(i, i + 1, _plain(value) + "%", "percent", value)
        if tail in pack.words("half_day"):
            return Quantity(i, i + 1, _clock_form(value, tail), "clock", value)
        return None

    def _with_unit(self, i: int, last: int, stop: int, value: float) -> Quantity:
        text, norms, pack = self.article.text, self.norms, self.pack
        end = self.article.words.end(last - 1)
        sign, before = marks_before(self.article, i)
        value, after = (-value if sign == "-" else value), text[end : end + 2].strip()
        mark = sign if sign != "-" else ""
        if after[:1] == "%":
            return Quantity(i, last, mark + _plain(value) + "%", "percent", value)
        for length in (2, 1):
            unit = pack.ranks("points").get(" ".join(norms[last : last + length]))
            if unit is not None and last + length <= stop:
                return Quantity(i, last + length, mark + _plain(value * unit) + "pp", "percent", value * unit)
        for length in (1, 2):
            if last + length <= stop and " ".join(norms[last : last + length]) in pack.words("percent"):
                return Quantity(i, last + length, mark + _plain(value) + "%", "percent", value)
        if before:
            return Quantity(i, last, before + mark + _plain(value), "money", value)
        if last < stop and norms[last] in pack.words("money") and self._joined(last - 1):
            return Quantity(i, last + 1, pack.values("money")[norms[last]] + _plain(value), "money", value)
        if last == i + 1 and _is_year(norms[i]) and not sign:
            return Quantity(i, last, norms[i], "year", value)
        return Quantity(i, last, "#" + mark + _plain(value), "number", value)

    def _clock(self, i: int, last: int, value: float) -> Quantity | None:
        norms, halves, stop = self.norms, self.pack.words("half_day"), self.stop
        if last < stop and norms[last] in halves and self._joined(last - 1):
            return Quantity(i, last + 1, _clock_form(value, norms[last]), "clock", value)
        gap = self._gap(i) if i + 1 < stop else ""
        if gap == ":" and norms[i + 1][:2].isdigit() and len(norms[i + 1]) in (2, 4):
            half = norms[i + 1][2:] or (norms[i + 2] if i + 2 < stop and norms[i + 2] in halves else "")
            used = i + 2 + (half != "" and norms[i + 1][2:] == "")
            return Quantity(i, used, _clock_form(value + int(norms[i + 1][:2]) / 100, half), "clock", value)
        return None


def _read(norm: str, decimal_comma: bool) -> float | None:
    """The value of a number in digits, below 10^18; None for a word that is none.

    A comma stands between groups of three digits, elsewhere before the decimals.
    """
    if decimal_comma:
        digits = norm.replace(".", "").replace(",", ".")
    elif _DECIMAL.fullmatch(norm) and not _GROUPED.fullmatch(norm):
        digits = norm.replace(",", ".")
    else:
        digits = norm.replace(",", "")
    if not digits[:1].isdigit() or not digits.replace(".", "", 1).isdigit() or len(digits.partition(".")[0]) > _DIGITS:
        return None
    return float(digits)


_DIGITS: Final = 18


def _is_year(norm: str) -> bool:
    return len(norm) == 4 and norm.isdigit() and 1500 <= int(norm) <= 2100


def _clock_form(value: float, half: str) -> str:
    hour, minute = int(value), round(value % 1 * 100)
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return f"t{hour:02d}:{minute:02d}"


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
