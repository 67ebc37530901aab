"""Tables of an earlier version are read on, and a program that does not know them is told."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from dedup.detect import Detector, rebuild_index
from dedup.errors import SpecError
from dedup.index.store import STORE_VERSION, check_version
from dedup.settings import Settings
from tests.index_texts import article


def _as_first_version(place: str) -> None:
    """Make the tables those of version 1: texts as they are."""
    with closing(sqlite3.connect(Path(place) / "index.sqlite")) as connection:
        for number, text in connection.execute("SELECT number, text FROM articles").fetchall():
            plain = zlib.decompress(text).decode() if isinstance(text, bytes) else text
            connection.execute("UPDATE articles SET text = ? WHERE number = ?", (plain, number))
        connection.execute("UPDATE meta SET value = json_set(value, '$.store', '1') WHERE key = 'spec'")
        connection.commit()


def test_tables_of_the_first_version_are_read_and_are_of_the_second_once_a_text_is_deflated(tmp_path: Path) -> None:
    settings, place = Settings(), str(tmp_path / "index")
    for change in ("add", "rebuild"):
        with Detector.open(place, indexes=["minhash"]) as opened:
            opened.add(article(1))
        _as_first_version(place)
        with Detector.open(place) as opened:
            store = opened._collection.store
            assert (opened.get("a1"), store.spec()["store"]) == (article(1), "1")
            if change == "add":
                opened.add(article(2))
                assert store.spec()["store"] == STORE_VERSION == "2"
        if change == "rebuild":
            rebuild_index(place, settings=settings)
        with Detector.open(place) as opened:
            assert opened._collection.store.spec()["store"] == "2"
            assert opened.get("a1") == article(1)
    with pytest.raises(SpecError, match=r"version '3', this program knows 1 and 2"):
        check_version(place, {"store": "3"})
