"""Labelled pairs as rows of features: measured once, in parallel, kept in a file, and grouped by the articles that connect them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import COPIES, Labelled
from dedup.document import analyse
from dedup.pair.align.boilerplate import furniture_spans
from dedup.pair.align.links import score_links, units
from dedup.pair.relate.features import features, with_page
from dedup.pair.relate.link_features import Linked
from dedup.pair.relate.model import CLASSES
from dedup.settings import Settings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs as numbers: `x` float64 (n, features); `pairs`: of each its set, whether with the page, relations, names."""

    names: tuple[str, ...]
    x: Floats
    pairs: tuple[dict[str, Any], ...]

    def __len__(self) -> int:
        return len(self.pairs)

    def at(self, which: Ints | NDArray[np.bool_]) -> Rows:
        chosen = np.arange(len(self))[which]
        return Rows(self.names, self.x[chosen], tuple(self.pairs[at] for at in chosen.tolist()))

    @property
    def wanted(self) -> Ints:
        """The class of each pair, an index of CLASSES."""
        return np.array([class_of(pair["relations"][0]) for pair in self.pairs])

    @property
    def sets(self) -> NDArray[np.str_]:
        return np.array([pair["set"] for pair in self.pairs])


def class_of(relation: str) -> int:
    """The index of a relation among CLASSES."""
    return CLASSES.index("copy" if relation in COPIES else relation)


def measured(pairs: Sequence[Labelled], jobs: int) -> Rows:
    """The rows of all pairs; the pair whose texts are the same words needs no model and is left out."""
    groups = _by_texts(pairs)
    with ProcessPoolExecutor(jobs) as pool:
        found = [row for rows in pool.map(_measure, enumerate(groups), chunksize=4) for row in rows]
    names = tuple(found[0][0])
    return Rows(names, np.array([[row[name] for name in names] for row, _ in found]), tuple(pair for _, pair in found))


def _by_texts(pairs: Sequence[Labelled]) -> list[list[Labelled]]:
    """Pairs of the same two texts, one after the other: only what the page says is measured anew."""
    groups: list[list[Labelled]] = []
    for pair in pairs:
        last = groups[-1][0] if groups else None
        if last and (last.a.text, last.b.text) == (pair.a.text, pair.b.text):
            groups[-1].append(pair)
        else:
            groups.append([pair])
    return groups


def _measure(job: tuple[int, list[Labelled]]) -> list[tuple[dict[str, float], dict[str, Any]]]:
    """Rows of one pair of texts, linked in one direction or the other by turns, for the row must not depend on it."""
    number, pairs = job
    a, b = analyse(pairs[0].a), analyse(pairs[0].b)
    if a.words.norms == b.words.norms:
        return []
    source, derivative = (b, a) if number % 2 else (a, b)
    settings = Settings(model="")
    scores = score_links(source, derivative, units(derivative, furniture_spans(derivative)), None, settings)
    row = features(a, b, Linked(source, derivative, scores), settings.measures_order_words)
    rows = []
    for pair in pairs:
        now = with_page(row, replace(a, article=pair.a), replace(b, article=pair.b))
        rows.append(({name: float(value) for name, value in now.items()}, _known(pair)))
    return rows


def _known(pair: Labelled) -> dict[str, Any]:
    return {
        "set": pair.collection, "a": pair.a.id, "b": pair.b.id, "relations": list(pair.relations), "source": pair.source,
        "page": pair.page, "placed": pair.placed, "same_story": pair.same_story,
    }  # fmt: skip


def groups_of(rows: Rows) -> Ints:
    """A number for all pairs that articles join, directly or through others."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    keys = [(_article_key(pair, "a"), _article_key(pair, "b")) for pair in rows.pairs]
    for one, other in keys:
        parent[root(one)] = root(other)
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(root(one), len(numbers)) for one, _ in keys])


def _article_key(pair: dict[str, Any], side: str) -> str:
    """What may not stand on both sides of a split: an article, a story family, a topic of ECB+."""
    name, collection = pair[side], pair["set"]
    if collection in ("webis_pairs", "webis_more", "reposts"):
        return f"buzzfeed/{name}"
    if collection in ("allsides_pairs", "usnews", "usnews_own"):
        return f"usnews/{name}"
    part = {"data": "-", "ecb": "_"}.get(collection, ".")
    return f"{collection}/{name.rpartition(part)[0] if collection == 'data' else name.partition(part)[0]}"


def load(path: Path | None, make: Callable[[], Rows]) -> Rows:
    """The rows of a file, or measured and kept there."""
    if path and path.is_file():
        with np.load(path, allow_pickle=False) as kept:
            return Rows(tuple(kept["names"].tolist()), kept["x"], tuple(json.loads(str(kept["pairs"]))))
    rows = make()
    if path:
        np.savez_compressed(path, names=np.array(rows.names), x=rows.x, pairs=np.array(json.dumps(rows.pairs)))
    return rows
