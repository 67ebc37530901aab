"""The life of an index: closed, forked and replaced while others use it, half made, damaged, asked with what is no article."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dedup.article import Article
from dedup.crawl.aio import AsyncDetector
from dedup.detect import Added, Detector, backup_index, rebuild_index, verify
from dedup.errors import InputError, SpecError, StoreError
from dedup.index.sqlite import FILE
from tests.index_texts import REWRITE, STORY, article, reusing

ANY: Any = None


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


def minhash(place: Path) -> Detector:
    return Detector.open(place, indexes=["minhash"])


def told(place: Path) -> list[str]:
    return [match.article.id for match in minhash(place).candidates(reusing(1, 500))]


def altered(place: Path, *statements: str) -> None:
    with closing(sqlite3.connect(place / FILE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


# closing


CLOSER = """
import sys, threading
from dedup.detect import Detector
from dedup.errors import StoreError
from tests.index_texts import article

def work(detector, first):
    try:
        for number in range(first, first + 10_000):
            detector.add(article(number, 60))
            detector.candidates(article(number, 60))
    except StoreError as error:
        assert "is closed" in str(error), error
        ended.append(first)

for turn in range(6):
    ended = []
    detector = Detector.open(sys.argv[1], indexes=["minhash"])
    threads = [threading.Thread(target=work, args=(detector, 10_000 * number)) for number in range(4)]
    for thread in threads:
        thread.start()
    detector.add(article(99, 60))
    detector.close()
    for thread in threads:
        thread.join()
    assert len(ended) == 4, ended
