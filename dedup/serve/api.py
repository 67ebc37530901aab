"""The JSON API: what programs ask for, and what the pages of the server ask for themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dedup.serve import bodies
from dedup.serve.desk import Desk
from dedup.serve.jobs import Job
from dedup.serve.openapi import description
from dedup.serve.refusal import Refusal
from dedup.serve.tasks import FORMATS

_FAMILIES: Final = 50
"""Families of one answer, unless `limit` says otherwise."""
_MOST_FAMILIES: Final = 500
_LARGEST: Final = 2**31


def desk_of(request: Request) -> Desk:
    """The state of the server that a request has come to."""
    desk: Desk = request.app.state.desk
    return desk


async def compare(request: Request) -> Response:
    """Compare two articles."""
    body = bodies.parsed(await request.body())
    waits = bodies.waits(body)
    return await _answered(request, desk_of(request).compare_job(bodies.compare_task(body), waits=waits), waits=waits)


async def extract(request: Request) -> Response:
    """Read an article from a text, a file or an address, as a comparison would."""
    task = bodies.extract_task(bodies.parsed(await request.body()))
    return await _answered(request, desk_of(request).plain_job("extract", task))


async def find(request: Request) -> Response:
    """Look for the sources of an article in the index, and for what was taken from it."""
    desk, body = desk_of(request), bodies.parsed(await request.body())
    desk.need_index()
    task = bodies.find_task(body, desk.options.limits.matches)
    return await _answered(request, desk.find_job(task), waits=bodies.waits(body))


async def add(request: Request) -> Response:
    """Keep an article in the index."""
    desk = desk_of(request)
    if not desk.options.allow_add:
        raise Refusal(403, "the server keeps no articles; start it with --allow-add")
    desk.need_index()
    return await _answered(request, desk.plain_job("add", bodies.add_task(bodies.parsed(await request.body()))))


async def comparison(request: Request) -> Response:
    """A kept comparison in a form."""
    form = request.query_params.get("format", "json")
    if form not in FORMATS:
        raise Refusal(422, f"format has to be one of {', '.join(FORMATS)}")
    text = await desk_of(request).rendered(request.path_params["id"], form)
    _, media, name = FORMATS[form]
    headers = {"content-disposition": f'attachment; filename="{name}"'} if form != "json" else {}
    return Response(text, media_type=f"{media}; charset=utf-8" if media != "application/json" else media, headers=headers)


async def families(request: Request) -> Response:
    """The families that the server was given, some at a time."""
    desk = desk_of(request)
    if desk.families is None:
        raise Refusal(404, "the server has no families; start it with --families FILE, which `dedup families` writes")
    offset, limit = number(request, "offset", 0, 0, _LARGEST), number(request, "limit", _FAMILIES, 1, _MOST_FAMILIES)
    return JSONResponse({"total": len(desk.families), "families": desk.families[offset : offset + limit]})


def number(request: Request, name: str, default: int, low: int, high: int) -> int:
    """A whole number of the address. Raises Refusal (422)."""
    given = request.query_params.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(high)) and low <= int(given) <= high):
        raise Refusal(422, f"{name} has to be a whole number from {low} to {high}")
    return int(given)


def job_of(request: Request) -> Job:
    """The task that an address names. Raises Refusal (404)."""
    job = desk_of(request).pool.get(request.path_params["id"])
    if job is None:
        raise Refusal(404, "there is no task of that id, or it ended long ago")
    return job


async def job_state(request: Request) -> Response:
    """What a task is at; its result once it is done."""
    job = job_of(request)
    result = desk_of(request).outcome(job)
    return JSONResponse({**job.shown(), **({"result": result} if result is not None else {})})


async def job_events(request: Request) -> Response:
    """The same as server-sent events, one at each change, until its end."""
    return StreamingResponse(_events(job_of(request)), media_type="text/event-stream")


async def _events(job: Job) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    async for state in job.follow():
        yield f"event: {'end' if state['state'] in ('done', 'failed', 'cancelled') else 'state'}\ndata: {json.dumps(state)}\n\n"


async def cancel(request: Request) -> Response:
    """Call a task off."""
    job = job_of(request)
    await desk_of(request).pool.cancel(job)
    return JSONResponse(job.shown())


async def healthz(_request: Request) -> Response:
    """That the server answers."""
    return JSONResponse({"status": "ok"})


async def metrics(request: Request) -> Response:
    """Counts, for Prometheus."""
    desk = desk_of(request)
    text = desk.metrics.text(desk.pool.waiting, desk.pool.working, desk.pool.ended)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def openapi(request: Request) -> Response:
    """The description of this API."""
    return JSONResponse(description(desk_of(request).options))


async def _answered(request: Request, job: Job, *, waits: bool = True) -> Response:
    desk = desk_of(request)
    await desk.pool.submit(job, remember=not waits)
    if not waits:
        place = f"/api/jobs/{job.id}"
        return JSONResponse({**job.shown(), "events": f"{place}/events", "page": f"/jobs/{job.id}"}, 202, {"location": place})
    return JSONResponse(await _unless_gone(request, desk, job))


async def _unless_gone(request: Request, desk: Desk, job: Job) -> dict[str, Any]:
    """The result; where nobody waits for it any more, the task is called off."""
    result, gone = asyncio.ensure_future(job.wait()), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({result, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not result.done():
            await desk.pool.cancel(job)
        return await result
    finally:
        gone.cancel()
        result.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


ROUTES: Final = (
    Route("/api/compare", compare, methods=["POST"]),
    Route("/api/extract", extract, methods=["POST"]),
    Route("/api/find", find, methods=["POST"]),
    Route("/api/add", add, methods=["POST"]),
    Route("/api/families", families),
    Route("/api/comparisons/{id}", comparison),
    Route("/api/jobs/{id}", job_state),
    Route("/api/jobs/{id}", cancel, methods=["DELETE"]),
    Route("/api/jobs/{id}/events", job_events),
    Route("/api/openapi.json", openapi),
    Route("/healthz", healthz),
    Route("/metrics", metrics),
)
