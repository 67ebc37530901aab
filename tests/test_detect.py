"""The detector: what it finds and keeps, what survives a kill and a full disk, what bad input does."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.article import Article
from dedup.detect import Added, Detector, rebuild_index, verify
from dedup.errors import InputError, ModelError, SpecError, StoreError
from dedup.index.apart import _RUN, Strangers, _is_far, _may_share, _Shared
from dedup.index.batches import outlet_number
from dedup.index.indexes import INDEXES, make_indexes
from dedup.index.sqlite import SqliteStore
from dedup.index.store import Entry, Position, Record
from dedup.kinds import Relation, Side
from dedup.match import Match, Why, place_of
from dedup.pair.compare import compare
from dedup.pair.related import Related, related
from dedup.result import Comparison
from dedup.settings import Settings
from tests.index_texts import REWRITE, STORY, article, reusing, text_of, words

KILLS = int(os.environ.get("DEDUP_KILLS", "10"))
"""`make soak` asks for more."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


def minhash(place: Path, **settings: object) -> Detector:
    return Detector.open(place, indexes=["minhash"], settings=Settings().updated(dict(settings)))


# several at once


def test_a_rebuild_elsewhere_under_another_spec_is_an_error_and_nothing_is_mixed(place: Path) -> None:
    other = Settings().updated({"sketch_posting_words": 6})
    with minhash(place) as detector:
        detector.add(article(1))
        rebuild_index(place, settings=other)
        with pytest.raises(SpecError, match="posting_words"):
            detector.candidates(reusing(1, 2))
        with pytest.raises(SpecError, match="posting_words"):
            detector.add(article(2))
    with Detector.open(place, settings=other) as detector:
        assert len(detector) == 1
        assert [match.article.id for match in detector.candidates(reusing(1, 2))] == [article(1).id]
    assert list(verify(place, settings=other)) == []