"""


def test_closing_while_threads_work_ends_them_with_an_error_and_loses_nothing(place: Path) -> None:
    subprocess.run([sys.executable, "-c", CLOSER, str(place)], check=True, timeout=120)
    assert list(verify(place)) == []


def test_connections_of_threads_that_ended_are_used_again(place: Path) -> None:
    files = Path("/proc/self/fd")
    if not files.is_dir():
        pytest.skip("no list of open files here")
    with minhash(place) as detector:
        detector.add(article(1))
        before = len(list(files.iterdir()))
        for _ in range(40):
            thread = threading.Thread(target=detector.get, args=("a1",))
            thread.start()
            thread.join()
        assert len(list(files.iterdir())) <= before + 2


async def _left_early(place: Path) -> None:
    async with AsyncDetector.open(place, indexes=["minhash"]) as detector:
        await asyncio.gather(*(detector.add(article(number, 60)) for number in range(1000)))


def test_a_crawl_that_is_cancelled_leaves_the_index_whole(place: Path) -> None:
    for _ in range(3):
        with pytest.raises(TimeoutError):
            asyncio.run(asyncio.wait_for(_left_early(place), 0.3))
    assert list(verify(place)) == []


def test_reading_goes_on_while_another_process_writes(place: Path) -> None:
    async def crawl() -> float:
        async with AsyncDetector.open(place) as detector:
            adding = [asyncio.create_task(detector.add(article(number, 60))) for number in range(2, 40)]
            await asyncio.sleep(0.1)
            started = time.perf_counter()
            found = await asyncio.gather(detector.get("a1"), detector.count(), detector.contains("a2"), asyncio.to_thread(int))
            waited = time.perf_counter() - started
            assert (found[0], found[1], found[2]) == (article(1), 1, False)
            other.rollback()
            await asyncio.gather(*adding)
            assert await detector.count() == 39
            assert [match.article.id for match in await detector.candidates(reusing(1, 500))] == ["a1"]
            return waited

    with minhash(place) as detector:
        detector.add(article(1))
    with closing(sqlite3.connect(place / FILE, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert asyncio.run(crawl()) < 30  # else reading has waited for the writer, which gives up after 60


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_goes_on_with_the_index(place: Path) -> None:
    with minhash(place) as detector:
        detector.add(article(1))
        child = os.fork()
        if child == 0:
            known = [match.article.id for match in detector.candidates(reusing(1, 500))] == ["a1"]
            detector.add(article(2))
            os._exit(0 if known and len(detector) == 2 else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert [match.article.id for match in detector.candidates(reusing(2, 500))] == ["a2"]
    assert list(verify(place)) == []


# making


def test_an_index_whose_making_was_killed_is_made_after_all(place: Path) -> None:
    (place / ".making-x").mkdir(parents=True)
    with closing(sqlite3.connect(place / ".making-x" / FILE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with pytest.raises(StoreError, match="there is no index"):
        Detector.open(place, create=False)
    with minhash(place) as detector:
        detector.add(article(1))
    assert told(place) == ["a1"]


def test_a_new_index_is_whole_before_anything_is_added(place: Path) -> None:
    """Its log beside may be lost: the spec is in the file itself."""
    minhash(place).close()
    assert [path.name for path in place.iterdir()] == [FILE]
    with minhash(place) as detector:
        assert len(detector) == 0


# what is left of an index is none to begin anew


@pytest.mark.parametrize("left", ["emptied", "without tables", "gone, its log is there"])
def test_nothing_is_begun_over_what_is_left_of_an_index(place: Path, left: str) -> None:
    with minhash(place) as detector:
        detector.add_many([article(1), article(2)])
        log = (place / f"{FILE}-wal").read_bytes()
    if left == "emptied":
        (place / FILE).write_bytes(b"")
    elif left == "without tables":
        (place / FILE).unlink()
        with closing(sqlite3.connect(place / FILE)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    else:
        (place / FILE).unlink()
        (place / f"{FILE}-wal").write_bytes(log)
    before = {path.name: path.stat().st_size for path in place.iterdir()}
    with pytest.raises(StoreError, match=r"(holds no index|has lost index\.sqlite).*put back a copy"):
        minhash(place)
    assert (place / FILE).exists() == (FILE in before)
    assert (place / FILE).stat().st_size == before[FILE] if FILE in before else len(log) > 0


def test_what_is_added_after_the_folder_was_removed_is_an_error(place: Path) -> None:
    with minhash(place) as detector:
        detector.add(article(1))
        shutil.rmtree(place)
        with pytest.raises(StoreError):
            detector.add(article(2))
        assert not place.exists()


def test_what_is_added_while_the_file_is_replaced_is_an_error(place: Path, tmp_path: Path) -> None:
    """In the middle of the transaction, as a rebuild from a copy would be."""
    with minhash(place) as detector, minhash(tmp_path / "other"):
        detector.add(article(1))
        put = type(detector._collection)._tidy

        def replaced(self: object, writer: object) -> None:
            put(self, writer)  # type: ignore[arg-type]
            os.replace(tmp_path / "other" / FILE, place / FILE)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(type(detector._collection), "_tidy", replaced)
            with pytest.raises(StoreError, match="removed or replaced while it was open"):
                detector.add(article(2))


@pytest.mark.parametrize(
    "damage",
    [
        "text = replace(text, 'the', 'teh')",
        "text = text || '.'",
        "known = replace(known, 'Quay', 'Quai')",
        "known = replace(known, '2024-05-01', '2024-05-02')",
        "known = replace(known, 'example.org', 'example.com')",
        "id = 'another'",
        "version = 7",
    ],
)
def test_verify_sees_whatever_of_an_article_was_changed(place: Path, damage: str) -> None:
    known = {"title": "The Quay", "published": "2024-05-01", "url": "https://example.org/1"}
    with minhash(place) as detector:
        detector.add_many([Article(text=f"On the quay the town met. {article(1).text}", id="a1", **known), article(2)])
    with closing(sqlite3.connect(place / FILE)) as connection:
        connection.execute(f"UPDATE articles SET {damage} WHERE id = 'a1'")
        connection.commit()
    assert any("not what was kept" in line for line in verify(place))
    with minhash(place) as detector, pytest.raises(StoreError, match="not what was kept"):
        list(detector)


def test_a_copy_made_while_others_write_is_an_index(place: Path, tmp_path: Path) -> None:
    with minhash(place) as detector:
        detector.add_many(article(number) for number in range(5))
        backup_index(place, tmp_path / "copy")
        detector.add(article(9))
    with Detector.open(tmp_path / "copy") as detector:
        assert [one.id for one in detector] == [f"a{number}" for number in range(5)]
    assert list(verify(tmp_path / "copy")) == []
    with pytest.raises(StoreError, match="is there already"):
        backup_index(place, tmp_path / "copy")


def test_an_index_that_cannot_be_written_is_searched(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a read-only medium, or in another user's folder: nothing is made beside it."""
    with minhash(place) as detector:
        detector.add_many([article(1), article(2)])
    monkeypatch.setattr("dedup.index.sqlite.os.access", lambda _, mode: mode != os.W_OK)
    before = {path.name for path in place.iterdir()}
    with minhash(place) as detector:
        assert [match.article.id for match in detector.candidates(reusing(1, 3))] == ["a1"]
        assert {path.name for path in place.iterdir()} == before
        with pytest.raises(StoreError, match="not for writing"):
            detector.add(article(3))


