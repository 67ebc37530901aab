"""The detector for asyncio: each call works in a thread, the loop goes on.

async with AsyncDetector.open("articles.index") as detector:
    matches = await detector.add(article)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from dedup.article import Article
from dedup.detect import Added, Detector, Match
from dedup.index.collection import SameId
from dedup.index.indexes import IndexName
from dedup.settings import Settings

_P = ParamSpec("_P")
_T = TypeVar("_T")

_READERS: Final = 4


class AsyncDetector:
    """`Detector` with awaitable methods of the same names and meanings; `count` is its `len`, `contains` its `in`.

    What writes waits in a thread of its own: reading goes on while another process holds the index. The threads are not those of
    `asyncio.to_thread`, which other parts of a crawler need.
    """

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self._writer = ThreadPoolExecutor(1, "dedup-writer")
        self._readers = ThreadPoolExecutor(_READERS, "dedup-reader")

    @classmethod
    @asynccontextmanager
    async def open(
        cls, place: str | Path, *, indexes: Sequence[IndexName] | None = None, settings: Settings | None = None, create: bool = True
    ) -> AsyncIterator[AsyncDetector]:
        """The detector of a place, closed at the end of the block; see `Detector.open`."""
        detector = cls(await asyncio.to_thread(Detector.open, place, indexes=indexes, settings=settings, create=create))
        try:
            yield detector
        finally:
            await detector.close()

    async def close(self) -> None:
        """Close the detector: what is under way in its threads ends first, what waits for one is not begun."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        for pool in (self._writer, self._readers):
            pool.shutdown(cancel_futures=True)
        self.detector.close()

    async def add(self, article: Article, *, same_id: SameId = "replace", explain: bool = False) -> tuple[Match, ...]:
        """See `Detector.add`. A call that is cancelled may still be kept."""
        return await _in(self._writer, self.detector.add, article, same_id=same_id, explain=explain)

    async def add_many(
        self, articles: Iterable[Article], *, same_id: SameId = "replace", report: Callable[[Added], None] | None = None
    ) -> int:
        """See `Detector.add_many`. `articles` is gone through, and `report` called, in the thread that writes."""
        return await _in(self._writer, self.detector.add_many, articles, same_id=same_id, report=report)

    async def remove(self, identity: str) -> bool:
        """See `Detector.remove`."""
        return await _in(self._writer, self.detector.remove, identity)

    async def find(self, article: Article, *, explain: bool = False) -> tuple[Match, ...]:
        """See `Detector.find`."""
        return await _in(self._readers, self.detector.find, article, explain=explain)

    async def candidates(self, article: Article, *, windows: bool = True) -> tuple[Match, ...]:
        """See `Detector.candidates`."""
        return await _in(self._readers, self.detector.candidates, article, windows=windows)

    async def matches(self, identity: str, *, explain: bool = False) -> tuple[Match, ...]:
        """See `Detector.matches`."""
        return await _in(self._readers, self.detector.matches, identity, explain=explain)

    async def added(self, identity: str) -> Added | None:
        """See `Detector.added`."""
        return await _in(self._readers, self.detector.added, identity)

    async def get(self, identity: str) -> Article | None:
        """See `Detector.get`."""
        return await _in(self._readers, self.detector.get, identity)

    async def versions(self, identity: str) -> tuple[Article, ...]:
        """See `Detector.versions`."""
        return await _in(self._readers, self.detector.versions, identity)

    async def contains(self, identity: str) -> bool:
        """Whether an article of that id is there."""
        return await _in(self._readers, self.detector.__contains__, identity)

    async def count(self) -> int:
        """How many articles are there, versions included."""
        return await _in(self._readers, self.detector.__len__)

    async def stats(self) -> dict[str, Any]:
        """See `Detector.stats`."""
        return await _in(self._readers, self.detector.stats)


async def _in(pool: ThreadPoolExecutor, work: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
    """The result of a call that one of the threads makes."""
    return await asyncio.get_running_loop().run_in_executor(pool, partial(work, *arguments, **named))
