"""A server that is stopped ends, whatever its processes answer in that moment."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dedup.serve import pool
from dedup.serve.jobs import Job
from dedup.serve.options import Options


@pytest.mark.parametrize("steps", range(4))
def test_an_answer_that_comes_as_the_server_stops_does_not_keep_it(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Python 3.11 `asyncio.wait_for` loses a cancellation that meets a result; the loop went on and `stop` waited for ever."""

    async def stopped() -> None:
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        async def nothing(_: Any) -> None:
            return None

        async def answer(_: Any, __: Job) -> dict[str, Any]:
            return await answered

        monkeypatch.setattr(pool._Hand, "begin", nothing)
        monkeypatch.setattr(pool._Hand, "answer", answer)
        line = pool.Pool(Options("t" * 16, jobs=1))
        await line.start()
        await line.submit(Job("extract", {}, dict))
        while not line.working:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        answered.set_result({"status": 400, "error": "no text"})
        for _ in range(steps):
            await asyncio.sleep(0)
        await asyncio.wait_for(line.stop(), 5)

    asyncio.run(stopped())
