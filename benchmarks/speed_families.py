"""Suite `speed_families`: families of labelled corpora, in turn with the fastest peer; sketches alone; growth; real news.

The corpora are made by `make_corpus.py` of the peers' folder and scored by pairs of articles. The peer is gaoya (`pip install
gaoya==0.2.2`), at the settings that `peer_families.py` gives it. Ratios are what to look at: no machine is as quiet as it was the
last time. `--families-scale 0.1` makes all corpora a tenth as large, for a look.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from benchmarks.harness import ended
from benchmarks.same_story import read_reuters
from benchmarks.suite import DataError, Figures, Options, Suite
from dedup import Settings

ROUNDS: Final = 3
UNSEEN_SEED: Final = 424242
"""Of the `partial` corpus: no setting was chosen on it."""
PLANTED: Final = 500

_SCALE: Final = "families-scale"


@dataclass(frozen=True, slots=True)
class Task:
    """One measurement: its name, the peers' folder, and how many articles to a thousand of the full size."""

    name: str
    peers: Path
    scale: float


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """Figures of one measurement."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process: seconds on the clock and of all its cores, and MB at its peak."""

    wall: float
    cpu: float
    mb: float


def load(data: Path, options: Options) -> list[Task]:
    """One task for each measurement. Raises DataError without the peer."""
    if find_spec("gaoya") is None:
        raise DataError("the peer is not installed; run: pip install gaoya==0.2.2 orjson")
    scale = float(options.extra.get(_SCALE, "1"))
    return [Task(name, data, scale) for name in TASKS]


def judge(case: Task, settings: Settings) -> TaskOutcome:
    """Take one measurement. The settings are the program's own: the command is run as a user runs it."""
    del settings
    return TaskOutcome(case.name, TASKS[case.name](case))


def figures(outcomes: Sequence[TaskOutcome]) -> Figures:
    """All measurements in one map."""
    return {name: value for item in outcomes for name, value in item.figures.items()}


def _copy_large(task: Task) -> Figures:
    return _against_the_peer(task, "copy", 100_000, "copy100k", 1)


def _copy_small(task: Task) -> Figures:
    return _against_the_peer(task, "copy", 20_000, "copy20k", ROUNDS)


