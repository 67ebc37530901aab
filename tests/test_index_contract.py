"""One contract for every index of windows and every store, through the collection that keeps them in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dedup.article import Article
from dedup.detect import Detector
from dedup.errors import InputError, SpecError, StoreError
from dedup.index.base import WindowIndex
from dedup.index.collection import Collection
from dedup.index.indexes import INDEXES, IndexName, make_indexes, spec_of
from dedup.index.sqlite import SqliteStore
from dedup.index.store import Position, Record, Store, check_spec
from dedup.index.upkeep import compact, problems, rebuild
from dedup.settings import Settings
from tests.index_postgres import postgres_address  # noqa: F401
from tests.index_texts import article, reusing

NOWHERE = np.zeros(0, np.uint32)

Open = Callable[..., Store]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the same store again and again, as other processes would."""
    opened: list[Store] = []
    address = request.getfixturevalue("postgres_address")() if request.param == "postgres" else tmp_path / "index"

    def open_again(spec: dict[str, Any] | None = None, wait: float = 10) -> Store:
        make = (lambda: spec or spec_of(make_indexes(["minhash"], Settings()))) if spec is not None or not opened else None
        if request.param == "postgres":
            from dedup.index.postgres import PostgresStore

            opened.append(PostgresStore.opened(address, make, wait))
        else:
            opened.append(SqliteStore.opened(address, make, wait))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


@pytest.fixture(params=INDEXES)
def name(request: pytest.FixtureRequest) -> IndexName:
    found: IndexName = request.param
    return found


@pytest.fixture
def index(name: IndexName) -> WindowIndex[Any]:
    return make_indexes([name], Settings())[0]


def entered(index: WindowIndex[Any], texts: list[str], first: int = 0) -> Any:
    rows = index.rows(texts)
    index.add(np.arange(first, first + len(texts), dtype=np.uint32), rows, np.zeros(len(texts), np.uint32))
    return rows


def proposed(index: WindowIndex[Any], text: str) -> list[int]:
    return [one.number for one in index.query(index.rows([text]), np.zeros(1, np.uint32))[0]]


# every index


def test_an_added_article_finds_itself_first(index: WindowIndex[Any]) -> None:
    texts = [article(number).text for number in range(8)]
    entered(index, texts)
    assert [proposed(index, text)[0] for text in texts] == list(range(8))


def test_a_reused_stretch_is_found_inside_other_text(index: WindowIndex[Any]) -> None:
    entered(index, [article(number).text for number in range(40)])
    assert 7 in proposed(index, reusing(7, 100).text)


def test_a_removed_article_is_not_proposed(index: WindowIndex[Any]) -> None:
    entered(index, [article(number).text for number in range(8)])
    index.remove(np.array([3, 99], np.uint32))
    assert 3 not in proposed(index, article(3).text)
    assert len(index) == 7


@pytest.mark.parametrize("outlet", [0, 7])
def test_an_article_that_was_replaced_many_times_is_still_found(index: WindowIndex[Any], outlet: int) -> None:
    texts = [article(number).text for number in range(20)]
    outlets = np.full(20, outlet, np.uint32)
    index.add(np.arange(20, dtype=np.uint32), index.rows(texts), outlets)
    again = index.rows(texts[7:8])
    for number in range(20, 90):
        index.remove(np.array([7 if number == 20 else number - 1], np.uint32))
        index.add(np.array([number], np.uint32), again, outlets[:1])
    for text in (texts[7], reusing(7, 100).text):  # the whole of it, and a partial copy
        found = index.query(index.rows([text]), outlets[:1])[0]
        assert found
        assert found[0].number == 89
    assert len(index) == 20


def test_rows_survive_packing(index: WindowIndex[Any]) -> None:
    texts = [article(1).text, "short", article(2, 700).text]
    packed = [index.pack(index.rows(texts[:2])), index.pack(index.rows(texts[2:]))]
    again = index.unpack(packed)
    assert index.same(again, index.rows(texts)).all()
    assert index.same(index.take(again, np.array([2, 0])), index.rows([texts[2], texts[0]])).all()
    assert index.same(again, index.rows(texts[::-1])).tolist() == [False, True, False]


