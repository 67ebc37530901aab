"""How the words of a quotation stand in the source: as they are, cut, changed, put together out of pieces, or not at all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Final, Literal

from rapidfuzz.distance import Indel

from dedup.document import Document
from dedup.kinds import QuoteStatus
from dedup.lang.terms import Term, terms
from dedup.pair.explain.quoted_edits import ELLIPSIS, bracketed, masked, printed_out, smoothed
from dedup.pair.explain.quoted_page import BLOCK, MOST_PLACES, Page, starts_of
from dedup.words import Span

_CHANGED_SHARE, _CHANGED_TELLING = 0.6, 0.6
"""Shares of a quotation's words, and of its telling ones, that must stand in one place for it to be that quotation, changed."""
_CHANGED_WHOLE, _CHANGED_SHORT = 12, 0.75
"""Words of a quotation below which a larger share of them must stand there: a few are shared by any two, as "We did not know that
the gate was open" and "The gate was wrong. We didn't know". Set by hand after a reading (results/read-quotes.jsonl)."""
_CHANGED_WORDS, _CHANGED_QUOTED = 5, 0.6
"""Least words of a quotation that was changed, and the share of its words in the source that stand in marks there."""
_LOST_WORDS, _LOST_TELLING = 8, 0.85
"""Words of a quotation, and shares of all and of its telling ones, from which on a block without marks is that one, changed."""
_NEAR, _LONG = 14, 4
"""Words between two pieces of one quotation that was cut; words of a piece that belongs to it from wherever it stands."""
_TAG = 80
"""Characters in which a tag that cuts a quotation in two has ended."""
_WINDOW, _LEAST_WINDOW, _RAREST = 3, 40, 12
"""A changed quotation is sought by so many rare words, in windows a few times as long, and of so many words at least."""

Status = QuoteStatus | Literal[""]
"""How words stand in the source; "" where they do not."""


def status_of(page: Page, derivative: Document, inner: Span, whole: Span | None = None) -> tuple[Status, Span | None]:
    """How the words of a quotation stand in the source and where (a range of its terms); ("", None) when they do not.

    `whole`: the quotation that `inner` is a part of; what stands on both sides of the cut is not cut off.
    """
    mine = terms(derivative, inner)
    beside = _beside(derivative, inner, whole or inner)
    forms = tuple(term.form for term in mine)
    exact = _exact(page, derivative, mine)
    if exact is not None:
        if not page.quoted[exact[0]] and len(forms) < BLOCK:
            return "paraphrased", exact
        cut = _is_cut(page, exact, beside)
        return ("truncated" if cut else _letters(page, derivative, mine, exact)), exact
    unprinted = masked(page, derivative, inner)
    if unprinted is not None:
        return ("truncated" if _is_cut(page, unprinted, beside) else "style"), unprinted
    edited = bracketed(page, derivative, inner) or smoothed(page, forms)
    if edited is not None:
        text, (first, last) = derivative.text[slice(*inner)].strip(), _with_hesitations(page, edited)
        before = not text.startswith("[") and _is_cut_before(page, first, beside[0])  # a bracket stands for what was there
        cut = before or (not text.endswith("]") and _is_cut_behind(page, last, beside[1]))
        return ("truncated" if page.quoted[edited[0]] and cut else "style"), edited
    if len(forms) < _CHANGED_WORDS:
        return "", None
    marks = sum(1 for _ in ELLIPSIS.finditer(derivative.text, *derivative.words.span(mine[0].first, mine[-1].last)))
    return _near(page, mine, beside, marks)


def _beside(derivative: Document, inner: Span, whole: Span) -> tuple[str, str]:
    """The words of a quotation right before and right after a part of it.

    "" where the part begins or ends it, and no other quotation of its sentence goes on, with a tag as "she said" between.
    """
    before, after = terms(derivative, (whole[0], inner[0])), terms(derivative, (inner[1], whole[1]))
    near = derivative.quotations_over((whole[0] - _TAG, whole[1] + _TAG))
    earlier = [quotation.inner for quotation in near if quotation.inner[1] < whole[0]][-1:]
    later = [quotation.inner for quotation in near if quotation.inner[0] > whole[1]][:1]
    before = before or next((terms(derivative, one) for one in earlier if _is_tagged(derivative, one[1], whole[0])), ())
    after = after or next((terms(derivative, one) for one in later if _is_tagged(derivative, whole[1], one[0])), ())
    return before[-1].form if before else "", after[0].form if after else ""


