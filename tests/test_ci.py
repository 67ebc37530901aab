"""What CI runs side by side: a step that fails makes the run fail, and one that is cut off leaves nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAKE = """#!/usr/bin/env bash
echo "$1" >>asked
case "$1 $FAILS" in
compare*) echo page >report.html ;;
types*types) while [[ ! -e made ]]; do sleep .01; done; exit 3 ;;
types*cut) touch types; sleep 60 ;;
wheel*wheel) exit 4 ;;
wheel*types | wheel*cut) (trap 'rm -f made' EXIT; touch made; sleep 60; touch late) ;;
esac
"""


def started(folder: Path, fails: str) -> subprocess.Popen[bytes]:
    """`.ci/run` in a folder where `make` only writes down what it is asked, and fails as is said."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    (folder / "bin").mkdir()
    (folder / "bin" / "make").write_text(MAKE, encoding="utf-8")
    (folder / "bin" / "make").chmod(0o755)
    known = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "FAILS": fails}
    return subprocess.Popen([folder / ".ci" / "run"], env=known, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def asked(folder: Path) -> list[str]:
    return (folder / "asked").read_text(encoding="utf-8").split()


def vanishes(file: Path) -> bool:
    """Whether a file goes within ten seconds: the run ends with `make`, which what it has started may outlive by a moment."""
    until = time.monotonic() + 10
    while file.exists() and time.monotonic() < until:
        time.sleep(0.01)
    return not file.exists()


def test_all_steps_are_taken_where_none_fails(tmp_path: Path) -> None:
    assert started(tmp_path, "").wait(30) == 0
    assert sorted(asked(tmp_path)) == ["compare", "lint", "test", "types", "wheel"]


@pytest.mark.parametrize(("fails", "code"), [("wheel", 4), ("types", 3)])
def test_a_step_that_fails_beside_another_ends_the_run(tmp_path: Path, fails: str, code: int) -> None:
    assert started(tmp_path, fails).wait(30) == code
    assert "test" not in asked(tmp_path)
    assert vanishes(tmp_path / "made")


def test_a_run_that_is_cut_off_leaves_nothing(tmp_path: Path) -> None:
    run = started(tmp_path, "cut")
    while not ((tmp_path / "made").exists() and (tmp_path / "types").exists()):
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(signal.SIGTERM)
    assert run.wait(30) != 0
    assert vanishes(tmp_path / "made")
