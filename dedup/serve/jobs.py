"""A task of the server from the moment it is taken on: what it is at, how it ended, and who waits for news of it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from dedup.serve.refusal import Refusal

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: Final = ("done", "failed", "cancelled")
_BREATH: Final = 15.0
"""Seconds after which a follower hears the state again though nothing has changed: a dead connection is noticed so."""


@dataclass(eq=False, slots=True)
class Job:
    """One task. `finish` makes of a worker's answer what the API returns; `result` is that, once the state is "done"."""

    kind: str
    task: dict[str, Any]
    finish: Callable[[dict[str, Any]], dict[str, Any]]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    stage: str = ""
    place: int = 0
    result: dict[str, Any] | None = None
    refusal: Refusal | None = None
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ENDED

    def tell(self, *, state: State | None = None, stage: str | None = None, place: int | None = None) -> None:
        """Note what it is at, and wake who follows it."""
        self.state = state or self.state
        self.stage = self.stage if stage is None else stage
        self.place = self.place if place is None else place
        if self.is_ended:
            self.ended = time.monotonic()
            self.task = {}  # the texts, which nobody needs any more
        self._news.set()
        self._news = asyncio.Event()

    def succeed(self, answer: dict[str, Any]) -> None:
        """End it with a worker's answer. Raises what `finish` raises."""
        self.result = self.finish(answer)
        self.tell(state="done", stage="")

    def fail(self, refusal: Refusal) -> None:
        """End it with a reason."""
        self.refusal = refusal
        self.tell(state="failed", stage="")

    def shown(self) -> dict[str, Any]:
        """Its state as plain values; `seconds` since it was taken on, until its end."""
        known = {"job": self.id, "kind": self.kind, "state": self.state, "stage": self.stage, "place": self.place}
        seconds = round((self.ended or time.monotonic()) - self.begun, 1)
        error = {"error": self.refusal.message} if self.refusal else {}
        return {**known, "seconds": seconds, **error}

    async def follow(self) -> AsyncIterator[dict[str, Any]]:
        """Its state now and at each change, the last one included."""
        while True:
            news = self._news
            yield self.shown()
            if self.is_ended:
                return
            await _within(news, _BREATH)

    async def wait(self) -> dict[str, Any]:
        """The result. Raises Refusal where it failed or was called off."""
        while not self.is_ended:
            await self._news.wait()
        if self.result is None:
            raise self.refusal or Refusal(409, "it was called off")
        return self.result


async def _within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):  # `wait_for` of Python 3.11 loses a cancellation that meets the event
            await event.wait()
    except TimeoutError:
        return