def test_many_may_make_an_index_at_once(tmp_path: Path) -> None:
    def make(place: Path) -> int:
        with minhash(place) as detector:
            return len(detector)

    with ThreadPoolExecutor(6) as pool:
        for turn in range(10):
            assert list(pool.map(make, [tmp_path / str(turn)] * 6)) == [0] * 6


@pytest.mark.parametrize("place", ["", " ", "a\0b"])
def test_a_place_that_is_none_is_an_error(place: str) -> None:
    with pytest.raises(InputError, match="has no place at"):
        Detector.open(place)


# replacing


def test_a_text_that_is_unchanged_stays_what_it_was(place: Path) -> None:
    copy = Article(text=article(1).text, id="copy", title="Old")
    with minhash(place) as detector:
        detector.add_many([article(1), copy])
        assert [one and one.candidates for one in map(detector.added, ("a1", "copy", "none"))] == [(), ("a1",), None]
        for same_id in ("replace", "version"):
            assert detector.add(article(1), same_id=same_id) == ()
            assert [match.article.id for match in detector.add(replace(copy, title="New"), same_id=same_id)] == ["a1"]
        assert len(detector) == 2
        assert [match.article.id for match in detector.matches("copy")] == ["a1"]
        assert detector.get("copy") == replace(copy, title="New")
        with pytest.raises(InputError, match="in the index already"):
            detector.add(article(1), same_id="refuse")
    assert list(verify(place)) == []


def test_what_is_replaced_in_a_batch_is_no_candidate_of_it(place: Path) -> None:
    with minhash(place) as detector:
        detector.add(article(1))
        detector.add_many([replace(article(2), id="a1"), reusing(1, 500)])
        assert detector.added(reusing(1, 500).id).candidates == ()  # type: ignore[union-attr]
        assert [match.article.id for match in detector.candidates(reusing(1, 501))] == ["a500"]
    assert list(verify(place)) == []


@pytest.mark.slow
@pytest.mark.parametrize("others", ["thread", "process"])
def test_an_article_is_found_while_it_is_being_replaced(place: Path, others: str) -> None:
    texts, stop = [article(1), replace(article(1), text=article(1).text + " And more.")], threading.Event()
    with minhash(place) as detector, minhash(place) as other:
        detector.add(texts[0])
        writer = detector if others == "thread" else other

        def replacing() -> None:
            turn = 0
            while not stop.is_set():
                writer.add_many([texts[(turn := turn + 1) % 2]])

        thread = threading.Thread(target=replacing)
        thread.start()
        try:
            found = [[match.article.id for match in detector.candidates(reusing(1, 500), windows=False)] for _ in range(150)]
        finally:
            stop.set()
            thread.join()
        assert found == [["a1"]] * 150


# going through


def test_going_through_an_index_ends_where_it_ended_when_it_began(place: Path) -> None:
    with minhash(place) as detector, minhash(place) as other:
        detector.add_many(article(number, 60) for number in range(5))
        seen = []
        for one in detector:
            seen.append(one.id)
            detector.add(replace(one, id=f"{one.id} again"))
            other.add(article(100 + len(seen), 60))
            assert detector.remove(one.id)
        assert seen == ["a0", "a1", "a2", "a3", "a4"]
        assert len(detector) == 10


