"""The cache: what is read from it was written by us, whole; everything else is made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dedup.cache import cache_folder, distrust, kept, kept_path, read_kept, write_kept


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEDUP_CACHE", str(tmp_path / "cache"))
    return cache_folder()


def made_anew() -> bytes:
    return kept("thing", lambda: b"made anew")


def test_what_was_kept_is_read_again_and_not_made(folder: Path) -> None:
    assert kept("thing", lambda: b"made once") == made_anew() == b"made once"
    assert kept_path("thing").stat().st_mode & 0o777 == 0o644
    assert folder.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in folder.iterdir()] == ["thing.kept"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda whole: whole[:-1],
        lambda whole: whole + b"!",
        lambda whole: bytes(len(whole)),
        lambda whole: whole[:-3] + b"ON" + whole[-1:],
        lambda whole: whole.replace(b"made once", b"made by X"),
    ],
)
def test_a_damaged_file_is_made_anew_and_kept_again(damage: object) -> None:
    kept("thing", lambda: b"made once")
    path = kept_path("thing")
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert made_anew() == read_kept("thing") == b"made anew"


@pytest.mark.parametrize("mode", [0o664, 0o646])
def test_a_file_that_others_may_write_is_not_read(mode: int) -> None:
    kept("thing", lambda: b"planted")
    kept_path("thing").chmod(mode)
    assert made_anew() == b"made anew"
    assert kept_path("thing").stat().st_mode & 0o777 == 0o644


def test_a_folder_that_others_may_write_is_neither_read_nor_written(folder: Path) -> None:
    kept("thing", lambda: b"planted")
    folder.chmod(0o777)
    assert made_anew() == b"made anew"
    assert "chmod go-w" in str(distrust(folder))
    folder.chmod(0o755)
    assert read_kept("thing") == b"planted"
    assert distrust(folder) is None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("which", ["file", "folder"])
def test_what_belongs_to_another_user_is_not_read_by_root(folder: Path, which: str) -> None:
    kept("thing", lambda: b"planted")
    os.chown(folder if which == "folder" else kept_path("thing"), 1234, -1)
    assert made_anew() == b"made anew"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    kept("other", lambda: b"planted")
    kept_path("other").rename(tmp_path / "elsewhere")
    kept_path("thing").symlink_to(tmp_path / "elsewhere")
    assert made_anew() == b"made anew"


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(kept_path("thing"), 0o644)
    assert made_anew() == b"made anew"
    assert read_kept("thing") == b"made anew"


def test_a_cache_that_cannot_be_written_costs_only_time(folder: Path) -> None:
    folder.write_text("in the way")
    assert made_anew() == b"made anew"
    write_kept("thing", b"more")
    assert folder.read_text() == "in the way"
