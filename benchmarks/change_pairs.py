"""How many changes are found in how many words, by pair: what tells a text that was altered on purpose from other news.

    python -m benchmarks.change_pairs --gold DIR [--write]

Pairs whose source is known, compared with it given: those of outlets, where a reader says which of the two took from the other, and
those that people or we were asked to alter (`altered`, `rewrites`, `data`). Of each that has a change: `found` (changes that are no
loaded words, the doubtful ones, too), `words` (derived words), `share` (of the derivative's words, 0-1). `benchmarks.fit_claims`
reads them. Prints the middle of each set, and writes results/change-pairs.jsonl with --write.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import families, rewrites
from benchmarks.gold import PassageCase
from benchmarks.labelled import COPIES, Labelled, of_outlets, rewritten
from benchmarks.suite import Options
from dedup import Article, Comparison, compare
from dedup.kinds import DERIVED_KINDS
from dedup.pair.explain.changes.confidence import is_counted

PAIRS: Final = Path(__file__).with_name("results") / "change-pairs.jsonl"
ASKED: Final = ("altered", "data", "rewrites")
"""Sets of texts that somebody was asked to alter."""
_DATA: Final = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class ChangePair:
    """A pair (SOURCE>DERIVATIVE) of a set, with `found` changes in `words` derived words, a `share` (0-1) of all."""

    set: str
    pair: str
    found: int
    words: int
    share: float


def kept_pairs(path: Path = PAIRS) -> list[ChangePair]:
    """The pairs that were measured."""
    return [ChangePair(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def pairs(gold: Path) -> Iterator[tuple[str, str, Article, Article]]:
    """Set, name, source and derivative of each pair."""
    for pair in (*of_outlets(gold), *rewritten(gold / "altered", ".legit.txt", ".fake.txt")):
        is_derived = pair.relations[0] in (*COPIES, "derivative") and pair.source in ("a", "b")
        if is_derived and (pair.page or pair.collection == "altered") and not pair.placed:
            yield _in_order(pair)
    for at, case in enumerate(rewrites.load(gold / "rewrites", Options())):
        yield "rewrites", str(at), case.source, case.derivative
    for family in families.load(_DATA, Options()):
        if isinstance(family, PassageCase):
            yield "data", family.name, family.a, family.b


def _in_order(pair: Labelled) -> tuple[str, str, Article, Article]:
    source, derivative = (pair.a, pair.b) if pair.source == "a" else (pair.b, pair.a)
    name = source.id.partition(".")[0] if pair.collection == "altered" else f"{source.id}>{derivative.id}"
    return pair.collection, name, source, derivative


def measured(collection: str, name: str, source: Article, derivative: Article) -> ChangePair:
    """What one pair has."""
    result = compare(source, derivative, source="a")
    found = sum(is_counted(change) for passage in result.passages for change in passage.changes)
    return ChangePair(collection, name, found, *_derived(result))


def _derived(result: Comparison) -> tuple[int, float]:
    words = sum(passage.words for passage in result.passages if passage.kind in DERIVED_KINDS)
    return words, round(words / max(1, sum(passage.words for passage in result.passages)), 3)


def _told(listed: Iterable[ChangePair]) -> None:
    by_set: dict[str, list[ChangePair]] = {}
    for one in listed:
        by_set.setdefault(one.set, []).append(one)
    for name, some in by_set.items():
        per = median(one.words / one.found for one in some)
        print(
            f"{name:15} {len(some):4} pairs with a change, one in {per:.0f} words, {median(one.share for one in some):.2f} derived"
        )


def main() -> None:
    """Measure all pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    listed = [pair for pair in (measured(*one) for one in pairs(options.gold)) if pair.found and pair.words]
    _told(listed)
    if options.write:
        PAIRS.write_text("".join(json.dumps(asdict(one)) + "\n" for one in listed), encoding="utf-8")


if __name__ == "__main__":
    main()
