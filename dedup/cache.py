"""The folder where the package keeps what is slow to make, and safe reading and writing there.

Everything in it can be made again: deleting it costs time, never a result. A kept file begins with the SHA-256 of what it holds,
and is read only where that is right and nobody else can have written it. Whatever is not as it should be is made anew, in memory
where the folder cannot be written.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

_HEAD: Final = b"dedup kept 1 "
_HEAD_SIZE: Final = len(_HEAD) + 64 + 1
_OF_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


def cache_folder() -> Path:
    """The cache: $DEDUP_CACHE, else $XDG_CACHE_HOME/dedup, else ~/.cache/dedup. Not created."""
    if chosen := os.environ.get("DEDUP_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "dedup"


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """The content of a file of the cache; made, and kept where that can be, when it is not there, damaged, or not to be trusted."""
    content = read_kept(name)
    if content is None:
        content = make()
        write_kept(name, content)
    return content


def kept_path(name: str) -> Path:
    """Where a file of the cache is."""
    return cache_folder() / f"{name}.kept"


def read_kept(name: str) -> bytes | None:
    """What a file of the cache holds; None where it is not there, is damaged, or somebody else may have written it.

    A pipe or a device in its place is not waited for.
    """
    folder = cache_folder()
    try:
        if distrust(folder):
            return None
        handle = os.open(kept_path(name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            if _distrusted(os.fstat(handle)):
                return None
            content_with_head = stream.read()
    except OSError:  # not there yet, or not for us to read: it is made in memory
        return None
    content = memoryview(content_with_head)[_HEAD_SIZE:]
    return bytes(content) if content_with_head[:_HEAD_SIZE] == _head(content) else None


def write_kept(name: str, content: bytes) -> None:
    """Keep a file; nothing happens where that cannot be: it costs time at the next start, nothing else."""
    folder = cache_folder()
    try:
        if not distrust(folder):
            write_atomically(kept_path(name), _head(content) + content)
    except OSError:
        return  # a full disk, a folder of somebody else


def distrust(folder: Path) -> str | None:
    """Why nothing is read from this folder, None where it is ours or root's alone, or not there."""
    try:
        wrong = _distrusted(folder.stat())
    except FileNotFoundError:
        return None
    return wrong and f"{folder} {wrong}"


def _distrusted(status: os.stat_result) -> str | None:
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        return "is no file"
    if not hasattr(os, "geteuid"):  # no owners and no modes here
        return None
    if status.st_uid not in (0, os.geteuid()):
        return f"belongs to another user (number {status.st_uid})"
    return "may be written by others (chmod go-w)" if status.st_mode & _OF_OTHERS else None


def _head(content: bytes | memoryview) -> bytes:
    return _HEAD + hashlib.sha256(content).hexdigest().encode() + b"\n"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a run that is cut short, finds all of it or nothing. Raises OSError."""
    import tempfile  # 5 ms, and what is read from the cache needs it not

    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
        Path(draft).chmod(0o644)  # a cache made by root in an image serves other users
        Path(draft).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Have the name on the disk, too; where folders cannot be opened there is nothing to do."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
