"""What a passage leaves out of the sentence it comes from that held the statement back: who says it, and under which condition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.lang.base import Pack
from dedup.lang.terms import Term, vocabulary
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import TermAlignment, contrast, stops_between

_CLIPPED, _WHOLE = 2, 8
"""Terms up to which a quotation is only a scrap, and from which on the source's is a statement."""
_CARRIED: Final = 0.4
"""Share of what is said that the passage must carry for the lost attribution to be reported."""
_LEAST, _COVERED = 3, 0.65
"""Telling words of it that the passage must carry; two, where so much of the passage comes from the source."""
_QUALIFIED: Final = 5
"""Telling words beside a condition that it surely belongs to."""
_SAID: Final = 5
"""Telling words beside "according to" that it surely speaks for."""
_POINTED, _REACH = 3, 8
"""Telling words of a statement that a lost attribution points at, and the terms that they may span."""
_BESIDE: Final = 2
"""Words after a verb of saying up to which they only say when or to whom."""


def qualifications(pairing: TermAlignment) -> Iterator[Finding]:
    """Conditions and concessions of the closest source sentence that the derivative drops though it carries the rest."""
    if pairing.coverage < 0.4:
        return
    known = vocabulary(pairing.derivative)[1]
    kept = {pairing.pack.values("opener")[term.form] for term in pairing.b if term.form in pairing.pack.values("opener")}
    kept |= {"denial"} if any(_denies(term) for term in pairing.b) else set()
    for i in range(len(pairing.a)):
        form = pairing.a[i].form
        sort = pairing.pack.values("opener").get(form) or _sort_at(pairing, i)
        if sort is None or pairing.back[i] >= 0 or sort in kept:
            continue
        if i >= pairing.primary and not _near_match(pairing, i):
            continue
        end = _clause_end(pairing, i)
        if not _qualifies_carried(pairing, i, end):
            continue
        telling = [k for k in range(i + 1, end) if not pairing.a[k].small]
        missing = [k for k in telling if pairing.a[k].stem not in known and pairing.back[k] < 0]
        if telling and len(missing) >= 0.6 * len(telling):
            place = _place(pairing, i)
            yield Finding("qualification_dropped", "fact", (i, end), (place, place))


def _sort_at(pairing: TermAlignment, i: int) -> str | None:
    """What else takes back a statement at term `i`: "but" or "she stressed that" before a denial, "a charge that he rejects"."""
    row, term = pairing.a, pairing.a[i]
    if term.form == "but" or (i + 1 < len(row) and row[i + 1].form == "that" and term.stem in pairing.pack.stems("caution")):
        return "denial" if any(map(_holds_back, row[i + 1 : _clause_end(pairing, i)])) else None
    if term.form not in pairing.pack.words("appositive") or not i or not stops_between(pairing.source, row, i - 1):
        return None
    denials = pairing.pack.stems("denial")
    return "denial" if any(other.stem in denials for other in row[i + 1 : _clause_end(pairing, i)]) else None


def _denies(term: Term) -> bool:
    if term.form == "but" or term.form in term.pack.words("negator") or term.norm in term.pack.words("negative_verb"):
        return True
    return term.stem in term.pack.stems("denial")


def _holds_back(term: Term) -> bool:
    return (
        term.form in term.pack.words("negator")
        or term.form in term.pack.words("holding_back")
        or term.pack.ranks("modality").get(term.form, 9) <= 2
    )


def _qualifies_carried(pairing: TermAlignment, i: int, end: int) -> bool:
    """Whether the passage has anything of what a clause qualifies: the words before it, or after it where it opens the sentence."""
    before = [k for k in range(i) if not pairing.a[k].small][-_QUALIFIED:]
    beside = before or [k for k in range(end, pairing.primary) if not pairing.a[k].small][:_QUALIFIED]
    return any(pairing.back[k] >= 0 for k in beside)


