"""Patterns of German: how it writes numbers and nouns, and where a clause opens."""

from __future__ import annotations

from typing import Final

DECIMAL_COMMA: Final = True
NOUNS_IN_CAPITALS: Final = True

PATTERNS: Final[dict[str, str]] = {
    "clause.opener": r"(?=\s(?:während|obwohl|weil|nachdem|bevor|wenn|aber|bis)\s)",
    "attribution.according": r"(?i)\W*(?:laut|nach angaben|zufolge|wie)\b",
}
