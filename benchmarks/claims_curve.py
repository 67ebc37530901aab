"""What a lower or higher line would tell: facts and loaded words of `rewrites` and of read news at every confidence.

    python -m benchmarks.claims_curve REWRITES [--write]

On `rewrites` every finding counts, the doubtful ones, too, as the suite counts claims. That side flatters: some of these findings
are verdicts of results/read-facts.jsonl, on which the confidence is fitted. Beside it the verdicts there on news as outlets take
it over, each with the confidence that the rows of all other pairs give it. Below the tables: what the rows of all other pairs say
of the verdicts on `rewrites`; and of how many alterations of the gold there is a finding at all, by what its sentence is.

--write puts the page into results/claims-curve.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.change_pairs import ASKED, kept_pairs
from benchmarks.fit_claims import left_out, rows
from benchmarks.rewrites import GRAVE, MOST_WORDS, finds, is_right, load, size_of
from benchmarks.suite import Options
from dedup import Change, Comparison, compare
from dedup.pair.explain.changes.confidence import DOUBTFUL
from dedup.settings import Settings

RESULT: Final = Path(__file__).with_name("results") / "claims-curve.md"
_LINES: Final = (0.01, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Said:
    """A finding on `rewrites`: its kind, how sure it is, and whether the gold has an alteration of its words."""

    kind: str
    sure: float
    right: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alteration of the gold: its severity, what its sentence is, and how sure the surest finding of its words is (-1: none)."""

    severity: str
    sentence: str
    sure: float


def measured(folder: Path) -> tuple[list[Said], list[Wanted]]:
    """All findings and all alterations of the rewrites."""
    said: list[Said] = []
    wanted: list[Wanted] = []
    for case in load(folder, Options()):
        found = compare(case.source, case.derivative, source="a", settings=Settings())
        for sentence in case.gold["sentences"]:
            changes = list(_inside(found, sentence))
            grave = [one for one in sentence["alterations"] if one["severity"] in GRAVE]
            said += [Said(one.kind, one.confidence, is_right(one, grave)) for one in changes]
            wanted += [Wanted(one["severity"], sentence.get("label", "?"), _surest(changes, one)) for one in grave]
    return said, wanted


def _inside(found: Comparison, sentence: dict[str, Any]) -> Iterator[Change]:
    for passage in found.passages:
        for one in passage.changes:
            starts = sentence["start"] <= one.derivative.start <= sentence["end"]
            if starts and size_of(one) <= MOST_WORDS and one.kind != "style":
                yield one


def _surest(changes: Sequence[Change], alteration: dict[str, Any]) -> float:
    return max((one.confidence for one in changes if finds(one, alteration)), default=-1.0)


def _curve(said: Sequence[Said], wanted: Sequence[Wanted], severity: str) -> Iterator[str]:
    """The rows of one severity: rewrites, and the verdicts on news left out pair by pair."""
    listed = rows()
    some = [row for row in listed if row["severity"] == severity and row["set"] not in ASKED]
    news = left_out(listed, kept_pairs(), some)
    mine = [one for one in said if (one.kind == "loaded_word") == (severity == "loaded")]
    gold = [one for one in wanted if one.severity == severity]
    for line in _LINES:
        told = [one.right for one in mine if one.sure >= line]
        read = [right for sure, right in news if sure >= line]
        found = sum(one.sure >= line for one in gold)
        yield (
            f"| {line:.2f} | {len(told)} | {sum(told)} | {_share(sum(told), len(told))} | {_share(found, len(gold))} "
            f"| {len(read)} | {sum(read)} | {_share(sum(read), len(read))} |"
        )


def _share(some: int, every: int) -> str:
    return f"{some / every:.3f}" if every else "–"


def _kinds(said: Sequence[Said]) -> Iterator[str]:
    for kind in sorted({one.kind for one in said}):
        mine = [one for one in said if one.kind == kind]
        cells = [(len(some), sum(one.right for one in some)) for line in (0.5, 0.01, 0.0) for some in [_from(mine, line)]]
        yield f"| {kind} | " + " | ".join(f"{right} of {every}" for every, right in cells) + " |"


def _from(said: Sequence[Said], line: float) -> list[Said]:
    return [one for one in said if one.sure >= line]


def _seen(wanted: Sequence[Wanted], severity: str) -> str:
    gold = [one for one in wanted if one.severity == severity]
    none = Counter(one.sentence for one in gold if one.sure < 0)
    by = ", ".join(f"{name} {count}" for name, count in none.most_common())
    told, sure = sum(one.sure >= 0.5 for one in gold), sum(one.sure > 0 for one in gold)
    return (
        f"{severity}: of {len(gold)} alterations {told} are told, {sure - told} more have a doubtful finding, "
        f"{sum(one.sure == 0 for one in gold)} an added detail alone, {sum(none.values())} none (their sentences: {by})."
    )


def fitted_on(folder: Path, severity: str) -> str:
    """What was fitted on the rewrites themselves, and what is told of it where the rows of its own pair are left out."""
    here, listed = {frozenset(path.parent.name.split("_")) for path in folder.glob("*/gold.json")}, rows()
    mine = [row for row in listed if row["severity"] == severity and frozenset(row["pair"].split(">")) in here]
    told = [right for sure, right in left_out(listed, kept_pairs(), mine) if sure >= DOUBTFUL]
    return (
        f"{severity}: {len(mine)} verdicts on these pairs are among those that the confidence is fitted on, "
        f"{sum(row['right'] for row in mine)} right; by the rows of all other pairs {len(told)} are told, {sum(told)} right."
    )


def page(folder: Path, said: Sequence[Said], wanted: Sequence[Wanted]) -> str:
    """The tables as Markdown."""
    head = "| confidence ≥ | said | right | precision | recall | on news: said | right | precision |\n" + "|--:" * 8 + "|"
    parts = ["# Facts and loaded words at every line", "", (__doc__ or "").split("\n\n")[2].strip(), ""]
    for severity in GRAVE:
        parts += [f"## {severity}", "", head, *_curve(said, wanted, severity), ""]
    parts += ["## By kind, right of all, on `rewrites`", ""]
    parts += ["| kind | ≥ .5 | > 0 | all |", "|---|--:|--:|--:|", *_kinds(said), ""]
    parts += [f"- {fitted_on(folder, severity)}" for severity in GRAVE]
    return "\n".join([*parts, *(f"- {_seen(wanted, severity)}" for severity in GRAVE), ""])


def main() -> None:
    """Print the tables, and keep them with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    made = page(options.folder, *measured(options.folder))
    print(made)
    if options.write:
        RESULT.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
