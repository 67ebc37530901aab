"""What a text must hold for a pattern to match it: of several strings one, as the pattern spells it.

To look for a string costs a hundredth of a search by pattern. Of a pattern that takes any case the strings stand in lower case. A
test takes each pattern apart and shows that nothing it matches is without one of its strings.
"""

from __future__ import annotations

from typing import Final

from dedup.lang.und.agencies import MARKS as AGENCY

_CHOICES: Final = ("settings", "preferences", "choices")

NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "furniture.insert": ("elow", "BELOW", "advertisement", "Scroll", "ADVERTISEMENT", "Advertisement"),
    "furniture.player": (
        " WATCH", "Replay ", " Caption", " Gallery", " Slideshow", " Photos", " Images", " Pictures", " Slides",
    ),
    "furniture.rights": ("©", "(c)", "copyright"),
    "furniture.consent": (
        "your privacy", "we and our", "we & our", "on a device", "on your device", "cookies", "trackers",
        *(f"{what} {which}" for what in ("cookie", "privacy", "consent") for which in _CHOICES),
    ),
    "furniture.consent_hint": (
        "cookies", "trackers", "tracking technologies", "browsing data", "unique identifiers", "device identifiers",
        "device scanning", "personalised ", "personalized ", "ads you see", "ads that you see", "as relevant to you",
        "legitimate interest", "your choices", "your preferences", "withdraw consent", "withdraw your consent", "i accept",
        "i consent", "i agree", "you accept", "you consent", "you agree", "clicking ", "our partners",
    ),
    "sourcing.agency_copy": AGENCY,
    "sourcing.agency_credit": AGENCY,
    "sourcing.updated": ("UPDATE", "CORRECTION", "Correction", "Update", "updated"),
    "sourcing.hedge": ("reportedly", "reports", "was reported", "previously reported", "first reported"),
    "sourcing.first_hand": (
        "interview", "told us", "told me", "told this", "can be reached at", "has reviewed", "has obtained", "has seen",
        "has learned", "declined to comment", "did not respond", "did not return", "did not answer", "asked for comment",
        "asked whether", "asked about",
    ),
    "third.statement": ("statement", "release", "spokesman", "spokeswoman", "spokesperson"),
    "third.tweet": ("tweet", "Twitter"),
    "third.interview": ("interview", "told"),
    "third.speech": ("speech", "remarks", "rally", "address", "conference", "briefing"),
    "third.ruling": ("ruling", "opinion", "lawsuit", "court", "indictment", "complaint", "affidavit"),
    "third.study": ("study", "survey", "poll", "report"),
    "third.letter": ("letter", "mail", "memo"),
    "third.debate": ("debate", "hearing", "testimony", "testified", "transcript"),
}  # fmt: skip
