"""The line of the brief on quotations: how those of some length stand in the source, and which short ones it does not have.

A comparison reports a quotation once for each passage that it runs over; here it counts once, as a reader of the article counts.
A word or two in marks may be a quotation, a label or irony: they are in no count, and what the source lacks of them is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from dedup.kinds import DERIVED_KINDS
from dedup.report.sides import Column
from dedup.report.visible import visible
from dedup.report.wording import QUOTE_STATUS, counted, listed, plain
from dedup.result import Comparison, Passage, Quote

_LONG: Final = 4
"""Words from which on words in marks are a quotation."""
_SHORT_SHOWN: Final = 3
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:[’'.,-]\w+)*")
"""A word, or a sign of a script that sets no spaces."""
_SHORT: Final = re.compile(r"[“\"]([^“”\"\n]{1,60})[”\"]")
"""Words between double marks on one line; single ones are apostrophes too often."""
_OPENS: Final = re.compile(r"[“„«»‹›「」『』\"‘‚’'”]|â€|Ã¢")
"""A mark that a quotation begins with, or what a broken encoding makes of it."""
_ENDED: Final = re.compile(r"[”“»«›‹」』\"’']\W*$")
_KEPT: Final = ("identical", "style")
_CUT: Final = "cut"
_IN_PART: Final = "in_part"
_ODD: Final = "odd"
_AMISS: Final = QUOTE_STATUS | {
    _IN_PART: "found in part",
    _ODD: "with other words than its counterpart",
}
"""What a reader should look at: of such statuses two in three were right."""


def quotations(comparison: Comparison, left: Column, right: Column, is_directed: bool) -> str:
    """How the quotations of the derivative stand in the source; of two reports, how many of B's stand in A."""
    pairs = list(_whole(comparison, right.text))
    known = _plain_words(left.text)
    long = [(quote, status) for quote, status in pairs if _length(quote, right) >= _LONG]
    statuses = Counter(status for _, status in long)
    if not is_directed:
        kept = statuses["identical"]
        return f"{kept:,} of {_counted(long)} of B {'stands' if kept == 1 else 'stand'} in A word for word" if kept else ""
    long = [(quote, _as_cut(quote, status, known, right)) for quote, status in long]
    statuses = Counter(status for _, status in long)
    said = [", ".join(_of_statuses(long, statuses, right))] if long else []
    lost = [_bare(quote, right) for quote, status in pairs if status == "not_in_source" and _length(quote, right) < _LONG]
    shown = [f"“{visible(words)}”" for words in _each([*lost, *_unlisted(comparison, left, right)])]
    said += [f"among shorter words in marks, not in the source: {listed(shown, _SHORT_SHOWN)}"] if shown else []
    return "; ".join(said)


def _as_cut(quote: Quote, status: str, known: str, right: Column) -> str:
    """The status; that of one cut short whose words stand in the source in a row says that they do."""
    words = _plain_words(right.text[quote.start : quote.end])
    return _CUT if status == "truncated" and words in known else status


def _unlisted(comparison: Comparison, left: Column, right: Column) -> Iterator[str]:
    """Short words in double marks that the source nowhere has: the result holds those alone that read as somebody's."""
    known = _plain_words(left.text)
    for item in comparison.passages:
        for match in _SHORT.finditer(right.text, item.start, item.end) if item.kind != "boilerplate" else ():
            words = match.group(1).rstrip(".,;")
            is_told = any(quote.start < match.end() and match.start() < quote.end for quote in item.quotes)
            if not is_told and len(_WORD.findall(words)) < _LONG and _plain_words(words) not in known:
                yield words


def _each(words: Iterable[str]) -> Iterable[str]:
    """Words once, whatever their case."""
    first: dict[str, str] = {}
    for item in words:
        first.setdefault(item.casefold(), item)
    return first.values()


def _plain_words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _of_statuses(long: list[tuple[Quote, str]], statuses: Counter[str], right: Column) -> Iterator[str]:
    cut = f" ({statuses[_CUT]:,} part of a longer one)" if statuses[_CUT] else ""
    yield f"{statuses['identical'] + statuses[_CUT]:,} of {_counted(long)} word for word{cut}"
    yield from _styled((quote for quote, status in long if status == "style"), right)
    if statuses["not_in_source"]:
        yield f"{statuses['not_in_source']:,} not found in the source"
    amiss = {name: number for name, number in statuses.items() if name not in (*_KEPT, _CUT, "not_in_source")}
    if amiss:
        kinds = ", ".join(f"{number:,} {_AMISS.get(name, plain(name))}" for name, number in sorted(amiss.items()))
        yield f"{sum(amiss.values()):,} to check: {kinds}"


def _counted(long: list[tuple[Quote, str]]) -> str:
    return f"{counted(len(long), 'quotation')} of {_LONG} words and more"


def _styled(quotes: Iterable[Quote], right: Column) -> Iterator[str]:
    styled = ["[" in right.text[quote.start : quote.end] for quote in quotes]
    if bracketed := sum(styled):
        yield f"{bracketed:,} with words in brackets"
    if rest := len(styled) - bracketed:
        yield f"{rest:,} but for spelling or punctuation"


def _whole(comparison: Comparison, text: str) -> Iterator[tuple[Quote, str]]:
    """Each quotation once, and what the statuses of its parts come to; speech retold without marks is no quotation."""
    last: tuple[Quote, str] | None = None
    each = [(quote, _status(quote, item, text)) for item in comparison.passages for quote in item.quotes]
    for quote, status in sorted(each, key=lambda pair: (pair[0].start, pair[0].end)):
        if last is not None and _goes_on(last[0], quote, text):
            last = replace(last[0], end=quote.end), _together(last[1], status)
            continue
        yield from _marked(last, text)
        last = quote, status
    yield from _marked(last, text)


def _status(quote: Quote, passage: Passage, text: str) -> str:
    """The status of a quotation; a long one that is most of a passage with a counterpart is told as that is, not as missing."""
    if quote.status != "not_in_source" or passage.kind not in DERIVED_KINDS:
        return quote.status
    is_most = 2 * passage.quoted_words >= passage.words and len(_WORD.findall(text, quote.start, quote.end)) >= _LONG
    return _ODD if is_most else quote.status


def _goes_on(one: Quote, other: Quote, text: str) -> bool:
    """Whether two entries are parts of one quotation: nothing between them, no mark that closes the one or opens the other."""
    is_near = one.end <= other.start and not text[one.end : other.start].strip()
    return is_near and not _ENDED.search(text[one.start : one.end]) and not _OPENS.match(text, other.start)


def _together(one: str, other: str) -> str:
    if one in _KEPT and other in _KEPT:
        return "style" if "style" in (one, other) else "identical"
    return one if one == other else _IN_PART


def _marked(pair: tuple[Quote, str] | None, text: str) -> Iterator[tuple[Quote, str]]:
    if pair is not None and (pair[1] != "paraphrased" or _OPENS.match(text, pair[0].start)):
        yield pair


def _length(quote: Quote, right: Column) -> int:
    return len(_WORD.findall(right.text, quote.start, quote.end))


def _bare(quote: Quote, right: Column) -> str:
    """The words of a quotation without its marks and what stands before the closing one."""
    return _OPENS.sub("", right.text[quote.start : quote.end], count=1).strip("“”„«»‹›「」『』\"‘‚’' ").rstrip(".,;")
