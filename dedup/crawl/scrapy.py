"""A Scrapy item pipeline: every article goes into the index, and its item is tagged with what it copies or rewrites.

    ITEM_PIPELINES = {"dedup.crawl.scrapy.DedupPipeline": 500}
    DEDUP_INDEX = "articles.index"            # a folder, or postgresql://user@host/name

Further settings, with their defaults:

    DEDUP_FIELD = "dedup"                     # the item's field for the matches: a list of dicts, see Match.to_dict
    DEDUP_DROP_COPIES = False                 # drop items whose words are those of an article that was there before
    DEDUP_SAME_ID = "replace"                 # or "version": keep what a page said before
    DEDUP_INDEXES = ["minhash", "embedding"]  # of a new index
    DEDUP_NAMES = {}                          # field of the article -> key of the item, {"text": "body"}
    DEDUP_CONFIG = None                       # a TOML file of dedup's own settings

An item is never lost: what is no article, is not kept, or has no field for its matches is logged, counted in the stats as
`dedup/refused`, `dedup/failed` or `dedup/untagged`, and passed on. Matches that could not be compared say so (`failed`), counted as
`dedup/not_compared`. A scrapy.Item or a dataclass needs the field: `dedup = scrapy.Field()`. Wrong settings end the crawl before it
begins, with a SettingsError that names the setting.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Self, get_args

from dedup.article import Article
from dedup.crawl.items import FIELDS, article_from_item
from dedup.detect import Detector
from dedup.errors import DedupError, InputError, MissingExtra, SettingsError
from dedup.index.collection import SameId
from dedup.index.indexes import INDEXES, IndexName
from dedup.settings import Settings

try:
    from itemadapter import ItemAdapter
    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem, NotConfigured
    from scrapy.utils.defer import maybe_deferred_to_future
    from twisted.internet.threads import deferToThreadPool
    from twisted.python.threadpool import ThreadPool
except ImportError as error:
    raise MissingExtra("the Scrapy pipeline needs scrapy; run `pip install 'dedup-news[crawl]'`") from error

logger = logging.getLogger(__name__)


class DedupPipeline:
    """Tags items with their matches. The index works in a thread, so that the crawl goes on meanwhile; items keep their order."""

    def __init__(self, crawler: Crawler) -> None:
        given = crawler.settings
        if not given.get("DEDUP_INDEX"):
            raise NotConfigured("DEDUP_INDEX names no index")
        self._place: str = given["DEDUP_INDEX"]
        self._field: str = given.get("DEDUP_FIELD", "dedup")
        self._drops: bool = _value("DEDUP_DROP_COPIES", given.getbool)
        self._same_id: SameId = _one_of("DEDUP_SAME_ID", given.get("DEDUP_SAME_ID", "replace"), get_args(SameId))
        self._names: dict[str, str] = _value("DEDUP_NAMES", given.getdict)
        self._indexes: list[IndexName] = _value("DEDUP_INDEXES", given.getlist)
        for name in self._names:
            _one_of("a key of DEDUP_NAMES", name, FIELDS)
        for name in self._indexes:
            _one_of("an index of DEDUP_INDEXES", name, INDEXES)
        self._own = Settings.load(given["DEDUP_CONFIG"]) if given.get("DEDUP_CONFIG") else Settings()
        self._stats = crawler.stats
        self._untagged: set[type] = set()
        self._detector: Detector | None = None
        self._thread = ThreadPool(1, 1, "dedup")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline with the settings of a crawl. Raises NotConfigured without DEDUP_INDEX, SettingsError for wrong values."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Open the index. Raises SpecError, StoreError."""
        self._detector = Detector.open(self._place, indexes=self._indexes or None, settings=self._own)
        self._thread.start()

    def close_spider(self) -> None:
        """Let go of the index."""
        if self._thread.started:
            self._thread.stop()
        if self._detector:
            self._detector.close()

    async def process_item(self, item: Any) -> Any:
        """The item with its matches; where something fails it passes as it is. Raises DropItem for a copy, when asked."""
        adapter = ItemAdapter(item)
        try:
            article = article_from_item(adapter.asdict(), self._names)
        except InputError as error:
            self._count("refused")
            logger.warning("not an article, passed on as it is: %s", error)
            return item
        try:
            matches, original = await maybe_deferred_to_future(self._later(article))
        except DedupError as error:
            asked_for = isinstance(error, InputError)  # an id that is there already, under DEDUP_SAME_ID = "refuse"
            self._count("refused" if asked_for else "failed")
            logger.log(logging.WARNING if asked_for else logging.ERROR, "not kept, passed on as it is: %s", error)
            return item
        self._count_kept(matches)
        if original and self._drops:
            self._count("dropped")
            raise DropItem(f"{article.id} has the words of {original}")
        self._tag(adapter, matches)
        return item

    def _tag(self, adapter: ItemAdapter, matches: list[dict[str, Any]]) -> None:
        try:
            adapter[self._field] = matches
        except (KeyError, AttributeError, TypeError, ValueError) as error:  # no such field, or the item is frozen
            self._count("untagged")
            kind = type(adapter.item)
            if kind not in self._untagged:  # said once, counted always
                self._untagged.add(kind)
                warning = "%s cannot carry its matches (%s), passed on without: give it a field %r, or set DEDUP_FIELD"
                logger.warning(warning, kind.__name__, error, self._field)
        else:
            self._count("matched" if matches else "new")

    def _later(self, article: Article) -> Any:
        from twisted.internet import reactor  # chosen by the crawl: it must not be imported before

        return deferToThreadPool(reactor, self._thread, self._add, article)

    def _add(self, article: Article) -> tuple[list[dict[str, Any]], str | None]:
        """The matches as plain values, and the id of the article that was there first with the same words.

        Made plain here, as that makes their comparisons: in the crawl's own thread it would hold up all downloads.

        A page that was there before with other words is no copy, whoever else has its new ones: it may have had them first.
        """
        if self._detector is None:
            raise RuntimeError("the pipeline was not opened")
        before = self._detector.get(article.id)
        matched = self._detector.add(article, same_id=self._same_id)
        matches = [match.to_dict() for match in matched]
        if before and before.text != article.text:
            return matches, None
        same = (one.article.id for one in matched if one.relation == "identical")
        return matches, next((identity for identity in same if identity != article.id), None)

    def _count_kept(self, matches: list[dict[str, Any]]) -> None:
        self._count("kept")
        self._count("not_compared", sum("failed" in match for match in matches))

    def _count(self, what: str, times: int = 1) -> None:
        if self._stats and times:
            self._stats.inc_value(f"dedup/{what}", times)


def _value(name: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(name)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{name}: {error}") from error


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> Any:
    if value not in known:
        raise SettingsError(f"{name} is {value!r}, expected one of {', '.join(known)}")
    return value
