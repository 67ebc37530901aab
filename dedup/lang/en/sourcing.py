"""How English-language news says where it has something from: agencies, datelines, tweets, statements, interviews."""

from __future__ import annotations

import re
from typing import Final

FIRST_PERSON: Final = frozenset("i me my mine we us our ours myself ourselves i'm i've i'd i'll we're we've we'd we'll".split())

TWEET: Final = re.compile(r"\(@\w{2,20}\)|pic\.twitter\.com/\w+|https?://t\.co/\w+")
"""Marks of an embedded tweet: "Name (@handle)", and its own addresses."""

HANDLE: Final = re.compile(r"\(@(?P<handle>\w{2,20})\)")

AGENCIES: Final = {
    "Associated Press": r"(?:The\s+)?Associated\s+Press|AP",
    "Reuters": r"(?:Thomson\s+)?Reuters|REUTERS",
    "Agence France-Presse": r"Agence\s+France[- ]Presse|AFP",
    "United Press International": r"United\s+Press\s+International|UPI",
    "Bloomberg": r"Bloomberg(?:\s+News)?",
    "McClatchy": r"McClatchy(?:\s+Newspapers)?",
    "Tribune News Service": r"Tribune\s+News\s+Service|TNS",
    "Press Association": r"Press\s+Association",
    "Xinhua": r"Xinhua(?:\s+News\s+Agency)?",
    "dpa": r"dpa|DPA",
    "ANI": r"ANI",
    "PTI": r"Press\s+Trust\s+of\s+India|PTI",
    "EFE": r"EFE",
}
"""Agencies by name, with what they are called in datelines, bylines and credits."""

_ANY: Final = "|".join(f"(?P<a{index}>{pattern})" for index, pattern in enumerate(AGENCIES.values()))
AGENCY_NAMES: Final = tuple(AGENCIES)

AGENCY_COPY: Final = re.compile(
    rf"\((?:{_ANY})\)\s*(?:—|–|--?)".replace("(?P<", "(?P<d")
    + "|"
    + rf"(?:©|\(c\)|[Cc]opyright)\s*(?:\d{{4}}\s*)?(?:by\s+)?(?:{_ANY})\b".replace("(?P<", "(?P<c")
    + "|"
    + rf"\bBy\s+(?:[A-Z][\w.’'-]+\s+){{2,4}}?(?:of\s+)?(?:{_ANY})\b".replace("(?P<", "(?P<b")
)
"""Marks of an agency's own copy: a dateline "(AP) —", its copyright, a byline that ends in its name."""

AGENCY_CREDIT: Final = re.compile(
    rf"\b(?:{_ANY})(?:[’']s?)?\s+(?:contributed|reported|reports|said|news|has\s+learned|first|writer|story|poll|survey|interview)\b".replace(
        "(?P<", "(?P<r"
    )
    + "|"
    + rf"\b(?:told|with|to|by|from|via|of)\s+(?:{_ANY})\b".replace("(?P<", "(?P<t")
    + "|"
    + rf"\((?:{_ANY})\)".replace("(?P<", "(?P<p")
)
"""Words that ascribe something to an agency."""

THIRD_TEXTS: Final = {
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

REPORTS_FIRST: Final = re.compile(
    r"\b(?:first\s+reported|reported\s+(?:earlier|first|that|on)|originally\s+(?:published|reported|appeared)|h/t|hat\s+tip)\b",
    re.I,
)
UPDATED: Final = re.compile(
    r"^\W*(?:UPDATED?|CORRECTION|Correction|Update)\b[^\n]{0,40}:"
    r"|\bThis\s+(?:story|article|post)\s+has\s+been\s+updated\b",
    re.M,
)

HEDGE: Final = re.compile(
    r"\b(?:reportedly|according to (?:(?:several|media|news|published|local|some|multiple|earlier) )?reports\b(?! (?:by|from|of))"
    r"|reports say|it was (?:previously |first )?reported)\b",
    re.I,
)
"""Words by which a text says that it has something from others' reports; "a report by the auditor" is a document, no report."""

FIRST_HAND: Final = re.compile(
    r"\b(?:in an? (?:\w+ )?interview|told (?:us|me|this (?:newspaper|paper|reporter))|can be reached at|"
    r"has (?:reviewed|obtained|seen|learned)|declined to comment|"
    r"did not (?:respond|return|answer)|asked (?:for comment|whether|about))\b",
    re.I,
)
"""Words by which a text says that it has something at first hand."""
