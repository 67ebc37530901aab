"""The lines of `dedup index find` and `dedup index matches`: what stored articles are to one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dedup.cli.index_parts import print_line
from dedup.cli.out import out
from dedup.terminal import escaped


def show_matches(identity: str, matches: Sequence[Mapping[str, Any]]) -> int:
    """Print the matches of an article; how many of them failed."""
    failed = sum("failed" in match for match in matches)
    if not out().is_to_read:
        print_line(json.dumps({"id": identity, "matches": matches}, ensure_ascii=False))
        return failed
    print_line(escaped(f"{identity}: {len(matches) or 'no'} match{'es' * (len(matches) != 1)}"))
    for match in matches:
        relation = _relation(match)
        title = f" “{match['title']}”" if match["title"] else ""
        print_line(escaped(f"  {relation:<14} {match['id']}{title}  ({_why(match)})"))
    return failed


def _relation(match: Mapping[str, Any]) -> str:
    """What a match is, as a line to read names it; an independent one is there for its story (--same-story)."""
    named = match.get("relation", "not compared" if "failed" in match else "candidate")
    return "same story" if named == "independent" else str(named)


_TAKEN: Final = {"this": "this article took from it", "stored": "it took from this article", None: "who took from whom is open"}


def _why(match: Mapping[str, Any]) -> str:
    """How sure it is, who took from whom, and how much; of a candidate what it was proposed for."""
    if "relation" not in match:
        return str(match.get("failed") or "; ".join(f"{one['measure']} {one['similarity']:.2f}" for one in match["why"]))
    told = [_sureness(match)] if match["certainty"] else []
    if match["relation"] in ("identical", "near_duplicate", "derivative"):
        told.append(_TAKEN[match["copied"]])
    if "failed" in match:
        told.append(f"not explained: {match['failed']}")
    return "; ".join([*told, f"{match['this_containment']:.0%} of this article's runs of words are in it"])


def _sureness(match: Mapping[str, Any]) -> str:
    """How sure the relation is; of a story that two tell, both chances: that neither took from the other, and that it is one."""
    sure = str(match["certainty"])
    return (
        f"one event {match['same_story']:.0%}; neither took from the other: {sure}" if match["relation"] == "independent" else sure
    )
