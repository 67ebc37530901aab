"""The file of refused records: one line of JSON each, {"where", "error", "record"}; a record that is in it is not written again."""

from __future__ import annotations

import json
import os
from hashlib import blake2b
from pathlib import Path
from typing import Final

from dedup.errors import DedupError, InputError
from dedup.read.found import Found, reason

_BEGINNING: Final = b'{"where": '


class Rejects:
    """Appends refused records to a file, which is made with the first one. Several processes may write to the same."""

    def __init__(self, path: Path) -> None:
        """Raises InputError for a file that holds anything else, and where no file can be written."""
        lines = _lines(path)
        self.path = path
        self._known = {_digest(line) for line in lines}
        self._begun = bool(lines) and not lines[-1].endswith(b"\n")  # by a disk that was full

    def add(self, found: Found) -> bool:
        """Write down a refused record; False when it is there already. Raises DedupError for a disk that takes no more."""
        line = reject_line(found).encode("utf-8", "backslashreplace")
        if (digest := _digest(line)) in self._known:
            return False
        try:
            with self.path.open("ab") as stream:
                stream.write(b"\n" * self._begun + line)
        except OSError as error:
            raise DedupError(
                f"cannot write refused records to {self.path}: {reason(error)}; give another file with --rejects"
            ) from error
        self._begun = False
        self._known.add(digest)
        return True


def reject_line(found: Found) -> str:
    """A refused record as one line of JSON."""
    return json.dumps({"where": found.where, "error": found.error, "record": found.record}, ensure_ascii=False) + "\n"


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=16).digest()


def _lines(path: Path) -> list[bytes]:
    """The lines of the file, which are checked to be those of refused records: it must not be somebody's corpus."""
    folder = path.parent
    if not path.exists():
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            why = "there is no such folder" if not folder.is_dir() else "its folder cannot be written to"
            raise InputError(f"cannot write refused records to {path}: {why}; give another file with --rejects")
        return []
    if path.is_dir() or not os.access(path, os.W_OK):
        why = "it is a folder" if path.is_dir() else "permission denied"
        raise InputError(f"cannot write refused records to {path}: {why}; give another file with --rejects")
    if not path.is_file():  # a device or a pipe
        return []
    lines = path.read_bytes().splitlines(keepends=True)
    if lines and not lines[0].startswith(_BEGINNING):
        raise InputError(f"{path} holds something else than refused records; give another file with --rejects")
    return lines
