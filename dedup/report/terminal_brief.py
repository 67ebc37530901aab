"""The brief for a terminal: at most 40 lines at 80 columns and wider. Words at fault stand as [-these-] and {+those+}."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.color import ColorSystem

from dedup.article import Article
from dedup.report.brief import Brief, Claim, brief
from dedup.report.credited import Part
from dedup.report.fold import Styled, fold, paint
from dedup.report.names import Named
from dedup.report.sentences import Marked, window
from dedup.report.visible import visible
from dedup.report.wording import counted, when
from dedup.result import Comparison

MOST_LINES: Final = 40
"""Lines of a brief at 80 columns or more."""
_LABEL: Final = 13
_FINDING, _CHANGED, _FACT = 4, 5, 2
"""Lines of each: longer ones are cut at "…"; the full report cuts nothing."""
_ALLOWANCES: Final = ((4, 2, 2), (3, 2, 2), (3, 1, 2), (3, 1, 1), (2, 1, 1))
"""Lines of a sentence, of an omission and of a headline: the first that keep the brief within its lines."""
_QUIET, _HEAD = "bright_black", "bold"
_CERTAIN: Final = {"clear": "bold red", "likely": "yellow"}
_SIGNS: Final = (("[-", "-]", "red"), ("{+", "+}", "green"))
_BAR: Final = (("█", "blue"), ("▓", "cyan"), ("▒", "bright_blue"), ("░", "bright_black"))
_BAR_WIDTH: Final = 24

_Line = list[Styled]


def render_brief(comparison: Comparison, a: Article, b: Article, *, width: int = 80, color: bool = True) -> str:
    """The brief as text of at most `width` columns; `color` adds ANSI styles, the words are the same without."""
    system = ColorSystem.STANDARD if color else None
    made = brief(comparison, a, b)
    for allowance in _ALLOWANCES:
        lines = list(brief_lines(made, width, allowance))
        if len(lines) <= MOST_LINES:
            break
    return "".join(f"{paint(line, system).rstrip()}\n" for line in lines)


def brief_lines(made: Brief, width: int, allowance: tuple[int, int, int] = _ALLOWANCES[0]) -> Iterator[_Line]:
    """The lines of a brief, styled, each of at most `width` columns; `allowance`: of a sentence, an omission, a headline."""
    sentence, omission, headline = allowance
    yield from _cut([(made.finding, _HEAD)], width, _FINDING)
    if made.checked or made.given:
        yield from _cut([(f"{made.checked} {made.given}{'.' * bool(made.given)}".strip(), "")], width, _FINDING)
    yield []
    for one, title, signs in zip((made.left, made.right), made.titles(), _SIGNS, strict=True):
        yield from _article(one, _marked(title, signs), made, width, headline, made.strong if title.marks else "")
    yield from _changes(made, width, sentence)
    facts = list(_facts(made, width, omission))
    yield from ([], *facts) if facts else ()
    yield []
    for line in (_NEXT,) if made.directed or made.given else (_OTHER_WAY, _NEXT):
        yield from _cut([(line, _QUIET)], width, 1)


_OTHER_WAY: Final = "--source a reads what B has of A, --source b the other way"
_NEXT: Final = "more: --show changes,quotes,credit,added,left-out,text · --why · --full"


def _article(one: Named, title: Sequence[Styled], made: Brief, width: int, most: int, note: str) -> Iterator[_Line]:
    name = f"{one.letter} {one.role}" if made.directed else f"{one.letter}"
    yield from _labelled(name, title, width, most)
    known = [item for item in (one.outlet, when(one.published), counted(one.words, "word"), note) if item]
    yield from _labelled("", [(" · ".join(known), _QUIET)], width, 2 if note else 1)


def _labelled(label: str, parts: Sequence[Styled], width: int, most: int) -> Iterator[_Line]:
    for number, line in enumerate(_cut(parts, width - _LABEL, most)):
        yield [(f"{'' if number else label:{_LABEL}}", _QUIET), *line]


def _cut(parts: Sequence[Styled], width: int, most: int) -> list[_Line]:
    lines = fold(parts, max(1, width))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while sum(cell_len(text) for text, _ in last) > width - 1:
        text, style = last[-1]
        kept = text[: max(0, text.rstrip().rfind(" "))] if len(last) == 1 and " " in text.strip() else text[:-1]
        last = [*last[:-1], (kept, style)] if kept else last[:-1]
    return [*lines[: most - 1], [*last, ("…", "")]]


# -- changes


def _changes(made: Brief, width: int, most: int) -> Iterator[_Line]:
    if not made.found and not made.unchanged:
        return
    yield []
    yield from _cut([(_counted_changes(made), _HEAD)], width, _CHANGED)
    for number, claim in enumerate(made.changes, 1):
        yield from _claim(number, claim, made, width, most)


def _counted_changes(made: Brief) -> str:
    what = "Changed" if made.directed else "A and B differ"
    if made.unchanged:
        return f"{what if made.directed else 'A and B'}: {made.unchanged.replace('not told here', 'under --show changes')}"
    more = f"{counted(made.doubtful, 'doubtful change')} ({made.doubts}) under --show changes" if made.doubtful else ""
    in_all = counted(made.found, "sentence")
    line = f"the {len(made.changes)} gravest of {in_all}" if made.found > len(made.changes) else in_all
    rest = "" if made.directed or made.given else "more are looked for where a source is given"
    return "; ".join(filter(None, (f"{what}, as far as seen: {line}", more, rest)))


def _claim(number: int, claim: Claim, made: Brief, width: int, most: int) -> Iterator[_Line]:
    certainty = (f"{number} {claim.certainty}", _CERTAIN.get(claim.certainty, ""))
    yield from _cut([certainty, (f" · {claim.sort}", "")], width, 1)
    names = (made.left.letter, made.right.letter)
    for name, sentence, signs in zip(names, (claim.left, claim.right), _SIGNS, strict=True):
        label = f"  {name}  " if made.directed else f"  {name} says  "
        room = width - len(label)
        parts = _marked(window(sentence, int(room * (most - 0.6))), signs)
        for at, line in enumerate(_cut(parts, room, most)):
            yield [(" " * len(label) if at else label, _QUIET), *line]


def _marked(sentence: Marked, signs: tuple[str, str, str]) -> list[Styled]:
    parts: list[Styled] = []
    done = 0
    for start, end in sentence.marks:
        parts += [(visible(sentence.text[done:start]), ""), (f"{signs[0]}{visible(sentence.text[start:end])}{signs[1]}", signs[2])]
        done = end
    return [*parts, (visible(sentence.text[done:]), "")]


# -- one line for each


def _facts(made: Brief, width: int, most: int) -> Iterator[_Line]:
    if made.third_party:
        yield from _labelled("Third text", [(made.third_party, "")], width, _FACT)
    if made.quotations:
        yield from _labelled("Quotations", [(made.quotations, "")], width, _FACT + 1)
    if made.credit:
        words = sum(part.words for part in made.credit)
        yield from _labelled("Credit", [*_bar(made.credit), (f" of {counted(words, 'word')} with a counterpart", "")], width, 1)
        line = "  ".join(f"{sign}{part.share} {part.name}" for (sign, _), part in zip(_BAR, made.credit, strict=True))
        yield from _labelled("", [(line, "")], width, 1)
    if made.credited_by:
        yield from _labelled("" if made.credit else "Credit", [(made.credited_by, "")], width, _FACT)
    for number, said in enumerate(made.added):
        yield from _labelled("" if number else "Added", [(said, "")], width, _FACT)
    if made.left_out:
        yield from _labelled("Left out", [(made.left_out, "")], width, 1)
        for sentence in made.omissions:
            yield from _labelled("", [("- " + visible(" ".join(sentence.text.split())), _QUIET)], width, most)


def _bar(parts: tuple[Part, ...]) -> list[Styled]:
    """The four parts in proportion; one that is not empty has at least one cell."""
    whole = sum(part.words for part in parts)
    exact = [part.words * _BAR_WIDTH / whole for part in parts]
    sizes = [max(1, int(size)) if size else 0 for size in exact]
    for at in sorted(range(len(parts)), key=lambda at: sizes[at] - exact[at])[: max(0, _BAR_WIDTH - sum(sizes))]:
        sizes[at] += 1
    sizes[sizes.index(max(sizes))] += _BAR_WIDTH - sum(sizes)
    return [(sign * size, style) for (sign, style), size in zip(_BAR, sizes, strict=True)]
