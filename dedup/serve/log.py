"""The server's log, and how a bug is told in it: without a word of anybody's text."""

from __future__ import annotations

import logging
import traceback
from typing import Final

LOG: Final = logging.getLogger("dedup.serve")


def note_bug(error: BaseException) -> None:
    """The kind of an error and the places it passed, not its message: that could hold words of a text."""
    places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    LOG.error("bug: %s at %s", type(error).__name__, ", ".join(places))
