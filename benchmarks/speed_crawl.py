"""A crawler's own call on real articles: `add` page by page, and `find`, with both indexes; a part of suite `speed_index`.

Times are taken twice, by the clock and by the processor: on a machine that others use the second is the one to read. The articles
are those of `gold/usnews`, in a fixed order that has nothing to do with their own; where more are to be stored, with those of
`gold/reuters21578`, a seventh as long.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.same_story import read_reuters
from dedup import Article, Settings

ARTICLES: Final = Path("gold") / "usnews" / "usnews-10k.jsonl.gz"
OTHERS: Final = "reuters21578"
"""Folder beside it of the articles that are stored when it has too few."""
PAGES: Final = 300
CHECKED: Final = 40
"""Pages of which every candidate is compared, to count where counts and comparisons disagree."""
_WARM: Final = 10
"""Pages that are asked about before the clock starts: the model's files and the lists of words are read with the first."""


def measure_crawl(file: Path, stored: int) -> dict[str, float]:
    """Figures of `add` and `find` with so many articles stored, and how often what was told by counts is what comparing tells."""
    from dedup.detect import Detector

    articles = _articles(file)
    first = min(stored, len(articles) - 2 * PAGES)
    kept = articles[:first] + _others(file, stored - first)
    stored = len(kept)
    added, asked = articles[first : first + PAGES], articles[first + PAGES : first + 2 * PAGES]
    with tempfile.TemporaryDirectory() as folder, Detector.open(Path(folder) / "index") as detector:
        batch = _times(lambda _: detector.add_many(kept), added[:1])
        bytes_an_article = detector.stats()["bytes"]["file"] / stored
        for page in asked[:_WARM]:
            detector.find(page)
        find, add = _times(detector.find, asked), _times(detector.add, added)
        agreement = _agreement(detector, asked[:CHECKED])
    return {
        "stored": float(stored),
        "bytes": bytes_an_article,
        "batch_a_processor_second": 1000 * stored / batch[1][0],
        **_figures("add", add),
        **_figures("find", find),
        "add_a_processor_second": 1000 / float(np.mean(add[1])),
        **agreement,
    }


def _articles(file: Path) -> list[Article]:
    known = {field.name for field in fields(Article)}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    articles = [Article(**{key: value for key, value in record.items() if key in known}) for record in records]
    random.Random(7).shuffle(articles)
    return articles


def _others(file: Path, wanted: int) -> list[Article]:
    """So many articles of the agency, fewer where there are no more; none where its folder is not beside that of the pages."""
    if wanted <= 0:
        return []
    read = (read_reuters(path) for path in sorted((file.parent.parent / OTHERS).glob("*.sgm")))
    articles = [replace(article, id=f"reuters-{article.id}") for stories in read for article, _ in stories]
    random.Random(7).shuffle(articles)
    return articles[:wanted]


def _times(call: Callable[[Article], Any], pages: Sequence[Article]) -> tuple[list[float], list[float]]:
    """Milliseconds of each call by the clock and by the processor; the relations are read, as a crawler would."""
    clock, processor = [], []
    for page in pages:
        wall, own = time.perf_counter(), time.process_time()
        found = call(page)
        if isinstance(found, tuple):
            _ = [match.relation for match in found]
        clock.append(1000 * (time.perf_counter() - wall))
        processor.append(1000 * (time.process_time() - own))
    return clock, processor


def _figures(name: str, times: tuple[list[float], list[float]]) -> dict[str, float]:
    parts = (("", times[0]), ("processor_", times[1]))
    return {
        f"{name}_{kind}{rank}_ms": float(np.percentile(values, share))
        for kind, values in parts
        for rank, share in (("median", 50), ("p95", 95))
    }


def _agreement(detector: Any, pages: Sequence[Article]) -> dict[str, float]:
    """Of all candidates the share of which counts and comparisons by words say the same, and of the related ones the share kept."""
    from dedup.pair.related import related as told

    settings, same, every, related, kept = Settings(model=""), 0, 0, 0, 0
    for page in pages:
        proposed = detector._proposed(page)
        left = {record.number for record, _ in detector._without_strangers(page, proposed)}
        for record, _ in proposed:
            is_related = told(record.article, page, settings=settings) is not None
            every += 1
            same += not (is_related and record.number not in left)  # who is left is compared, and told the same
            related += is_related
            kept += is_related and record.number in left
    return {
        "candidates": float(every),
        "agreement": same / max(1, every),
        "related": float(related),
        "related_kept": kept / max(1, related),
    }


if __name__ == "__main__":
    print(json.dumps(measure_crawl(Path(sys.argv[1]), int(sys.argv[2]))))
