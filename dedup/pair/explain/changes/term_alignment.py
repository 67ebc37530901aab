"""Which term of a passage corresponds to which term of the source sentences that carry it, and what is left between them.

Terms match by form, by stem, as an initialism of a name, or as synonyms; first in order (longest common subsequence), then
out of order. What stays unmatched between two neighbours that match in order is a gap: what the rewrite put there instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Final

from rapidfuzz.distance import Indel

from dedup.document import Document
from dedup.lang.base import Pack, pack_of_both
from dedup.lang.terms import Term, phrased
from dedup.pair.align.drafts import PassageDraft
from dedup.words import Span

NUMERIC: Final = frozenset({"number", "percent", "money", "ordinal", "date", "month", "weekday", "year", "clock"})
FREE: Final = 0.4
"""Share of matched terms from which a passage renders its source freely, and single words can still be held together."""
LOOSE: Final = 0.5
"""Share of matched terms from which two passages are edits of each other."""
CLOSE: Final = 0.6
"""The same from which one word in the place of another is an exchange."""
VERY_CLOSE: Final = 0.7
"""The same where neither the thesaurus nor a list knows how the two words stand to each other."""
_NEAR: Final = 5
_FAR: Final = 8
"""Terms from the match of a neighbour within which a synonym out of order is looked for."""
_SAME_PLACE: Final = 0.1
"""Difference of two places, as shares of their passages, up to which a small word that stands alone is the same one."""
_INITIALS: Final = 6
"""Letters of the longest initialism. Chosen by hand: longer ones are words in capitals."""
_ROOT, _ENDING = 5, 3
"""Letters that two words of one root begin with at least, and of the shorter one that may differ. Chosen by hand: with fewer, words
that only begin alike would match."""
_EXCHANGE: Final = 3
"""Terms up to which a gap is short enough for a number or a name in it to stand in another's place."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Terms [a0, a1) of the source and [b0, b1) of the passage that stand between the same matched neighbours."""

    a0: int
    a1: int
    b0: int
    b1: int


@dataclass(frozen=True)
class TermAlignment:
    """`a`: terms of the closest source sentence, then of the others; the first `primary` are the closest one's.

    `to`: for each term of the passage its source term or -1; `back`: the reverse. `gaps` are in order. `closeness`: share of
    telling terms matched, 0-1, the smaller of both directions. `pack`: of the language of both, NEUTRAL where they have two.
    `ends`: where the terms of each source sentence end in `a`. `similarity`: of the link, 0-1.
    """

    source: Document
    derivative: Document
    a: tuple[Term, ...]
    b: tuple[Term, ...]
    primary: int
    to: tuple[int, ...]
    back: tuple[int, ...]
    gaps: tuple[Gap, ...]
    closeness: float
    coverage: float
    pack: Pack
    ends: tuple[int, ...]
    similarity: float

    def row_of(self, i: int) -> range:
        """Terms of the source sentence that holds term `i`."""
        starts = (0, *self.ends)
        at = next((n for n, end in enumerate(self.ends) if i < end), len(self.ends) - 1)
        return range(starts[at], self.ends[at])

    def gap_at(self, j: int) -> Gap | None:
        """The gap that holds term `j` of the passage."""
        return next((gap for gap in self.gaps if gap.b0 <= j < gap.b1), None)

    def free_a(self, gap: Gap) -> list[int]:
        """Unmatched source terms of a gap."""
        return [i for i in range(gap.a0, gap.a1) if self.back[i] < 0]

    def free_b(self, gap: Gap) -> list[int]:
        """Unmatched terms of the passage in a gap."""
        return [j for j in range(gap.b0, gap.b1) if self.to[j] < 0]


def match(source: Document, derivative: Document, draft: PassageDraft) -> TermAlignment:
    """TermAlignment a passage that has sources with them."""
    b = phrased(derivative, draft.span)
    rows = [phrased(source, span) for span in draft.sources]
    a = tuple(term for row in rows for term in row)
    primary = len(rows[0])
    to = [-1] * len(b)
    back = [-1] * len(a)
    anchors = _in_order(a[:primary], b)
    for i, j in anchors:
        to[j], back[i] = i, j
    gaps = _gaps(anchors, primary, len(b))
    _initialisms(a, b, to, back)
    _out_of_order(a, b, to, back, gaps)
    _synonyms(a, b, to, back, gaps)
    _rest(a, b, to, back, primary)
    shares = _shares(a, b, to, back, primary)
    pack = pack_of_both(source.language, derivative.language)
    ends = tuple(accumulate(map(len, rows)))
    return TermAlignment(source, derivative, a, b, primary, tuple(to), tuple(back), gaps, *shares, pack, ends, draft.similarity)


