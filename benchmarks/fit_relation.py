"""Fit the confidence of the relation (`relation_confidence_weights` in the settings) on `data/`, the seeds and the dev re-posts.

    python -m benchmarks.fit_relation [--reposts DIR] [--seeds DIR]

Prints the weights to paste into dedup/settings.py and, as the honest figures, the Brier score and the reliability of the
confidences with each story family, or each pair of the other sets, held out in turn. A set that is not there is left out, and
that is said.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import families, reposts, seeds
from benchmarks.fit_link import Floats, fit
from benchmarks.gold import RelationCase
from benchmarks.suite import Options
from dedup import Settings
from dedup.document import analyse
from dedup.pair import compare as stages
from dedup.pair.relate import relation as stage
from dedup.pair.relate.direction import direct

RELATIONS = stage.CONFIDENCE_FEATURES[:4]
"""The features that name the relation, one of which is 1."""

RIDGE = 0.3


@dataclass(frozen=True)
class Judged:
    """A pair that is not identical: the group that is held out with it, its features, and whether its relation is right."""

    group: str
    features: tuple[float, ...]
    right: bool


def judged(cases: Sequence[RelationCase], settings: Settings) -> list[Judged]:
    """The pairs of some cases, each in one order."""
    found = []
    for case in cases:
        finding, features = _relation(case, settings)
        if finding != "identical":
            group = case.name.split("/")[0]
            found.append(Judged(group, features, finding == case.relation))
    return found


def _relation(case: RelationCase, settings: Settings) -> tuple[str, tuple[float, ...]]:
    """The relation that `compare` finds and the features of its confidence: its own stages, up to the relation."""
    one, other = analyse(case.a), analyse(case.b)
    _, told, ties = direct(one, other, settings)
    pair = stages._paired(other, one, settings) if told == "b" else stages._paired(one, other, settings)
    overlaps = stages._overlaps(pair.source, pair.derivative)
    finding = stage.relate(pair.source, pair.derivative, overlaps, pair.regions, pair.passages, ties, settings)
    return finding.relation, stage.confidence_features(finding.relation, overlaps[0], ties)


def confidences(pairs: Sequence[Judged], weights: Floats) -> Floats:
    """The confidence of each pair under some weights, the intercept last."""
    x = np.array([pair.features for pair in pairs])
    return np.asarray(1 / (1 + np.exp(-(x @ weights[:-1] + weights[-1]))))


def trained(pairs: Sequence[Judged]) -> Floats:
    """Weights fitted on all pairs, and for each relation on one right and one wrong besides (Laplace's rule): seven are few."""
    x, y = np.array([pair.features for pair in pairs]), np.array([pair.right for pair in pairs])
    relations = x[:, : len(RELATIONS)]
    typical = np.array([x[one > 0].mean(axis=0) for one in relations.T if one.any()])
    return fit(np.concatenate((x, typical, typical)), np.concatenate((y, np.repeat([True, False], len(typical)))), RIDGE)


def held_out(pairs: Sequence[Judged]) -> Floats:
    """The confidence of each pair under weights fitted without its group."""
    groups = np.array([pair.group for pair in pairs])
    found = np.zeros(len(pairs))
    for group in sorted(set(groups.tolist())):
        rest = [pair for pair in pairs if pair.group != group]
        found[groups == group] = confidences([pair for pair in pairs if pair.group == group], trained(rest))
    return found


def main() -> None:
    """Fit, cross-validate, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reposts", type=Path, default=Path("../shared/gold/reposts"))
    parser.add_argument("--seeds", type=Path, default=Path("../shared/seeds"))
    folders = parser.parse_args()
    settings, pairs = Settings(), []
    for suite, folder in ((families, Path("data")), (reposts, folders.reposts), (seeds, folders.seeds)):
        if not folder.is_dir():
            print(f"{folder} is not there: left out", file=sys.stderr)
            continue
        cases = suite.load(folder, Options(settings=settings))
        pairs += judged([case for case in cases if isinstance(case, RelationCase) and "(turned)" not in case.name], settings)
    sure, right = held_out(pairs), np.array([pair.right for pair in pairs])
    print(f"relation_confidence_weights: held-out Brier score {np.mean((sure - right) ** 2):.4f} over {len(pairs)} pairs")
    for low in np.arange(0.5, 1, 0.1):
        inside = (sure >= low) & (sure < low + 0.1)
        if inside.any():
            said, share = sure[inside].mean(), right[inside].mean()
            print(f"    {low:.1f}-{low + 0.1:.1f}: {inside.sum():4d} pairs, said {said:.3f}, right {share:.3f}")
    print("    (" + ", ".join(f"{weight:.3f}" for weight in trained(pairs)) + ")")


if __name__ == "__main__":
    main()
