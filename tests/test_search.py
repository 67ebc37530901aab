"""An archive searched by words, and what an index has learnt to be furniture."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.cli import main
from dedup.detect import Detector
from dedup.errors import InputError
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
