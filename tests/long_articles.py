"""Long pairs for the tests of the page: the stories of `data/` put together, and the same with a share of their words edited."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from dedup import Article, Comparison, compare
from dedup.settings import Settings

DATA = Path(__file__).parent.parent / "data"
SOURCES = ("source", "independent_1", "independent_2", "quotes")
REWRITES = ("rewrite", "commentary", "altered", "light_edit")
WORDS = (835, 5_000, 20_000)


@cache
def pair(words: int, kind: str) -> tuple[Article, Article, Comparison]:
    """Two articles of `words` words each and their comparison by words alone.

    `kind`: "light" has one word in twenty edited, "heavy" one in four, "rewrite" is made of real rewrites and commentary.
    """
    source = _together(SOURCES, words)
    text = _together(REWRITES, words) if kind == "rewrite" else _edited(source, {"light": 0.05, "heavy": 0.25}[kind])
    a, b = Article(source, id="source"), Article(text, id="derivative")
    return a, b, compare(a, b, settings=Settings(model=""), source="a")


def shortened() -> tuple[Article, Article, Comparison]:
    """A long report and a rewrite that condenses it, with their comparison by words: 1,700 and 650 words."""
    a, b = Article(_together(SOURCES, 1_700), id="source"), Article(_together(REWRITES, 650), id="derivative")
    return a, b, compare(a, b, settings=Settings(model=""), source="a")


def _together(names: tuple[str, ...], words: int) -> str:
    stories = [(DATA / family.name / f"{name}.txt").read_text("utf-8") for name in names for family in _families()]
    text = "\n\n".join(stories)
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return text[: ends[words - 1]]


def _families() -> list[Path]:
    return sorted(path for path in DATA.iterdir() if path.is_dir())


def _edited(text: str, share: float) -> str:
    """`text` with that share of its words replaced, cut or followed by a new one; the same each time."""
    dice = random.Random(3)
    pool = sorted(set(re.findall(r"[a-z]{4,9}", text)))

    def edit(found: re.Match[str]) -> str:
        drawn = dice.random() / share
        if drawn >= 1:
            return found.group()
        return dice.choice(pool) if drawn < 0.5 else "" if drawn < 0.75 else f"{found.group()} {dice.choice(pool)}"

    return re.sub(r"[A-Za-z’']+", edit, text)
