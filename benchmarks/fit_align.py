"""Fit the weights of the alignment (`align` in dedup/calibration.json) on half of PAN 2013 train.

    python -m benchmarks.fit_align [--data DIR] [--try NAME=VALUE]… [--write]

The set is split by the name of the source document; the weights are fitted on the pairs of one half, and the figures of both
halves are printed with the settings as they are, or with those given by --try. The settings `align_…` were set on the same half,
one at a time, by --try.
"""

from __future__ import annotations

import argparse
import ast
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitted import keep
from benchmarks.pan import Match, PanPair, covered, figures, judge, read_pairs
from dedup.article import Article
from dedup.calibration import trying
from dedup.document import Document, analyse
from dedup.pair.align import stretches as align
from dedup.pair.align import summaries as condense
from dedup.pair.align.regions import Pair, encode
from dedup.settings import Settings

Row = tuple[tuple[float, ...], bool]
"""Features of a candidate, and whether gold has it."""

Rows = list[Row]

RIDGE = 0.1
HALVES = ("fitted", "held out")


def half_of(pair: PanPair) -> str:
    """The half that a pair is in: no source document stands in both."""
    return HALVES[zlib.crc32(pair.source.stem.encode()) % 2]


def texts(pairs: Sequence[PanPair]) -> dict[Path, Document]:
    """Every text of the pairs, made ready."""
    found = {}
    for path in sorted({path for pair in pairs for path in (pair.suspicious, pair.source)}):
        with path.open(encoding="utf-8", newline="") as file:
            found[path] = analyse(Article(file.read(), id=path.stem))
    return found


def region_rows(
    gold: PanPair, source: Document, suspicious: Document, pair: Pair, settings: Settings
) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Features of every region, and whether gold covers .3 of it; pairs with a summary are left to `summary_rows`."""
    if gold.kind == "summary" and gold.cases:
        return
    for region in align.likely_regions(pair, settings):
        match = Match(align.span(suspicious, region.derivative), align.span(source, region.source))
        yield align.features(pair, region), covered(match, gold.cases) > 0.3


def summary_rows(gold: PanPair, pair: Pair, settings: Settings) -> Iterator[Row]:
    """Features of the best run for a summary, and whether the pair has a summary."""
    whole = condense.whole_run(pair, settings)
    if whole is not None:
        found = align.likely_regions(pair, settings)
        yield condense.features(pair, whole, found, settings), gold.kind == "summary" and bool(gold.cases)


def fit(rows: Rows) -> NDArray[np.float64]:
    """Weights of a logistic regression, the intercept last, by damped Newton steps with an L2 penalty."""
    inputs = np.column_stack([np.array([values for values, _ in rows]), np.ones(len(rows))])
    truth = np.array([label for _, label in rows], np.float64)
    penalty = np.diag([*[RIDGE] * (inputs.shape[1] - 1), 1e-6])
    weights = np.zeros(inputs.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(curvature, inputs.T @ (truth - chance) - penalty @ weights)
        weights += step * min(1.0, 5 / max(float(np.abs(step).max()), 1e-9))
    return weights


def log_loss(rows: Rows, weights: NDArray[np.float64]) -> float:
    """Mean natural log-loss of the weights on the rows."""
    odds = np.array([[*values, 1.0] for values, _ in rows]) @ weights
    return float(np.logaddexp(0, np.where([label for _, label in rows], -odds, odds)).mean())


def main() -> None:
    """Fit, print the weights, score both halves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/gold/pan13-train"))
    parser.add_argument("--try", dest="tried", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    changes = dict(item.split("=", 1) for item in given.tried)
    settings = Settings().updated({name: ast.literal_eval(value) for name, value in changes.items()})
    pairs = read_pairs(given.data)
    ready = texts(pairs)
    weights = _fitted(pairs, ready, settings)
    for half in HALVES:
        print(f"{half}, with the weights above:")
        with trying("align", weights):
            told = figures([judge(pair, settings) for pair in pairs if half_of(pair) == half])
        for name, value in told.items():
            print(f"    {name:<24}{value:.4f}")
    if given.write:
        count = sum(half_of(pair) == HALVES[0] for pair in pairs)
        keep("align", "python -m benchmarks.fit_align --write", f"pan13-train: {count} of {len(pairs)} pairs, by source", weights)


def _fitted(pairs: Sequence[PanPair], ready: dict[Path, Document], settings: Settings) -> dict[str, list[float]]:
    """The group `align`: weights of both models, from the rows of one half."""
    confidence: dict[str, Rows] = {half: [] for half in HALVES}
    summary: dict[str, Rows] = {half: [] for half in HALVES}
    for gold in pairs:
        source, suspicious = ready[gold.source], ready[gold.suspicious]
        pair = encode(source, suspicious, settings)
        confidence[half_of(gold)] += region_rows(gold, source, suspicious, pair, settings)
        summary[half_of(gold)] += summary_rows(gold, pair, settings)
    found = {}
    for name, rows in (("confidence_weights", confidence), ("summary_weights", summary)):
        weights = fit(rows[HALVES[0]])
        losses = ", ".join(f"{half} {log_loss(rows[half], weights):.4f} ({len(rows[half])} rows)" for half in HALVES)
        print(f"{name}: log-loss {losses}\n    ({', '.join(f'{weight:.2f}' for weight in weights)})")
        found[name] = [round(float(weight), 2) for weight in weights]
    return found


if __name__ == "__main__":
    main()
