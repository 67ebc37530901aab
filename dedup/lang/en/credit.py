"""How English-language news credits somebody: verbs of reporting, vague reports, agencies, last lines, outlets themselves."""

from __future__ import annotations

from typing import Final

_REPORTS: Final = (
    r"(?:report(?:s|ed)?|wr(?:ites|ote)|said|says|tells?|told|noted|notes|adds?|added|obtained|reviewed|seen|published"
    r"|revealed|reveals|quoted|quotes|broke|asked|spoke|explains?|continues?|points? out)"
)
_NAME: Final = r"(?:[A-Z][\w’'-]+ ){0,3}(?:<<Outlet>>)"
_WITH_THE: Final = rf"(?:[Tt]he )?{_NAME}\b(?: [A-Z][\w’'-]+)?"

CREDIT: Final[dict[str, str]] = {
    "credit.vague": (
        r"(?i)\b(?:according to (?:a|an|the|one|media|news|press|local|several|multiple|new|recent|published)\s(?:\w+\s){0,2}?"
        r"reports?\b"
        r"|(?:it (?:was|has been) )?(?:previously|first|earlier|originally) reported\b|a (?:new |recent |media |news |press "
        r"|newspaper )*report (?:says|said|claims|claimed|found|shows)"
        r"|media reports?|reports say|news reports?|reportedly|the (?:newspaper|paper|outlet|broadcaster|site|website"
        r"|magazine|news agency)\b(?! (?:industry|business|market)))"
    ),
    "credit.agency": (rf"\b(?:<<agency>>)\b(?=\s+(?:{_REPORTS}|reporter)\b)|(?<=according to )(?:the )?(?:<<agency>>)\b"),
    "credit.last_line": (
        r"(?im)^\W*(?:source|sources|via|credit|h/t|hat tip|originally published|first published|first appeared|read (?:the "
        r")?(?:full|original)|with reporting (?:by|from))\b.*$"
    ),
    "credit.says_colon": rf"\s*(?:also |then )?{_REPORTS}\s*:\s*",
    "credit.speaks": rf"(?i)according to|\b{_REPORTS}\b|via|citing|per ",
    "credit.around_whom": r"(?i)^according to\s+|\s+(?:says|said|claims|claimed|found|shows)$|^it (?:was|has been)\s+",
    "credit.outlet": (
        rf"(?:(?<=according to )|(?<=told )|(?<=by )|(?<=in )){_WITH_THE}"
        rf"|{_WITH_THE}(?=[’']s? |,? (?:first |also |has |had |which |previously )?{_REPORTS}\b)"
    ),
    "credit.the": r"(?i)^the\s+",
    "credit.authors": r",| and |&",
    "credit.no_reporter": r"(?i)staff|editor|desk|team|agency",
    "credit.dateline": rf"(?m)^[^\n]{{0,60}}\((?P<a>(?:The )?{_NAME}|AP|Reuters|AFP)\)\s*[—–-]",
    "credit.itself": (
        rf"(?:told|seen by|reviewed by|obtained by|shared with|interview with|provided to|statement to) (?P<b>[Tt]he {_NAME}"
        rf"|(?:The )?{_NAME})\b|(?P<c>The {_NAME}) (?:has |have )?(?:reviewed|obtained|asked|seen|shared|spoke)"
    ),
}