def _is_tagged(derivative: Document, end: int, start: int) -> bool:
    """Whether only a tag parts a quotation that ends from the next one: a comma at its mark, and no new line."""
    return "," in derivative.text[end - 1 : end + 2] and "\n" not in derivative.text[end:start]


def _exact(page: Page, derivative: Document, mine: tuple[Term, ...]) -> Span | None:
    """The place where the words stand in one run: in quotation marks, as a whole and to the letter, as far as there is one."""
    forms = tuple(term.form for term in mine)
    if not forms:
        return None
    runs = [(at, at + len(forms)) for at in starts_of(page, forms)]
    return min(runs, key=lambda run: _farness(page, derivative, mine, run)) if runs else None


def _farness(page: Page, derivative: Document, mine: tuple[Term, ...], run: Span) -> tuple[bool, bool, bool]:
    is_open = not all(page.quoted[slice(*run)])
    return is_open, _is_cut(page, run, ("", "")), _letters(page, derivative, mine, run) != "identical"


def _with_hesitations(page: Page, run: Span) -> Span:
    """A run with the hesitations right before and behind it, which an editor leaves out."""
    first, last = run
    passed_over = page.pack.words("hesitation")
    while first > 0 and page.forms[first - 1] in passed_over:
        first -= 1
    while last < len(page.forms) and page.forms[last] in passed_over:
        last += 1
    return first, last


def _is_cut(page: Page, run: Span, beside: tuple[str, str]) -> bool:
    """Whether quoted words of the same sentence stand right before or after the run: the quotation is part of a longer one.

    But for the words `beside` it, which the derivative's quotation has there, too.
    """
    first, last = run
    return page.quoted[first] and (_is_cut_before(page, first, beside[0]) or _is_cut_behind(page, last, beside[1]))


def _is_cut_before(page: Page, first: int, beside: str) -> bool:
    return first > 0 and _is_joined(page, first - 1) and not _goes_on(page, range(first - 1, first - 3, -1), beside)


def _is_cut_behind(page: Page, last: int, beside: str) -> bool:
    return last < len(page.terms) and _is_joined(page, last - 1) and not _goes_on(page, range(last, last + 2), beside)


def _is_joined(page: Page, at: int) -> bool:
    """Whether a term and the next one stand in one quoted sentence."""
    quoted = page.quoted[at] and page.quoted[at + 1]
    return quoted and page.sentence[at] == page.sentence[at + 1] and not _mark_between(page, at)


def _goes_on(page: Page, places: range, form: str) -> bool:
    """Whether the derivative's quotation goes on as the source's does, but for an "and" that a full stop stands for."""
    near = [page.forms[at] for at in places if 0 <= at < len(page.forms)]
    return bool(form and near) and (near[0] == form or (near[0] in page.pack.words("opens_speech") and form in near))


def _mark_between(page: Page, at: int) -> bool:
    gap = page.article.between(page.terms[at].last - 1, page.terms[at + 1].first)
    return any(mark in gap for mark in '“”"«»') or any(stop in gap for stop in ".!?")


def _letters(page: Page, derivative: Document, mine: tuple[Term, ...], run: Span) -> QuoteStatus:
    """ "identical" when the words are the same to the letter, else "style"."""
    ours = [_text(derivative, term) for term in mine]
    first, *rest = [_text(page.article, term) for term in page.terms[slice(*run)]]
    same = rest == ours[1:] and first.lower() == ours[0].lower()
    return "identical" if same else "style"


def _text(article: Document, term: Term) -> str:
    return article.text_of(term.first, term.last)


