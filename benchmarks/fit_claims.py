"""Fit the confidence of changes (`changes` in dedup/calibration.json) on what a reader found right or wrong.

    python -m benchmarks.fit_claims [--write]

The rows of results/read-facts.jsonl: changes of fact and loaded words that were reported, each read against both articles (sets,
pairs, kinds, places and verdicts; no words). A share is that of its kind in its band of similarity, drawn towards the band by a few
rows, and the band towards all. The shares are of news that people were asked to alter (of all, where that has none of a kind), and
of loaded words. Real news has few changes, and a finding that is one of few in many derived words is right less often: by how much
is fitted on the rows of real pairs (`found` changes in `words` derived words; what was too doubtful to be `told` as a fact was
read, too), the shares given. Prints the shares, and how well they foretell pairs that were left out in turn.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any, Final

from benchmarks.fitted import keep
from dedup.pair.explain.changes.confidence import DOUBTFUL, Precision

ROWS: Final = Path(__file__).with_name("results") / "read-facts.jsonl"
EDGES: Final = (0.45, 0.65, 0.85)
USUAL: Final = 100.0
"""Derived words with one change from which on a share holds as it is: altered news has one in 74."""
_DRAWN: Final = 4.0
"""Rows that a share is drawn by towards the wider one."""

_STEPS: Final = tuple(step / 20 for step in range(61))
"""What is tried for the fall of the log-odds."""
_EXPECTED, _SPREAD = 1.0, 0.5
"""The fall that is expected where nothing was read, and how far from it: false findings come at one rate in all texts."""
ALTERED: Final = "altered"

Row = dict[str, Any]


def rows(path: Path = ROWS) -> list[Row]:
    """The verdicts, one a change; a difference of two articles without a source has no link to be judged by."""
    return [row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if row["severity"] != "difference"]


def fit(listed: Sequence[Row]) -> Precision:
    """The shares of right changes by kind and band, and how they fall where changes are rare."""
    altered = {row["kind"] for row in listed if row["set"] == ALTERED}
    shares = _shares([row for row in listed if row["set"] == ALTERED or row["severity"] == "loaded" or row["kind"] not in altered])
    real = [row for row in listed if row["severity"] == "fact" and row.get("words")]
    return replace(shares, rarer=max(_STEPS, key=lambda rarer: _likelihood(replace(shares, rarer=rarer), real)))


def _likelihood(shares: Precision, real: Sequence[Row]) -> float:
    """Log-likelihood of the verdicts on real pairs, with what is expected of the fall."""
    total = -0.5 * ((shares.rarer - _EXPECTED) / _SPREAD) ** 2
    for row in real:
        sure = confidence(shares, row)
        total += log(sure if row["right"] else 1 - sure)
    return total


def confidence(shares: Precision, row: Row) -> float:
    """What a change that was read is said with."""
    share = shares.of(row["kind"], row["similarity"])
    return shares.among(share, row["found"], row["words"]) if row.get("words") else share


def _shares(listed: Sequence[Row]) -> Precision:
    every = _share(listed, 0.5)
    bands = tuple(_share([row for row in listed if _band(row) == band], every) for band in range(len(EDGES) + 1))
    kinds = {}
    for kind in sorted({row["kind"] for row in listed}):
        mine = [row for row in listed if row["kind"] == kind]
        whole = _share(mine, every)
        kinds[kind] = tuple(
            round(_share([row for row in mine if _band(row) == band], (whole + share) / 2), 3) for band, share in enumerate(bands)
        )
    return Precision(EDGES, tuple(round(share, 3) for share in bands), kinds, 0.0, USUAL)


def _band(row: Row) -> int:
    return bisect_right(EDGES, row["similarity"])


def _share(listed: Sequence[Row], prior: float) -> float:
    right = sum(bool(row["right"]) for row in listed)
    return (right + _DRAWN * prior) / (len(listed) + _DRAWN)


def left_out(listed: Sequence[Row], some: Sequence[Row]) -> list[tuple[float, bool]]:
    """The confidence of each of some rows by the rows of all other pairs, and whether it is right."""
    found = []
    for pair in dict.fromkeys(row["pair"] for row in some):
        fitted = fit([row for row in listed if row["pair"] != pair])
        found += [(confidence(fitted, row), row["right"]) for row in some if row["pair"] == pair]
    return found


def write(fitted: Precision, listed: Sequence[Row]) -> None:
    """Put the shares into calibration.json."""
    sets = {name: sum(row["set"] == name for row in listed) for name in sorted({row["set"] for row in listed})}
    data = "results/read-facts.jsonl: " + ", ".join(f"{name} {count}" for name, count in sets.items())
    kinds = {kind: list(shares) for kind, shares in fitted.kinds.items()}
    values: dict[str, Any] = {"edges": list(fitted.edges), "bands": list(fitted.bands), "kinds": kinds}
    values |= {"rarer": fitted.rarer, "usual": fitted.usual}
    keep("changes", "python -m benchmarks.fit_claims --write", data, values)


def main() -> None:
    """Print the shares, and keep them with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options, listed = parser.parse_args(), rows()
    fitted = fit(listed)
    print("bands", fitted.bands, "rarer", fitted.rarer)
    for kind, shares in fitted.kinds.items():
        print(f"{kind:22}", *shares)
    for name in (ALTERED, "real"):
        some = [row for row in listed if (row["set"] == ALTERED) == (name == ALTERED) and row["severity"] == "fact"]
        sure = [right for said, right in left_out(listed, some) if said >= DOUBTFUL]
        read = f"{len(some)} facts read, {sum(row['right'] for row in some)} right"
        print(f"{name}: {read}; left out in turn {len(sure)} said, {sum(sure)} right")
    if options.write:
        write(fitted, listed)


if __name__ == "__main__":
    main()