def _against_the_peer(task: Task, shape: str, articles: int, name: str, rounds: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _make(task, shape, articles, place)
        costs: dict[str, list[Cost]] = {"dedup": [], "gaoya": []}
        _ours(place)  # compiled code, the disk's cache
        for _ in range(rounds):
            costs["dedup"].append(_ours(place))
            costs["gaoya"].append(_theirs(task, place))
        walls = {who: statistics.median(cost.wall for cost in listed) for who, listed in costs.items()}
        return {
            f"{name}_seconds": walls["dedup"],
            f"{name}_gaoya_seconds": walls["gaoya"],
            f"{name}_ratio": walls["dedup"] / walls["gaoya"],
            f"{name}_cpu_ratio": _cpu(costs["dedup"]) / _cpu(costs["gaoya"]),
            f"{name}_mb": max(cost.mb for cost in costs["dedup"]),
            f"{name}_gaoya_mb": max(cost.mb for cost in costs["gaoya"]),
            f"{name}_f1": pair_f1(_families(place / "families.jsonl"), _labels(place)),
            f"{name}_gaoya_f1": pair_f1(_tsv(place / "gaoya.tsv"), _labels(place)),
        }


def _cpu(costs: Sequence[Cost]) -> float:
    return statistics.median(cost.cpu for cost in costs)


def _partial(task: Task) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        count = _make(task, "partial", 40_000, place, UNSEEN_SEED)
        cost = min((_ours(place) for _ in range(ROUNDS)), key=lambda one: one.wall)
        f1 = pair_f1(_families(place / "families.jsonl"), _labels(place))
        return {"partial40k_f1": f1, "partial40k_articles_per_second": count / cost.wall, "partial40k_mb": cost.mb}


def _growth(task: Task) -> Figures:
    """Processor time per article at the large size against the small one."""
    per_article = []
    for articles in (25_000, 200_000):
        with tempfile.TemporaryDirectory() as folder:
            count = _make(task, "copy", articles, Path(folder))
            per_article.append(min(_ours(Path(folder)).cpu for _ in range(2)) / count)
    return {"growth_ratio": per_article[1] / per_article[0]}


def _sketch(task: Task) -> Figures:
    """Articles a second of one thread, rows and postings, in three kinds of text; `MinHash.bulk` beside them."""
    from dedup.sketch.minhash import sketch

    with tempfile.TemporaryDirectory() as folder:
        _make(task, "copy", 10_000, Path(folder))
        texts = [json.loads(line)["text"] for line in (Path(folder) / "corpus.jsonl").open(encoding="utf-8")]
    cyrillic = {ord("a") + place: chr(ord("а") + place) for place in range(26)}
    kinds = {
        "ascii": texts,
        "curly": [text.replace(".", ".” “It’s") for text in texts],
        "cyrillic": [t.translate(cyrillic) for t in texts],
    }
    found = {f"sketch_{kind}_per_second": _rate(sketch, listed) for kind, listed in kinds.items()}
    return {**found, "sketch_bulk_per_second": _rate(_bulk, texts[:1000])}


def _rate(function: Callable[[list[str]], object], texts: list[str]) -> float:
    function(texts[:10])
    best = 0.0
    for _ in range(ROUNDS):
        started = time.process_time()
        for start in range(0, len(texts), 500):
            function(texts[start : start + 500])
        best = max(best, len(texts) / (time.process_time() - started))
    return best


def _bulk(texts: list[str]) -> object:
    import re

    from datasketch import MinHash

    words = [re.findall(r"\w+", text.lower()) for text in texts]
    return MinHash.bulk([[" ".join(row[i : i + 3]).encode() for i in range(len(row) - 2)] for row in words])


def _reuters(task: Task) -> Figures:
    """Planted derivatives in real news: 30-60 % of an article, 5-20 % of its words changed, inside the text of another one."""
    rng = random.Random(7)
    files = sorted((task.peers.parent / "gold" / "reuters21578").glob("*.sgm"))
    articles = [article for path in files for article, _ in read_reuters(path)]
    long = [article for article in articles if len(article.text.split()) >= 150]
    planted = [_planted(rng, rng.choice(long).id, long, number) for number in range(PLANTED)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        records = [{"id": article.id, "text": article.text} for article in articles]
        _write(place / "corpus.jsonl", records)
        _ours(place)
        alone = Counter(_families(place / "families.jsonl").values())
        _write(place / "corpus.jsonl", records + [{"id": item[0], "text": item[2]} for item in planted])
        _ours(place)
        found = _families(place / "families.jsonl")
    hits = sum(found.get(name, "-") == found.get(source, "--") for name, source, _ in planted)
    return {
        "planted_found": hits / len(planted),
        "reuters_families": float(len(alone)),
        "reuters_largest": float(max(alone.values())),
    }


def _planted(rng: random.Random, source: str, long: Sequence[Any], number: int) -> tuple[str, str, str]:
    words = next(article.text for article in long if article.id == source).split()
    size, rate = int(len(words) * rng.uniform(0.3, 0.6)), rng.uniform(0.05, 0.2)
    start = rng.randrange(len(words) - size + 1)
    block = [rng.choice(rng.choice(long).text.split()) if rng.random() < rate else word for word in words[start : start + size]]
    host = rng.choice(long).text.split()[: max(60, len(words) - size)]
    cut = rng.randrange(len(host) + 1)
    return f"planted-{number:04d}", source, " ".join(host[:cut] + block + host[cut:])


def _write(path: Path, records: Iterable[Mapping[str, str]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def _make(task: Task, shape: str, articles: int, place: Path, seed: int | None = None) -> int:
    """Write a labelled corpus; how many articles."""
    count = max(100, int(articles * task.scale))
    script = [sys.executable, str(task.peers / "make_corpus.py"), shape, str(count), str(place)]
    subprocess.run([*script, *(["--seed", str(seed)] if seed else [])], check=True, stdout=subprocess.DEVNULL)
    return count


def _ours(place: Path) -> Cost:
    script = Path(sys.executable).with_name("dedup")
    program = [str(script)] if script.is_file() else [sys.executable, "-m", "dedup.cli"]
    return _cost([*program, "families", str(place / "corpus.jsonl"), "--output", str(place / "families.jsonl")])


def _theirs(task: Task, place: Path) -> Cost:
    files = [str(place / "corpus.jsonl"), str(place / "gaoya.tsv")]
    return _cost([sys.executable, str(task.peers / "peer_families.py"), "gaoya", *files])


def _cost(command: Sequence[str]) -> Cost:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.returncode, seconds, megabytes = ended(process.pid)
    if process.returncode:
        raise DataError(f"`{' '.join(command)}` ended with exit code {process.returncode}; run it by hand to see why")
    return Cost(time.perf_counter() - started, seconds, megabytes)


def _families(path: Path) -> dict[str, str]:
    """The family of each article that is in one."""
    families = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {member["id"]: family["family"] for family in families for member in family["members"]}


def _tsv(path: Path) -> dict[str, str]:
    pairs = (line.rstrip("\n").split("\t") for line in path.open(encoding="utf-8"))
    return {name: family for name, family, *_ in pairs}


def _labels(place: Path) -> dict[str, str]:
    return _tsv(place / "labels.tsv")


def pair_f1(found: Mapping[str, str], labels: Mapping[str, str]) -> float:
    """F1 over pairs of articles in one family; articles that were put in none are alone."""
    placed = {name: found.get(name, f"alone:{name}") for name in labels}
    true, said = (_pairs(table.values()) for table in (labels, placed))
    both = _pairs((placed[name], labels[name]) for name in labels)
    return 2 * both / (true + said) if true + said else 1.0


def _pairs(groups: Iterable[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


TASKS: Final[dict[str, Callable[[Task], Figures]]] = {
    "sketch": _sketch,
    "copy 20k": _copy_small,
    "partial 40k": _partial,
    "reuters": _reuters,
    "copy 100k": _copy_large,
    "growth": _growth,
}

SUITE: Final[Suite[Task, TaskOutcome]] = Suite(
    name="speed_families",
    about="families of whole corpora: time, memory and F1 beside gaoya, sketches alone, growth, real news",
    folder="peers",
    signs=("make_corpus.py",),
    homes=("../shared",),
    load=load,
    judge=judge,
    figures=figures,
    files=("*.py",),
    extra={_SCALE: "size of the corpora, 1 for the full ones (default)"},
    parallel=False,
    wanted={
        "copy100k_ratio": "≤ .25", "copy100k_mb": "≤ 450", "copy100k_f1": "≥ .995", "copy20k_ratio": "≤ .5", "copy20k_f1": "≥ .995",
        "partial40k_f1": "≥ .99", "partial40k_articles_per_second": "≥ 10,000", "sketch_ascii_per_second": "≥ 60,000",
        "sketch_curly_per_second": "≥ 25,000", "sketch_cyrillic_per_second": "≥ 25,000", "planted_found": "≥ .97",
        "growth_ratio": "≤ 1.15",
    },
)  # fmt: skip
