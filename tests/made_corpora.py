"""Corpora of invented words for the tests of families, and how they are written."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

VOCABULARY = [
    f"{one}{two}{three}"
    for one in "bdfgklmnprst"
    for two in ("a", "e", "i", "o", "u", "ar", "en")
    for three in ("", "ta", "ro", "lin", "mus")
]


def invented(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(VOCABULARY) for _ in range(words))


def edited(rng: random.Random, text: str, share: float) -> str:
    return " ".join(rng.choice(VOCABULARY) if rng.random() < share else word for word in text.split())


def written(path: Path, records: Iterable[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def small_corpus(seed: int = 5) -> list[dict[str, str]]:
    """Forty articles: a story with a copy and a copy of that, a report reused in part, and others of which none belongs to any."""
    rng = random.Random(seed)
    texts = {f"other-{n:02d}": invented(rng, 200) for n in range(35)}
    texts["story"] = invented(rng, 400)
    texts["story-copy"] = edited(rng, texts["story"], 0.05)
    texts["story-copy-copy"] = edited(rng, texts["story-copy"], 0.05)
    texts["report"] = invented(rng, 500)
    words = edited(rng, texts["report"], 0.1).split()
    texts["blog"] = f"{invented(rng, 150)} {' '.join(words[100:300])} {invented(rng, 150)}"
    dates = {
        "story": "2024-03-01",
        "story-copy": "2024-03-02",
        "story-copy-copy": "2024-03-04",
        "report": "2024-05-01",
        "blog": "2024-05-02",
    }
    return [{"id": name, "text": text, "published": dates.get(name, "2024-01-01")} for name, text in texts.items()]


def surrounded_corpus(seed: int = 6) -> list[dict[str, str]]:
    """Two reports with one quotation, three pages of a site with one block, and a part that two pages of another site share."""
    rng = random.Random(seed)
    said, block, part = (invented(rng, 60) for _ in range(3))

    def page(site: str, name: str, middle: str) -> dict[str, str]:
        text = f"{invented(rng, 120)}\n\n{middle}\n\n{invented(rng, 120)}"
        return {"id": f"{site}-{name}", "url": f"https://www.{site}/{name}", "text": text}

    reports = [page(site, "report", f"“{said}”") for site in ("ash.example", "elm.example")]
    pages = [page("oak.example", name, block) for name in ("one", "two", "three")]
    return [*reports, *pages, *(page("yew.example", name, part) for name in ("first", "second"))]


def schema_org_corpus() -> list[object]:
    """The small corpus in the words of schema.org, and with records that are no articles."""
    records: list[object] = [
        {
            "@type": "NewsArticle",
            "@id": f"https://a.example/{record['id']}",
            "headline": record["id"].title(),
            "articleBody": record["text"],
            "publisher": {"@type": "Organization", "name": "The Example"},
            "author": [{"name": "A. Writer"}, "B. Writer"],
            "datePublished": record["published"],
        }
        for record in small_corpus()
    ]
    records[1] = {**records[1], "@id": "#main", "mainEntityOfPage": {"@id": "https://a.example/page"}, "id": 17}  # type: ignore[dict-item]
    return [*records, {"id": "wrong", "text": 3}, {"id": "none"}, ["no object"], {"id": "x", "text": "t", "title": ["a", "list"]}]


def as_read(path: Path, lines: Iterable[bytes]) -> list[dict[str, object]]:
    """Lines as a worker of Spark gets them."""
    return [{"file": str(path), "block": 0, "number": number, "value": line} for number, line in enumerate(lines, 1)]
