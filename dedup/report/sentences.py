"""A sentence of an article with the words in it that a claim is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from dedup.result import Change, Passage, TextSpan

_ENDS_BEFORE: Final = re.compile(r"(?:[.!?…]+[”’\"')\]]*[ \t\xa0]+|[\n\r\x0b\x0c\x85\u2028\u2029][ \t\xa0]*)$")
_NEXT_END: Final = re.compile(r"[.!?…]+[”’\"')\]]*(?=\s|$)|(?=[\n\r\x0b\x0c\x85\u2028\u2029])|\Z")
_ENDED: Final = re.compile(r"[.!?…][”’\"')\]]*\s*$")
_CLOSED: Final = re.compile(r"[.!?…]+[”’\"')\]]*[ \t\xa0]+(?=[^\Wa-z_]|[“‘\"'(])|[\n\r\x0b\x0c\x85\u2028\u2029]")
_WORDS: Final = re.compile(r"\w+(?:[’'.,-]\w+)*")
_NEXT_WORD: Final = re.compile(r"[ \xa0]([^\W\d_])\w*(?:[’'-]\w+)*")
_REACH: Final = 1_000
"""Characters on either side within which the ends of a sentence are looked for."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of an article, as it stands there, from the offset `start`; `marks` count from its own first character."""

    text: str
    start: int
    marks: tuple[tuple[int, int], ...] = ()


def sentence_about(text: str, span: TextSpan, words: Iterable[TextSpan]) -> Marked:
    """The sentence of `text` that a stretch is part of, with those of `words` marked that stand in it."""
    start, end = _start(text, span.start), _end(text, span.start, span.end)
    inside = sorted({_whole_names(text, item) for item in words if start <= item.start < item.end <= end})
    return Marked(text[start:end], start, tuple(_joined((low - start, high - start) for low, high in inside)))


def origin(passage: Passage, change: Change) -> TextSpan:
    """The source stretch that a change compares with: the one about its words, else the closest one."""
    spans = [item for item in passage.source if item.start <= change.source.start and change.source.end <= item.end]
    return (spans or [*passage.source, change.source])[0]


def at_fault(change: Change, passage: Passage, side: Literal["source", "derivative"]) -> TextSpan:
    """A change's words on a side without those at their ends that the other side has, too; all of them where none would be left.

    Where the other side has no words at fault, those of its whole sentence count. The words right beside those of the other side
    are had there, too: of "against the Levy" and "for", where "the Levy" follows, "against" is at fault.
    """
    mine, other = (change.source, change.derivative) if side == "source" else (change.derivative, change.source)
    stretches = [TextSpan(passage.start, passage.end, passage.text)] if side == "source" else [origin(passage, change)]
    whole = stretches[0].text if side == "source" else " ".join(span.text for span in passage.source)
    known = {match.group().casefold() for match in _WORDS.finditer(other.text or whole)} | _beside(other, stretches[0])
    words = list(_WORDS.finditer(mine.text))
    own = [at for at, match in enumerate(words) if match.group().casefold() not in known]
    if not own:
        return mine
    start = words[own[0]].start() if own[0] else 0
    end = words[own[-1]].end() if own[-1] < len(words) - 1 else len(mine.text)
    return TextSpan(mine.start + start, mine.start + end, mine.text[start:end])


def _beside(words: TextSpan, stretch: TextSpan) -> frozenset[str]:
    """The words of a stretch right before and right after some of it, two at most on either side."""
    if not words.text or not stretch.start <= words.start <= words.end <= stretch.end:
        return frozenset()
    before = _WORDS.findall(stretch.text[: words.start - stretch.start])[-_NEAR:]
    after = _WORDS.findall(stretch.text[words.end - stretch.start :])[:_NEAR]
    return frozenset(word.casefold() for word in (*before, *after))


_NEAR: Final = 2
"""Words beside those at fault that the other side may have among its own."""


def _whole_names(text: str, words: TextSpan) -> tuple[int, int]:
    """A mark that does not part a name: words with capitals behind its last one belong to it, but where all have capitals."""
    if _is_headline_style(text[text.rfind("\n", 0, words.start) + 1 : words.start + _LINE].partition("\n")[0]):
        return words.start, words.end
    last = _WORDS.search(text, text.rfind(" ", words.start, words.end) + 1 or words.start)
    end = words.end
    if last is None or last.end() != end or not last.group()[0].isupper():
        return words.start, end
    while (match := _NEXT_WORD.match(text, end)) and match[1].isupper():
        end = match.end()
    return words.start, end


def _is_headline_style(line: str) -> bool:
    """Whether most of the longer words of a line have capitals, so that they name nobody."""
    longer = [word for word in _WORDS.findall(line) if len(word) >= _LONGER]
    return len(longer) >= _ENOUGH and sum(word[0].isupper() for word in longer) >= _MOSTLY * len(longer)


_LINE: Final = 120
"""Characters of a line from the words at fault on that tell whether it is a headline."""
_LONGER, _ENOUGH, _MOSTLY = 4, 4, 0.75
"""Letters of a longer word, how many of them a line must have to be judged, and the share with capitals."""


def _start(text: str, place: int) -> int:
    low = max(0, place - _REACH)
    before = text[low:place]
    if not before or _ENDS_BEFORE.search(before):
        return place
    ends = [match.end() for match in _CLOSED.finditer(before)]
    if low and not ends:
        return place
    start = low + (ends[-1] if ends else 0)
    return start + len(text[start:place]) - len(text[start:place].lstrip())


def _end(text: str, start: int, place: int) -> int:
    if _ENDED.search(text[start:place]):
        return place
    match = _NEXT_END.search(text, place, place + _REACH)
    return match.end() if match else place


def _joined(marks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Marks that overlap or touch as one."""
    last: tuple[int, int] | None = None
    for low, high in marks:
        if last is not None and low <= last[1]:
            last = (last[0], max(last[1], high))
            continue
        if last is not None:
            yield last
        last = (low, high)
    if last is not None:
        yield last


def window(marked: Marked, most: int) -> Marked:
    """At most about `most` characters of a sentence around its first mark, an ellipsis where it was cut. Marks outside are lost."""
    if len(marked.text) <= most:
        return marked
    low, high = marked.marks[0] if marked.marks else (0, 0)
    room = max(0, most - (high - low))
    start = max(0, min(low - room // 2, len(marked.text) - most))
    end = min(len(marked.text), max(start + most, high))
    start, end = _at_words(marked.text, start, end, (low, high))
    head, tail = "…" if start else "", "…" if end < len(marked.text) else ""
    moved = ((max(a, start) - start + len(head), min(b, end) - start + len(head)) for a, b in marked.marks if a < end and b > start)
    return Marked(f"{head}{marked.text[start:end]}{tail}", marked.start + start, tuple(moved))


def _at_words(text: str, start: int, end: int, mark: tuple[int, int]) -> tuple[int, int]:
    """The cuts moved inward to spaces, never into the mark."""
    if start and (space := text.find(" ", start, mark[0])) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(mark[1], start + 1), end)) > 0:
        end = space
    return start, end
