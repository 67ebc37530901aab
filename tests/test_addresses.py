"""Addresses are compared as pages are, and what a page says of other pages is kept on every way in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.addresses import page_address, same_page, same_site
from dedup.article import Article, Link, restored
from dedup.crawl.items import article_from_item
from dedup.detect import Detector
from dedup.errors import InputError
from dedup.read.corpus import read_corpus
from dedup.read.html import article_from_html
from dedup.read.lines import article_from_line

PAGE = "https://tarn.example/bridge?id=7"
TEXT = "The council closed the bridge on Monday, the Courier reported."


@pytest.mark.parametrize(
    "address",
    [
        "http://tarn.example/bridge?id=7",
        "https://www.tarn.example/bridge/?id=7",
        "https://TARN.example:443/bridge?utm_source=mail&id=7&fbclid=x",
        "https://tarn.example/bridge/index.html?id=7#comments",
        "https://web.archive.org/web/20240531093000/http://www.tarn.example/bridge?id=7",
        " https://tarn.example/%62ridge?id=%37 ",
    ],
)
def test_one_page_under_several_addresses(address: str) -> None:
    assert page_address(address) == PAGE
    assert same_page(address, PAGE)


@pytest.mark.parametrize(
    "address",
    [
        "https://tarn.example/bridge?id=8",
        "https://tarn.example/bridge",
        "https://tarn.example/Bridge?id=7",
        "https://tarn.example:8080/bridge?id=7",
        "https://news.tarn.example/bridge?id=7",
        "https://tarn.example/bridge?id=7#!/2",
        "http://[tarn.example/bridge?id=7",
        "",
        None,
    ],
)
def test_other_pages(address: str | None) -> None:
    assert not same_page(address, PAGE)


def test_parameters_may_come_in_any_order() -> None:
    assert same_page("https://tarn.example/a?x=1&y=", "https://tarn.example/a?y=&x=1")


@given(st.text(max_size=40))
def test_what_is_compared_stays_what_it_is(text: str) -> None:
    for address in (text, f"https://tarn.example/{text}"):
        assert page_address(page_address(address)) == page_address(address)


def test_a_host_inside_of_another_is_of_the_same_site() -> None:
    assert same_site("https://m.tarn.example/a", "http://www.tarn.example/")
    assert not same_site("https://notarn.example/", "https://tarn.example/")
    assert not same_site(None, None)


LINK = Link("https://vale.example/memo", "the Courier", TEXT.index("the Courier"), TEXT.index(" reported"))
SAID = (LINK, Link("https://wire.example/1", rel="isBasedOn"), "https://vale.example/plain")
KNOWN = Article(TEXT, "a", url="https://tarn.example/a", links=SAID, credit="Vale Wire")


def test_links_are_known_by_address_words_and_place() -> None:
    assert TEXT[LINK.start : LINK.end] == LINK.text
    assert KNOWN.addresses == ("https://vale.example/memo", "https://vale.example/plain")
    assert [link.rel for link in KNOWN.linked] == ["link", "isBasedOn", "link"]
    assert restored(TEXT, "a", json.loads(json.dumps(KNOWN.known()))) == KNOWN


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"rel": "friend"}, "rel is 'friend'; it can be link, canonical"),
        ({"start": 5, "end": 4}, r"\[5, 4\) is no place"),
        ({"start": True, "end": 4}, "is no place"),
        ({"text": "\ud800"}, "lone surrogate"),
    ],
)
def test_a_link_that_is_none_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Link("https://a.example", **given)


def test_a_link_ends_where_the_text_does() -> None:
    with pytest.raises(InputError, match="ends at 99, the text at 62"):
        Article(TEXT, links=(Link("https://a.example", "x", 5, 99),))


RECORD = {
    "id": "a", "url": "https://tarn.example/a", "text": TEXT, "isBasedOn": {"@id": "https://wire.example/1"},
    "links": [LINK.to_plain(), "/plain", "mailto:a@b.example"], "creditText": "Vale Wire", "sourceOrganization": [{"name": "Wire"}],
}  # fmt: skip
READ = Article(
    TEXT, "a", url="https://tarn.example/a", credit="Vale Wire, Wire",
    links=(LINK, "https://tarn.example/plain", Link("https://wire.example/1", rel="isBasedOn")),
)  # fmt: skip


def test_links_come_in_by_json_lines_items_and_tables(tmp_path: Path) -> None:
    assert article_from_line(json.dumps(RECORD).encode()) == READ
    assert article_from_item(RECORD) == READ
    (tmp_path / "a.json").write_text(json.dumps(RECORD))
    assert [found.article for found in read_corpus([tmp_path / "a.json"])] == [READ]


def test_links_come_in_by_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    parquet = pytest.importorskip("pyarrow.parquet")
    row = {**RECORD, "links": [LINK.to_plain()]}
    parquet.write_table(arrow.Table.from_pylist([row]), tmp_path / "a.parquet")
    (found,) = read_corpus([tmp_path / "a.parquet"])
    assert found.article is not None
    assert found.article.links == (LINK, Link("https://wire.example/1", rel="isBasedOn"))


def test_an_index_keeps_links_and_credit(tmp_path: Path) -> None:
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        detector.add(KNOWN)
    with Detector.open(tmp_path / "index") as detector:
        assert detector.get("a") == KNOWN


def test_a_page_under_two_addresses_is_one_article_of_an_index(tmp_path: Path) -> None:
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        detector.add(Article(TEXT, url="http://www.tarn.example/a/?utm_source=x"))
        assert detector.add(Article(TEXT, url="https://tarn.example/a#top")) == ()
        assert len(detector) == 1
        assert detector.get("http://tarn.example/a") == detector.get("https://tarn.example/a") is not None
        assert "https://tarn.example/a?id=2" not in detector
        assert detector.remove("https://www.tarn.example/a")


PARAGRAPHS = (
    f"<p>{TEXT.replace('the Courier', '<b>the <a href=https://vale.example/memo>Courier</a></b>')}</p>"
    f"<p>Nobody was hurt, the mayor said, and the ferry will run from June until a new bridge is built across the river.</p>"
)


def html(head: str = "", body: str = PARAGRAPHS) -> str:
    return f"<html><head><title>Bridge</title>{head}</head><body><article>{body}</article></body></html>"


def test_a_page_gives_its_links_with_words_and_place() -> None:
    (link,) = article_from_html(html())[0].linked
    assert (link.url, link.text) == ("https://vale.example/memo", "Courier")
    assert TEXT[link.start : link.end] == "Courier"


def test_a_page_says_where_its_text_comes_from() -> None:
    stated = {
        "@type": "NewsArticle", "creditText": "Vale Wire", "sourceOrganization": {"name": "Wire"},
        "citation": ["A book", {"url": "https://study.example/3"}],
    }  # fmt: skip
    head = (
        '<link rel="canonical" href="https://wire.example/1"><meta name="syndication-source" content="https://wire.example/1">'
        f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    )
    article, _ = article_from_html(html(head), address="https://tarn.example/a")
    assert (article.url, article.credit) == ("https://tarn.example/a", "Vale Wire, Wire")
    assert [(link.rel, link.url) for link in article.linked[1:]] == [
        ("canonical", "https://wire.example/1"),
        ("syndication-source", "https://wire.example/1"),
        ("citation", "https://study.example/3"),
    ]


def test_a_canonical_address_of_the_same_site_is_the_pages_own() -> None:
    head = '<link rel="canonical" href="https://tarn.example/a">'
    article, _ = article_from_html(html(head), address="https://m.tarn.example/a?amp=1")
    assert (article.url, article.addresses) == ("https://tarn.example/a", ("https://vale.example/memo",))
