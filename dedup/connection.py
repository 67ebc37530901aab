"""Connections that end at a fixed time, whatever they wait for then: a name, one of its places, a handshake, a byte."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress


def left(until: float) -> float:
    """Seconds that are left. Raises TimeoutError when none are."""
    if (seconds := until - time.monotonic()) <= 0:
        raise TimeoutError
    return seconds


def looked_up(host: str, port: int, until: float) -> list[tuple[str, int]]:
    """The places that a name leads to; the system's look-up knows no end, so it is left behind in a thread of its own."""
    answer: Future[list[tuple[str, int]]] = Future()

    def look() -> None:
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([(str(entry[4][0]), port) for entry in addresses])
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=look, daemon=True).start()
    return answer.result(left(until))


class Direct(http.client.HTTPConnection):
    """A connection to one of some places, which need not be where the host's name leads by now."""

    def __init__(
        self,
        host: str,
        port: int,
        places: Sequence[tuple[str, int]],
        until: float,
        *,
        secure: bool,
        tunnel: tuple[str, int] | None = None,
    ) -> None:
        """`tunnel`: host and port that a proxy, whose places these are, is asked to lead to; hands are shaken with that host."""
        super().__init__(host, port)
        self.default_port = http.client.HTTPS_PORT if secure else http.client.HTTP_PORT
        self._places, self._secure, self._until = places, secure, until
        self._tunnel_to = tunnel
        if tunnel:
            self.set_tunnel(*tunnel)

    def connect(self) -> None:
        """Connect to the first place that answers in its share of the time; the socket can be cut off before hands are shaken."""
        for waiting in range(len(self._places), 0, -1):
            try:
                self.sock = socket.create_connection(self._places[-waiting], left(self._until) / waiting)
                break
            except OSError:
                if waiting == 1:
                    raise
        self.sock.settimeout(left(self._until))
        if self._tunnel_to:
            self._tunnel()  # type: ignore[attr-defined]  # what the standard library's own connections do here
        if self._secure:
            host = self._tunnel_to[0] if self._tunnel_to else self.host
            self.sock = context().wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
        self.sock.settimeout(left(self._until))  # raises if the watch came before there was this socket
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()


class Watch:
    """Cuts a connection off at a time, whatever it waits for then: a server may send a byte now and then for ever."""

    def __init__(self, connection: http.client.HTTPConnection, until: float) -> None:
        self._connection = connection
        self._socket: socket.socket | None = None
        self._over = False
        self._timer = threading.Timer(left(until), self._cut_off)
        self._timer.daemon = True
        self._timer.start()

    def connected(self) -> None:
        """Remember the socket: the connection forgets it as soon as the answer begins. Raises TimeoutError if it came too late."""
        self._socket = self._connection.sock
        if self._over:
            raise TimeoutError

    def cancel(self) -> None:
        """The time is not used up."""
        self._timer.cancel()

    def _cut_off(self) -> None:
        self._over = True  # before the look at the socket, so that one that comes now is seen here or refused there
        if open_socket := self._socket or self._connection.sock:
            with suppress(OSError):
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)  # past TLS, which would say goodbye


def context() -> ssl.SSLContext:
    """The system's authorities; certifi's where the system has none, as Python's own builds for macOS."""
    known = ssl.create_default_context()
    if not known.cert_store_stats()["x509_ca"]:
        with suppress(ImportError):
            import certifi

            known.load_verify_locations(certifi.where())
    return known
