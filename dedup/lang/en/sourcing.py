"""How English-language news says where it has something from: agencies, datelines, tweets, statements, interviews."""

from __future__ import annotations

from typing import Final

from dedup.lang.und.agencies import COPY, OPENING, any_of

_THIRD_TEXTS: Final = {
    "statement": r"\bstatement\b|\bpress\s+release\b|\bnews\s+release\b|\bspokes(?:man|woman|person)\b",
    "tweet": r"\btweet(?:ed|s|ing)?\b|\bTwitter\b",
    "interview": r"\binterview(?:ed|s)?\b|\btold\s+(?:CNN|Fox|NBC|ABC|CBS|MSNBC|NPR|the\s+New)\b",
    "speech": r"\bspeech\b|\bremarks\b|\brally\b|\baddress\b|\bnews\s+conference\b|\bpress\s+conference\b|\bbriefing\b",
    "ruling": r"\bruling\b|\bopinion\b|\blawsuit\b|\bcourt\s+(?:documents|papers|filing)\b|\bindictment\b|\bcomplaint\b"
    r"|\baffidavit\b",
    "study": r"\bstudy\b|\bsurvey\b|\bpoll\b|\breport\s+by\b|\baccording\s+to\s+(?:a|the)\s+(?:\w+\s+)?report\b",
    "letter": r"\bletter\b|\be-?mails?\b|\bmemo\b",
    "debate": r"\bdebate\b|\bhearing\b|\btestimony\b|\btestified\b|\btranscript\b",
}
"""Kinds of a third text that two reports may both rest on, with the words that name one."""

SOURCING: Final[dict[str, str]] = {
    **{f"third.{kind}": pattern for kind, pattern in _THIRD_TEXTS.items()},
    "sourcing.agency_copy": rf"{COPY}|\bBy\s+(?:[A-Z][\w.’'-]+\s+){{2,4}}?(?:of\s+)?(?:{any_of('b')})\b",
    "sourcing.agency_opening": (
        rf"{OPENING}|^\W*[Bb][Yy]\s+[^\n!?;:]{{0,60}}?\b(?:{any_of('y')})(?:\s+(?:[Ss]taff|[Ww]riters?|[Rr]eporters?))*\W*$"
    ),
    "sourcing.agency_credit": (
        rf"\b(?:{any_of('r')})(?:[’']s?)?\s+"
        r"(?:contributed|reported|reports|said|news|has\s+learned|first|writer|story|poll|survey|interview)\b"
        rf"|\b(?:told|with|to|by|from|via|of)\s+(?:{any_of('t')})\b"
        rf"|\((?:{any_of('p')})\)"
    ),
    "sourcing.updated": (
        r"(?m)^[^\w\n]*(?:UPDATED?|CORRECTION|Correction|Update)\b[^\n]{0,40}:"
        r"|\bThis\s+(?:story|article|post)\s+has\s+been\s+updated\b"
    ),
    # Something from others' reports; "a report by the auditor" is a document, no report.
    "sourcing.hedge": (
        r"(?i)\b(?:reportedly"
        r"|according to (?:(?:several|media|news|published|local|some|multiple|earlier) )?reports\b(?! (?:by|from|of))"
        r"|reports say|it was (?:previously |first )?reported)\b"
    ),
    "sourcing.first_hand": (
        r"(?i)\b(?:in an? (?:\w+ )?interview|told (?:us|me|this (?:newspaper|paper|reporter))|can be reached at|"
        r"has (?:reviewed|obtained|seen|learned)|declined to comment|"
        r"did not (?:respond|return|answer)|asked (?:for comment|whether|about))\b"
    ),
}
