"""Suite `speed_index`: articles added a second, candidates found, opening, bytes and memory of an index of many articles.

The corpora are made by `make_corpus.py` of the peers' folder (`copy` for the costs, `partial` for the families). Each kind of
index is measured in a process of its own. MB are 2^20 bytes. `--index-scale 0.1` makes all of it a tenth as large.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import output_of, peak_mb
from benchmarks.speed_crawl import ARTICLES as CRAWLED
from benchmarks.speed_families import pair_f1
from benchmarks.suite import DataError, Figures, Options, Suite
from dedup import Article, Settings

ARTICLES: Final = 100_000
FAMILY_ARTICLES: Final = 20_000
QUESTIONS: Final = 300
CHECKED: Final = 20
"""Derived articles whose windows are compared with all stored windows."""

_KINDS: Final[dict[str, tuple[str, ...]]] = {"minhash": ("minhash",), "both": ("minhash", "embedding")}
_CRAWLS: Final = "3000,20000"
"""Real articles that are stored before a crawler calls: 10,000 pages of US outlets, 300 of which are added and 300 asked about, and
the agency's beside them."""
_STORED_AT_ONCE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Run:
    """A corpus of one shape and so many articles, and the kinds of index that are measured on it."""

    shape: str
    articles: int
    kinds: tuple[str, ...]
    maker: Path


def load(data: Path, options: Options) -> list[Run]:
    """One run for the costs, one for the families. `index-kind` limits it to one of minhash, both and families."""
    scale, wanted = float(options.extra.get("index-scale", "1")), options.extra.get("index-kind", "")
    if wanted not in ("", "families", "crawl", *_KINDS):
        raise DataError(f"speed_index: there is no kind {wanted!r}; the kinds are {', '.join(_KINDS)}, families and crawl")
    maker, costs = data / "make_corpus.py", tuple(kind for kind in _KINDS if wanted in ("", kind))
    families = ("families",) if wanted in ("", "families") else ()
    crawled = wanted == "crawl" or (not wanted and (data.parent / CRAWLED).is_file())
    runs = [
        Run("copy", max(1000, round(ARTICLES * scale)), costs, maker),
        Run("partial", max(1000, round(FAMILY_ARTICLES * scale)), families, maker),
        *(
            Run("crawl", count, ("crawl",), data.parent / CRAWLED)
            for count in map(int, options.extra.get("crawl-sizes", _CRAWLS).split(","))
            if crawled
        ),
    ]
    return [run for run in runs if run.kinds]


def judge(case: Run, settings: Settings) -> Figures:
    """Figures of the kinds, by name. Raises DataError when the corpus cannot be made."""
    del settings  # the defaults are what is measured
    if case.shape == "crawl":
        command = [sys.executable, "-m", "benchmarks.speed_crawl", str(case.maker), str(case.articles)]
        return {f"crawl_{case.articles}_{name}": value for name, value in json.loads(output_of(command)).items()}
    with tempfile.TemporaryDirectory() as folder:
        output_of([sys.executable, str(case.maker), case.shape, str(case.articles), folder])
        measured = {
            kind: json.loads(output_of([sys.executable, "-m", "benchmarks.speed_index", kind, folder])) for kind in case.kinds
        }
    return {f"index_{kind}_{name}": value for kind, found in measured.items() for name, value in found.items()}


def measure(kind: str, folder: Path) -> dict[str, float]:
    """Add the corpus in `folder` to a new index there, ask it, open it again."""
    from dedup.detect import Detector

    place = folder / f"index-{kind}"
    count = sum(1 for _ in (folder / "corpus.jsonl").open(encoding="utf-8"))
    rates: list[float] = []
    part = max(500, count // 10)
    processor = time.process_time()
    with _articles(folder) as articles, Detector.open(place, indexes=_KINDS[kind]) as detector:  # type: ignore[arg-type]
        detector.candidates(Article(text="The compiled pass and the model are loaded before the clock starts.", id="warm"))
        text_bytes = 0
        while batch := list(islice(articles, part)):
            text_bytes += sum(len(article.text.encode()) for article in batch)
            started = time.perf_counter()
            detector.add_many(batch)
            rates.append(len(batch) / (time.perf_counter() - started))
            last = batch
        processor = time.process_time() - processor
        milliseconds = [_milliseconds(detector, article) for article in last[:QUESTIONS]]
        stored: dict[str, Any] = detector.stats()["bytes"]
        memory = peak_mb()
        made = _derived(folder)
        derived = [article for article in last if article.id in made][:CHECKED]
        checked = {"nearest_recall": nearest_recall(detector, derived)} if kind == "both" else {}
    started = time.perf_counter()
    with Detector.open(place):
        opening = time.perf_counter() - started
    return {
        "articles": float(count),
        "rate": count / sum(part / rate for rate in rates),
        "last_over_first": rates[-1] / rates[0],
        "processor_ms": 1000 * processor / count,
        "find_p95_ms": float(np.percentile(milliseconds, 95)),
        "open_seconds": opening,
        "overhead_bytes": (stored["file"] - text_bytes) / count,
        "memory_mb": memory,
        **checked,
    }


def nearest_recall(detector: Any, articles: Sequence[Article]) -> float:
    """Of the windows whose nearest one of all makes its article a candidate, the share for which the index finds that one.

    Or one as near. The articles are stored ones; what came after them does not count, as when they were added.
    """
    index = next(one for one in detector._collection.indexes if one.name == "embedding")
    rows = index.rows([article.text for article in articles])
    before = np.array([detector._store.versions(article.id)[-1][0] for article in articles], np.int64)
    asked, found, _ = index.nearest(rows, before)
    stored, owners = index.every_vector()
    exact = exact_cosines(rows.vectors[rows.vectors.any(axis=1)], stored, np.searchsorted(owners, before[asked]))
    margins = exact[:, 0] - exact[:, 10:30].mean(axis=1)
    settings = Settings()
    growth = 1 + settings.index_window_growth * np.log(np.bincount(asked))
    out = (margins >= settings.index_window_margin * growth[asked]) & (exact[:, 0] >= settings.index_window_cosine)
    return float((found[out, 0] >= exact[out, 0] - 0.001).mean()) if out.any() else float("nan")


def exact_cosines(asked: NDArray[np.int8], stored: NDArray[np.int8], limits: NDArray[np.int64]) -> NDArray[np.float32]:
    """The thirty highest cosines of each window with the stored ones before its limit, falling, float32 (windows, 30)."""
    best = np.full((len(asked), 30), -1, np.float32)
    mine = asked / np.linalg.norm(asked.astype(np.float32), axis=1, keepdims=True)
    for first in range(0, len(stored), _STORED_AT_ONCE):
        part = stored[first : first + _STORED_AT_ONCE].astype(np.float32)
        cosines = mine @ (part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1)).T
        cosines[np.arange(first, first + len(part)) >= limits[:, None]] = -1
        best = np.sort(np.concatenate((best, np.partition(cosines, -30, axis=1)[:, -30:]), axis=1), axis=1)[:, :-31:-1]
    return best


