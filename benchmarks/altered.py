"""Suite `altered`: short news that people rewrote with altered facts (FakeNewsAMT, Pérez-Rosas et al. 2018)."""

from benchmarks.rewritten import suite_of

SUITE = suite_of(
    "altered",
    "short news and rewrites of it with altered facts: linked and found again",
    {"found": "≥ .45", "linked": "≥ .95", "false": "≤ .01", "retrieved": "≥ .95"},
)
