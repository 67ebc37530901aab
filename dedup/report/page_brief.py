"""The brief for the page's template: sentences as pieces, so that the template escapes each of them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from dedup.report.brief import Brief, Claim
from dedup.report.names import Named
from dedup.report.sentences import Marked
from dedup.report.visible import visible
from dedup.report.wording import counted

Pieces = tuple[tuple[str, str], ...]
"""Words of a sentence, and how they stand: "mark" at fault, "far" so long before the first mark that a screen leaves them out."""
_NEAR: Final = 90
"""Characters before the first mark that are always shown; of more than twice as many the rest waits for paper."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sentences of a claim: who says it, and where that stands in the page's texts."""

    name: str
    place: str
    pieces: Pieces


def page_brief(made: Brief) -> dict[str, Any]:
    """What the template shows of a brief."""
    return {
        "finding": made.finding,
        "said": [f"{item[0].upper()}{item[1:].removesuffix('.')}." for item in _said(made) if item],
        "claims": [(claim, list(_sides(claim, made))) for claim in made.changes],
        "more": _more(made),
        "headlines": [(_role(one, made), list(pieces(item))) for one, item in _headlines(made)],
        "strong": made.strong,
        "quotations": made.quotations,
        "credit": list(made.credit),
        "credited_by": made.credited_by,
        "taken": f"{sum(part.words for part in made.credit):,}",
        "bar": list(_bar(made)),
        "added": made.added,
        "left_out": made.left_out,
        "omissions": [(f"source {item.start} {item.start + len(item.text)}", visible(item.text)) for item in made.omissions],
    }


def _said(made: Brief) -> tuple[str, ...]:
    return made.checked, made.given, made.third_party


def _role(one: Named, made: Brief) -> str:
    return one.role if made.directed else one.letter


def _headlines(made: Brief) -> list[tuple[Named, Marked]]:
    return list(zip((made.left, made.right), made.headlines, strict=True)) if made.headlines else []


def _sides(claim: Claim, made: Brief) -> Iterator[Side]:
    for side, one, item in (("source", made.left, claim.left), ("derivative", made.right, claim.right)):
        name = one.role if made.directed else f"{one.letter} says"
        yield Side(name, f"{side} {item.start} {item.start + len(item.text)}", tuple(pieces(item)))


def pieces(item: Marked) -> Iterator[tuple[str, str]]:
    """The words of a sentence in order, none of them empty; characters that act are named."""
    done = _far(item)
    if done:
        yield visible(item.text[:done]), "far"
    for start, end in item.marks:
        both = ((item.text[done:start], ""), (item.text[start:end], "mark"))
        yield from ((visible(text), how) for text, how in both if text)
        done = end
    if done < len(item.text):
        yield visible(item.text[done:]), ""


def _far(item: Marked) -> int:
    """Where what is shown of a sentence begins: at a word not too far before the first mark."""
    first = item.marks[0][0] if item.marks else 0
    return item.text.rfind(" ", 0, first - _NEAR) + 1 if first > 2 * _NEAR else 0


def _more(made: Brief) -> str:
    if made.unchanged:
        return f"{made.unchanged[0].upper()}{made.unchanged[1:].replace('not told here', 'below')}."
    rest = made.found - len(made.changes)
    notes = [f"{counted(rest, 'more sentence')} with changes below"] if rest else []
    notes += [f"{counted(made.doubtful, 'doubtful change')} ({made.doubts}) below"] if made.doubtful else []
    notes += [made.others] if made.found else []
    return "; ".join(notes)


def _bar(made: Brief) -> Iterator[tuple[str, str, float, float]]:
    """(name, share, start, width) of the four parts of the credit, in per cent of the bar."""
    whole = sum(part.words for part in made.credit) or 1
    start = 0.0
    for part in made.credit:
        width = 100 * part.words / whole
        yield part.name, part.share, round(start, 3), round(width, 3)
        start += width
