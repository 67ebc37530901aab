"""Tables as CSV that is safe where it lands: no cell runs as a formula, none steers a terminal or turns the direction of a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
_FORMULA: Final = re.compile("[' ]*[\t\r]|['\\s]*[" + re.escape("".join(_SIGNS)) + "]")
"""How a cell begins that would be taken for a formula, behind apostrophes too: one more can be taken off again."""
_NEXT_CELL: Final = re.compile("([;\t\n\r][\"'\\s]*)(?=[" + re.escape("".join(_SIGNS)) + "])")
"""Where a spreadsheet that parts by semicolons or tabs, as in half of Europe, begins a cell of its own inside of ours."""
_ACTING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)")
"""Control and direction characters; tabs and line ends, those of Windows too, stay, quoted."""


def csv_text(rows: Iterable[Sequence[object]], *, line_end: str = "\r\n", quote_all: bool = False) -> str:
    """CSV as in RFC 4180; numbers as they are.

    A text that a spreadsheet would take for a formula (first character = + - @, their wide and small forms, tab or carriage return)
    gets an apostrophe in front, and so does such a character behind a semicolon, a tab or a line end: take it off again. Control
    and direction characters are written as escapes ("\\u202e").
    """
    stream = io.StringIO(newline="")
    table = csv.writer(stream, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL, lineterminator=line_end)
    table.writerows([_inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return stream.getvalue()


def _inert(cell: str) -> str:
    started = f"'{cell}" if _FORMULA.match(cell) else cell
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", _NEXT_CELL.sub(r"\1'", started))
