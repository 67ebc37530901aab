"""Fetching: what is let through, what is refused in one line, what a server cannot make of it."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from dedup import fetch
from dedup.addresses import is_address
from dedup.errors import InputError
from dedup.fetch import AGENT, Fetcher, is_global

PAGE = b"<!doctype html><p>The bridge is closed.</p>"
Answer = Callable[["Site"], None]


class Site(BaseHTTPRequestHandler):
    """A server whose answers a test states, by path."""

    answers: ClassVar[dict[str, Answer]] = {}
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["User-Agent"]))
        if answer := self.answers.get(self.path):
            answer(self)
        else:
            self.say(404)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Nothing: standard error is the test's."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, dict[str, Answer]]]:
    monkeypatch.setenv("no_proxy", "*")
    Site.answers, Site.seen = {"/": lambda site: site.say(200, PAGE, Content_Type="text/html; charset=koi8-r")}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Site.answers
    server.shutdown()
    server.server_close()
    thread.join()


def refusal(address: str, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        Fetcher(**options).fetch(address)
    assert str(caught.value).startswith(f"{address}: ")
    return str(caught.value).removeprefix(f"{address}: ")


def test_a_page_comes_with_what_the_server_says_of_it(site: tuple[str, dict[str, Answer]]) -> None:
    page = Fetcher().fetch(f"{site[0]}/#top")
    assert (page.data, page.url, page.media_type, page.charset) == (PAGE, f"{site[0]}/", "text/html", "koi8-r")
    assert Site.seen == [("/robots.txt", AGENT), ("/", AGENT)]


def test_redirects_are_followed_so_many_times(site: tuple[str, dict[str, Answer]]) -> None:
    site[1]["/old"] = lambda site: site.say(301, Location="/new?a=\xe9 b")
    site[1]["/new?a=%E9%20b"] = lambda site: site.say(307, Location="/")
    site[1]["/round"] = lambda site: site.say(302, Location="/round")
    assert Fetcher().fetch(f"{site[0]}/old").url == f"{site[0]}/"
    assert refusal(f"{site[0]}/old", most_redirects=1) == "more than 1 redirects"
    assert refusal(f"{site[0]}/round") == "more than 5 redirects"


def test_what_is_no_page_is_refused_by_what_the_server_answers(site: tuple[str, dict[str, Answer]]) -> None:
    assert refusal(f"{site[0]}/nothing") == "the server answers 404 Not Found"


def test_robots_are_obeyed_and_asked_once(site: tuple[str, dict[str, Answer]]) -> None:
    site[1]["/robots.txt"] = lambda site: site.say(200, b"User-agent: dedup-news\nDisallow: /private\n")
    assert "robots.txt asks programs not to fetch this page" in refusal(f"{site[0]}/private/a")
    assert refusal(f"{site[0]}/private/a", robots=False) == "the server answers 404 Not Found"
    Site.seen.clear()
    fetcher = Fetcher()
    fetcher.fetch(f"{site[0]}/")
    fetcher.fetch(f"{site[0]}/")
    assert [path for path, _ in Site.seen] == ["/robots.txt", "/", "/"]


def test_a_robots_file_that_the_server_cannot_give_forbids_all(site: tuple[str, dict[str, Answer]]) -> None:
    site[1]["/robots.txt"] = lambda site: site.say(503)
    assert "cannot be had (the server answers 503)" in refusal(f"{site[0]}/")


def test_robots_are_asked_again_after_a_while_and_sooner_where_they_could_not_be_had(
    site: tuple[str, dict[str, Answer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.time()]
    monkeypatch.setattr(fetch, "_now", lambda: now[0])
    fetcher = Fetcher()
    site[1]["/robots.txt"] = lambda site: site.say(503)
    for _ in range(2):
        with pytest.raises(InputError, match="cannot be had"):
            fetcher.fetch(f"{site[0]}/")
    site[1]["/robots.txt"] = lambda site: site.say(200, b"")
    now[0] += 11 * 60
    assert fetcher.fetch(f"{site[0]}/").data == PAGE
    site[1]["/robots.txt"] = lambda site: site.say(200, b"User-agent: *\nDisallow: /\n")
    now[0] += 23 * 3600
    assert fetcher.fetch(f"{site[0]}/").data == PAGE
    now[0] += 2 * 3600
    with pytest.raises(InputError, match="asks programs not to fetch"):
        fetcher.fetch(f"{site[0]}/")
    assert [path for path, _ in Site.seen] == ["/robots.txt", "/robots.txt", "/", "/", "/robots.txt"]


def test_the_robots_of_so_many_sites_are_kept(site: tuple[str, dict[str, Answer]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_MOST_SITES", 2)
    port, fetcher = site[0].rpartition(":")[2], Fetcher()
    for host in ("127.0.0.1", "127.0.0.2", "127.0.0.3"):
        monkeypatch.setattr(fetch, "looked_up", lambda *_: [("127.0.0.1", int(port))])
        fetcher.fetch(f"http://{host}:{port}/")
    assert list(fetcher._robots) == [f"http://127.0.0.{last}:{port}" for last in (2, 3)]


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_over_the_limit_is_refused_packed_or_not(site: tuple[str, dict[str, Answer]], packed: bool) -> None:
    body = b"x" * 1_000_000
    headers = {"Content_Encoding": "gzip"} if packed else {}
    site[1]["/"] = lambda site: site.say(200, gzip.compress(body) if packed else body, **headers)
    assert Fetcher(most_bytes=len(body)).fetch(f"{site[0]}/").data == body
    assert refusal(f"{site[0]}/", most_bytes=len(body) - 1) == "over 999,999 bytes"


def test_a_page_that_is_cut_off_is_refused(site: tuple[str, dict[str, Answer]]) -> None:
    site[1]["/short"] = lambda site: site.say(200, b"half", Content_Length="8")
    site[1]["/packed"] = lambda site: site.say(200, gzip.compress(PAGE)[:-9], Content_Encoding="gzip")
    assert refusal(f"{site[0]}/short") == "cannot be fetched: it is cut off, 4 bytes are missing"
    assert refusal(f"{site[0]}/packed") == "cannot be fetched: it is cut off"


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.0 200 OK\r\n\r\nThe bridge"], ids=["before the answer", "in it"])
def test_a_server_that_drips_is_cut_off_in_time(begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    gone = threading.Event()

    def drip(server: socket.socket) -> None:
        client, _ = server.accept()
        with client:
            client.sendall(begun or b"H")
            while not gone.wait(0.05):
                client.sendall(b".")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: _quietly(drip, server))
        thread.start()
        started = time.monotonic()
        told = refusal(f"http://127.0.0.1:{server.getsockname()[1]}/", seconds=0.3, robots=False)
        gone.set()
        thread.join()
    assert told == "no answer within 0.3 seconds"
    assert time.monotonic() - started < 5


class Clock:
    """A place that never answers: a connection to it uses up the seconds that it is given."""

    def __init__(self, dead: str, alive: tuple[str, int] | None = None) -> None:
        self.dead, self.alive, self.given = dead, alive, list[float]()

    def connect(self, place: tuple[str, int], seconds: float) -> socket.socket:
        self.given.append(seconds)
        if place[0] == self.dead or self.alive is None:
            time.sleep(seconds)
            raise TimeoutError
        reached = socket.socket()
        reached.settimeout(seconds)
        reached.connect(self.alive)
        return reached


def _leads_to(*addresses: str) -> Callable[..., list[Any]]:
    return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]


@pytest.mark.parametrize("global_only", [False, True])
def test_all_places_of_a_host_share_the_time(global_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    failed: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    clock = Clock("8.8.8.8")
    monkeypatch.setattr(socket, "create_connection", clock.connect)
    monkeypatch.setattr(socket, "getaddrinfo", _leads_to("8.8.8.8", "8.8.4.4"))
    started = time.monotonic()
    assert refusal("http://tarn.example/", seconds=0.4, robots=False, global_only=global_only) == "no answer within 0.4 seconds"
    assert time.monotonic() - started < 0.7
    assert len(clock.given) == 2
    assert sum(clock.given) <= 0.4
    assert not failed


def test_a_place_that_never_answers_leaves_time_for_the_next(
    site: tuple[str, dict[str, Answer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock("8.8.8.8", ("127.0.0.1", int(site[0].rpartition(":")[2])))
    monkeypatch.setattr(socket, "create_connection", clock.connect)
    monkeypatch.setattr(socket, "getaddrinfo", _leads_to("8.8.8.8", "8.8.4.4"))
    assert Fetcher(seconds=2, robots=False, global_only=True).fetch("http://tarn.example/").data == PAGE


@pytest.mark.parametrize("global_only", [False, True])
def test_a_name_that_is_looked_up_for_ever_is_given_up_in_time(global_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    gone = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gone.wait(5) and [])
    started = time.monotonic()
    told = refusal("http://tarn.example/", seconds=0.2, robots=False, global_only=global_only)
    gone.set()
    assert told == "no answer within 0.2 seconds"
    assert time.monotonic() - started < 3


def test_the_name_of_a_proxy_that_is_looked_up_for_ever_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", "http://proxy.tarn.example:3128")
    gone = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gone.wait(5) and [])
    started = time.monotonic()
    told = refusal("http://tarn.example/", seconds=0.2, robots=False)
    gone.set()
    assert told == "no answer within 0.2 seconds"
    assert time.monotonic() - started < 3


def test_a_secure_page_is_asked_for_through_the_tunnel_of_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    asked: list[bytes] = []

    def refuse(server: socket.socket) -> None:
        client, _ = server.accept()
        with client:
            asked.append(client.recv(1 << 16))
            client.sendall(b"HTTP/1.0 403 Forbidden\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.getsockname()[1]}")
        thread = threading.Thread(target=lambda: _quietly(refuse, server))
        thread.start()
        told = refusal("https://tarn.example/a", seconds=5, robots=False)
        thread.join()
    assert asked[0].startswith(b"CONNECT tarn.example:443 ")
    assert "403" in told


def test_a_connection_that_stands_after_the_time_is_refused(
    site: tuple[str, dict[str, Answer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a proxy the standard library connects, and has no socket to be cut off until it has."""
    failed: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", site[0])
    real = socket.create_connection

    def late(place: tuple[str, int], *rest: Any) -> socket.socket:
        time.sleep(0.3)
        return real(place, *rest)

    monkeypatch.setattr(socket, "create_connection", late)
    assert refusal("http://tarn.example/", seconds=0.1, robots=False) == "no answer within 0.1 seconds"
    assert not failed
    assert not Site.seen


