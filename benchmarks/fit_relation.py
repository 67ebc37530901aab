"""Fit the relation (`relation` in dedup/calibration.json) on labelled pairs, and say what it scores on pairs it has not seen.

    python -m benchmarks.fit_relation [--gold DIR] [--seeds DIR] [--rows FILE] [--jobs N] [--write | --alone]

Fitted on the `fit` halves of webis_pairs and allsides_pairs, our own labels of further pairs of its articles (`webis_more`) and of
usnews (pairs of two outlets, and of one: `usnews_own`), altered, altered_urdu, paraphrased, reposts, data, the seeds, COUNTER, and
on ECB+ and Reuters as pairs that nobody took from each other. Prints three tables, and keeps them in results/relation.md with
`--write`: each set with none of it seen, which are the figures that count, and folds by connected articles, so that no article is
on both sides. What was chosen by these folds (WORTH, LINEAR_SHARE, OTHERS, the trees, the features) flatters all tables. A set
that is held out is not alone in its crawl (CRAWLS), so a third table holds out each crawl whole. The sharpness of the
probabilities is held out in all.

`--rows` keeps the features of all pairs in a file (.npz) and reads them from there: measuring them takes minutes, fitting one.
`--write` puts the numbers into calibration.json. `--alone` prints the folds of one model of everything, to compare. Needs
scikit-learn.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import labelled, readme
from benchmarks.fitted import keep
from benchmarks.labelled import REAL
from benchmarks.relation_plain import one_output, plain, plain_readers
from benchmarks.relation_rows import Rows, class_of, groups_of, load, measured
from benchmarks.relation_tables import reliability, table, untold
from dedup.calibration import Linear
from dedup.pair.relate.model import CLASSES, LEAST, with_link

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORTH: Final = {
    "webis_pairs": 1.8, "webis_more": 0.6, "allsides_pairs": 2.4, "usnews": 6.0, "usnews_own": 0.8, "reposts": 0.35, "seeds": 0.1,
    "data": 0.5, "altered": 1.0, "altered_urdu": 0.3, "paraphrased": 1.2, "counter": 0.55, "ecb": 2.2, "reuters": 1.0,
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


CRAWLS: Final = {
    "usnews": "US outlets 2012-2020", "usnews_own": "US outlets 2012-2020", "allsides_pairs": "US outlets 2012-2020",
    "webis_pairs": "US outlets September 2016", "webis_more": "US outlets September 2016", "reposts": "US outlets September 2016",
}  # fmt: skip
"""The crawl that the articles of a set come from; every other set is one by itself."""

Readers = tuple[Linear, Any]
"""The linear reader and scikit-learn's forest of one expert."""


class Experts(NamedTuple):
    """Both experts, and the gate: its second output against its first is the chance that a pair is one for `outlets`."""

    general: Readers
    outlets: Readers
    gate: Linear


TREES: Final = 150
DEPTH: Final = 10
LEAF: Final = 4
CHOSEN: Final = (
    "Number, depth and leaves of the trees, the share of the linear reader, the worth of the sets, how much each expert hears of\n"
    "pairs that are not its own, and which features there are were chosen by the folds below: their figures flatter by what that\n"
    "choice gained.\n"
)
LINEAR_SHARE: Final = 0.25
"""How much the linear reader says, the forest the rest: chosen by folds of REAL sets among 0, .25 and .5."""


OTHERS: Final = {"general": 0.5, "outlets": 0.1}
"""How much each expert counts the pairs that are not its own: to `general` those of OUTLETS, to `outlets` all others.

Chosen by folds: among .03, .1, .2 and .3 for `outlets`, among .1, .3, .5 and 1 for `general`. What one model of everything scores
(1 and 1) `--alone` prints: of pages of webis_pairs .82 right in place of .86, of usnews .80 in place of .81, of reposts .84 in
place of .81 (one pair of 37), elsewhere within .02. Features measured anew, or other trees, move a set of 80 pairs by up to .04.
"""
OUTLETS: Final = (*REAL, "reposts")
"""The sets of articles as outlets publish them."""


def trained(rows: Rows, others: Mapping[str, float] = OTHERS) -> Experts:
    """Both experts and their gate, fitted on some rows."""
    counts, published = worth(rows), np.isin(rows.sets, OUTLETS)
    general = _readers(rows, np.where(published, others["general"], 1.0) * counts)
    outlets = _readers(rows, np.where(published, 1.0, others["outlets"]) * counts)
    return Experts(general, outlets, _gate(rows, counts, published))


def linked_share(rows: Rows) -> float:
    """The share of readers who call a pair with a link derived; one more of each, so that few pairs make nothing certain."""
    pairs = [rows.pairs[at] for at in _with_link(rows)]
    shares = [float(np.mean([class_of(relation) < 2 for relation in pair["relations"]])) for pair in pairs]
    return (sum(shares) + 1) / (len(shares) + 2)


def lifted(rows: Rows, chances: Floats, linked: float) -> Floats:
    """The probabilities of these pairs as the model tells them at last: with a link to the other, derived has `linked` at least."""
    told = chances.copy()
    for at in _with_link(rows):
        told[at] = with_link(chances[at], linked)
    return told


def _with_link(rows: Rows) -> list[int]:
    return [int(at) for at in np.flatnonzero(rows.x[:, rows.names.index("links_other")] > 0)]


def _readers(rows: Rows, counts: Floats) -> Readers:
    from sklearn.ensemble import ExtraTreesClassifier

    forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, max_depth=DEPTH, max_features=0.3, random_state=0)
    return fit(rows.x, rows.wanted, counts, len(CLASSES)), forest.fit(rows.x, rows.wanted, sample_weight=counts)


