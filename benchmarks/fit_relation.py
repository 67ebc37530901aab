"""Fit the relation (`relation` in dedup/calibration.json) on labelled pairs, and say what it scores on pairs it has not seen.

    python -m benchmarks.fit_relation [--gold DIR] [--seeds DIR] [--rows FILE] [--jobs N] [--write]

Fitted on the `fit` halves of webis_pairs and allsides_pairs, our own labels of further pairs of its articles (`webis_more`) and of
usnews (pairs of two outlets, and of one: `usnews_own`), altered, altered_urdu, paraphrased, reposts, data, the seeds, COUNTER, and
on ECB+ and Reuters as pairs that nobody took from each other. Prints two tables, and keeps them in results/relation.md with
`--write`: each set with none of it seen, which are the figures that count, and folds by connected articles, so that no article is
on both sides. What was chosen by these folds (WORTH, LINEAR_SHARE, the trees, the features) flatters both tables. A set that is
held out is not alone in its crawl: usnews, usnews_own and allsides_pairs are of one, webis_pairs, webis_more and reposts of
another, and only the pairs that articles connect with it go out, too. The sharpness of the probabilities is held out in both.

`--rows` keeps the features of all pairs in a file (.npz) and reads them from there: measuring them takes minutes, fitting one.
`--write` puts the numbers into calibration.json. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import labelled, readme
from benchmarks.fitted import keep
from benchmarks.labelled import REAL
from benchmarks.relation_rows import Rows, class_of, groups_of, load, measured
from dedup.calibration import packed
from dedup.pair.relate.model import CLASSES, LEAST, THOUSAND, Linear
from dedup.pair.relate.relation import certainty

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORTH: Final = {
    "webis_pairs": 1.8, "webis_more": 0.6, "allsides_pairs": 2.4, "usnews": 6.0, "usnews_own": 0.8, "reposts": 0.35, "seeds": 0.1,
    "data": 0.5, "altered": 1.0, "altered_urdu": 0.3, "paraphrased": 1.2, "counter": 0.55, "ecb": 1.5, "reuters": 1.0,
}  # fmt: skip
"""How much each set counts: read pairs of real outlets most, what is what it is by construction less.

Chosen by the folds of REAL sets, so that their figures flatter (CHOSEN says so above the tables).
"""
RIDGE: Final = 30.0
"""Strength of the pull of all weights towards 0, of a fit in which the weights of the examples sum to the count of REAL ones."""
FOLDS: Final = 8
RESULT: Final = Path(__file__).resolve().parent / "results" / "relation.md"


def worth(rows: Rows) -> Floats:
    """How much each pair counts: a set as WORTH says, its pairs alike; they sum to the count of pairs of REAL sets."""
    sizes = Counter(pair["set"] for pair in rows.pairs)
    each = np.array([WORTH[pair["set"]] / sizes[pair["set"]] for pair in rows.pairs])
    return np.asarray(each / each.sum() * max(1, sum(sizes[name] for name in REAL)))


def fit(x: Floats, wanted: Ints, counts: Floats, classes: int, ridge: float = RIDGE, rounds: int = 600) -> Linear:
    """Multinomial logistic regression with an L2 penalty on standardised features, by accelerated gradient descent.

    With two classes the second row of weights is all that matters.
    """
    share = counts / counts.sum()
    mean = share @ x
    scale = np.maximum(np.sqrt(share @ (x - mean) ** 2), 1e-3)  # of a feature that never differs, too, and after rounding
    z = np.clip((x - mean) / scale, -4, 4)
    z = np.hstack((z, np.ones((len(z), 1))))
    target = np.eye(classes)[wanted]
    pull = np.full(z.shape[1], ridge / counts.sum())
    pull[-1] = 1e-4
    step = 1.0 / (0.5 * float(np.linalg.eigvalsh((z * share[:, None]).T @ z)[-1]) + float(pull.max()))
    weights = ahead = np.zeros((classes, z.shape[1]))
    for turn in range(rounds):
        logits = z @ ahead.T
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        gradient = ((chances - target) * share[:, None]).T @ z + pull * ahead
        before, weights = weights, ahead - step * gradient
        ahead = weights + turn / (turn + 3) * (weights - before)
    return Linear(mean, scale, weights[:, :-1], weights[:, -1])


def chances_of(model: Linear, x: Floats) -> Floats:
    """The probability of each class, float64 (n, classes)."""
    z = np.clip((x - model.mean) / model.scale, -4, 4)
    logits = z @ model.weights.T + model.bias
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


Readers = tuple[Linear, Any]
"""The linear reader and scikit-learn's forest."""
TREES: Final = 150
DEPTH: Final = 9
LEAF: Final = 4
CHOSEN: Final = (
    "Number, depth and leaves of the trees, the share of the linear reader, the worth of the sets, and which features there are\n"
    "were chosen by the folds below: their figures flatter by what that choice gained.\n"
)
LINEAR_SHARE: Final = 0.25
"""How much the linear reader says, the forest the rest: chosen by folds of REAL sets among 0, .25 and .5."""


