"""Suite `seeds`: the five articles that the project started from, every pair in both orders, and gold for passages.

The layout: NNN_*.txt, gold/relations.json (`pairs` with `relation` and `direction` "001->002" or "none"), gold/NNN.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.families import turned
from benchmarks.gold import GoldCase, GoldOutcome, RelationCase, figures, judge, passage_cases, read_json, read_text, report
from benchmarks.suite import DataError, Options, Suite
from dedup import Article


def load(data: Path, options: Options) -> list[GoldCase]:
    """The pairs in both orders, then the gold files. Raises DataError where a key or a file is missing."""
    del options
    path = data / "gold" / "relations.json"
    try:
        pairs = [_relation(data, item) for item in read_json(path)["pairs"]]
    except KeyError as error:
        raise DataError(f"{path}: {error} is missing") from error
    return [*(case for one in pairs for case in (one, turned(one))), *passage_cases(data)]


def _relation(data: Path, item: Mapping[str, Any]) -> RelationCase:
    relation, direction = item["relation"], item["direction"]
    source = next((side for side in ("a", "b") if direction.startswith(f"{item[side]}->")), None)
    return RelationCase(
        name=f"{item['a']}+{item['b']}",
        a=_article(data, item["a"]),
        b=_article(data, item["b"]),
        relation=relation,
        source=source,
        degree="partially" if relation == "derivative" else None,
        # A lone pair of siblings cannot show the third text: a derivative of unknown source is as good an answer.
        or_undirected=("derivative",) if relation == "common_source" else (),
    )


def _article(data: Path, name: str) -> Article:
    found = sorted(data.glob(f"{name}_*.txt")) or sorted(data.glob(f"{name}.txt"))
    if len(found) != 1:
        raise DataError(f"{data}: expected one text {name}_*.txt, found {len(found)}")
    return read_text(found[0])


SUITE: Final[Suite[GoldCase, GoldOutcome]] = Suite(
    name="seeds",
    about="the first five articles: every pair in both orders, passages of the rewrites",
    folder="seeds",
    signs=("gold/relations.json",),
    homes=("../shared/seeds",),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    wanted={
        "relation": "1", "kind3": "≥ .93", "kind9": "≥ .80", "links": "≥ .95", "dropped": "≥ .85",
        "distorted_high": "1", "distorted_medium": "≥ .75", "distorted_low": "≥ .33", "flagged": "≥ .70",
    },
)  # fmt: skip
