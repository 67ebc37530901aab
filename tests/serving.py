"""A server for tests: its application in this process, with processes that only pretend to work, or `dedup serve` itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

TOKEN = "a-token-that-only-tests-know"
HOST = "127.0.0.1:8765"
AS_PROGRAM = {"authorization": f"Bearer {TOKEN}", "host": HOST}

PRETENDED = """
import sys, time
from dedup.serve import frames
frames.read(sys.stdin.buffer)
def tell(value):
    sys.stdout.buffer.write(frames.packed(value))
    sys.stdout.buffer.flush()
while (task := frames.read(sys.stdin.buffer)) is not None:
    if task["kind"] == "render":
        tell({"answer": {"text": "{}"}})
        continue
    word, _, seconds = task.get("article", task.get("a"))["text"].partition(" ")
    tell({"stage": "pretending"})
    if word == "sleep":
        time.sleep(float(seconds))
    if word == "die":
        sys.exit(1)
    if word == "babble":
        sys.stdout.buffer.write((4).to_bytes(4, "big") + b"{no}")
        sys.stdout.buffer.flush()
    if word == "print":
        print("a stray line on the pipe", flush=True)
    if word == "mistake":
        tell({"answer": {}})
    if task["kind"] == "extract":
        tell({"answer": {"article": {"text": word}, "notes": []}})
    else:
        tell({"answer": {"record": {"comparison": {"said": word}}, "finding": "", "certainty": ""}})
"""
"""A worker that sleeps as many seconds as the article says, dies, or sends what is no answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running `dedup serve`: its address without the token, the token, and its process."""

    address: str
    token: str
    process: subprocess.Popen[str]

    def ask(self, path: str, body: Any = None, method: str | None = None, **headers: str) -> tuple[int, str]:
        """The status and the text of an answer, as a program with the token gets it."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, method=method)
        for name, value in {"authorization": f"Bearer {self.token}", "content-type": "application/json", **headers}.items():
            request.add_header(name, value)
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def json(self, path: str, body: Any = None) -> Any:
        """The value of an answer, which must be one of success."""
        status, text = self.ask(path, body)
        assert status < 300, text
        return json.loads(text)


@contextmanager
def running(*options: str, environment: Sequence[tuple[str, str]] = ()) -> Iterator[Server]:
    """`dedup serve` on a free port, by words alone unless an option says otherwise; ended afterwards."""
    command = [sys.executable, "-m", "dedup.cli", "serve", "--port", "0", "--jobs", "1", *options]
    known = {**os.environ, **dict(environment)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=known)
    assert process.stdout is not None
    with process:
        try:
            line = process.stdout.readline().strip()
            assert line, process.stderr and process.stderr.read()
            address, _, token = line.partition("/?token=")
            yield Server(address, token, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
