"""Processor time and memory of comparisons of texts that make text programs slow, at a length and at half of it.

    python -m benchmarks.bounds [--texts FILE] [--size 60000] [--model] [--against itself|article|both] [--only NAME] [--alone]

Each comparison runs in a process of its own. Seconds are of the processor, in user and system, so that they hold on a busy machine;
growth is what a text takes beside one of half its length. `--texts`: a Python file with `hostile(n)`, which yields pairs of a name
and a text of n characters (default: the kinds below). Exit code 1 where a bound is exceeded.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import runpy
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.harness import ended
from dedup import Article, DedupError, Settings, compare
from dedup.sketch.encoder import load_encoder

PLAIN: Final = "The ferry company put on two more boats in June. Fares stay as they are, its director said on Friday. " * 20
UNITS: Final = {
    "one word": "ferry ", "one sentence": "The ferry company put on two more boats in June, and fares stay as they are. ",
    "lines": "The ferry company put on two more boats in June.\n\n", "tiny sentences": "Yes. Not so. ", "one long word": "q",
    "no spaces": "q.w.e.", "hyphens": "so-", "marks": "“ ‘ b ” ’ « d » ", "open quotations": "“she said “they ",
    "short quotations": '"Fine," said Ole. ', "brackets": "(a boat [of ", "digits": "0987654321", "commas": ", ", "stops": ".",
    "numbers": "In 1987 some 4,210 boats and 12.5 percent. ", "blank lines": "b \n \t\n ", "joiners": "b\u200d\u200b",
    "combining marks": "o" + "\u0301" * 40, "addresses": "https://b.example/q?w=e&r#t ", "scripts": "boat лодка 船 قارب ",
    "broken encoding": "â€œÃ¼â€\x9d Ã¢â‚¬â„¢ ", "Chinese": "港口公司六月增加两艘渡轮。", "lead-ins": "The Bulletin adds:\n",
    "list": "- first point\n* second point\n3. third\n",
}  # fmt: skip
SECONDS: Final = {60_000: 8.0, 1_000_000: 60.0}
MEGABYTES: Final = {60_000: 1_000, 1_000_000: 2_000}
"""What a comparison of so many characters may take; in between, and beyond, in proportion."""
GROWTH: Final = 2.6
_LIMIT: Final = 180
"""Seconds of the processor after which a comparison is ended."""
_AGAIN: Final = 2
"""How often what grows too fast is measured again, for the least of each: others on the machine slow a processor down."""
_LEAST: Final = 0.15
"""Seconds below which what is done once hides how a comparison grows."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One comparison: seconds of the processor and MB at most, seconds at half the length (0: not measured), how it ended."""

    name: str
    against: str
    seconds: float
    half: float
    megabytes: float
    failure: str = ""

    @property
    def growth(self) -> float:
        """How much more it takes than at half the length; 1 where both are too short to tell."""
        return max(self.seconds, _LEAST) / max(self.half, _LEAST) if self.half else 1.0

    def exceeds(self, size: int) -> bool:
        """Whether it is over a bound of its length."""
        is_long, is_large = self.seconds > bound(SECONDS, size), self.megabytes > bound(MEGABYTES, size)
        return bool(self.failure) or is_long or is_large or self.growth > GROWTH


def bound(bounds: dict[int, float] | dict[int, int], size: int) -> float:
    """The bound for a length: that of the next listed one, or in proportion beyond the last."""
    listed = [length for length in bounds if length >= size]
    return float(bounds[min(listed)]) if listed else bounds[max(bounds)] * size / max(bounds)


