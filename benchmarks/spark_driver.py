"""Suite `spark_driver`: what the driver of a run on Spark needs, at two sizes of one kind of corpus.

Beside it: whether the families are those of the local engine.

The cluster is one of two workers on this machine. The driver's heap is what is left in it after a collection at the end, and its
peak is that of its process; the Python process beside it is counted apart.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.harness import output_of, peak_mb, peak_mb_of
from benchmarks.suite import Figures, Options, Suite

_SIZES: Final = "spark-sizes"
_MASTER: Final = "spark-master"


@dataclass(frozen=True, slots=True)
class Task:
    """One run: the folder of the script that makes corpora, how many articles, and Spark's master."""

    peers: Path
    articles: int
    master: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one run: MB of the driver's heap, of its process and of the Python process beside it; whether the families are equal."""

    articles: int
    heap: float
    peak: float
    python: float
    same: bool


def load(data: Path, options: Options) -> list[Task]:
    """One run for each size."""
    sizes = [int(size) for size in options.extra.get(_SIZES, "2000,20000").split(",")]
    return [Task(data, size, options.extra.get(_MASTER, "local-cluster[2,1,1024]")) for size in sizes]


def judge(case: Task, settings: object) -> Cost:
    """Run both engines, each in a process of its own. Raises DataError where one fails."""
    del settings
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        output_of([sys.executable, str(case.peers.resolve() / "make_corpus.py"), "copy", str(case.articles), folder], place)
        output_of([sys.executable, "-m", "dedup.cli", "families", "corpus.jsonl", "--output", "here.jsonl"], place)
        told = json.loads(output_of([sys.executable, "-m", "benchmarks.spark_driver", case.master], place).splitlines()[-1])
        parts = sorted((place / "spark.jsonl").glob("part-*"))
        spark = [line for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
        return Cost(case.articles, **told, same=spark == (place / "here.jsonl").read_text(encoding="utf-8").splitlines())


def measured(master: str) -> dict[str, float]:
    """Run the families of corpus.jsonl into spark.jsonl, and tell what the driver took."""
    from dedup.engines import spark
    from dedup.engines.spark_families import Outputs

    session = spark._session(master)
    asked = spark.Asked(outputs=Outputs(families=("spark.jsonl",)), collect=False)
    spark.find_families(["corpus.jsonl"], session=session, asked=asked)
    java: Any = session.sparkContext._jvm.java.lang
    java.System.gc()
    runtime = java.Runtime.getRuntime()
    heap = (runtime.totalMemory() - runtime.freeMemory()) / 2**20
    peak = peak_mb_of(java.ProcessHandle.current().pid())
    session.stop()
    return {"heap": heap, "peak": peak, "python": peak_mb()}


def figures(outcomes: Sequence[Cost]) -> Figures:
    """The costs by the size, and how often the families were those of the local engine."""
    found: Figures = {"same": sum(item.same for item in outcomes) / len(outcomes)}
    for item in outcomes:
        names = {"heap": item.heap, "peak": item.peak, "python": item.python}
        found |= {f"driver_{name}_mb_{item.articles}": value for name, value in names.items()}
    return found


SUITE: Final[Suite[Task, Cost]] = Suite(
    name="spark_driver",
    about="what the driver of a run on Spark needs, at two sizes",
    folder="peers",
    signs=("make_corpus.py",),
    homes=("../shared",),
    load=load,
    judge=judge,
    figures=figures,
    files=("*.py",),
    extra={_SIZES: "numbers of articles (default 2000,20000)", _MASTER: "Spark's master (default local-cluster[2,1,1024])"},
    parallel=False,
    wanted={"same": "1"},
)

if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1])))
