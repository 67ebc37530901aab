"""Second look at what the links of clauses left open: sentences that say in other words what a source sentence says.

A free rewrite shares few words with each sentence that it rests on, and a clause of it fewer. The whole sentence decides here, by
the sentence model and by the telling words that both have: either alone also joins two sentences about one matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.pair.align.grid import Floats, Ints
from dedup.pair.align.links import TELLING_RARITY, Encode, Link, Scores, cosines
from dedup.settings import Settings

_COSINE: Final = 0.55
"""Cosine of two sentences from which the one restates the other, with …"""
_SHARE: Final = 0.33
"""… this share of its telling words in it, by their rarity. Lower: more links, more of them only about the same matter."""
_NEAR: Final = 0.1
"""How far below the closest sentence's cosine another one is taken for its source too: a headline beside its lead."""
_CHANCE: Final = 0.6
"""Probability of such a link. Set, as the numbers above, by hand on rewrites that readers linked (suite `rewrites`)."""
_FURTHER_COSINE: Final = 0.65
_FURTHER_SHARE: Final = 0.25
_FURTHER_NEAR: Final = 0.05
"""The same for one more source of a sentence that has some: as close as the ones it has, to stand beside them."""
_TELLING: Final = 1.5
"""Rarity (powers of ten above the common words) of what two sentences share at least."""


@dataclass(frozen=True, slots=True)
class Restated:
    """The links of the clauses with the second look's, and the scores in which a clause so linked reaches the threshold."""

    scores: Scores
    links: tuple[tuple[Link, ...], ...]


def restated(
    source: Document,
    derivative: Document,
    scores: Scores,
    links: tuple[tuple[Link, ...], ...],
    encode: Encode | None,
    settings: Settings,
) -> Restated:
    """The links with those of sentences that restate a source sentence; unchanged where the model was not asked.

    A sentence with a link gets further sources for its linked clauses, one without gets sources for all of them.
    """
    if encode is None or not scores.consulted:
        return Restated(scores, links)
    likely = dict(_likely(source, derivative, scores, links))
    if not likely:
        return Restated(scores, links)
    cosine = _cosines(source, derivative, likely, encode)
    sources, probability = list(links), scores.probability.copy()
    for (units, shares), row in zip(likely.values(), cosine, strict=True):
        open_sentence = not any(links[unit] for unit in units)
        chosen = _chosen(row, shares) if open_sentence else _beside(row, shares, links, units)
        for unit in units if chosen else ():
            if open_sentence:
                _raise(scores, probability, unit, chosen, max(_CHANCE, settings.link_probability))
            if open_sentence or links[unit]:
                sources[unit] = (*links[unit], *(Link(at, _CHANCE) for at in chosen))
    return Restated(replace(scores, probability=probability), tuple(sources))


_Likely = tuple[tuple[int, ...], Mapping[int, float]]
"""The clauses of a sentence, and the share of its telling words that each source sentence has, where that is enough."""


def _likely(
    source: Document, derivative: Document, scores: Scores, links: tuple[tuple[Link, ...], ...]
) -> Iterator[tuple[int, _Likely]]:
    """Sentences that a source sentence shares enough telling words with, but for those that one carries as they are."""
    units: defaultdict[int, list[int]] = defaultdict(list)
    for unit, index in enumerate(scores.units.owner.tolist()):
        units[index].append(unit)
    holders = _holders(source)
    for index, mine in units.items():
        shares = _shares(derivative, index, holders)
        linked = {link.sentence for unit in mine for link in links[unit]}
        if not shares or any(shares.get(at, 0.0) > _CARRIED for at in linked):
            continue
        yield index, (tuple(mine), shares)


_CARRIED: Final = 0.8
"""Share of a sentence's telling words from which on its one source carries it whole, and no other is looked for."""


def _holders(source: Document) -> Mapping[str, list[int]]:
    """The sentences that hold each stem."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, stems in enumerate(source.sentence_stems):
        for stem in stems:
            holders[stem].append(at)
    return holders


def _shares(derivative: Document, index: int, holders: Mapping[str, list[int]]) -> dict[int, float]:
    """The share of a sentence's telling words in each source sentence, by rarity, where it reaches the least one."""
    inside = derivative.sentence_words[index]
    telling = {derivative.words.stems[word]: float(derivative.rarity[word]) - TELLING_RARITY for word in inside}
    total = sum(weight for weight in telling.values() if weight > 0)
    shared: defaultdict[int, float] = defaultdict(float)
    for stem, weight in telling.items():
        for at in holders.get(stem, ()) if weight > 0 else ():
            shared[at] += weight
    return {at: weight / total for at, weight in shared.items() if weight >= _TELLING and weight >= _FURTHER_SHARE * total}


def _cosines(source: Document, derivative: Document, likely: Mapping[int, _Likely], encode: Encode) -> list[Mapping[int, float]]:
    """For each sentence the cosine with every source sentence that it shares enough words with."""
    places = sorted({at for _, shares in likely.values() for at in shares})
    mine = [derivative.text[slice(*derivative.sentences[index])] for index in likely]
    whole = cosines(mine, [source.text[slice(*source.sentences[at])] for at in places], encode)
    where = {at: column for column, at in enumerate(places)}
    return [{at: float(row[where[at]]) for at in shares} for row, (_, shares) in zip(whole, likely.values(), strict=True)]


def _chosen(cosine: Mapping[int, float], shares: Mapping[int, float]) -> tuple[int, ...]:
    """The source sentences that an open sentence restates, the closest first."""
    close = [at for at in shares if cosine[at] >= _COSINE and shares[at] >= _SHARE]
    best = max((cosine[at] for at in close), default=0.0)
    return tuple(sorted((at for at in close if cosine[at] >= best - _NEAR), key=lambda at: -cosine[at]))


def _beside(
    cosine: Mapping[int, float], shares: Mapping[int, float], links: tuple[tuple[Link, ...], ...], units: Sequence[int]
) -> tuple[int, ...]:
    """Further source sentences of a linked sentence: as close as the closest of those that it has."""
    known = {link.sentence for unit in units for link in links[unit]}
    least = max(_FURTHER_COSINE, max((cosine[at] for at in known if at in cosine), default=0.0) - _FURTHER_NEAR)
    return tuple(sorted((at for at in shares if at not in known and cosine[at] >= least), key=lambda at: -cosine[at]))


def _raise(scores: Scores, probability: Floats, unit: int, chosen: Sequence[int], chance: float) -> None:
    """Raise the probability of the cells of a clause and its chosen sentences to `chance`."""
    first, last = int(scores.first[unit]), int(scores.first[unit + 1])
    cells: Ints = first + np.flatnonzero(np.isin(scores.sentence[first:last], chosen))
    probability[cells] = np.maximum(probability[cells], chance)
