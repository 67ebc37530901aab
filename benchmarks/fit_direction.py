"""Fit what each kind of evidence for a direction is worth (`direction` in dedup/calibration.json).

    python -m benchmarks.fit_direction [--data ../shared/gold] [--write]

A logistic regression without an intercept over the evidence of pairs with a known source, as it stands and with what is known
beside the text taken away: the story families (`data/`), the dev halves of COUNTER and of the re-posts, and the read pairs of
outlets whose source the readers know (`fit` halves, and our own labels). No weight may be below zero: the sign of each kind of
evidence is what it means. Prints the weights, and the honest figures: with every family, agency text and cluster of articles held
out in turn, log loss, `score` (unknown counts half), the share of pairs with the right and with the wrong source named, and the
calibration error of named sources, of the weights as they are and of the fitted ones.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import direction
from benchmarks.direction import Case
from benchmarks.fitted import keep
from benchmarks.labelled import of_outlets
from benchmarks.measures import calibration_error, reliability
from benchmarks.suite import Options
from dedup.calibration import fitted
from dedup.document import analyse
from dedup.pair.relate.direction import direct
from dedup.settings import Settings

Floats = NDArray[np.float64]
STORED: Final[dict[str, float]] = dict(fitted("direction")["weights"])
KINDS: Final = tuple(STORED)
SETS: Final = (*direction.SETS, "read")
LEAST: Final = Settings().direction_least_evidence
PENALTIES: Final = (0.3, 1.0, 3.0, 10.0)
"""Strengths of the pull towards the weights as they are, tried on the fitted part alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """Amounts of evidence by kind, positive for the true source, and what may not stand on both sides of a split."""

    collection: str
    condition: str
    group: str
    amounts: tuple[float, ...]


def examples(cases: Sequence[Case]) -> list[Example]:
    """One example for each case; evidence that the case lacks is 0."""
    groups = _clusters([case for case in cases if case.collection in ("reposts", "read")])
    return [Example(case.collection, case.condition, _group(case, groups), _amounts(case)) for case in cases]


def read(gold: Path) -> list[Case]:
    """The read derivatives of outlets whose source is known, with the page and without."""
    return [
        Case(f"{pair.a.id}-{pair.b.id}", "read", "kept" if pair.page else "removed", pair.a, pair.b, str(pair.source))
        for pair in of_outlets(gold)
        if pair.relations[0] == "derivative" and pair.source in ("a", "b") and not pair.placed
    ]


def _amounts(case: Case) -> tuple[float, ...]:
    found_direction, side = direct(analyse(case.a), analyse(case.b), Settings())
    towards_a = -1.0 if side == "b" else 1.0
    sign = towards_a if case.source == "a" else -towards_a
    found = dict.fromkeys(KINDS, 0.0)
    for item in found_direction.evidence:
        found[item.kind] += sign * item.weight / STORED[item.kind]
    return tuple(found.values())


def _group(case: Case, clusters: dict[str, str]) -> str:
    if case.collection in ("reposts", "read"):
        return clusters[case.a.id]
    if case.collection == "families":
        return case.name.split("/")[0]
    agency = case.a if case.source == "a" else case.b
    return hashlib.sha256(agency.text.encode()).hexdigest()


def _clusters(cases: Sequence[Case]) -> dict[str, str]:
    """Article -> a name for all articles that pairs join with it."""
    found: dict[str, str] = {}
    for case in cases:
        one, other = found.get(case.a.id, case.a.id), found.get(case.b.id, case.b.id)
        found |= {case.a.id: one, case.b.id: one}
        found = {name: one if cluster == other else cluster for name, cluster in found.items()}
    return found


def fit(rows: Floats, counts: Floats, penalty: float, rounds: int = 3000) -> Floats:
    """Weights of at least 0 by projected gradient: the mean log loss plus an L2 penalty on the distance to those that are kept.

    `rows`: evidence of each example for the true source, (examples, kinds); `counts`: how much each example counts.
    """
    prior = np.array(list(STORED.values()))
    scale = np.maximum(prior, 0.1)
    x, start = rows * scale, prior / scale
    weights, share = start.copy(), counts / counts.sum()
    step = 1.0 / (0.25 * float((share[:, None] * x**2).sum()) + penalty / len(rows))
    for _ in range(rounds):
        miss = 1 / (1 + np.exp(x @ weights))
        gradient = -(share * miss) @ x + penalty / len(rows) * (weights - start)
        weights = np.maximum(0.0, weights - step * gradient)
    result: Floats = weights * scale
    return result


def evened(listed: Sequence[Example]) -> Floats:
    """How much each example counts: every set the same in all."""
    sizes = {name: sum(one.collection == name for one in listed) for name in SETS}
    return np.array([1 / sizes[one.collection] for one in listed])