def _near(page: Page, mine: tuple[Term, ...], beside: tuple[str, str], marks: int) -> tuple[Status, Span | None]:
    """The closest place for a quotation that stands nowhere in one run; `marks`: places where it says that words are left out."""
    forms = tuple(term.form for term in mine)
    window = _best_window(page, forms)
    if window is None:
        return "", None
    blocks = _closer(page, forms, _blocks(page, forms, window))
    matched = sum(end - start for start, end in blocks)
    # A word of the quotation may stand a sentence earlier too: where one sentence has all of it, nothing was put together.
    alone = _blocks(page, forms, _sentence_of(page, max(blocks, key=lambda block: block[1] - block[0]))) if blocks else []
    if blocks and sum(end - start for start, end in alone) >= matched:
        blocks = alone
    least = _CHANGED_SHARE if len(forms) >= _CHANGED_WHOLE else _CHANGED_SHORT
    if not blocks or matched < least * len(forms):
        return "", None
    place = (blocks[0][0], blocks[-1][1])
    if matched < len(forms):
        if not _is_the_same_speech(page, mine, blocks):
            return "", None
        if printed_out(page, forms, place) or "".join(forms) == "".join(page.forms[slice(*place)]):
            return "style", place
        if _is_partly_told(page, forms, place):
            return "paraphrased", place
        longer = _longer(page, forms, place)
        return ("changed" if longer is None else "style", place) if longer is None or longer <= _MORE else ("", None)
    return _gapped(page, blocks, beside, marks), place


def _is_partly_told(page: Page, forms: tuple[str, ...], place: Span) -> bool:
    """Whether the source quotes a part of the words as they are, and tells the others in its own, outside the marks.

    "By the board's leave, “the pier is ours”" tells “By leave of the board, the pier is ours”: nobody changed a word.
    """
    quoted = page.quoted[slice(*place)]
    if all(quoted) or not any(quoted):
        return False
    return not any(
        any(quoted[op.src_start : op.src_end]) or all(quoted[max(0, op.src_start - 1) : op.src_end + 1])
        for op in Indel.opcodes(page.forms[slice(*place)], forms)
        if op.tag != "equal"
    )


_MORE: Final = 3
"""Words more of one speech that a quotation may have at its ends, where the source's own quotation ends, and still be that one."""


def _longer(page: Page, forms: tuple[str, ...], place: Span) -> int | None:
    """How many more words a quotation has than the source's, before or behind its words alone; None where it differs within.

    Who quotes more of a speech has not changed it. A word that only opens a sentence ("And", "But") counts for nothing.
    """
    operations = Indel.opcodes(page.forms[slice(*place)], forms)
    changed = [op for op in operations if op.tag != "equal"]
    ends = {0: place[0] - 1, len(forms): place[1] - 1}
    more = 0
    for op in changed:
        edge = op.dest_start if op.dest_start == 0 else op.dest_end
        if op.tag != "insert" or edge not in ends:
            return None
        words = forms[op.dest_start : op.dest_end]
        if edge == 0 and all(word in page.pack.words("opens_speech") for word in words):
            continue
        if not _ends_there(page, ends[edge]):
            return None
        more += len(words)
    return more


def _ends_there(page: Page, at: int) -> bool:
    """Whether a quotation of the source begins or ends between a term and the next one."""
    if at < 0 or at + 1 >= len(page.terms):
        return True
    gap = page.article.between(page.terms[at].last - 1, page.terms[at + 1].first)
    return page.quoted[at] != page.quoted[at + 1] or any(mark in gap for mark in '“”"«»')


def _is_the_same_speech(page: Page, mine: tuple[Term, ...], blocks: list[Span]) -> bool:
    """Whether what differs is a change in one quotation: most telling words are the same, and stand in marks in the source."""
    theirs = {at for block in blocks for at in range(*block)}
    quoted = sum(page.quoted[at] for at in theirs)
    held = {page.terms[at].stem for at in theirs}
    telling = [term.stem for term in mine if not term.small]
    shared = sum(stem in held for stem in telling)
    marked = quoted >= _CHANGED_QUOTED * len(theirs)
    lost = len(mine) >= _LOST_WORDS and len(theirs) >= _LOST_TELLING * len(mine) and shared >= _LOST_TELLING * len(telling)
    return shared >= max(2, _CHANGED_TELLING * len(telling)) and (marked or lost)


def _closer(page: Page, forms: tuple[str, ...], blocks: list[Span]) -> list[Span]:
    """The blocks as they are about their own place: in a wide window a first "the" may have been found in another sentence."""
    missing = len(forms) - sum(end - start for start, end in blocks)
    if not missing or not blocks:
        return blocks
    near = max(0, blocks[0][0] - missing), min(len(page.terms), blocks[-1][1] + missing)
    again = _blocks(page, forms, near)
    return again if sum(end - start for start, end in again) > len(forms) - missing else blocks


