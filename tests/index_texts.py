"""Made articles for the tests of the index: words drawn at random, so that no run of them is shared by chance."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from dedup.article import Article

_STORIES = Path(__file__).resolve().parent.parent / "data"


@cache
def _vocabulary() -> tuple[str, ...]:
    """Words of four letters and more of this project's own stories."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_STORIES.glob("*/source.txt"))]
    return tuple(sorted({word.lower() for text in texts for word in re.findall(r"[A-Za-z]{4,}", text)}))


def words(count: int, seed: int) -> list[str]:
    """Real words without an order, other ones for every seed."""
    return random.Random(seed).choices(_vocabulary(), k=count)


def text_of(listed: list[str]) -> str:
    """Sentences of twelve words, four to a paragraph."""
    sentences = [" ".join(listed[at : at + 12]).capitalize() + "." for at in range(0, len(listed), 12)]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def article(number: int, length: int = 440, **known: str) -> Article:
    """An article that shares nothing with those of other numbers."""
    return Article(text=text_of(words(length, number)), id=f"a{number}", **known)


def reusing(source: int, number: int, share: float = 0.5, length: int = 440, **known: str) -> Article:
    """An article that sets a stretch of another one, `share` of its length, inside words of its own."""
    own, taken = words(length, number), words(length, source)
    cut, size = length // 4, int(length * share)
    return Article(text=text_of([*own[:cut], *taken[:size], *own[cut : length - size]]), id=f"a{number}", **known)


STORY = """The council of Tarn voted on Monday to close the old bridge for good after engineers found cracks in two of its arches.

Mayor Ines Oyle said that the repairs would have cost 2 million crowns, more than the town spends on its roads in four years.

Drivers must use the ferry from June, and the town will pay half of the fare for people who live on the northern shore.

Shopkeepers near the bridge fear that customers will stay away, and have asked for a cut in their rates until a new one is built.
"""
REWRITE = """Tarn's old crossing will never open again: the town council decided on Monday to shut it permanently.

Cracks had been discovered in two arches by engineers, and fixing them would have swallowed 2 million crowns, which is more than
the road budget of four years, according to mayor Ines Oyle.

From June the only way over is by ferry, with residents of the north shore getting half their fare refunded by the town.

Businesses close to the bridge, worried about losing their customers, want lower rates as long as there is no replacement.
"""