# wrong articles


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({"id": 5}, "id is int, expected str"),
        ({"title": b"T"}, "title is bytes, expected str"),
        ({"outlet": 5}, "outlet is int"),
        ({"published": date(2026, 1, 1)}, "published is date, expected str"),
        ({"links": "https://a.example"}, "links is str, expected a tuple"),
        ({"links": (5,)}, "links is int, expected str"),
        ({"links": None}, "links is NoneType"),
        ({"url": "https://a.example/\ud800"}, "url: lone surrogate U\\+D800 at character 18"),
    ],
)
def test_an_article_says_which_of_its_values_is_wrong(known: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Article(**{"text": "The words of it.", "id": "x", **known})


def test_a_broken_address_names_no_outlet_and_stops_nothing(place: Path) -> None:
    broken = replace(reusing(1, 500), url="http://[oops/a")
    assert broken.host is None
    assert Article(text="Some words.", url="https://WWW.A.example:80/b").host == "www.a.example"
    with minhash(place) as detector:
        detector.add(article(1))
        assert [match.article.id for match in detector.find(broken)] == ["a1"]
        assert [match.article.id for match in detector.add(broken)] == ["a1"]


@pytest.mark.parametrize("wrong", [None, "text", {"text": "Words."}, 5])
def test_what_is_no_article_is_refused(place: Path, wrong: Any) -> None:
    with minhash(place) as detector:
        calls: list[Callable[[Any], object]] = [detector.add, detector.find, detector.candidates]
        for call in calls:
            with pytest.raises(InputError, match="expected an Article"):
                call(wrong)
        with pytest.raises(InputError, match="expected an Article"):
            detector.add_many([article(1), wrong, article(2)])
        assert [one.id for one in detector] == ["a1"]


def test_ids_and_choices_that_can_be_none(place: Path) -> None:
    with minhash(place) as detector:
        detector.add(article(1))
        assert detector.get("\ud800") is None
        assert not detector.remove("\ud800")
        assert "\ud800" not in detector
        with pytest.raises(InputError, match="an id is a str"):
            detector.get(ANY)
        with pytest.raises(InputError, match="same_id is 'versions'; it can be replace, version, refuse"):
            detector.add(article(2), same_id="versions")  # type: ignore[arg-type]
        assert len(detector) == 1
    with pytest.raises(InputError, match="expected a list of minhash, embedding"):
        Detector.open(place, indexes="minhash")  # type: ignore[arg-type]


def test_what_came_before_an_error_of_the_source_is_kept(place: Path) -> None:
    def source() -> Iterator[Article]:
        yield from map(article, range(3))
        raise OSError("the line is broken")

    with minhash(place) as detector:
        with pytest.raises(OSError, match="the line is broken"):
            detector.add_many(source())
        assert len(detector) == 3


@pytest.mark.parametrize(
    "text", ["the same sentence again. " * 200, "وزیر اعظم نے کہا کہ پل بند رہے گا۔ " * 60, "新华社北京电，" * 300]
)
def test_copies_of_a_text_that_repeats_itself_are_found(place: Path, text: str) -> None:
    with minhash(place) as detector:
        detector.add(Article(text=text, id="one"))
        assert [match.article.id for match in detector.candidates(Article(text=text, id="other"))] == ["one"]
    assert list(verify(place)) == []


# damage


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE articles SET text = CAST(x'ff41' AS TEXT) WHERE id = 'a1'",
            "'a1' (number 1) is damaged: its text or what",
        ),
        ("UPDATE articles SET known = '{' WHERE id = 'a1'", "'a1' (number 1) is damaged: Expecting"),
        ("UPDATE articles SET known = '{\"titel\": 5}' WHERE id = 'a1'", "'a1' (number 1) is damaged: "),
    ],
)
def test_a_damaged_article_is_named_and_can_be_removed(place: Path, statement: str, says: str) -> None:
    with minhash(place) as detector:
        detector.add_many(map(article, range(4)))
    altered(place, statement)
    (line,) = verify(place)
    assert says in line
    assert "remove it by `dedup index remove`" in line
    with pytest.raises(StoreError, match=r"number 1\) is damaged"):
        rebuild_index(place)
    with minhash(place) as detector:
        assert detector.remove("a1")
    assert rebuild_index(place) == 3
    assert list(verify(place)) == []