def _quietly(work: Callable[[socket.socket], None], server: socket.socket) -> None:
    try:
        work(server)
    except OSError:
        return


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://tarn.example/a", "only http and https are fetched, not ftp"),
        ("file:///etc/passwd", "only http and https are fetched, not file"),
        ("http://", "no address: it names no host"),
        ("http://[oops/", "no address"),
        ("http://tarn.example:99999/", "no address"),
        ("http://reader:secret@tarn.example/", "an address with a password is not fetched"),
        ("http://tarn.example/a\r\nHost: b", "no address: it holds white space or control characters"),
        (f"http://{'a' * 70}.example/", "cannot be fetched"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    assert why in refusal(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
        "::127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet_are_told(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_public_internet_are_told(address: str) -> None:
    assert is_global(address)


def test_a_server_of_ours_fetches_nothing_near_it(site: tuple[str, dict[str, Answer]]) -> None:
    port = site[0].rpartition(":")[2]
    assert refusal("http://127.0.0.1/", global_only=True) == "127.0.0.1 is 127.0.0.1, no address of the public internet"
    assert "no address of the public internet" in refusal("http://2130706433/", global_only=True)
    assert refusal(f"{site[0]}/", global_only=True) == f"port {port} is not fetched from, only 80 and 443"
    assert not Site.seen


def test_each_redirect_is_checked_and_the_checked_address_is_the_one_that_is_used(
    site: tuple[str, dict[str, Answer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names lead to the public internet when they are looked up; what is connected to are the looked-up numbers."""
    port = int(site[0].rpartition(":")[2])
    lookups = {"tarn.example": "93.184.216.34", "inside.example": "10.0.0.7"}
    connected: list[tuple[str, int]] = []

    def lookup(host: str, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (lookups[host], 80))]

    def to_the_site(place: tuple[str, int], seconds: float) -> socket.socket:
        connected.append(place)
        reached = socket.socket()
        reached.settimeout(seconds)
        reached.connect(("127.0.0.1", port))
        return reached

    monkeypatch.setattr(socket, "create_connection", to_the_site)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    site[1]["/in"] = lambda site: site.say(302, Location="http://inside.example/")
    fetcher = Fetcher(global_only=True)
    assert fetcher.fetch("http://tarn.example/").data == PAGE
    with pytest.raises(InputError, match=r"inside\.example is 10\.0\.0\.7, no address of the public internet"):
        fetcher.fetch("http://tarn.example/in")
    assert set(connected) == {("93.184.216.34", 80)}


def test_addresses_are_told_from_names_of_files() -> None:
    assert all(map(is_address, ("http://a.example/b", "HTTPS://a.example", " https://a.example/x?y=1 ")))
    assert not any(map(is_address, ("http.txt", "ftp://a.example", "/tmp/http://x", "http://a.example/b and more", "")))