def _near_match(pairing: TermAlignment, i: int) -> bool:
    """Whether at least three telling words about term `i` of another source sentence stand in the passage."""
    near = range(max(pairing.primary, i - 12), min(len(pairing.a), i + 25))
    return sum(pairing.back[k] >= 0 and not pairing.a[k].small for k in near) >= 3


def _clause_end(pairing: TermAlignment, i: int) -> int:
    """End of the clause that opens at term `i`: the next mark of punctuation, or the end of the sentence."""
    article = pairing.source
    stop = pairing.primary if i < pairing.primary else len(pairing.a)
    for k in range(i, stop - 1):
        gap = article.between(pairing.a[k].last - 1, pairing.a[k + 1].first)
        if k > i and not _CLAUSE_ENDS.isdisjoint(gap):
            return k + 1
    return stop


_CLAUSE_ENDS: Final = frozenset(",;:.—()")


def _place(pairing: TermAlignment, i: int) -> int:
    """Where in the passage the dropped words would stand: after the match of the nearest term before them."""
    return next((pairing.back[k] + 1 for k in range(i - 1, -1, -1) if pairing.back[k] >= 0), 0)


def attributions(pairing: TermAlignment) -> Iterator[Finding]:
    """ "she said", "according to" of the source where the derivative states the same flatly, or as another's words."""
    if pairing.coverage < 0.5 or not pairing.b:
        return
    says = _says(pairing)
    for i in range(pairing.primary):
        verb = _saying_at(pairing, i)
        if not verb or (says and not _has_other_frame(pairing, i)) or _is_named(pairing, verb):
            continue
        carried = _carried(pairing, i, verb)
        if carried:
            yield Finding("attribution_dropped", "fact", verb, _stated(pairing, verb, carried))
            return


def _carried(pairing: TermAlignment, i: int, verb: tuple[int, int]) -> list[int]:
    """Telling words of what is said that stand in the passage, if they are most of it; [] otherwise.

    What follows the verb is said, or what comes before "..., she said".
    """
    start, end = (0, verb[0]) if _is_closing(pairing, i, verb) else (verb[1], pairing.primary)
    said = [k for k in range(start, end) if not pairing.a[k].small]
    if pairing.a[i].form == "according to":
        said = _said_beside(pairing, verb)
    carried = [k for k in said if pairing.back[k] >= 0]
    least = 2 if pairing.coverage >= _COVERED else _LEAST
    enough = len(said) >= 2 and len(carried) >= max(_CARRIED * len(said), min(least, len(said)))
    return carried if enough else []


def _stated(pairing: TermAlignment, verb: tuple[int, int], carried: list[int]) -> tuple[int, int]:
    """The words of the passage that state it now: those that stood nearest to the attribution, and what joins them."""
    nearest = sorted(carried, key=lambda k: abs(k - verb[0]))[:_POINTED]
    places = sorted(pairing.back[k] for k in nearest)
    last = max(place for place in places if place < places[0] + _REACH)
    return places[0], last + 1


def _is_closing(pairing: TermAlignment, i: int, verb: tuple[int, int]) -> bool:
    """Whether the words of an attribution close what is said: nothing but its speaker follows the verb."""
    rest = [k for k in range(i + 1, pairing.primary) if not pairing.a[k].small and pairing.a[k].kind == "word"]
    before = sum(not term.small for term in pairing.a[: verb[0]])
    opens = verb[0] > 0 and stops_between(pairing.source, pairing.a, verb[0] - 1)
    return opens and before >= 2 and (_closes(pairing, i) or len(rest) <= _BESIDE or _names_first(pairing, i))


def _names_first(pairing: TermAlignment, i: int) -> bool:
    """Whether the speaker follows the verb: "..., said Ann Bell, who runs the shop"."""
    return i + 1 < pairing.primary and pairing.a[i + 1].kind in ("name", "title")


def _said_beside(pairing: TermAlignment, verb: tuple[int, int]) -> list[int]:
    """What "according to X" surely stands with: a few telling words before it, or after it where it opens the sentence."""
    if verb[0] >= _LEAST:
        return [k for k in range(verb[0]) if not pairing.a[k].small][-_SAID:]
    return [k for k in range(verb[1], pairing.primary) if not pairing.a[k].small][:_SAID]


