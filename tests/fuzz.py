"""Searches for bytes that break a target of `fuzz_targets`: by atheris, guided by what of the code they reach, else by mutation.

usage: python tests/fuzz.py TARGET SECONDS     what is found is kept in tests/faults/TARGET; seeds that reach more in .fuzz/TARGET
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
KEPT = ROOT.parent / ".fuzz"
LONGEST = 4_000
"""Bytes of an input at most."""


def main(arguments: list[str]) -> int:
    """Search for so many seconds; 0 where nothing was found."""
    target, seconds = arguments[0], int(arguments[1])
    faults, kept = ROOT / "faults" / target, KEPT / target
    for folder in (faults, kept):
        folder.mkdir(parents=True, exist_ok=True)
    guided(target, seconds, faults, kept) if find_spec("atheris") else mutated(target, seconds, faults)
    return 0


def guided(target: str, seconds: int, faults: Path, kept: Path) -> None:
    """libFuzzer's search. It ends the process, with 77 where it has found something."""
    import atheris

    with atheris.instrument_imports(include=["dedup"], enable_loader_override=False):
        from fuzz_targets import TARGETS, seeds
    for seed in seeds(target):
        (kept / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=60", "-rss_limit_mb=4000", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], str(kept), f"-artifact_prefix={faults}/", *options], TARGETS[target])
    atheris.Fuzz()


def mutated(target: str, seconds: int, faults: Path) -> None:
    """Seeds with bytes changed, cut, doubled and joined at random; the first that breaks the target is kept."""
    from fuzz_targets import TARGETS, seeds

    draw, begun, until, tried = random.Random(seconds), seeds(target), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data = mutation(draw, begun)
        try:
            TARGETS[target](data)
        except BaseException:
            (faults / f"crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise
        tried += 1
    print(f"{target}: {tried:,} inputs, no fault")


def mutation(draw: random.Random, begun: list[bytes]) -> bytes:
    """One of the seeds, changed in some places."""
    data = bytearray(draw.choice(begun))
    for _ in range(draw.randint(1, 8)):
        place, size = draw.randint(0, len(data)), draw.choice([1, 1, 2, 4, 40])
        other = draw.choice(begun)
        start = draw.randint(0, len(other))
        change = draw.randint(0, 3)
        data[place : place + size * (change > 0)] = (
            b"" if change == 1 else draw.randbytes(size) if change == 2 else other[start : start + size]
        )
    return bytes(data[:LONGEST])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
