"""Suite `speed_index`: articles added a second, candidates found, opening, bytes and memory of an index of many articles.

The corpus is made by `make_corpus.py copy N` of the peers' folder. Each kind of index is measured in a process of its own:
`minhash` alone on N articles, both on N / 10 of them (`--index-scale 0.1` makes all of it a tenth as large). MB are 2^20 bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.suite import DataError, Figures, Options, Suite
from dedup import Article, Settings

ARTICLES: Final = 100_000
QUESTIONS: Final = 300

_KINDS: Final[dict[str, tuple[tuple[str, ...], float]]] = {"minhash": (("minhash",), 1.0), "both": (("minhash", "embedding"), 0.1)}


@dataclass(frozen=True, slots=True)
class Run:
    """One kind of index and how many articles go into it; `maker` makes the corpus."""

    kind: str
    articles: int
    maker: Path


def load(data: Path, options: Options) -> list[Run]:
    """One run for each kind of index."""
    scale = float(options.extra.get("index-scale", "1"))
    return [Run(kind, max(1000, round(ARTICLES * scale * share)), data / "make_corpus.py") for kind, (_, share) in _KINDS.items()]


def judge(case: Run, settings: Settings) -> Figures:
    """Figures of one kind, by name. Raises DataError when the corpus cannot be made."""
    del settings  # the defaults are what is measured
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            [sys.executable, str(case.maker), "copy", str(case.articles), folder], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise DataError(f"speed_index: {case.maker} failed: {made.stderr.strip().splitlines()[-1]}")
        command = [sys.executable, "-m", "benchmarks.speed_index", case.kind, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DataError(f"speed_index: {case.kind} failed: {done.stderr.strip().splitlines()[-1]}")
    return {f"index_{case.kind}_{name}": value for name, value in json.loads(done.stdout).items()}


def measure(kind: str, folder: Path) -> dict[str, float]:
    """Add the corpus in `folder` to a new index there, ask it, open it again."""
    from dedup.detect import Detector

    place, indexes = folder / "index", _KINDS[kind][0]
    count = sum(1 for _ in (folder / "corpus.jsonl").open(encoding="utf-8"))
    rates: list[float] = []
    part = max(500, count // 10)
    with (folder / "corpus.jsonl").open(encoding="utf-8") as lines, Detector.open(place, indexes=indexes) as detector:  # type: ignore[arg-type]
        detector.candidates(Article(text="The compiled pass and the model are loaded before the clock starts.", id="warm"))
        text_bytes = 0
        while batch := [Article(**json.loads(line)) for line in islice(lines, part)]:
            text_bytes += sum(len(article.text.encode()) for article in batch)
            started = time.perf_counter()
            detector.add_many(batch)
            rates.append(len(batch) / (time.perf_counter() - started))
            last = batch
        milliseconds = [_milliseconds(detector, article) for article in last[:QUESTIONS]]
        stored: dict[str, Any] = detector.stats()["bytes"]
    started = time.perf_counter()
    with Detector.open(place):
        opening = time.perf_counter() - started
    return {
        "articles": float(count),
        "rate": count / sum(part / rate for rate in rates),
        "last_over_first": rates[-1] / rates[0],
        "find_p95_ms": float(np.percentile(milliseconds, 95)),
        "open_seconds": opening,
        "overhead_bytes": (stored["file"] - text_bytes) / count,
        "memory_mb": _peak_mb(),
    }


def _milliseconds(detector: Any, article: Article) -> float:
    started = time.perf_counter()
    detector.candidates(article, windows=False)
    return 1000 * (time.perf_counter() - started)


def _peak_mb() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


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
    extra={"index-scale": "size of the index against 100,000 articles  [default: 1]"},
    wanted={
        "index_minhash_rate": "≥ 5,000",
        "index_minhash_last_over_first": "≥ .8",
        "index_minhash_find_p95_ms": "≤ 10",
        "index_minhash_open_seconds": "≤ 1",
        "index_minhash_overhead_bytes": "≤ 2,048",
        "index_minhash_memory_mb": "≤ 1,000",
        "index_both_rate": "≥ 200",
        "index_both_find_p95_ms": "≤ 60 (100,000)",
    },
    parallel=False,
)

if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