def trained(rows: Rows) -> Readers:
    """Both readers fitted on some rows."""
    from sklearn.ensemble import ExtraTreesClassifier

    counts = worth(rows)
    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_depth=DEPTH, max_features=0.3, random_state=0)
    return fit(rows.x, rows.wanted, counts, len(CLASSES)), forest.fit(rows.x, rows.wanted, sample_weight=counts)


def both_of(readers: Readers, x: Floats) -> Floats:
    """The probability of each class as the model tells it, its sharpness apart: float64 (n, classes)."""
    linear, forest = readers
    shares = np.zeros((len(x), len(CLASSES)))
    shares[:, forest.classes_] = forest.predict_proba(x)
    both = (LINEAR_SHARE, chances_of(linear, x)), (1 - LINEAR_SHARE, shares)
    logits = sum(part * np.log(np.maximum(one, LEAST)) for part, one in both)
    found = np.exp(logits)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def plain_forest(forest: Any) -> dict[str, str]:
    """A forest as the file has it: the nodes of all trees one after the other, packed."""
    found: dict[str, list[Any]] = {name: [] for name in ("roots", "feature", "threshold", "left", "right", "value")}
    for tree in (one.tree_ for one in forest.estimators_):
        base, leaf = len(found["feature"]), tree.children_left < 0
        shares = np.zeros((tree.node_count, len(CLASSES)))
        shares[:, forest.classes_.astype(int)] = tree.value[:, 0] / tree.value[:, 0].sum(axis=1, keepdims=True)
        found["roots"].append(base)
        found["feature"] += np.where(leaf, -1, tree.feature).tolist()
        found["threshold"] += np.where(leaf, 0, np.round(tree.threshold, 5)).tolist()
        first = len(found["value"]) // len(CLASSES)
        found["left"] += np.where(leaf, first + np.cumsum(leaf) - 1, tree.children_left + base).tolist()
        found["right"] += np.where(leaf, 0, tree.children_right + base).tolist()
        found["value"] += np.round(shares[leaf] * THOUSAND).ravel().tolist()
    return {name: packed(found[name], kind) for name, kind in KINDS.items()}


KINDS: Final = {"roots": "<i4", "feature": "<i2", "threshold": "<f8", "left": "<i4", "right": "<i4", "value": "<u2"}
"""How each list of a forest is packed: shares in thousandths, thresholds as they were rounded."""


def folds_of(rows: Rows, seed: int = 0) -> Ints:
    """The fold of each pair, 0 to FOLDS - 1; pairs that articles connect are in one."""
    groups = groups_of(rows)
    return np.random.default_rng(seed).permutation(int(groups.max()) + 1)[groups] % FOLDS


def by_folds(rows: Rows, seed: int = 0) -> Floats:
    """Probabilities of all pairs, each from a model that saw no article connected with it; their sharpness is not fitted yet."""
    folds = folds_of(rows, seed)
    found = np.zeros((len(rows), len(CLASSES)))
    for fold in range(FOLDS):
        held = folds == fold
        found[held] = both_of(trained(rows.at(~held)), rows.x[held])
    return found


