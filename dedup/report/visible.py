"""Characters that act instead of showing themselves, made visible: controls, direction marks, zero-width marks.

A text from the web may hold escape sequences that drive a terminal, overrides that turn its direction round, or marks of no
width inside words. Readers should see them, and no device should obey them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final
from urllib.parse import urlsplit

_ACTING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINING: Final = frozenset(map(chr, (0x200C, 0x200D, *range(0xFE00, 0xFE10))))
_CONTROLS: Final = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_NAMES: Final = {
    **dict(enumerate(_CONTROLS.split())), 0x7F: "DEL", 0x85: "NEL", 0x9B: "CSI", 0x2028: "LS", 0x2029: "PS",
    0xAD: "SHY", 0x61C: "ALM", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x2060: "WJ",
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0xFEFF: "BOM",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
}  # fmt: skip
_HOST: Final = re.compile(r"[\w.:-]+")
"""Letters of any script, digits, dots, hyphens and underscores; colons in the numbers of IPv6."""
_JOINED: Final = frozenset({"Lo", "Mn", "Mc", "So", "Sk", "Sm", "Po"})


def acting(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Offsets of the characters of `text[start:end]` that would act or hide when shown as they are.

    Joiners and variation selectors count only where nothing needs them: Persian, Indic scripts and emoji are written with them.
    """
    matches = _ACTING.finditer(text, start, len(text) if end is None else end)
    return [match.start() for match in matches if not _is_needed(text, match.start())]


def _is_needed(text: str, place: int) -> bool:
    if text[place] not in _JOINING:
        return False
    base = text[max(0, place - 2) : place].rstrip("".join(_JOINING))[-1:]
    return base > "\u02ff" and unicodedata.category(base) in _JOINED


def label(character: str) -> str:
    """What stands for a character that would act: its short name, or its code point."""
    return _NAMES.get(ord(character), f"U+{ord(character):04X}")


def acting_data() -> dict[str, Any]:
    """The tables behind `acting` and `label`, for the page's script, which shows such characters in the same way."""
    return {
        "acting": _ACTING.pattern,
        "joining": "".join(sorted(_JOINING)),
        "labels": {chr(code): name for code, name in _NAMES.items()},
    }


def visible(text: str) -> str:
    """`text` on one line, safe to send to a terminal: acting characters named in angle brackets, line ends shown as ↵."""
    shown = []
    done = 0
    for place in acting(text):
        shown += [text[done:place], _bracketed(text[place])]
        done = place + 1
    shown.append(text[done:])
    return "".join(shown).replace("\t", " ").replace("\n", "↵ ")


def _bracketed(character: str) -> str:
    return "" if character == "\r" else f"⟨{label(character)}⟩"


def clipped(text: str, most: int) -> str:
    """`text` if it is at most `most` characters long, else its opening words and an ellipsis."""
    if len(text) <= most:
        return text
    cut = text.rfind(" ", most // 2, most)
    return text[: cut if cut > 0 else most].rstrip() + "…"


def web_address(url: str | None) -> str | None:
    """`url` if following it can only open a web page.

    None for any other scheme, for a host that no name server knows ('a.example"'), and for addresses with characters that act.
    """
    if not url or acting(url) or any(map(str.isspace, url)):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") else None