def hostile(size: int) -> Iterator[tuple[str, str]]:
    """The kinds of this file: a name, and a text of `size` characters."""
    for name, unit in UNITS.items():
        yield name, (unit * (size // len(unit) + 1))[:size]
    draw, syllables = random.Random(5), [one + other for one in "bdfgklmnprst" for other in "aeiou"]
    known = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(3_000)]
    told = (" ".join(draw.choices(known, k=draw.randint(6, 22))).capitalize() + "." for _ in range(size // 12 + 1))
    yield "random sentences", " ".join(told)[:size]
    yield "line breaks in a sentence", f"The boat left.{chr(10) * size}It was gone."


def taken(text: str, against: str, settings: Settings) -> tuple[float, float, str]:
    """Seconds of the processor, MB at most, and how a process ended that compares a text with itself or a short article."""
    child = os.fork()
    if not child:
        _compare(text, against, settings)
    code, seconds, megabytes = ended(child)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return seconds, megabytes, f"ended after {_LIMIT} s, or for want of memory"
    return seconds, megabytes, "" if code == 0 else "a fault" if code == 1 else f"ended with {code}"


def _compare(text: str, against: str, settings: Settings) -> None:
    """In the child: compare and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (_LIMIT, _LIMIT + 5))
    code = 0
    try:
        compare(Article(text if against == "itself" else PLAIN), Article(f"{text} "), settings=settings)
    except DedupError:
        pass  # a refusal is an answer
    except BaseException as error:
        print(f"{type(error).__name__}: {str(error)[:100]}", file=sys.stderr)
        code = 1
    os._exit(code)


def measured(texts: Callable[[int], Iterator[tuple[str, str]]], asked: argparse.Namespace) -> Iterator[Taken]:
    """The comparisons that were asked for."""
    settings = Settings() if asked.model else Settings(model="")
    sides = ("itself", "article") if asked.against == "both" else (asked.against,)
    _prepare(settings)
    for (name, half), (_, whole) in zip(texts(asked.size // 2), texts(asked.size), strict=True):
        for side in sides if asked.only in name else ():
            found = _once(name, side, half, whole, settings, asked.alone)
            for _ in range(_AGAIN if found.growth > GROWTH else 0):
                again = _once(name, side, half, whole, settings, asked.alone)
                found = Taken(
                    name, side, min(found.seconds, again.seconds), min(found.half, again.half), found.megabytes, found.failure
                )
            yield found


def _prepare(settings: Settings) -> None:
    """Load what every process would load for itself: the model takes longer than most comparisons, and grows with no text."""
    compare(Article(PLAIN), Article(PLAIN[:-20]), settings=settings)
    if settings.model:
        load_encoder(settings.model).encode([PLAIN[:99]])


def _once(name: str, side: str, half: str, whole: str, settings: Settings, alone: bool) -> Taken:
    before = 0.0 if alone else taken(half, side, settings)[0]
    seconds, memory, failure = taken(whole, side, settings)
    return Taken(name, side, seconds, before, memory, failure)


def main() -> int:
    """Measure, print the table, the slowest first."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("--texts", help="a Python file with hostile(n)")
    reader.add_argument("--size", type=int, default=60_000, help="characters (default 60000)")
    reader.add_argument("--model", action="store_true", help="with the sentence model; default: by words")
    reader.add_argument("--against", choices=("itself", "article", "both"), default="both")
    reader.add_argument("--only", default="", help="kinds whose name holds this")
    reader.add_argument("--alone", action="store_true", help="not at half the length")
    asked = reader.parse_args()
    rows = []
    for row in measured(runpy.run_path(asked.texts)["hostile"] if asked.texts else hostile, asked):
        rows.append(row)
        print(_told(row, asked.size), file=sys.stderr, flush=True)
    over = [row for row in rows if row.exceeds(asked.size)]
    print("| text | against | s | growth | MB |\n|---|---|---|---|---|")
    print("\n".join(_told(row, asked.size) for row in sorted(rows, key=lambda row: -row.seconds)))
    worst = max(row.growth for row in rows)
    most = max(rows, key=lambda row: row.megabytes)
    print(f"\n{len(rows)} comparisons, {len(over)} over a bound")
    print(f"growth at most {worst:.1f}, {most.megabytes:,.0f} MB ({most.name})")
    return 1 if over else 0


def _told(row: Taken, size: int) -> str:
    mark = " **over**" if row.exceeds(size) else ""
    growth = f"{row.growth:.1f}" if row.half else "-"
    return f"| {row.name} | {row.against} | {row.seconds:.2f} | {growth} | {row.megabytes:.0f}{mark} {row.failure} |"


if __name__ == "__main__":
    sys.exit(main())