def _has_other_frame(pairing: TermAlignment, i: int) -> bool:
    """Whether the passage keeps another attribution of the same sentence, so that only the inner one of two is gone."""
    if pairing.a[i].form != "according to":
        return False
    plain, verbs = pairing.pack.stems("saying"), _sure_verbs(pairing.pack)
    if any(pairing.to[j] < 0 and term.norm in verbs for j, term in enumerate(pairing.b)):
        return False
    return any(pairing.a[k].stem in plain and pairing.back[k] >= 0 for k in range(pairing.primary) if k != i)


def _is_named(pairing: TermAlignment, verb: tuple[int, int]) -> bool:
    """Whether whoever says it stands in the passage, as the one who acts or says it otherwise, or is told to do something."""
    row = pairing.a
    said = next((k for k in range(*verb) if row[k].stem in pairing.pack.stems("saying")), verb[0])
    roles = pairing.pack.stems("role")
    who = [k for k in range(*verb) if row[k].kind == "name" or row[k].stem in roles or (k == said - 1 and not row[k].small)]
    return any(pairing.back[k] >= 0 for k in who) or _is_order(row, verb) or _is_denied(row, verb)


def _is_order(row: tuple[Term, ...], verb: tuple[int, int]) -> bool:
    """Whether somebody is told to do something: that reports an order, not a statement."""
    told = next((k for k in range(*verb) if row[k].form == "told"), None)
    return told is not None and any(term.form == "to" for term in row[told + 1 : told + 6])


def _is_denied(row: tuple[Term, ...], verb: tuple[int, int]) -> bool:
    """Whether nobody says it: "has not said how"."""
    return any(term.form in term.pack.words("negator") for term in row[verb[0] : verb[1]])


def _says(pairing: TermAlignment) -> bool:
    """Whether the sentence of the passage names anybody who says it."""
    row = pairing.b
    if not row:
        return True
    derivative = pairing.derivative
    at = derivative.sentence_at(derivative.words.start(row[0].first))
    sentence = derivative.sentences[at] if at >= 0 else (0, 0)
    if pairing.pack.pattern("attribution.marked").search(derivative.text, *sentence) or derivative.text[sentence[1] - 1].isalnum():
        return True
    verbs = _sure_verbs(pairing.pack)
    return any(derivative.words.norms[k] in verbs for k in derivative.words.inside(sentence))


@cache
def _sure_verbs(pack: Pack) -> frozenset[str]:
    """Forms of the verbs of saying that are seldom anything else."""
    every = frozenset[str]().union(*map(pack.words, ("saying", "evidence", "loaded_saying", "loaded_saying_form")))
    forms = {form for form in every if not form.endswith(("s", "ed", "ing"))}
    return (every | {f"{form}s" for form in forms}) - pack.words("ambiguous_saying")


def _closes(pairing: TermAlignment, i: int) -> bool:
    """Whether a clause ends at term `i`: "..., the analysis shows"."""
    end = pairing.source.words.end(pairing.a[i].last - 1)
    return pairing.source.text[end : end + 1] in ".,;"


def _saying_at(pairing: TermAlignment, i: int) -> tuple[int, int] | None:
    """The words of an attribution that opens or closes reported speech at term `i`."""
    term = pairing.a[i]
    if pairing.back[i] >= 0:
        return None
    if term.form == "according to":
        return i, min(_clause_end(pairing, i), i + 8)
    if term.norm in ("shows", "show", "showed") and _closes(pairing, i):
        return max(0, i - 2), i + 1
    plain = pairing.pack.stems("plain_saying")
    if term.stem not in plain or pairing.source.quoted[term.first]:
        return None
    first = i
    while first > 0 and i - first < 4 and not stops_between(pairing.source, pairing.a, first - 1):
        first -= 1
    return first, min(i + 2, pairing.primary)


