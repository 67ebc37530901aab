"""Who may ask, from where, and how much: every request passes here before anything reads it.

A page on another site can make a browser send requests here, and a name that resolves to this machine can make it read the answers
(DNS rebinding). So the Host must be one of ours, the token must come along, and what changes or costs something must be JSON that a
page of ours has sent. Nothing is ever allowed to other origins (no CORS).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dedup.serve.options import Options
from dedup.serve.refusal import Refusal

OWN_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy of the server's own pages; a comparison brings its own along."""
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
_OPEN: Final = ("/healthz",)
"""Answered without the token: they say nothing of texts."""
_SAFE: Final = ("GET", "HEAD")
_WELCOME: Final = (
    b'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>dedup</title>'
    b'<p><a href="/">Go on to dedup</a></p></html>'
)
"""The first page: it takes the token out of the address. A redirect would not do, for a cookie that is SameSite=Strict does not go
along when a page elsewhere (a terminal in the browser) held the link."""


class Guard:
    """An ASGI application around another one that sees only the requests that are in order."""

    def __init__(self, app: ASGIApp, options: Options) -> None:
        self._app = app
        self._options = options
        self._cookie = f"dedup_{options.port}"  # cookies do not tell ports apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # no web sockets here
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        secured = _secured(send)
        try:
            self._check_host(scope, headers)
            if self._brings_token(scope):
                await _answer(secured, 200, _WELCOME, self._welcome_headers())
                return
            if scope["path"] not in _OPEN:
                self._check_token(headers)
            if scope["method"] not in _SAFE:
                self._check_origin(scope, headers)
            await self._app(scope, _bounded(receive, headers, self._options.limits.body_bytes), secured)
        except Refusal as refusal:
            await refuse(secured, refusal)

    def _check_host(self, scope: Scope, headers: dict[str, str]) -> None:
        given = [value for name, value in scope["headers"] if name == b"host"]
        if len(given) != 1 or headers["host"].lower() not in self._options.hosts:
            raise Refusal(421, "this server is not known under the Host that was asked for; use the address that it has printed")

    def _brings_token(self, scope: Scope) -> bool:
        if scope["path"] != "/" or scope["method"] != "GET" or not scope["query_string"]:
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if given and not self._is_token(given):
            raise Refusal(401, "the token in the address is not this server's; use the address that it has printed")
        return bool(given)

    def _welcome_headers(self) -> Iterable[tuple[bytes, bytes]]:
        cookie = f"{self._cookie}={self._options.token}; Path=/; HttpOnly; SameSite=Strict"
        policy = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return (
            (b"content-type", b"text/html; charset=utf-8"),
            (b"set-cookie", cookie.encode()),
            (b"content-security-policy", policy),
        )

    def _check_token(self, headers: dict[str, str]) -> None:
        bearer = headers.get("authorization", "")
        given = bearer[7:].strip() if bearer[:7].lower() == "bearer " else self._of_cookie(headers.get("cookie", ""))
        if not self._is_token(given):
            raise Refusal(401, "the token is missing or wrong; open the address that the server has printed, or send it as Bearer")

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._options.token.encode())

    def _of_cookie(self, header: str) -> str:
        try:
            morsel = SimpleCookie(header).get(self._cookie)
        except CookieError:
            return ""
        return morsel.value if morsel else ""

    def _check_origin(self, scope: Scope, headers: dict[str, str]) -> None:
        """A browser always says where such a request comes from; a program with the token in a header need not."""
        origin, own = headers.get("origin"), {f"{scheme}://{headers['host'].lower()}" for scheme in ("http", "https")}
        is_program = "authorization" in headers
        if (origin is None and not is_program) or (origin is not None and origin.lower() not in own):
            raise Refusal(403, "the request does not come from a page of this server (header Origin)")
        if scope["method"] != "POST":
            return
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(415, "the body has to be JSON; send it with Content-Type: application/json")
        if headers.get("content-encoding", "identity") != "identity":
            raise Refusal(415, "the body has to come as it is, without a Content-Encoding")


def _bounded(receive: Receive, headers: dict[str, str], most: int) -> Receive:
    """`receive`, which raises Refusal once a body is over `most` bytes; one that says so at once is not read at all."""
    if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > most:
        raise _too_large(most)
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise _too_large(most)
        return message

    return counted


def _too_large(most: int) -> Refusal:
    return Refusal(413, f"the body is over {most:,} bytes; send shorter texts")


def _secured(send: Send) -> Send:
    """`send` with the headers of every answer; the policy only where an answer has none of its own."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            names = {name.lower() for name, _ in given}
            given += [(name, value) for name, value in _HEADERS if name not in names]
            if b"content-security-policy" not in names:
                given.append((b"content-security-policy", OWN_POLICY.encode()))
            message = {**message, "headers": given}
        await send(message)

    return with_headers


async def refuse(send: Send, refusal: Refusal) -> None:
    """Send a refusal as JSON."""
    body = json.dumps({"error": refusal.message}, ensure_ascii=False).encode()
    headers = [(name.encode(), value.encode()) for name, value in refusal.headers().items()]
    await _answer(send, refusal.status, body, [(b"content-type", b"application/json"), *headers])


async def _answer(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
