"""The detector for asyncio: each call works in a thread, the loop goes on.

async with AsyncDetector.open("articles.index") as detector:
    matches = await detector.add(article)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from dedup.article import Article
from dedup.detect import Detector, Match
from dedup.index.collection import IndexName, SameId
from dedup.settings import Settings


class AsyncDetector:
    """`Detector` with awaitable methods of the same names and meanings."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector

    @classmethod
    @asynccontextmanager
    async def open(
        cls, place: str | Path, *, indexes: Sequence[IndexName] | None = None, settings: Settings | None = None, create: bool = True
    ) -> AsyncIterator[AsyncDetector]:
        """The detector of a place, closed at the end of the block; see `Detector.open`."""
        detector = await asyncio.to_thread(Detector.open, place, indexes=indexes, settings=settings, create=create)
        try:
            yield cls(detector)
        finally:
            await asyncio.to_thread(detector.close)

    async def add(self, article: Article, *, same_id: SameId = "replace", explain: bool = False) -> tuple[Match, ...]:
        """See `Detector.add`. A call that is cancelled may still be kept."""
        return await asyncio.to_thread(self.detector.add, article, same_id=same_id, explain=explain)

    async def add_many(self, articles: Iterable[Article], *, same_id: SameId = "replace") -> int:
        """See `Detector.add_many`."""
        return await asyncio.to_thread(self.detector.add_many, articles, same_id=same_id)

    async def find(self, article: Article, *, explain: bool = False) -> tuple[Match, ...]:
        """See `Detector.find`."""
        return await asyncio.to_thread(self.detector.find, article, explain=explain)

    async def get(self, identity: str) -> Article | None:
        """See `Detector.get`."""
        return await asyncio.to_thread(self.detector.get, identity)

    async def remove(self, identity: str) -> bool:
        """See `Detector.remove`."""
        return await asyncio.to_thread(self.detector.remove, identity)
