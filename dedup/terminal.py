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
    if not output or os.path.isdir(output):
        raise DedupError(f"cannot write to {output!r}: it is no file name")
    check_place(output)
    if os.path.exists(output) and any(_is_file(output, path) for path in inputs):
        raise DedupError(f"cannot write to {output}: it is one of the files to read")


def check_place(output: str) -> None:
    """Raises DedupError where nothing can be written, or where another user says what is written over."""
    folder = os.path.dirname(output) or "."
    if not os.path.isdir(folder):
        raise DedupError(f"cannot write to {output}: there is no folder {folder}")
    _refuse_planted(output)
    path = os.path.realpath(output)
    if (os.path.isfile(path) or not os.path.exists(output)) and not _may_write(os.path.dirname(path)):
        raise DedupError(f"cannot write to {output}: nothing can be written to the folder {os.path.dirname(path)}")


def _is_file(output: str, path: str) -> bool:
    """Whether a path, or standard input for "-", is the file to write."""
    if path == "-":
        return sys.stdin is not None and os.path.isfile(output) and os.path.samestat(os.fstat(sys.stdin.fileno()), os.stat(output))
    return os.path.exists(path) and os.path.samefile(path, output)


def _may_write(folder: str) -> bool:
    """Whether a file can be made in a folder, as far as is known before: not on a read-only medium, nor where only others may."""
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


_LONGEST_CHAIN = 40
"""Links from one to the next that an operating system follows."""


def _refuse_planted(output: str) -> None:
    """Refuses a link or a pipe of another user where everybody may write: it would choose what is written over, or read along.

    Linux refuses to follow such links itself where fs.protected_symlinks is set; a path that is worked out goes past that.
    """
    path = output
    for _ in range(_LONGEST_CHAIN):
        if _is_planted(path):
            raise DedupError(f"cannot write to {output}: {path} is another user's, in a folder that everybody may write to")
        if not os.path.islink(path):
            return
        path = os.path.join(os.path.dirname(path), os.readlink(path))


def _is_planted(path: str) -> bool:
    if not os.path.lexists(path) or not hasattr(os, "geteuid"):
        return False
    link, folder = os.lstat(path), os.stat(os.path.dirname(path) or ".")
    others = link.st_uid not in (os.geteuid(), folder.st_uid)
    return others and bool(folder.st_mode & stat.S_IWOTH) and not stat.S_ISREG(link.st_mode)


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

    A link stays one, a file keeps who may read it, but for whom another user let; devices and pipes are written straight. Raises
    DedupError where it cannot be.
    """
    path = os.path.realpath(output)
    if os.path.exists(output) and not os.path.isfile(output):
        yield output
        return
    part = os.path.join(os.path.dirname(path), f"{os.path.basename(path)[:_MOST_OF_NAME]}.{os.urandom(6).hex()}.part")
    try:
        with _refused(output):
            _make_empty(part, path)
        yield part
        with _refused(output):
            os.replace(part, path)
    finally:
        if os.path.lexists(part):
            os.unlink(part)


_MOST_OF_NAME = 40
"""Characters of a file's name that are part of the name under which it is written: names may have 255 bytes."""


def _make_empty(part: str, path: str) -> None:
    """Makes the file that is to replace `path`, readable for whom that one was, before a word is in it.

    What is another user's can keep it from somebody, and gives nobody leave to read or change it.
    """
    made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        if os.path.exists(path) and hasattr(os, "fchmod"):
            before, new = os.stat(path), os.fstat(made)
            both = before.st_mode & new.st_mode | 0o600
            os.fchmod(made, (before.st_mode if before.st_uid == new.st_uid else both) & 0o777)
    finally:
        os.close(made)


def file_to_write(path: str, output: str) -> TextIO:
    """The file at `path`, open for text in UTF-8. It raises DedupError, naming `output`, for what it cannot take, now or later."""
    with _refused(output):
        return io.TextIOWrapper(io.BufferedWriter(_File(path, output)), encoding="utf-8", errors="replace", newline="")


class _File(io.FileIO):
    def __init__(self, path: str, output: str) -> None:
        # What was made beside the place is opened again: not where a link was put in its place meanwhile.
        follows = 0 if path == output else getattr(os, "O_NOFOLLOW", 0)
        super().__init__(path, "w", opener=lambda name, flags: os.open(name, flags | follows, 0o666))
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
