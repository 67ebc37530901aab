"""The API described in OpenAPI 3.1, for those who write clients, and for the test that tries it out."""

from __future__ import annotations

from typing import Any, Final

from dedup import __version__
from dedup.read import SUFFIXES
from dedup.serve.options import Options
from dedup.serve.tasks import FORMATS

Values = dict[str, Any]

_TEXT: Final[Values] = {"type": "string"}
_KNOWN: Final[Values] = {"type": ["string", "null"]}
_COUNT: Final[Values] = {"type": "integer", "minimum": 0}
_SHARE: Final[Values] = {"type": "number", "minimum": 0, "maximum": 1}

_ARTICLE: Final[Values] = {
    "type": "object",
    "description": f"An article: its `text`; or a `file` ({', '.join(SUFFIXES)}) in Base64; or a `url` to read, "
    "where the server was started with --fetch; or the `id` of one that is in its index. Of several the first counts. The rest is "
    "what is known of it.",
    "properties": {
        "text": _KNOWN,
        "file": {"type": ["string", "null"], "contentEncoding": "base64"},
        "name": {"type": ["string", "null"], "description": "The file's name; its suffix says how it is read."},
        "url": _KNOWN,
        "id": _KNOWN,
        "title": _KNOWN,
        "outlet": _KNOWN,
        "author": _KNOWN,
        "published": {"type": ["string", "null"], "description": "ISO 8601."},
        "credit": _KNOWN,
        "links": {"type": ["array", "null"], "items": _TEXT},
    },
    "additionalProperties": False,
    "anyOf": [{"required": [key]} for key in ("text", "file", "url", "id")],
}
_GIVEN: Final[Values] = {"anyOf": [{"$ref": "#/components/schemas/Article"}, {**_TEXT, "minLength": 1}]}
_STATE: Final[Values] = {
    "type": "object",
    "description": "What a task is at.",
    "properties": {
        "job": _TEXT,
        "kind": _TEXT,
        "state": {"enum": ["waiting", "running", "done", "failed", "cancelled"]},
        "stage": _TEXT,
        "place": {**_COUNT, "description": "Its place in the line; 0 once it is in work."},
        "seconds": {"type": "number", "minimum": 0},
        "error": _TEXT,
        "result": {"type": "object"},
        "events": _TEXT,
        "page": _TEXT,
    },
    "required": ["job", "kind", "state", "stage", "place", "seconds"],
}
_MATCH: Final[Values] = {
    "type": "object",
    "description": "A stored article, how it is related to the one asked about, and where their comparison is.",
    "properties": {
        "id": _TEXT,
        "title": _KNOWN,
        "headline": {**_TEXT, "description": "The title, or the headline that the text begins with; empty where it has neither."},
        "name": {**_TEXT, "description": "The headline; that there is none, and the first words, else."},
        "url": _KNOWN,
        "relation": _TEXT,
        "copied": {"enum": ["this", "stored", None]},
        "confidence": _SHARE,
        "finding": _TEXT,
        "certainty": _TEXT,
        "comparison_id": _TEXT,
        "page": _TEXT,
        "failed": _TEXT,
    },
    "required": ["id"],
}
_COMPARED: Final[Values] = {
    "type": "object",
    "description": "A comparison, and the id under which it is kept. `comparison` is what `dedup compare --format json` prints.",
    "properties": {
        "id": _TEXT,
        "page": _TEXT,
        "finding": _TEXT,
        "certainty": _TEXT,
        "comparison": {"type": "object", "required": ["schema_version", "relation", "passages", "brief"]},
    },
    "required": ["id", "page", "finding", "certainty", "comparison"],
}
_SCHEMAS: Final[Values] = {
    "Article": _ARTICLE,
    "Compared": _COMPARED,
    "State": _STATE,
    "Match": _MATCH,
    "Error": {"type": "object", "properties": {"error": _TEXT}, "required": ["error"]},
    "Read": {
        "type": "object",
        "properties": {"article": {"type": "object", "required": ["text"]}, "notes": {"type": "array", "items": _TEXT}},
        "required": ["article", "notes"],
    },
    "Found": {
        "type": "object",
        "properties": {"found": _COUNT, "matches": {"type": "array", "items": {"$ref": "#/components/schemas/Match"}}},
        "required": ["found", "matches"],
    },
    "Added": {
        "type": "object",
        "properties": {"id": _TEXT, "version": _COUNT, "candidates": {"type": "array", "items": _TEXT}},
        "required": ["id", "version", "candidates"],
    },
    "Families": {
        "type": "object",
        "properties": {"total": _COUNT, "families": {"type": "array", "items": {"type": "object"}}},
        "required": ["total", "families"],
    },
}


