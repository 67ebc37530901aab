"""The finding as one sentence with its certainty, what was checked for it, and the third text behind both."""

from __future__ import annotations

from typing import Final

from dedup.kinds import DERIVED_KINDS, Relation
from dedup.report.certainty import LIKELIHOODS, Likelihood, likelihood
from dedup.report.visible import visible
from dedup.report.wording import counted, decimal, percent
from dedup.result import Comparison, Passage

_LEAST_SHARED: Final = 0.005
"""Containment from which runs of words are told as common."""
_ONE_STORY: Final = 0.75
"""Chance of telling the same event from which independent articles are said to do so."""
_NOT_EXCLUDED: Final = 0.05
"""Chance that one draws on the other from which on it stays open. Of held-out pairs that are told otherwise readers saw one in .02
below it, in .08 up to .15, in .39 up to .5 (benchmarks/results/relation.md, the last table)."""
_CONDENSED: Final = 0.6
"""Share of the derivative that must have a counterpart before it is said to condense the source."""
_UNMATCHED: Final = "what both tell says so, though no passage of the one could be matched with one of the other"


def finding(comparison: Comparison, first: str, second: str, taken: tuple[int, int]) -> tuple[str, str]:
    """The finding in one sentence, and the words of certainty in it ("" where it is plain to see).

    `first`, `second`: names of source and derivative, or of A and B. `taken`: words of the second with a counterpart, and all.
    """
    said, sure = _said(comparison, first, second, taken)
    return said[0].upper() + said[1:], sure


def _said(comparison: Comparison, first: str, second: str, taken: tuple[int, int]) -> tuple[str, str]:
    sure = surety(comparison)
    part, whole = taken
    share = (
        f"{part:,} of its {whole:,} words ({percent(part / whole)}) are in passages with a counterpart there"
        if part
        else _UNMATCHED
    )
    if comparison.relation == "identical":
        return f"{first} and {second} have the same words.", ""
    if comparison.relation == "independent":
        story = comparison.same_story
        if story is not None and story >= _ONE_STORY:
            sureness = likelihood(story)
            return f"{first} and {second} {sureness} tell one story; {_open(comparison, sure, 'took from')}.", sureness
        return f"{first} and {second} are {sure} independent: {_open(comparison, sure, 'draws on')}.", sure
    if comparison.relation == "common_source":
        return f"{first} and {second} {sure} rest on a third text; {_open(comparison, sure, 'draws on')}.", sure
    if comparison.relation == "near_duplicate" and comparison.source is None:
        return f"{first} and {second} are nearly the same text; which came first was not found out.", ""
    if comparison.source is None:
        return f"{first} and {second}: one {sure} draws on the other; which on which was not found out.", sure
    verb = _verb(comparison, sure, is_most=whole > 0 and part / whole >= _CONDENSED)
    return f"{second} {verb} {first}: {share}.", sure


def _open(comparison: Comparison, sure: Likelihood, verb: str) -> str:
    """That nothing shows that one draws on the other; where that is not next to excluded, that it was not found out."""
    chances = comparison.probabilities
    drawn = sum(chances.get(name, 0.0) for name in ("copy", "derivative"))
    if sure == "possibly" or drawn >= _NOT_EXCLUDED:
        return f"whether one {verb} the other was not found out"
    shows = "what both have does not show" if _linked(comparison) else "no sentence, credit or link was found that shows"
    return f"{shows} that one {verb} the other"


def _verb(comparison: Comparison, sure: str, *, is_most: bool) -> str:
    if comparison.relation == "near_duplicate":
        return f"is {sure} a copy of"
    return f"{sure} condenses" if comparison.summarises and is_most else f"{sure} draws on"


def surety(comparison: Comparison) -> Likelihood:
    """How sure the relation is; where a source is named, the direction where that is less sure."""
    sureness = [_relation_sure(comparison)]
    if comparison.source is not None and comparison.relation in ("derivative", "near_duplicate"):
        sureness.append(likelihood(comparison.direction.confidence))
    return max(sureness, key=list(LIKELIHOODS.values()).index)


def how_sure(comparison: Comparison) -> str:
    """The figures behind the words of certainty: of the relation and, where a source is named, of the direction."""
    relation = f"{_chance(_drawn(comparison))} that {_TOLD[comparison.relation]}"
    if comparison.relation == "identical" or not comparison.confidence:  # 0: it was not measured
        relation = ""
    is_judged = comparison.source is not None and comparison.direction.evidence  # a source that the caller gave has none
    way = f"{_chance(comparison.direction.confidence)} that it is that way round" if is_judged else ""
    said = ", ".join(part for part in (relation, way) if part)
    return f"How sure: {said}." if said else ""