def test_what_is_lost_is_named(place: Path) -> None:
    with minhash(place) as detector:
        detector.add_many(map(article, range(3)))
        detector.remove("a2")
    altered(place, "DELETE FROM articles WHERE id = 'a1'", "DELETE FROM log WHERE kind = 'candidates'")
    assert list(verify(place)) == [
        "article 'a0' has no kept candidates",
        "article number 1 is lost: its rows are there, its text is not, and nobody has removed it",
    ]


@pytest.mark.parametrize("value", ["DELETE FROM meta WHERE key = 'next'", "UPDATE meta SET value = '0' WHERE key = 'next'"])
def test_no_number_is_given_twice_even_if_the_note_of_it_is_lost(place: Path, value: str) -> None:
    with minhash(place) as detector:
        detector.add_many(map(article, range(3)))
    altered(place, value)
    with minhash(place) as detector:
        detector.add(article(7))
        assert [match.article.id for match in detector.candidates(reusing(7, 500))] == ["a7"]
    assert list(verify(place)) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE meta SET value = 'x' WHERE key = 'spec'", "has no spec"),
        ("UPDATE meta SET value = '[]' WHERE key = 'spec'", "has no spec"),
        ("DELETE FROM meta WHERE key = 'generation'", "no generation"),
        ("UPDATE log SET numbers = x'00' WHERE sequence = 1", "is damaged; run `dedup index rebuild"),
        ("UPDATE log SET payload = 'text' WHERE sequence = 1", "is damaged; run `dedup index rebuild"),
    ],
)
def test_a_damaged_index_says_so(place: Path, statement: str, says: str) -> None:
    with minhash(place) as detector:
        detector.add(article(1))
    altered(place, statement)
    with pytest.raises(StoreError, match=says):
        Detector.open(place)


def test_tables_of_another_version_are_not_touched(place: Path, tmp_path: Path) -> None:
    with minhash(place) as detector:
        detector.add(article(1))
    altered(place, "UPDATE meta SET value = json_set(value, '$.store', '9') WHERE key = 'spec'")
    shutil.copytree(place, tmp_path / "before")
    calls: list[Callable[[Path], object]] = [Detector.open, rebuild_index, lambda place: list(verify(place))]
    for call in calls:
        with pytest.raises(SpecError, match="tables of version '9', this program knows 1 and 2"):
            call(place)
    assert (place / FILE).read_bytes() == (tmp_path / "before" / FILE).read_bytes()


# what replacing must not hide


def test_an_article_that_is_replaced_or_asked_about_again_does_not_stand_before_its_source(place: Path) -> None:
    longer = Article(text=REWRITE + " The council has said no more.", id="rewrite")
    with Detector.open(place, indexes=["embedding"]) as detector:
        detector.add_many([*map(article, range(60)), Article(text=STORY, id="story")])
        for one in (Article(text=REWRITE, id="rewrite"), longer):
            detector.add_many([one])
            assert [match.article.id for match in detector.candidates(one, windows=False)] == ["story"]
            assert detector.added("rewrite") == Added("rewrite", detector.added("rewrite").version, ("story",))  # type: ignore[union-attr]


def test_a_family_that_is_replaced_at_once_keeps_its_candidates(place: Path) -> None:
    family = [replace(reusing(1, number), id=f"f{number}") for number in range(100, 140)]
    with minhash(place) as detector:
        detector.add_many(family)
        detector.add_many(replace(one, text=one.text + " And more.") for one in family)
        alone = [one.id for one in family if not detector.added(one.id).candidates]  # type: ignore[union-attr]
        assert alone == [family[0].id]


def test_an_unchanged_article_still_has_a_source_that_was_replaced(place: Path) -> None:
    with minhash(place) as detector:
        detector.add_many([article(1), reusing(1, 500)])
        detector.add(replace(article(1), text=article(1).text + " Corrected."))
        assert [match.article.id for match in detector.add(reusing(1, 500))] == ["a1"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_what_a_forked_process_adds_after_its_parent_closed_is_kept(place: Path) -> None:
    detector = minhash(place)
    detector.add(article(1))
    ready, done = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        detector.add(article(2))
        os.write(ready[1], b".")
        os.read(done[0], 1)
        detector.add(article(3))
        os._exit(0)
    os.read(ready[0], 1)
    detector.close()
    os.write(done[1], b".")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with minhash(place) as again:
        assert sorted(one.id for one in again) == ["a1", "a2", "a3"]
