"""A page that may take its extractor long, read in a process of its own that has so much processor time, and no more.

Extraction takes time that grows with the square of the links in a paragraph, or of the attributes of an element.
Pages as newspapers make them stay far below what is `costly` and are read here and now.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any, Final

from dedup.article import Article, restored
from dedup.errors import InputError
from dedup.read.html import article_from_html

_TAGS, _VALUES, _LONGEST_TAG = 6_000, 30_000, 20_000
"""Marks "<" and "=" in a page, and characters of a tag, up to which no page is costly. Of 181 none has over 3,229 "<"."""
_WALL: Final = 10
"""Seconds on the clock for each one of processor time: where the process waits for others, or limits of time are not known."""
_MEMORY: Final = 4 << 30
"""Bytes of memory that the process may ask for."""


def article_within(page: str, identity: str, address: str | None, seconds: float) -> tuple[Article, tuple[str, ...]]:
    """What `article_from_html` gives. Raises InputError for a page that takes more than so many seconds of processor time."""
    return _apart(page, identity, address, seconds) if costly(page) else article_from_html(page, identity, address)


def costly(page: str) -> bool:
    """Whether a page has more markup than any newspaper's."""
    if page.count("<") > _TAGS or page.count("=") > _VALUES:
        return True
    tags = (len(piece) if (end := piece.find(">")) < 0 else end for piece in page.split("<"))
    return len(page) > _LONGEST_TAG and max(tags) > _LONGEST_TAG


def _apart(page: str, identity: str, address: str | None, seconds: float) -> tuple[Article, tuple[str, ...]]:
    asked = json.dumps([page, identity, address]).encode("ascii")
    command = [sys.executable, "-m", "dedup.read.limited", repr(seconds)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(command, input=asked, capture_output=True, env=paths, timeout=_WALL * seconds + _WALL, check=False)
    except subprocess.TimeoutExpired:
        raise _too_long(seconds) from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_long(seconds)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise InputError(f"the page cannot be read: its extractor ended with {done.returncode}") from None
    if "error" in answer:
        raise InputError(answer["error"])
    return restored(answer["text"], identity, answer["known"]), tuple(answer["notes"])


def _too_long(seconds: float) -> InputError:
    return InputError(f"the page took over {seconds:g} seconds (read_page_seconds): it has more markup than any article")


def main() -> None:
    """Read a page from standard input and write its article to standard output, as JSON."""
    _bound(float(sys.argv[1]))
    page, identity, address = json.loads(sys.stdin.buffer.read())
    try:
        article, notes = article_from_html(page, identity, address)
        answer = {"text": article.text, "known": article.known(), "notes": notes}
    except InputError as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError) as error:
        answer = {"error": f"the page cannot be read: {type(error).__name__}"}
    sys.stdout.write(json.dumps(answer))


def _bound(seconds: float) -> None:
    try:
        import resource
    except ImportError:  # no such limits on Windows: the clock alone
        return
    started = resource.getrusage(resource.RUSAGE_SELF)
    spent = started.ru_utime + started.ru_stime  # by what was imported so far
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds + 1), int(spent + seconds + 2)))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()