def sharpened(rows: Rows, chances: Floats, parts: NDArray[Any]) -> Floats:
    """The probabilities with the sharpness that the pairs of all other parts ask for, part by part: it is held out, too."""
    found = chances.copy()
    for part in np.unique(parts):
        mine = parts == part
        found[mine] = _power(chances[mine], sharpness(rows.at(~mine), chances[~mine]))
    return found


def without_set(rows: Rows) -> dict[str, tuple[Rows, Floats]]:
    """For each set its pairs and their probabilities from a model that saw none of it, nor an article of it."""
    groups, found = groups_of(rows), {}
    for name in dict.fromkeys(rows.sets.tolist()):
        mine = rows.sets == name
        near = np.isin(groups, groups[mine])
        found[name] = rows.at(mine), both_of(trained(rows.at(~near)), rows.x[mine])
    return found


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


def sharpness(rows: Rows, chances: Floats) -> float:
    """The power of the probabilities with the least log loss on held-out pairs of REAL sets."""
    mine = np.isin(rows.sets, REAL)
    logs, wanted = np.log(np.maximum(chances[mine], 1e-6)), rows.wanted[mine]

    def loss(power: float) -> float:
        scaled = power * logs
        scaled -= np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return -float(scaled[np.arange(len(wanted)), wanted].mean())

    return float(min(np.linspace(0.5, 3.0, 51), key=loss))


def story(rows: Rows) -> Linear:
    """The same-story model: one row of weights over the same features."""
    known = np.array([pair["same_story"] is not None for pair in rows.pairs])
    some = rows.at(known)
    both = fit(some.x, np.array([int(pair["same_story"]) for pair in some.pairs]), worth(some), 2)
    return Linear(both.mean, both.scale, both.weights[1:] - both.weights[:1], both.bias[1:] - both.bias[:1])


def plain(model: Linear) -> dict[str, Any]:
    """A linear model as JSON has it."""
    return {name: np.round(getattr(model, name), 5).tolist() for name in ("mean", "scale", "weights", "bias")}


def write(rows: Rows, power: float, tables: Sequence[str]) -> None:
    """Put the model into calibration.json, and the tables into results/relation.md and out of it into the README."""
    linear, forest = trained(rows)
    values = {
        "features": list(rows.names),
        "linear": plain(linear),
        "linear_share": LINEAR_SHARE,
        "forest": plain_forest(forest),
        "sharpness": round(power, 3),
        "same_story": plain(story(rows)),
    }
    sizes = Counter(pair["set"] for pair in rows.pairs)
    data = ", ".join(f"{name} {count}" for name, count in sorted(sizes.items()))
    keep("relation", "python -m benchmarks.fit_relation --write", data, values)
    RESULT.write_text("# The relation on pairs that it has not seen\n\n" + "\n".join(tables), encoding="utf-8")
    readme.write()


def main() -> None:
    """Measure, fit, cross-validate, print, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--seeds", type=Path, default=Path("../shared/seeds"))
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    rows = load(given.rows, lambda: measured(list(labelled.every(given.gold, Path("data"), given.seeds)), given.jobs))
    folds, apart = by_folds(rows), without_set(rows)
    power, held = sharpness(rows, folds), sharpened(rows, folds, folds_of(rows))
    others = {name: sharpness(rows.at(rows.sets != name), folds[rows.sets != name]) for name in apart}
    unseen = [(name, some, _power(chances, others[name])) for name, (some, chances) in apart.items()]
    tables = [
        CHOSEN,
        table("Each set with none of it seen", unseen),
        table("Folds by connected articles", [(name, rows.at(rows.sets == name), held[rows.sets == name]) for name in apart]),
        reliability(held, rows),
    ]
    print("\n".join(tables), f"sharpness {power:.2f}", sep="\n")
    if given.write:
        write(rows, power, tables)


def _power(chances: Floats, power: float) -> Floats:
    scaled = np.maximum(chances, 1e-9) ** power
    return np.asarray(scaled / scaled.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
