"""How English-language news credits others: "according to", "an X investigation", "the paper", an outlet's own name."""

from __future__ import annotations

from typing import Final

_REPORTS: Final = (
    r"(?:report(?:s|ed|ing)?|wr(?:ites|ote)|said|says|tells?|told|noted|notes|adds?|added|obtained|reviewed|seen|published"
    r"|revealed|reveals|quoted|quotes|broke|asked|spoke|explains?|continues?|points? out|learned|found|put it|has more)"
)
_WORKS: Final = (
    r"(?:reports?|stor(?:y|ies)|articles?|interviews?|columns?|op-eds?|pieces?|investigations?|analys[ie]s|polls?|exclusives?"
    r"|accounts?|editorials?|reviews?|reporting|scoop)"
)
_PEOPLE: Final = r"(?:reporters?|correspondents?|columnists?|journalists?)"
_ITSELF: Final = r"(?:[A-Z][\w’'-]+ ){0,3}(?:<<Outlet>>)"

CREDITS: Final[dict[str, str]] = {
    "credit.vague": (
        r"(?i)\b(?:according to (?:(?:a|an|the|one|media|news|press|local|several|multiple|new|recent|published)\s(?:\w+\s){0,2}?)?"
        r"(?P<reports>reports?)\b"
        r"|(?:it (?:was|has been) )?(?:previously|first|earlier|originally) reported\b"
        r"(?:\s+(?:by|in|on)\s+(?P<by>(?-i:(?:[Tt]he )?[A-Z][\w’'.-]*(?:\s[A-Z][\w’'-]*){0,3})))?"
        r"|(?:a|the) (?:new |recent |media |news |press |newspaper )*(?P<report>report) (?:says|said|claims|claimed|found|shows)"
        r"|(?:citing|per|from) (?:media|news) reports?|(?-i:[Mm]edia|news) reports? (?:say|said|suggest|claim)"
        r"|reports say|reportedly"
        r"|the (?:newspaper|paper|outlet|broadcaster|magazine|news agency)\b(?! (?:industry|business|market))"
        r"|the (?:site|website) (?:also )?(?:report(?:s|ed)|says|said|wr(?:ites|ote)|adds|added|noted?s?))\b"
    ),
    "credit.pointing": r"(?i)the (?:newspaper|paper|outlet|broadcaster|magazine|news agency|site|website|report)\b",
    "credit.printed": r"(?i)the (?:news)?paper\b",
    # A report that no word calls one of the press: a survey, an audit, a study has one too.
    "credit.bare": r"(?i)according to (?:a|an|the|one)\s+report|(?:a|the) report|according to reports?",
    "credit.report": r"(?i)\breport\b",
    "credit.before": (
        r"(?i)(?:\b(?:according\s+to|wrote|writes|reported|reports|as|by|via|per|citing|cited|told|tells|sources?:|h/t|hat tip"
        r"|credit:|(?:sp(?:oke|eaks|eaking)|talk(?:ed|s|ing))\s+(?:to|with)|g(?:ave|ives|iven)\s+to|credit to|an"
        rf"|{_WORKS}\s+(?:in|by|from|for|at|with|on|published\s+by)"
        r"|(?:wrote|writes|writing|said|says|published|appeared|quoted|broadcast|aired|reported|statement|seen|reviewed|obtained"
        r"|posted)\s+(?:\w+\s+){0,2}?(?:in|on|by|at|to|for))\s+|(?:^|\n)\s*from\s+|\()(?:the\s+|a\s+|an\s+)?[“\"‘']?$"
    ),
    "credit.after": (
        rf"(?:[’']s?)?,?\s+(?:(?:first|also|has|had|which|previously|exclusively|itself|later|then)\s+){{0,3}}{_REPORTS}\b"
        rf"|(?:[’']s?)?\s+(?:\w+\s+){{0,1}}{_WORKS}\b"
        rf"|[’']s?\s+[A-Z]\w+\s+[A-Z]\w+,?\s+(?:first\s+|also\s+)?{_REPORTS}\b"
        rf"|(?:[’']s?)?\s+{_PEOPLE}\s+(?:[A-Z]\w+\s+){{1,2}}(?:first\s+|also\s+)?{_REPORTS}\b"
        rf"|,\s+(?:who|which)\s[^.;\n]{{0,30}}?\b{_REPORTS}\b"
        r"|\s*:\s|\)"
    ),
    "credit.byline": r"(?:^|[\n.!?”\"]\s*)By\s+\Z",
    # Behind an outlet's name, what somebody is there, whose own words follow: "said Ida Marsh, the Courier's editorial director".
    "credit.office": (
        r"(?:[’']s?)?\s+(?:[a-z-]+\s+){0,2}(?:editor|director|analyst|columnist|contributor|commentator|host|anchor|publisher|president)"
        r"\b(?!\s+(?:[A-Z]\w+\s+){1,2}(?:first\s+|also\s+)?(?:wrote|writes|reported|reports)\b)"
    ),
    "credit.says": rf"\s+(?:also\s+)?{_REPORTS}\b",
    # Whoever is told something is no paper that lies about.
    "credit.told": r"(?i)\b(?:told|tells|telling|sp(?:oke|eaking) (?:to|with)|interview (?:with|to))\s+\Z",
    "credit.speaks": rf"(?i)according to|\b{_REPORTS}\b|via|citing|per ",
    # An outlet on which somebody speaks reports nothing by that: "said on Tidewire", "an interview with Tidewire".
    "credit.aired": r"(?i)\b(?:on|with|to|told|by)\s+(?:the\s+)?\Z",
    "credit.says_colon": rf"\s*(?:also |then )?{_REPORTS}\s*:\s*",
    # A name that opens a block, whoever it is: "according to Tidewire: The quay ...", "From The Tidewire:", "Tidewire writes:".
    "credit.lead_in": (
        r"(?:\b(?:[Aa]ccording to|[Ff]rom|[Vv]ia)\s+(?P<a>(?:[Tt]he )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,4})"
        r"|\b(?P<b>(?:[Tt]he )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,4}) (?:also |then |has )?(?:writes|wrote|reports|reported))"
        r"\s?:\s+(?![“\"‘'])"
    ),
    # Whoever "writes that": where nobody of the source's story has that name, somebody who published it.
    "credit.publisher": r"(?<![\w’'-])(?P<name>(?:[Tt]he )?[A-Z][\w’'-]+) (?:writes|reports|reported) that\b",
    "credit.agency": r"\b(?:[Tt]he )?(?P<name><<agency>>)\b",
    # A name of one word, or the last word of a longer one, is an outlet's with its article alone.
    "credit.the": r"[Tt]he ",
    "credit.outlet": (
        r"(?!(?:[Bb]reaking|[Ll]atest|[Rr]elated|[Mm]ore|[Tt]op) )"
        r"(?:[Tt]he )?(?:[A-Z][\w’'-]+ ){0,3}(?!(?:<<Outlet_also_person>>)\b)(?:<<Outlet>>)\b(?: [A-Z][\w’'-]+)?"
    ),
    "credit.news": r"\s+News",
    "credit.authors": r",| and |&",
    "credit.personal": r"\b(?:M(?:r|rs|s|ayor)\.?|[A-Z][a-z]+)\s+\Z",
    "credit.days": (
        r"\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October"
        r"|November|December)$"
    ),
    "credit.last_line": (
        r"(?im)^[^\w\n]*(?:source|sources|via|credit|h/t|hat tip|originally published|first published|first appeared"
        r"|read (?:the )?(?:full|original)|with reporting (?:by|from))\b.*$"
    ),
    "credit.desk": r"(?i)staff|editor|desk|team|agency",
    "credit.dateline": rf"(?m)^[^\n]{{0,60}}\((?P<a>(?:The )?{_ITSELF}|AP|Reuters|AFP)\)\s*[—–-]",
    "credit.itself": (
        r"(?:told|seen by|reviewed by|obtained by|shared with|interview with|provided to|statement to) "
        rf"(?P<b>[Tt]he {_ITSELF}|(?:The )?{_ITSELF})\b"
        rf"|(?P<c>The {_ITSELF}) (?:has |have )?(?:reviewed|obtained|asked|seen|shared|spoke)"
    ),
}
