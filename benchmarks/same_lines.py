"""The program that `benchmarks.same` runs in each checkout: it reads pairs of articles and prints their comparisons, a line each.

A pair is a line of JSON: `name`, `a`, `b` (fields of an Article), `source`, `model`. Its comparison is a line `{"name", "result"}`,
without the signature of the settings and the version of the schema. It stands apart so that a checkout from before it can run it:
it may import what `dedup` has always exported and nothing else.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from dedup import Article, Settings, compare

APART = ("settings", "schema_version")
"""Keys that say what a result was made with: they may differ."""


def article_of(fields: dict[str, Any]) -> Article:
    """The article with these fields; what JSON has as lists are tuples in it."""
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    return Article(**known)


def line_of(pair: dict[str, Any]) -> str:
    """The comparison of a pair as a line of JSON."""
    settings = Settings() if pair["model"] else Settings().updated({"model": ""})
    a, b = article_of(pair["a"]), article_of(pair["b"])
    result = compare(a, b, source=pair["source"], settings=settings).to_dict()
    kept = {key: value for key, value in result.items() if key not in APART}
    return json.dumps({"name": pair["name"], "result": kept}, ensure_ascii=False)


if __name__ == "__main__":
    for given in sys.stdin:
        print(line_of(json.loads(given)), flush=True)
