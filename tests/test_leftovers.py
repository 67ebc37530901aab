"""The check that every test goes through sees each kind of thing that a test can leave behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import leftovers
import pytest
from leftovers import left_behind, put_back, state


@contextmanager
def handler() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


@contextmanager
def thread() -> Iterator[None]:
    ends = threading.Event()
    started = threading.Thread(target=ends.wait, name="left")
    started.start()
    yield
    ends.set()
    started.join()


@contextmanager
def child() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE):
        yield


@contextmanager
def loud() -> Iterator[None]:
    logger = logging.getLogger("hypothesis")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    yield
    logger.setLevel(before)


@contextmanager
def pathed() -> Iterator[None]:
    sys.path.append("/nowhere")
    yield
    sys.path.remove("/nowhere")


@contextmanager
def variable() -> Iterator[None]:
    os.environ["DEDUP_LEFT"] = "1"
    yield
    del os.environ["DEDUP_LEFT"]


@pytest.mark.parametrize(
    ("leaving", "told"),
    [
        (handler, "signal_handlers: SIGTERM"),
        (thread, "threads: left"),
        (child, "children: "),
        (loud, "loggers: hypothesis"),
        (pathed, "hooks: path"),
        (variable, "environment: DEDUP_LEFT was not there, is '1'"),
    ],
)
def test_what_is_left_behind_is_named(leaving: Callable[..., object], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "GRACE", 0.05)
    logging.getLogger("hypothesis")
    before = state()
    with leaving():  # type: ignore[attr-defined]
        (line,) = left_behind(before)
    assert line.startswith(told)
    assert left_behind(before) == []


def test_what_can_be_undone_is(tmp_path: Path) -> None:
    before = state()
    os.environ["DEDUP_LEFT"] = "1"
    path = os.environ.pop("PATH")
    os.chdir(tmp_path)
    signal.signal(signal.SIGTERM, lambda *_: None)
    assert len(left_behind(before)) == 4
    put_back(before)
    assert left_behind(before) == []
    assert os.environ["PATH"] == path


def test_a_thread_that_is_ending_is_waited_for() -> None:
    before = state()
    threading.Timer(0.2, lambda: None).start()
    assert left_behind(before) == []
