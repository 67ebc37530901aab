"""Suite `altered_urdu`: Urdu news that journalists altered lightly (Bend the Truth, Amjad et al. 2020)."""

from benchmarks.rewritten import suite_of

SUITE = suite_of(
    "altered_urdu",
    "Urdu news altered in few places: linked and found again",
    {"found": "≥ .95", "retrieved": "≥ .98", "false": "≤ .01"},
)
