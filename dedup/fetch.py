"""Pages fetched from the web, for who gives an address in place of a file: nothing is fetched otherwise.

    fetcher = Fetcher()                       # for a person's own command
    fetcher = Fetcher(global_only=True)       # for a server that fetches what strangers ask for
    page = fetcher.fetch("https://news.example/story")
    page.data, page.url, page.media_type, page.charset       # the bytes as sent, unpacked; where they were found in the end

`dedup.read.address.read_address(address, settings, fetcher=fetcher)` makes an article of it. Every refusal is an InputError that
begins with the address. One Fetcher may serve several threads; it keeps each site's robots.txt for a day.

With `global_only` the addresses of the host are looked up once, each must be one of the public internet, and the connection goes to
one that was checked, so that a name cannot lead elsewhere a moment later. This is done anew for each redirect
and each robots.txt; only ports 80 and 443 are let in, and no proxy is used.

Written on the standard library: what is needed of a connection here, an address of one's choice and an end at a fixed time, is what
the usual clients hide.
"""

from __future__ import annotations

import http.client
import ipaddress
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass
from urllib.robotparser import RobotFileParser

from dedup import __version__
from dedup.connection import Direct, Watch, looked_up
from dedup.errors import InputError

AGENT: Final = f"dedup-news/{__version__}"
"""What the sites are told; a robots.txt may name it as `dedup-news`."""

_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PORTS: Final = {"http": 80, "https": 443}
_ROBOTS_BYTES: Final = 500 << 10
_SECONDS_OF_RULES: Final = 24 * 3600.0
"""How long a robots.txt is kept (RFC 9309: no longer than a day)."""
_SECONDS_OF_FAILURE: Final = 600.0
"""How long a site is left alone whose robots.txt cannot be had; a server that fails is often well again soon."""
_MOST_SITES: Final = 10_000
_BLOCK: Final = 1 << 16
_SAFE: Final = "/:@!$&'()*+,;=~-._%?#[]"
_GZIP: Final = 31
_TRANSLATED: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses that stand for an IPv4 one behind a translator (RFC 6052), and those of a network's own (RFC 8215)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address led to: the bytes, where they were in the end, and the type and encoding that the server says they have."""

    data: bytes
    url: str
    media_type: str = ""
    charset: str | None = None