def _blocks(page: Page, forms: tuple[str, ...], window: Span) -> list[Span]:
    """Runs of terms in a window of the source that make up the quotation, in order."""
    operations = Indel.opcodes(page.forms[slice(*window)], forms)
    return _drawn_in(
        page, _together([(op.src_start + window[0], op.src_end + window[0]) for op in operations if op.tag == "equal"])
    )


def _drawn_in(page: Page, blocks: list[Span]) -> list[Span]:
    """The blocks, the first and the last where they touch the next if the same words stand there, too.

    Of two places for an opening "we" the fewest edits do not say which; it is the one before "have come to mend the nets".
    """
    if len(blocks) > 1:
        (start, end), (near, stop) = blocks[:2]
        if page.forms[near - (end - start) : near] == page.forms[start:end]:
            blocks = [(near - (end - start), stop), *blocks[2:]]
    if len(blocks) > 1:
        (first, near), (start, end) = blocks[-2:]
        if page.forms[near : near + end - start] == page.forms[start:end]:
            blocks = [*blocks[:-2], (first, near + end - start)]
    return blocks


def _sentence_of(page: Page, block: Span) -> Span:
    number = page.sentence[block[0]]
    return bisect_left(page.sentence, number), bisect_right(page.sentence, number)


def _together(blocks: list[Span]) -> list[Span]:
    """The longest block and those that go with it: near the next one kept, or long enough to stand for themselves."""
    if not blocks:
        return []
    best = max(range(len(blocks)), key=lambda n: blocks[n][1] - blocks[n][0])
    kept = [blocks[best]]
    for block in blocks[best + 1 :]:
        if block[0] - kept[-1][1] <= _NEAR or block[1] - block[0] >= _LONG:
            kept.append(block)
    for block in reversed(blocks[:best]):
        if kept[0][0] - block[1] <= _NEAR or block[1] - block[0] >= _LONG:
            kept.insert(0, block)
    return kept


def _gapped(page: Page, blocks: list[Span], beside: tuple[str, str], marks: int) -> QuoteStatus:
    """Status of words that all stand in the source in order, with other words between.

    Words between that nobody says, as "she said", were not left out; pieces of two sentences with "…" between are cut, not spliced.
    """
    gaps = [range(a, b) for (_, a), (b, _) in pairwise(blocks)]
    left_out = [at for gap in gaps for at in gap if page.quoted[at] or not page.quoted[gap.start - 1]]
    if not left_out:
        return "truncated" if _is_cut(page, (blocks[0][0], blocks[-1][1]), beside) else "identical"
    denied = (at for at in left_out if page.forms[at] in page.terms[at].pack.words("negator"))
    if any(page.sentence[at] == page.sentence[blocks[0][0]] or _is_within(page, gaps, at) for at in denied):
        return "changed"
    one = len({page.sentence[at] for block in blocks for at in range(*block)}) == 1
    joints = sum(page.sentence[end - 1] != page.sentence[start] for (_, end), (start, _) in pairwise(blocks))
    return "truncated" if one or joints <= marks else "spliced"


def _is_within(page: Page, gaps: list[range], at: int) -> bool:
    """Whether a term stands in a gap that begins and ends inside one sentence."""
    gap = next(gap for gap in gaps if at in gap)
    return page.sentence[gap.start - 1] == page.sentence[gap.stop]


def _best_window(page: Page, forms: tuple[str, ...]) -> Span | None:
    """The stretch of the source, a few times the quotation's length, that shares the most of its words, each counted once."""
    reach = max(_WINDOW * len(forms), _LEAST_WINDOW)
    rare = sorted({form for form in forms if form in page.places}, key=lambda form: len(page.places[form]))[:_RAREST]
    votes: dict[int, float] = {}
    for form in rare:
        for at in page.places[form][:MOST_PLACES]:
            block = at // reach
            votes[block] = votes.get(block, 0.0) + 1 / len(page.places[form])
    if not votes:
        return None
    best = max(votes, key=lambda block: (votes[block], -block))
    return max(0, (best - 1) * reach), min(len(page.terms), (best + 2) * reach)
