"""The figures of a fitted relation as Markdown tables: what judge.py counts, by set, and how often what is said comes true."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import REAL
from benchmarks.relation_rows import Rows, class_of
from dedup.kinds import certainty

DERIVED: Final = 2
"""Of the classes, those before this one are copy and derivative."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def told(chances: Floats) -> Ints:
    """The class that is told, as `dedup.pair.relate.relation` tells it."""
    derived = chances[:, 0] + chances[:, 1] >= 0.5
    return np.where(derived, np.where(chances[:, 0] >= chances[:, 1], 0, 1), np.where(chances[:, 2] >= chances[:, 3], 2, 3))


def figures(rows: Rows, chances: Floats) -> dict[str, float]:
    """What judge.py counts, of pairs of one set."""
    found = told(chances)
    wanted = [[class_of(relation) for relation in pair["relations"]] for pair in rows.pairs]
    right = np.array([one in many for one, many in zip(found.tolist(), wanted, strict=True)])
    first = np.array([many[0] for many in wanted])
    any_derived = np.array([min(many) < 2 for many in wanted])
    sure = chances[np.arange(len(found)), found]
    place = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(float(sure[place == at].sum()) - float(right[place == at].sum())) for at in range(10)]
    return {
        "n": float(len(found)),
        "relation": float(right.mean()),
        "derived_precision": _share(int(((found < 2) & any_derived).sum()), int((found < 2).sum())),
        "derived_recall": _share(int(((found < 2) & (first < 2)).sum()), int((first < 2).sum())),
        "common_recall": _share(int(((found == 2) & (first == 2)).sum()), int((first == 2).sum())),
        "called_derived": float((found < 2).mean()),
        "sure": float((sure >= 0.8).mean()),
        "sure_right": _share(int(right[sure >= 0.8].sum()), int((sure >= 0.8).sum())),
        "calibration": sum(gaps) / len(found),
    }


def _share(part: int, of: int) -> float:
    return part / of if of else float("nan")


def table(title: str, parts: Sequence[tuple[str, Rows, Floats]]) -> str:
    """The figures of each set, from texts, with the page, and with the places of its links, as a Markdown table."""
    lines: list[str] = []
    for name, rows, chances in parts:
        for given in ("text", "page", "page, places"):
            mine = np.array([_given(pair) == given for pair in rows.pairs])
            if mine.any():
                found = figures(rows.at(mine), chances[mine])
                if not lines:
                    lines = [f"### {title}", "", "| set | " + " | ".join(found) + " |", "|---|" + "--:|" * len(found)]
                shown = [
                    f"{value:.0f}" if key == "n" else "–" if value != value else f"{value:.3f}" for key, value in found.items()
                ]
                lines.append(f"| {name}, {given} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def _given(pair: dict[str, Any]) -> str:
    """What is known of a pair."""
    return "text" if not pair["page"] else "page, places" if pair["placed"] else "page"


def reliability(chances: Floats, rows: Rows) -> str:
    """How often a relation told with a probability is right, over pairs of REAL sets, held out."""
    mine = np.isin(rows.sets, REAL)
    kept, some = rows.at(mine), chances[mine]
    found = told(some)
    right = np.array(
        [at in {class_of(one) for one in pair["relations"]} for at, pair in zip(found.tolist(), kept.pairs, strict=True)]
    )
    sure = some[np.arange(len(found)), found]
    lines = [
        "### Reliability (read pairs of outlets, held out)",
        "",
        "| said | word | pairs | mean | right |",
        "|---|---|--:|--:|--:|",
    ]
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            mean, share = sure[inside].mean(), right[inside].mean()
            lines.append(f"| {low:.1f}-{min(high, 1):.1f} | {certainty(low)} | {inside.sum()} | {mean:.3f} | {share:.3f} |")
    return "\n".join(lines) + "\n"


def untold(chances: Floats, rows: Rows) -> str:
    """Of the pairs of REAL sets that are told not to be derived, held out: how often a reader sees one, by the chance of it."""
    mine = np.isin(rows.sets, REAL)
    kept, some = rows.at(mine), chances[mine]
    others, drawn = told(some) >= DERIVED, some[:, :DERIVED].sum(axis=1)
    seen = np.array([any(class_of(one) < DERIVED for one in pair["relations"]) for pair in kept.pairs])
    lines = [
        "### Not told to be derived (the same pairs)",
        "",
        "| chance that one draws on the other | pairs | a reader sees it |",
        "|---|--:|--:|",
    ]
    for low, high in pairwise((0.0, 0.05, 0.15, 0.3, 0.5)):
        inside = others & (drawn >= low) & (drawn < high)
        if inside.any():
            lines.append(f"| {low:.2f}-{high:.2f} | {inside.sum()} | {seen[inside].mean():.3f} |")
    return "\n".join(lines) + "\n"
