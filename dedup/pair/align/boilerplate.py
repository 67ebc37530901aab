"""Furniture of a page: what stands between the lines of an article and belongs to the site, the outlet or the form it came in.

Promotion, newsletter and poll forms, adverts, disclaimers, copyright and contact lines, "SEE ALSO:" lines, bylines, datelines,
"Story continued below", share prompts, comment policy, cookie notes, biographies of the author. A sentence collects points
for what it says (a lexicon of formulas) and for its shape (short lines of their own, frames of marks, boxes, addresses), then
lines pull in their neighbours: a question above a form belongs to the form. The idea of judging short text blocks by shape and
by their neighbours is from Kohlschütter, Fankhauser and Nejdl (2010), "Boilerplate detection using shallow text features".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby
from typing import Final

import numpy as np

from dedup.calibration import logistic
from dedup.document import Document, kept_with_document
from dedup.lang.base import NEUTRAL, Pack, pack_of
from dedup.lang.needs import matches, may_match
from dedup.pair.align import boilerplate_points as worth
from dedup.pair.align.boilerplate_signs import Signs, asks_consent, says, signs_of
from dedup.words import Span, normal_forms, normal_forms_each

FURNITURE: Final = 0.5
"""Chance from which on a sentence is furniture: either mistake costs the same."""
_PULLED: Final = 0.6
"""Points of a line that is furniture only because its neighbours are."""
_TOLD: Final = 3.0
"""Points of a sentence of which half and more is furniture as a corpus counts it."""
_SHORT_LINE: Final = 14
"""Words up to which a line may be pulled in by its neighbours."""
_FORM_LINE: Final = 16
"""Words up to which the shape of a line is looked at: bylines, menus, options, addresses."""
_CLOSING_LINES: Final = 6
"""Lines at the end in which notes on the author and the outlet are looked for."""
_OPENING_SENTENCES: Final = 6
"""Sentences at the start in which a dateline is looked for."""
_LONGEST_DATELINE: Final = 80
"""Characters in which a dateline ends."""
_WRAPPED_WORDS: Final = 6
"""Words from which on a line may go on in the next: shorter ones end there."""
_BLOCK: Final = 45
"""Words up to which a line is taken as one block: half of it furniture makes all of it furniture."""

_FRAME: Final = re.compile(
    r"(?P<open>\*{2,}|>{2,}|<{2,}|»+|►|▶|\[|—|–|-{2,}|={2,}|~{2,}|_{2,}|\|)\s*\S.*?(?:\*{2,}|<{2,}|>{2,}|«+|\]|—|–|"
    r"-{2,}|={2,}|~{2,}|_{2,}|\|)$"
)
_ARROW: Final = re.compile(r"(?:>{1,3}|»|►|▶|→|➤|☞)\s*\w")
_BOX: Final = re.compile(r"[☐☑☒□■◯○◻▢]|\((?<!\S\()\s?\)(?=\s)|\[\s?\](?=\s)|_{3,}")
_OPTIONS: Final = re.compile(r"[^/|.\d]{1,30}(?:\s[/|]\s[^/|.\d]{1,40})+$")
_MENU: Final = re.compile(r"[^|]{1,40}(?:\s*\|\s*[^|]{1,40}){2,}$")
_ADDRESS: Final = re.compile(r"@\w{3}|https?://|\bwww\.")
_BREAK: Final = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？۔؟।]['\"”’»)\]]*$")
_PLACE: Final = r"(?:[A-Z]{2}[A-Z.’' -]{1,30}|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3})"
_AFTER_PLACE: Final = r"(?:,\s(?:[A-Z][\w.]*\s?){1,3}(?:\d{1,2})?){0,2}"
_DATELINE: Final = re.compile(
    rf"(?:{_PLACE}{_AFTER_PLACE}\s?\([A-Z][^()]{{1,30}}\)|[A-Z]{{2}}[A-Z.’' -]{{1,30}}{_AFTER_PLACE})\s?(?:—|–|--?)(?=\s|$)"
)


_LONGEST: Final = 80
"""Words of a sentence from which on a formula in it proves nothing: long enough, a text holds them all."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence without the inserts that open or close it: its text, its words and the share of them that is quoted, 0-1."""

    index: int
    text: str
    norms: tuple[str, ...]
    quoted: float
    bare: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text with its sentences. `continues`: it goes on with a sentence that the line before has broken off."""

    text: str
    sentences: tuple[_Sentence, ...]
    words: int
    number: int
    continues: bool


@kept_with_document
def boilerplate(article: Document) -> tuple[float, ...]:
    """How likely each sentence of `article` is furniture, 0-1, one per sentence; .5 and more is meant to be taken as furniture."""
    lines, pack = _lines(article), pack_of(article.language)
    signs = signs_of(pack, article)
    points = [0.0] * len(article.sentences)
    for line in lines:
        shape = _line_points(signs, line, len(lines))
        closing = line.number >= max(1, len(lines) - _CLOSING_LINES)
        for sentence in line.sentences:
            said = _phrase_points(pack, sentence, closing) if len(sentence.norms) <= _LONGEST else 0.0
            points[sentence.index] = worth.BIAS + shape + said + _sentence_points(pack, signs, sentence, line)
        _settle_block(line, points)
    _settle_widgets(article, lines, points)
    for _ in range(2):
        _pull_neighbours(lines, points)
    for number in range(min(_OPENING_SENTENCES, len(points))):
        if _dateline(article, number) == article.sentences[number]:
            points[number] = max(points[number], _PULLED)
    for listing in _listings(article.text):
        for number, (start, end) in enumerate(article.sentences):
            if start < listing[1] and end > listing[0]:
                points[number] = max(points[number], _PULLED)
    for number, span in enumerate(article.sentences if article.article.furniture else ()):
        if 2 * sum(_inside(span, told) for told in article.article.furniture) >= span[1] - span[0]:
            points[number] = max(points[number], _TOLD)
    return tuple(map(logistic, points))


def _inside(span: Span, other: Span) -> int:
    """How many characters of a span another one holds."""
    return max(0, min(span[1], other[1]) - max(span[0], other[0]))


@kept_with_document
def furniture_spans(article: Document) -> tuple[Span, ...]:
    """Furniture inside running sentences, as trimmed spans in order: datelines, "Story continued below", photo credits in brackets.

    A sentence that is furniture as a whole is the business of `boilerplate`; its parts may be listed here too.
    """
    text, pack = article.text, pack_of(article.language)
    datelines = (_dateline(article, number) for number in range(min(_OPENING_SENTENCES, len(article.sentences))))
    spans = {span for span in datelines if span} | {match.span() for match in matches(pack, "furniture.insert", article)}
    if "(" in text or "[" in text:
        spans |= {match.span() for match in pack.pattern("furniture.bracketed").finditer(text)}
    return tuple(sorted(spans))


_STAMP: Final = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s+\d{1,2}:\d{2}\b")
_LISTING_GAP, _LISTING_STAMPS = 500, 4
"""Characters between two date-and-time stamps, and stamps in a row, that make a list of other articles of the page."""


def _listings(text: str) -> list[Span]:
    """Stretches of teasers, each with its date and time: the page's list of other articles, run into the text by extraction."""
    runs: list[list[int]] = []
    for match in _STAMP.finditer(text):
        if runs and match.start() - runs[-1][-1] <= _LISTING_GAP:
            runs[-1].append(match.start())
        else:
            runs.append([match.start()])
    # The last teaser ends where the next stamp would stand: as far on as the teasers are long.
    return [(run[0], run[-1] + (run[-1] - run[0]) // (len(run) - 1)) for run in runs if len(run) >= _LISTING_STAMPS]


def _dateline(article: Document, number: int) -> Span | None:
    """Place, day and agency before the first word of a line, cut where the sentence ends: "Hartford, Conn." looks like one."""
    start, end = article.sentences[number]
    before = article.text[article.sentences[number - 1][1] : start] if number else "\n"
    match = _DATELINE.match(article.text, start, start + _LONGEST_DATELINE) if _BREAK.search(before) else None
    return (start, min(end, match.end())) if match else None


def _lines(article: Document) -> tuple[_Line, ...]:
    sentences = _sentences(article)
    lines: list[_Line] = []
    numbers = _line_numbers(article)
    for number, group in groupby(sentences, lambda sentence: numbers[sentence.index]):
        members = tuple(group)
        start, end = article.sentences[members[0].index][0], article.sentences[members[-1].index][1]
        broken = number > 0 and _is_broken(lines[-1], article.text[article.sentences[members[0].index - 1][1] : start])
        lines.append(_Line(article.text[start:end], members, sum(len(s.norms) for s in members), number, broken))
    return tuple(lines)


def _is_broken(before: _Line, gap: str) -> bool:
    """Whether a hard wrap, not the end of a paragraph, stands between a line and the next."""
    return (
        before.number > 0
        and before.words >= _WRAPPED_WORDS
        and len(_BREAK.findall(gap.replace("\r\n", "\n"))) == 1
        and not _SENTENCE_END.search(before.text)
    )


def _sentences(article: Document) -> list[_Sentence]:
    spans = np.array(article.sentences, np.int64).reshape(-1, 2)
    first = np.searchsorted(article.words.starts, spans[:, 0]).tolist()
    stop = np.searchsorted(article.words.starts, spans[:, 1]).tolist()
    quoted = np.concatenate(([0], np.cumsum(article.quoted)))
    pack, sentences = pack_of(article.language), list[_Sentence]()
    inserts = pack.pattern("furniture.insert") if may_match(pack, "furniture.insert", article) else None
    for index, (start, end) in enumerate(article.sentences):
        text = article.text[start:end]
        shares = float(quoted[stop[index]] - quoted[first[index]]) / max(1, stop[index] - first[index])
        norms = article.words.norms[first[index] : stop[index]]
        insert = inserts.search(text) if inserts else None
        if insert:
            text = (text[: insert.start()] + text[insert.end() :]).strip()
            norms = normal_forms(text)
        sentences.append(_Sentence(index, text, norms, shares, bare=not norms))
    return sentences


def _line_numbers(article: Document) -> list[int]:
    """Number of the line that each sentence stands in, counted over lines with sentences."""
    numbers: list[int] = []
    before = 0
    for start, end in article.sentences:
        fresh = not numbers or _BREAK.search(article.text, before, start) is not None
        numbers.append((numbers[-1] if numbers else -1) + fresh)
        before = end
    return numbers


def _phrase_points(pack: Pack, sentence: _Sentence, closing: bool) -> float:
    """Points of a sentence for the formulas it holds: the best one of each kind, the sum of the faint ones."""
    formulas, norms = _formulas(pack), sentence.norms
    best: dict[str, float] = {}
    for index in [at for at, norm in enumerate(norms) if norm in formulas] if not formulas.keys().isdisjoint(norms) else ():
        for phrase, kind in formulas[norms[index]]:
            if norms[index : index + len(phrase)] == phrase:
                opens = index == 0 or norms[index - 1] in pack.words("please")
                counts = kind != "closing" or (closing and norms[index - 1] not in pack.words("relative"))
                value = worth.PHRASES[kind][not opens] * counts
                best[kind] = best.get(kind, 0.0) + value if kind == "faint" else max(best.get(kind, 0.0), value)
    return sum(best.values()) - max(0.0, best.get("faint", 0.0) - worth.MOST_FAINT)


@cache
def _formulas(pack: Pack) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The formulas by their first word, in normal form: of the language, and those that pages have in any."""
    listed = [(kind, phrase) for kind in worth.PHRASES for one in {pack, NEUTRAL} for phrase in one.words(f"furniture:{kind}")]
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for (kind, _), norms in zip(listed, normal_forms_each([phrase for _, phrase in listed]), strict=True):
        by_first.setdefault(norms[0], []).append((norms, kind))
    return {first: tuple(phrases) for first, phrases in by_first.items()}


def _line_points(signs: Signs, line: _Line, count: int) -> float:
    """Points for the shape of a whole line."""
    text, short = line.text, line.words <= _SHORT_LINE
    if not line.words:
        return worth.BARE
    points = (
        worth.FRAMED * bool(_FRAME.match(text)) + worth.ARROW * bool(_ARROW.match(text)) + worth.BOXED * bool(_BOX.search(text))
    )
    points += worth.ISSUE_LINE * (short and says(signs, "issue", text))
    if line.number == 0:
        return points + worth.FIRST_LINE
    if line.words > _FORM_LINE or line.continues:
        return points + worth.LONG_LINE * (line.words > worth.LONG_LINE_WORDS)
    points += worth.MENU * bool(_MENU.match(text)) + worth.ADDRESS * _has_address(text) + worth.OPTIONS * bool(_OPTIONS.match(text))
    points += worth.STAMP * any(says(signs, name, text) for name in ("timestamp", "greeting", "byline", "agency_note"))
    points += worth.SIGNED * _signs(line) + worth.CAPITALS * (line.words > 1 and text.isupper())
    closing = line.number >= max(_CLOSING_LINES, count - worth.CLOSING_LINES)
    return points + worth.SHORT * short + worth.CLOSING * (short and closing)


def _sentence_points(pack: Pack, signs: Signs, sentence: _Sentence, line: _Line) -> float:
    """Points for the shape of one sentence; speech and report speak against furniture."""
    text, size = sentence.text, len(sentence.norms)
    if sentence.bare:
        return worth.BARE
    label = worth.LABEL if size <= worth.LABEL_WORDS else worth.LONG_LABEL
    points = label * says(signs, "label", text) + worth.LOUD_LABEL * label * says(signs, "loud_label", text)
    points += worth.RIGHTS * says(signs, "rights", text) + worth.PLAYER * says(signs, "player", text) + asks_consent(signs, text)
    points += worth.ADDRESS_INSIDE * (line.words <= worth.ADDRESS_WORDS and _has_address(text))
    points += worth.QUOTED * (sentence.quoted > worth.QUOTED_SHARE) + worth.LONG * (size > worth.LONG_WORDS)
    return points + worth.REPORTED * (not _report_verbs(pack).isdisjoint(sentence.norms))


@cache
def _report_verbs(pack: Pack) -> frozenset[str]:
    return pack.words("report_verb") | NEUTRAL.words("report_verb")


def _has_address(text: str) -> bool:
    return ("@" in text or "://" in text or "www." in text) and _ADDRESS.search(text) is not None


def _settle_block(line: _Line, points: list[float]) -> None:
    """A short line that is half furniture is furniture throughout; a framed one already with a single such sentence."""
    if len(line.sentences) < 2 or line.words > _BLOCK or line.number == 0:
        return
    marked = sum(len(sentence.norms) for sentence in line.sentences if points[sentence.index] >= 0)
    if marked * 2 >= line.words or (marked and _FRAME.match(line.text)):
        _raise(line, points)


_WIDGET_LINE, _WIDGET_LINES = 25, 8
"""Most words of a line, and lines, of a form or box of the page."""
_LOOSE_GAPS: Final = 0.6
"""Share of the gaps between lines that are blank lines from which on lines without one between them belong together."""


def _settle_widgets(article: Document, lines: tuple[_Line, ...], points: list[float]) -> None:
    """Short lines without blank lines between them, in a text that has them elsewhere, are one box: furniture if one surely is."""
    starts = [article.sentences[line.sentences[0].index][0] for line in lines]
    ends = [article.sentences[line.sentences[-1].index][1] for line in lines]
    gaps = [article.text[end:start].replace("\r\n", "\n") for end, start in zip(ends, starts[1:], strict=False)]
    tight = [len(_BREAK.findall(gap)) == 1 for gap in gaps]
    if sum(tight) > (1 - _LOOSE_GAPS) * len(tight):
        return
    boxes = list(accumulate((not close for close in tight), initial=0))
    for number, box in groupby(range(len(lines)), boxes.__getitem__):
        members = [lines[at] for at in box]
        if not number or not 1 < len(members) <= _WIDGET_LINES or any(line.words > _WIDGET_LINE for line in members):
            continue
        if any(points[sentence.index] >= _SURE for line in members for sentence in line.sentences):
            for line in members:
                _raise(line, points)


_SURE: Final = 2.0
"""Points of a sentence that is furniture whatever stands beside it."""


def _raise(line: _Line, points: list[float]) -> None:
    for sentence in line.sentences:
        points[sentence.index] = max(points[sentence.index], _PULLED)


def _pull_neighbours(lines: tuple[_Line, ...], points: list[float]) -> None:
    """Short odd lines between two lines of furniture, above a form, or trailing off before the last of it, are furniture too."""
    whole = [all(points[sentence.index] >= 0 for sentence in line.sentences) for line in lines]
    for number, line in enumerate(lines[1:], 1):
        if whole[number] or line.words > _SHORT_LINE or line.continues:
            continue
        above, below = whole[number - 1], number + 1 < len(lines) and whole[number + 1]
        between = above and below and not line.text.endswith(".")
        asks = below and line.text.endswith("?") and _is_form(lines[number + 1])
        signs = (
            line.words <= worth.SIGNED_WORDS
            and not _SENTENCE_END.search(line.text)
            and ((below and all(whole[number + 1 :])) or _signs(lines[number - 1]))
        )
        if between or asks or signs:
            _raise(line, points)


def _is_form(line: _Line) -> bool:
    return bool(_BOX.search(line.text) or _OPTIONS.match(line.text))


def _signs(line: _Line) -> bool:
    """Whether a line is a few words and a comma: "Best," before a name."""
    return line.words <= worth.SIGNED_WORDS and line.text.endswith(",")
