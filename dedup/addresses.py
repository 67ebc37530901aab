"""Web addresses compared as the pages that they lead to.

    page_address("http://www.tarn.example/bridge/?utm_source=mail#top")     # 'https://tarn.example/bridge'

What tells no page from another is left aside: scheme, "www.", a default port, a trailing slash, the names of index files,
fragments, parameters that count visitors, the copy of an archive around an address. All other parameters are kept, in order of
their names: "?id=1" is not "?id=2".
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

_WEB: Final = ("http", "https")
_PORTS: Final = (None, 80, 443)
_WWW: Final = re.compile(r"^www\d?\.(?=[^.]+\.)")
_INDEX: Final = re.compile(r"/(?:index|default|home)\.(?:s?html?|php\d?|aspx?|jspx?|cgi)$", re.I)
_ARCHIVE: Final = re.compile(r"^https?://(?:web\.)?archive\.(?:org|ph|is|today)/(?:web/)?\d{4,14}[a-z_]*/(?=https?:/)", re.I)
_TRACKING: Final = re.compile(
    r"utm_\w+|(?:fb|g|y|dc|tw|tt|wbra|gbra)clid|msclkid|li_fat_id|gclsrc|_g[al]|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|guccounter|guce_\w+"
    r"|at_(?:medium|campaign|custom\d|format|type|link_\w+|bbc_team|ptr_name)|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|soc_(?:src|trk)|fb_(?:action_\w+|source|ref)|[nio]cid|s_cid|cmp(?:id)?|xtor|smid|smtyp|ref_?(?:src|url)|referrer|igsh(?:id)?"
    r"|wt[._]mc\w*|ftag|ito|srnd|__(?:twitter_impression|source|tn__)|trk|trk_\w+|spref|(?:piwik|pk|matomo)_\w+",
    re.I,
)
"""Parameters that say where a reader came from; they never choose what a page shows."""
_STATE: Final = ("!", "/")
"""Fragments that begin so name a page of their own, on sites that are one program."""
_BYTES: Final = "surrogateescape"
"""Bytes that are no UTF-8 stay what they are."""
_SAFE: Final = "/:@!$&'()*+,;=~-._"


def page_address(address: str | None) -> str:
    """The address as pages are compared, https where it was http. What is none of the web stands as it is, None as ""."""
    bare = _bare(address)
    parts = _parts(bare)
    if parts is None or parts.scheme not in _WEB or not parts.hostname:
        return bare
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors=_BYTES)
    query = urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0])), errors=_BYTES)
    path = _INDEX.sub("", quote(unquote(parts.path, errors=_BYTES), _SAFE, errors=_BYTES).rstrip("/"))
    state = parts.fragment if parts.fragment.startswith(_STATE) else ""
    port = "" if _port(parts) in _PORTS else f":{_port(parts)}"
    return f"https://{site(bare)}{port}{path.rstrip('/')}{'?' * bool(query)}{query}{'#' * bool(state)}{state}"


def same_page(one: str | None, other: str | None) -> bool:
    """Whether two addresses lead to one page; False where either is not known."""
    return bool(one and other) and page_address(one) == page_address(other)


def host_of(address: str | None) -> str | None:
    """The host that an address names, in lower case; None without one, also where it is broken ("http://[oops/")."""
    parts = _parts(_bare(address))
    return parts.hostname if parts else None


def site(address: str | None) -> str:
    """The host without "www."; "" where there is none."""
    return _WWW.sub("", host_of(address) or "")


def same_site(one: str | None, other: str | None) -> bool:
    """Whether two addresses are of one host, or the one's is a part of the other's ("m.tarn.example" and "tarn.example")."""
    short, long = sorted((site(one), site(other)), key=len)
    return bool(short) and (long == short or long.endswith(f".{short}"))


def resolved(href: str, base: str | None) -> str | None:
    """The address that a link of a page leads to, as it stands but for its fragment; None where it leads to no page of the web."""
    try:
        address = urljoin(base or "", href.strip())
    except ValueError:  # "http://[" and the like
        return None
    parts = _parts(address)
    if parts is None or parts.scheme not in _WEB or not parts.hostname:
        return None
    return address if parts.fragment.startswith(_STATE) else address.partition("#")[0]


def _bare(address: str | None) -> str:
    """The address without the archive that keeps a copy of its page."""
    return _ARCHIVE.sub("", (address or "").strip().encode("utf-8", "replace").decode("utf-8"))


def _parts(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:  # no number, or over 65535
        return None


def is_address(value: str) -> bool:
    """Whether what was given is the address of a page, not the name of a file."""
    return value.strip().lower().startswith(("http://", "https://")) and not any(map(str.isspace, value.strip()))
