"""The folder where the package keeps what is slow to make, and safe writing into it.

Everything in it can be made again: deleting it costs time, never a result.
"""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The cache: $DEDUP_CACHE, else $XDG_CACHE_HOME/dedup, else ~/.cache/dedup. Not created."""
    if chosen := os.environ.get("DEDUP_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dedup"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a run that is cut short, finds all of it or nothing. Raises OSError."""
    import tempfile  # 5 ms, and what is read from the cache needs it not

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(draft).chmod(0o644)  # a cache made by root in an image serves other users
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