def test_bytes_that_are_no_rows_are_refused(index: WindowIndex[Any]) -> None:
    packed = index.pack(index.rows([article(1).text]))
    for wrong in (packed[:-4], packed + b"abcd", b""):
        with pytest.raises(ValueError, match="holds no"):
            index.unpack([wrong])


def test_a_batch_meets_only_what_was_before_it(index: WindowIndex[Any]) -> None:
    texts = [article(1).text] * 3
    rows = entered(index, texts)
    found = index.query(rows, np.zeros(3, np.uint32), np.arange(3))
    assert [[one.number for one in listed] for listed in found] in ([[], [0], [0, 1]], [[], [0], [0]])


def test_windows_stand_where_the_reuse_is(index: WindowIndex[Any]) -> None:
    source, derivative = article(7).text, reusing(7, 100).text
    pairs = index.windows(derivative, source)
    assert pairs
    best = pairs[0]
    assert 0 < best.similarity <= 1
    shared = set(source[slice(*best.stored)].lower().split()) & set(derivative[slice(*best.query)].lower().split())
    assert len(shared) >= 5
    assert all(pair.similarity < best.similarity / 2 for pair in index.windows(source, article(8).text))


def test_order_of_arrival_does_not_change_what_is_found(name: IndexName) -> None:
    texts = [article(number).text for number in range(20)]
    one, other = (make_indexes([name], Settings())[0] for _ in range(2))
    entered(one, texts)
    for number, text in enumerate(texts):
        entered(other, [text], number)
    asked = reusing(7, 100).text
    assert proposed(one, asked) == proposed(other, asked)


# every store


def collection(store: Store) -> Collection:
    return Collection(store, make_indexes(["minhash"], Settings()), Settings())


def test_what_was_kept_is_there_after_opening_again(open_store: Open) -> None:
    with closing(open_store()) as store:
        collection(store).keep([article(1, title="T", outlet="O"), article(2)], "replace")
    store = open_store()
    record = store.record(store.versions("a1")[0][0])
    assert record is not None
    assert record.article == article(1, title="T", outlet="O")
    assert store.count() == 2
    assert [one.number for one in collection(store).propose(reusing(1, 50))] == [record.number]


def test_others_see_what_was_kept_and_removed(open_store: Open) -> None:
    one, other = collection(open_store()), collection(open_store())
    one.keep([article(1)], "replace")
    assert len(other.propose(article(1))) == 1
    other.remove("a1")
    assert one.propose(article(1)) == ()
    kept = other.keep([article(2)], "replace")[0]
    assert [found.number for found in one.propose(article(2))] == [kept.record.number]


def test_the_same_id_is_replaced_kept_beside_or_refused(open_store: Open) -> None:
    held = collection(open_store())
    held.keep([article(1)], "replace")
    again = reusing(1, 9)
    changed = type(again)(text=again.text, id="a1")
    assert held.keep([changed], "replace")[0].candidates == ()
    assert held.store.count() == 1
    beside = held.keep([article(1)], "version")[0]
    assert (beside.record.version, beside.candidates[0].measure) == (3, "same_id")
    assert held.store.count() == 2
    with pytest.raises(InputError, match="in the index already"):
        held.keep([article(1)], "refuse")
    assert held.store.count() == 2
    assert len(held.propose(article(1))) == 2


def test_candidates_are_kept_with_the_article(open_store: Open) -> None:
    held = collection(open_store())
    kept = held.keep([article(1), reusing(1, 2), article(3)], "replace")
    assert [held.kept(one.record) for one in kept] == [one.candidates for one in kept]
    assert [len(one.candidates) for one in kept] == [0, 1, 0]


def write_half(store: Store) -> None:
    with store.writing() as writer:
        writer.append("minhash", np.array([7], np.uint32), b"half")
        raise RuntimeError("power")


def test_a_writer_that_fails_leaves_nothing(open_store: Open) -> None:
    store = open_store()
    held = collection(store)
    held.keep([article(1)], "replace")
    with pytest.raises(RuntimeError, match="power"):
        write_half(store)
    assert len(list(store.entries(Position()))) == 3
    assert not list(problems(store, make_indexes(["minhash"], Settings())))


