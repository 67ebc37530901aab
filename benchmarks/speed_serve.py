"""200 comparisons from 16 clients at once, against a running `dedup serve`: how many were answered, and how long they took.

    python -m benchmarks.speed_serve [--requests 200] [--clients 16] [--model]

Each client asks for one comparison after the other, of a source of `data/` with one of its rewrites, and comes again when it is
told to (503, Retry-After). Times are seconds from the first asking of a comparison to its answer, waiting in the line included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Client:
    """Where the server is and what opens it."""

    address: str
    token: str

    def compared(self, body: dict[str, Any]) -> tuple[float, int]:
        """Seconds until a comparison was answered, and how often the line was full before."""
        begun, refused = time.perf_counter(), 0
        while True:
            request = Request(f"{self.address}/api/compare", json.dumps(body).encode(), method="POST")
            request.add_header("authorization", f"Bearer {self.token}")
            request.add_header("content-type", "application/json")
            try:
                with build_opener(ProxyHandler({})).open(request, timeout=120) as answer:
                    json.load(answer)
                return time.perf_counter() - begun, refused
            except HTTPError as error:
                with error:
                    if error.code != 503:
                        raise
                    refused += 1
                    time.sleep(float(error.headers["Retry-After"]))


def bodies(model: bool) -> list[dict[str, Any]]:
    """What is asked for: each story family's source with its rewrite."""
    found = []
    for folder in sorted((ROOT / "data").iterdir()):
        texts = [folder / f"{name}.txt" for name in ("source", "rewrite")]
        if all(path.is_file() for path in texts):
            a, b = (path.read_text(encoding="utf-8") for path in texts)
            found.append({"a": a, "b": b, "model": model})
    return found


def main() -> None:
    """Start the server, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--model", action="store_true", help="with the sentence model; by words otherwise")
    given = parser.parse_args()
    command = [sys.executable, "-m", "dedup.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            address, _, token = server.stdout.readline().strip().partition("/?token=")
            asked = list(islice(cycle(bodies(given.model)), given.requests))
            begun = time.perf_counter()
            with ThreadPoolExecutor(given.clients) as pool:
                told = list(pool.map(Client(address, token).compared, asked))
            whole = time.perf_counter() - begun
        finally:
            server.terminate()
    times = sorted(seconds for seconds, _ in told)
    refused = sum(count for _, count in told)
    print(f"{len(told)} of {given.requests} answered in {whole:.1f} s, {refused} times told to come again")
    median, late = times[len(times) // 2], times[int(0.95 * len(times))]
    print(f"seconds to an answer: median {median:.2f}, p95 {late:.2f}, longest {times[-1]:.2f}")


if __name__ == "__main__":
    main()
