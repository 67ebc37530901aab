"""The result and what else the page's script needs, as one block: 70 KB for 20,000 words where plain JSON takes 2 MB.

Such articles have a thousand passages and many thousand edits, so records become columns (all starts, all lengths, all kinds), what
the page shows already is left out, and each column is deflated with a code of its own. `assets/unpack.js` is the inverse; a browser
test holds what it gives back to the result.

- Texts become 0 where they are the slice of the article that their offsets name; in a note, the words of its change are named.
- Edits tile their passage and its first source span, so only lengths are told: in the source, and how much longer it became.
- [start, end] becomes the gap since the end before it in the same column, and the length.
- A column of numbers is a string: a number below 20,000 is the character 35 places above it, larger ones take two.
- Bytes become text in base 85, which needs a twentieth less than base 64.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dedup.report.sides import Column
from dedup.result import Comparison

_SIDES: Final = {"source": "source", "dropped": "source", "derivative": "derivative"}
"""Keys under which offsets count in another article than around them; outside they count in the derivative."""
_RECORDS: Final = ("passages", "alignments", "dropped")
"""Lists of the result that grow with the articles."""
_FIRST: Final = 35
"""Behind the quotation mark, which JSON would escape."""
_BASE: Final = 20_000
_PLACES: Final = 10_000
"""Similarities and confidences have four decimals."""

Record = dict[str, Any]


def packed(comparison: Comparison, left: Column, right: Column, beside: Mapping[str, Any]) -> str:
    """{"result", **beside} in columns, deflated (raw), in base 85 (`_ALPHABET`)."""
    plain = _without_words(comparison.to_dict(), "derivative", {"source": left.text, "derivative": right.text})
    for side, column in ((left.side, left), (right.side, right)):
        plain[side]["text"] = None if column.info.text is None else 0
    columns: list[str] = []
    plain |= {name: _records(plain[name], columns) for name in _RECORDS}
    return base64.b85encode(_deflated([{"result": plain, **beside}, *columns])).decode().translate(_ALPHABET)


_ALPHABET: Final = str.maketrans("<>&", ",:.")
"""Python's alphabet without what would need an escape in HTML."""


def _without_words(value: Any, side: str, texts: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_without_words(item, side, texts) for item in value]
    if not isinstance(value, dict):
        return value
    lean = {key: _without_words(item, _SIDES.get(key, side), texts) for key, item in value.items() if key != "edits"}
    if "start" in value and "text" in value and value["text"] == texts[side][value["start"] : value["end"]]:
        lean["text"] = 0
    if "note" in value:
        both = (value[key]["text"] if key in value else "" for key in ("source", "derivative"))  # a difference has neither
        lean["note"] = _named_words(value["note"], *both)
    if "edits" in value:
        lean["edits"] = [_lengths(edit) for edit in value["edits"]]
    return {key: lean[key] for key in value}


def _named_words(note: str, source: str, derivative: str) -> str:
    """The note with "~s" and "~d" for the words of its change, "~~" for a tilde."""
    note = note.replace("~", "~~")
    for words, name in sorted(((source, "~s"), (derivative, "~d")), key=lambda pair: -len(pair[0])):
        note = note.replace(f"“{words.replace('~', '~~')}”", f"“{name}”") if words else note
    return note


def _lengths(edit: Record) -> Record:
    source, derivative = (end - start for start, end in (edit["source"], edit["derivative"]))
    return {"op": edit["op"][0], "source": source, "longer": _signed(derivative - source)}


# -- records to columns; `columns` takes the strings of numbers, a node of the tree names them by their places


def _records(rows: Sequence[Record], columns: list[str]) -> dict[str, Any] | int:
    """A node for records of the same keys; 0 for none."""
    if not rows:
        return 0
    nodes = {key: _column([row[key] for row in rows], columns) for key in rows[0] if key not in ("start", "end")}
    if "start" in rows[0]:
        nodes["start"] = _spans([(row["start"], row["end"]) for row in rows], columns)
    return {key: nodes[key] for key in rows[0] if key in nodes}


def _column(values: list[Any], columns: list[str]) -> Any:
    known = [value for value in values if value is not None]
    first = known[0] if known else None
    if _is_span(first):
        return _spans(values, columns)
    if isinstance(first, list):
        return {"l": _numbers(map(len, values), columns), "of": _records([item for value in values for item in value], columns)}
    if isinstance(first, dict):
        return {"o": _numbers((value is not None for value in values), columns), "of": _records(known, columns)}
    if isinstance(first, float) and all(round(value * _PLACES) / _PLACES == value for value in known):
        return {"d": _numbers((round(value * _PLACES) for value in known), columns)}
    if isinstance(first, int) and not isinstance(first, bool) and {int} == set(map(type, values)) and min(values) >= 0:
        return {"i": _numbers(values, columns)}
    return _named(values, columns)


def _is_span(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(item, int) for item in value)


def _named(values: Sequence[Any], columns: list[str]) -> dict[str, Any]:
    """Each value once, the most frequent first, and which of them stands where."""
    names = [value for value, _ in Counter(values).most_common()]
    places = {value: place for place, value in enumerate(names)}
    return {"w": names, "at": _numbers((places[value] for value in values), columns)}


def _spans(spans: Sequence[Sequence[int]], columns: list[str]) -> dict[str, Any]:
    before = [0, *(end for _, end in spans[:-1])]
    gaps = _numbers((_signed(start - done) for (start, _), done in zip(spans, before, strict=True)), columns)
    return {"g": gaps, "s": _numbers((end - start for start, end in spans), columns)}


def _signed(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def _numbers(values: Iterable[int], columns: list[str]) -> int:
    columns.append("".join(map(_characters, values)))
    return len(columns) - 1


def _characters(value: int) -> str:
    high, low = divmod(value, _BASE)
    return f"{chr(_FIRST + _BASE + high - 1)}{chr(_FIRST + low)}" if high else chr(_FIRST + low)


def _deflated(parts: Sequence[Any]) -> bytes:
    """A JSON array; each part is a block of its own, for columns of numbers have little in common."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    made = []
    for place, part in enumerate(parts):
        raw = json.dumps(part, ensure_ascii=place == 0, separators=(",", ":"), allow_nan=False)
        made += [stream.compress(f"{',' if place else '['}{raw}".encode()), stream.flush(zlib.Z_BLOCK)]
    return b"".join((*made, stream.compress(b"]"), stream.flush()))