def test_a_batch_that_was_not_kept_is_forgotten(open_store: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    held = collection(open_store())
    held.keep([article(1)], "replace")
    monkeypatch.setattr("dedup.index.batches.packed_candidates", lambda *_: (_ for _ in ()).throw(StoreError("full")))
    with pytest.raises(StoreError, match="full"):
        held.keep([article(2)], "replace")
    monkeypatch.undo()
    assert held.propose(article(2)) == ()
    assert len(held.propose(article(1))) == 1
    held.keep([article(2)], "replace")
    assert len(held.propose(article(2))) == 1


def test_threads_write_and_read_at_once(open_store: Open) -> None:
    held = collection(open_store())
    failed: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 6):
                held.keep([article(number)], "replace")
                assert len(held.propose(article(number))) == 1
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert held.store.count() == 18
    assert sorted(record.number for record in held.store.records()) == list(range(18))


def test_a_second_writer_waits_no_longer_than_it_is_told(open_store: Open) -> None:
    one, other = open_store(), open_store(wait=0.2)
    with one.writing():
        with pytest.raises(StoreError, match="another process"), other.writing():
            pass
        assert collection(other).propose(article(1)) == ()  # readers do not wait


def test_rebuild_makes_the_same_rows_and_forgets_what_was_removed(open_store: Open) -> None:
    store = open_store()
    held, elsewhere = collection(store), collection(open_store())
    held.keep([article(1), article(2), reusing(2, 3)], "replace")
    held.remove("a1")
    before = held.propose(article(2))
    rebuild(store, make_indexes(["minhash"], Settings()), Settings())
    assert {entry.kind for entry in store.entries(Position())} == {"articles", "minhash", "candidates"}
    assert held.propose(article(2)) == before == elsewhere.propose(article(2))
    assert not list(problems(store, make_indexes(["minhash"], Settings())))


TIDY = Settings(index_tidy_batches=8, index_batch=6)


def tidied(store: Store) -> Collection:
    return Collection(store, make_indexes(["minhash"], TIDY), TIDY)


def test_a_log_of_small_batches_is_written_anew_and_finds_the_same(open_store: Open) -> None:
    store = open_store()
    held, elsewhere = tidied(store), collection(open_store())
    held.keep([article(number) for number in range(6)], "replace")  # a full batch, which stays
    head = [entry.sequence for entry in store.entries(Position())]
    for number in range(6, 30):
        assert [found.number for found in held.keep([reusing(number - 6, number)], "replace")[0].candidates] == [number - 6]
        assert elsewhere.propose(article(number))
    held.remove("a2")
    entries = list(store.entries(Position()))
    assert [entry.sequence for entry in entries][:3] == head
    assert len(entries) < 3 * 15
    assert store.position().generation > 0
    for found in (held, elsewhere, collection(open_store())):
        proposed = [sorted(one.number for one in found.propose(reusing(number, 100))) for number in (1, 2, 8)]
        assert proposed == [[1, 7], [8], [8, 14]]
        record = store.record(20)
        assert record is not None
        assert [one.number for one in found.kept(record)] == [14]
    assert not list(problems(store, make_indexes(["minhash"], Settings())))


def test_what_was_removed_from_full_batches_stays_away_when_the_end_is_written_anew(open_store: Open) -> None:
    store = open_store()
    held = tidied(store)
    held.keep([article(number) for number in range(6)], "replace")
    held.remove("a3")
    for number in range(6, 20):
        held.keep([article(number)], "replace")
    assert store.position().generation > 0
    assert collection(open_store()).propose(article(3)) == ()
    assert len(collection(open_store()).indexes[0]) == 19


def test_a_log_of_dead_rows_is_written_anew(open_store: Open) -> None:
    store = open_store()
    held = tidied(store)
    for _ in range(5):
        held.keep([article(number) for number in range(6)], "replace")
    rows = sum(len(entry.numbers) for entry in store.entries(Position()) if entry.kind == "articles")
    assert rows <= 18
    assert store.count() == 6
    assert [len(held.propose(article(number))) for number in range(6)] == [1] * 6
    assert not list(problems(store, make_indexes(["minhash"], Settings())))


