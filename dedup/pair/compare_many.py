"""Many pairs of articles, on several processors, in the order in which they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import count, islice
from multiprocessing import get_context
from typing import Final, Literal

from dedup.article import Article
from dedup.errors import InputError
from dedup.pair.compare import compare
from dedup.processes import safe_path
from dedup.result import Comparison
from dedup.settings import Settings

_CHUNK: Final = 8
"""Pairs that go to a process at once: enough that their way there costs nothing, few enough that `progress` is told often."""

Couple = tuple[Article | str, Article | str]


def compare_many(
    pairs: Iterable[Couple],
    *,
    source: Literal["a", "b"] | None = None,
    settings: Settings | None = None,
    with_text: bool = False,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Comparison]:
    """The comparison of each pair, in the order of the pairs, which are read as they are needed.

    `jobs`: processes; with more than 1 the calling program must be importable (`if __name__ == "__main__":`), as for
    multiprocessing. `progress` is told how many are done. Raises InputError for fewer than one job, and what `compare` raises.
    """
    if jobs < 1:
        raise InputError(f"jobs is {jobs}; at least 1 process has to compare")
    work = partial(_compared, source=source, settings=settings or Settings(), with_text=with_text)
    given = map(_whole, count(1), pairs)
    chunks = iter(lambda: tuple(islice(given, _CHUNK if jobs > 1 else 1)), ())
    done = 0
    for compared in map(work, chunks) if jobs == 1 else _in_processes(work, chunks, jobs):
        for comparison in compared:
            yield comparison
            done += 1
            if progress:
                progress(done)


def _whole(number: int, pair: Couple) -> Couple:
    """The pair as it is. Raises InputError, with its number, where a row of a table had no text: None, NaN."""
    for article in pair:
        if not isinstance(article, Article | str):
            missing = article is None or article != article
            problem = "is missing" if missing else f"is {type(article).__name__}, expected an Article or its text as str"
            raise InputError(f"pair {number:,}: one of the texts {problem}; leave the row out, or fill it")
    return pair


def _compared(pairs: tuple[Couple, ...], **options: object) -> list[Comparison]:
    return [compare(a, b, **options) for a, b in pairs]  # type: ignore[arg-type]


def _in_processes(
    work: Callable[[tuple[Couple, ...]], list[Comparison]], chunks: Iterator[tuple[Couple, ...]], jobs: int
) -> Iterator[list[Comparison]]:
    """Two chunks a process are under way at most, so that a long source of pairs is never held whole."""
    with safe_path():
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))

    def given(chunk: tuple[Couple, ...]) -> Future[list[Comparison]]:
        with safe_path():  # the first chunks start the processes
            return pool.submit(work, chunk)

    with pool:
        waiting = deque(map(given, islice(chunks, 2 * jobs)))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(map(given, islice(chunks, 1)))
