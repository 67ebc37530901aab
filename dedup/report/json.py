"""The result contract as JSON text."""

from __future__ import annotations

import json
import re
from typing import Final

from dedup.result import Comparison

_RAW_CONTROLS: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def render_json(comparison: Comparison) -> str:
    """The comparison as JSON: keys in the contract's order, letters of all scripts as they are, a newline at the end.

    Control and direction characters, which JSON would allow raw, are written as escapes: the text may be read in a terminal.
    """
    raw = json.dumps(comparison.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
    return _RAW_CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", raw) + "\n"
