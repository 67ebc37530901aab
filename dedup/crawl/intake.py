"""A corpus into the index: what is there already is passed over, bad records are written down, progress is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dedup.article import Article
from dedup.detect import Added, Detector
from dedup.index.collection import SameId
from dedup.read.corpus import Found, reject_line


@dataclass(slots=True)
class Intake:
    """Counts of a run so far: records read, articles kept, those that were there already with the same text, refused records.

    `bytes_each`: mean bytes of a text so far, to tell from the size of the files how many there will be.
    """

    read: int = 0
    kept: int = 0
    known: int = 0
    refused: int = 0
    bytes_each: float = 0.0


def take_in(
    detector: Detector,
    records: Iterable[Found],
    *,
    rejects: Path,
    same_id: SameId = "replace",
    report: Callable[[Added], None] | None = None,
    progress: Callable[[Intake], None] | None = None,
) -> Intake:
    """Add the articles of a corpus; a run that was cut short goes on where it stopped when it is started again.

    An article whose id is there with the same text is passed over. Refused records are appended to `rejects`, which is made
    when there is one. `report` is told of each article that was kept, `progress` of each record. Raises StoreError.
    """
    counts = Intake()

    def told(added: Added) -> None:
        counts.kept += 1
        if report:
            report(added)

    detector.add_many(_new(detector, records, counts, rejects, progress), same_id=same_id, report=told)
    return counts


def _new(
    detector: Detector, records: Iterable[Found], counts: Intake, rejects: Path, progress: Callable[[Intake], None] | None
) -> Iterator[Article]:
    for found in records:
        counts.read += 1
        size = len(found.article.text) if found.article else 0
        counts.bytes_each += (size - counts.bytes_each) / counts.read
        if progress:
            progress(counts)
        if found.article is None:
            counts.refused += 1
            with rejects.open("a", encoding="utf-8") as stream:
                stream.write(reject_line(found))
        elif _is_there(detector, found.article):
            counts.known += 1
        else:
            yield found.article


def _is_there(detector: Detector, article: Article) -> bool:
    stored = detector.get(article.id)
    return stored is not None and stored.text == article.text
