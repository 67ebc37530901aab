"""Runs a suite: finds its data, spreads its cases over processes, and writes one JSON record."""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import platform
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module, metadata
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any, Final

from benchmarks.suite import DataError, Options, Suite, counted
from dedup import __version__
from dedup.settings import Settings

SUITES: Final = (
    "families",
    "edges",
    "edges_urdu",
    "seeds",
    "reposts",
    "webis_pairs",
    "allsides_pairs",
    "altered",
    "altered_urdu",
    "paraphrased",
    "rewrites",
    "pan",
    "clough",
    "counter",
    "paraphrase",
    "same_story",
    "added",
    "changes",
    "ablation",
    "quotes",
    "credit",
    "leftout",
    "direction",
    "third_party",
    "languages",
    "pages",
    "candidates",
    "windows",
    "speed",
    "speed_families",
    "speed_index",
    "spark_driver",
)
"""Each is a module of this package with a `SUITE`."""

ROOT: Final = Path(__file__).resolve().parent.parent
RESULTS: Final = Path(__file__).resolve().parent / "results"
PACKAGES: Final = ("numpy", "onnxruntime", "rapidfuzz", "livekit-blingfire", "PyStemmer")
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")

Progress = Callable[[int, int], None]
"""Told after each case: (done, all)."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished suite: the record as it is written, and one outcome a case."""

    record: dict[str, Any]
    outcomes: tuple[Any, ...]


@cache
def suite_named(name: str) -> Suite[Any, Any]:
    """The suite of that name. Raises DataError when there is none."""
    if name not in SUITES:
        raise DataError(f"there is no suite {name!r}; the suites are {', '.join(SUITES)}")
    suite: Suite[Any, Any] = import_module(f"benchmarks.{name}").SUITE
    return suite


def find_data(suite: Suite[Any, Any], given: Path | None) -> Path:
    """The folder of the suite's data: `given` or a folder of the usual name in it, else the suite's own homes. Raises DataError."""
    homes = {str(given): given} if given is not None else {home: ROOT / home for home in suite.homes}
    for home in homes.values():
        for place in (home / suite.folder, home):
            if place.is_dir() and any(next(place.glob(sign), None) for sign in suite.signs):
                return place
    signs = " or ".join(suite.signs)
    raise DataError(
        f"{suite.name}: no data in {' or '.join(homes)}: expected {signs} there or in its folder {suite.folder}; "
        "give --data DIR (benchmarks/README.md tells where to get the set)"
    )


def run(suite: Suite[Any, Any], data: Path, options: Options, progress: Progress | None = None) -> Run:
    """Judge the suite's cases and sum them up. The cases of a limited run are spread evenly over the set."""
    if options.limit is not None and options.limit < 1:
        raise DataError(f"--limit {options.limit} leaves nothing to run; give at least 1")
    started = time.perf_counter()
    cases = spread(suite.load(data, options), options.limit)
    if not cases:
        raise DataError(f"{suite.name}: {data} holds no case")
    _reset_peak()
    outcomes, peak = [], 0.0
    for outcome, memory in _judged(suite, cases, options):
        outcomes.append(outcome)
        peak = max(peak, memory)
        if progress:
            progress(len(outcomes), len(cases))
    figures = {name: round(value, 6) for name, value in counted(suite.figures(outcomes)).items()}
    more = suite.report(outcomes, options) if suite.report else {}
    record = {
        "suite": suite.name,
        "figures": figures,
        "cases": len(cases),
        "limit": options.limit,
        "settings": options.settings.signature(),
        "versions": versions(),
        "data": data_hash(data, suite.files),
        "seconds": round(time.perf_counter() - started, 2),
        "peak_memory_mb": round(max(peak, peak_mb()), 1),
        "jobs": options.jobs if suite.parallel else 1,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        **more,
    }
    return Run(record, tuple(outcomes))


