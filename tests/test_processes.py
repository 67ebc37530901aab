"""No process that is started for a part of the work runs what lies in the working folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from serving import AS_PROGRAM, TOKEN

from dedup import Settings
from dedup.pair.compare_many import compare_many
from dedup.processes import SAFE_PATH, module_environment, safe_path

LONG, SHORT = "The mayor of Tarn closed the bridge on Monday.", "The bridge at Tarn was closed by its mayor on Monday."
WORDS = Settings(model="")


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder in which modules lie that Python itself, and the processes, import."""
    for name in ("base64", "json", "pickle", "socket", "struct", "selectors"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("planted")
def test_processes_that_compare_many_pairs_run_no_module_of_the_working_folder() -> None:
    (found,) = compare_many([(LONG, SHORT)], settings=WORDS, jobs=2)
    assert found.a.words == len(LONG.split())


@pytest.mark.usefixtures("planted")
def test_processes_of_the_server_run_no_module_of_the_working_folder() -> None:
    pytest.importorskip("starlette")
    from starlette.testclient import TestClient

    from dedup.serve.app import application
    from dedup.serve.options import Options

    served = application(Options(TOKEN, jobs=1, settings=WORDS))
    with TestClient(served, base_url="http://127.0.0.1:8765", headers=AS_PROGRAM) as client:
        assert client.post("/api/compare", json={"a": LONG, "b": SHORT}).status_code == 200


def test_the_environment_is_what_it_was_after_a_process_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    for before in (None, "", "1"):
        monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
        if before is not None:
            monkeypatch.setenv("PYTHONSAFEPATH", before)
        with safe_path():
            assert os.environ["PYTHONSAFEPATH"] == "1"
        assert os.environ.get("PYTHONSAFEPATH") == before


def test_a_checkout_that_is_not_installed_is_found_after_all_that_this_process_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", os.sep + "elsewhere"])
    told = module_environment()
    assert told["PYTHONPATH"].split(os.pathsep) == [os.sep + "elsewhere", str(Path(__file__).resolve().parent.parent)]
    assert SAFE_PATH.items() <= told.items()