def description(options: Options) -> Values:
    """The API of a server as OpenAPI; what it was not started for is described too, and answers 403 or 404."""
    wait = {"wait": {"type": "boolean", "default": True, "description": "false: answer 202 at once, with the task."}}
    model = {"type": "boolean", "default": True, "description": "false: by words alone."}
    compared = {"a": _GIVEN, "b": _GIVEN, "source": {"enum": ["a", "b", None]}, "model": model, **wait}
    limit = {"type": "integer", "minimum": 1, "maximum": options.limits.matches, "default": options.limits.matches}
    asked = {"article": _GIVEN, "explain": {"type": "boolean", "default": False}, "limit": limit, **wait}
    same = {"enum": ["replace", "version", "refuse"], "default": "replace"}
    article: Values = {"$ref": "#/components/schemas/Article"}
    paths: Values = {
        "/api/compare": _post("Compare two articles", _body(compared, "a", "b"), "Compared", later=True),
        "/api/extract": _post("Read an article as a comparison would", article, "Read"),
        "/api/find": _post(
            "Stored articles that this one was taken from, or that took from it", _body(asked, "article"), "Found", later=True
        ),
        "/api/add": _post("Keep an article in the index", _body({"article": _GIVEN, "same_id": same}, "article"), "Added"),
        "/api/families": _get("Families of the corpus", "Families", [_query("offset", 0, 2**31), _query("limit", 1, 500)]),
        "/api/comparisons/{id}": _comparison(),
        "/api/jobs/{id}": {**_get("What a task is at", "State", [_ID]), **_delete()},
        "/api/jobs/{id}/events": _text(
            "The same as server-sent events, one at each change, until its end", "text/event-stream", [_ID]
        ),
        "/metrics": _text("Counts, for Prometheus", "text/plain", []),
        "/healthz": _get("Whether the server answers", None, [], errors=("421",)),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "dedup", "version": __version__, "description": "What one news article took from another."},
        "servers": [{"url": options.address}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": _SCHEMAS, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


_ID: Final[Values] = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"}}
_MEANINGS: Final = {
    "400": "The body is no JSON.",
    "401": "The token is missing.",
    "403": "Not allowed: another origin, or the server was not started for it.",
    "404": "There is none.",
    "409": "It was called off.",
    "413": "The body is too large.",
    "415": "The body is not declared as JSON.",
    "421": "Another Host.",
    "422": "A value cannot be used.",
    "503": "Too much to do; ask again after Retry-After seconds.",
    "504": "It took too long and was ended.",
    "507": "There is no room to keep it.",
}
_READING: Final = ("401", "403", "404", "421", "422", "503", "504")
_WORKING: Final = ("400", *_READING, "409", "413", "415", "507")


def _body(properties: Values, *required: str) -> Values:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _answers(schema: str | None, errors: tuple[str, ...]) -> Values:
    content = _json(schema) if schema else {"application/json": {"schema": {"type": "object"}}}
    failures = {status: {"description": _MEANINGS[status], "content": _json("Error")} for status in errors}
    return {"200": {"description": "Done.", "content": content}, **failures}


def _json(schema: str) -> Values:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _post(summary: str, body: Values, schema: str, *, later: bool = False) -> Values:
    answers = _answers(schema, _WORKING)
    if later:
        answers["202"] = {"description": "Taken on; follow `events`.", "content": _json("State")}
    return {
        "post": {
            "summary": summary,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": answers,
        }
    }


def _get(summary: str, schema: str | None, parameters: list[Values], errors: tuple[str, ...] = _READING) -> Values:
    return {"get": {"summary": summary, "parameters": parameters, "responses": _answers(schema, errors)}}


def _delete() -> Values:
    return {"delete": {"summary": "Call a task off", "parameters": [_ID], "responses": _answers("State", _READING)}}


def _query(name: str, low: int, high: int) -> Values:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": low, "maximum": high}}


def _text(summary: str, media: str, parameters: list[Values]) -> Values:
    operation = _get(summary, None, parameters)
    operation["get"]["responses"]["200"]["content"] = {media: {}}  # no schema: checkers hold each event against it
    return operation


def _comparison() -> Values:
    form = {"name": "format", "in": "query", "schema": {"enum": list(FORMATS), "default": "json"}}
    operation = _get("A kept comparison, in any form", None, [_ID, form])
    content = {media: {"schema": {"type": "object"} if "json" in media else _TEXT} for _, media, _ in FORMATS.values()}
    operation["get"]["responses"]["200"]["content"] = content
    return operation
