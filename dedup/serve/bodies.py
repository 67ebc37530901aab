"""What a request asks for, checked. Every refusal says which key, which value, what is expected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from dedup.serve.refusal import Refusal

_TEXTS: Final = ("text", "title", "url", "outlet", "author", "published", "id", "credit", "file", "name")
_GIVEN: Final = ("text", "file", "url", "id")
"""Keys of which an article needs one: its text, a file in Base64, an address to read, the id of a stored one."""
_SAME_ID: Final = ("replace", "version", "refuse")

Body = Mapping[str, Any]


def parsed(data: bytes) -> Body:
    """The JSON object of a body. Raises Refusal (400)."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is no JSON") from None
    if not isinstance(value, dict):
        raise Refusal(400, f"the body is {_type(value)}, expected a JSON object")
    return value


def compare_task(body: Body) -> dict[str, Any]:
    """What to compare, and how. Raises Refusal (422)."""
    _only(body, ("a", "b", "source", "model", "wait"))
    return {
        "a": article(body, "a"),
        "b": article(body, "b"),
        "source": _one_of(body, "source", ("a", "b", None), None),
        "model": _flag(body, "model", default=True),
    }


def extract_task(body: Body) -> dict[str, Any]:
    """What to read. Raises Refusal (422)."""
    return {"article": _article(body, "the body")}


def find_task(body: Body, most: int) -> dict[str, Any]:
    """What to look for in the index; at most `most` matches. Raises Refusal (422)."""
    _only(body, ("article", "explain", "limit", "wait"))
    limit = _number(body, "limit", 1, most, most)
    return {"article": article(body, "article"), "explain": _flag(body, "explain", default=False), "limit": limit}


def add_task(body: Body) -> dict[str, Any]:
    """What to keep in the index. Raises Refusal (422)."""
    _only(body, ("article", "same_id"))
    return {"article": article(body, "article"), "same_id": _one_of(body, "same_id", _SAME_ID, "replace")}


def waits(body: Body) -> bool:
    """Whether the request is to be answered when the work is done, as it is unless `wait` is false."""
    return _flag(body, "wait", default=True)


def article(body: Body, key: str) -> dict[str, Any]:
    """The article under a key. Raises Refusal (422)."""
    if key not in body:
        raise Refusal(422, f'the key {key!r} is missing; give an article, such as {{"text": "…"}}')
    value = body[key]
    return _article({"text": value} if isinstance(value, str) else value, key)


def _article(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal(422, f"{name} is {_type(value)}, expected an object with one of {', '.join(_GIVEN)}")
    _only(value, (*_TEXTS, "links"), name)
    given = {key: item for key, item in value.items() if item is not None}
    for key in _TEXTS:
        if not isinstance(given.get(key, ""), str):
            raise Refusal(422, f"{name}.{key} is {_type(given[key])}, expected a string")
        _check_letters(given.get(key, ""), f"{name}.{key}")
    if not isinstance(given.get("links", []), list):
        raise Refusal(422, f"{name}.links is {_type(given['links'])}, expected a list of addresses")
    if not any(given.get(key) for key in _GIVEN):
        raise Refusal(422, f"{name} has no {', '.join(_GIVEN[:-1])} or {_GIVEN[-1]}; give one of them")
    return given


def _check_letters(value: str, name: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Refusal(422, f"{name} holds half of a character (a lone surrogate); encode it as UTF-8") from None


def _only(body: Body, keys: Iterable[str], name: str = "the body") -> None:
    known = tuple(keys)
    strange = [key for key in body if key not in known]
    if strange:
        raise Refusal(422, f"{name} has the unknown key {strange[0][:60]!a}; it can have {', '.join(known)}")


def _flag(body: Body, key: str, *, default: bool) -> bool:
    value = body.get(key, default)
    if not isinstance(value, bool):
        raise Refusal(422, f"{key} is {_type(value)}, expected true or false")
    return value


def _number(body: Body, key: str, low: int, high: int, default: int) -> int:
    value = body.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise Refusal(422, f"{key} has to be a whole number from {low} to {high}")
    return value


def _one_of(body: Body, key: str, values: tuple[str | None, ...], default: str | None) -> str | None:
    value = body.get(key, default)
    if not (value is None or isinstance(value, str)) or value not in values:
        shown = ", ".join("null" if item is None else item for item in values)
        raise Refusal(422, f"{key} has to be one of {shown}")
    return value


def _type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null")