def test_a_damaged_batch_is_not_written_anew(open_store: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store()
    held = tidied(store)
    for number in range(8):
        held.keep([article(number)], "replace")
    held.refresh()
    entries = store.entries
    monkeypatch.setattr(store, "entries", lambda after: (replace(one, intact=False) for one in entries(after)))
    with pytest.raises(StoreError, match="damaged"), store.writing() as writer:
        compact(store, writer, held.indexes, TIDY)
    monkeypatch.undo()
    assert store.position().generation == 0
    assert not list(problems(store, make_indexes(["minhash"], Settings())))


def test_verify_names_an_article_without_rows(open_store: Open) -> None:
    store = open_store()
    held = collection(store)
    held.keep([article(1)], "replace")
    with store.writing() as writer:
        writer.put([Record(writer.next_number(), 1, article(2))])
    assert list(problems(store, make_indexes(["minhash"], Settings()))) == ["article 'a2' has no rows in the index minhash"]


def test_another_spec_is_an_error_that_names_both(open_store: Open) -> None:
    store = open_store()
    asked = spec_of(make_indexes(["minhash"], Settings(sketch_sample=4)))
    with pytest.raises(SpecError, match=r"sample = 8, settings ask .*sample = 4"):
        check_spec(store.place, store.spec(), asked)


def test_an_address_of_8000_characters_is_an_id_in_every_store(open_store: Open) -> None:
    # no two halves alike: PostgreSQL packs what repeats, and then it would fit into an index after all
    long = (
        "https://example.org/?q=" + "".join(f"{number:x}" for number in np.random.default_rng(1).integers(0, 1 << 62, 530))[:7900]
    )
    store = open_store()
    with store.writing() as writer:
        writer.put([Record(number, number + 1, Article("A text.", id=long)) for number in range(2)])
    assert store.versions(long) == ((0, 1), (1, 2))


# PostgreSQL alone


@pytest.mark.postgres
def test_a_malformed_address_does_not_print_its_password() -> None:
    pytest.importorskip("psycopg")
    from dedup.index.postgres import PostgresStore

    for address in (
        "postgresql://me:sec%ret@[host/db",
        "postgresql://me:secret@host/db?no_such=1",
        "postgresql://me:sec ret@host:port:x/db",
    ):
        with pytest.raises(StoreError) as refusal:
            PostgresStore.opened(f"postgresql://{address}", None, 1)
        assert "sec" not in str(refusal.value)
        assert refusal.value.__suppress_context__ or refusal.value.__cause__ is not None


@pytest.mark.postgres
def test_a_search_goes_on_when_the_server_has_ended_its_connections(postgres_address: Callable[[], str]) -> None:  # noqa: F811
    import psycopg

    address = postgres_address()
    with Detector.open(address, indexes=["minhash"]) as detector:
        detector.add(article(1))
        with psycopg.connect(address, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        assert [match.article.id for match in detector.candidates(reusing(1, 2))] == ["a1"]
        assert len(detector) == 1


@pytest.mark.postgres
def test_a_role_that_may_only_read_searches_and_keeps_nothing(postgres_address: Callable[[], str]) -> None:  # noqa: F811
    """The statements stand in docs/index.md."""
    import psycopg

    address = postgres_address()
    known = psycopg.conninfo.conninfo_to_dict(address)
    role = f"reader_{known['dbname']}"
    with Detector.open(address, indexes=["minhash"]) as detector:
        detector.add(article(1))
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN")
        owner.execute(f"GRANT USAGE ON SCHEMA dedup TO {role}")
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA dedup TO {role}")
    reading = f"postgresql://{role}@/{known['dbname']}?host={known['host']}"
    with Detector.open(reading, create=False) as detector:
        assert [match.article.id for match in detector.find(reusing(1, 2))] == ["a1"]
        with pytest.raises(StoreError, match="permission denied"):
            detector.add(article(2))
