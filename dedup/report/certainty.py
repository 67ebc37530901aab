"""Words for how sure a finding is, which every rendering takes from here.

The word of a relation is the result's own `certainty`; directions, and a relation that carries none, have theirs by the same
thresholds (`dedup.kinds`), and "likely" stands for as much of a claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from dedup.kinds import Certainty, certainty
from dedup.result import Change

Likelihood = Literal["very likely", "likely", "possibly"]
"""How sure a relation or a direction is, as a reader says it."""
LIKELIHOODS: Final[Mapping[Certainty, Likelihood]] = {"very likely": "very likely", "likely": "likely", "possible": "possibly"}
"""A result's certainty inside a sentence, the surest first."""
Clarity = Literal["clear", "likely", "doubtful"]
"""How sure a single claim is: `doubtful` ones are counted, and told only when they are asked for."""

CLARITIES: Final[Mapping[Clarity, float]] = {"clear": 0.9, "likely": 0.7}
"""Confidences of a change, which are measured precisions: told as it stands from the first on, below the second not at all."""


def likelihood(confidence: float) -> Likelihood:
    """The words for a probability of 0-1, of a relation, a direction or one story."""
    return LIKELIHOODS[certainty(confidence)]


def clarity(confidence: float) -> Clarity:
    """The word for a confidence of 0-1 in a claim; 0, which says that nothing was measured, is doubtful."""
    return next((word for word, least in CLARITIES.items() if confidence >= least), "doubtful")


def is_claim(change: Change) -> bool:
    """Whether a change says, surely or not, that a fact or a loaded word is another one.

    A neutral one with a confidence is a claim that is likelier wrong than right; style and what is neutral by its kind have none.
    """
    return change.severity in ("fact", "loaded") or (change.severity == "neutral" and change.confidence > 0)
