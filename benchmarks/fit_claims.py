"""Fit the confidence of changes (`changes` in dedup/calibration.json) on what a reader found right or wrong.

    python -m benchmarks.fit_claims [--write]

The rows of results/read-facts.jsonl: changes of fact and loaded words that were reported, each read against both articles (sets,
pairs, kinds, places and verdicts; no words). A share is that of its kind in its band of similarity, drawn towards the band by a few
rows, and the band towards all. Prints the shares, and how well they foretell pairs that were left out in turn.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.fitted import keep
from dedup.pair.explain.changes.confidence import Precision

ROWS: Final = Path(__file__).with_name("results") / "read-facts.jsonl"
EDGES: Final = (0.45, 0.65, 0.85)
_DRAWN: Final = 4.0
"""Rows that a share is drawn by towards the wider one."""

Row = dict[str, Any]


def rows(path: Path = ROWS) -> list[Row]:
    """The verdicts, one a change; a difference of two articles without a source has no link to be judged by."""
    return [row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if row["severity"] != "difference"]


def fit(listed: Sequence[Row]) -> Precision:
    """The shares of right changes by kind and band."""
    every = _share(listed, 0.5)
    bands = tuple(_share([row for row in listed if _band(row) == band], every) for band in range(len(EDGES) + 1))
    kinds = {}
    for kind in sorted({row["kind"] for row in listed}):
        mine = [row for row in listed if row["kind"] == kind]
        whole = _share(mine, every)
        kinds[kind] = tuple(
            round(_share([row for row in mine if _band(row) == band], (whole + share) / 2), 3) for band, share in enumerate(bands)
        )
    return Precision(EDGES, tuple(round(share, 3) for share in bands), kinds)


def _band(row: Row) -> int:
    return bisect_right(EDGES, row["similarity"])


def _share(listed: Sequence[Row], prior: float) -> float:
    right = sum(bool(row["right"]) for row in listed)
    return (right + _DRAWN * prior) / (len(listed) + _DRAWN)


def left_out(listed: Sequence[Row]) -> list[tuple[float, bool]]:
    """The confidence of each row by the rows of all other pairs, and whether it is right."""
    found = []
    for pair in dict.fromkeys(row["pair"] for row in listed):
        fitted = fit([row for row in listed if row["pair"] != pair])
        found += [(fitted.of(row["kind"], row["similarity"]), row["right"]) for row in listed if row["pair"] == pair]
    return found


def write(fitted: Precision, listed: Sequence[Row]) -> None:
    """Put the shares into calibration.json."""
    sets = {name: sum(row["set"] == name for row in listed) for name in sorted({row["set"] for row in listed})}
    data = "results/read-facts.jsonl: " + ", ".join(f"{name} {count}" for name, count in sets.items())
    kinds = {kind: list(shares) for kind, shares in fitted.kinds.items()}
    values = {"edges": list(fitted.edges), "bands": list(fitted.bands), "kinds": kinds}
    keep("changes", "python -m benchmarks.fit_claims --write", data, values)


def main() -> None:
    """Print the shares, and keep them with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options, listed = parser.parse_args(), rows()
    fitted, told = fit(listed), left_out(listed)
    print("bands", fitted.bands)
    for kind, shares in fitted.kinds.items():
        print(f"{kind:22}", *shares)
    sure = [right for confidence, right in told if confidence >= 0.5]
    print(f"{len(listed)} read, {sum(row['right'] for row in listed)} right")
    print(f"left out in turn: of {len(sure)} said {sum(sure)} are right")
    if options.write:
        write(fitted, listed)


if __name__ == "__main__":
    main()