_TOLD: Final[dict[Relation, str]] = {
    "identical": "both have the same words",
    "near_duplicate": "one is a copy of the other",
    "derivative": "one draws on the other",
    "common_source": "both rest on a third text",
    "independent": "neither draws on the other",
}


def _drawn(comparison: Comparison) -> float:
    """The probability of the relation; of a derivative that of a copy, too, which draws on its source as well."""
    chances = comparison.probabilities
    if comparison.relation != "derivative" or not chances:
        return comparison.confidence
    return max(comparison.confidence, sum(chances.get(name, 0.0) for name in ("copy", "derivative")))


def _chance(value: float) -> str:
    """A probability with two decimals; none is 1, as none is certain."""
    return "over 0.99" if value >= 0.995 else decimal(value)


def _relation_sure(comparison: Comparison) -> Likelihood:
    """That of the relation; that one draws on the other is as sure as that it is a derivative or a copy."""
    sureness = LIKELIHOODS[comparison.certainty] if comparison.certainty else likelihood(comparison.confidence)
    if comparison.relation != "derivative" or not comparison.probabilities:
        return sureness
    both = likelihood(sum(comparison.probabilities.get(name, 0.0) for name in ("copy", "derivative")))
    return min(sureness, both, key=list(LIKELIHOODS.values()).index)


def checked(comparison: Comparison) -> str:
    """For articles of which none is known to be the source: one sentence on what was checked and what is in common; else ""."""
    if comparison.relation not in ("independent", "common_source"):
        return ""
    meaning = "by words alone" if "model:none" in comparison.settings.split("|") else "by words and meaning"
    what = f"Compared sentence by sentence {meaning}, with quotations and mentions of each other"
    return f"{what}; found in common: {_common(comparison)}{_not_counted(comparison)}."


def _common(comparison: Comparison) -> str:
    measures = comparison.measures
    most = max(measures.a_containment, measures.b_containment)
    side = "A" if measures.a_containment >= measures.b_containment else "B"
    parts = [f"{percent(most)} of {side}’s runs of words"] if most >= _LEAST_SHARED else []
    linked = _linked(comparison)
    parts += [_sentences(linked)] if linked else []
    return ", and ".join(parts) or "no sentence, and hardly a run of words"


def _sentences(linked: list[Passage]) -> str:
    """How many sentences both have, and how many of these are somebody's speech for the greater part."""
    said = f"{counted(len(linked), 'sentence')} or {'part of one' if len(linked) == 1 else 'parts of sentences'}"
    quoted = sum(2 * item.quoted_words > item.words for item in linked)
    if not quoted:
        return said
    of_these = "" if len(linked) == 1 else "all of them " if quoted == len(linked) else f"{quoted:,} of them "
    return f"{said}, {of_these}mostly in quotation marks"


def _not_counted(comparison: Comparison) -> str:
    """That retold sentences are in no count: of independent articles they are asked for with a source alone."""
    return (
        "; what they tell in other words is not counted" if comparison.relation == "independent" and not comparison.source else ""
    )


def _linked(comparison: Comparison) -> list[Passage]:
    return [item for item in comparison.passages if item.kind in DERIVED_KINDS]


_THIRD: Final = {
    "agency": "copy of the agency {name}",
    "outlet": "the reporting of {name}, which both credit",
    "page": "a page that both link to, {name}",
    "tweet": "a tweet by {name}",
}


def third_party(comparison: Comparison) -> str:
    """The third text that both may rest on, and what shows it; "" where none was found."""
    third = comparison.third_party
    if third is None or (comparison.relation == "derivative" and third.kind not in ("agency", "outlet")):
        return ""  # what a derivative has of a speech it may have from its source
    name = visible(third.name)
    spoken = "speech that both quote" if third.name == third.kind else f"words of {name}"  # where they were said is a guess
    said = _THIRD.get(third.kind, spoken).format(name=name)
    words = int(sum(item.weight for item in third.evidence if item.article == "a"))
    # Of a speech of nobody known, what both have of it and what both tell about it are not told apart.
    shared = f": {counted(words, 'word')} stand in both" if words > 1 and third.name != third.kind else ""
    return f"both {'rest' if comparison.relation == 'common_source' else 'may also rest'} on {said}{shared}"
