"""The lists of a report for a terminal: every change, quotation, credit and addition by itself, with its passage's number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from rich.color import ColorSystem

from dedup.kinds import ADDED_KINDS, DERIVED_KINDS
from dedup.report.certainty import clarity
from dedup.report.fold import Styled, hanging
from dedup.report.sides import origin
from dedup.report.visible import visible
from dedup.report.wording import KIND_WORDS, change_words, credit_words, plain, quote_words
from dedup.result import Change, Comparison, Difference, TextSpan

_QUIET: Final = "bright_black"
_ORDER: Final = ("fact", "loaded", "neutral", "style")
_STYLES: Final = {"fact": "bold red", "loaded": "yellow", "neutral": "", "style": _QUIET}

Row = tuple[str, list[Styled]]
"""Where it stands (p7), and what is said."""


def changes(comparison: Comparison) -> Iterator[Row]:
    """All changes, the gravest severity first, and the differences where no source is known; each with its certainty."""
    numbered = [(number, item) for number, passage in enumerate(comparison.passages, 1) for item in passage.changes]
    for number, item in sorted(numbered, key=lambda pair: _ORDER.index(pair[1].severity)):
        yield f"p{number}", _change(item)
    for number, difference in enumerate(comparison.differences, 1):
        yield f"x{number}", _difference(difference)


def _change(item: Change) -> list[Styled]:
    note = f" ({visible(item.note)})" if item.note else ""
    return [
        (change_words(item), _STYLES[item.severity]),
        (f": {words(item.source)} → {words(item.derivative)}{note}", ""),
    ]


def _difference(item: Difference) -> list[Styled]:
    return [
        (f"{plain(item.kind)}, {clarity(item.confidence)}", ""),
        (f": A says {words(item.a)}, B says {words(item.b)}", ""),
    ]


def words(span: TextSpan) -> str:
    """The words of a span in quotation marks; "nothing" where it is empty."""
    return f"“{visible(span.text)}”" if span.text else "nothing"


def quotations(comparison: Comparison) -> Iterator[Row]:
    """All quotations of the derivative and how they stand to the source."""
    for number, passage in enumerate(comparison.passages, 1):
        for quote in passage.quotes:
            text = passage.text[quote.start - passage.start : quote.end - passage.start]
            yield f"p{number}", [(visible(text), ""), (f" {quote_words(quote, origin(comparison))}", _QUIET)]


def credit(comparison: Comparison) -> Iterator[Row]:
    """Every passage that has a counterpart, with the credit that was seen."""
    for number, passage in enumerate(comparison.passages, 1):
        if passage.kind in DERIVED_KINDS:
            yield f"p{number}", [(credit_words(passage.credit) or "no credit seen", _QUIET), (f": {visible(passage.text)}", "")]


def additions(comparison: Comparison) -> Iterator[Row]:
    """Every passage that has no counterpart, with the words that speak for its kind."""
    for number, passage in enumerate(comparison.passages, 1):
        if passage.kind in ADDED_KINDS:
            cues = ", ".join(f"{plain(cue.kind)} “{visible(cue.text)}”" for cue in passage.cues)
            yield (
                f"p{number}",
                [
                    (KIND_WORDS[passage.kind].name, _QUIET),
                    (f": {visible(passage.text)}", ""),
                    (f" [{cues}]" if cues else "", _QUIET),
                ],
            )


LISTS: Final[Mapping[str, tuple[str, Callable[[Comparison], Iterable[Row]]]]] = {
    "changes": ("Changes", changes),
    "quotes": ("Quoted parts of any length", quotations),
    "credit": ("Credit", credit),
    "added": ("Added", additions),
}
"""What a reader may ask for: a title, and the rows."""


def rows(listed: Iterable[Row], width: int, color: ColorSystem | None) -> Iterator[str]:
    """The lines of a list, its numbers in a column of their own."""
    for place, parts in listed:
        yield from hanging((f"{place:<5}", _QUIET), parts, 0, width, color)
