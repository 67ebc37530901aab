"""Addresses that the server is asked to read: what leads into the network near it is refused, also by a redirect and by a name."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dedup import fetch
from dedup.errors import InputError
from dedup.serve.tasks import Office

TEXT = "The harbour board voted on Monday to raise the levy to 12 per cent from June, and ferry owners said it was too much."
PAGES = {
    "/page": ("text/html", f"<html><body><article><p>{TEXT}</p></article></body></html>"),
    "/text": ("text/plain; charset=utf-8", TEXT),
    "/old": ("text/plain; charset=koi8-r", "Совет порта в понедельник поднял сбор до 12 процентов."),
    "/picture": ("image/png", "\x89PNG"),
}
INSIDE = ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http://127.0.0.2/", "http://inside.example/"]


class Site(BaseHTTPRequestHandler):
    """Pages, and redirects to what `?` names."""

    def do_GET(self) -> None:
        path, _, target = self.path.partition("?")
        kind, body = PAGES.get(path, ("", ""))
        charset = kind.partition("charset=")[2] or "utf-8"
        self.send_response(200 if body else 302 if target else 404)
        for name, value in {"Content-Type": kind, "Location": target, "Content-Length": str(len(body.encode(charset)))}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode(charset))

    def log_message(self, *_arguments: Any) -> None:
        """Nothing: standard error is the test's."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site of this machine that alone is taken for one of the public internet."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    real, looked_up = fetch.is_global, socket.getaddrinfo
    monkeypatch.setattr(fetch, "is_global", lambda address: address == "127.0.0.1" or real(address))
    monkeypatch.setattr(fetch, "_PORTS", {"http": server.server_port, "https": 443})
    named = {"inside.example": "10.1.2.3"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **known: looked_up(named.get(host, host), *rest, **known))
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def extracted(address: str, *, fetches: bool = True, changed: dict[str, Any] | None = None, **stated: Any) -> dict[str, Any]:
    with Office({"settings": {"model": "", **(changed or {})}, "index": None, "fetch": fetches}) as office:
        return office.answer({"kind": "extract", "article": {"url": address, **stated}}, lambda _: None)


def test_a_page_and_a_plain_text_are_read_with_their_address(site: str) -> None:
    assert extracted(f"{site}/page")["article"] == {"id": f"{site}/page", "text": TEXT, "url": f"{site}/page"}
    assert extracted(f"{site}/text")["article"]["text"] == TEXT
    assert extracted(f"{site}/away?/away?/page")["article"]["url"] == f"{site}/page"


def test_a_page_is_read_as_the_command_line_reads_it(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the encoding that the server states, and within the seconds that the settings allow."""
    assert extracted(f"{site}/old")["article"]["text"] == PAGES["/old"][1]

    def within(_page: str, _identity: str, _address: str | None, seconds: float) -> Any:
        raise InputError(f"over {seconds} seconds")

    monkeypatch.setattr("dedup.read.limited.article_within", within)
    with pytest.raises(InputError, match=f"{site}/page: over 7.0 seconds"):
        extracted(f"{site}/page", changed={"read_page_seconds": 7.0})


def test_what_is_stated_beside_an_address_stands_in_place_of_what_the_page_says(site: str) -> None:
    article = extracted(f"{site}/away?/page", title="Levy up", outlet="Tarn Post", id="levy")["article"]
    assert article == {"id": "levy", "text": TEXT, "title": "Levy up", "outlet": "Tarn Post", "url": f"{site}/page"}


@pytest.mark.parametrize("target", INSIDE)
def test_what_leads_inside_is_refused_by_itself_and_by_redirect(site: str, target: str) -> None:
    for address in (target, f"{site}/away?{target}"):
        with pytest.raises(InputError, match="no address of the public internet"):
            extracted(address)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/picture", "only HTML and plain text"),
        ("/away?http://127.0.0.1:1/", "port 1 is not fetched from"),
        ("/a?/b?/c?/d?/page", "more than 3 redirects"),
        ("/away?ftp://news.example/", "only http and https"),
        ("/none", "404"),
    ],
)
def test_what_is_no_article_of_the_web_is_refused(site: str, path: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        extracted(site + path)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "http://user:word@news.example/", "gopher://news.example/"]
)
def test_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        extracted(address)


def test_nothing_is_read_by_a_server_that_was_not_started_for_it(site: str) -> None:
    with pytest.raises(InputError, match="--fetch"):
        extracted(f"{site}/page", fetches=False)
