"""Crawlers: a real Scrapy crawl over a site on localhost, items of other extractors, asyncio."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dedup.addresses import page_address
from dedup.article import Article
from dedup.crawl.aio import AsyncDetector
from dedup.crawl.intake import take_in
from dedup.crawl.items import article_from_item
from dedup.crawl.rejects import Rejects
from dedup.detect import Added, Detector
from dedup.errors import InputError, SettingsError
from dedup.read.corpus import CorpusRecord
from tests.index_texts import article, reusing

SPIDER = """
import sys, json, scrapy
from dataclasses import dataclass
from scrapy.crawler import CrawlerProcess

class Item(scrapy.Item):
    url, text, title = scrapy.Field(), scrapy.Field(), scrapy.Field()

@dataclass
class Data:
    url: str
    text: str
    title: str

class Spider(scrapy.Spider):
    name = "site"
    start_urls = [sys.argv[1]]
    custom_settings = {
        "ITEM_PIPELINES": {"dedup.crawl.scrapy.DedupPipeline": 500}, "DEDUP_INDEXES": ["minhash"],
        "FEEDS": {sys.argv[2]: {"format": "jsonlines", "overwrite": True}},
        "CONCURRENT_REQUESTS": 1, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "INFO", **json.loads(sys.argv[3])
    }
    def parse(self, response):
        text = "\\n\\n".join(response.css("p::text").getall())
        item = {"dict": dict, "item": Item, "data": Data}[sys.argv[4]]
        yield item(url=response.url, text=text, title=response.css("title::text").get())
        yield from response.follow_all(css="a")

