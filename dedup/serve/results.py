"""Comparisons under an id: until the server stops, or for good in a folder that was named."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any, Final

from dedup.errors import StoreError

_ID: Final = re.compile(r"[0-9a-f]{16}\Z")


class Results:
    """A folder with one file a comparison, with both texts. Without a folder it makes one for this run alone."""

    def __init__(self, keep: Path | None) -> None:
        """Raises StoreError where the folder cannot be made."""
        self._passing = tempfile.TemporaryDirectory(prefix="dedup-serve-") if keep is None else None
        self._folder = Path(self._passing.name) if self._passing else Path(str(keep))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"cannot keep comparisons in {self._folder}: {error.strerror}") from error

    def keep(self, record: dict[str, Any]) -> str:
        """Keep a comparison and return its id. Raises StoreError where it cannot be written."""
        identity = secrets.token_hex(8)
        path = self._folder / f"{identity}.json"
        part = path.with_suffix(".part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
                json.dump(record, stream, ensure_ascii=False)
            os.replace(part, path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"cannot keep a comparison in {self._folder}: {error.strerror}") from error
        return identity

    def get(self, identity: str) -> dict[str, Any] | None:
        """The comparison of that id; None when there is none, and for what is no id (nothing of it reaches a path)."""
        if not _ID.match(identity):
            return None
        try:
            record: dict[str, Any] = json.loads((self._folder / f"{identity}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return record

    def close(self) -> None:
        """Remove what was for this run alone."""
        if self._passing:
            self._passing.cleanup()
