"""Tables as CSV that is safe where it lands: no cell runs as a formula, none steers a terminal or turns the direction of a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ACTING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control and direction characters; tabs and line breaks stay, quoted."""


def csv_text(rows: Iterable[Sequence[object]], *, line_end: str = "\r\n", quote_all: bool = False) -> str:
    """CSV as in RFC 4180; numbers as they are.

    A text that a spreadsheet would take for a formula (first character = + - @, their wide forms, tab or carriage return) gets an
    apostrophe in front: take it off again. Control and direction characters are written as escapes ("\\u202e").
    """
    stream = io.StringIO(newline="")
    table = csv.writer(stream, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL, lineterminator=line_end)
    table.writerows([_inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()


def _inert(cell: str) -> str:
    started = f"'{cell}" if any(text.startswith(_FORMULA) for text in (cell.lstrip(" "), cell.lstrip())) else cell
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", started)
