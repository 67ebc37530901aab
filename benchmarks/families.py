"""Suite `families`: the project's own story families (data/), relations in both argument orders and gold for passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from benchmarks.gold import GoldCase, GoldOutcome, RelationCase, figures, judge, passage_cases, read_json, read_text, report
from benchmarks.suite import DataError, Options, Suite
from dedup import Article

_KNOWN: Final = ("id", "title", "outlet", "author", "published", "url")
_OTHER: Final = {"a": "b", "b": "a"}


def load(data: Path, options: Options) -> list[GoldCase]:
    """The relations and gold of every folder with a family.json; `data` may be one family."""
    del options
    listed = [data / "family.json"] if (data / "family.json").is_file() else sorted(data.glob("*/family.json"))
    return [case for path in listed for case in family_cases(path)]


def family_cases(path: Path) -> list[GoldCase]:
    """Cases of one family.json: each relation in both orders, then the gold. Raises DataError where a key or a file is missing."""
    family = read_json(path)
    try:
        articles = {name: _article(path.parent, item) for name, item in family["articles"].items()}
        relations = [_relation(family["family"], articles, item) for item in family["relations"]]
    except KeyError as error:
        raise DataError(f"{path}: {error} is missing") from error
    named = {article.id: article for article in articles.values()} | articles
    return [
        *(case for one in relations for case in (one, turned(one))),
        *passage_cases(path.parent, named, f"{family['family']}/"),
    ]


def turned(case: RelationCase) -> RelationCase:
    """The same pair in the other order."""
    source = _OTHER.get(case.source or "", case.source)
    return replace(case, name=f"{case.name} (turned)", a=case.b, b=case.a, source=source)


def _article(folder: Path, item: Mapping[str, Any]) -> Article:
    return read_text(folder / item["file"], **{name: item[name] for name in _KNOWN if item.get(name) is not None})


def _relation(family: str, articles: Mapping[str, Article], item: Mapping[str, Any]) -> RelationCase:
    return RelationCase(
        name=f"{family}/{item['a']}+{item['b']}",
        a=articles[item["a"]],
        b=articles[item["b"]],
        relation=item["relation"],
        source=item["source"],
        degree=item["degree"],
        summarises=item.get("summarises"),
    )


SUITE: Final[Suite[GoldCase, GoldOutcome]] = Suite(
    name="families",
    about="this project's story families: relations, kinds, links",
    folder="data",
    signs=("family.json", "*/family.json"),
    homes=("data",),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    wanted={"kind3": "≥ .90", "kind9": "≥ .70", "links": "≥ .90", "dropped": "≥ .85"},
)