class Fetcher:
    """Fetches pages within bounds. `seconds` is for one page with its redirects, `most_bytes` for it unpacked.

    `robots`: what a site's robots.txt forbids is refused; one that cannot be had because the server fails forbids everything
    (RFC 9309). `global_only`: see the module.
    """

    def __init__(
        self,
        *,
        seconds: float = 20.0,
        most_bytes: int = 20_000_000,
        most_redirects: int = 5,
        robots: bool = True,
        global_only: bool = False,
    ) -> None:
        self.seconds = seconds
        self.most_bytes = most_bytes
        self.most_redirects = most_redirects
        self.robots = robots
        self.global_only = global_only
        self._robots: dict[str, tuple[float, RobotFileParser | str]] = {}
        self._lock = threading.Lock()

    def fetch(self, address: str) -> Fetched:
        """What stands at an address. Raises InputError, beginning with the address, for whatever keeps it from being read."""
        until = time.monotonic() + self.seconds
        try:
            return self._followed(address, until)
        except InputError as error:
            raise InputError(f"{address}: {error}") from error.__cause__

    def _followed(self, address: str, until: float) -> Fetched:
        for _ in range(self.most_redirects + 1):
            parts = _parts(address)
            if self.robots:
                self._ask_robots(parts, until)
            status, headers, data = self._got(parts, until, self.most_bytes)
            if target := _target(parts, status, headers):
                address = target
                continue
            if status != 200:
                raise InputError(f"the server answers {status} {http.client.responses.get(status, '')}".rstrip())
            return Fetched(data, parts.geturl(), *_type(headers))
        raise InputError(f"more than {self.most_redirects} redirects")

    def _ask_robots(self, parts: SplitResult, until: float) -> None:
        """Raises InputError where the site's robots.txt asks to be left alone."""
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._kept(site)
        if rules is None:
            rules = self._rules(site, until)
            self._keep(site, rules)
        if isinstance(rules, str):
            raise InputError(rules)
        if not rules.can_fetch(AGENT, parts.geturl()):
            raise InputError(f"{site}/robots.txt asks programs not to fetch this page; save it in the browser, and give the file")

    def _kept(self, site: str) -> RobotFileParser | str | None:
        with self._lock:
            ends, rules = self._robots.get(site, (0.0, None))
        return rules if _now() < ends else None

    def _keep(self, site: str, rules: RobotFileParser | str) -> None:
        """Keep the rules of a site for a while; those of the site that was asked longest ago make room."""
        with self._lock:
            self._robots.pop(site, None)
            self._robots[site] = _now() + (_SECONDS_OF_FAILURE if isinstance(rules, str) else _SECONDS_OF_RULES), rules
            while len(self._robots) > _MOST_SITES:
                del self._robots[next(iter(self._robots))]

    def _rules(self, site: str, until: float) -> RobotFileParser | str:
        """The rules of a site, or why it forbids everything."""
        rules, address = RobotFileParser(), f"{site}/robots.txt"
        for _ in range(self.most_redirects + 1):
            parts = _parts(address)
            status, headers, data = self._got(parts, until, _ROBOTS_BYTES, cut=True)
            if target := _target(parts, status, headers):
                address = target
                continue
            if status >= 500:
                return f"{site}/robots.txt cannot be had (the server answers {status}), so nothing there may be fetched"
            rules.parse(data.decode("utf-8", "replace").splitlines() if status == 200 else [])
            return rules
        rules.parse([])
        return rules

    def _got(self, parts: SplitResult, until: float, most: int, *, cut: bool = False) -> tuple[int, Message, bytes]:
        """Status, headers and the unpacked body of one request; the body of a redirect or a refusal is not read."""
        headers = {"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "gzip", "Connection": "close"}
        path = quote(parts.path or "/", _SAFE) + (f"?{quote(parts.query, _SAFE)}" if parts.query else "")
        try:
            with self._connected(parts, until) as (connection, prefix):
                connection.request("GET", prefix + path, headers=headers)
                response = connection.getresponse()
                data = _body(response, most, cut) if response.status == 200 else b""
                if time.monotonic() >= until:  # what was cut off then may look like an end
                    raise TimeoutError
                return response.status, response.headers, data
        except TimeoutError:
            raise InputError(f"no answer within {self.seconds:g} seconds") from None
        except (OSError, UnicodeError, http.client.HTTPException, zlib.error, EOFError) as error:
            if time.monotonic() >= until:
                raise InputError(f"no answer within {self.seconds:g} seconds") from None
            raise InputError(f"cannot be fetched: {getattr(error, 'strerror', None) or error or type(error).__name__}") from error

    @contextmanager
    def _connected(self, parts: SplitResult, until: float) -> Iterator[tuple[http.client.HTTPConnection, str]]:
        """A connection that is cut off at a time, whatever it is doing then, and what stands before the path of a request."""
        connection, prefix = self._connection(parts, until)
        watch = Watch(connection, until)
        try:
            connection.connect()
            watch.connected()
            yield connection, prefix
        finally:
            watch.cancel()
            connection.close()

    def _connection(self, parts: SplitResult, until: float) -> tuple[http.client.HTTPConnection, str]:
        host, port = _host(parts), parts.port or _PORTS[parts.scheme]
        proxy = None if self.global_only else _proxy(parts, host)
        if proxy is None:
            places = self._checked(host, port, until) if self.global_only else looked_up(host, port, until)
            return Direct(host, port, places, until, secure=parts.scheme == "https"), ""
        places = looked_up(*proxy, until)
        if parts.scheme == "http":
            return Direct(*proxy, places, until, secure=False), f"http://{parts.netloc}"
        return Direct(*proxy, places, until, secure=True, tunnel=(host, port)), ""

    def _checked(self, host: str, port: int, until: float) -> list[tuple[str, int]]:
        """The addresses of the host, after all of them were seen to be of the public internet."""
        if port not in _PORTS.values():
            raise InputError(f"port {port} is not fetched from, only 80 and 443")
        addresses = looked_up(host, port, until)
        for one, _ in addresses:
            if not is_global(one):
                raise InputError(f"{host} is {one}, no address of the public internet")
        return addresses


def _now() -> float:
    return time.time()


def is_global(address: str) -> bool:
    """Whether a numeric address is one of the public internet, also where it wraps another: mapped, 6to4, Teredo, NAT64."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        if inner := number.ipv4_mapped or (ipaddress.IPv4Address(int(number) & 0xFFFFFFFF) if number in _TRANSLATED[0] else None):
            return is_global(str(inner))
        if number.is_site_local or number in _TRANSLATED[1]:
            return False
        if any(one and not is_global(str(one)) for one in (number.sixtofour, *(number.teredo or ()))):
            return False
    return number.is_global and not number.is_multicast and not number.is_reserved


def _target(parts: SplitResult, status: int, headers: Message) -> str | None:
    """Where a redirect leads; None for an answer that is none."""
    stated = headers.get("Location") if status in _REDIRECTS else None
    return stated and urljoin(parts.geturl(), quote(stated.encode("latin-1", "replace"), _SAFE))


def _parts(address: str) -> SplitResult:
    """The address, checked: of the web, with a host, without a password, without control characters."""
    if any(ord(character) <= 32 or ord(character) == 127 for character in address.strip()):
        raise InputError("no address: it holds white space or control characters")
    try:
        parts = urlsplit(address.strip())
        parts.port  # noqa: B018  raises for what is no number
    except ValueError as error:
        raise InputError(f"no address: {error}") from None
    if parts.scheme not in _PORTS:
        raise InputError(f"only http and https are fetched, not {parts.scheme or 'an address without a scheme'}")
    if not parts.hostname:
        raise InputError("no address: it names no host")
    if parts.username or parts.password:
        raise InputError("an address with a password is not fetched; save the page, and give the file")
    return parts._replace(fragment="")


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise InputError(f"no address: {host!r} is no name of a host") from error


def _proxy(parts: SplitResult, host: str) -> tuple[str, int] | None:
    """The proxy that the environment names for an address."""
    stated = getproxies().get(parts.scheme)
    if not stated or proxy_bypass(host):
        return None
    stated_parts = urlsplit(stated if "://" in stated else f"http://{stated}")
    return (stated_parts.hostname, stated_parts.port or 80) if stated_parts.hostname else None


def _type(headers: Message) -> tuple[str, str | None]:
    """Media type and encoding that a server states."""
    message = Message()
    message["Content-Type"] = stated = headers.get("Content-Type") or ""
    return message.get_content_type() if stated else "", message.get_content_charset()


def _body(response: http.client.HTTPResponse, most: int, cut: bool) -> bytes:
    """The body, unpacked. Raises InputError for one of more than `most` bytes, unless it may be cut there."""
    coding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise InputError(f"the server packs the page as {coding}, which was not asked for")
    unpack = zlib.decompressobj(_GZIP) if "gzip" in coding else None
    body, missing = bytearray(), response.length or 0
    while block := response.read1(_BLOCK):
        missing -= len(block)
        body += unpack.decompress(block, most + 1 - len(body)) if unpack else block
        if len(body) > most:
            if cut:
                return bytes(body[:most])
            raise InputError(f"over {most:,} bytes")
    if missing > 0 or (unpack and not unpack.eof):
        raise EOFError(f"it is cut off{f', {missing:,} bytes are missing' if missing > 0 else ''}")
    return bytes(body)
