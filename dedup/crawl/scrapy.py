"""A Scrapy item pipeline: every article goes into the index, and its item is tagged with what it copies or rewrites.

    ITEM_PIPELINES = {"dedup.crawl.scrapy.DedupPipeline": 500}
    DEDUP_INDEX = "articles.index"            # a folder, or postgresql://user@host/name

Further settings, with their defaults:

    DEDUP_FIELD = "dedup"                     # the item's field for the matches: a list of dicts, see Match.to_dict
    DEDUP_DROP_COPIES = False                 # drop items whose words are those of an article that is there already
    DEDUP_SAME_ID = "replace"                 # or "version": keep what a page said before
    DEDUP_INDEXES = ["minhash", "embedding"]  # of a new index
    DEDUP_NAMES = {}                          # field of the article -> key of the item, {"text": "body"}
    DEDUP_CONFIG = None                       # a TOML file of dedup's own settings
"""

from __future__ import annotations

import logging
from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from dedup.article import Article
from dedup.crawl.items import article_from_item
from dedup.detect import Detector, Match
from dedup.errors import InputError
from dedup.settings import Settings

logger = logging.getLogger(__name__)


class DedupPipeline:
    """Tags items with their matches. The index works in a thread, so that the crawl goes on meanwhile; items keep their order."""

    def __init__(self, crawler: Crawler) -> None:
        self._settings = crawler.settings
        self._stats = crawler.stats
        self._field = self._settings.get("DEDUP_FIELD", "dedup")
        self._names = self._settings.getdict("DEDUP_NAMES")
        self._detector: Detector | None = None
        self._thread = ThreadPool(1, 1, "dedup")
        if not self._settings.get("DEDUP_INDEX"):
            raise NotConfigured("DEDUP_INDEX names no index")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline with the settings of a crawl. Raises NotConfigured without DEDUP_INDEX."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Open the index. Raises SpecError, StoreError."""
        config = self._settings.get("DEDUP_CONFIG")
        indexes = self._settings.getlist("DEDUP_INDEXES") or None
        settings = Settings.load(config) if config else Settings()
        self._detector = Detector.open(self._settings["DEDUP_INDEX"], indexes=indexes, settings=settings)
        self._thread.start()

    def close_spider(self) -> None:
        """Let go of the index."""
        if self._thread.started:
            self._thread.stop()
        if self._detector:
            self._detector.close()

    async def process_item(self, item: Any) -> Any:
        """The item with its matches; one without a usable text passes as it is. Raises DropItem for a copy, when asked."""
        adapter = ItemAdapter(item)
        try:
            article = article_from_item(adapter.asdict(), self._names)
            matches: tuple[Match, ...] = await maybe_deferred_to_future(self._later(article))
        except InputError as error:
            self._count("refused")
            logger.warning("not an article, passed on as it is: %s", error)
            return item
        self._count("kept")
        copied = next((match for match in matches if match.comparison and match.comparison.relation == "identical"), None)
        if copied and self._settings.getbool("DEDUP_DROP_COPIES"):
            self._count("dropped")
            raise DropItem(f"{article.id} has the words of {copied.article.id}")
        adapter[self._field] = [match.to_dict() for match in matches]
        self._count("matched" if matches else "new")
        return item

    def _later(self, article: Article) -> Any:
        from twisted.internet import reactor  # chosen by the crawl: it must not be imported before

        return deferToThreadPool(reactor, self._thread, self._add, article)

    def _add(self, article: Article) -> tuple[Match, ...]:
        if self._detector is None:
            raise RuntimeError("the pipeline was not opened")
        same_id = self._settings.get("DEDUP_SAME_ID", "replace")
        return self._detector.add(article, same_id=same_id)

    def _count(self, what: str) -> None:
        if self._stats:
            self._stats.inc_value(f"dedup/{what}")
