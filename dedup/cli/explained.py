"""The file of `--explain`: what it cannot take is told with its name, and what else fails while it is open is not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from dedup.errors import DedupError


@contextmanager
def explained(path: str | None) -> Iterator[TextIO | None]:
    """The file, open for lines; None without one. Raises DedupError where it cannot be opened or written."""
    if path is None:
        yield None
        return
    with _refused(path):
        file = _File(path, "w")
    with io.TextIOWrapper(io.BufferedWriter(file), encoding="utf-8") as stream:
        yield stream


class _File(io.FileIO):
    def write(self, data: Any, /) -> int:
        with _refused(str(self.name)):
            return super().write(data)


@contextmanager
def _refused(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DedupError(f"cannot write to {path}: {error.strerror or error}") from error
