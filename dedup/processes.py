"""Other processes of this Python: they import what this one does, and nothing else that lies in the working folder.

`python -m`, and the processes that multiprocessing and Spark start, look for each module in the working folder first: a `base64.py`
that lies beside downloaded pages would be run. PYTHONSAFEPATH keeps that folder off their path.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = str(Path(__file__).resolve().parent.parent)
"""The folder that this package lies in: of a checkout that is not installed no other process knows it."""
SAFE_PATH: Final = {"PYTHONSAFEPATH": "1"}
"""What keeps the working folder off a process's path."""


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module of this package, in `module_environment`."""
    return (sys.executable, "-m", module, *arguments)


def module_environment() -> dict[str, str]:
    """The environment in which `module_command` finds what this process has found, after it this package."""
    return {**os.environ, **SAFE_PATH, "PYTHONPATH": os.pathsep.join([*filter(None, sys.path), ROOT])}


@contextmanager
def safe_path() -> Iterator[None]:
    """While it lasts, what is started without an environment of its own has the working folder off its path."""
    before = {name: os.environ.get(name) for name in SAFE_PATH}
    os.environ.update(SAFE_PATH)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