def _gate(rows: Rows, counts: Floats, published: NDArray[np.bool_]) -> Linear:
    """Whether a pair is one of OUTLETS, by its features; both sides count the same in all."""
    even = counts / np.where(published, counts[published].sum(), counts[~published].sum()) * len(rows) / 2
    return fit(rows.x, published.astype(np.int64), even, 2)


def both_of(experts: Experts, x: Floats) -> Floats:
    """The probability of each class as the experts tell it, neither sharpened nor lifted: float64 (n, classes)."""
    outlets = chances_of(experts.gate, x)[:, 1:]
    return np.asarray((1 - outlets) * _chances(experts.general, x) + outlets * _chances(experts.outlets, x))


def _chances(readers: Readers, x: Floats) -> Floats:
    linear, forest = readers
    shares = np.zeros((len(x), len(CLASSES)))
    shares[:, forest.classes_] = forest.predict_proba(x)
    both = (LINEAR_SHARE, chances_of(linear, x)), (1 - LINEAR_SHARE, shares)
    logits = sum(part * np.log(np.maximum(one, LEAST)) for part, one in both)
    mixed = np.exp(logits)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))


def folds_of(rows: Rows) -> Ints:
    """The fold of each pair, 0 to FOLDS - 1; pairs that articles connect are in one, and folds are about as large as each other.

    The largest group goes first, each into the smallest fold so far, those of one size by name: the order of the pairs has no say,
    and two sets that are one group each (altered, paraphrased) are not held out together.
    """
    groups = groups_of(rows)
    sizes = Counter(groups.tolist())
    names: dict[int, str] = {}
    for group, pair in zip(groups.tolist(), rows.pairs, strict=True):
        name = f"{pair['set']}/{pair['a']}/{pair['b']}"
        names[group] = min(names.get(group, name), name)
    fold, filled = {}, [0] * FOLDS
    for group in sorted(sizes, key=lambda group: (-sizes[group], names[group])):
        fold[group] = min(range(FOLDS), key=filled.__getitem__)
        filled[fold[group]] += sizes[group]
    return np.array([fold[group] for group in groups.tolist()])


def by_folds(rows: Rows, others: Mapping[str, float] = OTHERS) -> Floats:
    """Probabilities of all pairs, each from a model that saw no article connected with it; their sharpness is not fitted yet."""
    folds = folds_of(rows)
    found = np.zeros((len(rows), len(CLASSES)))
    for fold in range(FOLDS):
        held = folds == fold
        found[held] = both_of(trained(rows.at(~held), others), rows.x[held])
    return found


def sharpened(rows: Rows, chances: Floats, parts: NDArray[Any]) -> Floats:
    """The probabilities sharpened and lifted as the pairs of all other parts ask for, part by part: that is held out, too."""
    found = chances.copy()
    for part in np.unique(parts):
        mine = parts == part
        others = rows.at(~mine)
        found[mine] = lifted(rows.at(mine), _power(chances[mine], sharpness(others, chances[~mine])), linked_share(others))
    return found


def crawl_of(name: str) -> str:
    """The crawl that a set is of; its own name where no other set is of it."""
    return CRAWLS.get(name, name)


Parts = NDArray[np.str_]


def without(rows: Rows, parts: Parts, folds: Floats, only: Collection[str]) -> list[tuple[str, Rows, Floats]]:
    """Each set of the parts in `only` with what a model says of it that saw nothing of its part, nor an article of it.

    `parts`: the part of each pair. `folds`: probabilities by folds, for the sharpness that the pairs of all other parts ask for.
    """
    groups, found = groups_of(rows), []
    for part in only:
        mine = parts == part
        seen = rows.at(~np.isin(groups, groups[mine]))
        experts, linked = trained(seen), linked_share(seen)
        power = sharpness(rows.at(~mine), folds[~mine])
        for name in dict.fromkeys(rows.sets[mine].tolist()):
            some = rows.at(rows.sets == name)
            found.append((name, some, lifted(some, _power(both_of(experts, some.x), power), linked)))
    return found


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
    return one_output(fit(some.x, np.array([int(pair["same_story"]) for pair in some.pairs]), worth(some), 2))


def write(rows: Rows, power: float, tables: Sequence[str]) -> None:
    """Put the model into calibration.json, and the tables into results/relation.md and out of it into the README."""
    experts = trained(rows)
    values = {
        "features": list(rows.names),
        **{name: plain_readers(getattr(experts, name)) for name in OTHERS},
        "gate": plain(one_output(experts.gate)),
        "linear_share": LINEAR_SHARE,
        "linked": round(linked_share(rows), 3),
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
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args()
    rows = load(given.rows, lambda: measured(list(labelled.every(given.gold, Path("data"), given.seeds)), given.jobs))
    folds = by_folds(rows, dict.fromkeys(OTHERS, 1.0) if given.alone else OTHERS)
    power, held = sharpness(rows, folds), sharpened(rows, folds, folds_of(rows))
    crawls = np.array([crawl_of(name) for name in rows.sets.tolist()])
    names = dict.fromkeys(rows.sets.tolist())
    of_folds = table("Folds by connected articles", [(name, rows.at(rows.sets == name), held[rows.sets == name]) for name in names])
    if given.alone:
        print(of_folds)
        return
    tables = [
        CHOSEN,
        table("Each set with none of it seen", without(rows, rows.sets, folds, names)),
        table("Each crawl with none of it seen", without(rows, crawls, folds, dict.fromkeys(CRAWLS.values()))),
        of_folds,
        reliability(held, rows),
        untold(held, rows),
    ]
    print("\n".join(tables), f"sharpness {power:.2f}", sep="\n")
    if given.write:
        write(rows, power, tables)


def _power(chances: Floats, power: float) -> Floats:
    scaled = np.maximum(chances, 1e-9) ** power
    return np.asarray(scaled / scaled.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
