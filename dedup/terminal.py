"""What the commands write: standard output in UTF-8, and lines on standard error that nothing in them breaks or steers."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, TextIO

import click

from dedup.errors import DedupError


class ReaderGoneError(Exception):
    """The program that reads our standard output has ended; click would end with its own code, 1, on a BrokenPipeError."""


def is_terminal(stream: IO[Any] | None) -> bool:
    """Whether a stream is one; None, which stands for a closed one, is not."""
    return stream is not None and stream.isatty()


def write(text: str) -> None:
    """The text in UTF-8, or, for a terminal of another encoding, with "?" for what it cannot show; nothing where nobody listens.

    Raises ReaderGoneError, and DedupError when it cannot be written.
    """
    if sys.stdout is None:  # it was closed, so nobody wants the text
        return
    encoding = (sys.stdout.encoding if is_terminal(sys.stdout) else None) or "utf-8"
    try:
        click.echo(text.encode(encoding, "replace"), nl=False)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python's own flush at exit complains once more
        if isinstance(error, BrokenPipeError):
            raise ReaderGoneError from error
        raise DedupError(f"cannot write to standard output: {error.strerror}") from error


def say(message: str) -> None:
    """One line on standard error, after the program's name."""
    click.echo(f"dedup: {escaped(message)}", err=True)


def write_over(line: str = "") -> None:
    """A line on standard error in the place of the one that was written so before; without one, nothing is left of it."""
    click.echo(f"\r\033[K{line}", err=True, nl=False)


def escaped(text: str) -> str:
    """The text with escapes for what could break a line or steer a terminal: articles come from anywhere."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def clock(seconds: float) -> str:
    """So many seconds as 0:00:00."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def check_output(output: str | None, inputs: tuple[str, ...]) -> None:
    """Refuse before the work what would fail, or destroy an input, after it."""
    if output is None:
        return
    folder = os.path.dirname(output) or "."
    if not output or os.path.isdir(output):
        raise DedupError(f"cannot write to {output!r}: it is no file name")
    if not os.path.isdir(folder):
        raise DedupError(f"cannot write to {output}: there is no folder {folder}")
    if os.path.exists(output) and any(_is_file(output, path) for path in inputs):
        raise DedupError(f"cannot write to {output}: it is one of the files to read")


def _is_file(output: str, path: str) -> bool:
    """Whether a path, or standard input for "-", is the file to write."""
    if path == "-":
        return sys.stdin is not None and os.path.isfile(output) and os.path.samestat(os.fstat(sys.stdin.fileno()), os.stat(output))
    return os.path.exists(path) and os.path.samefile(path, output)


def write_to(text: str, output: str | None) -> None:
    """The text to standard output, or to a file, whole or not at all. Raises DedupError when it cannot be written."""
    if output is None:
        write(text)
        return
    with placed(output) as part, file_to_write(part, output) as stream:
        stream.write(text)


@contextmanager
def placed(output: str) -> Iterator[str]:
    """The name to write under: a file beside `output`, moved into its place in the end, so that no half file stays behind.

    A link stays one, a file keeps who may read it; devices and pipes are written straight. Raises DedupError where it cannot be.
    """
    path = os.path.realpath(output)
    if os.path.exists(path) and not os.path.isfile(path):
        yield path
        return
    part = f"{path}.{os.urandom(6).hex()}.part"
    try:
        with _refused(output):
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            if os.path.exists(path):  # before a word is in it
                os.chmod(part, stat.S_IMODE(os.stat(path).st_mode))
        yield part
        with _refused(output):
            os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.unlink(part)


def file_to_write(path: str, output: str) -> TextIO:
    """The file at `path`, open for text in UTF-8. It raises DedupError, naming `output`, for what it cannot take, now or later."""
    with _refused(output):
        return io.TextIOWrapper(io.BufferedWriter(_File(path, output)), encoding="utf-8", errors="replace", newline="")


class _File(io.FileIO):
    def __init__(self, path: str, output: str) -> None:
        super().__init__(path, "w")
        self._output = output

    def write(self, data: Any, /) -> int:
        with _refused(self._output):
            return super().write(data)


@contextmanager
def _refused(output: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DedupError(f"cannot write to {output}: {error.strerror or error}") from error
