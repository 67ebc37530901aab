"""An archive searched by words, and what an index has learnt to be furniture."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.cli import main
from dedup.detect import Detector
from dedup.errors import InputError, StoreError
from dedup.index import search
from dedup.index.search import _words_of
from tests.index_postgres import postgres_address  # noqa: F401
from tests.index_texts import article, reusing, text_of, words

BRIDGE = Article(
    "The council closed the bridge for good.", "bridge", title="Café by the river", outlet="Tarn Post", published="2024-03-01"
)
FERRY = Article(
    "A ferry takes the place of the old bridge. The bridge is shut.", "ferry", url="https://www.news.example/f", published="2024-05"
)
FAIR = Article("The fair opens in May.", "fair", outlet="Tarn Post")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def detector(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    place = request.getfixturevalue("postgres_address")() if request.param == "postgres" else tmp_path / "index"
    with Detector.open(place, indexes=["minhash"]) as opened:
        opened.add_many([BRIDGE, FERRY, FAIR])
        yield opened


def test_articles_are_found_by_words_outlet_and_date(detector: Detector) -> None:
    assert {one.id for one in detector.search("BRIDGE")} == {"bridge", "ferry"}
    assert detector.search("river bridge") == (BRIDGE,)
    assert detector.search('"old bridge"') == (FERRY,)
    assert detector.search('"bridge old"') == detector.search("bridges river") == ()
    assert detector.search("the", outlet="tarn post", most=1) in ((BRIDGE,), (FAIR,))
    assert detector.search("bridge", outlet="news.example") == (FERRY,)
    assert detector.search("the", since="2024-03-02") == (FERRY,)
    assert detector.search("the", until="2024-03") == (BRIDGE,)
    assert detector.search('a"b OR (', most=1) == ()
    with pytest.raises(InputError, match="give a word"):
        detector.search(' "-" ')


def test_a_search_follows_what_is_added_replaced_and_removed(detector: Detector) -> None:
    assert len(detector.search("bridge")) == 2
    detector.add(replace(FAIR, text="The fair is on the bridge."))
    detector.remove("ferry")
    assert {one.id for one in detector.search("bridge")} == {"bridge", "fair"}
    assert detector.search("ferry") == detector.search("May") == ()


def test_a_search_follows_a_title_alone(detector: Detector) -> None:
    assert detector.search("river") == (BRIDGE,)
    renamed = replace(BRIDGE, title="Harbour shut")
    detector.add(renamed)
    assert detector.search("river") == ()
    assert detector.search("harbour") == (renamed,)


def test_an_index_made_anew_with_the_same_ids_is_searched_as_it_is(tmp_path: Path) -> None:
    for one in (BRIDGE, replace(BRIDGE, text="The mill burns.", title=None)):
        (tmp_path / "index.sqlite").unlink(missing_ok=True)
        with Detector.open(tmp_path, indexes=["minhash"]) as opened:
            opened.add(one)
            assert (opened.search("river") == (one,)) is (one is BRIDGE)
            assert (opened.search("mill") == (one,)) is (one is not BRIDGE)


def test_what_is_known_besides_title_and_text_does_not_make_the_words_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Detector.open(tmp_path, indexes=["minhash"]) as opened:
        opened.add_many([BRIDGE, FERRY])
        opened.search("bridge")
        read: list[int] = []
        monkeypatch.setattr(search, "_words_of", lambda store, number: read.append(number) or _words_of(store, number))
        opened.add(replace(BRIDGE, published="2024-04-01"))
        assert len(opened.search("bridge")) == len(opened.search("bridge")) == 2
    assert len(read) == 1


def test_words_of_an_earlier_layout_are_made_anew(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "search.sqlite")) as old:
        old.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        old.execute("CREATE VIRTUAL TABLE words USING fts5(title, text, content='')")
        old.execute("INSERT INTO words (rowid, title, text) VALUES (0, 'zeppelin', '')")
        old.execute("INSERT INTO kept VALUES (0, 'bridge')")
        old.commit()
    with Detector.open(tmp_path, indexes=["minhash"]) as opened:
        opened.add(BRIDGE)
        assert opened.search("zeppelin") == ()
        assert opened.search("river") == (BRIDGE,)


def test_no_word_of_a_removed_article_stays_beside_the_index(tmp_path: Path) -> None:
    with Detector.open(tmp_path, indexes=["minhash"]) as opened:
        opened.add_many([BRIDGE, replace(FAIR, text="A zeppelin landed.")])
        assert len(opened.search("zeppelin")) == 1
        assert b"zeppelin" in (tmp_path / "search.sqlite").read_bytes()
        opened.remove("fair")
        assert b"zeppelin" not in b"".join(path.read_bytes() for path in tmp_path.glob("search.sqlite*"))
        assert opened.search("bridge") == (BRIDGE,)


def test_words_that_cannot_be_cleared_are_told_and_the_article_is_removed(tmp_path: Path) -> None:
    with Detector.open(tmp_path, indexes=["minhash"]) as opened:
        opened.add_many([BRIDGE, FERRY])
        (tmp_path / "search.sqlite").write_bytes(b"no database " * 100)
        with pytest.raises(StoreError, match=r"may keep words of removed articles.* delete it"):
            opened.remove("ferry")
        assert "ferry" not in opened


def test_an_article_of_many_different_words_fails_no_search(detector: Detector) -> None:
    detector.add(Article("zeppelin " + " ".join(f"word{number}" for number in range(150_000)), "long"))
    assert [one.id for one in detector.search("zeppelin")] == ["long"]
    assert len(detector.search("bridge")) == 2


def test_the_command_prints_what_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "index")
    with Detector.open(place, indexes=["minhash"]) as opened:
        opened.add_many([BRIDGE, FERRY, FAIR])
    assert main(["index", "search", place, "cafe", "bridge"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "id": "bridge",
        "title": "Café by the river",
        "url": None,
        "outlet": "Tarn Post",
        "published": "2024-03-01",
        "text": BRIDGE.text,
    }
    assert main(["index", "search", place, "zeppelin"]) == 1


def test_furniture_is_counted_by_outlet_and_a_story_run_again_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box = text_of(words(60, 777))
    pages = [replace(one, text=f"{one.text}\n\n{box}", outlet="Tarn Post") for one in map(article, range(4))]
    again = [replace(article(9), id=f"again{number}", outlet="Other") for number in range(6)]
    place = str(tmp_path / "index")
    with Detector.open(place, indexes=["minhash"]) as opened:
        opened.add_many([*pages[:3], *again])
        assert list(opened.furniture()) == []
        opened.add(pages[3])
        (found,) = opened.furniture("tarn post")
        assert (found.outlet, found.pages, found.id) == ("Tarn Post", 4, "a0")
        assert found.text in box
        assert len(found.text) > len(box) / 2
        assert list(opened.furniture("Other")) == []
    assert main(["index", "furniture", place]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == found.text
    with Detector.open(place) as opened:
        opened.remove("a3")
        assert list(opened.furniture()) == []


def test_furniture_is_counted_behind_many_older_pages_of_another_outlet(tmp_path: Path) -> None:
    box = text_of(words(60, 777))
    outlets = ["Chain A"] * 60 + ["Chain B"] * 20
    pages = [replace(article(number), text=f"{article(number).text}\n\n{box}", outlet=name) for number, name in enumerate(outlets)]
    with Detector.open(tmp_path, indexes=["minhash"]) as opened:
        opened.add_many(pages)
        assert [found.pages for found in opened.furniture("Chain B")] == [20]
        assert [found.outlet for found in opened.furniture("Chain A")] == ["Chain A"]


def test_what_an_archive_has_not_is_printed_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, crawl = str(tmp_path / "index"), tmp_path / "crawl.jsonl"
    with Detector.open(place, indexes=["minhash"]) as opened:
        opened.add_many([article(1), article(2), FAIR])
        new = [replace(article(3), outlet="Tarn Post"), reusing(1, 4, 0.3)]
        known = [replace(article(1), id="again"), reusing(2, 5, 0.8), FAIR]
        assert {one.id: holder and holder.id for one, holder in opened.held([*new, *known])} == {
            "a3": None, "a4": None, "again": "a1", "a5": "a2", "fair": "fair"
        }  # fmt: skip
    lines = [json.dumps({"id": one.id, **one.known(), "text": one.text}) for one in (*new, *known)]
    crawl.write_text("\n".join([*lines, "{}"]), encoding="utf-8")
    assert main(["index", "find", place, str(crawl), "--new-only"]) == 2
    told = capsys.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == [json.loads(line) for line in lines[:2]]
    assert "6 records read, 2 new, 3 in the index already, 1 refused" in told.err
