"""200 comparisons from 16 clients at once, against a running `dedup serve`: how many were answered, and how long they took.

    python -m benchmarks.speed_serve [--requests 200] [--clients 16] [--model] [--output FILE]

Each client asks for one comparison after the other, of a source of `data/` with one of its rewrites, and comes again when it is
told to (503, Retry-After). Times are seconds from the first asking of a comparison to its answer, waiting in the line included; on
a machine that has other work they say little, so the record tells the load and the seconds of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from benchmarks.harness import save, versions

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
    """Start the server, ask, print and keep the record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--output", type=Path, help="append the record there  [default: benchmarks/results/speed_serve.jsonl]")
    parser.add_argument("--model", action="store_true", help="with the sentence model; by words otherwise")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    told, whole = asked_all(bodies(given.model), given.requests, given.clients)
    record = {**figures(told, whole), "clients": given.clients, "model": given.model, "load": [load, os.getloadavg()[0]]}
    record |= {"cores": os.cpu_count(), "versions": versions(), "when": datetime.now(UTC).isoformat(timespec="seconds")}
    print(json.dumps(record["figures"], indent=1), f"load of the machine {load:.1f}", save(record, given.output), sep="\n")


def asked_all(wanted: Sequence[dict[str, Any]], requests: int, clients: int) -> tuple[list[tuple[float, int]], float]:
    """What each request took and how often it was refused before, and the seconds for all, of a server of its own."""
    command = [sys.executable, "-m", "dedup.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            address, _, token = server.stdout.readline().strip().partition("/?token=")
            asked = list(islice(cycle(wanted), requests))
            begun = time.perf_counter()
            with ThreadPoolExecutor(clients) as pool:
                return list(pool.map(Client(address, token).compared, asked)), time.perf_counter() - begun
        finally:
            server.terminate()


def figures(told: Sequence[tuple[float, int]], whole: float) -> dict[str, Any]:
    """The record's figures: seconds to an answer, and what the server and its workers took of the processor."""
    times = sorted(seconds for seconds, _ in told)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "answered": len(told),
        "told_to_come_again": sum(count for _, count in told),
        "median_seconds": times[len(times) // 2],
        "p95_seconds": times[int(0.95 * len(times))],
        "longest_seconds": times[-1],
        "all_seconds": whole,
        "processor_seconds": used.ru_utime + used.ru_stime,
    }
    return {"suite": "speed_serve", "figures": {name: round(value, 3) for name, value in found.items()}}


if __name__ == "__main__":
    main()
