"""Fit the chance that two short texts tell the same, by their meaning (`meaning` in dedup/calibration.json).

    python -m benchmarks.fit_meaning --gold ../shared/gold [--write]

One number is read, the score of both texts as passages (with the model). Fitted on altered and paraphrased (a text with its rewrite
and with that of another), and on ECB+ as pairs of one event and of another event of the same topic, as far as both texts are
short. Prints, for each set, how many of each kind would be told to be the same, with none of that set fitted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import labelled
from benchmarks.fit_score import fit
from benchmarks.fitted import keep
from benchmarks.labelled import Labelled
from dedup import passage_score
from dedup.document import analyse
from dedup.pair.compare import SHORT_WORDS

Floats = NDArray[np.float64]
EVERY: Final = 3
"""Of ECB+ every third pair."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of short texts: its set, its score as passages, whether both tell the same."""

    collection: str
    score: float
    same: bool


def pairs(gold: Path) -> Iterator[Labelled]:
    """Pairs of which it is known whether both tell one event."""
    yield from labelled.rewritten(gold / "altered", ".legit.txt", ".fake.txt")
    yield from labelled.rewritten(gold / "paraphrased", ".original.txt", ".paraphrase.txt")
    yield from labelled.from_same_story(gold / "ecbplus", 600, 0)


def scored(gold: Path) -> list[Scored]:
    """The short ones, with their scores."""
    return [
        Scored(pair.collection, passage_score(pair.a.text, pair.b.text), pair.same_story)
        for pair in pairs(gold)
        if pair.same_story is not None and all(len(analyse(one).words) <= SHORT_WORDS for one in (pair.a, pair.b))
    ]


def fitted(some: list[Scored]) -> Floats:
    """Weight of the score and intercept."""
    rows = np.array([[one.score, 1.0] for one in some])
    return fit(rows, np.array([float(one.same) for one in some]))


def main() -> None:
    """Score, fit, print and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    every = scored(given.gold)
    for name in sorted({one.collection for one in every}):
        weight, intercept = fitted([one for one in every if one.collection != name])
        for same in (True, False):
            mine = [weight * one.score + intercept > 0 for one in every if (one.collection, one.same) == (name, same)]
            print(f"{name}, {'the same' if same else 'another'}: {sum(mine)} of {len(mine)} told to be the same")
    weights = fitted(every)
    print(f"chance .5 at a score of {-weights[1] / weights[0]:.3f}")
    if given.write:
        sizes = ", ".join(
            f"{name} {sum(one.collection == name for one in every)}" for name in sorted({o.collection for o in every})
        )
        keep("meaning", "python -m benchmarks.fit_meaning --write", sizes, {"weights": weights.round(3).tolist()})


if __name__ == "__main__":
    main()