def _key(term: Term) -> str:
    return term.form if term.kind in NUMERIC else term.stem


def _in_order(a: tuple[Term, ...], b: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Matched pairs of a longest common subsequence; small words count only where they touch another match."""
    operations = Indel.opcodes([_key(t) for t in a], [_key(t) for t in b])
    pairs = [
        (op.src_start + n, op.dest_start + n) for op in operations if op.tag == "equal" for n in range(op.src_end - op.src_start)
    ]
    taken = set(pairs)
    return [
        (i, j)
        for i, j in pairs
        if not a[i].small
        or (i - 1, j - 1) in taken
        or (i + 1, j + 1) in taken
        or abs(i / max(1, len(a)) - j / max(1, len(b))) < _SAME_PLACE
    ]


def _gaps(anchors: list[tuple[int, int]], size_a: int, size_b: int) -> tuple[Gap, ...]:
    edges = [(-1, -1), *anchors, (size_a, size_b)]
    gaps = [Gap(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges)]
    return tuple(gap for gap in gaps if gap.a0 < gap.a1 or gap.b0 < gap.b1)


def _initialisms(a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int]) -> None:
    """TermAlignment "TGS" with "Tarn Guild of Skippers", either way round."""
    _initials(a, b, back, to)
    _initials(b, a, to, back)


def _initials(long: tuple[Term, ...], short: tuple[Term, ...], of_long: list[int], of_short: list[int]) -> None:
    names = [i for i, term in enumerate(long) if term.kind == "name"]
    initials = "".join(long[i].form[0] for i in names)
    for j, term in enumerate(short):
        if of_short[j] >= 0 or term.kind != "name" or not 2 <= len(term.form) <= _INITIALS:
            continue
        at = initials.find(term.form)
        while at >= 0:
            run = names[at : at + len(term.form)]
            if run[-1] - run[0] < 2 * len(run):
                of_short[j] = run[0]
                for i in run:
                    of_long[i] = j
                break
            at = initials.find(term.form, at + 1)


def _exchanged(
    a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int], gaps: tuple[Gap, ...]
) -> Iterator[tuple[int, int]]:
    """Numbers and names of short gaps that stand in one another's place, so that neither may match elsewhere: (i, -1 - j)."""
    for gap in gaps:
        if gap.a1 - gap.a0 > _EXCHANGE or gap.b1 - gap.b0 > _EXCHANGE:
            continue
        for i in range(gap.a0, gap.a1):
            for j in range(gap.b0, gap.b1):
                if back[i] < 0 and to[j] < 0 and a[i].kind == b[j].kind and (a[i].kind in NUMERIC or a[i].kind == "name"):
                    yield i, -1 - j


def _out_of_order(a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int], gaps: tuple[Gap, ...]) -> None:
    places: dict[str, list[int]] = {}
    kept = {i for pair in _exchanged(a, b, to, back, gaps) for i in pair}
    for i, term in enumerate(a):
        if back[i] < 0 and not term.small and i not in kept:
            places.setdefault(_key(term), []).append(i)
    for j, term in enumerate(b):
        if to[j] < 0 and not term.small and -1 - j not in kept and places.get(_key(term)):
            i = places[_key(term)].pop(0)
            to[j], back[i] = i, j


def _synonyms(a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int], gaps: tuple[Gap, ...]) -> None:
    for gap in gaps:
        for j in range(gap.b0, gap.b1):
            _take(a, b, to, back, j, range(gap.a0, gap.a1))


def _rest(a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int], primary: int) -> None:
    """Synonyms out of order, near the match of a neighbour: elsewhere the thesaurus joins words that only might say the same."""
    for j in range(len(b)):
        if to[j] >= 0 or b[j].small:
            continue
        near = [to[k] for k in range(max(0, j - _NEAR), min(len(b), j + _NEAR + 1)) if to[k] >= 0 and not b[k].small]
        if near:
            among = [
                i for i in range(max(0, min(near) - _FAR), min(primary, max(near) + _FAR + 1)) if back[i] < 0 and not a[i].small
            ]
            among = [i for i in among if any(abs(i - at) <= _FAR for at in near)]
            _take(a, b, to, back, j, among)


def _take(a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int], j: int, among: Sequence[int]) -> None:
    if to[j] >= 0 or b[j].small or b[j].kind in NUMERIC:
        return
    for i in among:
        if (
            back[i] < 0
            and not a[i].small
            and a[i].kind not in NUMERIC
            and a[i].kind == b[j].kind
            and synonymous(a[i].pack, a[i].norm, b[j].norm)
        ):
            to[j], back[i] = i, j
            return


