"""What a fuzzer once found is refused or read; a hundred mutations of the seeds, too. `make soak` searches for ten minutes each."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fuzz import mutation
from fuzz_targets import TARGETS, seeds
from fuzzing import SEARCH

FAULTS = sorted(path for path in (Path(__file__).parent / "faults").rglob("*") if path.is_file())
USUAL = {"text": 15, "page": 8, "html": 25, "warc": 40, "parquet": 40, "json": 100, "csv": 100}


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_a_fault_is_none(path: Path) -> None:
    if path.parent.name in ("warc", "parquet"):
        pytest.importorskip("fastwarc")
        pytest.importorskip("pyarrow")
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_mutations_of_the_seeds_break_no_law(target: str) -> None:
    if target in ("warc", "parquet"):
        pytest.importorskip("fastwarc")
        pytest.importorskip("pyarrow")
    draw, begun = random.Random(1), seeds(target)
    for seed in begun:
        TARGETS[target](seed)
    for _ in range(USUAL[target] * SEARCH):
        TARGETS[target](mutation(draw, begun))
