"""The words that a result may use: each is part of the contract, and a value beside them is refused."""

from __future__ import annotations

from typing import Literal, get_args

Relation = Literal["identical", "near_duplicate", "derivative", "common_source", "independent"]
Degree = Literal["wholly", "partially", "none"]
Side = Literal["a", "b"]
Kind = Literal[
    "verbatim",
    "edited",
    "quote",
    "paraphrase",
    "added_framing",
    "added_commentary",
    "added_background",
    "boilerplate",
    "attribution",
]
Operation = Literal["equal", "insert", "delete", "replace"]
Severity = Literal["style", "neutral", "loaded", "fact"]
ChangeKind = Literal[
    "number",
    "date",
    "name",
    "speaker",
    "actor",
    "action",
    "negation",
    "quantity",
    "certainty",
    "time",
    "cause",
    "loaded_word",
    "label",
    "attribution_dropped",
    "detail_added",
    "qualification_dropped",
    "order",
    "style",
]
QuoteStatus = Literal["identical", "style", "truncated", "changed", "spliced", "reattributed", "paraphrased", "not_in_source"]
Group = Literal[
    "voice",
    "heading",
    "qualification",
    "negation",
    "number",
    "position",
    "cause",
    "outlook",
    "context",
    "date",
    "boilerplate",
    "other",
]
"""What a left-out sentence is about; `pair/explain/dropped.py` asks for the groups in this order."""
CueKind = Literal[
    "first_person",
    "second_person",
    "hedge",
    "intensifier",
    "minimiser",
    "certainty",
    "judgement",
    "loaded_word",
    "contrast",
    "aside",
    "scare_quotes",
    "question",
    "exclamation",
    "capitals",
    "colloquial",
]
Certainty = Literal["very likely", "likely", "possible"]

VERY_LIKELY, LIKELY = 0.9, 0.7
"""Probabilities from which on a relation, a direction, one story of two articles is called so: everywhere the same."""


def certainty(probability: float) -> Certainty:
    """A probability, 0-1, in a word; the reliability table of `python -m benchmarks fit_relation` says how often each is right."""
    return "very likely" if probability >= VERY_LIKELY else "likely" if probability >= LIKELY else "possible"


KINDS: tuple[Kind, ...] = get_args(Kind)
DERIVED_KINDS: frozenset[str] = frozenset({"verbatim", "edited", "quote", "paraphrase"})
ADDED_KINDS: frozenset[str] = frozenset({"added_framing", "added_commentary", "added_background"})
