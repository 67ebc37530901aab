"""What is wrong with an index is told, its copies are whole, and the address of something else is no folder."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dedup.detect import Detector, backup_index, verify
from dedup.errors import InputError, StoreError
from tests.index_texts import article


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with Detector.open(tmp_path / "index", indexes=["minhash"]) as detector:
        detector.add_many(map(article, range(3)))
    return tmp_path / "index"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM log WHERE kind = 'articles'", "has no outlet in the log"),
        ("UPDATE log SET kind = 'xx' WHERE kind = 'articles'", "is of a kind that there is not, 'xx'"),
        ("UPDATE meta SET value = 'x' WHERE key = 'generation'", "no generation"),
        ("DROP INDEX articles_by_id", "its index articles_by_id is gone"),
    ],
)
def test_verify_sees_what_is_missing_around_the_articles(place: Path, change: str, told: str) -> None:
    assert list(verify(place)) == []
    with closing(sqlite3.connect(place / "index.sqlite")) as connection, connection:
        connection.execute(change)
    assert any(told in line for line in verify(place))


def test_a_copy_that_breaks_off_leaves_nothing_in_its_place(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "copy"
    with monkeypatch.context() as patched:
        patched.setattr("dedup.index.sqlite._put_in_place", _full)
        with pytest.raises(StoreError, match=r"cannot copy the index at .* to .*copy: the disk is full; there is no copy"):
            backup_index(place, target)
    assert list(target.iterdir()) == []
    backup_index(place, target)
    assert list(verify(target)) == []
    assert [path.name for path in target.iterdir() if not path.name.endswith(("-wal", "-shm"))] == ["index.sqlite"]


def _full(*_: Path) -> None:
    raise sqlite3.OperationalError("the disk is full")


@pytest.mark.parametrize("scheme", ["POSTGRESQL://", "postgresql+psycopg://", "mysql://", " postgresql://", "postgresql:/"])
def test_the_address_of_something_else_is_no_folder_and_is_not_told(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder was made whose name held the password, which the message quoted."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"begins with postgresql://") as raised:
        Detector.open(f"{scheme}me:seal@host/db")
    assert "seal" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []
