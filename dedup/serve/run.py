"""`dedup serve` itself: the socket, the address that is printed, the log, and an end that lets answers under way be finished."""

from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import uvicorn

from dedup.errors import InputError
from dedup.serve.app import application
from dedup.serve.log import LOG
from dedup.serve.options import Options

_LAST_SECONDS: Final = 10
"""What answers under way have at the end."""


def drawn_token() -> str:
    """A token that nobody can guess: 32 letters and digits."""
    return secrets.token_urlsafe(24)


def read_token(path: Path) -> str:
    """The token in a file, without the white space around it. Raises InputError."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read a token from {path}: {getattr(error, 'strerror', None) or error}") from error


def bound(host: str, port: int) -> socket.socket:
    """A socket at an address; port 0 takes a free one. Raises InputError where it cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise InputError(f"cannot serve at {host}: {error.strerror or error}") from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen()  # who opens the address the moment it is printed waits, and is not refused
    except (OSError, OverflowError) as error:
        made.close()
        raise InputError(
            f"cannot serve at {host}:{port}: {getattr(error, 'strerror', None) or error}; give another --port"
        ) from error
    return made


def at(options: Options, place: socket.socket) -> Options:
    """The options with the port that a socket got."""
    return replace(options, port=place.getsockname()[1])


def serve(options: Options, place: socket.socket, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; then no new request is taken, and those under way have ten seconds. `say` hears the log.

    Raises what `application` raises.
    """
    with _logged(say):
        config = uvicorn.Config(
            application(options),
            access_log=False,  # it would hold the addresses, and the first one has the token in it
            log_config=None,
            server_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[place])


class _logged:  # noqa: N801  # a with-statement reads it as a verb
    """Lines of the server's log go to `say` while it runs."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._handler = _Handler(say)

    def __enter__(self) -> None:
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
        LOG.addHandler(self._handler)

    def __exit__(self, *_error: object) -> None:
        LOG.removeHandler(self._handler)


class _Handler(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say(record.getMessage())