def test_a_reading_that_breaks_off_is_begun_anew(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with minhash(place) as reader, minhash(place) as writer:
        for number in range(4):
            writer.add(article(number))
        entries = SqliteStore.entries

        def broken(store: SqliteStore, after: Position) -> Iterator[Entry]:
            for count, entry in enumerate(entries(store, after)):
                if count == 7:
                    raise StoreError("the connection is lost")
                yield entry

        with monkeypatch.context() as patched:
            patched.setattr(SqliteStore, "entries", broken)
            with pytest.raises(StoreError, match="lost"):
                reader.candidates(article(0))
        found = [reader.candidates(reusing(number, 9))[0].article.id for number in range(4)]
    assert found == [article(number).id for number in range(4)]


# finding


def test_add_returns_what_the_article_took_from_earlier_ones(place: Path) -> None:
    with minhash(place) as detector:
        assert detector.add(article(1)) == detector.add(article(2)) == ()
        (match,) = detector.add(reusing(1, 3))
        assert match.article == article(1)
        assert match.comparison is not None
        assert match.comparison.relation in ("derivative", "common_source")
        why = match.why[0]
        assert (why.index, why.measure) == ("minhash", "containment")
        assert 0.2 < why.similarity <= 1
        assert why.windows
        assert [one.article.id for one in detector.find(article(1))] == ["a3"]
        assert len(detector) == 3


def test_a_rewrite_without_shared_word_runs_is_proposed_by_its_vectors(place: Path) -> None:
    with Detector.open(place) as detector:
        detector.add_many([article(number) for number in range(20)])
        detector.add(Article(text=STORY, id="story"))
        reasons = {match.article.id: match.why for match in detector.candidates(Article(text=REWRITE, id="rewrite"))}
    assert "embedding" in {why.index for why in reasons["story"]}
    assert all(why.windows for why in reasons["story"])


def test_a_match_says_who_took_from_whom(place: Path) -> None:
    with minhash(place) as detector:
        detector.add(Article(text=article(1).text, id="agency", published="2024-05-01"))
        (match,) = detector.add(Article(text=reusing(1, 3).text + "\n\nSource: agency.", id="paper", published="2024-05-02"))
    plain = match.to_dict()
    assert plain["id"] == "agency"
    assert plain["copied"] in ("this", None)
    assert json.loads(json.dumps(match.to_dict(whole=True)))["comparison"]["a"]["id"] == "agency"
    assert match.asked == "paper"


@pytest.mark.parametrize(
    ("side", "copied", "source", "derivative"),
    [("a", "this", "agency", "paper"), ("b", "stored", "paper", "agency"), (None, None, None, None)],
)
def test_a_match_names_source_and_derivative(side: Side | None, copied: str, source: str, derivative: str) -> None:
    told = Related("derivative", side, 0.8, "likely", 0.9, 0.5, 0.5, {}, 0.9)
    match = Match(Article("text", id="agency"), 1, (), told, asked="paper")
    assert (match.copied, match.source, match.derivative) == (copied, source, derivative)
    assert match.to_dict()["copied"] == copied
    unknown = replace(match, related=None)
    assert (unknown.copied, unknown.source, unknown.derivative) == (None, None, None)


def test_add_many_keeps_candidates_that_can_be_compared_later(place: Path) -> None:
    told: list[Added] = []
    with minhash(place) as detector:
        assert detector.add_many([article(1), reusing(1, 2), reusing(1, 3), article(4)], report=told.append) == 4
        assert [(one.id, set(one.candidates)) for one in told][:2] == [("a1", set()), ("a2", {"a1"})]
    with Detector.open(place) as detector:
        assert "a1" in [match.article.id for match in detector.matches("a3")]
        assert detector.matches("a4") == ()


def test_short_copies_are_found_by_their_rows(place: Path) -> None:
    brief = Article(text="The ferry to Tarn sinks; nobody is hurt, the harbour master says.", id="brief")
    with minhash(place) as detector:
        detector.add_many([brief, *(article(number, 24) for number in range(50))])
        (match,) = detector.find(Article(text=brief.text.replace("nobody is", "no one was"), id="other"))
    assert match.article.id == "brief"


@pytest.mark.parametrize("known", [{}, {"outlet": "Tarn Post"}, {"url": "https://tarn.example/"}], ids=["corpus", "outlet", "host"])
def test_shared_furniture_makes_no_candidates(place: Path, known: dict[str, str]) -> None:
    furniture = text_of(words(96, 999))
    pages = [
        Article(
            text=f"{article(number, 360).text}\n\n{furniture}",
            id=f"p{number}",
            **{k: v + str(number) * (k == "url") for k, v in known.items()},
        )
        for number in range(200)
    ]
    with minhash(place, index_common_articles=5 if not known else 50) as detector:
        detector.add_many(pages[:150])
        told: list[Added] = []
        detector.add_many(pages[150:], report=told.append)
    assert {one.candidates for one in told} == {()}


def test_a_story_that_many_print_is_still_found(place: Path) -> None:
    with minhash(place, index_common_articles=5) as detector:
        detector.add_many(Article(text=article(1).text, id=f"copy{number}", outlet=f"o{number}") for number in range(30))
        assert len(detector.candidates(Article(text=article(1).text, id="copy", outlet="o"))) >= 5


# ids and versions


def test_the_same_id_twice_in_one_batch(place: Path) -> None:
    with minhash(place) as detector:
        detector.add_many([article(1), article(2), Article(text=article(3).text, id="a1")])
        assert len(detector) == 2
        assert detector.get("a1") == Article(text=article(3).text, id="a1")


def test_versions_stay_and_are_related(place: Path) -> None:
    changed = Article(text=article(1).text.replace("a", "o"), id="a1")
    with minhash(place) as detector:
        detector.add(article(1))
        matches = detector.add(changed, same_id="version")
        assert [(match.article, match.version) for match in matches] == [(article(1), 1)]
        assert detector.versions("a1") == (article(1), changed)
        assert detector.get("a1") == changed
        assert detector.remove("a1")
        assert len(detector) == 0
        assert not detector.remove("a1")
        assert "a1" not in detector


def test_an_article_without_an_id_goes_by_its_url(place: Path) -> None:
    with minhash(place) as detector:
        detector.add(Article(text=article(1).text, url="https://example.org/a"))
        assert "https://example.org/a" in detector
        with pytest.raises(InputError, match="no id and no url"):
            detector.add(Article(text=article(2).text))
        with pytest.raises(InputError, match="no article 'x'"):
            detector.matches("x")


@pytest.mark.parametrize(("doubt", "explain", "asked"), [(1.0, False, True), (0.0, False, False), (0.0, True, True)])
def test_the_model_is_asked_where_words_leave_a_match_in_doubt(place: Path, doubt: float, explain: bool, asked: bool) -> None:
    with minhash(place, index_doubt=doubt) as detector:
        detector.add(Article(text=STORY, id="story"))
        match = detector.find(Article(text=STORY.replace("Monday", "Tuesday") + "\n" + REWRITE, id="other"), explain=explain)[0]
        assert match.comparison is not None
        assert ("MiniLM" in match.comparison.settings) == asked


# bad input


def test_an_index_of_other_settings_names_both(place: Path) -> None:
    minhash(place).close()
    with pytest.raises(SpecError, match=r"posting_words = 4, settings ask .*posting_words = 5"):
        Detector.open(place, settings=Settings(sketch_posting_words=5))
    with pytest.raises(SpecError, match="built with minhash, asked for embedding"):
        Detector.open(place, indexes=["embedding"])


def test_rebuild_takes_an_index_to_other_settings(place: Path) -> None:
    other = Settings(sketch_posting_words=3)
    with minhash(place) as detector:
        detector.add_many([article(1), reusing(1, 2)])
    told: list[tuple[int, int]] = []
    assert rebuild_index(place, settings=other, progress=lambda *counts: told.append(counts)) == 2
    assert told == [(2, 2)]
    assert list(verify(place, settings=other)) == []
    with Detector.open(place, settings=other) as detector:
        assert [match.article.id for match in detector.find(article(1))] == ["a2"]


def test_what_is_no_index_is_refused(place: Path) -> None:
    with pytest.raises(StoreError, match="there is no index at"):
        Detector.open(place, create=False)
    place.mkdir()
    (place / "index.sqlite").write_bytes(b"something else" * 1000)
    with pytest.raises(StoreError, match="damaged or no index"):
        Detector.open(place)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into read-only folders")
def test_a_read_only_folder_is_refused(place: Path) -> None:
    place.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be opened"):
        Detector.open(place)


def test_a_folder_that_is_a_file_is_refused(place: Path) -> None:
    place.write_text("x")
    with pytest.raises(StoreError, match="cannot make an index"):
        Detector.open(place)


def test_an_article_that_is_too_long_is_refused_and_the_others_stay(place: Path) -> None:
    with minhash(place, article_max_characters=10_000) as detector:
        detector.add(article(1))
        with pytest.raises(InputError, match="10,000"):
            detector.add(Article(text="word " * 3000, id="long"))
        assert len(detector) == 1


def test_a_very_long_article_is_kept(place: Path) -> None:
    long = Article(text=text_of(words(200_000, 1)), id="long")
    with minhash(place) as detector:
        detector.add(long)
        assert [
            match.article.id for match in detector.candidates(Article(text=text_of(words(200_000, 1)[500:700]), id="part"))
        ] == ["long"]


def test_verify_finds_damage(place: Path) -> None:
    with minhash(place) as detector:
        detector.add_many([article(1), article(2)])
    with sqlite3.connect(place / "index.sqlite") as connection:
        connection.execute("UPDATE log SET payload = zeroblob(length(payload)) WHERE kind = 'minhash'")
        connection.execute("UPDATE articles SET text = text || ' more' WHERE id = 'a2'")
    connection.close()
    assert any("minhash, 2 articles) is damaged" in line for line in verify(place))
    with pytest.raises(StoreError, match=r"damaged; run `dedup index rebuild"):
        Detector.open(place)
    told: list[str] = []
    rebuild_index(place, damaged=told.append)
    assert ["'a2'" in line for line in told] == [True]
    with minhash(place) as detector:
        assert detector.remove("a2")
        detector.add(article(2))
    assert list(verify(place)) == []


# durability

WRITER = """
import sys
from dedup import Settings
from dedup.detect import Detector
from tests.index_texts import article
settings = Settings(index_tidy_batches=6, index_batch=8)  # the log is written anew all the time
with Detector.open(sys.argv[1], settings=settings) as detector:
    for number in range(int(sys.argv[2]), 1_000_000, 3):
        detector.add(article(number, 60))
        detector.add_many([article(number + 1, 60), article(number + 2, 60)])
        detector.add(article(number, 60))
        detector.remove(f"a{number + 1}")
        print(number, flush=True)
"""
COMMAND = "import sys; from dedup.cli import main; sys.exit(main(sys.argv[1:]))"
REBUILDER = """
import sys
from dedup.detect import rebuild_index
print("begun", flush=True)
while True:
    rebuild_index(sys.argv[1])
"""


def killed(program: str, *arguments: object, within: float) -> list[str]:
    """What a program printed that was killed within so many seconds of its first line."""
    running = subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    first = running.stdout.readline()
    assert first, "the program failed"
    time.sleep(within)
    running.send_signal(signal.SIGKILL)
    rest = running.stdout.read()
    running.wait()
    return (first + rest[: rest.rfind("\n") + 1]).splitlines()


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(place: Path) -> None:
    draw, held, first = random.Random(7), set[str](), 0
    for _ in range(KILLS):
        told = [int(line) for line in killed(WRITER, place, first, within=draw.uniform(0, 0.15))]
        kept = held | {f"a{number + more}" for number in told for more in (0, 2)}
        removed = {f"a{number + 1}" for number in told}
        with Detector.open(place) as detector:
            held = {one.id for one in detector}
            assert kept <= held
            assert not removed & held
            found = detector.candidates(Article(text=article(told[-1], 60).text, id="x"))
            assert {why.index for why in found[0].why} == {"minhash", "embedding"}
            assert [match.article.id for match in found] == [f"a{told[-1]}"]
        first = 1 + max(int(identity[1:]) for identity in held)
    assert list(verify(place)) == []
    with closing(SqliteStore.opened(place, None, 1)) as store:
        assert store.position().generation > KILLS / 4


@pytest.mark.slow
def test_a_rebuild_that_is_killed_leaves_the_index_as_it_was(place: Path) -> None:
    draw = random.Random(8)
    with minhash(place) as detector:
        detector.add_many(article(number, 60) for number in range(300))
    for _ in range(KILLS):
        killed(REBUILDER, place, within=draw.uniform(0, 0.1))
        with Detector.open(place) as detector:
            assert len(detector) == 300
            assert [match.article.id for match in detector.candidates(Article(text=article(7, 60).text, id="x"))] == ["a7"]
    assert list(verify(place)) == []


def test_what_the_command_said_it_kept_survives_its_kill(tmp_path: Path) -> None:
    """`dedup index add` killed at any moment, again and again: every printed line is kept, and the last output is complete."""
    place, corpus = tmp_path / "index", tmp_path / "crawl.jsonl"
    known = [{"id": f"a{number}", "text": article(number, 60).text} for number in range(KILLS * 30)]
    corpus.write_text("".join(json.dumps(one) + "\n" for one in known), encoding="utf-8")
    config = tmp_path / "small.toml"
    config.write_text("index_batch = 4\n", encoding="utf-8")
    command = [sys.executable, "-c", COMMAND, "index", "add", place, corpus, "--index", "minhash", "--config", config]
    draw, said = random.Random(9), set[str]()
    for _ in range(KILLS):
        with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
            assert writer.stdout
            # Lines, not seconds: it tells of what was kept before first, and on a busy machine would get no further.
            first = [writer.stdout.readline() for _ in range(draw.randint(1, len(said) + 12))]
            time.sleep(draw.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
            lines = [*first, *writer.stdout.read().split("\n")[:-1]]  # what stands behind the last line break was cut
        said |= {json.loads(line)["id"] for line in lines if line.strip()}
        with Detector.open(place, settings=Settings(index_batch=4)) as detector:
            assert said <= {one.id for one in detector}
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [one["id"] for one in known]
    assert list(verify(place, settings=Settings(index_batch=4))) == []


def test_a_full_disk_is_an_error_and_loses_nothing(place: Path) -> None:
    with minhash(place) as detector:
        detector.add_many(article(number) for number in range(20))
        with detector._store._connected() as connection:  # type: ignore[attr-defined]
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="disk is full"):
            detector.add_many(article(number) for number in range(20, 400))
        assert len(detector) == 20
        assert detector.candidates(reusing(30, 500)) == ()
        assert [match.article.id for match in detector.candidates(reusing(3, 501))] == ["a3"]
        with detector._store._connected() as connection:  # type: ignore[attr-defined]
            connection.execute("PRAGMA max_page_count = 1073741823")
        detector.add(article(30))
        assert [match.article.id for match in detector.candidates(reusing(30, 500))] == ["a30"]
    assert list(verify(place)) == []


@pytest.mark.slow
def test_processes_write_at_once_and_lose_nothing(place: Path) -> None:
    minhash(place).close()
    program = (
        "import sys\nfrom dedup.detect import Detector\nfrom tests.index_texts import article\n"
        "with Detector.open(sys.argv[1]) as detector:\n"
        "    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 20):\n        detector.add(article(number, 60))\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, str(place), str(first)]) for first in (0, 100)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with Detector.open(place) as detector:
        assert len(detector) == 40
    assert list(verify(place)) == []


# one bad article


def _failing(text: str) -> object:
    """A comparison that fails for every pair with an article that says so."""

    def compared(a: Article, b: Article, *, settings: Settings) -> Related | None:
        if text in a.text + b.text:
            raise OverflowError("int too large to convert to float")
        return related(a, b, settings=settings)

    return compared


def test_a_comparison_that_fails_is_a_note_on_its_candidate_and_the_others_are_compared(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.asked.related", _failing("Zanzibar"))
    bad = replace(article(1), id="bad", text=f"{article(1).text} Zanzibar.")
    with minhash(place) as detector:
        detector.add_many([bad, article(1)])
        for ask in (detector.find, detector.add):
            good, failed = ask(reusing(1, 2))
            assert (good.article.id, good.failed, good.relation) == ("a1", None, "derivative")
            assert (failed.article.id, failed.relation) == ("bad", None)
            assert failed.failed == failed.to_dict()["failed"] == "OverflowError: int too large to convert to float"
        assert detector.stats()["failed_comparisons"] == detector.failed_comparisons == 2
        assert [match.article.id for match in detector.matches("a2")] == ["a1", "bad"]


def test_a_number_of_309_digits_in_a_stored_article_spoils_no_other(place: Path) -> None:
    tale = "The fund of Tarn lost {} crowns in March, said its keeper Ines Oyle, who had counted them twice."
    with minhash(place) as detector:
        detector.add(Article(f"{STORY}\n{tale.format('9' * 309)}", id="long"))
        detector.add(Article(f"{STORY}\n{tale.format('12')}", id="short"))
        matches = detector.find(Article(f"{STORY}\n{tale.format('13')}", id="other"))
    assert {match.article.id for match in matches} == {"long", "short"}


@pytest.mark.parametrize("explain", [False, True])
def test_what_is_found_is_what_comparing_every_candidate_finds(place: Path, explain: bool) -> None:
    settings = Settings(model="")
    with Detector.open(place, settings=settings) as detector:
        detector.add_many([*map(article, range(30)), Article(STORY, id="story"), reusing(3, 50, 0.3), reusing(3, 51, 0.1)])
        for asked in (Article(REWRITE, id="new"), reusing(3, 60), article(7), article(99), Article(STORY, id="story")):
            every = {one.article.id: compare(one.article, asked, settings=settings) for one in detector.candidates(asked)}
            expected = {identity: told for identity, told in every.items() if told.relation != "independent"}
            found = detector.find(asked, explain=explain)
            assert {match.article.id: match.comparison for match in found} == expected
            assert all(match.why and all(why.windows for why in match.why) for match in found)


def test_nothing_is_explained_before_the_comparison_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(model="")
    with Detector.open(place, settings=settings, indexes=["minhash"]) as detector:
        detector.add(article(1))
        with monkeypatch.context() as patched:
            patched.setattr("dedup.pair.compare.drafts", lambda *_: pytest.fail("passages were made"))
            (match,) = detector.add(reusing(1, 2))
            assert (match.relation, match.failed) == ("derivative", None)
    assert match.comparison == compare(article(1), reusing(1, 2), settings=settings)
    assert match.comparison is match.comparison
    kept = pickle.loads(pickle.dumps(match))
    assert (kept, kept.comparison, kept.to_dict(whole=True)) == (match, match.comparison, match.to_dict(whole=True))


def test_a_match_whose_passages_fail_says_so_and_spoils_no_list(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OverflowError("too many passages")

    with minhash(place, model="") as detector:
        detector.add(article(1))
        (match,) = detector.find(reusing(1, 2))
        detector.remove("a1")
        with monkeypatch.context() as patched:
            patched.setattr("dedup.pair.compare.drafts", failing)
            told = match.to_dict(whole=True)
            assert (told["relation"], told["degree"], told["failed"]) == ("derivative", None, "OverflowError: too many passages")
            assert "comparison" not in told
            with pytest.raises(OverflowError):
                _ = match.comparison
        assert detector.stats()["failed_comparisons"] == detector.failed_comparisons == 1  # once, however often it is read
        assert pickle.loads(pickle.dumps(match)) == match
    assert match.to_dict()["degree"] == "partially"
    assert "failed" not in match.to_dict()


def strangers(asked: Article, *stored: Article) -> list[bool]:
    """Which stored articles counts tell to be strangers to the one asked about."""
    indexes, settings = make_indexes(INDEXES, Settings()), Settings()
    texts, numbers = [one.text for one in stored], np.arange(len(stored), dtype=np.uint32)
    outlets = np.array([outlet_number(one) for one in stored], np.uint32)
    for index in indexes:
        index.add(numbers, index.rows(texts), outlets)
    return Strangers(asked, [], indexes, settings).among([Record(at, 1, one) for at, one in enumerate(stored)])


def test_long_strangers_are_told_without_a_comparison_and_what_is_related_never_is() -> None:
    assert strangers(article(2), article(1), article(3), article(2)) == [True, True, False]
    assert strangers(reusing(1, 2, 0.1), article(1)) == strangers(Article(REWRITE), Article(STORY)) == [False]
    assert strangers(article(2), article(1, 60)) == [False]  # too short to be sure
    linking = replace(article(2), links=("https://one.example/a?utm_source=b",))
    assert strangers(linking, replace(article(1), url="https://one.example/a"), article(3)) == [False, True]


def test_short_texts_are_never_told_to_be_strangers_by_an_estimate() -> None:
    assert not any(strangers(article(2), *(article(number, 170) for number in range(3, 23))))


def test_what_shares_no_kept_run_is_told_as_if_it_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = [*map(article, range(3, 8)), article(1, 60), reusing(2, 9), reusing(2, 10, 0.3)]
    told, read, whole = strangers(article(2), *stored), list[int](), Strangers._read

    def counted(one: Strangers, texts: Sequence[str]) -> list[tuple[NDArray[np.uint32], int]]:
        read.append(len(texts))
        return whole(one, texts)

    monkeypatch.setattr(Strangers, "_read", counted)
    assert (strangers(article(2), *stored), read) == (told, [2])
    monkeypatch.setattr(Strangers, "_sampled", lambda _, numbers: [None] * len(numbers))
    assert (strangers(article(2), *stored), read) == (told, [2, len(stored)])


@given(st.lists(st.integers(0, 3), max_size=30), st.lists(st.integers(0, 3), max_size=30))
def test_texts_that_may_share_no_stretch_share_none(one: list[int], other: list[int]) -> None:
    runs, held = np.array(one, np.uint32), np.array(other, np.uint32)
    stands = any({*one[at : at + _RUN]} <= {*other} for at in range(len(one) - _RUN + 1))
    assert _may_share(runs, held) == (stands and len(other) >= _RUN)


def test_near_windows_count_by_their_share_and_without_furniture() -> None:
    assert [_is_far(_Shared(0, 0), near, 400) for near in (3, 4)] == [True, False]
    assert [_is_far(_Shared(0, 0), near, 3000) for near in (4, 27, 28)] == [True, True, False]
    assert [_is_far(_Shared(runs, runs), 28, 3000) for runs in (297, 300)] == [True, False]
    assert [_is_far(_Shared(270, furniture), 10, 1000) for furniture in (0, 270)] == [False, True]
    assert [_is_far(_Shared(runs, 0), 0, 1000) for runs in (35, 36)] == [True, False]


def test_furniture_of_an_outlet_makes_no_relative_a_story_that_it_runs_twice_does() -> None:
    box = text_of(words(60, 777))
    pages = [replace(one, text=f"{one.text}\n\n{box}", outlet="Tarn Post") for one in map(article, range(5))]
    assert strangers(pages[0], *pages[1:]) == [True] * 4
    assert strangers(replace(pages[0], outlet="Other"), *pages[1:]) == [False] * 4
    assert strangers(pages[0], pages[1], *map(article, (7, 8))) == [False, True, True]
    again = [replace(article(9), id=f"again{number}", outlet="Tarn Post") for number in range(6)]
    assert strangers(again[0], *again[1:]) == [False] * 5


def test_furniture_that_an_index_has_counted_is_furniture_to_a_comparison(place: Path) -> None:
    box = text_of(words(60, 777))
    pages = [replace(one, text=f"{one.text}\n\n{box}", outlet="Tarn Post") for one in map(article, range(6))]
    with minhash(place) as detector:
        detector.add_many(pages[1:])
        told = [detector.with_furniture(one) for one in pages[:2]]
        other = detector.with_furniture(replace(pages[0], outlet="Other"))
    assert [[one.text[slice(*span)] in f"\n\n{box}" for span in one.furniture] for one in told] == [[True]] * 2
    assert other.furniture == ()
    by_words = Settings(model="")
    assert [compare(*two, settings=by_words).passages[-1].kind for two in (pages[:2], told)] == ["verbatim", "boilerplate"]


def test_the_furniture_of_an_article_is_looked_up_once_whatever_the_number_of_candidates(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str | None] = []
    plain = Detector.with_furniture
    monkeypatch.setattr(Detector, "with_furniture", lambda self, one: looked.append(one.id) or plain(self, one))  # type: ignore[func-returns-value]
    with minhash(place) as detector:
        detector.add_many([replace(article(9), id=f"copy{number}", outlet=f"Post {number}") for number in range(4)])
        looked.clear()
        assert len(detector.find(replace(article(9), id="asked"))) == 4
    assert sorted(looked, key=str) == ["asked", "copy0", "copy1", "copy2", "copy3"]


def test_a_story_that_an_outlet_runs_again_and_again_is_no_furniture_to_a_comparison(place: Path) -> None:
    again = [replace(article(9), id=f"again{number}", outlet="Tarn Post") for number in range(6)]
    with minhash(place) as detector:
        detector.add_many(again[1:])
        assert [detector.with_furniture(one).furniture for one in again] == [()] * 6


def test_a_missing_model_is_no_note_but_an_error(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def compared(*_: object, **__: object) -> Comparison:
        raise ModelError("no model")

    monkeypatch.setattr("dedup.asked.related", compared)
    with minhash(place) as detector:
        detector.add(article(1))
        with pytest.raises(ModelError):
            detector.find(reusing(1, 2))


def test_an_article_over_the_limit_is_refused_before_it_is_looked_up(place: Path) -> None:
    with minhash(place, article_max_characters=100) as detector, pytest.raises(InputError, match="article_max_characters"):
        detector.find(Article("word " * 50))


def test_what_was_taken_stands_before_a_closer_report_of_the_same_statement() -> None:
    def match(relation: Relation, close: float, failed: str | None = None) -> Match:
        told = Related(relation, None, 0.8, "likely", 0.9, close, close, {}, 0.9)
        why = (Why("minhash", "containment", close),)
        return Match(Article("text", id=f"{relation} {close}"), 1, why, None if failed else told, failed)

    given = [
        match("derivative", 0.9, "MemoryError: too much"),
        match("common_source", 0.8),
        match("derivative", 0.2),
        match("independent", 0.9),
        match("near_duplicate", 0.7),
    ]
    ranked = [found.failed or found.article.id for found in sorted(given, key=place_of)]
    assert ranked == ["near_duplicate 0.7", "derivative 0.2", "independent 0.9", "common_source 0.8", "MemoryError: too much"]
    assert match("common_source", 0.8).to_dict()["direction_confidence"] is None
