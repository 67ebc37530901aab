"""Words for how sure a finding is, which every rendering takes from here.

The word of a relation is the result's own `certainty` (thresholds: `dedup.pair.relate.relation`); directions and claims have theirs
by the thresholds below, and so has a relation that carries no `certainty`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from dedup.kinds import Certainty

Likelihood = Literal["very likely", "likely", "possibly"]
"""How sure a relation or a direction is, as a reader says it."""
LIKELIHOODS: Final[Mapping[Certainty, Likelihood]] = {"very likely": "very likely", "likely": "likely", "possible": "possibly"}
"""A result's certainty inside a sentence, the surest first."""
Clarity = Literal["clear", "likely", "doubtful"]
"""How sure a single claim is: `doubtful` ones are counted, and told only when they are asked for."""

_HIGH: Final = 0.9
_MIDDLE: Final = 0.75
"""Confidences, which are measured precisions: from the first on a claim is printed as it stands, below the second not at all."""


def likelihood(confidence: float) -> Likelihood:
    """The words for a confidence of 0-1 in a relation or a direction."""
    if confidence >= _HIGH:
        return "very likely"
    return "likely" if confidence >= _MIDDLE else "possibly"


def clarity(confidence: float) -> Clarity:
    """The word for a confidence of 0-1 in a claim; 0, which says that nothing was measured, is doubtful."""
    if confidence >= _HIGH:
        return "clear"
    return "likely" if confidence >= _MIDDLE else "doubtful"
