"""What may take its extractor long, read in a process of its own that has so much processor time and memory, and no more.

Extraction of a page takes time that grows with the square of the links in a paragraph, or of the attributes of an element.
Pages as newspapers make them stay far below what is `costly` and are read here and now. A PDF of some kilobytes may hold a million
pages, or hundreds of megabytes of drawing, and shows it only when it is read.
"""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
from typing import Any, Final

from dedup.article import Article, restored
from dedup.errors import InputError
from dedup.processes import module_command, module_environment
from dedup.read.html import article_from_html

_TAGS, _VALUES, _LONGEST_TAG = 6_000, 30_000, 20_000
"""Marks "<" and "=" in a page, and characters of a tag, up to which no page is costly. Of 181 none has over 3,229 "<"."""
_WALL: Final = 10
"""Seconds on the clock for each one of processor time: where the process waits for others, or limits of time are not known."""
_MEMORY: Final = 4 << 30
"""Bytes of memory that the process may ask for."""


def article_within(page: str, identity: str, address: str | None, seconds: float) -> tuple[Article, tuple[str, ...]]:
    """What `article_from_html` gives. Raises InputError for a page that takes more than so many seconds of processor time."""
    if not costly(page):
        return article_from_html(page, identity, address)
    return _apart(["page", page, identity, address], identity, seconds)


def pdf_within(data: bytes, identity: str, limit: int, seconds: float) -> tuple[Article, tuple[str, ...]]:
    """What `article_from_pdf` gives. Raises InputError for a PDF that takes more than so many seconds of processor time."""
    return _apart(["PDF", base64.b64encode(data).decode("ascii"), identity, limit], identity, seconds)


def costly(page: str) -> bool:
    """Whether a page has more markup than any newspaper's."""
    if page.count("<") > _TAGS or page.count("=") > _VALUES:
        return True
    tags = (len(piece) if (end := piece.find(">")) < 0 else end for piece in page.split("<"))
    return len(page) > _LONGEST_TAG and max(tags) > _LONGEST_TAG


def _apart(arguments: list[Any], identity: str, seconds: float) -> tuple[Article, tuple[str, ...]]:
    asked, what = json.dumps(arguments).encode("ascii"), str(arguments[0])
    command, environment = module_command("dedup.read.limited", repr(seconds)), module_environment()
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, env=environment, timeout=_WALL * seconds + _WALL, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_long(what, seconds) from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_long(what, seconds)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise InputError(f"the {what} cannot be read: its extractor ended with {done.returncode}") from None
    if "error" in answer:
        raise InputError(answer["error"])
    return restored(answer["text"], identity, answer["known"]), tuple(answer["notes"])


def _too_long(what: str, seconds: float) -> InputError:
    return InputError(f"the {what} took over {seconds:g} seconds (read_page_seconds): there is more in it than in any article")


def main() -> None:
    """Read a page or a PDF from standard input and write its article to standard output, as JSON."""
    _bound(float(sys.argv[1]))
    what, *arguments = json.loads(sys.stdin.buffer.read())
    try:
        article, notes = _read(what, *arguments)
        answer = {"text": article.text, "known": article.known(), "notes": notes}
    except InputError as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError) as error:
        answer = {"error": f"the {what} cannot be read: {type(error).__name__}"}
    sys.stdout.write(json.dumps(answer))


def _read(what: str, held: str, identity: str, rest: Any) -> tuple[Article, tuple[str, ...]]:
    if what == "page":
        return article_from_html(held, identity, rest)
    from dedup.read.pdf import article_from_pdf

    return article_from_pdf(base64.b64decode(held), identity, rest)


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
