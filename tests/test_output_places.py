"""Where `--output` writes: links, pipes and folders of others, read-only folders, long names, what is swapped meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dedup.cli import main
from dedup.engines.spill import Spill, chunks_in
from dedup.errors import DedupError
from dedup.terminal import check_output, file_to_write, placed, write_to

SOMEBODY = 12345
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make what is another user's")


@contextmanager
def somebody() -> Iterator[None]:
    """The rights of a user without any."""
    os.seteuid(SOMEBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder that everybody may write to, as /tmp is."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    tmp_path.chmod(0o755)
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    file = tmp_path / "corpus.jsonl"
    file.write_text('{"id": "a", "text": "The mill on Fen Lane closed in March."}\n', encoding="utf-8")
    return file


@as_root
@pytest.mark.parametrize("links", [1, 2])
def test_a_link_that_another_user_planted_is_not_followed(links: int, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, planted = shared.parent / "ours.json", shared / "report.json"
    ours.write_text("ours", encoding="utf-8")
    for name, target in [(planted, ours)] if links == 1 else [(shared / "between", ours), (planted, shared / "between")]:
        name.symlink_to(target)
    os.chown(shared / "between" if links == 2 else planted, SOMEBODY, SOMEBODY, follow_symlinks=False)
    assert main(["settings", "-f", "json", "-o", str(planted)]) == 2
    assert "is another user's, in a folder that everybody may write to" in capsys.readouterr().err
    assert ours.read_text("utf-8") == "ours"


@as_root
@pytest.mark.parametrize("option", ["--output", "--explain", "--members", "--cleaned"])
def test_families_follow_no_planted_link_either(option: str, shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus, ours, planted = shared.parent / "corpus.jsonl", shared.parent / "ours.jsonl", shared / "found.jsonl"
    corpus.write_text('{"id": "a", "text": "The mill on Fen Lane closed in March."}\n', encoding="utf-8")
    ours.write_text("ours", encoding="utf-8")
    planted.symlink_to(ours)
    os.chown(planted, SOMEBODY, SOMEBODY, follow_symlinks=False)
    assert main(["families", str(corpus), option, str(planted)]) == 2
    assert "is another user's" in capsys.readouterr().err
    assert ours.read_text("utf-8") == "ours"


@as_root
@pytest.mark.parametrize("planted", ["another user's folder", "another user's inside", "open inside", "link inside"])
def test_a_work_folder_that_others_may_have_filled_is_refused(
    planted: str, shared: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work, elsewhere = shared / "families.jsonl.work", shared.parent / "elsewhere"
    place = work / "dedup-0"
    elsewhere.mkdir()
    work.mkdir()
    if planted == "another user's folder":
        os.chown(work, SOMEBODY, SOMEBODY)
    else:
        work.chmod(0o777)
        place.symlink_to(elsewhere) if planted == "link inside" else place.mkdir()
        place.chmod(0o777 if planted == "open inside" else 0o700)
        if planted == "another user's inside":
            os.chown(place, SOMEBODY, SOMEBODY)
    assert main(["families", str(corpus), "--output", str(shared / "families.jsonl")]) == 2
    assert "give another --work" in capsys.readouterr().err
    assert [*elsewhere.iterdir(), *(place.iterdir() if place.exists() else ())] == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs modes of folders")
@pytest.mark.parametrize("mode", [0o777, 0o1777])
def test_in_a_work_folder_of_everybody_a_run_has_its_own(mode: int, tmp_path: Path, corpus: Path) -> None:
    """Volumes of containers and folders under WSL are often open to all; they were refused."""
    work, label = tmp_path / "volume", {"files": 1}
    work.mkdir()
    work.chmod(mode)
    (work / "000000.sketch").write_bytes(b"planted")
    spill = Spill(work, label)
    assert (spill.folder.parent, spill.folder.stat().st_mode & 0o777, spill.has(0)) == (work, 0o700, False)
    spill.delete()
    assert main(["families", str(corpus), "--work", str(work), "--output", str(tmp_path / "families.jsonl")]) == 0
    assert [path.name for path in work.iterdir()] == ["000000.sketch"]


def test_what_a_killed_run_left_in_its_own_folder_is_taken_up(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    place = Spill(tmp_path, {"files": 1}).folder
    (place / "000000.sketch").write_bytes(b"")
    assert chunks_in(tmp_path) == 1


@as_root
def test_an_own_work_folder_that_is_moved_away_meanwhile_is_not_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    spill = Spill(tmp_path, {"files": 1})
    spill.folder.rename(tmp_path / "away")
    spill.folder.mkdir()
    os.chown(spill.folder, SOMEBODY, SOMEBODY)
    with pytest.raises(DedupError, match="not a folder of this user alone"):
        spill._keep(0, "meta", b"{}")
    assert not [*spill.folder.iterdir()]


@as_root
def test_a_pipe_that_another_user_planted_is_not_written_to(shared: Path) -> None:
    pipe = shared / "report.json"
    os.mkfifo(pipe)
    os.chown(pipe, SOMEBODY, SOMEBODY)
    with pytest.raises(DedupError, match="another user's"):
        check_output(str(pipe), ())


@as_root
def test_our_own_links_and_those_of_a_folders_owner_are_followed_there(shared: Path) -> None:
    for name, owner in {"a.json": 0, "b.json": SOMEBODY}.items():
        (shared / name).symlink_to(shared.parent / f"of-{name}")
        os.chown(shared / name, owner, owner, follow_symlinks=False)
        os.chown(shared, owner, owner)
        assert main(["settings", "-f", "json", "-o", str(shared / name)]) == 0
        assert (shared.parent / f"of-{name}").stat().st_size


@as_root
def test_another_users_file_does_not_say_who_may_read_and_change_ours(shared: Path) -> None:
    file = shared / "report.json"
    file.write_text("theirs", encoding="utf-8")
    file.chmod(0o6777)
    os.chown(file, SOMEBODY, SOMEBODY)
    file.chmod(0o6777)
    write_to("ours", str(file))
    assert (file.stat().st_uid, file.stat().st_mode & 0o7022) == (0, 0)


@as_root
@pytest.mark.parametrize(("theirs", "made"), [(0o600, 0o600), (0o640, 0o640), (0o000, 0o600)])
def test_what_another_user_keeps_to_himself_stays_so_when_it_is_written_over(theirs: int, made: int, shared: Path) -> None:
    file = shared / "report.json"
    file.write_text("theirs", encoding="utf-8")
    os.chown(file, SOMEBODY, SOMEBODY)
    file.chmod(theirs)
    write_to("ours", str(file))
    assert file.stat().st_mode & 0o777 == made


@as_root
def test_a_folder_that_cannot_be_written_to_is_told_before_the_work() -> None:
    with somebody(), pytest.raises(DedupError, match="nothing can be written to the folder /"):
        check_output("/report.json", ())
    check_output("/report.json", ())


def test_a_link_in_the_place_of_what_is_being_written_is_not_followed(tmp_path: Path) -> None:
    """Who may write the folder sees the name beside the place, and could put a link to a file of ours there."""
    ours, report = tmp_path / "ours.txt", tmp_path / "report.json"
    ours.write_text("ours", encoding="utf-8")
    with placed(str(report)) as part:
        os.unlink(part)
        os.symlink(ours, part)
        with pytest.raises(DedupError, match="cannot write to"):
            file_to_write(part, str(report))
    assert ours.read_text("utf-8") == "ours"


@pytest.mark.parametrize("name", ["n" * 250 + ".json", "ш" * 124 + ".json"])
def test_a_name_as_long_as_names_may_be_is_written(name: str, tmp_path: Path) -> None:
    write_to("a report", str(tmp_path / name))
    assert (tmp_path / name).read_text("utf-8") == "a report"


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_standard_output_by_its_name_goes_through_a_pipe() -> None:
    asked = [sys.executable, "-m", "dedup.cli", "completion", "bash", "-o", "/dev/stdout"]
    told = subprocess.run(
        asked,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(main.__code__.co_filename).parents[2])},
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert "_DEDUP_COMPLETE" in told.stdout
