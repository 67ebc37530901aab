"""Numbers, percentages, money, dates and times as a text writes them, in one canonical form: "$1.9 million" is "$1900000".

Number words and months of the pack; digits of any script (the words carry European digits).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack

_MONEY: Final = frozenset("$£€¥₹")
_FRACTIONS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_STARTING: Final = ("unit", "tens", "ordinal", "month", "weekday", "clock", "one")
"""Tags of the words that a number, date or time can start with."""


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


def can_start(pack: Pack, norm: str) -> bool:
    """Whether a number, date or time can start with this word."""
    return norm[0].isdigit() or any(norm in pack.words(tag) for tag in _STARTING)


def quantity_at(pack: Pack, article: Document, i: int, stop: int) -> Quantity | None:
    """The number, date or time that starts at word `i`, as long as it goes, before word `stop`; None when there is none."""
    return _Reader(pack, article, article.words.norms, stop).quantity(i)


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
            found = dated or self._clock(i, last, value)
            if found:
                return found
        if last + 3 <= self.stop and " ".join(self.norms[last : last + 3]) in self.pack.words("and_half"):
            value, last = value + 0.5, last + 3
        scales = self.pack.ranks("scale")
        while last < self.stop and self.norms[last] in scales and self._joined(last - 1):
            value *= scales[self.norms[last]]
            last += 1
        return self._with_unit(i, last, self.stop, value)

    def _cardinal(self, i: int) -> tuple[float | None, int]:
        pack, norm = self.pack, self.norms[i]
        units, tens = pack.ranks("unit"), pack.ranks("tens")
        following = self.norms[i + 1] if i + 1 < self.stop else ""
        if norm in units:
            return units[norm], i + 1
        if norm in tens:
            if 0 < units.get(following, 0) < 10 and self._joined(i):
                return tens[norm] + units[following], i + 2
            return tens[norm], i + 1
        if norm in pack.words("one") and following in pack.words("after_one"):
            return pack.ranks("scale")[following], i + 2
        return _read(norm, pack.decimal_comma), i + 1

    def _attached(self, i: int) -> Quantity | None:
        """Numbers with letters on them: "1.9m", "63pc", "186M", "5pm", "1980s"."""
        pack, norm = self.pack, self.norms[i]
        cut = next((n for n, c in enumerate(norm) if not (c.isdigit() or c == ".")), len(norm))
        if not cut or cut == len(norm):
            return None
        head, tail, scales = norm[:cut].rstrip("."), norm[cut:], pack.ranks("scale")
        if not head.replace(".", "", 1).isdigit():
            return None
        value = float(head)
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
        before, after = self._mark_before(i), text[end : end + 2].strip()
        if after[:1] == "%":
            return Quantity(i, last, _plain(value) + "%", "percent", value)
        for length in (1, 2):
            if last + length <= stop and " ".join(norms[last : last + length]) in pack.words("percent"):
                return Quantity(i, last + length, _plain(value) + "%", "percent", value)
        if before in _MONEY:
            return Quantity(i, last, before + _plain(value), "money", value)
        if last < stop and norms[last] in pack.words("money") and self._joined(last - 1):
            return Quantity(i, last + 1, pack.values("money")[norms[last]] + _plain(value), "money", value)
        if last == i + 1 and _is_year(norms[i]) and not before:
            return Quantity(i, last, norms[i], "year", value)
        return Quantity(i, last, "#" + _plain(value), "number", value)

    def _mark_before(self, i: int) -> str:
        start = self.article.words.start(i)
        return self.article.text[start - 1 : start].strip() if start else ""

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
    """The value of a number in digits; None for a word that is none."""
    digits = norm.replace(".", "").replace(",", ".") if decimal_comma else norm.replace(",", "")
    return float(digits) if digits[:1].isdigit() and digits.replace(".", "", 1).isdigit() else None


def _is_year(norm: str) -> bool:
    return len(norm) == 4 and norm.isdigit() and 1500 <= int(norm) <= 2100


def _clock_form(value: float, half: str) -> str:
    hour, minute = int(value), round(value % 1 * 100)
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return f"t{hour:02d}:{minute:02d}"


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