def chosen(listed: Sequence[Example], folds: int = 5) -> float:
    """The penalty with the least log loss over folds of groups."""
    groups = sorted({one.group for one in listed})
    place = {group: at % folds for at, group in enumerate(groups)}

    def loss(penalty: float) -> float:
        total = 0.0
        for fold in range(folds):
            kept = [one for one in listed if place[one.group] != fold]
            held = [one for one in listed if place[one.group] == fold]
            weights = fit(_rows(kept), evened(kept), penalty, 600)
            total += float((np.logaddexp(0, -_rows(held) @ weights) * evened(held)).sum())
        return total

    return min(PENALTIES, key=loss)


def _rows(listed: Sequence[Example]) -> Floats:
    return np.array([one.amounts for one in listed])


def held_out(listed: Sequence[Example], folds: int = 10) -> Floats:
    """Log-odds of the true source for each example, from weights fitted without its group."""
    groups = sorted({one.group for one in listed})
    place = {group: at % folds for at, group in enumerate(groups)}
    odds = np.zeros(len(listed))
    for fold in range(folds):
        kept = [one for one in listed if place[one.group] != fold]
        weights = fit(_rows(kept), evened(kept), chosen(kept))
        at = [index for index, one in enumerate(listed) if place[one.group] == fold]
        odds[at] = _rows([listed[index] for index in at]) @ weights
    return odds


def sharpness(listed: Sequence[Example], odds: Floats) -> float:
    """The factor on log-odds, 0.5 to 5, with the least log loss over named sources where only the text can tell.

    One number, which calibrates the confidence and leaves every decision as it is. Dates and names do not count here: in these sets
    the source is always the earlier article, in life a stored version of it may be the later one.
    """
    at = [n for n, one in enumerate(listed) if one.condition == "removed" and abs(odds[n]) >= LEAST]
    counts = evened([listed[n] for n in at])
    factors = np.linspace(0.5, 5, 91)
    losses = [float((np.logaddexp(0, -factor * odds[at]) * counts).sum()) for factor in factors]
    return float(factors[int(np.argmin(losses))])


def sharpened(listed: Sequence[Example], odds: Floats) -> Floats:
    """Log-odds with the factor fitted on the other sets: what calibrates two of them is tried on the third."""
    found = odds.copy()
    for name in SETS:
        rest = [n for n, one in enumerate(listed) if one.collection != name]
        mine = [n for n, one in enumerate(listed) if one.collection == name]
        found[mine] *= sharpness([listed[n] for n in rest], odds[rest])
    return found


def figures(listed: Sequence[Example], odds: Floats, named: NDArray[np.bool_]) -> dict[str, tuple[float, ...]]:
    """By set: log loss, score (not `named` counts half), right, wrong, and calibration error of the sources that are named."""
    found: dict[str, tuple[float, ...]] = {}
    for name in SETS:
        mine = np.array([one.collection == name for one in listed])
        told = odds[mine & named]
        confidence = 1 / (1 + np.exp(-np.abs(told)))
        score = float(np.where(named, odds > 0, 0.5)[mine].mean())
        error = calibration_error(reliability(confidence.tolist(), (told > 0).tolist()))
        right, wrong = ((named & sign)[mine].mean() for sign in (odds > 0, odds < 0))
        found[name] = float(np.logaddexp(0, -odds[mine]).mean()), score, float(right), float(wrong), error
    return found


def main() -> None:
    """Print the weights and the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/gold"), help="the folder of counter/ and reposts/")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    listed = examples([*direction.load(given.data, Options()), *read(given.data)])
    hand, fitted = _rows(listed) @ np.array(list(STORED.values())), held_out(listed)
    tried = (
        ("weights as they are", hand, hand),
        ("the same, one factor from the other sets", sharpened(listed, hand), hand),
        ("fitted, groups held out", fitted, fitted),
    )
    for title, odds, deciding in tried:
        for name, (loss, score, right, wrong, error) in figures(listed, odds, np.abs(deciding) >= LEAST).items():
            told = f"score {score:.3f}  right {right:.3f}  wrong {wrong:.3f}  calibration error {error:.3f}"
            print(f"{title:<42} {name:<9} log loss {loss:.3f}  {told}")
    factor = sharpness(listed, hand)
    print(f"factor on everything: {factor:.2f}")
    penalty = chosen(listed)
    weights = fit(_rows(listed), evened(listed), penalty)
    print(f"\npenalty {penalty}; fitted on everything:")
    for kind, value, count in zip(KINDS, weights, (_rows(listed) != 0).sum(axis=0), strict=True):
        print(f'    "{kind}": {value:.2f},  # was {STORED[kind]:.2f}, seen in {count} pairs')
    if given.write:
        sizes = {name: sum(one.collection == name for one in listed) for name in SETS}
        values = {"weights": dict(zip(KINDS, weights.round(2).tolist(), strict=True)), "sharpness": round(factor, 2)}
        data = ", ".join(f"{name} {count}" for name, count in sizes.items())
        keep("direction", "python -m benchmarks.fit_direction --write", data, values)


if __name__ == "__main__":
    main()
