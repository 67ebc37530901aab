"""How English-language news names an outlet that reported something: in words of reporting, in a line, in parentheses.

Four families of patterns, each with the name in one of its groups. `outlet.crediting` ascribes a report; `outlet.owning` says whom
somebody talked to; `outlet.ascribing` is looser, and counts only where the name is known to be the other article's outlet.
"""

from __future__ import annotations

from typing import Final

from dedup.lang.und.naming import OUTLET_NAME as NAME

_REPORTS: Final = (
    r"(?:reports?|reported|wrote|writes|adds?|added|notes|noted|continues?|revealed|reveals"
    r"|obtained|published|explains?|has\s+more)"
)
_SAYS: Final = (
    r"(?:said|says|found|finds|learned|tells|argues?|argued|claims?|claimed|suggests?|suggested|observes?|observed|details?"
    r"|point(?:s|ed)\s+out|takes\s+a\s+look|broke\s+the\s+(?:story|news))"
)
_PIECE: Final = (
    r"(?:op-?ed|column|article|essay|piece|story|report|poll|survey|study|analysis|editorial|interview|investigation|scoop|exclusive"
    r"|reporter|columnist|correspondent|editor|writer)"
)
# A name is tried once for all that may follow it: what is tried at each capital of a text is the greater part of the cost.
CREDITING: Final[dict[str, str]] = {
    "outlet.crediting": (
        rf"\b(?=[A-Zacfhqrsvw])(?:(?:[Aa]ccording\s+to|[Rr]eported\s+by|[Rr]eport(?:s|ing)?\s+(?:in|from)|[Vv]ia|[Ss]ources?:"
        rf"|[Ff]rom|h/t|[Cc]iting|[Qq]uoted\s+by"
        rf"|[Ff]irst\s+published\s+(?:by|in|at))\s+(?P<a>{NAME})"
        rf"|(?P<b>{NAME})(?:(?:[’']s?)?,?\s+(?=[acefhnoprw])(?:(?:first|also|has|had|which|previously|exclusively)\s+)*{_REPORTS}\b"
        rf"|\s*(?::|[—–-](?=\s))\s))"
    ),
    # Whose text it is, by its last lines: "© 2024 Vale Courier", "Content created by the Vale Courier is available …".
    "outlet.copyright": (
        r"(?:(?:©|\(c\)|[Cc]opyright)\s*(?:©\s*)?(?:\d{4}\s*)?(?:by\s+)?"
        r"|[Cc]ontent\s+(?:created|provided|produced)\s+by\s+|[Rr]epublished\s+(?:from|courtesy\s+of|with\s+permission\s+(?:from|of))\s+)"
        rf"(?P<name>{NAME})"
    ),
    "outlet.owning": (
        rf"\b(?=[A-Zeioprst])(?:(?:told|spoke\s+(?:to|with)|interview\s+with|shared\s+with|seen\s+by|reviewed\s+by|obtained\s+by"
        rf"|provided\s+to|statement\s+to|email\s+to)\s+(?P<a>{NAME})"
        rf"|(?P<b>{NAME})\s+(?:has\s+|have\s+)?(?:reviewed|asked|contacted|spoke|shared|requested|reached\s+out)\b)"
    ),
    # Said of a name that is known to be the other's outlet: "the Gazette said", "a Gazette poll", "published in the Gazette".
    "outlet.ascribing": (
        rf"\b(?=[A-Zacdeiops])(?:{_PIECE}s?\s+(?:published\s+|written\s+|that\s+ran\s+)?(?:by|in|from|for|on|with)\s+(?P<a>{NAME})"
        rf"|(?:[Pp]ublished|[Aa]ppeared|[Ww]riting|[Ww]rote|[Ww]rites|[Ss]peaking|[Dd]isclosed|[Dd]escribed|[Tt]old|[Ss]aid)"
        rf"\s+(?:in|by|on|to)?\s*(?P<b>{NAME})"
        rf"|(?P<c>{NAME})(?:[’']s?)?\s+(?=[a-z])(?:(?:(?:first|also|has|had|which|then|recently)\s+)*{_SAYS}\b"
        rf"|(?:(?:new|own|latest|recent|exclusive)\s+)?{_PIECE}s?\b))"
    ),
}
