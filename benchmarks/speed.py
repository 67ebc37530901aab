"""Suite `speed`: start-up, cold and warm comparisons, memory, and two kinds of very long articles.

Every measurement runs in a process of its own, one after the other. The pair is `001`, `002` of the seeds, or the source and the
rewrite of the story family in --data. All seconds are wall time of the median run; lower is better.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from benchmarks.gold import read_text
from benchmarks.suite import DataError, Figures, Options, Suite
from dedup import Article, Settings, compare

SENTENCE_WORDS: Final = 200_000
ARTICLE_WORDS: Final = 20_000
RUNS: Final = 5
TIMEOUT: Final = 300

_SEED: Final = 20


class MeasurementError(Exception):
    """A command failed or took too long: told in the result, for the other measurements still count."""


@dataclass(frozen=True, slots=True)
class Task:
    """One measurement and the pair of texts that it is made on."""

    name: str
    a: Path
    b: Path


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """Figures of one measurement; `failure` says why there are none."""

    name: str
    figures: Figures
    failure: str = ""


def load(data: Path, options: Options) -> list[Task]:
    """One task for each measurement; without a model those that need it are left out."""
    a, b = _pair(data)
    return [Task(name, a, b) for name in TASKS if options.settings.model or name not in _NEED_MODEL]


def _pair(data: Path) -> tuple[Path, Path]:
    seeds = [next(iter(sorted(data.glob(f"{number}_*.txt"))), None) for number in ("001", "002")]
    if seeds[0] and seeds[1]:
        return seeds[0], seeds[1]
    folder = next((path.parent for path in sorted(data.glob("**/family.json"))), data)
    if not (folder / "source.txt").is_file() or not (folder / "rewrite.txt").is_file():
        raise DataError(f"{data}: expected 001_*.txt and 002_*.txt, or a story family with source.txt and rewrite.txt")
    return folder / "source.txt", folder / "rewrite.txt"


def judge(case: Task, settings: Settings) -> TaskOutcome:
    """Take one measurement."""
    try:
        return TaskOutcome(case.name, TASKS[case.name](case, settings))
    except MeasurementError as error:
        return TaskOutcome(case.name, {}, str(error))


def figures(outcomes: Sequence[TaskOutcome]) -> Figures:
    """All measurements in one map."""
    return {name: value for item in outcomes for name, value in item.figures.items()}


def report(outcomes: Sequence[TaskOutcome], options: Options) -> dict[str, Any]:
    """The measurements that gave no figure, and why."""
    del options
    return {"failures": [f"{item.name}: {item.failure}" for item in outcomes if item.failure]}


def _help(task: Task, settings: Settings) -> Figures:
    del task, settings
    return {"help_seconds": _cold(["--help"])[0]}


def _cold_model(task: Task, settings: Settings) -> Figures:
    seconds, memory = _cold(_arguments(task.a, task.b, settings))
    return {"cold_model_seconds": seconds, "cold_model_mb": memory}


def _cold_words(task: Task, settings: Settings) -> Figures:
    seconds, memory = _cold(_arguments(task.a, task.b, settings.updated({"model": ""})))
    return {"cold_words_seconds": seconds, "cold_words_mb": memory}


def _warm_model(task: Task, settings: Settings) -> Figures:
    return {"warm_model_seconds": _warm(task, settings)}


def _warm_words(task: Task, settings: Settings) -> Figures:
    by_words = settings.updated({"model": ""})
    return {"warm_words_seconds": _warm(task, by_words), "warm_words_met_seconds": _warm(task, by_words, met=True)}


def _warm(task: Task, settings: Settings, met: bool = False) -> float:
    """Seconds of a comparison of two articles that are new to the process; with `met`, of a new one and one met before."""
    a, b = read_text(task.a), read_text(task.b)
    compare(a, b, settings=settings)
    news = [(a if met else replace(a, id=f"a{run}"), replace(b, id=f"b{run}")) for run in range(4 * RUNS)]
    return statistics.median(_timed(lambda pair=pair: compare(*pair, settings=settings)) for pair in news)  # type: ignore[misc]


def _timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _long_sentence(task: Task, settings: Settings) -> Figures:
    """200,000 words without a full stop, against the same with one word in twenty edited, and against the short article."""
    vocabulary = _vocabulary(task)
    rng = random.Random(_SEED)
    first = rng.choices(vocabulary, k=SENTENCE_WORDS)
    second = [rng.choice(vocabulary) if rng.random() < 0.05 else word for word in first]
    seconds, memory = _of_texts(" ".join(first), " ".join(second), settings)
    short, _ = _of_texts(" ".join(first), read_text(task.b).text, settings)
    return {"long_sentence_seconds": seconds, "long_sentence_mb": memory, "long_sentence_short_article_seconds": short}


def _long_articles(task: Task, settings: Settings) -> Figures:
    """Two articles of 20,000 words: two fifths of the sentences of one stand, edited and moved about, in the other."""
    vocabulary, rng = _vocabulary(task), random.Random(_SEED)
    first, second = (_sentences(vocabulary, rng) for _ in range(2))
    taken = rng.sample(range(len(first)), k=2 * len(first) // 5)
    for index in taken:
        sentence = [rng.choice(vocabulary) if rng.random() < 0.15 else word for word in first[index]]
        second[rng.randrange(len(second))] = sentence
    seconds, memory = _of_texts(_told(first), _told(second), settings)
    return {"long_articles_seconds": seconds, "long_articles_mb": memory}


def _vocabulary(task: Task) -> list[str]:
    """The words of the pair as often as they stand there, and rare made-up names among them."""
    spoken = [word for path in (task.a, task.b) for word in read_text(path).text.split() if word.isalpha()]
    return spoken + [f"{one}{other}" for one in spoken[:120:3] for other in ("ville", "son", "berg")]


def _sentences(vocabulary: Sequence[str], rng: random.Random) -> list[list[str]]:
    sentences, total = [], 0
    while total < ARTICLE_WORDS:
        sentences.append(rng.choices(vocabulary, k=rng.randint(8, 32)))
        total += len(sentences[-1])
    return sentences


def _told(sentences: Sequence[Sequence[str]]) -> str:
    lines = [" ".join(sentence).capitalize() + "." for sentence in sentences]
    return "\n\n".join(" ".join(lines[start : start + 4]) for start in range(0, len(lines), 4))


def _of_texts(a: str, b: str, settings: Settings) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "a.txt"), Path(folder, "b.txt")
        for path, text in zip(paths, (a, b), strict=True):
            Article(text=text)
            path.write_text(text, encoding="utf-8", newline="")
        return _cold(_arguments(*paths, settings), runs=1)


def _arguments(a: Path, b: Path, settings: Settings) -> list[str]:
    model = ["--model", settings.model] if settings.model else ["--no-model"]
    return ["compare", str(a), str(b), "--format", "json", *model]


# A small process between us and the command: a child's peak memory counts what its parent held when it was started. It keeps
# the time limit itself, for a limit on the small process would leave the command running.
_LAUNCHER: Final = """
import json, resource, subprocess, sys, time
limit, command = float(sys.argv[1]), sys.argv[2:]
started = time.perf_counter()
try:
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit).returncode
except subprocess.TimeoutExpired:
    code = None
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
print(json.dumps([code, seconds, peak]))
"""


def _cold(arguments: Sequence[str], runs: int = RUNS) -> tuple[float, float]:
    """Seconds and MB of the command in a new process: the median, after one run that warms the disk when there are several."""
    measured = [_launched(arguments) for _ in range(runs + (runs > 1))][1 if runs > 1 else 0 :]
    return statistics.median(seconds for seconds, _ in measured), max(memory for _, memory in measured)


def _launched(arguments: Sequence[str]) -> tuple[float, float]:
    command = [sys.executable, "-I", "-c", _LAUNCHER, str(TIMEOUT), *_program(), *arguments]
    # Compiled modules are kept, as a user's Python keeps them: without that every start compiles the sources anew.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    code, seconds, memory = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=kept).stdout)
    if code is None:
        raise MeasurementError(f"`dedup {arguments[0]}` took more than {TIMEOUT} s")
    if code:
        raise MeasurementError(f"`dedup {arguments[0]}` ended with exit code {code}")
    return seconds, memory


def _program() -> list[str]:
    """The installed command beside this Python, or the same function by way of this Python."""
    script = Path(sys.executable).with_name("dedup")
    return [str(script)] if script.is_file() else [sys.executable, "-c", "import sys; from dedup.cli import main; sys.exit(main())"]


TASKS: Final[dict[str, Callable[[Task, Settings], Figures]]] = {
    "help": _help,
    "cold, model": _cold_model,
    "cold, words": _cold_words,
    "warm, model": _warm_model,
    "warm, words": _warm_words,
    "long sentence": _long_sentence,
    "long articles": _long_articles,
}
_NEED_MODEL: Final = frozenset({"cold, model", "warm, model"})

SUITE: Final[Suite[Task, TaskOutcome]] = Suite(
    name="speed",
    about="seconds and memory: start-up, cold and warm comparisons, very long articles",
    folder="seeds",
    signs=("001_*.txt", "family.json", "*/family.json"),
    homes=("../shared/seeds", "data"),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    parallel=False,
    wanted={
        "help_seconds": "≤ .3", "cold_model_seconds": "≤ 1.3", "cold_words_seconds": "≤ .6", "warm_model_seconds": "≤ .6",
        "warm_words_seconds": "≤ .04", "cold_model_mb": "≤ 400", "long_sentence_seconds": "≤ 25", "long_articles_seconds": "≤ 20",
    },
)  # fmt: skip
