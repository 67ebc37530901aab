"""What the server tells of itself, in the text format of Prometheus; nothing of texts, addresses or names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

_BOUNDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds of an answer up to which it is counted."""


class Metrics:
    """Counts of requests by route and status, and how long their answers took."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[float] = Counter()
        self._total = 0.0

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer. `route` is the route's own path, never the one asked for: that holds ids."""
        self._requests[method, route, status] += 1
        self._seconds[next((bound for bound in _BOUNDS if seconds <= bound), float("inf"))] += 1
        self._total += seconds

    def text(self, waiting: int, working: int, ended: Mapping[str, int]) -> str:
        """All of it, with the line and the work as they are now."""
        return "\n".join([*self._answers(), *self._times(), *_line(waiting, working, ended)]) + "\n"

    def _answers(self) -> Iterator[str]:
        yield "# TYPE dedup_requests_total counter"
        for (method, route, status), count in sorted(self._requests.items()):
            yield f'dedup_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'

    def _times(self) -> Iterator[str]:
        yield "# TYPE dedup_request_seconds histogram"
        below = 0
        for bound in _BOUNDS:
            below += self._seconds[bound]
            yield f'dedup_request_seconds_bucket{{le="{bound:g}"}} {below}'
        count = sum(self._seconds.values())
        yield f'dedup_request_seconds_bucket{{le="+Inf"}} {count}'
        yield f"dedup_request_seconds_sum {self._total:.3f}"
        yield f"dedup_request_seconds_count {count}"


def _line(waiting: int, working: int, ended: Mapping[str, int]) -> Iterator[str]:
    yield from ("# TYPE dedup_tasks_waiting gauge", f"dedup_tasks_waiting {waiting}")
    yield from ("# TYPE dedup_tasks_working gauge", f"dedup_tasks_working {working}")
    yield "# TYPE dedup_tasks_total counter"
    yield from (f'dedup_tasks_total{{end="{name}"}} {count}' for name, count in sorted(ended.items()))
