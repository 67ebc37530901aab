"""What `dedup families --engine spark` asks of Spark, and which files its workers write."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dedup.cli.families_progress import Progress, refused
from dedup.errors import DedupError

if TYPE_CHECKING:
    from dedup.engines.local import Run
    from dedup.engines.spark import Asked
    from dedup.settings import Settings

PAGE: Final = ".html"


def parted(outputs: Sequence[str]) -> tuple[list[str], list[Path]]:
    """Of the files of families those that Spark's workers write, and those that are written here."""
    from dedup.engines.spark_families import SUFFIXES

    written = [name for name in outputs if name.rstrip("/").lower().endswith(SUFFIXES)]
    return written, [Path(name) for name in outputs if name not in written]


def asked_of_spark(
    written: Sequence[str],
    here: Sequence[Path],
    explain: str | None,
    members: str | None,
    cleaned: str | None,
    embeddings: bool,
    quotations: bool,
) -> Asked:
    """What Spark is asked for; the families come here only where something is made of them here."""
    from dedup.engines.spark import Asked
    from dedup.engines.spark_families import Outputs

    for name in (*written, *(name for name in (explain, members) if name)):
        _check_folder(Path(name))
    outputs = Outputs(families=written, members=members, comparisons=explain)
    collect = bool(here) or cleaned is not None or not written
    return Asked(quotations=quotations, embeddings=embeddings, explain=explain is not None, outputs=outputs, collect=collect)


def _check_folder(path: Path) -> None:
    """Spark writes folders, and clears what is there: only what it wrote itself."""
    if path.is_dir() and any(path.iterdir()) and not (path / "_SUCCESS").exists():
        raise DedupError(f"cannot write to {path}: it is a folder that Spark did not write, and would be cleared; name another one")


def on_spark(corpus: Sequence[str], settings: Settings, master: str | None, asked: Asked, tell: Progress) -> Run:
    """What Spark finds."""
    from dedup.engines.spark import find_families

    return find_families(corpus, settings, master=master, asked=asked, reject=refused, progress=tell)


def check_page(corpus: Sequence[str], paths: Sequence[Path], explain: str | None) -> None:
    """Spark reads what this machine may not, and the page is made here, with the texts that were compared."""
    away = [name for name in corpus if not os.path.exists(name)]
    if explain is not None and away and any(path.suffix.lower() == PAGE for path in paths):
        raise DedupError(f"{away[0]} is not on this machine, and a page shows the texts of what --explain compares; leave out one")
