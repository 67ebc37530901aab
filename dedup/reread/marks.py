"""Ligatures, which a PDF leaves, read as letters; marks that have no glyph read as nothing, wherever they stand."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

from dedup.reread.repaired import Repaired, with_replaced
from dedup.reread.traces import traces

_LIGATURES: Final = {sign: normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆﬓﬔﬕﬖﬗĲĳǄǅǆǇǈǉǊǋǌǱǲǳ"}
"""Of printers, and letters of Dutch and Croatian that are two on every keyboard."""
_MARKS: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Soft hyphens, joiners, marks and controls of direction, variation selectors, tags: Default_Ignorable_Code_Point of Unicode.
`words` passes over all of them inside words; beside the comma of a number they made two numbers of it."""
_ENDS: Final = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_ODD: Final = re.compile(
    rf"(?P<bare>(?<![^{_ENDS}])[^\S{_ENDS}]*[{_MARKS}](?:[{_MARKS}]|[^\S{_ENDS}])*(?![^{_ENDS}]))"
    rf"|[{''.join(_LIGATURES)}]|[{_MARKS}]+(?!\r?\n)"
)
"""A line of marks alone stays: read as nothing it would be part of the passage before it, which may not cross a line. A soft hyphen
at the end of a line is `line_ends`' to read."""
_SIGNS: Final = re.compile(
    rb"\xef(?:\xac[\x80-\x97]|\xb8[\x80-\x8f]|\xbb\xbf|\xbe\xa0)|\xc2\xad|\xcd\x8f|\xd8\x9c"
    rb"|\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf])|\xc4[\xb2\xb3]|\xc7[\x84-\x8c\xb1-\xb3]"
    rb"|\xe1(?:\x85[\x9f\xa0]|\x9e[\xb4\xb5]|\xa0[\x8b-\x8f])|\xe3\x85\xa4|\xf0\x9b\xb2[\xa0-\xa3]|\xf0\x9d\x85[\xb3-\xba]"
    rb"|\xf3\xa0[\x80-\xbf]"
)
"""The same in UTF-8."""


def unjoined(text: str) -> Repaired | None:
    """The text with ligatures as letters, each of which stands where the ligature does, and without marks; None without any."""
    if not _SIGNS.search(traces(text)):
        return None
    matches = (match for match in _ODD.finditer(text) if match["bare"] is None)
    return with_replaced(text, ((*match.span(), _LIGATURES.get(match[0], "")) for match in matches))
