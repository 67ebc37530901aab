"""What the page's downloads are made of, without the words that the page shows already.

Texts become 0 where they are the slice of the article that their offsets name, and edits become [first letter of the operation,
length in the source, length in the derivative]. `unpack` in `assets/exports.js` is the inverse.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

from dedup.report.sides import Column
from dedup.result import Comparison

_SIDES: Final = {"source": "source", "dropped": "source", "derivative": "derivative"}
"""Keys under which offsets count in another article than around them; outside they count in the derivative."""


def packed(comparison: Comparison, left: Column, right: Column, files: Mapping[str, Any]) -> str:
    """{"result", **files} as JSON, deflated (zlib), in base64."""
    plain = _without_words(comparison.to_dict(), "derivative", {"source": left.text, "derivative": right.text})
    for side, column in ((left.side, left), (right.side, right)):
        plain[side]["text"] = None if column.info.text is None else 0
    raw = json.dumps({"result": plain, **files}, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(raw.encode(), 9)).decode()


def _without_words(value: Any, side: str, texts: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_without_words(item, side, texts) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _without_words(item, _SIDES.get(key, side), texts) for key, item in value.items() if key != "edits"}
    if "start" in value and "text" in value and value["text"] == texts[side][value["start"] : value["end"]]:
        found["text"] = 0
    if "edits" in value:
        found["edits"] = [[edit["op"][0], _length(edit["source"]), _length(edit["derivative"])] for edit in value["edits"]]
    return {key: found[key] for key in value}


def _length(span: list[int]) -> int:
    return span[1] - span[0]