process = CrawlerProcess()
process.crawl(Spider)
process.start()
"""
Items = dict[str, dict[str, Any]]


def crawled(site: str, folder: Path, kind: str = "dict", **settings: Any) -> tuple[Items, str]:
    """The items of a crawl by their titles, and what it logged. The index is in `folder`, and stays for the next crawl."""
    pytest.importorskip("scrapy", reason="needs dedup-news[crawl]")
    (folder / "spider.py").write_text(SPIDER, encoding="utf-8")
    given = json.dumps({"DEDUP_INDEX": str(folder / "index"), **settings})
    command = [sys.executable, str(folder / "spider.py"), f"{site}/0.html", str(folder / "items.jsonl"), given, kind]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    lines = (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()
    return {item["title"]: item for item in map(json.loads, lines)}, run.stderr


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Pages that lead one to the next: an empty one, a source, a derivative, a copy of the source, one of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    texts = ["", article(1).text, reusing(1, 2).text, article(1).text, article(3).text]
    for number, text in enumerate(texts):
        body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n") if paragraph)
        page = f"<title>page {number}</title>{body}" + (f'<a href="{number + 1}.html">next</a>' if number + 1 < len(texts) else "")
        (folder / f"{number}.html").write_text(page, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


PAGES = [f"page {number}" for number in range(5)]


@pytest.mark.slow
@pytest.mark.parametrize("drops", [False, True])
def test_a_crawl_tags_its_items_or_drops_copies(site: str, tmp_path: Path, drops: bool) -> None:
    items, log = crawled(site, tmp_path, DEDUP_DROP_COPIES=drops)
    assert list(items) == [page for page in PAGES if page != "page 3" or not drops]
    assert "dedup" not in items["page 0"]
    assert "not an article" in log
    assert "its keys are 'url', 'text', 'title'" in log
    assert items["page 1"]["dedup"] == items["page 4"]["dedup"] == []
    assert [match["id"] for match in items["page 2"]["dedup"]] == [page_address(f"{site}/1.html")]
    assert items["page 2"]["dedup"][0]["relation"] in ("derivative", "common_source")
    if not drops:
        assert items["page 3"]["dedup"][0]["relation"] == "identical"
    with Detector.open(tmp_path / "index") as detector:
        assert len(detector) == 4
    again, _ = crawled(site, tmp_path, DEDUP_DROP_COPIES=drops)
    assert again == items  # the original is no copy of its copy, which is there now


@pytest.mark.slow
def test_a_page_that_was_there_before_is_no_copy_of_a_later_one(site: str, tmp_path: Path) -> None:
    url = f"{site}/1.html"
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        detector.add(replace(article(7), id="", url=url))  # what the page said then; another page had its new words first
        detector.add(article(1))
    items, _ = crawled(site, tmp_path, DEDUP_DROP_COPIES=True)
    assert list(items) == ["page 0", "page 1", "page 2", "page 4"]
    assert [match["relation"] for match in items["page 1"]["dedup"]] == ["identical"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["item", "data"])
def test_items_without_a_field_for_matches_are_passed_on(site: str, tmp_path: Path, kind: str) -> None:
    items, log = crawled(site, tmp_path, kind)
    assert list(items) == PAGES
    assert log.count("cannot carry its matches") == 1
    assert "'dedup/untagged': 4" in log


@pytest.mark.slow
def test_an_index_that_is_locked_loses_no_item(site: str, tmp_path: Path) -> None:
    (tmp_path / "dedup.toml").write_text("index_wait_seconds = 0.1\n")
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector, detector._store.writing():
        items, log = crawled(site, tmp_path, DEDUP_CONFIG=str(tmp_path / "dedup.toml"))
    assert list(items) == PAGES
    assert "not kept, passed on as it is: index at" in log
    assert "'dedup/failed': 4" in log


@pytest.mark.slow
def test_an_article_that_is_refused_is_told_as_one(site: str, tmp_path: Path) -> None:
    crawled(site, tmp_path)
    items, log = crawled(site, tmp_path, DEDUP_SAME_ID="refuse")
    assert list(items) == PAGES
    assert log.count("not an article") == 1
    assert log.count("is in the index already") == 4
    assert "'dedup/refused': 5" in log


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("DEDUP_SAME_ID", "versions", "DEDUP_SAME_ID is 'versions', expected one of replace, version, refuse"),
        ("DEDUP_INDEXES", "minhash,vectors", "DEDUP_INDEXES is 'vectors', expected one of minhash, embedding"),
        ("DEDUP_NAMES", {"txt": "body"}, "DEDUP_NAMES is 'txt', expected one of text, title"),
        ("DEDUP_NAMES", "text", "DEDUP_NAMES: "),
        ("DEDUP_DROP_COPIES", "perhaps", "DEDUP_DROP_COPIES: "),
        ("DEDUP_CONFIG", "none.toml", "none.toml"),
    ],
)
def test_wrong_settings_are_named_before_the_crawl(setting: str, value: object, told: str) -> None:
    pytest.importorskip("scrapy", reason="needs dedup-news[crawl]")
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from dedup.crawl.scrapy import DedupPipeline

    with pytest.raises(SettingsError, match=told):
        DedupPipeline.from_crawler(Crawler(Spider, {"DEDUP_INDEX": "index", setting: value}))


def test_matches_that_could_not_be_compared_are_counted(tmp_path: Path) -> None:
    pytest.importorskip("scrapy", reason="needs dedup-news[crawl]")
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import MemoryStatsCollector

    from dedup.crawl.scrapy import DedupPipeline

    crawler = Crawler(Spider, {"DEDUP_INDEX": str(tmp_path / "index")})
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = DedupPipeline.from_crawler(crawler)
    pipeline._count_kept([{"id": "a1", "failed": "OverflowError: too large"}, {"id": "a2"}])
    pipeline._count_kept([{"id": "a3"}])
    assert crawler.stats.get_stats() == {"dedup/kept": 2, "dedup/not_compared": 1}


def test_items_of_other_extractors_are_understood() -> None:
    trafilatura = {
        "title": "T", "author": "A. B", "url": "https://example.org/a", "hostname": "example.org", "date": "2024-05-31",
        "sitename": "Example", "text": "A text.", "id": None, "raw_text": "A text.",
    }  # fmt: skip
    news_please = {
        "title": "T", "authors": ["A. B"], "url": "https://example.org/a", "date_publish": "2024-05-31", "source_domain": "Example",
        "maintext": "A text.", "filename": "a.json", "language": "en",
    }  # fmt: skip
    wanted = Article(
        text="A text.", id="https://example.org/a", url="https://example.org/a", title="T", outlet="Example", author="A. B",
        published="2024-05-31",
    )  # fmt: skip
    assert article_from_item(trafilatura) == article_from_item(news_please) == wanted


def test_own_names_are_taken_and_missing_texts_refused() -> None:
    assert article_from_item({"body": "A text.", "slug": "x"}, {"text": "body", "id": "slug"}) == Article(text="A text.", id="x")
    with pytest.raises(
        InputError, match=r"no key 'text' or 'maintext' or 'articleBody' with a text; its keys are 'title', 'Title'"
    ):
        article_from_item({"title": "T", "Title": None})
    with pytest.raises(InputError, match="an article has no 'txt'"):
        article_from_item({"body": "A text."}, {"txt": "body"})


def found(*articles: Article) -> Iterator[CorpusRecord]:
    yield from (CorpusRecord(f"line {number}", one, stated=one.id) for number, one in enumerate(articles, 1))


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt])
def test_what_was_read_before_the_reading_ended_is_kept_and_told(tmp_path: Path, error: type[BaseException]) -> None:
    def broken() -> Iterator[CorpusRecord]:
        yield from found(article(1), article(2))
        raise error

    told: list[str] = []
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        with pytest.raises(error):
            take_in(detector, broken(), rejects=Rejects(tmp_path / "rejects"), report=lambda added, _: told.append(added.id))
        assert told == [one.id for one in detector] == ["a1", "a2"]


def test_an_article_is_told_with_its_own_place_where_another_has_its_id(tmp_path: Path) -> None:
    told: list[tuple[str, int, str]] = []
    same = [article(1), article(2), replace(article(3), id="a1"), article(2)]
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        take_in(
            detector,
            found(*same),
            rejects=Rejects(tmp_path / "rejects"),
            report=lambda added, where: told.append((added.id, added.version, where)),
        )
    assert told == [("a1", 1, "line 1"), ("a2", 1, "line 2"), ("a1", 2, "line 3"), ("a2", 1, "line 4")]


def test_one_article_that_the_index_refuses_takes_no_other_with_it(tmp_path: Path) -> None:
    """Another process has kept another text under its id since it was looked for."""
    told: list[str] = []
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:

        def meanwhile() -> Iterator[CorpusRecord]:
            yield from found(article(1), article(2), article(3))
            detector.add(replace(article(9), id="a2"))

        counts = take_in(
            detector,
            meanwhile(),
            rejects=Rejects(tmp_path / "rejects"),
            same_id="refuse",
            report=lambda added, _: told.append(added.id),
        )
        assert told == ["a1", "a3"]
        assert (counts.kept, counts.refused, len(detector)) == (2, 1, 3)
    refused = json.loads((tmp_path / "rejects").read_text(encoding="utf-8"))
    assert refused["where"] == "line 2"
    assert json.loads(refused["record"])["text"] == article(2).text


def test_refused_records_are_written_once_and_never_into_another_file(tmp_path: Path) -> None:
    path, corpus = tmp_path / "rejects.jsonl", tmp_path / "corpus.jsonl"
    first, second = (CorpusRecord(f"line {number}", error="broken", record="\udce9{") for number in (1, 2))
    assert [Rejects(path).add(first), Rejects(path).add(first)] == [True, False]
    path.write_bytes(path.read_bytes()[:-9])  # the disk was full
    assert Rejects(path).add(second)
    assert json.loads(path.read_bytes().splitlines()[1]) == {"where": "line 2", "error": "broken", "record": "\udce9{"}
    corpus.write_text('{"id": "a", "text": "A text."}\n', encoding="utf-8")
    for place, told in (
        (corpus, "holds something else"),
        (tmp_path, "it is a folder"),
        (tmp_path / "none" / "x", "no such folder"),
    ):
        with pytest.raises(InputError, match=told):
            Rejects(place)


def test_an_interrupt_is_heard_when_the_batch_is_told(tmp_path: Path) -> None:
    told: list[str] = []

    def report(added: Added, _: str) -> None:
        if not told:
            os.kill(os.getpid(), signal.SIGINT)
        told.append(added.id)

    def more() -> Iterator[CorpusRecord]:
        yield from found(article(1), article(2), article(3), article(4))

    before = signal.getsignal(signal.SIGINT)
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        with pytest.raises(KeyboardInterrupt):
            take_in(detector, more(), rejects=Rejects(tmp_path / "rejects"), batch=2, report=report)
        assert told[:2] == ["a1", "a2"]
        assert told == [one.id for one in detector]
    assert signal.getsignal(signal.SIGINT) is before


def test_asyncio_goes_on_while_the_index_works(tmp_path: Path) -> None:
    async def crawl() -> list[list[str]]:
        async with AsyncDetector.open(tmp_path / "index", indexes=["minhash"]) as detector:
            assert await detector.add(article(1)) == ()
            found = await asyncio.gather(*(detector.find(reusing(1, number)) for number in (2, 3, 4)))
            assert await detector.add_many([article(5)]) == 1
            assert await detector.get("a5") == article(5)
            assert await detector.remove("a5")
            return [[match.article.id for match in matches] for matches in found]

    assert asyncio.run(crawl()) == [["a1"]] * 3
