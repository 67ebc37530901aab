"""Fit the confidence of changes (`changes` in dedup/calibration.json) on what a reader found right or wrong.

    python -m benchmarks.fit_claims [--write]

The rows of results/read-facts.jsonl: changes of fact and loaded words that were reported, each read against both articles (sets,
pairs, kinds, places and verdicts; no words; what was too doubtful to be `told` as a fact was read, too). The five of the set
`rewrites` were not read again: right is what the suite `rewrites` calls so by its gold, where all were. A share is that of a kind
in a band of similarity, drawn by a few rows towards the kind and the band, and these towards all. There are two tables: of news
that people were asked to alter (with what was read elsewhere where that has none of a kind; loaded words of all that rewrites
freely), and of news as outlets take it over. Which of the two a pair is, is fitted on results/change-pairs.jsonl; of loaded words,
on the verdicts themselves: `loaded` of them in `words` derived words, a `share` of all. Prints the shares, and how well all of it
foretells pairs that were left out in turn.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.change_pairs import ASKED, ChangePair, kept_pairs
from benchmarks.fit_framing import logistic
from benchmarks.fitted import keep
from dedup.pair.explain.changes.confidence import DOUBTFUL, Precision, Rates, Shares, rate_features

ROWS: Final = Path(__file__).with_name("results") / "read-facts.jsonl"
EDGES: Final = (0.45, 0.65, 0.85)
_DRAWN: Final = 4.0
"""Rows that a share is drawn by towards the wider one."""
_PRIOR: Final = 0.5
_PRIOR_NEWS: Final = 0.3
"""The share where nothing was read; less for news, where mistakes are more than changes."""
NEWS_WORTH: Final = 4.0
"""How much a pair of news counts beside one that was altered: news is what is compared. With 1 (and .63 for .52 as log loss of the
verdicts on news, pairs left out) 20 of 80 findings in news were told, 7 of them right; with 4 it is 11 and 5, and 97 of 97 right
ones in altered news are told as before. Chosen on the
verdicts that are scored, so that these figures flatter."""
_RIDGE: Final = 1.0
ALTERED: Final = "altered"

Row = dict[str, Any]
Pairs = Sequence[ChangePair]


def rows(path: Path = ROWS) -> list[Row]:
    """The verdicts, one a change; what no check finds any more (`found` is false) says nothing of those that are.

    A difference of two articles without a source has no link to be judged by.
    """
    listed = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [row for row in listed if row["severity"] != "difference" and row.get("found", True)]


def fit(listed: Sequence[Row], pairs: Pairs) -> Precision:
    """The shares of right changes by kind and band, of altered texts and of news, and which of the two a pair is."""
    loaded = loaded_rates([row for row in listed if row["severity"] == "loaded"])
    altered = {row["kind"] for row in listed if row["set"] == ALTERED}
    asked = [row for row in listed if _is_asked(loaded, row, row["set"] == ALTERED or row["kind"] not in altered)]
    news = [row for row in listed if not _is_asked(loaded, row, row["set"] == ALTERED)]
    return Precision(EDGES, _shares(asked, _PRIOR), _shares(news, _PRIOR_NEWS), rates(pairs), loaded)


def _is_asked(loaded: Rates, row: Row, fact: bool) -> bool:
    """What `fact` says; of a loaded word, whether it likely stands in a text that rewrites freely."""
    return _free(loaded, row) >= DOUBTFUL if row["severity"] == "loaded" else fact


def _free(loaded: Rates, row: Row) -> float:
    return loaded.chance(row["loaded"], row["words"], row["share"])


def rates(pairs: Pairs) -> Rates:
    """The model of whether a text was altered on purpose."""
    features = np.array([rate_features(pair.found, pair.words, pair.share) for pair in pairs])
    is_news = np.array([pair.set not in ASKED for pair in pairs])
    return _fitted(features, is_news, np.where(is_news, NEWS_WORTH, 1.0))


def loaded_rates(listed: Sequence[Row]) -> Rates:
    """The model of whether a text is rewritten freely: of the verdicts on its loaded words, which count as one a pair."""
    sizes = Counter(row["pair"] for row in listed)
    features = np.array([rate_features(row["loaded"], row["words"], row["share"]) for row in listed])
    is_wrong = np.array([not row["right"] for row in listed])
    return _fitted(features, is_wrong, np.array([1 / sizes[row["pair"]] for row in listed]))


def _fitted(features: NDArray[np.float64], is_none: NDArray[np.bool_], worth: NDArray[np.float64]) -> Rates:
    """The chance of what is not `is_none`."""
    model = logistic(features, is_none.astype(np.int64), worth, _RIDGE)
    mean, scale, weights = (tuple(np.round(row, 4).tolist()) for row in (model.mean, model.scale, model.weights[0]))
    return Rates(mean, scale, weights, round(float(model.bias[0]), 4))


def confidence(shares: Precision, row: Row, pair: ChangePair | None) -> float:
    """What a change that was read is said with; `pair` is None where it has no change today: as if it were altered."""
    if row["severity"] == "loaded":
        return shares.of(row["kind"], row["similarity"], _free(shares.loaded, row))
    return shares.of(row["kind"], row["similarity"], shares.rates.chance(pair.found, pair.words, pair.share) if pair else 1.0)


def _shares(listed: Sequence[Row], prior: float) -> Shares:
    every = _share(listed, prior)
    bands = tuple(_share([row for row in listed if _band(row) == band], every) for band in range(len(EDGES) + 1))
    kinds = {}
    for kind in sorted({row["kind"] for row in listed}):
        mine = [row for row in listed if row["kind"] == kind]
        whole = _share(mine, every)
        kinds[kind] = tuple(
            round(_share([row for row in mine if _band(row) == band], (whole + share) / 2), 3) for band, share in enumerate(bands)
        )
    return Shares(tuple(round(share, 3) for share in bands), kinds)


def _band(row: Row) -> int:
    return bisect_right(EDGES, row["similarity"])


def _share(listed: Sequence[Row], prior: float) -> float:
    right = sum(bool(row["right"]) for row in listed)
    return (right + _DRAWN * prior) / (len(listed) + _DRAWN)


def left_out(listed: Sequence[Row], pairs: Pairs, some: Sequence[Row]) -> list[tuple[float, bool]]:
    """The confidence of each of some rows by the rows of all other pairs, and whether it is right; of pairs that have a change
    today."""
    known = {_name(pair.pair): pair for pair in pairs}
    found = []
    for name in dict.fromkeys(_name(row["pair"]) for row in some):
        is_loaded = any(row["severity"] == "loaded" for row in some)
        if name not in known and not is_loaded:
            continue
        fitted = fit([row for row in listed if _name(row["pair"]) != name], [pair for pair in pairs if _name(pair.pair) != name])
        found += [(confidence(fitted, row, known.get(name)), row["right"]) for row in some if _name(row["pair"]) == name]
    return found


def _name(pair: str) -> frozenset[str]:
    """A pair, in whichever order it is named."""
    return frozenset(pair.split(">"))


def write(fitted: Precision, listed: Sequence[Row]) -> None:
    """Put the shares into calibration.json."""
    sets = {name: sum(row["set"] == name for row in listed) for name in sorted({row["set"] for row in listed})}
    data = "results/change-pairs.jsonl, results/read-facts.jsonl: " + ", ".join(f"{name} {count}" for name, count in sets.items())
    values: dict[str, Any] = {"edges": list(fitted.edges), "rates": asdict(fitted.rates), "loaded_rates": asdict(fitted.loaded)}
    for name, shares in (("altered", fitted.altered), ("news", fitted.news)):
        values[name] = {"bands": list(shares.bands), "kinds": {kind: list(those) for kind, those in shares.kinds.items()}}
    keep("changes", "python -m benchmarks.fit_claims --write", data, values)


def main() -> None:
    """Print the shares, and keep them with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    options, listed, pairs = parser.parse_args(), rows(), kept_pairs()
    fitted = fit(listed, pairs)
    for title, table in (("altered", fitted.altered), ("news", fitted.news)):
        print(f"{title:22}", *table.bands)
        for kind, shares in table.kinds.items():
            print(f"  {kind:20}", *shares)
    loaded = [row for row in listed if row["severity"] == "loaded"]
    told = [right for said, right in left_out(listed, pairs, loaded) if said >= DOUBTFUL]
    read = f"{len(loaded)} loaded words read, {sum(row['right'] for row in loaded)} right"
    print(f"{read}; left out in turn {len(told)} told, {sum(told)} right")
    for name in (ALTERED, "news"):
        some = [row for row in listed if (row["set"] == ALTERED) == (name == ALTERED) and row["severity"] == "fact"]
        sure = [right for said, right in left_out(listed, pairs, some) if said >= DOUBTFUL]
        read = f"{len(some)} facts read, {sum(row['right'] for row in some)} right"
        print(f"{name}: {read}; left out in turn {len(sure)} said, {sum(sure)} right")
    if options.write:
        write(fitted, listed)


if __name__ == "__main__":
    main()
