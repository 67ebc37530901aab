"""The result contract as JSON text."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from dedup.article import Article
from dedup.report.brief import brief
from dedup.result import Comparison

_RAW_CONTROLS: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def render_json(comparison: Comparison, a: Article | None = None, b: Article | None = None) -> str:
    """The comparison as JSON: keys in the contract's order, letters of all scripts as they are, a newline at the end.

    With both articles a last key, `brief`, holds the brief: it takes its sentences from their texts.
    """
    plain = comparison.to_dict()
    return json_text(plain if a is None or b is None else {**plain, "brief": brief(comparison, a, b).to_dict()})


def json_text(data: Any) -> str:
    """`data` as JSON text with a newline at the end.

    Control and direction characters, which JSON would allow raw, are written as escapes: the text may be read in a terminal.
    """
    raw = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    return _RAW_CONTROLS.sub(lambda match: f"\\u{ord(match.group()):04x}", raw) + "\n"
