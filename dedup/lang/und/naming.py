"""How outlets are named, in any language with capitals: in running text, in a line under a quotation, on a page."""

from __future__ import annotations

from typing import Final

OUTLET_NAME: Final = (
    r"(?:(?:[Tt]he\s)?[A-Z][\w’'&.-]*(?:\s(?:of\s|and\s|&\s)?[A-Z][\w’'&-]*){0,3}|[a-z][\w-]{1,62}\.(?:com|org|net|news|co\.uk))"
)
"""One to four words with capitals, or a domain."""
DOMAIN: Final = r"(?:\.(?:co|com|org|net|ac|gov))?(?-i:\.[a-z]{2,12})\b"
"""Where the address of a site ends, whatever domain it is in; letters are small ones, or a full stop without a space would do."""
NAMING: Final[dict[str, str]] = {
    "outlet.copyright": rf"(?:©|\(c\)|[Cc]opyright)\s*(?:©\s*)?(?:\d{{4}}\s*)?(?:by\s+)?(?P<name>{OUTLET_NAME})",
    "outlet.dateline": (
        rf"\A(?:[^\n]*\n\s*)?[^\n]{{0,60}}?\((?P<a>{OUTLET_NAME})\)\s*[—–-]|\A\W*(?P<b>{OUTLET_NAME})\s+[—–-]\s+\w+day,"
    ),
    # Under a quotation, "Mira Oduya, Vale Courier" in a line of its own; behind it, "… by noon.” (Vale Courier)".
    "outlet.signature": (
        rf"(?m)^[ \t]*(?:[—–-]+\s*)?(?:[A-Z][\w.’'-]*[ \t]+){{1,4}}?[A-Z][\w.’'-]*,[ \t]+(?P<a>{OUTLET_NAME})[ \t]*$"
        rf"|[.!?…][”\"’']?[ \t]*[(\[](?:[Vv]ia[ \t]+)?(?P<b>{OUTLET_NAME})[)\]]"
        rf"|\((?:[Vv]ia|[Hh]/t:?)[ \t]+(?P<c>{OUTLET_NAME})\)"
    ),
    "outlet.domain": DOMAIN,
    # English outlets keep their article in other languages' texts, too.
    "outlet.the": r"(?i)^the\s+",
    # What a key leaves out of a name: its article, and where an address ends.
    "outlet.no_key": rf"^the\s+|^www\.|{DOMAIN}$",
    "outlet.company": r"(?:,|\b(?:LLC|Inc|Ltd|SPRL|All|Media|Group)\b).*$",
    # What follows an agency's short name where its pages go by it: "AP News", apnews.com.
    "outlet.news": r"(?i)\s*news\Z",
    "outlet.address": rf"@([\w-]+?){DOMAIN}|\bwww\.([\w-]+)\.",
    # What a company adds to the name of its outlet, as a key has it: "valecouriernewsfoundation".
    "outlet.company_tail": r"(?:news|foundation|media|network|online|magazine|group)+",
    # What a field has beside an outlet's name: "Courier (Web)", "Courier - Opinion", "Courier Online".
    "outlet.section": r"\s*[(\[].*$|\s+[-–—|:]\s.*$|\s*\b[Oo]nline\b",
}
