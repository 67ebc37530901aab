"""The server as an ASGI application: the routes, what comes before them (`guard`) and what is noted of them."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dedup.serve import api, pages
from dedup.serve.desk import Desk
from dedup.serve.guard import Guard
from dedup.serve.log import LOG, note_bug
from dedup.serve.options import Options
from dedup.serve.refusal import Refusal


def application(options: Options) -> ASGIApp:
    """The application, with its processes started and ended by the lifespan. Raises StoreError, InputError."""
    desk = Desk(options)
    app = Starlette(
        routes=[*api.ROUTES, *pages.ROUTES],
        lifespan=_lifespan,
        exception_handlers={Refusal: _refused, HTTPException: _no_route, ClientDisconnect: _left, Exception: _bug},
    )
    app.state.desk = desk
    return _Noted(Guard(app, options), desk)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    await desk.start()
    try:
        yield
    finally:
        await desk.stop()


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    if request.url.path.startswith("/api/") or request.method != "GET":
        return JSONResponse({"error": error.message}, error.status, error.headers())
    return pages.refused(request, error)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {404: "there is nothing at this address", 405: "this address does not answer such requests"}
    refusal = Refusal(error.status_code, words.get(error.status_code, str(error.detail)))
    response = await _refused(request, refusal)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def _left(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)  # nobody reads it


async def _bug(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "this is a bug in dedup; the server's log says where"}, 500)


class _Noted:
    """Notes of every answer the method, the route, the status and the seconds; nothing of what was asked."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._routes = {route.endpoint: route.path for route in (*api.ROUTES, *pages.ROUTES)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # what Starlette has answered with 500 and raises again
            note_bug(error)
        finally:
            self._note(scope, status, time.monotonic() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = self._routes.get(scope.get("endpoint", self), "elsewhere")
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "DELETE") else "other"
        self._desk.metrics.count(method, route, status, seconds)
        LOG.info(json.dumps({"method": method, "route": route, "status": status, "seconds": round(seconds, 3)}))
