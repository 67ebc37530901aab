"""Suite `reposts`: real re-posts and rewrites among US outlets, relations by document and gold for passages.

The layout: relations.json (`documents` with their portal, `pairs`), NNNN.txt (the first line is the title, and text), gold/*.json.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.gold import GoldCase, GoldOutcome, RelationCase, figures, judge, passage_cases, read_json, read_text, report
from benchmarks.suite import DataError, Options, Suite


def load(data: Path, options: Options) -> list[GoldCase]:
    """The pairs of relations.json, then the gold files. Raises DataError where a key or a file is missing."""
    del options
    listed = read_json(data / "relations.json")
    try:
        articles = {name: read_text(data / f"{name}.txt", outlet=item.get("portal")) for name, item in listed["documents"].items()}
        pairs: list[GoldCase] = [
            RelationCase(
                name=f"{item['a']}+{item['b']}",
                a=articles[item["a"]],
                b=articles[item["b"]],
                relation=item["relation"],
                source=item["source"],
                degree=item.get("degree"),
            )
            for item in listed["pairs"]
        ]
    except KeyError as error:
        raise DataError(f"{data / 'relations.json'}: {error} is missing") from error
    missing = [name for name in listed.get("sentence_gold", []) if not (data / "gold" / name).is_file()]
    if missing:
        raise DataError(f"{data / 'gold'}: {', '.join(missing)} of relations.json is not there")
    return [*pairs, *passage_cases(data, articles)]


SUITE: Final[Suite[GoldCase, GoldOutcome]] = Suite(
    name="reposts",
    about="real rewrites among US outlets: relation by document, kinds and links by sentence",
    folder="reposts",
    signs=("relations.json",),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    wanted={
        "derived": "≥ .90", "relation": "≥ .75", "source": "≥ .75", "kind3": "≥ .88", "links": "≥ .88",
        "distorted_high": "≥ .6", "distorted_medium": "≥ .4", "flagged": "≥ .5",
    },
)  # fmt: skip
