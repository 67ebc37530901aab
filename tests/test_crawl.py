"""Crawlers: a real Scrapy crawl over a site on localhost, items of other extractors, asyncio."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dedup.article import Article
from dedup.crawl.aio import AsyncDetector
from dedup.crawl.items import article_from_item
from dedup.detect import Detector
from dedup.errors import InputError
from tests.index_texts import article, reusing

SPIDER = """
import sys, scrapy
from scrapy.crawler import CrawlerProcess

class Spider(scrapy.Spider):
    name = "site"
    start_urls = [sys.argv[1]]
    custom_settings = {
        "ITEM_PIPELINES": {"dedup.crawl.scrapy.DedupPipeline": 500}, "DEDUP_INDEX": sys.argv[2], "DEDUP_INDEXES": ["minhash"],
        "DEDUP_DROP_COPIES": sys.argv[4] == "drop", "FEEDS": {sys.argv[3]: {"format": "jsonlines"}},
        "CONCURRENT_REQUESTS": 1, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "WARNING",
    }
    def parse(self, response):
        text = "\\n\\n".join(response.css("p::text").getall())
        yield {"url": response.url, "text": text, "title": response.css("title::text").get()}
        yield from response.follow_all(css="a")

process = CrawlerProcess()
process.crawl(Spider)
process.start()
"""


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


@pytest.mark.parametrize("mode", ["tag", "drop"])
def test_a_crawl_tags_its_items_or_drops_copies(site: str, tmp_path: Path, mode: str) -> None:
    pytest.importorskip("scrapy", reason="needs dedup[crawl]")
    (tmp_path / "spider.py").write_text(SPIDER, encoding="utf-8")
    feed, index = tmp_path / "items.jsonl", tmp_path / "index"
    command = [sys.executable, str(tmp_path / "spider.py"), f"{site}/0.html", str(index), str(feed), mode]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    items = {item["title"]: item for item in map(json.loads, feed.read_text(encoding="utf-8").splitlines())}
    assert ("page 3" in items) == (mode == "tag")
    assert "dedup" not in items["page 0"]
    assert "not an article" in run.stderr
    assert items["page 1"]["dedup"] == items["page 4"]["dedup"] == []
    assert [match["id"] for match in items["page 2"]["dedup"]] == [f"{site}/1.html"]
    assert items["page 2"]["dedup"][0]["relation"] in ("derivative", "common_source")
    if mode == "tag":
        assert items["page 3"]["dedup"][0]["relation"] == "identical"
    with Detector.open(index) as detector:
        assert len(detector) == 4


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
    with pytest.raises(InputError, match="no key 'text'"):
        article_from_item({"title": "T"})


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
