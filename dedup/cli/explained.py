"""The file of `--explain`: what it cannot take is told with its name, and what else fails while it is open is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from dedup.terminal import file_to_write


@contextmanager
def explained(path: str | None) -> Iterator[TextIO | None]:
    """The file, open for lines; None without one. Raises DedupError where it cannot be opened or written."""
    if path is None:
        yield None
        return
    with file_to_write(path, path) as stream:
        yield stream
