"""Patterns of no one language: what pages say in several, where no rules for the language of the text are known."""

from __future__ import annotations

from typing import Final

from dedup.lang.und.agencies import AGENCIES, CLOSING, COPY, MARKS, OPENING
from dedup.lang.und.naming import NAMING

PATTERNS: Final[dict[str, str]] = {
    **{f"agency.{name}": pattern for name, pattern in AGENCIES.items()},
    "sourcing.agency_copy": COPY,
    "sourcing.agency_opening": OPENING,
    "sourcing.agency_closing": CLOSING,
    **NAMING,
    # What gives somebody's words as a tweet: the name of the service, which no language changes.
    "sourcing.tweet": r"(?i)\b(?:re)?tweet(?:ed|s|ing|storm)?\b|\bTwitter\b|\(@\w{2,20}\)|pic\.twitter\.com",
    "furniture.label": (
        r"(?i)\A[^\w(\[]*[(\[]?\s*(?:lesen sie auch|mehr dazu|anzeige|werbung|lire aussi|publicité|lea también|leer más|"
        r"publicidad|leggi anche|pubblicità|leia também|leia mais|publicidade|lees ook|advertentie|läs också|annons|"
        r"читайте также|реклама|اقرأ أيضا|إعلان|مزید پڑھیں)\s*(?::|\||»|>|$)"
    ),
    "furniture.byline": (
        r"^(?:[Pp]or|[Pp]ar|[Vv]on|[Dd]i|[Dd]oor)\s+(?:[A-Z][\w.’'-]*|and|und|et|y|e|en|for|in|of|the|[|,&/])(?:\s*[,|"
        r"&/]?\s*(?:[A-Z][\w.’'-]*|and|und|et|y|e|en|for|in|of|the)){0,9}$"
    ),
    "furniture.rights": (r"(?i)^\W*(?:©|\(c\)\s)|©\s?(?:19|20)\d\d"),
}

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "sourcing.agency_copy": MARKS,
    "sourcing.tweet": ("tweet", "twitter", "(@"),
    "furniture.rights": ("©", "(c)"),
}
"""What a text must hold for a pattern to match it, as in `dedup.lang.en.needs`."""
