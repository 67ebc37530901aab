"""The processes that work, one a core, and the line before them. A task that takes too long, or is called off, ends its process."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from dedup.processes import module_command, module_environment
from dedup.serve import frames
from dedup.serve.jobs import Job
from dedup.serve.log import LOG, note_bug
from dedup.serve.options import Options
from dedup.serve.refusal import Refusal

_RETRY_SECONDS: Final = 5
"""What a program that found the line full is told to wait."""
_RESTART_SECONDS = 1.0
"""What is waited until a process that could not be started is tried again."""
_COMMAND: Final = module_command("dedup.serve.worker")
_GONE: Final = Refusal(500, "the process that worked on it ended; its texts may need more memory than there is")
_BUG: Final = Refusal(500, "this is a bug in dedup; the server's log says where")


class Pool:
    """Takes tasks on and has them done; lives in one event loop between `start` and `stop`."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._line: deque[Job] = deque()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._wanted = asyncio.Condition()
        self._hands: list[_Hand] = []
        self._loops: list[asyncio.Task[None]] = []
        self.ended: dict[str, int] = {"done": 0, "failed": 0, "cancelled": 0, "refused": 0}

    async def start(self) -> None:
        """Begin to work; the processes start at once, so that the first task need not wait for imports."""
        self._hands = [_Hand(self._options) for _ in range(self._options.jobs)]
        self._loops = [asyncio.create_task(self._work(hand)) for hand in self._hands]

    async def stop(self) -> None:
        """End all processes; what was under way is called off."""
        under_way = [hand.job for hand in self._hands if hand.job is not None]
        for job in (*self._line, *under_way):
            if not job.is_ended:
                self._end(job)
        for loop in self._loops:
            loop.cancel()
        for ended in await asyncio.gather(*self._loops, return_exceptions=True):
            if isinstance(ended, Exception):
                note_bug(ended)
        await asyncio.gather(*(hand.end() for hand in self._hands))

    async def submit(self, job: Job, *, first: bool = False, remember: bool = False) -> Job:
        """Take a task on. Raises Refusal (503) where the line is full.

        `remember`: it can be asked for by its id, also for a while after its end; what is waited for needs no such thing.
        `first`: something small for a page that is being opened goes before all others, and is not counted.
        """
        if not first and len(self._line) >= self._options.limits.waiting and self.working >= len(self._hands):
            self.ended["refused"] += 1
            raise Refusal(503, f"{len(self._line)} tasks are waiting already; ask again in a while", _RETRY_SECONDS)
        if remember:
            self._remember(job)
        async with self._wanted:
            (self._line.appendleft if first else self._line.append)(job)
            self._wanted.notify()
        self._number()
        return job

    def get(self, identity: str) -> Job | None:
        """The task of that id, as long as it is remembered."""
        return self._known.get(identity)

    async def cancel(self, job: Job) -> None:
        """Call a task off: out of the line, or its process is ended. One that has ended stays as it is."""
        if job.is_ended:
            return
        if job in self._line:
            self._line.remove(job)
        self._end(job)
        self._number()
        for hand in self._hands:
            if hand.job is job:
                hand.kill()

    @property
    def waiting(self) -> int:
        """Tasks in the line."""
        return len(self._line)

    @property
    def working(self) -> int:
        """Tasks in work."""
        return sum(hand.job is not None for hand in self._hands)

    def _end(self, job: Job) -> None:
        self.ended["cancelled"] += 1
        job.tell(state="cancelled", stage="")

    def _remember(self, job: Job) -> None:
        self._known[job.id] = job
        surplus = len(self._known) - self._options.limits.remembered
        for identity in [one.id for one in self._known.values() if one.is_ended][: max(0, surplus)]:
            del self._known[identity]

    def _number(self) -> None:
        for place, job in enumerate(self._line, 1):
            job.tell(place=place)

    async def _work(self, hand: _Hand) -> None:
        while True:
            if not hand.is_alive:
                await self._begun(hand)
            async with self._wanted:
                await self._wanted.wait_for(lambda: bool(self._line))
                hand.job = job = self._line.popleft()
            self._number()
            try:
                await self._done_by(hand, job)
            except Exception as error:  # a broken frame, or what `finish` cannot take: the loop goes on, with another process
                note_bug(error)
                hand.kill()
                self._failed(job, _BUG)
            finally:
                hand.job = None

    async def _begun(self, hand: _Hand) -> None:
        """Start the process; where that fails, as often as it takes: the tasks wait in the line."""
        while True:
            try:
                return await hand.begin()
            except OSError as error:
                LOG.error("a process cannot be started: %s; tried again in %g s", error.strerror or error, _RESTART_SECONDS)
            except Exception as error:
                note_bug(error)
            await asyncio.sleep(_RESTART_SECONDS)

    async def _done_by(self, hand: _Hand, job: Job) -> None:
        job.tell(state="running", place=0)
        seconds = self._options.limits.seconds
        try:
            async with asyncio.timeout(seconds):  # `wait_for` of Python 3.11 loses a cancellation that meets the answer
                answer = await hand.answer(job)
            if not job.is_ended:
                await self._finished(job, answer)
        except TimeoutError:
            hand.kill()
            self._failed(job, Refusal(504, f"it took longer than {seconds:g} s and was ended; send shorter texts"))
        except (EOFError, OSError):
            hand.kill()
            self._failed(job, _GONE)

    async def _finished(self, job: Job, answer: dict[str, Any]) -> None:
        if "error" in answer:
            self._failed(job, Refusal(answer["status"], answer["error"]))
            return
        try:
            job.succeed(answer["answer"])
        except Refusal as refusal:
            self._failed(job, refusal)
        else:
            self.ended["done"] += 1

    def _failed(self, job: Job, refusal: Refusal) -> None:
        if not job.is_ended:  # it was called off, which ended the process
            self.ended["failed"] += 1
            job.fail(refusal)


class _Hand:
    """One process, and the task in it."""

    def __init__(self, options: Options) -> None:
        self.job: Job | None = None
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._is_killed = False

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.returncode is None and not self._is_killed

    async def begin(self) -> None:
        """Start the process; it reads what it must know while others go on."""
        await self.end()
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*_COMMAND, stdin=pipe, stdout=pipe, env=module_environment())
        self._is_killed = False
        options = self._options
        with suppress(OSError):  # it has ended already: the next task will be told
            await self._send({"settings": asdict(options.settings), "index": options.index, "fetch": options.fetch})

    async def answer(self, job: Job) -> dict[str, Any]:
        """What the process answers to a task; stages are told on the way. Raises EOFError when it ends instead."""
        await self._send({"kind": job.kind, **job.task})
        while True:
            value = await self._receive()
            if "stage" in value:
                job.tell(stage=value["stage"])
            elif "ready" not in value:
                return value

    def kill(self) -> None:
        """End the process at once."""
        self._is_killed = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def end(self) -> None:
        """End the process and wait for its end."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # else its pipes complain after the loop has closed

    async def _send(self, value: dict[str, Any]) -> None:
        if self._process is None or self._process.stdin is None:
            raise EOFError
        self._process.stdin.write(frames.packed(value))
        await self._process.stdin.drain()

    async def _receive(self) -> dict[str, Any]:
        if self._process is None or self._process.stdout is None:
            raise EOFError
        head = await self._process.stdout.readexactly(frames.LENGTH)  # IncompleteReadError is an EOFError
        body = await self._process.stdout.readexactly(frames.size(head))
        value: dict[str, Any] = frames.unpacked(body)
        return value