def measure_families(folder: Path) -> dict[str, float]:
    """Add the corpus in `folder`, compare the candidates of each article, join what is related; F1 by pairs, and the rate."""
    from dedup.detect import Added, Detector

    family: dict[str, str] = {}
    proposed: list[str] = []

    def told(added: Added) -> None:
        family[added.id] = added.id
        if added.candidates:
            proposed.append(added.id)

    started = time.perf_counter()
    with _articles(folder) as articles, Detector.open(folder / "index") as detector:
        count = detector.add_many(articles, report=told)
        kept = time.perf_counter() - started
        edges = [(name, match.article.id) for name in proposed for match in detector.matches(name)]
    for one, other in edges:
        family[_root(family, one)] = _root(family, str(other))
    families = {name: _root(family, name) for name in family}
    labels = dict(line.split("\t")[:2] for line in (folder / "labels.tsv").read_text(encoding="utf-8").splitlines())
    compared = time.perf_counter() - started - kept
    return {
        "articles": float(count),
        "f1": pair_f1(families, labels),
        "edge_precision": float(np.mean([labels[one] == labels[str(other)] for one, other in edges])) if edges else float("nan"),
        "candidates_ms": 1000 * compared / max(1, len(proposed)),
    }


def _root(family: Mapping[str, str], name: str) -> str:
    while family[name] != name:
        name = family[name]
    return name


def _derived(folder: Path) -> set[str]:
    """The articles that the maker of the corpus made from others: a share of their words is edited."""
    lines = (folder / "labels.tsv").read_text(encoding="utf-8").splitlines()
    return {name for name, _, edited in (line.split("\t") for line in lines) if float(edited) > 0}


@contextmanager
def _articles(folder: Path) -> Iterator[Iterator[Article]]:
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines:
        yield (Article(**json.loads(line)) for line in lines)


def _milliseconds(detector: Any, article: Article) -> float:
    started = time.perf_counter()
    detector.candidates(article, windows=False)
    return 1000 * (time.perf_counter() - started)


def figures(outcomes: Sequence[Figures]) -> Figures:
    """All figures together."""
    return {name: value for outcome in outcomes for name, value in outcome.items()}


SUITE: Final[Suite[Run, Figures]] = Suite(
    name="speed_index",
    about="the index: articles a second, finding, opening, bytes, memory",
    folder="peers",
    signs=("make_corpus.py",),
    homes=("../shared",),
    files=("make_corpus.py",),
    load=load,
    judge=judge,
    figures=figures,
    extra={
        "index-scale": "size of the index against 100,000 articles  [default: 1]",
        "crawl-sizes": f"real articles that are stored before a crawler calls  [default: {_CRAWLS}]",
        "index-kind": "measure one of minhash, both, families, crawl  [default: all]",
    },
    wanted={
        "index_minhash_rate": "≥ 5,000",
        "index_minhash_last_over_first": "≥ .8",
        "index_minhash_find_p95_ms": "≤ 10",
        "index_minhash_open_seconds": "≤ 1",
        "index_minhash_overhead_bytes": "≤ 2,048",
        "index_minhash_memory_mb": "≤ 1,000",
        "index_both_rate": "≥ 200",
        "index_both_last_over_first": "≥ .8",
        "index_both_find_p95_ms": "≤ 60",
        "index_both_memory_mb": "≤ 2,500",
        "index_families_f1": "≥ .99",
        "crawl_3000_add_a_processor_second": "≥ 60",
        "crawl_3000_add_processor_p95_ms": "≤ 60",
        "crawl_3000_agreement": "≥ .995",
        "crawl_3000_bytes": "≤ 9,000",
        "crawl_20000_find_processor_p95_ms": "≤ 120",
    },
    parallel=False,
    in_parts=True,
)

if __name__ == "__main__":
    kind, where = sys.argv[1], Path(sys.argv[2])
    print(json.dumps(measure_families(where) if kind == "families" else measure(kind, where)))
