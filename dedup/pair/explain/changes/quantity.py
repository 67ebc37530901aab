"""How much and how many a statement is said of: quantifiers, limits of numbers, superlatives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.heads import REACH, before, head_of
from dedup.pair.explain.changes.term_alignment import FREE, NUMERIC, TermAlignment, anchored

_MOST, _ALL = 4.0, 5.0
"""Ranks on the scale of quantifiers: from "most" on more is said of a thing, "all" and "every" say it of each."""
_SINGLED: Final = 8
"""Terms after a superlative among which what it singles out stands. Chosen by hand."""
_COUNT: Final = 3
"""Terms before a thing among which a number counts it. Chosen by hand."""
_LIMIT: Final = 3
"""Terms after a number among which its limit stands: "or more". Chosen by hand."""


def quantities(pairing: TermAlignment) -> Iterator[Finding]:
    """Quantifiers and limits exchanged, cut or put in before the same thing."""
    for i, term in enumerate(pairing.a):
        if term.form in pairing.pack.words("quantifier") and pairing.back[i] < 0 and not _is_about(pairing.a, i):
            yield from _quantifier(pairing, i)
    for j, term in enumerate(pairing.b):
        if (
            term.form in pairing.pack.words("quantifier")
            and pairing.to[j] < 0
            and not _is_compound(pairing.derivative, pairing.b, j)
        ):
            yield from _widened(pairing, j)
        if (term.kind in ("number", "percent", "money") or term.form in pairing.pack.words("whole")) and pairing.to[j] >= 0:
            yield from _limit(pairing, pairing.to[j], j)


def _is_about(row: tuple[Term, ...], at: int) -> bool:
    """Whether a quantifier only makes a number a rough one: "some 14,000"."""
    return row[at].form in row[at].pack.values("limit") and at + 1 < len(row) and row[at + 1].kind in NUMERIC


def _is_compound(article: Document, row: tuple[Term, ...], at: int) -> bool:
    """Whether a word is part of one with a hyphen: "never-ending", "all-party"."""
    after = article.between(row[at].last - 1, row[at + 1].first) if at + 1 < len(row) else ""
    return after in _HYPHENS


_HYPHENS: Final = frozenset("-‐‑")


def _quantifier(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    head = _kept_head(pairing, i)
    j = pairing.back[head] if head is not None else -1
    if head is None or j < 0 or not anchored(pairing, head, j):
        return
    if _is_degree(pairing.a, i):
        return
    rank = pairing.pack.ranks("quantifier")[pairing.a[i].form]
    ranked = pairing.pack.ranks("quantifier")
    free = (term.form for k, term in enumerate(pairing.b) if pairing.to[k] < 0)
    if any(form in ranked and abs(ranked[form] - rank) < 1 for form in free):
        return
    at = before(pairing.b, j, pairing.pack.words("quantifier"))
    if at is not None:
        if abs(pairing.pack.ranks("quantifier")[pairing.b[at].form] - rank) >= 1:
            yield Finding("quantity", "fact", (i, head + 1), (at, j + 1))
    elif (
        0 < rank < _ALL
        and not _counted(pairing.b, j)
        and pairing.a[i].form not in pairing.pack.words("says_plural")
        and not _is_role_in(pairing, i, head)
    ):
        yield Finding("quantity", "fact", (i, head + 1), (j, j + 1))


def _is_degree(row: tuple[Term, ...], i: int) -> bool:
    """Whether "most" makes a superlative of one thing: "her most careful reply", but not "the most of it"."""
    return (
        row[i].form in row[i].pack.words("superlative:most")
        and i > 0
        and row[i - 1].form in row[i].pack.words("owner")
        and i + 1 < len(row)
        and not row[i + 1].small
    )


def _is_role_in(pairing: TermAlignment, i: int, head: int) -> bool:
    """Whether "part of" says that somebody takes part in one thing, not how much of many."""
    return pairing.a[i].form in pairing.pack.words("takes_part") and not _is_plural(pairing.a[head])


def _is_plural(term: Term) -> bool:
    """Whether a noun ends as those of many do."""
    return term.norm.endswith(tuple(term.pack.words("plural_ending")))


def _kept_head(pairing: TermAlignment, i: int) -> int | None:
    """The thing that a quantifier is said of; where its first word is gone, the next one: "some of the largest firms"."""
    head = head_of(pairing.a, i)
    if head is not None and pairing.back[head] < 0 and head + 1 < pairing.primary and not pairing.a[head + 1].small:
        return head + 1
    return head


def _widened(pairing: TermAlignment, j: int) -> Iterator[Finding]:
    """A quantifier that the source does not have: "all", "every" and "most" say more, "no" says the contrary."""
    head = head_of(pairing.b, j)
    i = pairing.to[head] if head is not None else -1
    each = pairing.b[j].form in pairing.pack.words("of_each")
    if any(pairing.pack.ranks("quantifier").get(term.form, 0) >= _MOST for k, term in enumerate(pairing.a) if pairing.back[k] < 0):
        return
    if head is None or i < 0 or each or pairing.pack.ranks("quantifier")[pairing.b[j].form] < _MOST or pairing.closeness < FREE:
        return
    counted = _counted(pairing.a, i) and pairing.pack.ranks("quantifier")[pairing.b[j].form] < _ALL
    superlative = pairing.b[j].form in pairing.pack.words("superlative:most") and pairing.b[j + 1].small
    if (
        before(pairing.a, i, pairing.pack.words("quantifier")) is None
        and anchored(pairing, i, head)
        and not counted
        and not superlative
    ):
        first = max(0, i - 1)
        yield Finding("quantity", "fact", (first, i + 1), (j, head + 1))


def superlatives(pairing: TermAlignment) -> Iterator[Finding]:
    """ "the oldest of the pumps" made "the pumps": a part singled out by a superlative taken for the whole."""
    partitive = pairing.pack.words("partitive")
    for i, term in enumerate(pairing.a[:-2]):
        two = term.form in pairing.pack.words("superlative:most") | pairing.pack.words("superlative:least")
        single = pairing.a[i + (2 if two else 1)].form in partitive and (two or _is_superlative(term))
        if not single or pairing.back[i] >= 0:
            continue
        end = next(
            (k for k in range(i + 1, min(i + _SINGLED, len(pairing.a))) if not pairing.a[k].small and pairing.back[k] >= 0), None
        )
        if end is not None and anchored(pairing, end, pairing.back[end]):
            yield Finding("quantity", "fact", (i, end + 1), (pairing.back[end], pairing.back[end] + 1))


def ranks(pairing: TermAlignment) -> Iterator[Finding]:
    """Which of several a thing is, told otherwise before the same noun: "the second deepest dock" made "the least deep dock"."""
    for j, term in enumerate(pairing.b):
        mine = _rank(pairing.b, j)
        head = next((k for k in range(j + 1, min(j + REACH, len(pairing.b))) if 0 <= pairing.to[k] < pairing.primary), None)
        if not mine or pairing.to[j] >= 0 or head is None or pairing.b[head].kind != "word" or pairing.b[head].small:
            continue
        i = pairing.to[head]
        at = next((k for k in range(i - 1, max(-1, i - REACH), -1) if _rank(pairing.a, k)), None)
        if at is None or pairing.back[at] >= 0 or not anchored(pairing, i, head):
            continue
        if mine != _rank(pairing.a, at) and {term.kind, pairing.a[at].kind} != {"ordinal"}:
            yield Finding("quantity", "fact", (at, i + 1), (j, head + 1))
    yield from _places(pairing)


def _places(pairing: TermAlignment) -> Iterator[Finding]:
    """A place in an order put in or left out before its superlative: "the second largest port" made "the largest port"."""
    for j in range(len(pairing.b) - 1):
        i = pairing.to[j]
        if not 0 <= i < pairing.primary - 1 or pairing.to[j + 1] != i + 1 or not _is_superlative(pairing.b[j]):
            continue
        first, mine = (at - (at > 0 and row[at - 1].kind == "ordinal") for row, at in ((pairing.a, i), (pairing.b, j)))
        one = (first < i) != (mine < j) and (pairing.back[first] if first < i else pairing.to[mine]) < 0
        if one and _is_single(pairing.a, first, i) and _is_single(pairing.b, mine, j) and anchored(pairing, i, j):
            yield Finding("quantity", "fact", (first, i + 1), (mine, j + 1))


def _is_single(row: tuple[Term, ...], first: int, at: int) -> bool:
    """Whether a superlative at `at` singles out one thing: "the largest port", not "one of the largest ports"."""
    if not first or row[first - 1].form not in row[first].pack.words("own_noun") | row[first].pack.words("owner"):
        return False
    if first > 1 and row[first - 2].form in row[first].pack.words("partitive"):
        return False
    return not any(map(_is_plural, takewhile(lambda term: not term.small, row[at + 1 :])))


def _rank(row: tuple[Term, ...], at: int) -> str:
    """Which of several a word makes the thing after it, "" where it tells no rank; "most", "least" and "last" after an article."""
    term = row[at]
    if term.kind == "ordinal":
        return _ordinal_ranks(term.pack).get(term.form, term.form)
    after = row[at + 1] if at + 1 < len(row) else None
    if after is None or after.kind in NUMERIC or after.norm in term.pack.words("period"):
        return ""
    free = not (term.small or term.norm in term.pack.words("when"))
    if not (free or (at and row[at - 1].form in term.pack.words("own_noun") | term.pack.words("owner"))):
        return ""
    return term.pack.values("rank").get(term.norm, "")


@cache
def _ordinal_ranks(pack: Pack) -> dict[str, str]:
    """Ranks of ordinals by the form that words and figures have in common: "first" and "1st" are "#1."."""
    ranked = pack.values("rank")
    return {f"#{number:g}.": ranked[word] for word, number in pack.ranks("ordinal").items() if word in ranked}


def _is_superlative(term: Term) -> bool:
    """Whether a word is the third degree of another one: "oldest", but not "request"."""
    if term.norm in term.pack.words("superlative:single"):
        return True
    listed = term.pack.thesaurus.lemmas(term.norm)
    return term.norm.endswith(tuple(term.pack.words("superlative_ending"))) and bool(listed) and listed[0] != term.norm


def _counted(row: tuple[Term, ...], head: int) -> bool:
    return any(term.kind in NUMERIC for term in row[max(0, head - _COUNT) : head])


def shares(pairing: TermAlignment) -> Iterator[Finding]:
    """ "two of the twelve jurors" made "the jurors": a counted part taken for the whole."""
    for i, term in enumerate(pairing.a[:-2]):
        if (
            term.kind not in ("number", "percent")
            or pairing.back[i] >= 0
            or pairing.a[i + 1].form not in pairing.pack.words("partitive")
        ):
            continue
        head = head_of(pairing.a, i + 1)
        head = head + 1 if head is not None and pairing.a[head].kind in NUMERIC and head + 1 < len(pairing.a) else head
        j = pairing.back[head] if head is not None else -1
        if head is None or j < 0 or not _is_plural(pairing.a[head]) or _counted(pairing.b, j) or not anchored(pairing, head, j):
            continue
        if before(pairing.b, j, pairing.pack.words("quantifier")) is None:
            yield Finding("quantity", "fact", (i, head + 1), (max(0, j - 1), j + 1))


def _limit(pairing: TermAlignment, i: int, j: int) -> Iterator[Finding]:
    theirs, mine = _limit_at(pairing.a, i), _limit_at(pairing.b, j)
    if theirs == mine:
        return
    dropped = pairing.a[i - 1].form in pairing.pack.words("exceeded") if i and not mine else False
    grave = ("~" not in (theirs, mine) and not dropped) or (theirs and mine)
    a = (i - 1, i + 1) if theirs else (i, i + 1)
    b = (j - 1, j + 1) if mine else (j, j + 1)
    yield Finding("quantity", "fact" if grave else "neutral", a, b)


def _limit_at(row: tuple[Term, ...], at: int) -> str:
    """What is said of the number at `at`: ">" at least, "<" at most, "~" about, "" nothing."""
    pack, before = row[at].pack, row[at - 1].form if at else ""
    limits, lesser, after = pack.values("limit"), pack.words("lesser"), [term.form for term in row[at + 1 : at + 1 + _LIMIT]]
    if before in pack.words("compares_number") and at > 1 and row[at - 2].form not in pack.words("no_comparison"):
        return "<" if row[at - 2].form in lesser else ">"
    if after and after[0] in pack.words("limit_behind"):
        return limits[after[0]]
    if not pack.words("alternative").isdisjoint(after[:2]):
        return ">" if not pack.words("limit_above").isdisjoint(after) else "<" if not lesser.isdisjoint(after) else ""
    lasts = before in pack.words("lasting") and at + 1 < len(row) and row[at + 1].norm in pack.words("period")
    # "over five years" is in the course of them, but for "just over five years"
    return "" if lasts and (at < 2 or row[at - 2].form not in pack.words("before_more")) else limits.get(before, "")


CHECKS: Final = (
    Check(
        "quantities",
        "quantity",
        quantities,
        Example(
            "The notes of the two clerks agree on most points.",
            "The notes of the two clerks agree on every point.",
        ),
        Example(
            "The notes of the two clerks agree on nearly all points.",
            "The notes of the two clerks agree on almost all points.",
        ),
        least=0.5,
    ),
    Check(
        "superlatives",
        "quantity",
        superlatives,
        Example(
            "The oldest of the pumps failed during the flood.",
            "The pumps failed during the flood.",
        ),
        Example(
            "The oldest of the pumps failed during the flood.",
            "The oldest pump failed during the flood.",
        ),
    ),
    Check(
        "ranks",
        "quantity",
        ranks,
        Example(
            "The dock is the second licensed grain terminal on the coast to take the new barges.",
            "The dock is the least licensed grain terminal on the coast to take the new barges.",
        ),
        Example(
            "The dock is the biggest licensed grain terminal on the coast.",
            "The dock is the largest licensed grain terminal on the coast.",
        ),
        needs=("rank",),
    ),
    Check(
        "shares",
        "quantity",
        shares,
        Example(
            "Two of the twelve jurors wept when the verdict was read.",
            "The jurors wept when the verdict was read.",
        ),
        Example(
            "Two of the twelve jurors wept when the verdict was read.",
            "Two jurors wept when the verdict was read.",
        ),
    ),
)
