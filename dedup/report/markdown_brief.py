"""The brief as Markdown: words at fault are bold, and no word of an article marks up anything."""

from __future__ import annotations

from collections.abc import Iterator

from dedup.report.brief import Brief, Claim
from dedup.report.escape import escaped, shown
from dedup.report.sentences import Marked
from dedup.report.visible import visible
from dedup.report.wording import counted


def brief_lines(made: Brief) -> Iterator[str]:
    """The lines under the finding: what was checked, the gravest changes, and one item for everything else."""
    for said in filter(None, (made.checked, made.given, made.third_party)):
        yield from ("", escaped(f"{said[0].upper()}{said[1:].removesuffix('.')}."))
    yield from _changes(made)
    facts = list(_facts(made))
    yield from ("", *facts) if facts else ()


def _changes(made: Brief) -> Iterator[str]:
    if not made.found and not made.unchanged:
        return
    yield from (
        "",
        "## Changes" if made.unchanged else "## The gravest changes" if made.directed else "## Where A and B differ",
        "",
    )
    for number, claim in enumerate(made.changes, 1):
        yield f"{number}. {claim.certainty}, {escaped(claim.sort)}"
        yield from _sides(claim, made)
    if made.unchanged:
        yield f"{made.unchanged[0].upper()}{made.unchanged[1:].replace('not told here', 'below')}."
        return
    sentences = f"{counted(made.found, 'sentence')} with changes that are clear or likely"
    more = (
        f"; {counted(made.doubtful, 'more change')} ({made.doubts}) {'is' if made.doubtful == 1 else 'are'} doubtful"
        if made.doubtful
        else ""
    )
    yield from ("", f"{sentences}{more}; {made.others}.")


def _sides(claim: Claim, made: Brief) -> Iterator[str]:
    names = (made.left.role, made.right.role) if made.directed else (f"{made.left.letter} says", f"{made.right.letter} says")
    for name, sentence in zip(names, (claim.left, claim.right), strict=True):
        yield f"   - {name}: {bold(sentence)}"


def bold(sentence: Marked) -> str:
    """A sentence on one line; white space at the ends of a mark would keep it from being bold."""
    made, done = [], 0
    for start, end in sentence.marks:
        words = sentence.text[start:end]
        inner = words.strip()
        first = start + words.find(inner)
        if not inner:
            continue
        made += [_inline(sentence.text[done:first]), f"**{_inline(inner)}**"]
        done = first + len(inner)
    return "".join([*made, _inline(sentence.text[done:])]).strip()


def _inline(text: str) -> str:
    """Escaped, with the spaces at its ends kept."""
    flat = visible(text)
    core = flat.strip()
    head = flat[: len(flat) - len(flat.lstrip())]
    return f"{head}{shown(core)}{flat[len(head) + len(core) :]}" if core else flat


def _facts(made: Brief) -> Iterator[str]:
    if made.quotations:
        yield f"- Quotations: {escaped(made.quotations)}"
    if made.credit:
        words = sum(part.words for part in made.credit)
        yield f"- Credit, of {counted(words, 'word')} with a counterpart: " + ", ".join(
            f"{escaped(part.share)} {part.name}" for part in made.credit
        )
    if made.credited_by:
        yield f"- Credit: {escaped(made.credited_by)}"
    if made.added:
        yield f"- Added: {escaped('; '.join(made.added))}"
    if made.left_out:
        yield f"- Left out: {escaped(made.left_out)}"
        yield from (f"  - {bold(sentence)}" for sentence in made.omissions)
