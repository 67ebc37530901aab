"""The families that `dedup families` has written, to look through page by page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dedup.errors import InputError


def read_families(path: Path) -> list[dict[str, Any]]:
    """The families of a file of JSON lines, the largest first. Raises InputError for what is none."""
    try:
        with open(path, encoding="utf-8") as lines:
            families = [_family(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]
    except OSError as error:
        raise InputError(f"cannot read families from {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no file of families: {error.reason} at byte {error.start}") from error
    return sorted(families, key=lambda family: -len(family["members"]))


def _family(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        family = json.loads(line)
        if not all(isinstance(family[key], list) for key in ("members", "edges")):
            raise TypeError
        [(member["id"], member.get("title")) for member in family["members"]]
        [(edge["a"], edge["b"], edge.get("source")) for edge in family["edges"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path}, line {number}: no family; give what `dedup families --output families.jsonl` wrote") from None
    return dict(family)
