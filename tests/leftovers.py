"""What a test may leave behind in its process, where the next test would find it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, fields
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

GRACE = 2.0
"""Seconds that a thread or a child has to end in after its test: what was told to stop may still be stopping."""


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a process that tests share, each by name; the value is what must be the same afterwards.

    Filters of warnings are not among them: pytest itself puts them back after each test.
    """

    signal_handlers: dict[str, Any]
    environment: dict[str, Any]
    folder: dict[str, Any]
    loggers: dict[str, Any]
    hooks: dict[str, Any]
    threads: dict[str, Any]
    children: dict[str, Any]


def state() -> State:
    """The process as it is now."""
    return State(
        signal_handlers={item.name: signal.getsignal(item) for item in signal.Signals if item not in _FIXED},
        environment={name: value for name, value in os.environ.items() if not name.startswith(_OF_OTHERS)},
        folder={"current": _folder()},
        loggers=_loggers(),
        hooks={
            **{name: getattr(sys, name) for name in ("excepthook", "unraisablehook", "argv")},
            "path": list(sys.path),
            "running loop": asyncio._get_running_loop(),
        },
        threads={f"{item.name} ({item.ident})": True for item in threading.enumerate() if not item.daemon},
        children=dict.fromkeys(_children(), True),
    )


def left_behind(before: State) -> list[str]:
    """What is not as it was, one line each. Threads and children are waited for."""
    until = time.monotonic() + GRACE
    while (found := _differences(before, state())) and time.monotonic() < until and _may_still_end(found):
        time.sleep(0.01)
    return found


def put_back(before: State) -> None:
    """Undo what can be undone, so that one offender fails and not those after it."""
    os.chdir(before.folder["current"])
    for name in os.environ.keys() - before.environment.keys():
        if name.startswith(_OF_OTHERS):
            continue
        del os.environ[name]
    os.environ.update(before.environment)
    for name, handler in before.signal_handlers.items():
        if handler is not None and signal.getsignal(signal.Signals[name]) is not handler:
            signal.signal(signal.Signals[name], handler)


_SET_WHEN_IMPORTED = ("KMP_", "TORCH")
"""Variables that torch sets when it is imported, which the first test that needs it does."""
_OF_OTHERS = ("PYTEST_", *_SET_WHEN_IMPORTED)
_FIXED = (signal.SIGKILL, signal.SIGSTOP)
_MISSING = object()


def _differences(before: State, after: State) -> list[str]:
    found = []
    for item in fields(State):
        one, other = getattr(before, item.name), getattr(after, item.name)
        for name in sorted(one.keys() | other.keys()):
            was, became = one.get(name, _MISSING), other.get(name, _MISSING)
            if was == became or (became is _MISSING and item.name in ("threads", "children")):
                continue
            if was is _MISSING and item.name == "loggers":  # made by a library that was imported, as it does in every process
                continue
            found.append(f"{item.name}: {name} was {_shown(was)}, is {_shown(became)}")
    return found


def _shown(value: Any) -> str:
    return "not there" if value is _MISSING else repr(value)[:200]


def _may_still_end(found: list[str]) -> bool:
    return all(line.startswith(("threads", "children")) for line in found)


def _folder() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return "a folder that is gone"


def _loggers() -> dict[str, Any]:
    """Level, handlers and switches of every logger; a NullHandler, and pytest's own, reach nobody."""
    known = {name: item for name, item in logging.root.manager.loggerDict.items() if isinstance(item, logging.Logger)}
    found = {}
    for name, item in {"root": logging.root, **known}.items():
        handlers = [one for one in item.handlers if not isinstance(one, logging.NullHandler) and not _of_pytest(one)]
        found[name] = (item.level, handlers, item.disabled, item.propagate)
    return found


def _of_pytest(handler: logging.Handler) -> bool:
    return type(handler).__module__.startswith("_pytest")


def _children() -> list[str]:
    """Processes that this one has started and not seen end, on Linux; multiprocessing keeps one helper for all."""
    found = []
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            found += task.read_text("ascii").split()
        except OSError:  # the thread has ended since
            continue
    helper = str(getattr(resource_tracker._resource_tracker, "_pid", None))
    return [item for item in found if item != helper]
