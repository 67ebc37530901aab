"""UTF-8 that was read as Latin-1 or Windows-1252 ("itâ€™s"), read again.

Only what can hardly be meant is read again: punctuation, signs of money and Latin letters; "está…”" stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

from dedup.reread.repaired import Repaired, with_replaced

_WINDOWS: Final = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
"""What Windows-1252 shows for a byte that Latin-1 shows as a control character; "" for the five that it does not know."""
BYTES: Final = {**{chr(byte): byte for byte in range(0x80, 0x100)}, **{mark: byte for mark, byte in _WINDOWS.items() if mark}}
TRAIL: Final = "\u0080-\u00bf" + "".join(map(re.escape, filter(None, _WINDOWS)))
_LETTER: Final = "\u0080-\u00bf€‚ƒ„†‡ˆ‰ŠŒŽšœžŸ"
"""What may follow "Ã": quotation marks, dashes and dots after a word that ends in it are just that."""
_BROKEN: Final = re.compile(
    rf"â(?:[\u0080€][{TRAIL}]|[\u0082‚][\u00a0-\u00bf]|[\u0084„]¢|(?P<bare>[\u0080€])(?=[\s.,;:!?)\]]|$))"
    rf"|(?<![A-ZÀ-Þ])(?:Ã[{_LETTER}]|Â[\u0080-\u00bf])"
    rf"|(?<=[A-ZÀ-Þ])Ã[{_LETTER}](?=[a-z])"  # behind a capital only inside a word: "NÃO…" can be meant, "ZÃ¼rich" cannot
    rf"|(?<![^\W\d_])Ã[{TRAIL}](?=[^\W\d_])"  # before a letter and behind none: "Ã–hringen"; a dash would stand behind the word
    rf"|(?<=[a-zß-ÿ])[ÄÅ][{TRAIL}]"  # a capital inside a word, or before a sign that no word goes on with: "MaÅ‚gorzata", "Å›nieg"
    rf"|(?<![^\W\d_])[ÄÅ][{TRAIL}](?=[a-zß-ÿÃÄÅ])"
    rf"|(?<=¬)[ÅÆË][{TRAIL}]"  # the third byte of a quotation mark or dash that was broken twice
)


def unbroken(text: str) -> Repaired | None:
    """The text with broken characters read again, those broken twice once; None where nothing is broken."""
    if not any(sign in text for sign in "âÃÂÄÅ"):
        return None
    return with_replaced(text, ((*match.span(), _read_again(match)) for match in _BROKEN.finditer(text)))


def _read_again(match: re.Match[str]) -> str:
    if match["bare"]:
        return "”"  # its last byte has no sign in Windows-1252, and gets lost
    return bytes(BYTES[mark] for mark in match.group()).decode("utf-8", "replace")
