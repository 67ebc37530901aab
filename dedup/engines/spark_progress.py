"""How far a run on Spark is: the tasks of the stages that run now, asked for once a second beside the work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

Tell = Callable[[str, int, int], None]
"""Told now and then: (what is going on, how much is done, of how much or 0)."""

_EVERY: Final = 1.0
"""Seconds between two looks."""


class Progress:
    """What is going on, as whoever does the work says it."""

    def __init__(self) -> None:
        self.stage = "reading"

    @contextmanager
    def told(self, spark: Any, tell: Tell | None) -> Iterator[Progress]:
        """Tell of the tasks done, of those of the stages that run, until the block ends. Silent where Spark has no tracker here."""
        tracker = _tracker(spark) if tell else None
        if tell is None or tracker is None:
            yield self
            return
        ended = threading.Event()
        thread = threading.Thread(target=self._watch, args=(tracker, tell, ended), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            ended.set()
            thread.join()

    def _watch(self, tracker: Any, tell: Tell, ended: threading.Event) -> None:
        while not ended.wait(_EVERY):
            done, tasks = tasks_of(tracker)
            tell(self.stage, done, tasks)


def _tracker(spark: Any) -> Any:
    """Spark's own account of its stages; None over Spark Connect, which has none."""
    return spark.sparkContext.statusTracker() if hasattr(spark, "_jsparkSession") else None


def tasks_of(tracker: Any) -> tuple[int, int]:
    """How many tasks of the stages that run now are done, and how many there are."""
    known = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
    running = [info for info in known if info is not None]  # a stage may end between the two questions
    return sum(info.numCompletedTasks for info in running), sum(info.numTasks for info in running)
