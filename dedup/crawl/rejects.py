"""The file of refused records: one line of JSON each, {"where", "error", "record"}; a record that is in it is not written again."""

from __future__ import annotations

import json
import os
from hashlib import blake2b
from pathlib import Path
from typing import Final

from dedup.errors import DedupError, InputError
from dedup.read.corpus_record import CorpusRecord, reason

_BEGINNING: Final = b'{"where": '


class Rejects:
    """Appends refused records to a file, which is made with the first one. Several processes may write to the same."""

    def __init__(self, path: Path) -> None:
        """Raises InputError for a file that holds anything else, and where no file can be written."""
        self.path = path
        self._known: set[bytes] = set()
        self._begun = False
        """Whether the last line was cut off, by a disk that was full."""
        _check_writable(path)
        if path.is_file():
            self._read()

    def _read(self) -> None:
        line = b"\n"
        with self.path.open("rb") as stream:
            for number, line in enumerate(stream):
                if not number and not line.startswith(_BEGINNING):
                    raise InputError(f"{self.path} holds something else than refused records; give another file with --rejects")
                self._known.add(_digest(line))
        self._begun = not line.endswith(b"\n")

    def add(self, record: CorpusRecord) -> bool:
        """Write down a refused record; False when it is there already. Raises DedupError for a disk that takes no more."""
        line = reject_line(record).encode("utf-8", "backslashreplace")
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


def reject_line(record: CorpusRecord) -> str:
    """A refused record as one line of JSON."""
    return json.dumps({"where": record.where, "error": record.error, "record": record.record}, ensure_ascii=False) + "\n"


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=16).digest()


def _check_writable(path: Path) -> None:
    why = None
    if path.exists():
        why = "it is a folder" if path.is_dir() else None if os.access(path, os.W_OK) else "permission denied"
    elif not path.parent.is_dir():
        why = "there is no such folder"
    elif not os.access(path.parent, os.W_OK):
        why = "its folder cannot be written to"
    if why:
        raise InputError(f"cannot write refused records to {path}: {why}; give another file with --rejects")