@cache
def _groups(pack: Pack) -> dict[str, tuple[int, ...]]:
    groups: dict[str, tuple[int, ...]] = {}
    for number, (group,) in enumerate(pack.groups("synonyms")):
        for word in group:
            groups[word] = (*groups.get(word, ()), number)
    return groups


@lru_cache(maxsize=65536)
def synonymous(pack: Pack, one: str, other: str) -> bool:
    """Whether two words are used for the same thing, by thesaurus or lexicon; two steps of one scale never are."""
    if one == other:
        return True
    if contrast(pack, one, other):
        return False
    if set(_groups(pack).get(one, ())) & set(_groups(pack).get(other, ())):
        return True
    return of_one_root(one, other) or pack.thesaurus.relation(one, other) in ("same", "narrower", "broader")


def of_one_root(one: str, other: str) -> bool:
    """Whether two words begin alike far enough to be of one root: "succeeded" and "successful"."""
    shorter = min(len(one), len(other))
    size = max(_ROOT, shorter - _ENDING)
    return shorter >= _ROOT and one[:size] == other[:size]


@cache
def _steps(pack: Pack) -> dict[str, tuple[tuple[int, int], ...]]:
    steps: dict[str, tuple[tuple[int, int], ...]] = {}
    for number, scale in enumerate(pack.groups("scales")):
        for step, group in enumerate(scale):
            for word in group:
                steps[word] = (*steps.get(word, ()), (number, step))
    return steps


@cache
def _sides(pack: Pack) -> dict[str, tuple[tuple[int, int], ...]]:
    by_word: dict[str, tuple[tuple[int, int], ...]] = {}
    for number, sides in enumerate(pack.groups("contraries")):
        for side, group in enumerate(sides):
            for word in group:
                by_word[word] = (*by_word.get(word, ()), (number, side))
    return by_word


@lru_cache(maxsize=65536)
def contrast(pack: Pack, one: str, other: str) -> str | None:
    """ "opposite" for contraries, "scale" for two steps of one scale, None otherwise."""
    return contrast_listed(pack, one, other) or ("opposite" if pack.thesaurus.opposite(one, other) else None)


def contrast_listed(pack: Pack, one: str, other: str) -> str | None:
    """The same by the pack's own lists alone, which know of no word in a rare sense."""
    for name, table in (("opposite", _sides(pack)), ("scale", _steps(pack))):
        mine, theirs = table.get(one), table.get(other)
        if mine and theirs and _differ(mine, dict(theirs)):
            return name
    return None


def is_listed(pack: Pack, word: str) -> bool:
    """Whether a word stands in the pack's lists of contraries or on a scale: hardly one does."""
    return word in _sides(pack) or word in _steps(pack)


def on_one_step(pack: Pack, one: str, other: str) -> bool:
    """Whether two words are the same step of one scale: "convicted" and "guilty"."""
    return bool(set(_steps(pack).get(one, ())) & set(_steps(pack).get(other, ())))


def _differ(mine: tuple[tuple[int, int], ...], theirs: dict[int, int]) -> bool:
    return any(theirs.get(number, place) != place for number, place in mine)


def _shares(a: tuple[Term, ...], b: tuple[Term, ...], to: list[int], back: list[int], primary: int) -> tuple[float, float]:
    mine = [to[j] >= 0 for j, term in enumerate(b) if not term.small]
    theirs = [back[i] >= 0 for i in range(primary) if not a[i].small]
    covered = sum(mine) / max(1, len(mine))
    return min(covered, sum(theirs) / max(1, len(theirs))), covered


def span_of(article: Document, row: tuple[Term, ...], first: int, last: int) -> Span:
    """Code points of the terms [first, last); an empty span at its place when there are none."""
    if first < last:
        return article.words.span(row[first].first, row[last - 1].last)
    if first > 0:
        at = article.words.end(row[first - 1].last - 1)
        return at, at
    at = article.words.start(row[first].first) if row else 0
    return at, at


def stops_between(article: Document, row: tuple[Term, ...], at: int) -> bool:
    """Whether a mark of punctuation stands between term `at` and the next one."""
    gap = article.between(row[at].last - 1, row[at + 1].first)
    return not _STOPS.isdisjoint(gap)


_STOPS: Final = frozenset(',;:.!?()—–“”"')


def anchored(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether another telling word near `j` matches one near `i`: the two stand in one clause, not by chance."""
    near = range(max(0, j - _NEAR), min(len(pairing.b), j + _NEAR + 1))
    return any(k != j and not pairing.b[k].small and 0 <= pairing.to[k] != i and abs(pairing.to[k] - i) <= _NEAR for k in near)