def _quotations_of(pairing: TermAlignment) -> Iterator[tuple[range, list[int]]]:
    """The words of each quotation that the passage has a part of, and its terms in the passage."""
    first, last = pairing.b[0].first, pairing.b[-1].last
    start, end = pairing.derivative.words.span(first, last)
    for quotation in pairing.derivative.quotations:
        if quotation.inner[0] < end and start < quotation.inner[1]:
            inside = pairing.derivative.words.inside(quotation.inner)
            mine = [j for j, term in enumerate(pairing.b) if inside.start <= term.first < inside.stop]
            if mine:
                yield inside, mine


def halved_quotations(pairing: TermAlignment) -> Iterator[Finding]:
    """A quotation cut short where its speaker goes on to hold it back: "“They are right to worry and wrong to be certain”"."""
    for _, mine in _quotations_of(pairing):
        kept = [pairing.to[j] for j in mine if pairing.to[j] >= 0]
        if len(mine) <= _CLIPPED or len(kept) < len(mine):
            continue
        whole, last = _quotation_at(pairing, kept[-1]), max(kept) + 1
        if whole is None or last >= whole[1] or not pairing.source.quoted[pairing.a[last].first] or pairing.back[last] >= 0:
            continue
        rest = pairing.a[last : _stop(pairing, last, whole[1])]
        if len(rest) >= _LEAST and _takes_back(rest, [pairing.a[i] for i in kept]):
            yield Finding("qualification_dropped", "fact", (last, last + len(rest)), (mine[-1] + 1, mine[-1] + 1))


def _stop(pairing: TermAlignment, first: int, end: int) -> int:
    """Where the sentence of term `first` ends, `end` at the latest."""
    for k in range(first, end - 1):
        gap = pairing.source.between(pairing.a[k].last - 1, pairing.a[k + 1].first)
        if any(mark in gap for mark in ".!?"):
            return k + 1
    return end


def _takes_back(rest: tuple[Term, ...], kept: list[Term]) -> bool:
    """Whether words that follow a statement hold it back: "but", "if", or "and" with a contrary of what was said."""
    if rest[0].form in rest[0].pack.values("opener") or rest[0].form in rest[0].pack.words("taking_back"):
        return True
    return rest[0].form in ("and", "or") and any(
        contrast(one.pack, one.norm, two.norm) == "opposite" for one in kept for two in rest
    )


def _quotation_at(pairing: TermAlignment, i: int) -> tuple[int, int] | None:
    """The terms of the source quotation that holds term `i`, as far as they are in the sources of the passage."""
    quotation = next((q for q in pairing.source.quotations if pairing.a[i].first in pairing.source.words.inside(q.inner)), None)
    if quotation is None:
        return None
    inside = pairing.source.words.inside(quotation.inner)
    held = [k for k, term in enumerate(pairing.a) if inside.start <= term.first < inside.stop]
    return held[0], held[-1] + 1


CHECKS: Final = (
    Check(
        "qualifications",
        "qualification_dropped",
        qualifications,
        Example(
            "The library will close in June unless a donor pays for the roof.",
            "The library will close in June.",
        ),
        Example(
            "The library will close in June unless a donor pays for the roof.",
            "If no donor pays for the roof, the library will close in June.",
        ),
        least=0.6,
    ),
    Check(
        "attributions",
        "attribution_dropped",
        attributions,
        Example(
            "The two trawlers fished inside the reserve at night, according to the ranger Una Frey.",
            "The two trawlers fished inside the reserve at night.",
        ),
        Example(
            "The two trawlers fished inside the reserve at night, according to the ranger Una Frey.",
            "Una Frey, a ranger, said the two trawlers fished inside the reserve at night.",
        ),
        least=0.55,
    ),
    Check(
        "halved_quotations",
        "qualification_dropped",
        halved_quotations,
        Example(
            "“The fishermen are right to worry and wrong to be certain,” said Ida Holm.",
            "“The fishermen are right to worry,” said Ida Holm.",
        ),
        Example(
            "“The fishermen are right to worry about the reef,” said Ida Holm.",
            "“The fishermen are right to worry,” said Ida Holm.",
        ),
    ),
)