def spread(cases: Sequence[Any], limit: int | None) -> list[Any]:
    """`limit` of the cases, evenly spread over all of them; all when there are no more than that."""
    if limit is None or limit >= len(cases):
        return list(cases)
    return [cases[index * len(cases) // limit] for index in range(limit)]


def data_hash(folder: Path, patterns: Sequence[str] = ("**/*",)) -> str:
    """SHA-256 over the names and bytes of the matching files of `folder`, notes in Markdown left out; its first 16 hex digits."""
    digest = hashlib.sha256()
    matching = {path for pattern in patterns for path in folder.glob(pattern)}
    for path in sorted(path for path in matching if path.is_file() and path.suffix != ".md"):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def versions() -> dict[str, str]:
    """Versions of everything that figures hang on."""
    found = {"python": platform.python_version(), "dedup": __version__}
    for package in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[package] = metadata.version(package)
    return found


def save(record: Mapping[str, Any], output: Path | None) -> Path:
    """Append the record as one line of JSON to `output`, or to `results/SUITE.jsonl`; the path."""
    path = output or RESULTS / f"{record['suite']}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def save_details(outcomes: Sequence[Any], path: Path) -> None:
    """Append one line of JSON for each case: what was wanted and what was found."""
    with path.open("a", encoding="utf-8") as file:
        for outcome in outcomes:
            plain = asdict(outcome) if is_dataclass(outcome) and not isinstance(outcome, type) else outcome
            file.write(json.dumps(plain, ensure_ascii=False, default=str) + "\n")


def _judged(suite: Suite[Any, Any], cases: Sequence[Any], options: Options) -> Iterator[tuple[Any, float]]:
    if options.jobs <= 1 or not suite.parallel:
        for case in cases:
            yield suite.judge(case, options.settings), 0.0
        return
    yield from _judged_apart(suite, cases, options)


def _judged_apart(suite: Suite[Any, Any], cases: Sequence[Any], options: Options) -> Iterator[tuple[Any, float]]:
    """Outcomes in the order of the cases, from `jobs` processes; each of them opens the model once."""
    jobs = min(options.jobs, len(cases))
    shares = _shares_of_cores(jobs)
    context = multiprocessing.get_context("spawn")
    cores = context.SimpleQueue()
    for share in shares:
        cores.put(share)
    with _environment({**dict.fromkeys(_THREADS, str(len(shares[0]) or 1)), "TOKENIZERS_PARALLELISM": "false"}):
        pool = ProcessPoolExecutor(jobs, context, _start_worker, (suite.name, options.settings, cores))
        try:
            yield from pool.map(_judge_here, cases, chunksize=max(1, min(8, len(cases) // (4 * jobs))))
        except BrokenProcessPool as error:
            raise DataError(f"{suite.name}: a worker ended without an answer (out of memory?); run with --jobs 1") from error
        except BaseException:
            _stop(pool)
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers now: a comparison that takes a minute must not hold up Ctrl-C."""
    for process in list(getattr(pool, "_processes", None) or {}):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)


_here: dict[str, Any] = {}


def _start_worker(name: str, settings: Settings, cores: SimpleQueue[tuple[int, ...]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if mine := cores.get():
        os.sched_setaffinity(0, mine)
    _here.update(suite=suite_named(name), settings=settings)


def _shares_of_cores(jobs: int) -> list[tuple[int, ...]]:
    """The cores of each worker: the model starts a thread for every core it sees, and workers must not fight over them.

    Empty shares where the system cannot bind a process, or with more workers than cores.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [tuple(cores[index::jobs]) if len(cores) >= jobs else () for index in range(jobs)]


def _judge_here(case: Any) -> tuple[Any, float]:
    return _here["suite"].judge(case, _here["settings"]), peak_mb()


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the processes started inside; what the user has set already stays."""
    added = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _reset_peak() -> None:
    """Let the peak of this process start anew, where the system can (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mb() -> float:
    """The most memory that this process held, in MB."""
    try:
        return peak_mb_of("self")
    except (OSError, StopIteration):
        return _mb(resource.getrusage(resource.RUSAGE_SELF))


def peak_mb_of(process: int | str) -> float:
    """The most memory that a running process held, in MB, by its number. Raises OSError where no system tells (Linux does)."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def ended(process: int) -> tuple[int, float, float]:
    """Wait for a child: its exit code, its seconds of all cores in user and system, and MB at its peak.

    The peak counts what this process held when it started the child.
    """
    _, status, used = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, _mb(used)


def _mb(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1024 * 1024 if platform.system() == "Darwin" else 1024)


def output_of(command: Sequence[str], place: Path | None = None) -> str:
    """What a command writes, run in `place` with this project's modules. Raises DataError where it fails, with its last words."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        last = done.stderr.strip()[-500:] or "it said nothing"
        raise DataError(f"`{' '.join(command)}` ended with exit code {done.returncode}: {last}")
    return done.stdout
