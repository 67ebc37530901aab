"""Who says it, where a passage leaves that out and states flatly what its source only reports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from dedup.lang.base import Pack
from dedup.lang.terms import Term
from dedup.pair.explain.changes.check import Check, Example
from dedup.pair.explain.changes.dropped_context import clause_end
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import TermAlignment, stops_between

_CARRIED: Final = 0.4
"""Share of what is said that the passage must carry for the lost attribution to be reported."""
_CARRIES: Final = 0.5
"""Share of a passage's telling words that its sources must carry for it to state what they report."""
_LEAST, _COVERED = 3, 0.65
"""Telling words of it that the passage must carry; two, where so much of the passage comes from the source."""
_SAID: Final = 5
"""Telling words beside "according to" that it surely speaks for."""
_POINTED, _REACH = 3, 8
"""Telling words of a statement that a lost attribution points at, and the terms that they may span."""
_ORDERED: Final = 5
"""Terms after "told" among which an infinitive makes it an order. Chosen by hand."""
_WORDS, _SUBJECT = 8, 4
"""Terms of "according to" and whom it names, and before a verb of saying, that are shown as the attribution at most. By hand."""
_BESIDE: Final = 2
"""Words after a verb of saying up to which they only say when or to whom."""


def attributions(pairing: TermAlignment) -> Iterator[Finding]:
    """ "she said", "according to" of the source where the derivative states the same flatly, or as another's words."""
    if pairing.coverage < _CARRIES or not pairing.b:
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
    if pairing.a[i].form in pairing.pack.words("according"):
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
    if pairing.a[i].form not in pairing.pack.words("according"):
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
    order = next((k for k in range(*verb) if row[k].form in row[k].pack.words("orders")), None)
    after = row[order + 1 : order + 1 + _ORDERED] if order is not None else ()
    return any(term.form in term.pack.words("infinitive") for term in after)


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
    present = pack.words("third_person_ending")
    forms = {form for form in every if not form.endswith((*present, *pack.words("verb_ending")))}
    return (every | {form + ending for form in forms for ending in present}) - pack.words("ambiguous_saying")


def _closes(pairing: TermAlignment, i: int) -> bool:
    """Whether a clause ends at term `i`: "..., the analysis shows"."""
    end = pairing.source.words.end(pairing.a[i].last - 1)
    return pairing.source.text[end : end + 1] in ".,;"


def _saying_at(pairing: TermAlignment, i: int) -> tuple[int, int] | None:
    """The words of an attribution that opens or closes reported speech at term `i`."""
    term = pairing.a[i]
    if pairing.back[i] >= 0:
        return None
    if term.form in pairing.pack.words("according"):
        return i, min(clause_end(pairing, i), i + _WORDS)
    if term.norm in pairing.pack.words("makes_plain") and _closes(pairing, i):
        return max(0, i - 2), i + 1
    plain = pairing.pack.stems("plain_saying")
    if term.stem not in plain or pairing.source.quoted[term.first]:
        return None
    first = i
    while first > 0 and i - first < _SUBJECT and not stops_between(pairing.source, pairing.a, first - 1):
        first -= 1
    return first, min(i + 2, pairing.primary)


CHECKS: Final = (
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
)
