"""Page furniture in English: labels, bylines, times of publication, calls to read on, credits of pictures."""

from __future__ import annotations

from typing import Final

FURNITURE: Final[dict[str, str]] = {
    "furniture.label": (
        r"(?i)\A[^\w(\[]*[(\[]?\s*(?:(?:see|read|view|watch|listen)(?: it| also| more| next| here| this| now)|related(?: \w+)?|"
        r"more(?: \w+)?|also (?:read|see|on)|(?:reader |quick |online |our )?(?:poll|quiz|survey)|vote|advert|advertisement|"
        r"ad|sponsored|promoted|promotion|partner content|(?:photo|image|picture|video|audio|graphic|map|cover)s?(?: credit|"
        r" courtesy)?|gallery|slideshow|podcast|editor[’']?s[’']? note|note to (?:readers|editors)|correction|disclaimer|"
        r"disclosure|copyright|credit|tags?|filed under|topics?|categories|posted(?: in| on| by)?|published|updated|"
        r"last updated|share(?: this)?|follow(?: us)?|sign the petition|contact)\s*(?::|\||»|>|$)"
    ),
    "furniture.loud_label": (
        r"\A[^\w(\[]*[(\[]?\s*(?:READ|RELATED|MORE|POLL|VOTE|WATCH|VIDEO|PHOTOS|QUIZ|DONATE|SHARE|SUBSCRIBE|CLICK|SIGN|JOIN|GET|"
        r"ADVERT|ADVERTISEMENT|SEE ALSO)\b"
    ),
    "furniture.byline": (
        r"^(?:[Bb]y|BY|[Bb]y:)\s+(?:[A-Z][\w.’'-]*|and|und|et|y|e|en|for|in|of|the|[|,&/]|\|\s?filed under:.*)(?:\s*[,|"
        r"&/]?\s*(?:[A-Z][\w.’'-]*|and|und|et|y|e|en|for|in|of|the|filed under:.*)){0,9}$"
    ),
    "furniture.timestamp": (
        r"(?i)^(?:(?:published|updated|posted|last|modified|first|on|at|by|am|pm|a\.m\.|p\.m\.|[ap]m|e[sd]?t|p[sd]?t|c[sd]?t|"
        r"gmt|bst|utc|cet|ist|mon|tue|wed|thu|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan(?:uary)?|"
        r"feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
        r"dec(?:ember)?|\d{1,4}(?:st|nd|rd|th)?(?:[ap]m)?)(?:[\s,.:/|·•–-]+|$)){2,}$"
    ),
    "furniture.headlines_end": r"\bMORE\b",  # without which the next one, which is slow, is not looked for
    "furniture.headlines": (r"\b([^\W\d_][\w'’-]+)\b[^\n]{0,80}?\b\1(?=[A-Z\d“‘\"'])[^\n]{0,500}?\bMORE\b"),
    "furniture.greeting": (r"(?i)^(?:dear|hello|hi|good (?:morning|evening|afternoon)|welcome)\b[^.!?]{0,40}[,.!:]?$"),
    "furniture.agency_note": (
        r"(?i)^\((?:additional )?(?:reporting|editing|writing|compiled|edited|written|this version|the story|this story)\b"
    ),
    "furniture.issue": (
        r"\b(?:issue|edition|vol(?:ume)?)\.?\s(?:no\.?\s)?\d+$|\b(?:Alert|Letter|Bulletin|Newsletter),?\s(?:#|[Nn]o\.?\s)\d+"
    ),
    "furniture.insert": (
        r"(?:Story|Article) [Cc]ontinue[ds] [Bb]elow(?: [Aa]dvertisement)?|STORY CONTINUE[DS] BELOW|(?:Continue|"
        r"Keep) [Rr]eading [Bb]elow|Continues after (?:the )?advertisement|Scroll [Dd]own [Tt]o [Cc]ontinue(?: [Rr]eading)?|"
        r"^A(?:DVERTISEMENT|dvertisement)(?=\s[A-Z“\"])"
    ),
    "furniture.bracketed": (
        r"[(\[](?:(?:AP |Reuters |AFP |Getty |File |Courtesy )?(?:Photo|Image|Picture|Video|Screenshot|Screengrab|"
        r"Credit)s?\b[^()\[\]]{0,120}|[^()\[\]]{0,60}(?:Getty Images|Shutterstock|AP Photo|via Getty)|(?:SEE ALSO|READ MORE|"
        r"READ|RELATED|WATCH|MORE|ALSO READ|VIDEO|PHOTOS)\s?:[^()\[\]]{1,160}|[Cc]lick here[^()\[\]]{0,80})[)\]]"
    ),
    "furniture.player": (  # the controls of a video player and of a gallery, which extraction leaves around titles and captions
        r"\b(?:JUST|MUST|NOW) WATCH(?:ED|ING)?\b|\bReplay (?:More|Next|Last) Videos?\b|"
        r"\b(?:Hide|Show|View|Close) (?:Captions?|Gallery|Slideshow)\b|\b\d+ of \d+ (?:Photos|Images|Pictures|Slides)\b(?=:|\s*$)"
    ),
    "furniture.rights": (r"(?i)^\W*(?:©|\(c\)\s|copyright\b)|\bcopyright (?:19|20)\d\d"),
    "furniture.consent": (
        r"(?i)\bwe (?:value|respect|care about) your privacy\b|"
        r"\bwe (?:and|&) our (?:[\d,. ]+)?(?:\w+[- ]){0,2}(?:partners|vendors)\b|"
        r"\b(?:store|access) (?:and/or |and |or )?(?:store |access )?(?:information|(?:personal )?data) on (?:a|your) device|"
        r"\b(?:accept|reject|allow|decline|refuse) (?:all|only necessary|optional) (?:cookies|trackers)|"
        r"\b(?:cookie|privacy|consent) (?:settings|preferences|choices)\b"
    ),
    "furniture.consent_hint": (
        r"(?i)\b(?:cookies|trackers|tracking technologies|browsing data|unique identifiers|device (?:identifiers|scanning)|"
        r"personali[sz]ed (?:ads?|advertising|content)|ads (?:that )?you see|as relevant to you|legitimate interests?|"
        r"(?:change|manage|review) your (?:choices|preferences)|withdraw (?:your )?consent|(?:i|you) (?:accept|consent|agree)|"
        r"clicking (?:on )?(?:“|\")?(?:accept|agree)|our partners)\b"
    ),
}
